"""Proof of filing: what a person holds against an office that says there was no complaint.

It shows that a text was filed and when, to anybody who has the office's public keys, without
asking the office. It does not hold the text: whoever wants to prove what it said shows it.

Its digest is a leaf of the office's log; the proof of that leaf completes it once another office
has seen the log.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from hamkor.envelope import canonical, signed
from hamkor.envelope.claims import Claims, Digest, HexBytes, Instant, OfficeId
from hamkor.envelope.keys import OfficeKeys, PublicKeys
from hamkor.errors import OurFault, UnknownSender
from hamkor.errors import gettext_noop as _

FILING_TYPE = "hamkor-filing+jws"
SALT_BYTES = 16


def _is_salt(raw: bytes) -> bytes:
    # A fixed length keeps salt and text from sliding into each other.
    if len(raw) != SALT_BYTES:
        raise ValueError("a salt has 16 bytes")
    return raw


class FilingProof(Claims):
    """That a complaint was filed.

    Attributes:
        office: with which office.
        complaint: public reference of the complaint; not the secret code.
        filed_at: by the office's clock.
        content_digest: see the function of this name.
        salt: 16 random bytes, for this complaint only.
    """

    office: OfficeId
    complaint: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z/_-]{1,64}$")]
    filed_at: Instant
    content_digest: Digest
    salt: Annotated[HexBytes, AfterValidator(_is_salt)]

    def proves(self, content: Mapping[str, str]) -> bool:
        """Say whether `content` is what was filed, to the letter."""
        return hmac.compare_digest(content_digest(self.salt, content), self.content_digest)


def new_salt() -> bytes:
    """Draw the salt of one complaint. Destroying it makes the digest say nothing."""
    return secrets.token_bytes(SALT_BYTES)


def content_digest(salt: bytes, content: Mapping[str, str]) -> str:
    """Return SHA-256, hexadecimal, over `salt` and the canonical JSON (RFC 8785) of `content`.

    Raises:
        OurFault: the salt has not 16 bytes, or `content` is not text by name.
    """
    try:
        return hashlib.sha256(_is_salt(salt) + canonical.encode(dict(content))).hexdigest()
    except ValueError as error:
        raise OurFault(_("This content cannot be proven: %(why)s"), why=str(error)) from error


def filing_digest(text: str) -> str:
    """Return SHA-256, hexadecimal, of a signed proof: what the office's log holds of it."""
    return hashlib.sha256(text.encode()).hexdigest()


def sign_filing(proof: FilingProof, keys: OfficeKeys) -> str:
    """Sign `proof` with the keys of the office that it names.

    Always with suite A alone: the person carries it as a code to be photographed, and whoever
    checks it may have nothing else.
    """
    return signed.sign_by(proof.to_payload(), typ=FILING_TYPE, keys=keys, suite="A")


def read_filing_proof(text: str, public: PublicKeys) -> FilingProof:
    """Read a proof of filing that the office `public` is said to have signed.

    Raises:
        Malformed: it is none.
        TooLarge: it is too long to be one.
        UnknownSender: another office, or another key of this one, signed it.
        BadSignature: it was changed.
    """
    parts = signed.take_apart(text, typ=FILING_TYPE)
    proof = FilingProof.from_payload(parts.payload)
    if proof.office != public.office:
        raise UnknownSender(_("This proof was not signed by this office."))
    parts.verify_by(public, suite="A")
    return proof
