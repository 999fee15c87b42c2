"""What arrives: kept once, receipted always the same, refused without a trace of its content."""

from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest

from hamkor import clock, envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.errors import (
    BadSignature,
    DamagedHere,
    Malformed,
    NotForUs,
    TooLarge,
    UnknownSender,
    WrongState,
)
from hamkor.exchange import queries, services
from hamkor.exchange.models import Evidence, InboxMessage, Peer
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db


@pytest.fixture
def moscow(frozen_clock):
    """A trusted office; another one stands by, with a message of its own."""
    bystander = SimulatedPeer("kg-prosecutor-general")
    bystander.trusted("http://bishkek.example")
    services.accept(bystander.seal())
    peer = SimulatedPeer()
    peer.trusted()
    return peer


def from_moscow():
    return InboxMessage.objects.filter(sender="ru-prosecutor-general")


def refusals():
    entries = AuditEntry.objects.filter(action=AuditAction.MESSAGE_REFUSED).order_by("id")
    return [entry.facts["code"] for entry in entries]


def test_a_message_is_kept_and_receipted(moscow):
    about = uuid4()
    document = envelope.Document("паспорт.txt", "text/plain", b"invented")
    frame = moscow.seal(
        "test.note/1",
        {"text": "салом"},
        about=about,
        documents=(document,),
        limits_on_use=("protection",),
    )

    receipt = moscow.read_receipt(services.accept(frame))

    kept = from_moscow().get()
    assert (receipt.what, receipt.header_hash) == ("stored", kept.header_hash)
    assert (kept.kind, kept.about, kept.received_at) == ("test.note/1", about, clock.now())
    message = queries.open_message(kept)
    assert (message.body, message.documents) == ({"text": "салом"}, (document,))
    assert message.limits_on_use == ("protection",)
    assert refusals() == []


def test_nothing_of_what_was_said_lies_readable_on_disk(moscow):
    services.accept(moscow.seal(body={"text": "Раҳмон, 1990"}))
    assert "Раҳмон".encode() not in bytes(from_moscow().get().frame)


def test_a_repeated_message_gets_the_same_receipt_to_the_byte_and_no_second_row(
    moscow, frozen_clock
):
    frame = moscow.seal()
    first = services.accept(frame)
    frozen_clock.move_on(days=400)
    assert services.accept(frame) == first
    assert from_moscow().count() == 1


def test_a_repetition_that_meets_the_first_in_flight_gets_its_receipt(moscow, monkeypatch):
    """Both have looked before either wrote; the database decides."""
    frame = moscow.seal()
    first = services.accept(frame)
    look = services.arriving.known_receipt
    monkeypatch.setattr(services.arriving, "known_receipt", _blind_once(look))
    assert services.accept(frame) == first
    assert from_moscow().count() == 1


def _blind_once(look):
    looks = []

    def known(*key):
        looks.append(key)
        return None if len(looks) == 1 else look(*key)

    return known


def test_another_content_under_a_known_id_is_a_signed_conflict_and_changes_nothing(moscow):
    message_id, about = uuid4(), uuid4()
    services.accept(moscow.seal(body={"text": "first"}, message_id=message_id, about=about))
    kept = from_moscow().values().get()

    second = moscow.seal(body={"text": "second"}, message_id=message_id, about=about)
    receipt = moscow.read_receipt(services.accept(second))

    assert (receipt.what, receipt.reason) == ("conflict", "conflict")
    assert receipt.header_hash == envelope.read_header(second)[1]
    assert from_moscow().values().get() == kept
    evidence = AuditEntry.objects.get(action=AuditAction.MESSAGE_REFUSED).facts
    assert evidence["known_hash"] == kept["header_hash"]
    assert evidence["header_hash"] == receipt.header_hash


def test_two_messages_that_claim_one_place_in_a_stream_are_a_conflict(moscow):
    stream = uuid4()
    services.accept(moscow.seal(stream=stream, sequence=1, previous=""))
    receipt = services.accept(moscow.seal(stream=stream, sequence=1, previous=""))
    assert moscow.read_receipt(receipt).what == "conflict"
    assert from_moscow().count() == 1
    assert AuditEntry.objects.get(action=AuditAction.MESSAGE_REFUSED).facts["known_hash"]


def test_an_expired_message_gets_a_signed_refusal_so_that_its_sender_stops(moscow, frozen_clock):
    frame = moscow.seal()
    frozen_clock.move_on(days=30, seconds=1)
    receipt = moscow.read_receipt(services.accept(frame))
    assert (receipt.what, receipt.reason) == ("refused", "too_old")
    assert not from_moscow().exists()
    assert refusals() == ["too_old"]


