"""What is signed about a message after it was stored: by whom, once, and told to whom."""

from datetime import timedelta
from uuid import uuid4

import pytest

from hamkor import clock, envelope
from hamkor.assistance import messages
from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.services.clocks import DECIDED
from hamkor.audit.models import AuditEntry
from hamkor.errors import BadSignature, Malformed, UnknownKind, UnknownSender
from hamkor.evidence.models import Leaf
from hamkor.exchange import services
from hamkor.exchange.identity import our_public_keys
from hamkor.exchange.messages import EvidenceShared
from hamkor.exchange.models import Evidence, InboxMessage, OutboxMessage, RefusedPosts
from hamkor.exchange.timeline import evidence_about, missing_before
from hamkor.gateway import dispatch
from hamkor.law.refusal import refusal_grounds
from tests import request_factories as make
from tests.factories import DeputyFactory
from tests.request_factories import Moscow
from tests.services.assertions import refused
from tests.services.exchange_notes import MOSCOW, Note, queue
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db
OURS = "tj-prosecutor-general"


@pytest.fixture
def moscow(frozen_clock, monkeypatch):
    """A trusted office whose notes are heard; another stands by with a message of its own."""
    monkeypatch.setitem(dispatch.RECEIVERS, Note.KIND, (Note, lambda _body, **_facts: None))
    bystander = SimulatedPeer("kg-prosecutor-general")
    bystander.trusted("http://bishkek.example")
    services.accept(bystander.seal("test.unheard/1"))
    peer = SimulatedPeer()
    peer.trusted()
    return peer


def signed(what=None, by=OURS):
    rows = Evidence.objects.filter(by=by).exclude(peer="kg-prosecutor-general").order_by("id")
    return [row for row in rows if what in (None, row.what)]


def told(moscow):
    """Return what the receipts say that wait to be sent to Moscow."""
    rows = OutboxMessage.objects.filter(peer=MOSCOW, kind=EvidenceShared.KIND)
    bodies = [moscow.read(row)[1].body for row in rows]
    return [moscow.read_receipt(text) for body in bodies for text in body["receipts"]]


class TestTheirMessages:
    def test_what_took_effect_is_registered_and_its_sender_is_told(self, moscow):
        services.accept(moscow.seal())
        dispatch.dispatch_new()
        (row,) = signed("registered")
        assert row.message_id == InboxMessage.objects.get(sender=MOSCOW).message_id
        assert services.share_evidence() == 2  # the bystander's sender is told as well
        (receipt,) = told(moscow)
        assert (receipt.what, receipt.message_id) == ("registered", row.message_id)
        assert services.share_evidence() == 0

    def test_an_unknown_kind_is_stored_but_not_in_the_registry_until_it_is_taken_up(
        self, moscow, monkeypatch
    ):
        services.accept(moscow.seal("test.later/1", {"text": "x"}))
        dispatch.dispatch_new()
        assert [row.reason for row in signed("not_registered")] == [UnknownKind.code]
        inbox = InboxMessage.objects.get(sender=MOSCOW)

        monkeypatch.setitem(dispatch.RECEIVERS, "test.later/1", (Note, lambda _b, **_f: None))
        services.take_up_again(inbox, by="a deputy")
        dispatch.dispatch_new()
        assert [row.what for row in signed()] == ["not_registered", "registered"]

    def test_talk_between_machines_leaves_no_evidence(self, moscow):
        services.accept(moscow.seal(traffic_class="housekeeping"))
        dispatch.dispatch_new()
        assert signed() == []

    def test_a_role_opens_a_message_once_and_another_role_once_more(self, moscow):
        about = uuid4()
        services.accept(moscow.seal(about=about))
        dispatch.dispatch_new()
        for role in ("case_officer", "case_officer", "deputy_prosecutor"):
            services.attest_opened(about, role=role)
        services.attest_opened(uuid4(), role="case_officer")
        assert [row.role for row in signed("opened")] == ["case_officer", "deputy_prosecutor"]

    def test_a_conflict_keeps_both_headers_as_proof_and_always_the_same_receipt(self, moscow):
        message_id, about = uuid4(), uuid4()
        services.accept(moscow.seal(message_id=message_id, about=about))
        second = moscow.seal(body={"text": "2"}, message_id=message_id, about=about)
        first_answer, again = services.accept(second), services.accept(second)
        assert first_answer == again
        (row,) = signed("conflict")
        assert row.receipt == first_answer
        assert second.startswith(bytes(row.exhibit))
        header, header_hash = envelope.read_header(bytes(row.exhibit))
        assert (header.message_id, header_hash) == (message_id, row.header_hash)

    def test_every_receipt_has_its_place_in_the_log(self, moscow):
        before = Leaf.objects.count()
        services.accept(moscow.seal())
        dispatch.dispatch_new()
        kinds = [leaf.kind for leaf in Leaf.objects.order_by("id")[before:]]
        assert kinds.count("receipt_given") >= 2


