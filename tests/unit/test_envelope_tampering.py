"""Whatever arrives gives a message or a `PeerFault`, never another exception."""

import base64
import dataclasses
import json
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hamkor.envelope import Document, Header, Message, read_header
from hamkor.envelope import frame as frames
from hamkor.envelope.frame import MAGIC, header_of, parts_of
from hamkor.envelope.signed import MAX_SIGNED_BYTES, sign
from hamkor.envelope.stream import CHUNK_BYTES, TAG_BYTES, decrypt_part, encrypt_part
from hamkor.errors import (
    BadSignature,
    Malformed,
    NotForUs,
    OurFault,
    PeerFault,
    TooLarge,
    UnknownSender,
)
from tests.unit.envelope_samples import (
    DUSHANBE_KEYS,
    DUSHANBE_PUBLIC,
    INQUIRY,
    MOSCOW,
    NOW,
    OTHER_ID,
    TASHKENT_KEYS,
    TASHKENT_PUBLIC,
    forged,
    opened,
    resigned,
    sealed,
)

SEALED = sealed()
FRAME = SEALED.frame


PARTS = parts_of(FRAME, [part.length for part in SEALED.header.parts])
headers = json.loads(SEALED.header.to_payload())


def refused(frame, fault=PeerFault, **changes):
    with pytest.raises(fault) as why:
        opened(frame, **changes)
    assert why.value.sentence
    return why.value


def lengths(header):
    return [part.length for part in header.parts]


def spelled(payload):
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="surrogatepass")


def test_the_forgers_tools_make_a_good_message_when_they_change_nothing():
    assert opened(forged())[1] == INQUIRY
    assert opened(resigned(spelled(headers), PARTS))[1] == INQUIRY


def test_no_byte_can_be_changed():
    dice = random.Random(20251020)
    for position in range(len(FRAME)):
        changed = bytearray(FRAME)
        changed[position] ^= dice.randrange(1, 256)
        refused(bytes(changed))


@given(
    position=st.integers(0, len(FRAME) - 1),
    replacement=st.binary(max_size=12),
    length=st.integers(0, 12),
)
@settings(max_examples=300, deadline=None)
def test_no_stretch_of_bytes_can_be_replaced_removed_or_inserted(position, replacement, length):
    changed = FRAME[:position] + replacement + FRAME[position + length :]
    if changed != FRAME:
        refused(changed)


def test_the_message_cannot_be_cut_at_any_byte_nor_made_longer():
    for end in range(len(FRAME)):
        refused(FRAME[:end], Malformed)
    refused(FRAME + b"\0", Malformed)
    assert "within its header" in str(refused(FRAME[:1000]))


@given(raw=st.binary(max_size=400))
@example(raw=b"")
@settings(max_examples=200, deadline=None)
def test_random_bytes_are_refused(raw):
    for frame in (raw, MAGIC + raw, MAGIC + len(raw).to_bytes(8, "big") + raw):
        refused(frame)
        with pytest.raises(PeerFault):
            read_header(frame)


@given(payload=st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
@example(payload=b"[" * 10_000)
@example(payload=b"null")
@example(payload=b"{}")
@settings(max_examples=100, deadline=None)
def test_a_signed_header_that_is_none_is_refused(payload):
    if payload:
        refused(resigned(payload, PARTS), Malformed)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(
    member=st.sampled_from([*headers, "subject"]),
    value=json_values
    | st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]),
)
@example(member="created_at", value="0001-01-01T00:00:00+14:00")
@example(member="created_at", value=1764000000)
@example(member="message_id", value=str(OTHER_ID).upper())
@example(member="version", value=2)
@example(member="version", value=True)
@example(member="suite", value="0")
@example(member="sequence", value=2**70)
@example(member="wrapped_key", value="AB")
@example(member="wrapped_key", value="abc")
@example(member="parts", value=[])
@settings(max_examples=200, deadline=None)
def test_a_signed_header_with_any_strange_member_is_refused(member, value):
    if headers.get(member) != value or isinstance(value, bool):
        strange = spelled({**headers, member: value})
        refused(resigned(strange, PARTS))


