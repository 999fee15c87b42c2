"""How the exchange with each office stands: backlog, keys, log, tally, and what is wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from hamkor.clock import now
from hamkor.envelope.directory import Directory, read_directory, signers_of_directory
from hamkor.evidence.queries import Agreement, agreement
from hamkor.exchange import frames
from hamkor.exchange.models import Peer, Tally
from hamkor.exchange.peers import read_statement
from hamkor.exchange.queries import Backlog, backlog, set_aside_messages
from hamkor.keyring.models import RivalDirectory
from hamkor.keyring.queries import our_warnings
from hamkor.keyring.schedule import KeyWarning, end_of, warnings_of
from hamkor.keyring.services.listing import (
    WARN_AFTER,
    current_directory,
    current_directory_text,
    rivals,
    staleness,
)

UNREACHED_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Standing:
    """How the exchange with one office stands.

    Attributes:
        backlog: what waits, for it and from it.
        keys_until: last instant of its last known key for signing or sealing.
        log: how its log and ours agree.
        tally: what it last counted of the traffic; None when it never has.
        is_silent: it has not been reached for an hour although something waits for it.
    """

    backlog: Backlog
    keys_until: datetime | None
    log: Agreement
    tally: Tally | None
    is_silent: bool


@dataclass(frozen=True)
class Trouble:
    """Something that an administrator or a deputy must see to.

    Attributes:
        what: "findings", "rival_directory", "old_directory", "disk", "set_aside", "silent",
            "our_keys", "keys" or "tally".
        office: whose; empty for this node's own.
        count: how many, or days.
    """

    what: str
    office: str = ""
    count: int = 0


@dataclass(frozen=True)
class ShownDirectory:
    """The directory of offices that is believed here, and what speaks against it.

    Attributes:
        directory: as it was signed.
        signed_by: offices on it that have signed it.
        confirmed_at: when another office last held the same one.
        rivals: other directories with a number that is known, signed by enough, each with the
            digits that people compare; newest first.
    """

    directory: Directory
    signed_by: list[str]
    confirmed_at: datetime
    rivals: list[tuple[RivalDirectory, str]]


def shown_directory() -> ShownDirectory | None:
    """Return the directory that is believed here; None while roots are pinned one by one."""
    directory, age = current_directory(), staleness()
    if directory is None or age is None:
        return None
    signers = signers_of_directory(current_directory_text(), directory.offices)
    others = [(each, read_directory(each.text).fingerprint()) for each in rivals()]
    return ShownDirectory(directory, signers, now() - age, others)


def standings() -> list[Standing]:
    """Return how the exchange with each office stands, those distrusted included."""
    rows = backlog()
    logs = {each.office: each for each in agreement([row.peer.office for row in rows])}
    return [_standing(row, logs[row.peer.office]) for row in rows]


def troubles(shown: list[Standing]) -> list[Trouble]:
    """Return what somebody must see to, the gravest first; empty when all is well."""
    found = [
        Trouble("findings", each.log.office, len(each.log.findings))
        for each in shown
        if each.log.findings
    ]
    found += _of_directory()
    if frames.free_bytes() < settings.MIN_FREE_BYTES:
        found.append(Trouble("disk"))
    aside = set_aside_messages().count()
    if aside:
        found.append(Trouble("set_aside", count=aside))
    found += [
        Trouble("silent", each.log.office, each.backlog.waiting)
        for each in shown
        if each.is_silent
    ]
    found += [Trouble("our_keys", count=max(0, each.days)) for each in our_warnings()]
    found += [
        Trouble("keys", each.office, max(0, each.days))
        for row in shown
        if row.backlog.peer.distrusted_at is None
        for each in _warnings(row.backlog.peer)
    ]
    return found + [
        Trouble("tally", each.log.office, each.tally.differences)
        for each in shown
        if each.tally and each.tally.differences
    ]


def _of_directory() -> list[Trouble]:
    found = [Trouble("rival_directory", each.source, each.version) for each in rivals()]
    age = staleness()
    if age is not None and age > WARN_AFTER:
        found.append(Trouble("old_directory", count=age.days))
    return found


def _standing(row: Backlog, log: Agreement) -> Standing:
    peer = row.peer
    last_heard = max(filter(None, (peer.last_contact_at, peer.trusted_at)))
    is_silent = row.waiting > 0 and now() - last_heard > UNREACHED_AFTER
    tally = Tally.objects.filter(peer=peer.office, is_ours=False).order_by("-id").first()
    return Standing(row, _keys_until(peer), log, tally, is_silent)


def _keys_until(peer: Peer) -> datetime | None:
    statement = read_statement(peer.statement)
    if not statement.keys:
        return None
    at = now()
    return min(end_of(statement, "sign", at), end_of(statement, "encrypt", at))


def _warnings(peer: Peer) -> list[KeyWarning]:
    return warnings_of(read_statement(peer.statement), now())
