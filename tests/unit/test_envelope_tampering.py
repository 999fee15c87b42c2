"""Whatever arrives gives a message or a `PeerFault`, never another exception."""

import base64
import dataclasses
import json
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hamkor.envelope import MAX_HEADER_BYTES, Document, Header, Message, read_header
from hamkor.envelope import frame as frames
from hamkor.envelope.claims import to_base64url
from hamkor.envelope.frame import MAGIC, MAX_SIGNATURE_BYTES
from hamkor.envelope.stream import CHUNK_BYTES, TAG_BYTES, decrypt_part, encrypt_part
from hamkor.errors import (
    BadSignature,
    Malformed,
    NotForUs,
    PeerFault,
    TooLarge,
    UnknownSender,
)
from tests.unit.envelope_samples import (
    DUSHANBE_PUBLIC,
    INQUIRY,
    MOSCOW,
    NOW,
    OTHER_ID,
    TASHKENT_KEYS,
    TASHKENT_PUBLIC,
    forged,
    head,
    opened,
    parts_of,
    resigned,
    sealed,
)

SEALED = sealed()
FRAME = SEALED.frame


PARTS = parts_of(FRAME)
HEADER, SIGNATURES = head(FRAME)
headers = json.loads(HEADER)


def refused(frame, fault=PeerFault, **changes):
    with pytest.raises(fault) as why:
        opened(frame, **changes)
    assert why.value.sentence
    return why.value


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


def test_no_bit_of_the_header_or_its_signature_can_be_turned():
    end = FRAME.index(SIGNATURES) + len(SIGNATURES)
    for position in range(end):
        for bit in range(8):
            changed = bytearray(FRAME)
            changed[position] ^= 1 << bit
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
    assert "within its header" in str(refused(FRAME[:900]))


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
@example(member="version", value=1)
@example(member="version", value=3)
@example(member="suite", value="B")
@example(member="suite", value="G")
@example(member="signing_keys", value=[])
@example(member="signing_keys", value=headers["signing_keys"] * 2)
@example(member="recipients", value=[])
@example(member="recipients", value=headers["recipients"] * 2)
@example(member="version", value=True)
@example(member="suite", value="0")
@example(member="directory", value=2**70)
@example(member="manifest", value="AB")
@example(member="manifest", value=headers["manifest"][:-1] + "_")
@example(member="parts", value=[])
@settings(max_examples=200, deadline=None)
def test_a_signed_header_with_any_strange_member_is_refused(member, value):
    is_version = member == "directory" and isinstance(value, int) and 0 <= value < 2**31
    if not (headers.get(member) == value or is_version) or isinstance(value, bool):
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


@given(
    member=st.sampled_from([*headers["recipients"][0], "subject"]),
    value=json_values | st.sampled_from(["", "A", "ab" * 32]),
)
@example(member="sequence", value=0)
@example(member="sequence", value=2)
@example(member="sequence", value=2**70)
@example(member="wrapped_key", value="AB")
@example(member="wrapped_key", value="abc")
@settings(max_examples=100, deadline=None)
def test_a_signed_header_with_a_strange_recipient_is_refused(member, value):
    recipient = headers["recipients"][0]
    if recipient.get(member) != value or isinstance(value, bool):
        strange = {**headers, "recipients": [{**recipient, member: value}]}
        refused(resigned(spelled(strange), PARTS))


@pytest.mark.parametrize(("place", "limit"), [(0, MAX_HEADER_BYTES), (1, MAX_SIGNATURE_BYTES)])
def test_what_stands_before_the_parts_is_not_read_beyond_its_limit(place, limit):
    before = len(HEADER).to_bytes(8, "big") + HEADER if place else b""

    def begun(length):
        return MAGIC + before + length.to_bytes(8, "big") + b"a" * min(length, limit + 1)

    refused(begun(limit + 1), TooLarge)
    refused(begun(2**64 - 1), TooLarge)
    refused(begun(limit + 1)[: len(MAGIC + before) + 8], TooLarge)
    refused(begun(limit), Malformed)


def framed(signatures):
    raw = signatures if isinstance(signatures, bytes) else spelled(signatures)
    return frames.join(HEADER, raw, PARTS)


def test_a_signature_has_only_one_spelling():
    good = json.loads(SIGNATURES)
    [one] = good["signatures"]
    assert opened(framed(good))[1] == INQUIRY
    # The last of 86 base64 characters carries two bits: fifteen others decode to the same.
    last, alphabet = one["signature"][-1], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    same = [
        character
        for character in alphabet + "0123456789-_"
        if character != last
        and base64.urlsafe_b64decode(one["signature"][:-1] + character + "==")
        == base64.urlsafe_b64decode(one["signature"] + "==")
    ]
    assert len(same) == 15
    for character in same:
        other = one | {"signature": one["signature"][:-1] + character}
        refused(framed({"signatures": [other]}), Malformed)


@pytest.mark.parametrize(
    "respell",
    [
        lambda raw: raw + b" ",
        lambda raw: raw.replace(b":", b": ", 1),
        lambda raw: raw.replace(b'"signature"', b'"signatur\\u0065"'),
        lambda raw: raw.replace(b'"protected"', b'"protected":"","protected"'),
        lambda raw: raw.replace(b'"signatures"', b'"payload":"","signatures"'),
        lambda raw: raw.replace(b'"protected"', b'"header":{},"protected"'),
        lambda raw: raw.replace(b"}]", b"},{}]"),
        lambda raw: b'{"signatures":[]}',
        lambda raw: b'{"signatures":{}}',
        lambda raw: b'{"signatures":[7]}',
        lambda raw: b'{"signatures":[{"protected":7,"signature":7}]}',
        lambda raw: b'{"signatures":' + b"[" * 9000,
        lambda raw: b"null",
        lambda raw: b"\xff",
        lambda raw: b"",
    ],
)
def test_signatures_have_only_one_form(respell):
    assert respell(SIGNATURES) != SIGNATURES
    refused(framed(respell(SIGNATURES)), Malformed)