@pytest.mark.parametrize(
    "respell",
    [
        lambda text: text.replace(b",", b", ", 1),
        lambda text: text.replace(b'"suite":"A"', b'"suite":"A","suite":"A"'),
        lambda text: text.replace(b'"suite"', b'"\\u0073uite"'),
        lambda text: text + b" ",
        lambda text: text.replace(b"123456Z", b"123456+00:00"),
    ],
    ids=["a space", "a repeated member", "an escape", "a space at the end", "another zone"],
)
def test_a_header_has_only_one_spelling(respell):
    payload = respell(SEALED.header.to_payload())
    assert payload != SEALED.header.to_payload()
    refused(resigned(payload, PARTS), Malformed)


def test_a_header_longer_than_16_kb_is_too_large():
    def head(length):
        return MAGIC + length.to_bytes(8, "big") + b"a" * min(length, MAX_SIGNED_BYTES + 1)

    refused(head(MAX_SIGNED_BYTES + 1), TooLarge)
    refused(head(2**64 - 1), TooLarge)
    refused(head(MAX_SIGNED_BYTES + 1)[:20], TooLarge)
    refused(head(MAX_SIGNED_BYTES), Malformed)


def test_a_signature_has_only_one_spelling():
    raw = header_of(FRAME)
    # The last of 86 base64 characters carries two bits: fifteen others decode to the same.
    last = raw[-1:]
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    same = [
        character
        for character in (bytes([value]) for value in alphabet)
        if character != last
        and base64.urlsafe_b64decode(raw[-86:-1] + character + b"==")
        == base64.urlsafe_b64decode(raw[-86:] + b"==")
    ]
    assert len(same) == 15
    for character in same:
        refused(FRAME.replace(raw, raw[:-1] + character), Malformed)


def test_headers_and_bodies_of_two_messages_cannot_be_spliced():
    other = sealed()
    parts, others = (parts_of(one.frame, lengths(one.header)) for one in (SEALED, other))
    for number in range(len(parts)):
        spliced = [*parts[:number], others[number], *parts[number + 1 :]]
        refused(frames.join(header_of(FRAME), spliced), Malformed)
    refused(frames.join(header_of(other.frame), parts), Malformed)


def test_two_documents_of_one_length_cannot_change_places():
    twins = (Document("a", "a/b", b"first"), Document("b", "a/b", b"other"))
    envelope = sealed(dataclasses.replace(INQUIRY, documents=twins))
    manifest, first, second = parts_of(envelope.frame, lengths(envelope.header))
    swapped = frames.join(header_of(envelope.frame), [manifest, second, first])
    refused(swapped, Malformed)


def test_a_length_between_parts_cannot_lie():
    manifest, first, second = parts_of(FRAME, lengths(SEALED.header))
    moved = [manifest, first + second[:1], second[1:]]
    refused(frames.join(header_of(FRAME), moved), Malformed)


def test_someone_else_cannot_sign_in_the_senders_name():
    payload = SEALED.header.to_payload()
    parts = parts_of(FRAME, lengths(SEALED.header))
    text = sign(
        payload,
        typ="hamkor-header+jws",
        key=TASHKENT_KEYS.signing,
        key_id=DUSHANBE_KEYS.signing_key_id,
    )
    refused(frames.join(text.encode(), parts), BadSignature)
    refused(
        forged(sender="uz-prosecutor", signing_key=TASHKENT_KEYS.signing_key_id), UnknownSender
    )
    refused(
        forged(
            sender="uz-prosecutor",
            signing_key=TASHKENT_KEYS.signing_key_id,
            key_id=TASHKENT_KEYS.signing_key_id,
        ),
        BadSignature,
        sender_keys=TASHKENT_PUBLIC,
    )


def test_the_key_named_outside_the_payload_is_the_one_named_inside():
    refused(forged(key_id=TASHKENT_KEYS.signing_key_id), UnknownSender)
    refused(forged(signing_key=TASHKENT_KEYS.signing_key_id), UnknownSender)


