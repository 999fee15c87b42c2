"""Several recipients, and suites: fixed by the keys of both offices, never talked down."""

import dataclasses
import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.envelope import (
    MAX_HEADER_BYTES,
    MAX_RECIPIENTS,
    Document,
    OfficeKeys,
    PublicKeys,
    Receipt,
    common_suite,
    read_receipt,
    sign_receipt,
)
from hamkor.envelope.frame import join
from hamkor.envelope.signed import take_apart
from hamkor.envelope.suites import SUITES, is_lower
from hamkor.envelope.suites.table import ED25519, HYBRID, ML_DSA_65, X25519
from hamkor.errors import (
    BadSignature,
    LowerSuite,
    Malformed,
    NotForUs,
    OurFault,
    PeerFault,
    UnknownSender,
    Unreadable,
)
from tests.unit.envelope_samples import (
    DUSHANBE,
    DUSHANBE_KEYS,
    DUSHANBE_PUBLIC,
    INQUIRY,
    MESSAGE_ID,
    MOSCOW,
    MOSCOW_KEYS,
    MOSCOW_PUBLIC,
    NOW,
    TASHKENT,
    TASHKENT_KEYS,
    TASHKENT_PUBLIC,
    address,
    head,
    opened,
    parts_of,
    resigned,
    sealed,
)

OURS_B, THEIRS_B = OfficeKeys.generate("B"), OfficeKeys.generate("B")
OURS_B_PUBLIC, THEIRS_B_PUBLIC = OURS_B.public(DUSHANBE), THEIRS_B.public(MOSCOW)
RECEIPT = "hamkor-receipt+jws"
STORED = Receipt(what="stored", message_id=MESSAGE_ID, header_hash="ab" * 32, by=MOSCOW, at=NOW)


def hybrid(**changes):
    return sealed(**({"sender_keys": OURS_B, "recipients": [address(THEIRS_B_PUBLIC)]} | changes))


def opened_by_hybrid(frame, **changes):
    return opened(frame, **({"our_keys": THEIRS_B, "sender_keys": OURS_B_PUBLIC} | changes))


def test_each_of_several_offices_opens_the_same_bytes_at_its_own_place_in_its_own_stream():
    other = address(TASHKENT_PUBLIC, stream=UUID(int=3), sequence=4, previous="cd" * 32)
    envelope = sealed(recipients=[address(), other])
    for office, keys, sequence in ((MOSCOW, MOSCOW_KEYS, 1), (TASHKENT, TASHKENT_KEYS, 4)):
        header, message = opened(envelope.frame, our_office=office, our_keys=keys)
        assert message == INQUIRY
        assert header.for_office(office).sequence == sequence
        assert [to.office for to in header.recipients] == [MOSCOW, TASHKENT]
    with pytest.raises(NotForUs):
        envelope.header.for_office(DUSHANBE)


def test_a_recipient_opens_only_with_the_key_that_was_sealed_for_it():
    frame = sealed(recipients=[address(), address(TASHKENT_PUBLIC)]).frame
    with pytest.raises(NotForUs):
        opened(frame, our_office=MOSCOW, our_keys=TASHKENT_KEYS)
    with pytest.raises(NotForUs):
        opened(frame, our_office="kz-prosecutor", our_keys=MOSCOW_KEYS)


def test_a_key_wrapped_for_one_recipient_does_not_open_as_another():
    envelope = sealed(recipients=[address(), address(TASHKENT_PUBLIC)])
    members = json.loads(head(envelope.frame)[0])
    first, second = members["recipients"]
    second["wrapped_key"] = first["wrapped_key"]
    second["key"] = first["key"]
    raw = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    # Even whoever holds Moscow's key, as Tashkent.
    with pytest.raises(Unreadable):
        opened(resigned(raw, parts_of(envelope.frame)), our_office=TASHKENT)


def test_one_body_for_eleven_offices_grows_by_the_wrapped_keys_only():
    keys = [MOSCOW_KEYS.public(f"office-{number:02d}") for number in range(11)]
    one = sealed(recipients=[address(keys[0])]).frame
    eleven = sealed(recipients=list(map(address, keys))).frame
    assert len(eleven) - len(one) < 10 * 350


