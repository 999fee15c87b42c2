"""An office that nobody can call asks the others for what waits, and brings its receipts along."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO

import httpx
from django.conf import settings

from hamkor import envelope
from hamkor.clock import now
from hamkor.envelope.bundle import item_of
from hamkor.errors import PeerFault
from hamkor.evidence.keys import our_office, our_witness_key
from hamkor.exchange import frames, queries
from hamkor.gateway import delivery
from hamkor.gateway.bundles import accept_item
from hamkor.gateway.pull_endpoint import MAX_SKIPPED, VERB
from hamkor.transparency.request import LogRequest, sign_request

if TYPE_CHECKING:
    from hamkor.exchange.models import Peer

log = logging.getLogger(__name__)

PATH = f"{delivery.PATH.rpartition('/')[0]}/pull"
AT_A_TIME = 50
"""Messages fetched from one office in one round, at most."""


@dataclass
class _Visit:
    """What is still to be told to one office."""

    receipts: list[str] = field(default_factory=list)
    skip: list[str] = field(default_factory=list)
    fetched: int = 0


def fetch_waiting() -> int:
    """Fetch what waits for us at every trusted office; tell how many messages came.

    Only a node whose settings say that it fetches does this.
    """
    if not settings.NODE.fetches:
        return 0
    with delivery.open_client() as client:
        return sum(_fetch_from(peer, client) for peer in queries.peers() if peer.address)


def _fetch_from(peer: "Peer", client: httpx.Client) -> int:
    visit = _Visit()
    for _number in range(AT_A_TIME):
        with TemporaryFile(dir=frames.folder()) as file:
            try:
                is_there = _ask(peer, client, visit, file)
            except httpx.HTTPError:
                break
            if not is_there:
                break
            _take_in(file, visit)
    return visit.fetched


def _ask(peer: "Peer", client: httpx.Client, visit: _Visit, file: BinaryIO) -> bool:
    """Tell what we have, and write the next frame into `file` if there is one."""
    request = LogRequest(VERB, our_office(), peer.office)
    asked = {
        "question": sign_request(request, our_witness_key(), at=now()),
        "receipts": visit.receipts,
        "skip": visit.skip[-MAX_SKIPPED:],
    }
    with client.stream("POST", peer.address + PATH, content=json.dumps(asked)) as answer:
        if answer.status_code != httpx.codes.OK:
            return False
        for piece in _bounded(answer):
            file.write(piece)
    visit.receipts = []
    return True


def _bounded(answer: httpx.Response) -> Iterator[bytes]:
    read = 0
    for piece in answer.iter_bytes():
        read += len(piece)
        if read > settings.MAX_FRAME_BYTES:
            raise httpx.DecodingError("the frame is longer than this office takes in")
        yield piece


def _take_in(file: BinaryIO, visit: _Visit) -> None:
    """A frame that nobody can sign for is passed over for this round."""
    file.seek(0)
    try:
        header, header_hash = envelope.read_header(file)
    except PeerFault as fault:
        log.warning("what was fetched is no message: %s", fault.code)
        return
    try:
        visit.receipts.append(accept_item(item_of("frame", file), header_hash))
    except PeerFault as fault:
        log.info("message %s was fetched and not taken in: %s", header.message_id, fault.code)
        visit.skip.append(str(header.message_id))
    else:
        visit.fetched += 1
