"""Large messages arrive chunk by chunk, and go on where they stopped.

This node says how many chunks it holds; each is checked against the signed header when it comes,
so that a line that alters bytes costs one chunk, and nothing is acknowledged before all are on
the disk.
"""

from datetime import timedelta
from pathlib import Path
from time import time
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from hamkor import envelope
from hamkor.clock import now
from hamkor.envelope.outline import unseal_outline
from hamkor.envelope.outside import read_signed_header
from hamkor.errors import Malformed, NotForUs, NotFound, PeerFault, TooLarge, TooOld, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange import frames
from hamkor.exchange.chunks import (
    Chunk,
    check_hashes,
    frame_bytes,
    head_bytes,
    is_chunk,
    layout,
)
from hamkor.exchange.identity import our_decryption_keys, our_office
from hamkor.exchange.models import InboxMessage, OutboxMessage, Upload
from hamkor.exchange.services.arriving import (
    SIGNED_REFUSALS,
    keep_arrived,
    known_or_none,
    refusal_of,
    sender_terms,
)
from hamkor.exchange.services.refusing import count_refused

AT_A_TIME = 8
"""How many uploads of one office may be under way."""
ABANDONED_AFTER = timedelta(days=7)
SWEEP_EVERY_SECONDS = 3600
UNTOUCHED_SECONDS = 86_400
"""A file that no row names, and that is older than this, was left by a process that died."""


class Body(Protocol):
    """What arrives over the line."""

    def read(self, size: int, /) -> bytes: ...


def begin_upload(opening: bytes) -> str:
    """Prepare to take in a large message, or go on with one.

    Args:
        opening: magic, header and signatures, then the hash of each chunk, 32 bytes each.

    Returns:
        How many chunks are held, as a decimal number; a receipt when the message is here already
        or is refused for good.

    Raises:
        PeerFault: it is not provably from a trusted office to us, or longer than we take in.
        NodeIsFull: there is no room for it on the disk.
        WrongState: that office has as many uploads under way as it may have.
    """
    try:
        return _begin(opening)
    except PeerFault as fault:
        count_refused(fault.code)
        raise


def add_chunks(header_hash: str, first: int, body: Body) -> str:
    """Take in the next chunks of an upload.

    Args:
        header_hash: of the message.
        first: number of the first chunk in `body`, from 0; as many as are held.
        body: chunks one behind another, without anything between them.

    Returns:
        How many chunks are held now; the receipt when these were the last.

    Raises:
        NotFound: no such upload: it must be begun (again).
        WrongState: another number of chunks is held.
        Malformed: a chunk was changed on the way; those before it are kept.
    """
    upload = Upload.objects.filter(header_hash=header_hash).first()
    if upload is None:
        raise NotFound(_("No such upload is under way"))
    if first != upload.chunks_held:
        raise WrongState(_("Another chunk is the next"))
    path = frames.folder() / upload.stored_in
    with path.open("r+b") as file:
        head = head_bytes(file)
        header, _hash = envelope.read_header(head)
        chunks = layout(header, len(head))
        held = first
        try:
            for number in range(first, len(chunks)):
                content = _read_chunk(body, chunks[number])
                if content is None:
                    break
                if not is_chunk(content, number, bytes(upload.hashes)):
                    raise Malformed(_("A part of the message was changed on the way."))
                file.seek(chunks[number].start - len(chunks[number].prefix))
                file.write(chunks[number].prefix + content)
                held = number + 1
        finally:
            frames.bring_to_disk(file)
            rows = Upload.objects.filter(pk=upload.pk, chunks_held__lt=held)
            rows.update(chunks_held=held, touched_at=now())
    return _finish(upload, path, head) if held == len(chunks) else str(held)


def clear_uploads() -> int:
    """Forget uploads that nobody goes on with, and files that no row names; tell how many."""
    moment = now()
    abandoned = Upload.objects.filter(
        Q(touched_at__lte=moment - ABANDONED_AFTER) | Q(expires_at__lte=moment)
    )
    cleared = 0
    for upload in abandoned.defer("hashes"):
        cleared += _drop(upload)
    return cleared + _sweep()