class TestOurMessages:
    def share(self, moscow, message, what, **more):
        receipt = envelope.Receipt(
            what=what,
            message_id=message.message_id,
            header_hash=message.header_hash,
            by=MOSCOW,
            at=clock.now(),
            **more,
        )
        body = EvidenceShared(receipts=(envelope.sign_receipt(receipt, moscow.keys),))
        services.receive_evidence(body, sender=MOSCOW)

    def test_handing_in_is_signed_at_once(self, moscow):
        receipt = envelope.read_receipt(queue().queued_receipt, our_public_keys())
        assert (receipt.what, receipt.by) == ("queued", OURS)

    def test_what_the_other_office_signs_is_kept_once(self, moscow):
        message, other = queue(), queue()
        for _ in range(2):
            self.share(moscow, message, "opened", role="deputy_prosecutor")
        (row,) = signed("opened", by=MOSCOW)
        assert (row.about, row.role) == (message.about, "deputy_prosecutor")
        assert row.about != other.about

    def test_only_that_office_can_say_it(self, moscow):
        message = queue()
        forger = SimulatedPeer()
        with refused(UnknownSender):
            self.share(forger, message, "accepted", role="deputy_prosecutor")
        assert signed(by=MOSCOW) == []

    @pytest.mark.parametrize("what", ["queued", "stored"])
    def test_what_is_not_for_that_office_to_say_is_refused(self, moscow, what):
        message = queue()
        with refused(Malformed):
            self.share(moscow, message, what)

    def test_a_receipt_that_does_not_say_stored_delivers_nothing(self, moscow):
        message = queue()
        receipt = moscow.receipt_for(bytes(message.frame), "registered")
        with refused(BadSignature):
            services.record_receipt(message, receipt)

    def test_not_reached_is_said_after_one_hour_after_twelve_and_at_the_end(
        self, moscow, frozen_clock
    ):
        message = queue()
        frozen_clock.move_on(minutes=59)
        assert services.warn_not_reached() == 0
        frozen_clock.move_on(minutes=1)
        assert (services.warn_not_reached(), services.warn_not_reached()) == (1, 0)
        frozen_clock.move_on(hours=11)
        assert (services.warn_not_reached(), services.warn_not_reached()) == (1, 0)
        frozen_clock.move_on(days=30)
        services.expire_overdue()
        assert [row.reason for row in signed("not_reached")] == ["hours_1", "hours_12", "expired"]
        assert {row.message_id for row in signed("not_reached")} == {message.message_id}

    def test_what_arrived_is_not_warned_of(self, moscow, frozen_clock):
        message = queue()
        services.record_receipt(message, moscow.receipt_for(bytes(message.frame)))
        frozen_clock.move_on(days=2)
        assert services.warn_not_reached() == 0

    def test_a_second_receipt_that_says_otherwise_is_kept_beside_the_first(self, moscow):
        message = queue()
        services.record_receipt(message, moscow.receipt_for(bytes(message.frame)))
        late = moscow.receipt_for(bytes(message.frame), "refused", "too_old")
        services.record_receipt(message, late)
        message.refresh_from_db()
        assert message.status == "delivered"
        assert [row.receipt for row in signed("refused", by=MOSCOW)] == [late]

    def test_our_keys_unknown_there_means_later(self, moscow):
        message = queue()
        (claimed,) = services.claim_due(1)
        services.record_receipt(
            claimed, moscow.receipt_for(bytes(message.frame), "refused", "unknown_key")
        )
        message.refresh_from_db()
        assert (message.status, message.last_failure) == ("waiting", "unknown_key")
        assert message.next_try_at > clock.now()


class TestSeveralOffices:
    def test_one_message_lies_here_once_and_each_office_gives_its_own_receipt(self, moscow):
        bishkek = SimulatedPeer("kz-prosecutor-general")
        bishkek.trusted("http://astana.example")
        about = uuid4()
        document = envelope.Document("a.txt", "text/plain", b"invented" * 1000)
        first, second = services.queue_message(
            Note(), to=[MOSCOW, bishkek.office], about=about, documents=[document]
        )
        assert first.stored_in == second.stored_in != ""
        assert (bytes(first.frame), bytes(second.frame)) == (b"", b"")
        assert (first.message_id, first.header_hash) == (second.message_id, second.header_hash)
        assert first.stream != second.stream
        sent = services.leaving.frames.frame_of(first)
        services.record_receipt(first, moscow.receipt_for(sent))
        second.refresh_from_db()
        assert second.status == "waiting"
        with refused(UnknownSender):
            services.record_receipt(second, moscow.receipt_for(sent))
        services.record_receipt(second, bishkek.receipt_for(sent))
        second.refresh_from_db()
        assert second.status == "delivered"

    def test_none_of_them_gets_it_when_one_is_not_trusted(self, moscow):
        with pytest.raises(Exception, match="exchanges no messages"):
            services.queue_message(Note(), to=[MOSCOW, "uz-prosecutor-general"], about=uuid4())
        assert not OutboxMessage.objects.filter(peer=MOSCOW).exists()


