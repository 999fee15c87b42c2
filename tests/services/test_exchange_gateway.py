"""The edges: bytes on the wire become receipts, receipts become states, messages take effect."""

from datetime import timedelta
from typing import ClassVar
from uuid import uuid4

import httpx
import pytest
from django.db import OperationalError
from django.urls import reverse

from hamkor import clock, envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.errors import NotFound, WrongState
from hamkor.exchange import services
from hamkor.exchange.identity import our_public_keys
from hamkor.exchange.messages import Message
from hamkor.exchange.models import InboxMessage, OutboxMessage, Peer
from hamkor.gateway import delivery, dispatch, worker
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db
MOSCOW = "ru-prosecutor-general"
MESSAGES = "/exchange/v1/messages"


class Note(Message):
    KIND: ClassVar[str] = "test.note/1"
    text: str = "invented"


@pytest.fixture
def moscow(frozen_clock):
    peer = SimulatedPeer()
    peer.trusted("http://moscow.example")
    return peer


@pytest.fixture
def wire(monkeypatch):
    """Answer what is posted with `wire.answer(request)`; remember it in `wire.posted`."""

    class Wire:
        def __init__(self):
            self.posted = []

        def handle(self, request):
            self.posted.append((str(request.url), request.read()))
            return self.answer(request)

    wire = Wire()
    monkeypatch.setattr(
        delivery,
        "open_client",
        lambda: httpx.Client(transport=httpx.MockTransport(wire.handle)),
    )
    return wire


def queue(about=None):
    return services.queue_message(Note(), to=MOSCOW, about=about or uuid4())


def status_of(message):
    message.refresh_from_db()
    return message.status, message.last_failure


class TestEndpoint:
    def post(self, client, frame, **more):
        return client.post(MESSAGES, frame, content_type="application/octet-stream", **more)

    def test_a_message_is_answered_with_its_receipt_each_time(self, client, moscow):
        frame = moscow.seal()
        first, again = self.post(client, frame), self.post(client, frame)
        assert first.status_code == again.status_code == 200
        assert moscow.read_receipt(first.text).what == "stored"
        assert again.content == first.content

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
        settings.MAX_FRAME_BYTES = 100
        answer = self.post(client, bytes(101))
        assert (answer.status_code, answer.text) == (400, "too_large")

    @pytest.mark.parametrize("length", ["-1", "9" * 30, "x", "١٢"])
    def test_an_impossible_length_is_refused(self, client, moscow, length):
        assert self.post(client, b"x", CONTENT_LENGTH=length).status_code == 400

    def test_only_posting_is_allowed(self, client):
        assert client.get(MESSAGES).status_code == 405

    def test_a_node_without_its_keys_says_that_it_is_not_well(self, client, moscow, monkeypatch):
        frame = moscow.seal()
        monkeypatch.setattr(
            "hamkor.exchange.services.arriving.our_keys", raising(NotFound("gone"))
        )
        assert self.post(client, frame).status_code == 500

    def test_our_keys_can_be_fetched(self, client, db):
        answer = client.get("/exchange/v1/keys")
        assert envelope.read_statement(answer.text) == our_public_keys()
        assert client.post("/exchange/v1/keys").status_code == 405

    def test_peers_are_the_same_addresses_that_delivery_posts_to(self):
        assert reverse("exchange_messages") == delivery.PATH == MESSAGES


def raising(error):
    def fail(*_arguments, **_more):
        raise error

    return fail


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

    def test_a_slow_answer_is_cut_off_when_the_lease_is_over(self, moscow, wire, monkeypatch):
        queued = queue()
        moments = iter([0.0, 0.0, *[1000.0] * 10])
        monkeypatch.setattr(delivery.time, "monotonic", lambda: next(moments))
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


