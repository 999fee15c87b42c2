"""Bytes on the wire become a signed receipt, or a code and no more."""

import pytest
from django.test import Client
from django.urls import reverse

from hamkor import clock, envelope
from hamkor.errors import NotFound
from hamkor.exchange.identity import our_public_keys
from hamkor.exchange.models import InboxMessage
from hamkor.gateway import delivery
from tests.services.exchange_notes import raising
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db
MESSAGES = "/exchange/v2/message"


@pytest.fixture
def moscow(frozen_clock):
    peer = SimulatedPeer()
    peer.trusted("http://moscow.example")
    return peer


class TestEndpoint:
    def post(self, client, frame, **more):
        return client.post(MESSAGES, frame, content_type="application/octet-stream", **more)

    def test_a_message_is_answered_with_its_receipt_each_time(self, client, moscow):
        frame = moscow.seal()
        first, again = self.post(client, frame), self.post(client, frame)
        assert first.status_code == again.status_code == 200
        assert moscow.read_receipt(first.text).what == "stored"
        assert again.content == first.content

    def test_a_node_needs_no_page_of_ours_first(self, moscow):
        assert self.post(Client(enforce_csrf_checks=True), moscow.seal()).status_code == 200

    @pytest.mark.parametrize("frame", [b"", b"\x00", b"<html>", b"HMKR\x01" + bytes(40)])
    def test_anything_else_is_answered_with_a_code_and_no_more(self, client, moscow, frame):
        answer = self.post(client, frame)
        assert (answer.status_code, answer.text) == (400, "malformed")
        assert not InboxMessage.objects.exists()

    def test_a_stranger_learns_a_code_and_no_more(self, client, moscow):
        answer = self.post(client, SimulatedPeer("kz-prosecutor-general").seal())
        assert (answer.status_code, answer.text) == (400, "unknown_sender")

    def test_more_than_the_limit_for_forms_is_taken_in(self, client, moscow, settings):
        large = envelope.Document(
            "a.txt", "text/plain", bytes(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        )
        assert self.post(client, moscow.seal(documents=(large,))).status_code == 200

    def test_a_body_announced_as_too_large_is_not_read(self, client, moscow, settings):
        settings.ONE_POST_BYTES = 100
        answer = self.post(client, bytes(101))
        assert (answer.status_code, answer.text) == (400, "too_large")

    @pytest.mark.parametrize("length", ["-1", "x", "١٢"])
    def test_an_impossible_length_is_refused(self, client, moscow, length):
        assert self.post(client, b"x", CONTENT_LENGTH=length).status_code == 400

    def test_only_posting_is_allowed(self, client):
        assert client.get(MESSAGES).status_code == 405

    def test_a_node_without_its_keys_says_that_it_is_not_well(self, client, moscow, monkeypatch):
        frame = moscow.seal()
        monkeypatch.setattr(
            "hamkor.exchange.services.arriving.our_decryption_keys", raising(NotFound("gone"))
        )
        assert self.post(client, frame).status_code == 500

    def test_our_keys_can_be_fetched(self, client, db):
        answer = client.get("/exchange/v2/keys")
        stated = envelope.read_office_statement(answer.text)
        assert stated.keys_at(clock.now()) == our_public_keys()
        assert client.delete("/exchange/v2/keys").status_code == 405

    def test_peers_are_the_same_addresses_that_delivery_posts_to(self):
        assert reverse("exchange_messages") == delivery.PATH == MESSAGES
