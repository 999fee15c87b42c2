"""Keys, receipts and proofs of filing: what is signed is shown to anybody, changed by none."""

import base64
import json
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import OKPKey
from pydantic import ValidationError

from hamkor.envelope import (
    FilingProof,
    KeyPair,
    OfficeKeys,
    PublicKeys,
    Receipt,
    content_digest,
    new_salt,
    read_filing_proof,
    read_receipt,
    sign_filing,
    sign_receipt,
)
from hamkor.envelope.signed import MAX_SIGNED_BYTES, sign
from hamkor.errors import Malformed, OurFault, PeerFault, TooLarge, UnknownSender
from tests.unit.envelope_samples import (
    DUSHANBE,
    DUSHANBE_KEYS,
    DUSHANBE_PUBLIC,
    MESSAGE_ID,
    MOSCOW,
    MOSCOW_KEYS,
    MOSCOW_PUBLIC,
    NOW,
    TASHKENT,
    TASHKENT_PUBLIC,
    sealed,
)

SIGNER = Ed25519PrivateKey.from_private_bytes(DUSHANBE_KEYS.signing["Ed25519"].secret)
STORED = Receipt(what="stored", message_id=MESSAGE_ID, header_hash="ab" * 32, by=MOSCOW, at=NOW)
SALT = bytes(range(16))
FILED = {"what_happened": "Корфармо шиносномаро гирифт ва музд намедиҳад.", "language": "tg"}
PROOF = FilingProof(
    office=DUSHANBE,
    complaint="2026/000017",
    filed_at=NOW,
    content_digest=content_digest(SALT, FILED),
    salt=SALT,
)

# Little-endian points of order 1, 2, 4 and 8, from the curve's eight-element subgroup.
SMALL_ORDER = [
    "01" + "00" * 31,
    "ec" + "ff" * 30 + "7f",
    "00" * 32,
    "00" * 31 + "80",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
]


def test_a_receipt_is_read_as_it_was_signed():
    refused = STORED.model_copy(update={"what": "refused", "reason": "too_large"})
    for receipt in (STORED, refused):
        assert read_receipt(sign_receipt(receipt, MOSCOW_KEYS), MOSCOW_PUBLIC) == receipt


def test_a_receipt_signed_twice_is_the_same_to_the_byte():
    assert sign_receipt(STORED, MOSCOW_KEYS) == sign_receipt(STORED, MOSCOW_KEYS)


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("stored", {"reason": "too_large"}),
        ("stored", {"role": "deputy_prosecutor"}),
        ("stored", {"place": "post"}),
        ("registered", {"reason": "unknown_kind"}),
        ("not_registered", {}),
        ("refused", {}),
        ("refused", {"reason": "Нет"}),
        ("conflict", {}),
        ("not_reached", {}),
        ("no_decision", {}),
        ("opened", {}),
        ("accepted", {}),
        ("accepted", {"role": "Рахмонов"}),
        ("declined", {"role": "deputy_prosecutor"}),
        ("declined", {"reason": "sovereignty"}),
        ("other_channel", {"role": "case_officer"}),
        ("read", {}),
    ],
)
def test_a_receipt_says_what_belongs_to_it_and_nothing_else(what, more):
    with pytest.raises(ValidationError):
        Receipt(**STORED.model_dump(exclude={"what", *more}), what=what, **more)


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("queued", {}),
        ("registered", {}),
        ("not_registered", {"reason": "unknown_kind"}),
        ("opened", {"role": "case_officer"}),
        ("accepted", {"role": "deputy_prosecutor"}),
        ("declined", {"role": "deputy_prosecutor", "reason": "sovereignty"}),
        ("conflict", {"reason": "conflict"}),
        ("not_reached", {"reason": "hours_1"}),
        ("no_decision", {"reason": "assistance.decide"}),
        ("other_channel", {"role": "case_officer", "place": "post"}),
    ],
)
def test_each_thing_that_happens_to_a_message_has_its_receipt(what, more):
    receipt = Receipt(**STORED.model_dump(exclude={"what", *more}), what=what, **more)
    assert read_receipt(sign_receipt(receipt, MOSCOW_KEYS), MOSCOW_PUBLIC) == receipt


def test_a_receipt_of_another_office_or_key_is_not_taken_for_the_receivers():
    text = sign_receipt(STORED, MOSCOW_KEYS)
    for public in (
        TASHKENT_PUBLIC,
        MOSCOW_KEYS.public(TASHKENT),
        OfficeKeys.generate().public(MOSCOW),
    ):
        with pytest.raises(UnknownSender):
            read_receipt(text, public)
    in_anothers_name = sign_receipt(STORED, DUSHANBE_KEYS)
    with pytest.raises(UnknownSender):
        read_receipt(in_anothers_name, MOSCOW_PUBLIC)


def test_a_proof_of_filing_is_read_as_it_was_signed_and_proves_the_text():
    text = sign_filing(PROOF, DUSHANBE_KEYS)
    proof = read_filing_proof(text, DUSHANBE_PUBLIC)
    assert proof == PROOF
    assert proof.proves(FILED)
    assert proof.proves(dict(reversed(FILED.items())))
    assert len(text) < 700  # fits a QR code of middling size


