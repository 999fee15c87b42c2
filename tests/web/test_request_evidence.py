"""The evidence on a request's page, and what the page of the exchange says to do next."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hamkor.assistance import messages
from hamkor.exchange import frames
from hamkor.exchange.models import InboxMessage, OutboxMessage, Tally
from hamkor.exchange.services import record_receipt, warn_not_reached
from hamkor.exchange.standing import standings
from tests import request_factories as make
from tests.factories import DeputyFactory, OfficerFactory
from tests.request_factories import MOSCOW, Moscow

pytestmark = pytest.mark.django_db


@pytest.fixture
def moscow(frozen_clock):
    moscow = Moscow()
    moscow.trusted()
    return moscow


def page_of(client, request, language="en"):
    client.force_login(DeputyFactory(language=language))
    return client.get(reverse("request", args=[request.reference])).content.decode()


def test_a_request_that_waits_says_so_and_that_it_is_signed(client, moscow):
    html = page_of(client, make.sent())
    assert "Evidence of the exchange" in html
    assert "Handed in: sealed and signed, on its way" in html
    assert "No receipt yet" in html
    assert "nothing is signed yet" in html


def test_lateness_and_who_signed_stand_in_the_timeline(client, moscow, frozen_clock):
    request = make.sent()
    (message,) = OutboxMessage.objects.filter(about=request.reference)
    frozen_clock.move_on(hours=5)
    warn_not_reached()
    record_receipt(message, moscow.receipt_for(bytes(message.frame)))
    html = page_of(client, request)
    assert "The other office was not reached" in html
    assert "an hour after it was handed in" in html
    assert "Stored: the other node has it on its disk" in html
    assert "late: after 5 hours" in html
    assert "No receipt yet" not in html


def test_a_missing_message_is_announced(client, moscow):
    request = make.sent()
    moscow.frame(messages.Acceptance, request.reference)
    moscow.says(messages.ExecutionStarted, request.reference)
    assert "1 earlier message of the other office is missing" in page_of(client, request)


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Сдано: запечатано"), ("tg", "Супорида шуд")]
)
def test_it_is_read_in_the_officers_language(client, moscow, language, words):
    assert words in page_of(client, make.sent(), language)


class TestExchangePage:
    def read(self, client, role="administrator"):
        client.force_login(OfficerFactory(role=role))
        return client.get(reverse("exchange")).content.decode()

    def test_when_all_is_well_it_says_so(self, client, moscow):
        assert "Nothing: every office answers" in self.read(client)

    def test_a_silent_office_a_full_disk_and_another_count_are_named(
        self, client, moscow, frozen_clock, monkeypatch, settings
    ):
        make.sent()
        frozen_clock.move_on(hours=2)
        Tally.objects.create(peer=MOSCOW, is_ours=False, sent=1, received=0, differences=3)
        monkeypatch.setattr(frames, "free_bytes", lambda: settings.MIN_FREE_BYTES - 1)
        html = self.read(client)
        assert "has not answered for an hour; messages wait for it: 1" in html
        assert "The disk of this node is nearly full" in html
        assert "counts other messages than we on some days: 3" in html
        assert "Nothing: every office answers" not in html

    def test_keys_that_end_are_announced(self, client, moscow, frozen_clock):
        (standing,) = standings()
        frozen_clock.move_to(standing.keys_until - timedelta(days=31))
        assert "has stated no next ones" not in self.read(client)
        frozen_clock.move_to(standing.keys_until - timedelta(days=20))
        assert "end in 20 days and it has stated no next ones" in self.read(client)

    def test_a_message_that_was_set_aside_is_tried_again(self, client, moscow):
        aside = moscow.says(messages.Acceptance, make.draft().reference)
        assert "Messages that took no effect: 1" in self.read(client)
        answer = client.post(reverse("take_up_message", args=[aside.message_id]))
        assert answer.status_code == 302
        assert InboxMessage.objects.get(pk=aside.pk).set_aside_at is None
        assert client.post(reverse("take_up_message", args=[aside.message_id])).status_code == 404

    @pytest.mark.parametrize("role", ["supervisor", "case_officer"])
    def test_who_may_only_read_cannot_do_that(self, client, moscow, role):
        aside = moscow.says(messages.Acceptance, make.draft().reference)
        client.force_login(OfficerFactory(role=role))
        answer = client.post(reverse("take_up_message", args=[aside.message_id]))
        assert answer.status_code == 403
        assert InboxMessage.objects.get(pk=aside.pk).set_aside_at is not None