def test_as_many_offices_and_documents_as_allowed_fit_into_a_header_of_suite_b():
    keys = [THEIRS_B.public("a" * 30 + str(number)) for number in range(10, 10 + MAX_RECIPIENTS)]
    places = [address(key, sequence=2**31 - 1, previous="ab" * 32) for key in keys]
    full = dataclasses.replace(INQUIRY, documents=(Document("a", "a/b", b"x"),) * 64)
    envelope = hybrid(message=full, recipients=places, directory=2**31 - 1)
    assert len(head(envelope.frame)[0]) <= MAX_HEADER_BYTES
    assert opened_by_hybrid(envelope.frame, our_office=keys[-1].office)[1] == full


def test_two_hybrid_offices_use_the_hybrid_suite_without_being_told():
    envelope = hybrid()
    assert envelope.header.suite == "B"
    assert envelope.header.signing_keys == OURS_B.signing_key_ids
    assert len(OURS_B.signing_key_ids) == 2
    assert opened_by_hybrid(envelope.frame)[1] == INQUIRY


@pytest.mark.parametrize("sender_is_hybrid", [True, False])
def test_a_hybrid_office_and_one_that_is_not_use_suite_a(sender_is_hybrid):
    ours, theirs = (OURS_B, MOSCOW_KEYS) if sender_is_hybrid else (DUSHANBE_KEYS, THEIRS_B)
    envelope = sealed(sender_keys=ours, recipients=[address(theirs.public(MOSCOW))])
    assert envelope.header.suite == "A"
    assert opened(envelope.frame, our_keys=theirs, sender_keys=ours.public(DUSHANBE))[1] == INQUIRY


def test_offices_with_different_suites_do_not_get_the_same_bytes():
    places = [address(THEIRS_B_PUBLIC), address(TASHKENT_PUBLIC)]
    with pytest.raises(OurFault, match="each group"):
        sealed(sender_keys=OURS_B, recipients=places)
    assert sealed(sender_keys=OURS_B, recipients=places, suite="A").header.suite == "A"


def test_less_than_what_two_offices_have_is_refused_though_it_is_really_the_senders():
    lower = hybrid(suite="A").frame
    with pytest.raises(LowerSuite):
        opened_by_hybrid(lower)
    with pytest.raises(LowerSuite):
        opened_by_hybrid(lower, sender_keys=lambda _office, _key: OURS_B_PUBLIC)
    assert opened_by_hybrid(lower, suite="A")[1] == INQUIRY
    # What is not the sender's at all is not called a lower suite: nobody signs a refusal of it.
    with pytest.raises(BadSignature):
        opened_by_hybrid(resigned(head(lower)[0], parts_of(lower), DUSHANBE_KEYS))


def test_less_than_what_an_agreement_demands_is_refused():
    with pytest.raises(LowerSuite):
        opened(sealed().frame, suite="B")


def test_a_second_signature_cannot_be_left_out_changed_or_borrowed():
    raw, signatures = head(hybrid().frame)
    members = json.loads(signatures)["signatures"]
    parts = parts_of(hybrid().frame)
    other = json.loads(head(hybrid().frame)[1])["signatures"]
    for spoilt in (
        members[:1],
        members[1:],
        members[::-1],
        [members[0], members[0]],
        [members[0], other[1]],
        [other[0], members[1]],
        [members[0], members[1] | {"signature": members[1]["signature"][:-2] + "AA"}],
    ):
        text = json.dumps({"signatures": spoilt}, sort_keys=True, separators=(",", ":"))
        with pytest.raises(PeerFault):
            opened_by_hybrid(join(raw, text.encode(), parts))


def test_a_header_that_claims_a_lower_suite_than_it_is_signed_with_is_refused():
    envelope = hybrid()
    members = json.loads(head(envelope.frame)[0])
    members["suite"] = "A"
    members["signing_keys"] = members["signing_keys"][:1]
    raw = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(NotForUs):  # its key is one of suite B
        opened_by_hybrid(resigned(raw, parts_of(envelope.frame), OURS_B))


def test_a_hybrid_key_opens_only_with_both_halves():
    mixed = OfficeKeys.generate("B")
    seed, curve = THEIRS_B.encryption[HYBRID].secret[:64], mixed.encryption[HYBRID].secret[64:]
    half = dataclasses.replace(THEIRS_B.encryption[HYBRID], secret=seed + curve)
    pretender = OfficeKeys(THEIRS_B.signing, {**THEIRS_B.encryption, HYBRID: half}, "B")
    with pytest.raises(Unreadable):
        opened_by_hybrid(hybrid().frame, our_keys=pretender)


