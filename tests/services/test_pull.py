"""An office that nobody can call fetches what waits for it, and its receipts come along."""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from hamkor import clock, envelope
from hamkor.envelope import SingleKey
from hamkor.evidence.keys import request_keys_of
from hamkor.exchange import services
from hamkor.exchange.identity import our_statement
from hamkor.exchange.models import InboxMessage, OutboxMessage
from hamkor.gateway import delivery
from hamkor.gateway.pull import PATH, fetch_waiting
from hamkor.keyring.own import our_ring
from hamkor.keyring.schedule import Window
from hamkor.keyring.stating import stated_single
from hamkor.transparency.request import LogRequest, read_request, sign_request
from tests.services.exchange_notes import MOSCOW, Note, queue
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db
DUSHANBE, BISHKEK = "tj-prosecutor-general", "kg-prosecutor-general"


@pytest.fixture
def moscow(frozen_clock):
    """A trusted office with a witness key; another one stands by, with a message for it."""
    SimulatedPeer(BISHKEK).trusted("http://bishkek.example")
    services.queue_message(Note(), to=BISHKEK, about=uuid4())
    peer = SimulatedPeer()
    peer.witness = SingleKey.generate()
    at = clock.now()
    window = Window("witness", at - timedelta(days=1), at + timedelta(days=900))
    stated = envelope.read_office_statement(peer.statement)
    keys = (*stated.keys, stated_single("witness", peer.witness, window))
    peer.statement = envelope.sign_office_statement(stated.with_changes(keys=keys), peer.root)
    peer.trusted()
    return peer


@pytest.fixture
def ask(client, moscow):
    """Ask our node as Moscow's does."""

    def post(*, receipts=(), skip=(), key=moscow.witness, verb="pull", at=None, about=DUSHANBE):
        question = sign_request(LogRequest(verb, MOSCOW, about), key, at=at or clock.now())
        body = {"question": question, "receipts": list(receipts), "skip": list(skip)}
        answer = client.post(PATH, json.dumps(body), content_type="application/json")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, content

    return post


class TestAsked:
    def test_the_next_frame_is_given_until_its_receipt_has_come(self, ask, moscow):
        first, second = queue(), queue()
        assert ask() == ask() == (200, bytes(first.frame))
        receipt = moscow.receipt_for(bytes(first.frame))
        assert ask(receipts=[receipt]) == (200, bytes(second.frame))
        assert ask(receipts=[moscow.receipt_for(bytes(second.frame))]) == (204, b"")
        statuses = dict(OutboxMessage.objects.values_list("peer", "status"))
        assert statuses == {BISHKEK: "waiting", MOSCOW: "delivered"}

    def test_what_cannot_be_taken_in_is_skipped_and_what_waits_behind_it_waits(self, ask):
        matter = uuid4()
        first, _behind, other = queue(matter), queue(matter), queue()
        assert ask(skip=[str(first.message_id)]) == (200, bytes(other.frame))

    def test_a_receipt_that_is_none_changes_nothing(self, ask, moscow):
        queued = queue()
        assert ask(receipts=["nonsense"]) == (200, bytes(queued.frame))

    def test_only_a_trusted_office_is_given_anything(self, ask, moscow):
        queue()
        assert ask(key=SingleKey.generate())[0] == 400
        services.distrust_peer(MOSCOW, by="admin")
        assert ask() == (403, b"unknown_sender")

    def test_the_question_is_fresh_and_for_us(self, ask):
        queue()
        assert ask(at=clock.now() - timedelta(days=3)) == (400, b"too_old")
        assert ask(verb="leaves") == ask(about=BISHKEK) == (400, b"malformed")

    @pytest.mark.parametrize("body", ["", "{}", "[]", "x" * 100, '{"question":"","receipts":[]}'])
    def test_what_is_no_question_is_refused(self, client, moscow, body):
        answer = client.post(PATH, body, content_type="application/json")
        assert (answer.status_code, answer.content) == (400, b"malformed")


@dataclass
class _Far:
    """The other node: holds frames, and gives each until its receipt is there."""

    frames: list[bytes]
    asked: list[dict]

    def answer(self, request):
        if not str(request.url).endswith("/pull") or "bishkek" in str(request.url):
            return httpx.Response(204)
        said = json.loads(request.read())
        self.asked.append(said)
        self.frames = self.frames[len(said["receipts"]) :]
        return httpx.Response(200, content=self.frames[0]) if self.frames else httpx.Response(204)


class TestFetching:
    @pytest.fixture
    def far(self, monkeypatch, settings, moscow):
        far = _Far([], [])
        transport = httpx.MockTransport(far.answer)
        monkeypatch.setattr(delivery, "open_client", lambda: httpx.Client(transport=transport))
        settings.NODE = settings.NODE.model_copy(update={"fetches": True})
        return far

    def test_all_that_waits_is_fetched_and_the_receipts_are_brought(self, far, moscow):
        far.frames = [moscow.seal(), moscow.seal()]
        assert fetch_waiting() == 2
        assert InboxMessage.objects.count() == 2
        receipts = [text for said in far.asked for text in said["receipts"]]
        assert [moscow.read_receipt(text).what for text in receipts] == ["stored", "stored"]

    def test_the_question_is_signed_by_our_witness_key(self, far, moscow):
        fetch_waiting()
        request = read_request(far.asked[0]["question"], request_keys_of, now=clock.now())
        assert (request.verb, request.office, request.about) == ("pull", DUSHANBE, MOSCOW)
        assert our_statement() == our_ring().text

    def test_junk_is_passed_over(self, far, moscow):
        far.frames = [b"junk"]
        assert fetch_waiting() == 0
        assert not InboxMessage.objects.exists()

    def test_who_can_be_called_does_not_fetch(self, far, settings, moscow):
        settings.NODE = settings.NODE.model_copy(update={"fetches": False})
        far.frames = [moscow.seal()]
        assert (fetch_waiting(), far.asked) == (0, [])