def _begin(opening: bytes) -> str:
    header, header_hash = envelope.read_header(opening)
    known = known_or_none(header, header_hash)
    if known:
        return known
    head = head_bytes(opening)
    try:
        read_signed_header(head, [sender_terms(header).keys])
        _check_opening(header, opening, head)
    except SIGNED_REFUSALS as fault:
        return refusal_of(header, header_hash, head, fault)
    return str(_held(header, header_hash, head, opening[len(head) :]))


def _check_opening(header: envelope.Header, opening: bytes, head: bytes) -> None:
    header.for_office(our_office().id)
    if now() > header.expires_at:
        raise TooOld(_("The message has expired."))
    if frame_bytes(header, len(head)) > settings.MAX_FRAME_BYTES:
        raise TooLarge(_("The message is longer than this office takes in."))
    check_hashes(header, opening[len(head) :])


@transaction.atomic
def _held(header: envelope.Header, header_hash: str, head: bytes, hashes: bytes) -> int:
    """Return how much of an upload is here, which begins when nothing is."""
    upload = Upload.objects.filter(header_hash=header_hash).first()
    if upload:
        return upload.chunks_held
    if Upload.objects.filter(sender=header.sender).count() >= AT_A_TIME:
        raise WrongState(_("Too many large messages are under way"))
    size = frame_bytes(header, len(head))
    frames.check_room(size + _announced())
    name = f"up-{header_hash}"
    frames.keep(name, head)
    Upload.objects.create(
        header_hash=header_hash,
        message_id=header.message_id,
        sender=header.sender,
        stored_in=name,
        size=size,
        hashes=hashes,
        expires_at=header.expires_at,
    )
    return 0


def _announced() -> int:
    """Return how much room all uploads under way still need."""
    rows = Upload.objects.values_list("size", "chunks_held")
    return sum(max(0, size - held * envelope.SEALED_CHUNK_BYTES) for size, held in rows)


def _read_chunk(body: Body, chunk: Chunk) -> bytes | None:
    """Read one chunk; None when the body ends before it."""
    content = b""
    while len(content) < chunk.length:
        piece = body.read(chunk.length - len(content))
        if not piece:
            return None
        content += piece
    return content


def _finish(upload: Upload, path: Path, head: bytes) -> str:
    """All chunks are here and on the disk: keep the message as any other."""
    header, header_hash = envelope.read_header(head)
    try:
        keys, suite = sender_terms(header)
        with path.open("rb") as file:
            _header, message = unseal_outline(
                file,
                our_office=our_office().id,
                our_keys=our_decryption_keys(),
                sender_keys=keys,
                now=now(),
                suite=suite,
            )
    except SIGNED_REFUSALS as fault:
        _drop(upload)
        return refusal_of(header, header_hash, head, fault)
    except NotForUs:
        _drop(upload)
        raise
    name = f"in-{header_hash}"
    frames.give_name(path, frames.folder() / name)
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).delete()
        return keep_arrived(
            header,
            header_hash,
            message,
            {"frame": b"", "stored_in": name, "size": upload.size},
            head,
        )


def _drop(upload: Upload) -> int:
    (frames.folder() / upload.stored_in).unlink(missing_ok=True)
    count, _by_model = Upload.objects.filter(pk=upload.pk).delete()
    return count


def _sweep() -> int:
    """Look for forgotten files, once an hour."""
    marker = frames.folder() / ".swept"
    if marker.exists() and time() - marker.stat().st_mtime < SWEEP_EVERY_SECONDS:
        return 0
    marker.touch()
    known = {".swept"}
    for rows in (OutboxMessage.objects, InboxMessage.objects, Upload.objects):
        known |= set(rows.exclude(stored_in="").values_list("stored_in", flat=True))
    return frames.sweep(known, untouched_since=time() - UNTOUCHED_SECONDS)