def test_keys_must_hold_what_their_suite_needs():
    whole = OURS_B_PUBLIC.model_dump()
    for missing in ({"signing": {ED25519: OURS_B_PUBLIC.signing[ED25519]}}, {"encryption": {}}):
        with pytest.raises(ValueError, match=r"suite|at least"):
            PublicKeys(**(whole | missing))
    assert PublicKeys(**whole).encryption_id("A") != PublicKeys(**whole).encryption_id("B")
    assert MOSCOW_PUBLIC.encryption_id("B") == ""
    assert MOSCOW_PUBLIC.signing_ids("B") == ()


@pytest.mark.parametrize("algorithm", [ML_DSA_65, HYBRID])
def test_a_hybrid_key_of_another_length_or_with_a_weak_half_is_refused(algorithm):
    name = "signing" if algorithm == ML_DSA_65 else "encryption"
    good = json.loads(OURS_B_PUBLIC.to_json())
    raw = good[name][algorithm]
    weak = [raw[:-2], raw + "00", ""]
    if algorithm == HYBRID:
        weak.append(raw[: 1184 * 2] + "00" * 32)
    for spoilt in weak:
        keys = good | {name: {**good[name], algorithm: spoilt}}
        with pytest.raises(Malformed):
            PublicKeys.from_json(json.dumps(keys, separators=(",", ":"), sort_keys=True))


def test_a_receipt_of_a_hybrid_office_bears_both_signatures():
    text = sign_receipt(STORED, THEIRS_B)
    named = [signature.algorithm for signature in take_apart(text, typ=RECEIPT).signatures]
    assert named == [ED25519, ML_DSA_65]
    assert read_receipt(text, THEIRS_B_PUBLIC) == STORED
    with pytest.raises(UnknownSender):
        read_receipt(text, MOSCOW_PUBLIC)


def test_a_receipt_with_less_than_agreed_is_refused():
    text = sign_receipt(STORED, THEIRS_B, suite="A")
    assert read_receipt(text, THEIRS_B_PUBLIC, suite="A") == STORED
    with pytest.raises(LowerSuite):
        read_receipt(text, THEIRS_B_PUBLIC)
    with pytest.raises(LowerSuite):
        read_receipt(sign_receipt(STORED, MOSCOW_KEYS), MOSCOW_PUBLIC, suite="B")


def test_no_character_of_a_receipt_with_two_signatures_can_be_changed():
    text = sign_receipt(STORED, THEIRS_B)
    for position in range(0, len(text), 7):
        for other in {"A", "w", "{", '"'} - {text[position]}:
            with pytest.raises(PeerFault):
                read_receipt(text[:position] + other + text[position + 1 :], THEIRS_B_PUBLIC)


@pytest.mark.parametrize(
    "respell",
    [
        lambda text: text + " ",
        lambda text: text.replace(":", ": ", 1),
        lambda text: text.replace('"payload"', '"payload":"","payload"'),
        lambda text: text.replace('{"payload"', '{"header":{},"payload"'),
        lambda text: json.dumps({**json.loads(text), "payload": 7}, separators=(",", ":")),
        lambda text: json.dumps(
            {**json.loads(text), "signatures": json.loads(text)["signatures"][:1]},
            separators=(",", ":"),
        ),
        lambda text: "{" * 9000,
    ],
    ids=["a space", "inside", "twice", "a header", "no text", "a single one", "nesting"],
)
def test_a_receipt_with_two_signatures_has_only_one_spelling(respell):
    text = sign_receipt(STORED, THEIRS_B)
    assert respell(text) != text
    with pytest.raises(Malformed):
        read_receipt(respell(text), THEIRS_B_PUBLIC)


names = st.lists(st.sampled_from([*SUITES, "Z"]), max_size=4)


@given(ours=names, theirs=names)
def test_both_offices_come_to_the_same_suite(ours, theirs):
    common = common_suite(ours, theirs)
    assert common == common_suite(theirs, ours)
    assert common == "A" or common in set(ours) & set(theirs)
    assert not any(
        SUITES[other].rank > SUITES[common].rank for other in set(ours) & set(theirs) & set(SUITES)
    )


def test_a_suite_is_lower_when_it_is_weaker_or_another_of_the_same_strength():
    assert is_lower("A", "B")
    assert is_lower("G", "B")
    assert is_lower("B", "G")
    assert not is_lower("B", "A")
    assert not is_lower("A", "A")


def test_the_bystanders_of_suite_a_are_as_they_were():
    assert opened(sealed().frame)[1] == INQUIRY
    assert (DUSHANBE_PUBLIC.suite, set(DUSHANBE_PUBLIC.encryption)) == ("A", {X25519})