def test_on_its_last_day_a_message_is_still_taken_in(moscow, frozen_clock):
    frame = moscow.seal()
    frozen_clock.move_on(days=30)
    assert moscow.read_receipt(services.accept(frame)).what == "stored"


def test_what_its_sender_sealed_wrongly_gets_a_signed_refusal(moscow, monkeypatch):
    sealing = import_module("hamkor.envelope.seal")
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "encrypt_part", _not_encrypted)
        frame = moscow.seal()
    receipt = moscow.read_receipt(services.accept(frame))
    assert (receipt.what, receipt.reason) == ("refused", "unreadable")
    assert not from_moscow().exists()


def _not_encrypted(_key, _part, plain):
    part = plain + bytes(16)
    return part, envelope.root_of([envelope.chunk_hash(part)])


def tampered(frame):
    return frame[:-1] + bytes([frame[-1] ^ 1])


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (tampered, Malformed),
        (lambda frame: frame[:-1], Malformed),
        (lambda frame: frame[: len(frame) // 2], Malformed),
        (lambda frame: frame + b"x", Malformed),
        (lambda frame: b"", Malformed),
        (lambda frame: b"GET / HTTP/1.1", Malformed),
        (lambda frame: frame[:5] + bytes([255]) * 8 + frame[13:], TooLarge),
    ],
    ids=["tampered", "one byte short", "half", "too long", "empty", "not ours", "huge header"],
)
def test_what_was_changed_on_the_way_is_refused_and_the_unchanged_still_gets_in(
    moscow, spoil, error
):
    frame = moscow.seal()
    with pytest.raises(error) as caught:
        services.accept(spoil(frame))
    assert type(caught.value) is error
    assert not from_moscow().exists()
    assert refusals() == [error.code]
    assert moscow.read_receipt(services.accept(frame)).what == "stored"


def test_a_message_for_another_office_is_refused(moscow):
    other = envelope.OfficeKeys.generate().public("uz-prosecutor-general")
    with pytest.raises(NotForUs):
        services.accept(moscow.seal(recipient=other))
    assert refusals() == ["not_for_us"]
    assert not from_moscow().exists()


def test_an_office_that_nobody_trusts_is_refused(moscow):
    with pytest.raises(UnknownSender):
        services.accept(SimulatedPeer("kz-prosecutor-general").seal())
    assert refusals() == ["unknown_sender"]


def test_somebody_who_claims_to_be_a_trusted_office_is_refused(moscow):
    """It may be that office with keys that we have not heard of: it is told, nothing is kept."""
    receipt = services.accept(SimulatedPeer("ru-prosecutor-general").seal())
    assert moscow.read_receipt(receipt).reason == "unknown_key"
    assert refusals() == ["unknown_key"]
    assert not from_moscow().exists()
    assert not Evidence.objects.exists()
    assert not from_moscow().exists()


def test_an_office_is_refused_once_it_is_no_longer_trusted(moscow):
    services.distrust_peer("ru-prosecutor-general", by="admin")
    with pytest.raises(UnknownSender):
        services.accept(moscow.seal())


def test_a_borrowed_key_id_does_not_help(moscow, monkeypatch):
    """The header names Moscow's key; the signature is somebody else's."""
    stranger = envelope.OfficeKeys.generate()
    mixed = envelope.OfficeKeys(stranger.signing, moscow.keys.encryption)
    borrowed = moscow.keys.signing_key_id
    with monkeypatch.context() as patch:
        patch.setattr(envelope.KeyPair, "id", property(lambda _key: borrowed))
        frame = moscow.seal(sender_keys=mixed)
    with pytest.raises(BadSignature):
        services.accept(frame)


def test_a_frame_beyond_the_limit_is_refused(moscow, settings):
    frame = moscow.seal()
    settings.ONE_POST_BYTES = len(frame) - 1
    with pytest.raises(TooLarge):
        services.accept(frame)
    settings.ONE_POST_BYTES = len(frame)
    assert moscow.read_receipt(services.accept(frame)).what == "stored"


def test_a_message_is_a_sign_of_life(moscow, frozen_clock):
    frozen_clock.move_on(hours=1)
    services.accept(moscow.seal())
    assert Peer.objects.get(office="ru-prosecutor-general").last_contact_at == clock.now()
    bystander = Peer.objects.get(office="kg-prosecutor-general")
    assert bystander.last_contact_at == clock.now() - timedelta(hours=1)


