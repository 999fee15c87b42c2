"""What arrived takes effect once and in order; the worker goes on whatever happens."""

from uuid import uuid4

import httpx
import pytest
from django.db import OperationalError

from hamkor import clock, envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.errors import WrongState
from hamkor.exchange import services
from hamkor.exchange.models import InboxMessage, OutboxMessage
from hamkor.gateway import dispatch, waking, worker
from tests.services.exchange_notes import MOSCOW, Note, Wire, queue, raising
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db


@pytest.fixture
def moscow(frozen_clock):
    peer = SimulatedPeer()
    peer.trusted("http://moscow.example")
    return peer


@pytest.fixture
def wire(monkeypatch):
    return Wire(monkeypatch)


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
        assert "error.KeyError at test_exchange_dispatch.py:" in caplog.text
        assert "Раҳмон" not in caplog.text

    def test_it_stops_when_told_to(self, db, monkeypatch):
        stop = worker.Event()
        monkeypatch.setattr(worker, "STEPS", (lambda: stop.set() or 0,))
        worker.work(loops=None, pause_seconds=60, stop=stop)

    def test_it_rests_only_when_there_is_nothing_to_do(self, db, monkeypatch):
        rests = []
        results = iter([1, 1, 0, 1, 0, 0])
        monkeypatch.setattr(worker, "STEPS", (lambda: next(results),))
        monkeypatch.setattr(worker, "_rest", lambda seconds, _stop: rests.append(seconds))
        worker.work(loops=6, pause_seconds=7)
        assert rests == [7, 7]

    def test_what_others_write_is_seen_to_while_it_rests(self, db, monkeypatch):
        stop, marks = worker.Event(), iter(["1", "1", "2", "2", "3"])
        monkeypatch.setattr(waking, "_mark", lambda: next(marks))
        prompt = iter([lambda: 1, lambda: stop.set() or 1])
        done = []
        monkeypatch.setattr(worker, "PROMPT", (lambda: done.append(1) or next(prompt)(),))
        worker._rest(60, stop)
        assert done == [1, 1]