def test_a_second_signature_makes_no_second_message():
    [one] = json.loads(SIGNATURES)["signatures"]
    refused(framed({"signatures": [one, one]}), Malformed)
    # The name of a message is that of its header, whoever else signs it.
    assert read_header(framed({"signatures": [one, one]}))[1] == SEALED.header_hash


def test_headers_and_bodies_of_two_messages_cannot_be_spliced():
    other = sealed()
    others = parts_of(other.frame)
    for number in range(len(PARTS)):
        spliced = [*PARTS[:number], others[number], *PARTS[number + 1 :]]
        refused(frames.join(HEADER, SIGNATURES, spliced), Malformed)
    refused(frames.join(*head(other.frame), PARTS), Malformed)
    refused(frames.join(HEADER, head(other.frame)[1], PARTS), BadSignature)


def test_two_documents_of_one_length_cannot_change_places():
    twins = (Document("a", "a/b", b"first"), Document("b", "a/b", b"other"))
    envelope = sealed(dataclasses.replace(INQUIRY, documents=twins))
    manifest, first, second = parts_of(envelope.frame)
    swapped = frames.join(*head(envelope.frame), [manifest, second, first])
    refused(swapped, Malformed)


def test_a_length_between_parts_cannot_lie():
    manifest, first, second = PARTS
    moved = [manifest, first + second[:1], second[1:]]
    refused(frames.join(HEADER, SIGNATURES, moved), Malformed)


def test_someone_else_cannot_sign_in_the_senders_name():
    refused(resigned(HEADER, PARTS, TASHKENT_KEYS), BadSignature)
    refused(
        forged(sender="uz-prosecutor", signing_keys=(TASHKENT_KEYS.signing_key_id,)),
        UnknownSender,
    )
    refused(
        forged(sender="uz-prosecutor", signing_keys=(TASHKENT_KEYS.signing_key_id,)),
        BadSignature,
        sender_keys=TASHKENT_PUBLIC,
    )
    refused(forged(signing_keys=(TASHKENT_KEYS.signing_key_id,)), UnknownSender)


@pytest.mark.parametrize(
    "protected",
    [
        {"alg": "none", "typ": "hamkor-header+jws"},
        {"alg": "HS256", "typ": "hamkor-header+jws"},
        {"alg": "EdDSA", "typ": "hamkor-header+jws"},
        {"alg": "Ed25519", "typ": "hamkor-receipt+jws"},
        {"alg": "Ed25519", "b64": False, "crit": ["b64"], "typ": "hamkor-header+jws"},
        {"alg": "Ed25519", "kid": "a", "typ": "hamkor-header+jws"},
        {"alg": "ML-DSA-65", "typ": "hamkor-header+jws"},
        {"alg": "Ed25519"},
        ["Ed25519"],
        "Ed25519",
        7,
        None,
    ],
    ids=str,
)
def test_a_header_signed_in_any_other_way_is_refused(protected):
    [one] = json.loads(SIGNATURES)["signatures"]
    first = to_base64url(json.dumps(protected, separators=(",", ":")).encode())
    refused(framed({"signatures": [one | {"protected": first}]}), Malformed)


def test_a_part_cannot_be_cut_at_any_chunk_boundary():
    key, plain = b"k" * 32, bytes(2 * CHUNK_BYTES + 5)
    whole, _root = encrypt_part(key, 2, plain)
    assert decrypt_part(key, 2, whole) == plain
    step = CHUNK_BYTES + TAG_BYTES
    for boundary in (0, step, 2 * step, len(whole)):
        for cut in {boundary - 1, boundary, boundary + 1} & set(range(len(whole))):
            with pytest.raises(ValueError, match="chunk"):
                decrypt_part(key, 2, whole[:cut])


def test_whole_chunks_cannot_be_dropped_repeated_exchanged_or_moved_to_another_part():
    key, step = b"k" * 32, CHUNK_BYTES + TAG_BYTES
    whole, _root = encrypt_part(key, 2, bytes(3 * CHUNK_BYTES))
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
    one = headers["parts"][0]
    many = spelled({**headers, "parts": [one] * 10_000})
    assert len(many) > MAX_HEADER_BYTES
    refused(resigned(many, [b"x" * one["length"]] * 10_000), TooLarge)
    refused(resigned(spelled({**headers, "parts": [one] * 66}), [PARTS[0]] * 66), Malformed)


def test_a_message_readdressed_by_its_reader_is_not_believed():
    recipient = headers["recipients"][0] | {"office": "uz-prosecutor"}
    payload = spelled({**headers, "recipients": [recipient]})
    assert Header.from_payload(payload).recipients[0].office == "uz-prosecutor"
    frame = frames.join(payload, SIGNATURES, PARTS)
    refused(frame, NotForUs)
    refused(frame, NotForUs, our_office="uz-prosecutor", our_keys=TASHKENT_KEYS)
    refused(frame, BadSignature, our_office="uz-prosecutor")


def test_the_bystanders_keys_and_frame_are_as_they_were():
    assert opened(FRAME, now=NOW, our_office=MOSCOW, sender_keys=DUSHANBE_PUBLIC)[1] == INQUIRY