@pytest.mark.parametrize(
    "content",
    [
        {},
        {**FILED, "language": "ru"},
        {**FILED, "what_happened": FILED["what_happened"] + " "},
        {"language": FILED["what_happened"], "what_happened": "tg"},
        {**FILED, "more": ""},
    ],
    ids=["nothing", "another language", "one space more", "names exchanged", "a field more"],
)
def test_a_proof_proves_no_other_text(content):
    assert not PROOF.proves(content)


def test_the_same_text_with_another_salt_has_another_digest():
    assert len({content_digest(new_salt(), FILED) for _ in range(20)}) == 20
    assert len(new_salt()) == 16


def test_a_digest_of_something_else_than_text_is_not_made():
    for salt, content in ((b"short", FILED), (SALT, {1: "a"}), (SALT, {"a": "\ud800"})):
        with pytest.raises(OurFault):
            content_digest(salt, content)


def test_the_digest_is_the_one_an_outsider_computes():
    # (head -c16 /dev/zero; printf '{"a":"\\"","b":"ё"}') | sha256sum
    assert content_digest(b"\0" * 16, {"b": "ё", "a": '"'}) == (
        "adacda814dee47ceda02bae0212729328004966625f4ba74d226626d414de88a"
    )


def test_a_proof_of_another_office_or_key_is_not_taken_for_this_ones():
    text = sign_filing(PROOF, DUSHANBE_KEYS)
    for public in (MOSCOW_PUBLIC, DUSHANBE_KEYS.public(MOSCOW), MOSCOW_KEYS.public(DUSHANBE)):
        with pytest.raises(UnknownSender):
            read_filing_proof(text, public)


@pytest.mark.parametrize(
    "changes",
    [{"salt": b"short"}, {"complaint": "Раҳмонов"}, {"complaint": ""}],
)
def test_a_proof_that_proves_nothing_cannot_be_made(changes):
    with pytest.raises(ValidationError):
        FilingProof(**(PROOF.model_dump() | changes))


def test_public_keys_are_learnt_from_json():
    assert PublicKeys.from_json(DUSHANBE_PUBLIC.to_json()) == DUSHANBE_PUBLIC
    assert DUSHANBE_KEYS.signing_key_id == DUSHANBE_PUBLIC.signing_key_id
    assert DUSHANBE_KEYS.encryption_key_id == DUSHANBE_PUBLIC.encryption_key_id


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_a_key_under_which_anything_could_be_signed_or_read_is_refused(point):
    good = json.loads(DUSHANBE_PUBLIC.to_json())
    for name, algorithm in (("signing", "Ed25519"), ("encryption", "X25519")):
        weak = json.dumps(good | {name: {algorithm: point}}, separators=(",", ":"))
        if name == "signing" or point in {SMALL_ORDER[0], SMALL_ORDER[1], SMALL_ORDER[2]}:
            with pytest.raises(Malformed):
                PublicKeys.from_json(weak)


@pytest.mark.parametrize("length", [0, 31, 33])
@pytest.mark.parametrize("name", ["signing", "encryption"])
def test_a_key_of_another_length_is_refused(name, length):
    algorithm = {"signing": "Ed25519", "encryption": "X25519"}[name]
    keys = json.loads(DUSHANBE_PUBLIC.to_json()) | {name: {algorithm: "ab" * length}}
    with pytest.raises(Malformed):
        PublicKeys.from_json(json.dumps(keys, separators=(",", ":")))


@given(text=st.text(max_size=50))
@settings(max_examples=50, deadline=None)
def test_text_that_is_no_keys_is_refused(text):
    with pytest.raises(PeerFault):
        PublicKeys.from_json(text)


def test_a_fingerprint_is_digits_to_read_aloud_and_covers_office_and_both_keys():
    fingerprint = DUSHANBE_PUBLIC.fingerprint()
    groups = fingerprint.split(" ")
    assert len(groups) == 8
    assert all(len(group) == 5 and group.isdecimal() for group in groups)
    others = [
        DUSHANBE_KEYS.public(MOSCOW),
        DUSHANBE_PUBLIC.model_copy(update={"signing": MOSCOW_PUBLIC.signing}),
        DUSHANBE_PUBLIC.model_copy(update={"encryption": MOSCOW_PUBLIC.encryption}),
    ]
    assert len({fingerprint, *(other.fingerprint() for other in others)}) == 4
    assert PublicKeys.from_json(DUSHANBE_PUBLIC.to_json()).fingerprint() == fingerprint


def test_key_ids_are_rfc_7638_thumbprints():
    seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    keys = OfficeKeys(
        {"Ed25519": KeyPair.of("Ed25519", bytes.fromhex(seed))},
        {"X25519": KeyPair.generate("X25519")},
    )
    # RFC 8037, appendix A.3, has this very key.
    assert keys.signing_key_id == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    raw = X25519PublicKey.from_public_bytes(keys.encryption["X25519"].public)
    assert keys.encryption_key_id == OKPKey.import_key(raw).thumbprint()