@pytest.mark.parametrize(
    "protected",
    [
        {"alg": "none", "kid": "a", "typ": "hamkor-header+jws"},
        {"alg": "HS256", "kid": "a", "typ": "hamkor-header+jws"},
        {"alg": "EdDSA", "kid": "a", "typ": "hamkor-header+jws"},
        {"alg": "Ed25519", "kid": "a", "typ": "hamkor-receipt+jws"},
        {"alg": "Ed25519", "kid": 7, "typ": "hamkor-header+jws"},
        {"alg": "Ed25519", "kid": {}, "typ": "hamkor-header+jws"},
        {"alg": "Ed25519", "kid": 0.5, "typ": "hamkor-header+jws"},
        {"alg": "Ed25519", "b64": False, "crit": ["b64"], "kid": "a", "typ": "hamkor-header+jws"},
        {"alg": "Ed25519", "typ": "hamkor-header+jws"},
        ["Ed25519"],
        "Ed25519",
        7,
        None,
    ],
    ids=str,
)
def test_a_header_signed_in_any_other_way_is_refused(protected):
    _first, payload, signature = header_of(FRAME).split(b".")
    raw = json.dumps(protected, separators=(",", ":")).encode()
    first = base64.urlsafe_b64encode(raw).rstrip(b"=")
    text = b".".join([first, payload, signature])
    refused(frames.join(text, parts_of(FRAME, lengths(SEALED.header))), Malformed)


def test_a_protected_header_that_nests_without_end_is_refused():
    first = base64.urlsafe_b64encode(b"[" * 9_000).rstrip(b"=")
    refused(frames.join(b".".join([first, b"YQ", b"A" * 86]), []), Malformed)


def test_a_segment_that_cannot_be_base64_is_refused():
    refused(frames.join(b".".join([b"a", b"YQ", b"A" * 86]), []), Malformed)


def test_a_part_cannot_be_cut_at_any_chunk_boundary():
    key, plain = b"k" * 32, bytes(2 * CHUNK_BYTES + 5)
    whole = encrypt_part(key, 2, plain)
    assert decrypt_part(key, 2, whole) == plain
    step = CHUNK_BYTES + TAG_BYTES
    for boundary in (0, step, 2 * step, len(whole)):
        for cut in {boundary - 1, boundary, boundary + 1} & set(range(len(whole))):
            with pytest.raises(ValueError, match="chunk"):
                decrypt_part(key, 2, whole[:cut])


def test_whole_chunks_cannot_be_dropped_repeated_exchanged_or_moved_to_another_part():
    key, step = b"k" * 32, CHUNK_BYTES + TAG_BYTES
    whole = encrypt_part(key, 2, bytes(3 * CHUNK_BYTES))
    first, second, last = (whole[n * step : (n + 1) * step] for n in range(3))
    for mixed in (second + last, first + first + last, second + first + last, last + second):
        with pytest.raises(ValueError, match="chunk"):
            decrypt_part(key, 2, mixed)
    with pytest.raises(ValueError, match="chunk"):
        decrypt_part(key, 3, whole)
    with pytest.raises(ValueError, match="chunk"):
        decrypt_part(b"l" * 32, 2, whole)


def test_a_frame_cut_at_every_chunk_boundary_is_refused():
    big = Message("a/1", OTHER_ID, {}, (Document("a", "a/b", bytes(2 * CHUNK_BYTES + 5)),))
    frame = sealed(big).frame
    start = len(frame) - (2 * CHUNK_BYTES + 5 + 3 * TAG_BYTES)
    step = CHUNK_BYTES + TAG_BYTES
    for boundary in (start, start + step, start + 2 * step, len(frame) - 1):
        for end in (boundary - 1, boundary, boundary + 1):
            if end < len(frame):
                refused(frame[:end], Malformed)
    assert opened(frame)[1] == big


def test_ten_thousand_tiny_parts_do_not_fit_into_a_header():
    with pytest.raises(OurFault):
        forged(contents=[b""] * 200)


def test_a_message_readdressed_by_its_reader_is_not_believed():
    payload = json.loads(SEALED.header.to_payload()) | {"recipient": "uz-prosecutor"}
    text = sign(
        Header.from_payload(spelled(payload)).to_payload(),
        typ="hamkor-header+jws",
        key=TASHKENT_KEYS.signing,
        key_id=DUSHANBE_KEYS.signing_key_id,
    )
    frame = frames.join(text.encode(), parts_of(FRAME, lengths(SEALED.header)))
    refused(frame, NotForUs)
    refused(frame, NotForUs, our_office="uz-prosecutor", our_keys=TASHKENT_KEYS)
    refused(frame, BadSignature, our_office="uz-prosecutor")


def test_the_bystanders_keys_and_frame_are_as_they_were():
    assert opened(FRAME, now=NOW, our_office=MOSCOW, sender_keys=DUSHANBE_PUBLIC)[1] == INQUIRY
