"""Tells the other offices of our newest keys, and learns of theirs in the same breath."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
from django.conf import settings

from hamkor import envelope
from hamkor.clock import now
from hamkor.envelope.directory import MAX_DIRECTORY_BYTES
from hamkor.errors import PeerFault
from hamkor.exchange.identity import our_statement
from hamkor.exchange.queries import peers
from hamkor.exchange.services import take_in_statement
from hamkor.exchange.services.listing import listed_and_unknown, news_of_directory
from hamkor.gateway import delivery
from hamkor.keyring.own import our_ring
from hamkor.keyring.queries import acquaintances
from hamkor.keyring.services import note_asked, note_told
from hamkor.keyring.services.listing import current_directory_text

if TYPE_CHECKING:
    from hamkor.keyring.models import Acquaintance

log = logging.getLogger(__name__)

DIRECTORY_PATH = f"{delivery.PATH.rpartition('/')[0]}/directory"
PATH = f"{delivery.PATH.rpartition('/')[0]}/keys"
ASK_EVERY = timedelta(days=1)


def share_keys() -> int:
    """Post our statement to every office that does not know it, and to each once a day.

    Their own statement comes back as the answer.

    Returns:
        How many newer statements of others were taken in.
    """
    known = acquaintances()
    due = [peer for peer in peers() if peer.address and _is_due(known.get(peer.office))]
    strangers = [pair for pair in listed_and_unknown() if _is_due(known.get(pair[0]))]
    if not due and not strangers:
        return 0
    with delivery.open_client() as client:
        addresses = [*((peer.office, peer.address) for peer in due), *strangers]
        return sum(_share_with(office, address, client) for office, address in addresses)


def _is_due(known: "Acquaintance | None") -> bool:
    if known is None or known.asked_at is None:
        return True
    is_told = known.told_version >= our_ring().statement.version
    rest = ASK_EVERY if is_told else timedelta(seconds=settings.NODE.retry_seconds)
    # After a rotation at once; whoever did not answer or does not trust us gets a rest.
    is_news = known.told_version > 0 and not is_told and known.told_at == known.asked_at
    return is_news or now() - known.asked_at >= rest


def _share_with(office: str, address: str, client: httpx.Client) -> bool:
    """Whoever cannot be reached, or does not trust us yet, is told the next time."""
    note_asked(office)
    _share_directory(office, address, client)
    text, version = our_statement(), our_ring().statement.version
    try:
        theirs = _exchange(client, address + PATH, text, envelope.MAX_STATEMENT_BYTES)
    except httpx.HTTPError:
        return False
    if not theirs:
        return False
    note_told(office, version)
    try:
        return take_in_statement(theirs)
    except PeerFault as fault:
        log.warning("the keys that %s states are not believed: %s", office, fault.code)
        return False


def _share_directory(office: str, address: str, client: httpx.Client) -> None:
    """Post the directory that we know, if any; whoever has a newer one shows it."""
    ours = current_directory_text()
    if not ours:
        return
    try:
        theirs = _exchange(client, address + DIRECTORY_PATH, ours, MAX_DIRECTORY_BYTES)
    except httpx.HTTPError:
        return
    news_of_directory(theirs, source=office)


def _exchange(client: httpx.Client, url: str, text: str, limit: int) -> str:
    """Post a signed text and return the one that comes back; empty when ours was refused."""
    with client.stream("POST", url, content=text.encode()) as answer:
        if answer.status_code != httpx.codes.OK:
            return ""
        theirs = b""
        for piece in answer.iter_bytes():
            theirs += piece
            if len(theirs) > limit:
                raise httpx.DecodingError("the answer is too long to be a statement")
    return theirs.decode("ascii", errors="replace")