@pytest.mark.parametrize("passphrase", [None, b"dushanbe"])
@pytest.mark.parametrize("suite", ["A", "B"])
def test_keys_are_stored_and_opened_with_the_passphrase(suite, passphrase):
    keys = OfficeKeys.generate(suite)
    pem = keys.to_pem(passphrase)
    again = OfficeKeys.from_pem(pem, passphrase)
    assert again.public(DUSHANBE) == keys.public(DUSHANBE)
    assert (again.suite, again.signing, again.encryption) == (
        suite,
        keys.signing,
        keys.encryption,
    )
    assert (b"ENCRYPTED" in pem) == (passphrase is not None)


def test_keys_do_not_open_with_another_passphrase_nor_print_themselves():
    pem = DUSHANBE_KEYS.to_pem(b"dushanbe")
    for wrong in (b"moscow", None, b""):
        with pytest.raises(OurFault, match="passphrase"):
            OfficeKeys.from_pem(pem, wrong)
    with pytest.raises(OurFault, match="passphrase"):
        OfficeKeys.from_pem(DUSHANBE_KEYS.to_pem(None), b"dushanbe")
    assert repr(DUSHANBE_KEYS) == "OfficeKeys()"
    assert repr(DUSHANBE_KEYS.signing["Ed25519"]) == "KeyPair(algorithm='Ed25519')"


@pytest.mark.parametrize("passphrase", [b"", b"x" * 2000])
def test_keys_are_not_stored_under_no_real_passphrase(passphrase):
    with pytest.raises(OurFault, match="passphrase"):
        DUSHANBE_KEYS.to_pem(passphrase)


def test_a_file_that_holds_other_keys_is_refused():
    blocks = [
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        for key in (SIGNER, X25519PrivateKey.generate())
    ]
    assert OfficeKeys.from_pem(b"".join(blocks), None).suite == "A"
    damaged = blocks[0].replace(b"M", b"!")
    for pem in (b"", blocks[0], blocks[1] + blocks[0], b"".join(blocks * 2), damaged + blocks[1]):
        with pytest.raises(OurFault):
            OfficeKeys.from_pem(pem, None)


READERS = {
    "receipt": (sign_receipt(STORED, MOSCOW_KEYS), lambda text: read_receipt(text, MOSCOW_PUBLIC)),
    "proof": (
        sign_filing(PROOF, DUSHANBE_KEYS),
        lambda text: read_filing_proof(text, DUSHANBE_PUBLIC),
    ),
}


@pytest.mark.parametrize("kind", READERS)
def test_no_character_of_a_signed_text_can_be_changed(kind):
    text, read = READERS[kind]
    read(text)
    for position, character in enumerate(text):
        for other in {"A", "w", "."} - {character}:
            with pytest.raises(PeerFault):
                read(text[:position] + other + text[position + 1 :])
        with pytest.raises(PeerFault):
            read(text[:position])


@pytest.mark.parametrize(("kind", "typ"), [("receipt", "receipt"), ("proof", "filing")])
def test_a_signed_text_says_what_it_is_and_how_it_was_signed(kind, typ):
    protected = READERS[kind][0].split(".")[0]
    named = json.loads(base64.urlsafe_b64decode(protected + "=" * (-len(protected) % 4)))
    assert (named["alg"], named["typ"]) == ("Ed25519", f"hamkor-{typ}+jws")


@pytest.mark.parametrize("kind", READERS)
def test_what_is_signed_as_one_thing_is_not_taken_for_another(kind):
    _text, read = READERS[kind]
    others = [text for name, (text, _read) in READERS.items() if name != kind]
    for other in (*others, sealed().frame[13:600].decode("latin-1")):
        with pytest.raises(Malformed):
            read(other)


@pytest.mark.parametrize("kind", READERS)
def test_signed_texts_are_bounded_and_never_break_the_reader(kind):
    text, read = READERS[kind]
    with pytest.raises(TooLarge):
        read("a" * (MAX_SIGNED_BYTES + 1))
    for odd in ("", "\0", text + "\n", " " + text, text.replace(".", "·"), "ё" * 100, text * 2):
        with pytest.raises(PeerFault):
            read(odd)


def test_nothing_longer_than_16_kb_is_signed():
    with pytest.raises(OurFault, match="too long"):
        sign(
            b"a" * MAX_SIGNED_BYTES,
            typ="x",
            key=SIGNER,
            key_id=DUSHANBE_KEYS.signing_key_id,
        )


def test_two_receipts_that_contradict_each_other_can_both_be_shown():
    later = STORED.model_copy(update={"at": NOW + timedelta(days=1), "header_hash": "cd" * 32})
    both = [sign_receipt(receipt, MOSCOW_KEYS) for receipt in (STORED, later)]
    read = [read_receipt(text, MOSCOW_PUBLIC) for text in both]
    assert {receipt.message_id for receipt in read} == {UUID(int=7 << 64)}
    assert len({receipt.header_hash for receipt in read}) == 2
