"""The keys of trusted peers: whose root is pinned, and which keys that root states."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from hamkor import envelope
from hamkor.clock import now
from hamkor.errors import KeyRefused, UnknownKey, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange.models import Peer
from hamkor.exchange.statements import trusted_statement
from hamkor.keyring.own import our_ring
from hamkor.keyring.queries import statements_of
from hamkor.keyring.timeline import Timeline


class Terms(NamedTuple):
    """With which keys an office signs and is written to, in which suite."""

    keys: envelope.PublicKeys
    suite: envelope.SuiteName


def keys_of(office: str) -> envelope.PublicKeys:
    """Return the keys with which to write to a trusted office now.

    Raises:
        WrongState: this office does not trust that one (yet, or any more).
        KeyExpired: its keys expired long ago, and no newer statement has come.
    """
    return _present(_statement_text(office)).value(now())


def terms_with(office: str) -> Terms:
    """Return `keys_of` and `suite_with` an office, looked up once."""
    text = _statement_text(office)
    return Terms(_present(text).value(now()), _suite(text))


def keys_named(
    office: str, signing_key: str, at: datetime | None = None
) -> envelope.PublicKeys | None:
    """Return the keys of a trusted office if one of its signing keys has this id, else None.

    Past keys and the next count too.

    Args:
        office: who is said to have signed.
        signing_key: id of the key it was signed with.
        at: when the signature was met first; now when not given.

    Raises:
        KeyExpired: the key was not in use at that time.
        KeyRevoked: it was revoked by then.
    """
    text = _trusted(office)
    return None if text is None else _keys_named(office, text, signing_key, at or now())


def keys_once_believed(office: str, signing_key: str) -> envelope.PublicKeys | None:
    """Return the keys of an office for a text that was verified and kept here before.

    What was taken in stays good, also when its key was revoked afterwards: it was judged on the
    day on which it came. Whether the office is trusted now does not matter either.
    """
    for statement in statements_of(office):
        if keys := statement.keys_that_signed(signing_key):
            return keys
    return None


def terms_for_header(header: envelope.Header) -> Terms | None:
    """Return the keys that must have signed a message that arrives now, and the suite agreed.

    Returns:
        None for strangers.

    Raises:
        UnknownKey: the office is trusted, but this key of it is not known (yet).
        KeyExpired: the key was not in use when the message was made.
        KeyRevoked: it has been revoked, whenever the message is said to have been made.
    """
    named = header.signing_keys[0]
    text = _trusted(header.sender)
    if text is None:
        return None
    # A revoked key is judged by our clock: whoever stole it can write any date.
    keys = _keys_named(header.sender, text, named, now())
    if keys is None:
        raise UnknownKey(_("This is signed with a key that this office does not know."))
    _keys_named(header.sender, text, named, header.created_at)
    return Terms(keys, _suite(text))


def is_key_refusal(reason: str) -> bool:
    """Say whether a signed refusal is about a key; see `is_passing`."""
    codes = {KeyRefused.code, *(each.code for each in KeyRefused.__subclasses__())}
    return reason in codes


def is_passing(reason: str) -> bool:
    """Say whether the same bytes may be taken in later: once our statement has come through."""
    return reason == UnknownKey.code


def suite_with(office: str) -> envelope.SuiteName:
    """Return the suite in which we and a trusted office write to each other.

    It is the highest that the signed statements of both name; nothing on the wire changes it.

    Raises:
        WrongState: this office does not trust that one (yet, or any more).
    """
    return _suite(_statement_text(office))


def statement_of(office: str) -> envelope.OfficeStatement:
    """Return the newest statement of a trusted office.

    Raises:
        WrongState: this office does not trust that one (yet, or any more).
    """
    return read_statement(_statement_text(office))


def single_key_of(office: str, use: envelope.KeyUse) -> bytes | None:
    """Return the public key of a trusted office for its log, its cosignatures or TLS."""
    text = _trusted(office)
    if text is None:
        return None
    found = read_statement(text).single(use, now())
    return found.public if found else None


def known_signers() -> Iterator[envelope.PublicKeys]:
    """Return the keys of every signing key, past ones too, of this office and those it trusts."""
    others = Peer.objects.filter(distrusted_at=None).values_list("office", "statement")
    for office, text in [(our_ring().statement.office, our_ring().text), *others]:
        for statement in _statements(office, text):
            yield from statement.signers()


def signers_of(office: str) -> Iterator[envelope.PublicKeys]:
    """Return the keys of every signing key, past ones too, of a trusted office."""
    for statement in _statements(office, _statement_text(office)):
        yield from statement.signers()


@lru_cache(maxsize=256)
def read_statement(text: str) -> envelope.OfficeStatement:
    """Read a statement that was verified before; once for each text."""
    return envelope.read_office_statement(text)


@lru_cache(maxsize=256)
def _present(text: str) -> Timeline[envelope.PublicKeys]:
    statement = read_statement(text)
    return Timeline(statement, statement.keys_at)


def _suite(text: str) -> envelope.SuiteName:
    return envelope.common_suite(our_ring().statement.suites, read_statement(text).suites)


def _keys_named(
    office: str, text: str, signing_key: str, at: datetime
) -> envelope.PublicKeys | None:
    for statement in _statements(office, text):
        if keys := statement.keys_signing(signing_key, at):
            return keys
    return None


def _statements(office: str, text: str) -> Iterator[envelope.OfficeStatement]:
    """Return the newest statement, then older ones of the same root, looked up when needed."""
    newest = read_statement(text)
    yield newest
    # Whoever has compared another root since does not believe the one before it any more.
    yield from (each for each in statements_of(office) if each.root == newest.root)


def _statement_text(office: str) -> str:
    text = _trusted(office)
    if text is None:
        raise WrongState(_("This office exchanges no messages with %(office)s"), office=office)
    return text


def _trusted(office: str) -> str | None:
    return trusted_statement(office)
