"""Receipts, and nothing else, become deliveries; the case is told of each once."""

from datetime import timedelta
from typing import ClassVar
from uuid import uuid4

import httpx
import pytest
from django.db import OperationalError

from hamkor import clock
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.errors import NotFound
from hamkor.exchange import services
from hamkor.exchange.messages import Message
from hamkor.exchange.models import Peer
from hamkor.gateway import delivery, line
from tests.services.exchange_notes import MOSCOW, Wire, queue, raising
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db
MESSAGES = "/exchange/v2/message"


@pytest.fixture
def moscow(frozen_clock):
    peer = SimulatedPeer()
    peer.trusted("http://moscow.example")
    return peer


@pytest.fixture
def wire(monkeypatch):
    return Wire(monkeypatch)


def status_of(message):
    message.refresh_from_db()
    return message.status, message.last_failure


class TestDelivery:
    def test_the_sealed_bytes_go_to_the_trusted_address_and_the_receipt_delivers(
        self, moscow, wire
    ):
        queued = queue()
        wire.answer = lambda request: httpx.Response(200, text=moscow.receipt_for(request.content))
        assert delivery.deliver_due() == 1
        assert wire.posted == [("http://moscow.example" + MESSAGES, bytes(queued.frame))]
        assert status_of(queued) == ("delivered", "")
        assert delivery.deliver_due() == 0
        assert len(wire.posted) == 1

    def test_a_whole_matter_leaves_in_one_round_in_order(self, moscow, wire):
        about = uuid4()
        queued = [queue(about) for _ in range(4)]
        wire.answer = lambda request: httpx.Response(200, text=moscow.receipt_for(request.content))
        assert delivery.deliver_due() == 4
        assert [frame for _url, frame in wire.posted] == [bytes(m.frame) for m in queued]

    def test_a_lost_receipt_means_the_same_bytes_again(self, moscow, wire, frozen_clock):
        queued = queue()
        wire.answer = raising(httpx.ReadError("cut"))
        delivery.deliver_due()
        assert status_of(queued) == ("waiting", "peer_unreachable")
        frozen_clock.move_on(hours=1)
        wire.answer = lambda request: httpx.Response(200, text=moscow.receipt_for(request.content))
        delivery.deliver_due()
        assert status_of(queued) == ("delivered", "")
        assert wire.posted[0] == wire.posted[1]

    @pytest.mark.parametrize(
        "answer",
        [
            httpx.Response(200, text="OK"),
            httpx.Response(200, text=""),
            httpx.Response(200, content=bytes(range(256))),
            httpx.Response(200, text="x" * 100_000),
            httpx.Response(204),
            httpx.Response(302, headers={"Location": "http://elsewhere.example"}),
            httpx.Response(404),
            httpx.Response(503),
        ],
        ids=["words", "nothing", "bytes", "too long", "204", "elsewhere", "404", "503"],
    )
    def test_no_status_is_evidence_of_delivery(self, moscow, wire, answer):
        queued = queue()
        wire.answer = lambda _request: answer
        assert delivery.deliver_due() == 0
        assert status_of(queued)[0] == "waiting"
        assert len(wire.posted) == 1
        assert queued.next_try_at > clock.now()

    def test_a_receipt_somebody_else_signed_does_not_deliver(self, moscow, wire):
        queued = queue()
        forger = SimulatedPeer()
        wire.answer = lambda request: httpx.Response(200, text=forger.receipt_for(request.content))
        delivery.deliver_due()
        assert status_of(queued) == ("waiting", "unknown_sender")

    def test_an_unsigned_refusal_is_noted_and_the_next_message_still_goes(self, moscow, wire):
        bad, good = queue(), queue()
        wire.answer = lambda request: (
            httpx.Response(400, text="malformed")
            if request.content == bytes(bad.frame)
            else httpx.Response(200, text=moscow.receipt_for(request.content))
        )
        assert delivery.deliver_due() == 1
        assert status_of(good) == ("delivered", "")
        assert status_of(bad)[0] == "waiting"
        assert bad.last_failure == "not_receipted.malformed"

    def test_what_a_stranger_answers_is_not_written_down(self, moscow, wire):
        queued = queue()
        wire.answer = lambda _request: httpx.Response(400, text="<b>Раҳмон</b>")
        delivery.deliver_due()
        assert status_of(queued) == ("waiting", "not_receipted.unknown")

    def test_an_office_that_is_down_is_asked_once_a_round(self, moscow, wire):
        for _ in range(25):
            queue()
        wire.answer = raising(httpx.ConnectError("refused"))
        assert delivery.deliver_due() == 0
        assert len(wire.posted) == 1
        assert Peer.objects.get(office=MOSCOW).last_failure_at == clock.now()

    def test_an_answer_without_end_is_not_read_to_its_end(self, moscow, wire):
        queue()
        pieces = iter(range(100))
        content = (b"x" * 8192 for _ in pieces)
        wire.answer = lambda _request: httpx.Response(200, content=content)
        assert delivery.deliver_due() == 0
        assert next(pieces) < 10

    def test_nobody_can_send_the_client_elsewhere(self):
        with delivery.open_client() as client:
            assert not client.follow_redirects
            assert not client.trust_env

    def test_a_slow_answer_is_cut_off_when_the_lease_is_over(self, moscow, wire, monkeypatch):
        queued = queue()
        moments = iter([0.0, 0.0, *[1000.0] * 10])
        monkeypatch.setattr(line.time, "monotonic", lambda: next(moments))
        wire.answer = lambda request: httpx.Response(200, text=moscow.receipt_for(request.content))
        delivery.deliver_due()
        assert status_of(queued) == ("waiting", "peer_unreachable")

    def test_an_office_down_for_29_days_gets_all_in_order_when_it_returns(
        self, moscow, wire, frozen_clock
    ):
        about = uuid4()
        queued = [queue(about) for _ in range(5)]
        wire.answer = raising(httpx.ConnectTimeout("down"))
        for _ in range(29):
            delivery.deliver_due()
            frozen_clock.move_on(days=1)
            services.expire_overdue()
        wire.answer = lambda request: httpx.Response(200, text=moscow.receipt_for(request.content))
        wire.posted.clear()
        delivery.deliver_due()
        assert [frame for _url, frame in wire.posted] == [bytes(m.frame) for m in queued]


