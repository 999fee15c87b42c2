"""The worker's steps for the log: asked back after a restore, given places, shown to witnesses."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
from django.conf import settings

from hamkor.clock import now
from hamkor.errors import HamkorError, PeerFault, PeerUnreachable
from hamkor.errors import gettext_noop as _
from hamkor.evidence import queries, services
from hamkor.evidence.services.recovering import MAX_RETURNED_BYTES
from hamkor.exchange.queries import peers
from hamkor.exchange.services import start_new_streams
from hamkor.gateway import delivery
from hamkor.gateway.log_endpoint import HELD, followed_offices
from hamkor.gateway.seen_states import MAX_SEEN_BYTES, question_seen, split_states

if TYPE_CHECKING:
    from hamkor.evidence.models import Witness

log = logging.getLogger(__name__)

PREFIX = f"{delivery.PATH.rpartition('/')[0]}/log/"
COSIGN_EVERY = timedelta(hours=1)
"""Also a log in which nothing happens is cosigned as often: that says until when it stood so."""
SHORTEST_PAUSE = timedelta(seconds=1)
MAX_ANSWER_BYTES = 256 * 1024
MOST_STEPS = 64
"""Submissions to one witness in one round: one that is far behind is led up in steps."""


@dataclass(frozen=True)
class Reply:
    """What came back of a question about logs."""

    status: int
    content: bytes
    held: int = 0

    @property
    def text(self) -> str:
        """Return the content as text."""
        return self.content.decode(errors="replace")


Ask = Callable[[str, bytes, int], Reply]
"""From a path below the log's prefix, a body and the longest answer to the answer."""


def recover_log() -> int:
    """Ask the offices that follow our log how far they have seen it, when that is in doubt.

    Returns:
        How many leaves came back.
    """
    if not services.is_own_log_in_doubt():
        return 0
    offices, returned, answered = _addresses(), 0, 0
    for office, address in offices.items():
        if not _has_rested(queries.witnesses().get(office)):
            continue
        with _asking(address) as ask:
            came_back = _take_back(office, ask)
        if came_back is not None:
            answered += 1
            returned += came_back
    if returned:
        start_new_streams()
    if services.settle_doubt(answered=answered, peers=len(offices)):
        log.info("the log was compared with what %s offices hold", answered)
    return returned


def share_log() -> int:
    """Show the newest state of our log to every witness that has not cosigned it.

    Returns:
        How many offices have cosigned in this round.
    """
    ours = queries.our_log()
    if not ours.noted_size or not ours.is_confirmed:
        return 0
    addresses, known = _addresses(), queries.witnesses()
    due = [office for office in addresses if _is_due(known.get(office), ours.noted_size)]
    return sum(_share_with(office, addresses[office], len(addresses) > 1) for office in due)


def tell_findings() -> int:
    """Tell the other offices of every log that contradicts itself; tell how many were told."""
    addresses, told, silent = _addresses(), 0, set[str]()
    for finding, office in queries.findings_to_tell(followed_offices()):
        if office not in addresses or office in silent:
            continue
        with _asking(addresses[office]) as ask:
            try:
                reply = ask("finding", finding.proof.encode(), MAX_ANSWER_BYTES)
            except PeerUnreachable:
                silent.add(office)
                continue
        if reply.status == httpx.codes.OK:
            services.note_told(finding, office)
            told += 1
    return told


def _addresses() -> dict[str, str]:
    return {peer.office: peer.address for peer in peers() if peer.address}


def _is_due(witness: "Witness | None", size: int) -> bool:
    if witness is None or witness.cosigned_at is None or witness.asked_at is None:
        return _has_rested(witness)
    is_old = now() - witness.asked_at >= COSIGN_EVERY
    return (witness.size < size or is_old) and _has_rested(witness)


def _has_rested(witness: "Witness | None") -> bool:
    if witness is None or witness.asked_at is None:
        return True
    retry = timedelta(seconds=settings.NODE.retry_seconds)
    pause = retry if witness.failure else min(SHORTEST_PAUSE, retry)
    return not timedelta(0) <= now() - witness.asked_at < pause


def _share_with(office: str, address: str, are_others: bool) -> bool:
    try:
        with _asking(address) as ask:
            has_cosigned = _submit(office, ask)
            if are_others:
                _compare_seen(office, ask)
    except (PeerUnreachable, PeerFault) as error:
        services.note_failure(office, error.code)
        return False
    return has_cosigned


def _submit(office: str, ask: Ask) -> bool:
    """Submit until the witness stands where our log does; tell whether it cosigned."""
    for _step in range(MOST_STEPS):
        offer = services.offer_for(office)
        if offer is None:
            return False
        reply = ask("witness", offer.body, MAX_ANSWER_BYTES)
        again = services.record_answer(offer, reply.status, reply.text, reply.held)
        if reply.status == httpx.codes.OK and offer.size == queries.our_log().noted_size:
            return True
        if _is_behind(office):
            # Another backup than the worker's start knew of: our own leaves come back first.
            again = bool(_take_back(office, ask))
        if not again and reply.status != httpx.codes.OK:
            return False
    return False


def _is_behind(office: str) -> bool:
    witness = queries.witnesses().get(office)
    return witness is not None and witness.failure == services.BEHIND


def _compare_seen(office: str, ask: Ask) -> None:
    reply = ask("seen", question_seen(office), MAX_SEEN_BYTES)
    if reply.status == httpx.codes.OK:
        services.hear(split_states(reply.content), source=office, peers=followed_offices())


def _take_back(office: str, ask: Ask) -> int | None:
    """Tell how many leaves came back; None when the office could not be asked."""
    try:
        question = services.question_for_leaves().encode()
        reply = ask("leaves", question, MAX_RETURNED_BYTES)
        if reply.status == httpx.codes.NOT_FOUND:
            return 0
        if reply.status == httpx.codes.OK:
            return services.take_back(reply.content, source=office)
        services.note_failure(office, f"http.{reply.status}")
    except HamkorError as error:
        log.warning("%s does not give our leaves back: %s", office, error.code)
        services.note_failure(office, error.code)
    return None


@contextmanager
def _asking(address: str) -> Iterator[Ask]:
    """Keep a line open to the log endpoints of one office, for several questions."""
    with delivery.open_client() as client:

        def ask(path: str, body: bytes, most: int) -> Reply:
            try:
                with client.stream("POST", address + PREFIX + path, content=body) as answer:
                    content = b"".join(_up_to(answer.iter_bytes(), most))
            except httpx.HTTPError as error:
                raise PeerUnreachable(_("The other office's node does not answer")) from error
            held = answer.headers.get(HELD, "")
            return Reply(answer.status_code, content, int(held) if held.isdecimal() else 0)

        yield ask


def _up_to(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > most:
            raise httpx.DecodingError("the answer is too long")
        yield piece
