"""What a directory of offices means for whom this office trusts."""

import logging
from datetime import timedelta

from hamkor.clock import now
from hamkor.errors import Conflict, PeerFault
from hamkor.exchange.identity import our_office
from hamkor.exchange.models import Peer
from hamkor.keyring.models import Acquaintance
from hamkor.keyring.services.listing import (
    current_directory,
    keep_rival,
    known_version,
    take_in_directory,
)

log = logging.getLogger(__name__)

REST = timedelta(hours=1)
"""Whoever claims in each message to know a newer directory is asked no more often for it."""


def take_in_shown_directory(text: str, *, source: str, may_be_first: bool = False) -> bool:
    """Take in a directory that somebody shows; a second one with the same number is a finding.

    Args:
        text: as it was shown.
        source: who showed it.
        may_be_first: somebody has compared its fingerprint.

    Raises:
        PeerFault: it is none, or not enough offices have signed it, or it is a second one.
    """
    try:
        return take_in_directory(text, by=source, may_be_first=may_be_first)
    except Conflict:
        if keep_rival(text, source=source):
            log.warning("two directories with one number were signed; %s showed it", source)
        raise


def listed_and_unknown() -> list[tuple[str, str]]:
    """Return the offices that the directory lists and this one has no keys of, with addresses.

    Those that were distrusted here stay so, whatever others sign.
    """
    directory = current_directory()
    if directory is None:
        return []
    known = {*Peer.objects.values_list("office", flat=True), our_office().id}
    return [
        (listed.office, listed.address)
        for listed in directory.offices
        if listed.office not in known and listed.address
    ]


def hear_of_directory(version: int, *, source: str) -> None:
    """Ask an office for its directory soon, and not tomorrow, when a message names a newer one.

    Args:
        version: as its signed header says; 0 for none.
        source: who sent it.
    """
    if version > known_version() > 0:
        rested = Acquaintance.objects.filter(office=source, asked_at__lte=now() - REST)
        rested.update(asked_at=None)


def news_of_directory(text: str, *, source: str) -> bool:
    """Take in what another office answered; what is no directory is passed over."""
    try:
        return bool(text) and take_in_shown_directory(text, source=source)
    except PeerFault as fault:
        log.warning("the directory that %s shows is not believed: %s", source, fault.code)
        return False