class TestTimeline:
    def test_it_says_who_signed_what_and_what_is_missing(self, moscow, frozen_clock):
        message = queue()
        (queued, waiting) = evidence_about(message.about)
        assert (queued.what, queued.by) == ("queued", OURS)
        assert (waiting.what, waiting.by, waiting.receipt) == ("waiting", "", "")
        frozen_clock.move_on(hours=3)
        services.record_receipt(message, moscow.receipt_for(bytes(message.frame)))
        stored = evidence_about(message.about)[-1]
        assert (stored.what, stored.by) == ("stored", MOSCOW)
        assert stored.took is not None
        assert queued.took is None
        assert stored.corroborated_by == ()

    def test_a_gap_is_counted(self, moscow):
        about = uuid4()
        first, _lost, third = (moscow.seal(about=about) for _ in range(3))
        services.accept(first)
        assert missing_before(about) == 0
        services.accept(third)
        assert missing_before(about) == 1
        assert missing_before(uuid4()) == 0


class TestDecisions:
    @pytest.fixture
    def party(self, frozen_clock):
        party = Moscow()
        party.trusted()
        return party

    def test_acceptance_and_refusal_are_signed_by_role(self, party):
        accepted, declined = (self.asked(party) for _ in range(2))
        deputy = DeputyFactory()
        assistance.accept_request(accepted, by=deputy)
        ground = refusal_grounds(declined.agreement)[0].id
        assistance.refuse_request(declined, ground=ground, reasons="invented reasons", by=deputy)
        assert self.said(accepted) == [("accepted", "deputy_prosecutor", "")]
        assert self.said(declined) == [("declined", "deputy_prosecutor", ground.replace("-", "_"))]

    def test_silence_past_the_date_in_law_is_signed_once_and_told(self, party, frozen_clock):
        late, decided = (self.asked(party) for _ in range(2))
        assistance.accept_request(decided, by=DeputyFactory())
        assert assistance.note_silence() == 0
        frozen_clock.move_on(days=400)
        assert (assistance.note_silence(), assistance.note_silence()) == (1, 0)
        ((what, _role, reason),) = self.said(late)
        assert what == "no_decision"
        assert reason in DECIDED
        assert Evidence.objects.get(what="no_decision").is_to_be_shared

    def test_when_they_are_silent_past_the_day_we_named_we_say_so(self, party, frozen_clock):
        day = clock.today("Asia/Dushanbe") + timedelta(days=20)
        waiting = make.sent(asked_by_on=day)
        frozen_clock.move_on(days=20)
        assert assistance.note_silence() == 0
        frozen_clock.move_on(days=1)
        assert (assistance.note_silence(), assistance.note_silence()) == (1, 0)
        assert ("no_decision", "", "asked_for_by") in self.said(waiting)

    def test_an_officer_who_opens_a_request_is_signed_for_by_role(self, party):
        asked = self.asked(party)
        for _ in range(2):
            assistance.note_request_read(asked, by=DeputyFactory())
        assert self.said(asked) == [("opened", "deputy_prosecutor", "")]

    def asked(self, party):
        reference = uuid4()
        party.says(messages.Request, reference)
        return AssistanceRequest.objects.get(reference=reference)

    def said(self, request):
        rows = Evidence.objects.filter(about=request.reference).exclude(what="registered")
        return [(row.what, row.role, row.reason) for row in rows.order_by("id")]


class TestJunk:
    def test_a_flood_of_junk_is_one_line_a_minute_in_the_audit_log(self, moscow, frozen_clock):
        def post(times):
            for _ in range(times):
                with pytest.raises(Malformed):
                    services.accept(b"junk")

        lines = AuditEntry.objects.filter(action="exchange.message_refused")
        post(5)
        assert [line.facts["count"] for line in lines] == [1]
        assert RefusedPosts.objects.get().count == 4
        frozen_clock.move_on(minutes=1)
        post(1)
        assert [line.facts["count"] for line in lines.order_by("id")] == [1, 5]
