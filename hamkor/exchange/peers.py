"""The keys of trusted peers."""

from functools import lru_cache

from hamkor import envelope
from hamkor.errors import WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange.models import Peer


def keys_of(office: str) -> envelope.PublicKeys:
    """Return the public keys of a trusted office.

    Raises:
        WrongState: this office does not trust that one (yet, or any more).
    """
    keys = _trusted(office)
    if keys is None:
        raise WrongState(_("This office exchanges no messages with %(office)s"), office=office)
    return keys


def keys_named(office: str, signing_key: str) -> envelope.PublicKeys | None:
    """Return the keys of a trusted office if its signing key has this id, else None."""
    keys = _trusted(office)
    return keys if keys and keys.signing_key_id == signing_key else None


def _trusted(office: str) -> envelope.PublicKeys | None:
    peer = Peer.objects.filter(office=office, distrusted_at=None).only("statement").first()
    return _read(peer.statement) if peer else None


@lru_cache(maxsize=64)
def _read(statement: str) -> envelope.PublicKeys:
    return envelope.read_statement(statement)
