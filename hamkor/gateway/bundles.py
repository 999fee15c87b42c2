"""What an office without a network carries to another on a stick, and what it carries back.

The stick is a line like any other: the same frames, receipts and statements go over it, and what
has come over both has one effect.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from hamkor import envelope
from hamkor.clock import now
from hamkor.envelope.bundle import (
    Bundle,
    Item,
    check_code,
    item_of,
    sign_cover,
    write_bundle,
)
from hamkor.errors import HamkorError, InputRefused, Malformed, UnknownSender
from hamkor.errors import gettext_noop as _
from hamkor.evidence.keys import log_keys_of
from hamkor.evidence.services import Offer, offer_for, record_answer, witness_checkpoint
from hamkor.evidence.submission import read_submission
from hamkor.exchange import frames, queries, services
from hamkor.exchange.chunks import hashes_of, head_bytes, layout
from hamkor.exchange.identity import our_keys, our_office, our_statement
from hamkor.exchange.peers import keys_named, keys_of
from hamkor.exchange.services.arriving import known_or_none
from hamkor.exchange.services.listing import take_in_shown_directory
from hamkor.exchange.services.receipts import read_receipt_of
from hamkor.keyring.services.listing import current_directory_text
from hamkor.transparency.checkpoint import open_checkpoint
from hamkor.transparency.witness import read_add_checkpoint


@dataclass
class Outcome:
    """What was in a bundle.

    Attributes:
        sender: office that wrote it.
        code: its check code.
        taken_in: how many items were new here, by kind.
        known: how many were here already.
        refused: codes of items that were not taken in, with their number.
        answers: what goes back.
    """

    sender: str
    code: str
    taken_in: Counter[str] = field(default_factory=Counter)
    known: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    answers: list[Item] = field(default_factory=list)


def write_for(
    office: str, path: Path, *, volume_bytes: int = 0, answers: list[Item] | None = None
) -> tuple[list[Path], str]:
    """Write all that waits for another office into a bundle; it waits on until receipts are back.

    Args:
        office: a trusted one.
        path: of a new file, or the beginning of the names of volumes.
        volume_bytes: longest file; 0 for one file of any size.
        answers: receipts for what came on the last stick.

    Returns:
        The files, and the check code to be read out by telephone.

    Raises:
        WrongState: the office is not trusted.
        InputRefused: there is such a file already.
    """
    keys_of(office)
    bundle_id = uuid4()
    with ExitStack() as stack:
        items = [*_news_for(office), *(answers or []), *_frames_for(office, stack)]
        cover = sign_cover(
            items,
            our_keys(),
            bundle_id=bundle_id,
            sender=our_office().id,
            recipient=office,
            at=now(),
        )
        try:
            written = write_bundle(path, items, cover, bundle_id, volume_bytes=volume_bytes)
        except OSError as error:
            raise InputRefused(
                _("The file %(name)s cannot be written: %(why)s"),
                name=path.name,
                why=error.strerror,
            ) from error
    return written, check_code(cover)


def take_in(paths: list[Path]) -> Outcome:
    """Take in a bundle; whatever of it was here before has no second effect.

    Raises:
        InputRefused: the files are no whole bundle, or one for another office.
        PeerFault: no trusted office has signed it.
    """
    bundle = Bundle(paths)
    cover = bundle.cover
    if cover.recipient != our_office().id:
        raise InputRefused(
            _("This bundle is for %(office)s and not for this office"), office=cover.recipient
        )
    outcome = Outcome(cover.sender, bundle.check_code)
    items = bundle.items()
    first = next(items, None)
    if first and first.kind == "statement":
        # It comes first, since the cover may be signed with a key that it is the first to name.
        _try(first, outcome)
    keys = keys_named(cover.sender, bundle.key_id)
    if keys is None:
        raise UnknownSender(_("The sender is not an office that this one knows."))
    bundle.verify(keys)
    for item in [first] if first and first.kind != "statement" else []:
        _try(item, outcome)
    for item in items:
        _try(item, outcome)
    services.note_contact(cover.sender)
    return outcome


def _news_for(office: str) -> Iterator[Item]:
    yield item_of("statement", our_statement().encode())
    if listed := current_directory_text():
        yield item_of("directory", listed.encode())
    offer = offer_for(office)
    if offer:
        yield item_of("checkpoint", offer.body)


def _frames_for(office: str, stack: ExitStack) -> Iterator[Item]:
    for message in queries.waiting_messages().filter(peer=office):
        yield item_of("frame", stack.enter_context(frames.open_frame(message)))


def _try(item: Item, outcome: Outcome) -> None:
    """Take in one item; one that is refused does not keep the others out."""
    try:
        is_new = _TAKERS[item.kind](item, outcome)
    except HamkorError as error:
        outcome.refused[error.code] += 1
        return
    if is_new:
        outcome.taken_in[item.kind] += 1
    else:
        outcome.known += 1


def _take_statement(item: Item, _outcome: Outcome) -> bool:
    return services.take_in_statement(_text(item))


def _take_directory(item: Item, outcome: Outcome) -> bool:
    return take_in_shown_directory(_text(item), source=outcome.sender)


def _take_frame(item: Item, outcome: Outcome) -> bool:
    header, header_hash = envelope.read_header(item.content)
    was_known = known_or_none(header, header_hash) is not None
    text = accept_item(item, header_hash)
    outcome.answers.append(item_of("receipt", text.encode()))
    return not was_known


def accept_item(item: Item, header_hash: str) -> str:
    """Take in a frame of any size and return the receipt.

    Raises:
        PeerFault: it is not provably from a trusted office to us.
    """
    item.content.seek(0)
    if item.length <= settings.ONE_POST_BYTES:
        return services.accept(item.content.read())
    head = head_bytes(item.content)
    header, _hash = envelope.read_header(head)
    said = services.begin_upload(head + b"".join(hashes_of(header, item.content)))
    chunks = layout(header, len(head))
    while said.isascii() and said.isdigit():
        chunk = chunks[int(said)]
        item.content.seek(chunk.start)
        said = services.add_chunks(header_hash, int(said), _Only(item, chunk.length))
    return said


class _Only:
    """The next bytes of an item, and no more."""

    def __init__(self, item: Item, length: int) -> None:
        self._content, self._left = item.content, length

    def read(self, size: int, /) -> bytes:
        content = self._content.read(min(size, self._left))
        self._left -= len(content)
        return content


def _take_receipt(item: Item, outcome: Outcome) -> bool:
    text = _text(item)
    receipt = read_receipt_of(outcome.sender, text)
    message = queries.sent_message(outcome.sender, receipt.message_id)
    if message is None:
        raise Malformed(_("The receipt is for another message"))
    was_waiting = message.status == "waiting"
    services.record_receipt(message, text)
    return was_waiting


def _take_checkpoint(item: Item, outcome: Outcome) -> bool:
    body = item.content.read()
    answer = witness_checkpoint(body, peers=[peer.office for peer in queries.peers()])
    note = read_add_checkpoint(read_submission(body).text).checkpoint
    said = {"note": note, "status": answer.status, "text": answer.text, "held": answer.held}
    outcome.answers.append(item_of("witnessed", json.dumps(said).encode()))
    return answer.status == 200


def _take_witnessed(item: Item, outcome: Outcome) -> bool:
    try:
        said = json.loads(item.content.read())
        note, text = str(said["note"]), str(said["text"])
        status, held = int(said["status"]), int(said["held"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed(_("An item of a bundle is not the one that was signed.")) from error
    ours = open_checkpoint(note, log_keys_of(our_office().id))
    offer = Offer(outcome.sender, ours.checkpoint.size, note, b"")
    record_answer(offer, status, text, held)
    return status == 200


def _text(item: Item) -> str:
    return item.content.read().decode("ascii", errors="replace")


_TAKERS: dict[str, Callable[[Item, Outcome], bool]] = {
    "statement": _take_statement,
    "directory": _take_directory,
    "frame": _take_frame,
    "receipt": _take_receipt,
    "checkpoint": _take_checkpoint,
    "witnessed": _take_witnessed,
}