class TestOrder:
    """Messages of one matter take effect in the order in which they were sent."""

    @pytest.fixture
    def about(self):
        return uuid4()

    @pytest.fixture
    def frames(self, moscow, about):
        services.mark_dispatched(InboxMessage.objects.get(sender="kg-prosecutor-general"))
        return [moscow.seal(body={"text": str(n)}, about=about) for n in range(3)]

    def next_sequences(self):
        return [inbox.sequence for inbox in queries.next_to_dispatch(10)]

    def done(self, *sequences):
        for sequence in sequences:
            services.mark_dispatched(from_moscow().get(sequence=sequence))

    def test_only_the_first_of_a_matter_is_ready(self, frames):
        for frame in frames:
            services.accept(frame)
        assert self.next_sequences() == [1]
        self.done(1)
        assert self.next_sequences() == [2]

    def test_a_gap_holds_later_ones_back_until_it_is_filled(self, frames):
        services.accept(frames[0])
        services.accept(frames[2])
        self.done(1)
        assert self.next_sequences() == []
        services.accept(frames[1])
        assert self.next_sequences() == [2]
        self.done(2)
        assert self.next_sequences() == [3]

    def test_a_gap_does_not_hold_another_matter_back(self, frames, moscow):
        services.accept(frames[1])
        services.accept(moscow.seal(about=uuid4()))
        assert self.next_sequences() == [1]

    def test_patience_with_a_gap_ends(self, frames, frozen_clock):
        services.accept(frames[2])
        services.accept(frames[1])
        frozen_clock.move_on(minutes=59)
        assert self.next_sequences() == []
        frozen_clock.move_on(minutes=1)
        assert self.next_sequences() == [2]

    def test_one_that_was_set_aside_holds_nobody_back(self, frames):
        services.accept(frames[0])
        services.accept(frames[1])
        services.set_aside(from_moscow().get(sequence=1), "unknown_kind")
        assert self.next_sequences() == [2]

    def test_the_limit_is_kept(self, moscow):
        for _ in range(3):
            services.accept(moscow.seal())
        assert len(queries.next_to_dispatch(2)) == 2

    def test_a_sender_that_rewrote_its_past_is_noticed(self, frames, moscow, about):
        services.accept(frames[0])
        services.accept(frames[1])
        first, second = from_moscow().order_by("sequence")
        assert not queries.is_chain_broken(first)
        assert not queries.is_chain_broken(second)
        stream = first.stream
        services.accept(moscow.seal(about=about, stream=stream, sequence=3, previous="ab" * 32))
        assert queries.is_chain_broken(from_moscow().get(sequence=3))


class TestTwoWorkers:
    @pytest.fixture
    def inbox(self, moscow):
        services.accept(moscow.seal())
        return from_moscow().get()

    def test_a_message_is_dispatched_once(self, inbox):
        services.mark_dispatched(inbox)
        with pytest.raises(WrongState):
            services.mark_dispatched(inbox)
        with pytest.raises(WrongState):
            services.set_aside(inbox, "wrong_state")

    def test_a_message_is_set_aside_once_with_a_code_in_the_audit_log(self, inbox):
        services.set_aside(inbox, "wrong_state")
        with pytest.raises(WrongState):
            services.mark_dispatched(inbox)
        with pytest.raises(WrongState):
            services.set_aside(inbox, "wrong_state")
        entry = AuditEntry.objects.get(action=AuditAction.MESSAGE_SET_ASIDE)
        assert entry.facts == {"code": "wrong_state", "sender": "ru-prosecutor-general"}
        assert [m.pk for m in queries.set_aside_messages()] == [inbox.pk]
        assert not InboxMessage.objects.exclude(pk=inbox.pk).exclude(failure="").exists()

    def test_what_was_set_aside_can_be_taken_up_again(self, inbox):
        with pytest.raises(WrongState):
            services.take_up_again(inbox)
        services.set_aside(inbox, "unknown_kind")
        services.take_up_again(inbox)
        assert inbox in queries.next_to_dispatch(10)


def test_what_arrived_in_time_can_be_opened_for_good(moscow, frozen_clock):
    services.accept(moscow.seal(body={"text": "салом"}))
    frozen_clock.move_on(days=4000)
    assert queries.open_message(from_moscow().get()).body == {"text": "салом"}


def test_what_lies_on_disk_and_was_changed_does_not_open(moscow):
    services.accept(moscow.seal())
    inbox = from_moscow().get()
    inbox.frame = tampered(bytes(inbox.frame))
    with pytest.raises(DamagedHere):
        queries.open_message(inbox)
