"""What leaves: sealed once with the decision, the same bytes until a signed receipt."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from hamkor import clock, envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.errors import (
    BadSignature,
    InputRefused,
    Malformed,
    UnknownSender,
    WrongState,
)
from hamkor.exchange import queries, services, statements
from hamkor.exchange.models import OutboxMessage, OutboxStatus, Peer
from tests.services.assertions import refused
from tests.services.exchange_notes import MOSCOW, Note, queue
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db
BISHKEK = "kg-prosecutor-general"


@pytest.fixture
def moscow(frozen_clock):
    """A trusted office; another one stands by, with a message on its way to it."""
    SimulatedPeer(BISHKEK).trusted("http://bishkek.example")
    services.queue_message(Note(), to=BISHKEK, about=uuid4())
    OutboxMessage.objects.update(next_try_at=clock.now() + timedelta(days=20))
    peer = SimulatedPeer()
    peer.trusted()
    return peer


def claim(limit=10, **more):
    return services.claim_due(limit, **more)


def bystander():
    return OutboxMessage.objects.values().get(peer=BISHKEK)


def test_the_other_office_reads_what_was_said(moscow):
    about = uuid4()
    document = envelope.Document("қарор.txt", "text/plain", b"invented")
    queued = services.queue_message(
        Note(text="салом"),
        to=MOSCOW,
        about=about,
        documents=[document],
        limits_on_use=["protection"],
    )
    header, message = moscow.read(queued)
    assert (message.kind, message.about, message.body) == (
        "test.note/1",
        about,
        {"text": "салом"},
    )
    assert (message.documents, message.limits_on_use) == ((document,), ("protection",))
    assert header.message_id == queued.message_id
    assert queued.expires_at == clock.now() + timedelta(days=30)
    assert queued.status == OutboxStatus.WAITING


def test_the_outside_says_nothing_of_the_matter(moscow):
    about = uuid4()
    frame = bytes(queue(about).frame)
    for planted in (str(about), about.hex, "test.note", "invented"):
        assert planted.encode() not in frame


def test_messages_of_one_matter_are_a_chain_and_of_another_matter_another(moscow):
    about = uuid4()
    first, second, other = queue(about), queue(about), queue()
    assert (first.sequence, second.sequence, other.sequence) == (1, 2, 1)
    assert first.stream == second.stream != other.stream
    assert moscow.read(second)[0].for_office(MOSCOW).previous == first.header_hash
    assert moscow.read(other)[0].for_office(MOSCOW).previous == ""


def test_a_decision_that_fails_sends_nothing(moscow):
    with refused(ZeroDivisionError), transaction.atomic():
        queue()
        _ = 1 / 0


def test_nothing_is_sent_to_an_office_that_is_not_trusted(moscow):
    with refused(WrongState):
        services.queue_message(Note(), to="kz-prosecutor-general", about=uuid4())
    services.distrust_peer(MOSCOW, by="admin")
    with refused(WrongState):
        queue()


def test_a_message_larger_than_a_node_takes_in_is_refused_at_once(moscow, settings):
    settings.MAX_FRAME_BYTES = services.leaving.OVERHEAD_BYTES + 2 * 1024**2
    megabyte = envelope.Document("a.txt", "text/plain", bytes(1024**2))
    byte = envelope.Document("b.txt", "text/plain", b"x")
    with refused(InputRefused, "2 MB"):
        queue(documents=[megabyte, megabyte, byte])
    queued = queue(documents=[megabyte, megabyte])
    assert len(queued.frame) <= settings.MAX_FRAME_BYTES


class TestClaiming:
    def test_a_claimed_message_is_nobody_elses_until_the_lease_runs_out(
        self, moscow, frozen_clock, settings
    ):
        queued = queue()
        (claimed,) = claim()
        assert claimed.pk == queued.pk
        assert claimed.leased_until == clock.now() + timedelta(seconds=settings.NODE.lease_seconds)
        frozen_clock.move_on(seconds=settings.NODE.lease_seconds - 0.001)
        assert claim() == []
        frozen_clock.move_on(seconds=0.001)
        assert [message.pk for message in claim()] == [queued.pk]

    def test_of_two_workers_that_have_seen_the_same_message_one_gets_it(self, moscow):
        seen = queue()
        also_seen = OutboxMessage.objects.get(pk=seen.pk)
        assert services.leaving._claim(seen, clock.now())
        assert not services.leaving._claim(also_seen, clock.now())
        assert also_seen.leased_until is None

    def test_a_large_message_is_leased_for_as_long_as_a_slow_line_takes(self, moscow):
        queue(documents=[envelope.Document("a.txt", "text/plain", bytes(640 * 1024))])
        (claimed,) = claim()
        assert claimed.leased_until >= clock.now() + timedelta(seconds=40)

    def test_the_frame_is_the_one_that_was_queued_each_time(self, moscow, frozen_clock):
        queued = queue()
        frozen_clock.move_on(days=1)
        (claimed,) = claim()
        assert bytes(claimed.frame) == bytes(queued.frame)

    def test_only_the_first_of_a_matter_leaves(self, moscow):
        about = uuid4()
        first, second = queue(about), queue(about)
        assert [m.pk for m in claim()] == [first.pk]
        services.record_receipt(first, moscow.receipt_for(bytes(first.frame)))
        assert [m.pk for m in claim()] == [second.pk]

    def test_no_more_than_the_limit_and_none_to_those_left_out(self, moscow):
        for _ in range(3):
            queue()
        assert claim(not_to={MOSCOW}) == []
        assert len(claim(2)) == 2

    def test_nothing_leaves_for_an_office_no_longer_trusted(self, moscow):
        queue()
        services.distrust_peer(MOSCOW, by="admin")
        assert claim() == []
        moscow.trusted()
        assert len(claim()) == 1

    def test_what_rests_or_has_arrived_is_not_claimed(self, moscow, frozen_clock):
        queued = queue()
        services.put_back(claim()[0], "peer_unreachable")
        assert claim() == []
        frozen_clock.move_on(hours=2)
        services.record_receipt(queued, moscow.receipt_for(bytes(queued.frame)))
        frozen_clock.move_on(hours=2)
        assert claim() == []


class TestReceipts:
    def test_a_stored_receipt_delivers(self, moscow, frozen_clock):
        before = bystander()
        queued = queue()
        receipt = moscow.receipt_for(bytes(queued.frame))
        services.record_receipt(claim()[0], receipt)
        queued.refresh_from_db()
        assert (queued.status, queued.receipt) == (OutboxStatus.DELIVERED, receipt)
        assert (queued.receipt_at, queued.leased_until) == (clock.now(), None)
        assert Peer.objects.get(office=MOSCOW).last_contact_at == clock.now()
        assert bystander() == before

    @pytest.mark.parametrize(
        ("what", "reason"), [("refused", "too_old"), ("conflict", "conflict")]
    )
    def test_a_signed_refusal_ends_the_journey_with_its_reason(self, moscow, what, reason):
        queued = queue()
        services.record_receipt(claim()[0], moscow.receipt_for(bytes(queued.frame), what, reason))
        queued.refresh_from_db()
        assert (queued.status, queued.last_failure) == (what, reason)

    def test_only_this_offices_receipt_for_this_message_counts(self, moscow):
        queued, other = queue(), queue()
        forged = SimulatedPeer().receipt_for(bytes(queued.frame))
        for_another = moscow.receipt_for(bytes(other.frame))
        genuine = moscow.receipt_for(bytes(queued.frame))
        with refused(UnknownSender):
            services.record_receipt(queued, forged)
        with refused(BadSignature):
            services.record_receipt(queued, for_another)
        with refused(Malformed):
            services.record_receipt(queued, "OK")
        changed = genuine[:-2] + ("AA" if genuine[-2:] != "AA" else "QQ")
        with pytest.raises((BadSignature, Malformed)):
            services.record_receipt(queued, changed)
        queued.refresh_from_db()
        assert queued.status == OutboxStatus.WAITING

    def test_a_second_receipt_changes_nothing(self, moscow, frozen_clock):
        queued = queue()
        services.record_receipt(queued, moscow.receipt_for(bytes(queued.frame)))
        before = OutboxMessage.objects.values().get(pk=queued.pk)
        frozen_clock.move_on(hours=1)
        late = moscow.receipt_for(bytes(queued.frame), "refused", "too_old")
        services.record_receipt(queued, late)
        assert OutboxMessage.objects.values().get(pk=queued.pk) == before

    def test_the_database_knows_no_delivery_without_a_receipt(self, moscow):
        queued = queue()
        with pytest.raises(IntegrityError), transaction.atomic():
            OutboxMessage.objects.filter(pk=queued.pk).update(status="delivered")


class TestResting:
    def rest(self, moscow, frozen_clock, times):
        """Fail `times` times in turn and return the seconds of each rest."""
        queued, rests = queue(), []
        for _ in range(times):
            (claimed,) = claim()
            services.put_back(claimed, "bad_signature")
            queued.refresh_from_db()
            assert (queued.leased_until, queued.last_failure) == (None, "bad_signature")
            rests.append((queued.next_try_at - clock.now()).total_seconds())
            frozen_clock.move_to(queued.next_try_at)
        return rests

    def test_each_rest_is_twice_as_long_up_to_an_hour(self, moscow, frozen_clock, settings):
        settings.NODE = settings.NODE.model_copy(update={"retry_seconds": 30})
        rests = self.rest(moscow, frozen_clock, 10)
        for seconds, longest in zip(
            rests, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600], strict=True
        ):
            assert 0.75 * longest <= seconds <= longest

    def test_not_all_rest_equally_long(self, moscow):
        for _ in range(5):
            queue()
        for claimed in claim():
            services.put_back(claimed, "bad_signature")
        waiting = OutboxMessage.objects.filter(peer=MOSCOW)
        assert len(set(waiting.values_list("next_try_at", flat=True))) > 1

    def test_when_the_office_is_down_all_that_waits_for_it_rests(self, moscow, frozen_clock):
        first, second = queue(), queue()
        OutboxMessage.objects.filter(peer=BISHKEK).update(next_try_at=clock.now())
        before = bystander()
        services.put_back(claim(1, not_to={BISHKEK})[0], "peer_unreachable")
        first.refresh_from_db()
        second.refresh_from_db()
        assert claim(not_to={BISHKEK}) == []
        assert (second.next_try_at, second.attempts) == (first.next_try_at, 0)
        assert Peer.objects.get(office=MOSCOW).last_failure_at == clock.now()
        assert bystander() == before
        assert Peer.objects.get(office=BISHKEK).last_failure_at is None

    def test_one_bad_message_does_not_make_the_others_rest(self, moscow):
        queue(), queue()
        services.put_back(claim(1)[0], "not_receipted.malformed")
        assert len(claim()) == 1

    def test_a_sign_of_life_ends_every_rest_for_this_office(self, moscow, frozen_clock):
        queue(), queue()
        before = bystander()
        services.put_back(claim(1)[0], "peer_unreachable")
        services.accept(moscow.seal())
        assert len(claim()) == 2
        assert bystander() == before

    def test_a_worker_whose_lease_ran_out_does_not_put_back_what_another_has(
        self, moscow, frozen_clock
    ):
        queue()
        (slow,) = claim()
        frozen_clock.move_on(hours=1)
        (quick,) = claim()
        services.put_back(slow, "bad_signature")
        quick.refresh_from_db()
        assert quick.leased_until > clock.now()
        assert quick.attempts == 0


class TestExpiry:
    def test_after_thirty_days_a_message_is_given_up_and_not_before(self, moscow, frozen_clock):
        queued = queue()
        frozen_clock.move_on(days=30, seconds=-1)
        assert services.expire_overdue() == 0
        frozen_clock.move_on(seconds=1)
        assert services.expire_overdue() == 2  # the bystander's time has come as well
        queued.refresh_from_db()
        assert (queued.status, queued.receipt) == (OutboxStatus.EXPIRED, "")
        assert claim() == []

    def test_one_that_is_just_being_sent_may_still_get_its_receipt(self, moscow, frozen_clock):
        queued = queue()
        frozen_clock.move_on(days=30, seconds=-1)
        claim()
        frozen_clock.move_on(seconds=1)
        services.expire_overdue()
        queued.refresh_from_db()
        assert queued.status == OutboxStatus.WAITING

    def test_an_expired_message_lets_the_next_of_its_matter_leave(self, moscow, frozen_clock):
        about = uuid4()
        queue(about)
        frozen_clock.move_on(days=29)
        second = queue(about)
        frozen_clock.move_on(days=1)
        services.expire_overdue()
        assert [m.pk for m in claim()] == [second.pk]


class TestSettling:
    def test_what_is_on_its_way_cannot_be_settled(self, moscow):
        queued = queue()
        with refused(WrongState):
            services.mark_settled(queued)
        assert queries.next_to_settle(10) == []

    def test_the_case_is_told_once(self, moscow):
        queued = queue()
        services.record_receipt(queued, moscow.receipt_for(bytes(queued.frame)))
        assert [m.pk for m in queries.next_to_settle(10)] == [queued.pk]
        services.mark_settled(queued)
        with refused(WrongState):
            services.mark_settled(queued)
        assert queries.next_to_settle(10) == []

    def test_a_case_that_could_not_be_told_is_on_record(self, moscow):
        queued = queue()
        services.record_receipt(queued, moscow.receipt_for(bytes(queued.frame)))
        services.mark_settled(queued, failure="not_found")
        entry = AuditEntry.objects.get(action=AuditAction.MESSAGE_SET_ASIDE)
        assert (entry.about, entry.facts) == (queued.message_id, {"code": "not_found"})


SYNCHRONOUS = {"sqlite": "PRAGMA synchronous", "postgresql": "SHOW synchronous_commit"}


def is_waiting_for_disk():
    with connection.cursor() as cursor:
        cursor.execute(SYNCHRONOUS[connection.vendor])
        return cursor.fetchone()[0] in (2, "on")


@pytest.mark.django_db(transaction=True)
def test_a_lease_does_not_wait_for_the_disk_and_all_else_does(moscow):
    queue()
    if not is_waiting_for_disk():
        pytest.skip("This database of the tests is not durable at all")
    leasing = []

    def look(execute, sql, *rest):
        if sql.startswith("UPDATE exchange_outboxmessage SET leased_until"):
            leasing.append(is_waiting_for_disk())
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        assert len(claim()) == 1
    assert leasing == [False]
    with pytest.raises(ZeroDivisionError), statements.not_waiting_for_disk():
        raise ZeroDivisionError
    assert is_waiting_for_disk()
    with transaction.atomic(), statements.not_waiting_for_disk():
        assert is_waiting_for_disk()
