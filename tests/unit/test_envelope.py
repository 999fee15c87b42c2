"""What is sealed for an office comes back whole, and only there."""

import dataclasses
import hashlib
import io
from datetime import timedelta, timezone
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor.envelope import (
    MAX_CLOCK_SKEW,
    MAX_DOCUMENTS,
    MAX_MANIFEST_BYTES,
    Document,
    Header,
    Message,
    OfficeKeys,
    Recipient,
    read_header,
)
from hamkor.envelope import frame as frame_module
from hamkor.envelope.stream import CHUNK_BYTES
from hamkor.errors import Malformed, NotForUs, OurFault, TooLarge, TooOld, UnknownSender
from tests.unit.envelope_samples import (
    DUSHANBE,
    DUSHANBE_KEYS,
    DUSHANBE_PUBLIC,
    INQUIRY,
    MATTER,
    MOSCOW,
    MOSCOW_KEYS,
    NOW,
    OTHER_ID,
    STREAM,
    TASHKENT,
    TASHKENT_KEYS,
    TASHKENT_PUBLIC,
    address,
    head,
    opened,
    sealed,
)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
bodies = st.dictionaries(
    texts,
    st.recursive(
        st.none() | st.booleans() | numbers | texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=12,
    ),
    max_size=5,
)
documents = st.builds(
    Document,
    name=st.text("абвҳқӣabc .-_1٢", min_size=1, max_size=255),
    media_type=st.sampled_from(["application/pdf", "image/svg+xml", "x-a.b/c1"]),
    content=st.binary(max_size=300),
)
messages = st.builds(
    Message,
    kind=st.sampled_from(["assistance.request/1", "complaint_referral/12"]),
    about=st.uuids(),
    body=bodies,
    documents=st.lists(documents, max_size=3).map(tuple),
    limits_on_use=st.lists(texts.filter(bool), max_size=3).map(tuple),
)


@given(message=messages)
@settings(max_examples=60, deadline=None)
def test_opening_what_was_sealed_gives_it_back(message):
    envelope = sealed(message)
    assert opened(envelope.frame) == (envelope.header, message)


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1])
def test_a_document_of_any_number_of_chunks_comes_back(size):
    message = dataclasses.replace(INQUIRY, documents=(Document("a", "a/b", b"\x07" * size),))
    assert opened(sealed(message).frame)[1] == message


def test_the_header_says_what_the_sender_was_told_to_say():
    header = sealed(
        sequence=2, previous="ab" * 32, traffic_class="housekeeping", directory=3
    ).header
    place = header.for_office(MOSCOW)
    assert (place.stream, place.sequence, place.previous) == (STREAM, 2, "ab" * 32)
    assert (header.traffic_class, header.suite, header.directory) == ("housekeeping", "A", 3)
    assert (header.sender, [to.office for to in header.recipients]) == (DUSHANBE, [MOSCOW])
    assert (header.created_at, header.expires_at) == (NOW, NOW + timedelta(days=30))
    assert b'"class":"housekeeping"' in header.to_payload()


def test_instants_are_kept_in_utc_wherever_the_sender_sits():
    there = NOW.astimezone(timezone(timedelta(hours=5)))
    header = sealed(created_at=there).header
    assert header.created_at == NOW
    assert header.created_at.utcoffset() == timedelta(0)


def test_the_header_is_read_without_a_key_and_before_the_rest_has_arrived():
    envelope = sealed()
    header, _signatures = head(envelope.frame)
    begun = envelope.frame[: envelope.frame.index(header) + len(header)]
    for whatever in (envelope.frame, begun, io.BytesIO(envelope.frame), io.BytesIO(begun)):
        assert read_header(whatever) == (envelope.header, envelope.header_hash)
    assert envelope.header_hash == hashlib.sha256(header).hexdigest()
    with pytest.raises(Malformed):
        opened(begun)


def test_two_seals_of_one_message_share_no_ciphertext():
    first, second = sealed(), sealed()
    assert first.header_hash != second.header_hash
    assert not {part.root for part in first.header.parts} & {
        part.root for part in second.header.parts
    }
    wrapped = [one.header.recipients[0].wrapped_key for one in (first, second)]
    assert wrapped[0] != wrapped[1]
    assert first.header.manifest != second.header.manifest