def test_a_lease_that_is_over_gives_no_time(moscow, frozen_clock):
    queue()
    (claimed,) = services.claim_due(1)
    left = line.end_of_lease(claimed) - line.time.monotonic()
    assert timedelta(seconds=4) < timedelta(seconds=left) < timedelta(seconds=31)


class TestSettling:
    @pytest.fixture
    def told(self, monkeypatch):
        """What the case was told, in order."""
        told = []
        monkeypatch.setitem(
            delivery.SETTLERS,
            "test.note/1",
            (
                lambda **facts: told.append(("delivered", facts)),
                lambda **facts: told.append(("not delivered", facts)),
            ),
        )
        return told

    def test_a_delivery_is_told_once(self, moscow, told):
        queued = queue()
        delivery.settle()
        assert told == []
        services.record_receipt(queued, moscow.receipt_for(bytes(queued.frame)))
        assert (delivery.settle(), delivery.settle()) == (1, 0)
        ((what, facts),) = told
        assert what == "delivered"
        assert facts == {
            "about": queued.about,
            "message_id": queued.message_id,
            "kind": "test.note/1",
            "at": clock.now(),
        }

    def test_a_refusal_is_told_with_its_reason(self, moscow, told):
        queued = queue()
        receipt = moscow.receipt_for(bytes(queued.frame), "refused", "too_old")
        services.record_receipt(queued, receipt)
        delivery.settle()
        ((what, facts),) = told
        assert (what, facts["reason"]) == ("not delivered", "too_old")

    def test_an_expiry_is_told_with_the_instant_of_expiry(self, moscow, told, frozen_clock):
        queued = queue()
        frozen_clock.move_on(days=31)
        services.expire_overdue()
        delivery.settle()
        ((what, facts),) = told
        assert (what, facts["reason"]) == ("not delivered", "expired")
        assert facts["at"] == queued.expires_at

    def test_what_concerns_no_case_is_settled_quietly(self, moscow):
        queued = queue()
        services.record_receipt(queued, moscow.receipt_for(bytes(queued.frame)))
        assert (delivery.settle(), delivery.settle()) == (1, 0)

    @pytest.mark.parametrize(
        ("error", "code"), [(NotFound("no case"), "not_found"), (KeyError("x"), "error.KeyError")]
    )
    def test_a_case_that_cannot_be_told_does_not_stop_the_others(
        self, moscow, told, monkeypatch, error, code
    ):
        class Other(Message):
            KIND: ClassVar[str] = "test.other/1"

        monkeypatch.setitem(delivery.SETTLERS, "test.other/1", (raising(error), raising(error)))
        bad = services.queue_message(Other(), to=MOSCOW, about=uuid4())
        good = queue()
        for message in (bad, good):
            services.record_receipt(message, moscow.receipt_for(bytes(message.frame)))
        assert (delivery.settle(), delivery.settle()) == (1, 0)
        assert len(told) == 1
        entry = AuditEntry.objects.get(action=AuditAction.MESSAGE_SET_ASIDE)
        assert (entry.about, entry.facts["code"]) == (bad.message_id, code)

    def test_a_database_that_is_busy_means_later_and_not_never(self, moscow, told, monkeypatch):
        queued = queue()
        services.record_receipt(queued, moscow.receipt_for(bytes(queued.frame)))
        with monkeypatch.context() as patch:
            busy = raising(OperationalError("database is locked"))
            patch.setitem(delivery.SETTLERS, "test.note/1", (busy, busy))
            with pytest.raises(OperationalError):
                delivery.settle()
        assert delivery.settle() == 1
        assert len(told) == 1
