"""How an office first shows its keys: signed by themselves, to be compared by people."""

from datetime import datetime

from hamkor.envelope import signed
from hamkor.envelope.claims import Claims, Instant
from hamkor.envelope.keys import OfficeKeys, PublicKeys
from hamkor.errors import BadSignature, UnknownSender
from hamkor.errors import gettext_noop as _

STATEMENT_TYPE = "hamkor-keys+jws"


class _Statement(Claims):
    keys: PublicKeys
    issued_at: Instant


def statement(keys: OfficeKeys, office: str, *, issued_at: datetime) -> str:
    """Return `office`'s public keys, signed by themselves, to hand to other offices.

    The signature shows that whoever made this holds the signing key, not who they are: that is
    settled by comparing fingerprints.
    """
    claims = _Statement(keys=keys.public(office), issued_at=issued_at)
    return signed.sign_by(claims.to_payload(), typ=STATEMENT_TYPE, keys=keys)


def read_statement(text: str) -> PublicKeys:
    """Read another office's statement of its keys.

    Raises:
        Malformed: it is none.
        BadSignature: it was not made by the holder of the signing key it names.
    """
    parts = signed.take_apart(text, typ=STATEMENT_TYPE)
    keys = _Statement.from_payload(parts.payload).keys
    try:
        parts.verify_by(keys)
    except UnknownSender as error:
        raise BadSignature(_("These keys are not signed by the office they belong to.")) from error
    return keys