def test_nothing_of_the_content_can_be_read_on_the_way():
    planted = [
        "planted.kind/1",
        "Плантанулла",
        "planted-name.pdf",
        "planted/type",
        "planted-limit",
    ]
    reference = uuid4()
    message = Message(
        kind=planted[0],
        about=reference,
        body={planted[1]: planted[1], "sum": 1234567890123},
        documents=(Document(planted[2], planted[3], b"planted content"),),
        limits_on_use=(planted[4],),
    )
    frame = sealed(message).frame
    for secret in (*planted, str(reference), "planted content", "1234567890123"):
        assert secret.encode() not in frame
    assert reference.bytes not in frame
    assert reference.hex.encode() not in frame


def test_the_clear_header_has_these_members_and_no_other():
    assert set(Header.model_fields) == {
        "version", "message_id", "traffic_class", "sender", "recipients", "created_at",
        "expires_at", "suite", "signing_keys", "directory", "manifest", "parts",
    }  # fmt: skip
    assert set(Recipient.model_fields) == {
        "office", "stream", "sequence", "previous", "encryption_key", "wrapped_key",
    }  # fmt: skip


def test_a_short_and_a_longer_body_cannot_be_told_apart_by_length():
    short = sealed(Message("a/1", MATTER, {"answer": "no"}))
    longer = sealed(Message("ask_for_information/1", MATTER, {"answer": "yes, because " * 20}))
    assert short.header.parts[0].length == longer.header.parts[0].length


def test_another_office_cannot_open_it_even_under_the_recipients_name():
    frame = sealed().frame
    with pytest.raises(NotForUs):
        opened(frame, our_office=TASHKENT, our_keys=TASHKENT_KEYS)
    with pytest.raises(NotForUs):
        opened(frame, our_keys=TASHKENT_KEYS)
    with pytest.raises(NotForUs):
        opened(frame, our_keys=[])


def test_an_office_that_changed_its_keys_still_opens_what_was_on_the_way():
    keys = [OfficeKeys.generate(), MOSCOW_KEYS, TASHKENT_KEYS]
    assert opened(sealed().frame, our_keys=keys)[1] == INQUIRY


def test_the_senders_keys_are_looked_up_by_office_and_key():
    asked = []

    def look_up(office, key_id):
        asked.append((office, key_id))
        return DUSHANBE_PUBLIC

    assert opened(sealed().frame, sender_keys=look_up)[1] == INQUIRY
    assert asked == [(DUSHANBE, DUSHANBE_KEYS.signing_key_id)]


@pytest.mark.parametrize(
    "known",
    [
        lambda _office, _key: None,
        lambda _office, _key: TASHKENT_PUBLIC,
        TASHKENT_PUBLIC,
        TASHKENT_KEYS.public(DUSHANBE),
        DUSHANBE_KEYS.public(TASHKENT),
    ],
    ids=["nobody", "another found", "another", "another key of it", "same key of another"],
)
def test_a_sender_that_is_not_known_by_this_key_is_refused(known):
    with pytest.raises(UnknownSender):
        opened(sealed().frame, sender_keys=known)


def test_a_message_is_good_to_its_last_instant_and_not_after():
    frame = sealed().frame
    last = NOW + timedelta(days=30)
    assert opened(frame, now=last)[1] == INQUIRY
    with pytest.raises(TooOld, match="expired"):
        opened(frame, now=last + timedelta(microseconds=1))


def test_a_clock_may_run_ahead_by_two_days_and_no_more():
    frame = sealed().frame
    assert opened(frame, now=NOW - MAX_CLOCK_SKEW)[1] == INQUIRY
    with pytest.raises(TooOld, match="future"):
        opened(frame, now=NOW - MAX_CLOCK_SKEW - timedelta(microseconds=1))


def test_a_frame_is_taken_in_up_to_the_limit():
    frame = sealed().frame
    assert opened(frame, max_bytes=len(frame))[1] == INQUIRY
    with pytest.raises(TooLarge):
        opened(frame, max_bytes=len(frame) - 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"sequence": 0},
        {"recipients": []},
        {"recipients": [address(), address()]},
        {"recipients": [address(DUSHANBE_PUBLIC)]},
        {"recipients": [address(MOSCOW_KEYS.public(f"office-{n}")) for n in range(17)]},
        {"directory": -1},
        {"suite": "B"},
        {"sequence": 2},
        {"sequence": 2**31, "previous": "ab" * 32},
        {"previous": "ab" * 32},
        {"sequence": 2, "previous": "AB" * 32},
        {"sequence": 2, "previous": "ab" * 32 + "\n"},
        {"expires_at": NOW},
        {"created_at": NOW.replace(tzinfo=None)},
        {"sender": "Генеральная прокуратура"},
        {"sender": "a" * 41},
        {"sender": "tj\n"},
        {"traffic_class": "urgent"},
        {"message_id": str(OTHER_ID)},
    ],
    ids=lambda changes: repr(changes)[:60],
)
def test_a_header_that_breaks_a_rule_is_never_signed(changes):
    with pytest.raises(OurFault):
        sealed(**changes)