class TestDispatch:
    @pytest.fixture
    def received(self, monkeypatch):
        """What the receiver of notes was called with, in order."""
        received = []

        def receive_note(body, **facts):
            received.append((body, facts))

        monkeypatch.setitem(dispatch.RECEIVERS, "test.note/1", (Note, receive_note))
        return received

    def test_a_message_takes_effect_once_with_all_that_came_with_it(self, moscow, received):
        about, message_id = uuid4(), uuid4()
        document = envelope.Document("a.txt", "text/plain", b"invented")
        services.accept(
            moscow.seal(
                body={"text": "салом"},
                about=about,
                message_id=message_id,
                documents=(document,),
                limits_on_use=("protection",),
            )
        )
        assert (dispatch.dispatch_new(), dispatch.dispatch_new()) == (1, 0)
        ((body, facts),) = received
        assert body == Note(text="салом")
        assert facts == {
            "about": about,
            "sender": MOSCOW,
            "documents": (document,),
            "limits_on_use": ("protection",),
            "message_id": message_id,
            "received_at": clock.now(),
        }

    def test_a_matter_is_heard_in_order_however_it_arrived(self, moscow, received):
        about = uuid4()
        frames = [moscow.seal(body={"text": str(n)}, about=about) for n in range(4)]
        for n in (3, 1, 0, 2):
            services.accept(frames[n])
        assert dispatch.dispatch_new() == 4
        assert [body.text for body, _facts in received] == ["0", "1", "2", "3"]

    @pytest.mark.parametrize(
        ("seal", "code"),
        [
            ({"kind": "test.nobody_knows/1"}, "unknown_kind"),
            ({"body": {"text": 7}}, "malformed"),
            ({"body": {"text": "a", "more": "b"}}, "malformed"),
        ],
        ids=["unknown kind", "wrong type", "unknown member"],
    )
    def test_what_cannot_be_understood_is_set_aside_and_holds_nobody_up(
        self, moscow, received, seal, code
    ):
        about = uuid4()
        services.accept(moscow.seal(**seal, about=about))
        services.accept(moscow.seal(about=about))
        assert (dispatch.dispatch_new(), dispatch.dispatch_new()) == (1, 0)
        assert InboxMessage.objects.get(sequence=1).failure == code
        assert len(received) == 1
        assert AuditEntry.objects.get(action=AuditAction.MESSAGE_SET_ASIDE).facts["code"] == code

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (WrongState("too late"), "wrong_state"),
            (ZeroDivisionError(), "error.ZeroDivisionError"),
        ],
    )
    def test_a_receiver_that_fails_leaves_nothing_half_done(
        self, moscow, monkeypatch, error, code
    ):
        def receive(body, *, about, **_facts):
            services.queue_message(Note(), to=MOSCOW, about=about)
            raise error

        monkeypatch.setitem(dispatch.RECEIVERS, "test.note/1", (Note, receive))
        services.accept(moscow.seal())
        assert (dispatch.dispatch_new(), dispatch.dispatch_new()) == (0, 0)
        inbox = InboxMessage.objects.get()
        assert (inbox.failure, inbox.dispatched_at) == (code, None)
        assert not OutboxMessage.objects.exists()

    def test_a_database_that_is_busy_means_later_and_not_never(
        self, moscow, received, monkeypatch
    ):
        services.accept(moscow.seal())
        with monkeypatch.context() as patch:
            patch.setitem(
                dispatch.RECEIVERS, "test.note/1", (Note, raising(OperationalError("locked")))
            )
            with pytest.raises(OperationalError):
                dispatch.dispatch_new()
        assert dispatch.dispatch_new() == 1

    def test_a_broken_chain_is_set_aside_for_a_human(self, moscow, received):
        about = uuid4()
        services.accept(moscow.seal(about=about))
        services.accept(moscow.seal(about=about, previous="ab" * 32))
        assert dispatch.dispatch_new() == 1
        assert InboxMessage.objects.get(sequence=2).failure == "conflict"

    def test_another_worker_that_was_quicker_wins(self, moscow, received, monkeypatch):
        services.accept(moscow.seal())
        stale = dispatch.queries.next_to_dispatch(10)
        assert dispatch.dispatch_new() == 1
        answers = iter([stale, []])
        monkeypatch.setattr(dispatch.queries, "next_to_dispatch", lambda _limit: next(answers))
        assert dispatch.dispatch_new() == 0
        assert len(received) == 1
        assert InboxMessage.objects.get().set_aside_at is None

    def test_a_sender_that_is_no_longer_trusted_is_set_aside(self, moscow, received):
        services.accept(moscow.seal())
        services.distrust_peer(MOSCOW, by="admin")
        dispatch.dispatch_new()
        assert InboxMessage.objects.get().failure == "wrong_state"
        assert received == []


class TestWorker:
    def test_a_round_takes_in_sends_and_tells(self, moscow, wire, monkeypatch):
        queued = queue()
        wire.answer = lambda request: httpx.Response(200, text=moscow.receipt_for(request.content))
        services.accept(moscow.seal())
        received = []
        monkeypatch.setitem(
            dispatch.RECEIVERS, "test.note/1", (Note, lambda body, **_: received.append(body))
        )
        worker.work(loops=1, pause_seconds=0)
        queued.refresh_from_db()
        assert queued.settled_at
        assert len(received) == 1

    def test_a_step_that_fails_does_not_keep_the_others_from_their_turn(
        self, db, monkeypatch, caplog
    ):
        done = []

        def fails():
            raise KeyError("Раҳмон, паспорт 401234567")

        def works():
            done.append(1)
            return 0

        monkeypatch.setattr(worker, "STEPS", (fails, works))
        worker.work(loops=2, pause_seconds=0)
        assert len(done) == 2
        assert "error.KeyError at test_exchange_gateway.py:" in caplog.text
        assert "Раҳмон" not in caplog.text

    def test_it_stops_when_told_to(self, db, monkeypatch):
        stop = worker.Event()
        monkeypatch.setattr(worker, "STEPS", (lambda: stop.set() or 0,))
        worker.work(loops=None, pause_seconds=60, stop=stop)

    def test_it_rests_only_when_there_is_nothing_to_do(self, db, monkeypatch):
        rests = []

        class Stop(worker.Event):
            def wait(self, timeout=None):
                rests.append(timeout)

        results = iter([1, 1, 0, 1, 0, 0])
        monkeypatch.setattr(worker, "STEPS", (lambda: next(results),))
        worker.work(loops=6, pause_seconds=7, stop=Stop())
        assert rests == [7, 7]


def test_a_lease_that_is_over_gives_no_time(moscow, frozen_clock):
    queue()
    (claimed,) = services.claim_due(1)
    left = delivery._end_of_lease(claimed) - delivery.time.monotonic()
    assert timedelta(seconds=4) < timedelta(seconds=left) < timedelta(seconds=31)