def test_an_office_seals_nothing_that_is_longer_than_offices_take_in(monkeypatch):
    length = len(sealed().frame)
    monkeypatch.setattr(frame_module, "MAX_FRAME_BYTES", length)
    assert len(sealed().frame) == length
    monkeypatch.setattr(frame_module, "MAX_FRAME_BYTES", length - 1)
    with pytest.raises(OurFault, match="longer"):
        sealed()


def deep(levels):
    body = {}
    for _ in range(levels):
        body = {"a": [body]}
    return body


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "request"},
        {"kind": "request/0"},
        {"kind": "Request/1"},
        {"kind": "request/1\n"},
        {"about": str(MATTER)},
        {"body": []},
        {"body": {1: "a"}},
        {"body": {"a": NOW}},
        {"body": {"a": float("nan")}},
        {"body": {"a": float("inf")}},
        {"body": {"a": 2**53}},
        {"body": {"a": [-(2**53)]}},
        {"body": {"a": "\0"}},
        {"body": {"\0": "a"}},
        {"body": {"a": "\ud800"}},
        {"body": {"a": {1: "a", "1": "b"}}},
        {"body": {"a": "x" * MAX_MANIFEST_BYTES}},
        {"limits_on_use": ("",)},
        {"limits_on_use": ["protection"]},
        {"limits_on_use": ("a",) * 65},
        {"documents": (Document("a", "a/b", b""),) * (MAX_DOCUMENTS + 1)},
        *(
            {"documents": (Document(name, "a/b", b""),)}
            for name in ("", "../a", "a\\b", "a\0", "a\n", "cod\u202efdp.exe", "a" * 256)
        ),
        *(
            {"documents": (Document("a", media_type, b""),)}
            for media_type in ("", "pdf", "Text/Plain", "text/plain; charset=utf-8", "a/b\n")
        ),
    ],
    ids=lambda changes: repr(changes)[:50],
)
def test_a_message_that_breaks_a_rule_is_never_sealed(changes):
    with pytest.raises(OurFault):
        sealed(dataclasses.replace(INQUIRY, **changes))


@pytest.mark.parametrize("levels", [16, 10_000])
def test_a_body_that_nests_too_deeply_is_never_sealed(levels):
    with pytest.raises(OurFault):
        sealed(dataclasses.replace(INQUIRY, body=deep(levels)))


def test_what_is_just_within_the_rules_is_sealed_and_opened():
    message = Message(
        kind="a" * 62 + "/1",
        about=MATTER,
        body={"a": [2**53 - 1, -(2**53) + 1], "deep": deep(14)},
        documents=(Document("a" * 255, "a/" + "b" * 125, b""),) * MAX_DOCUMENTS,
        limits_on_use=("x" * 255,) * 64,
    )
    envelope = sealed(message, sender="a" * 40)
    assert opened(envelope.frame, sender_keys=DUSHANBE_KEYS.public("a" * 40))[1] == message


def test_the_reason_why_a_message_cannot_be_sealed_repeats_nothing_of_it():
    named = Document("../Раҳмонов Фирдавс", "a/b", b"")
    for message in (
        dataclasses.replace(INQUIRY, documents=(named,)),
        dataclasses.replace(INQUIRY, body={"Фирдавс": ["Раҳмонов\0"]}),
        dataclasses.replace(INQUIRY, kind="Раҳмонов"),
    ):
        with pytest.raises(OurFault) as refused:
            sealed(message)
        assert "Раҳмонов" not in str(refused.value) + str(refused.value.__cause__)


def test_messages_and_frames_do_not_print_their_content():
    shown = repr(INQUIRY) + repr(sealed())
    assert "Шиносномаи" not in shown
    assert "намедиҳад" not in shown
    assert "HMKR" not in shown
