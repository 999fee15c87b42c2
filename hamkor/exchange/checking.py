"""Is what lies on the disk still what was signed? Names each message that is damaged.

Disks flip bits, and a page that was written years ago is read only when somebody asks for it. All
that two offices have signed can be checked without opening anything: the header by its signature,
the rest by the hashes in the header, a receipt by the key that it names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.db import connection

from hamkor import envelope
from hamkor.envelope.frame import head_of, source_of, spans_of
from hamkor.envelope.outside import read_signed_header
from hamkor.envelope.stream import chunk_hashes
from hamkor.errors import PeerFault
from hamkor.exchange.frames import open_frame
from hamkor.exchange.identity import our_office
from hamkor.exchange.models import InboxMessage, OutboxMessage, Peer
from hamkor.exchange.peers import keys_once_believed
from hamkor.keyring.models import KeyStatement
from hamkor.keyring.own import our_ring

Message = InboxMessage | OutboxMessage


@dataclass(frozen=True)
class Damage:
    """One message that is not what it was.

    Attributes:
        row: with its number, the other office and the day.
        what: what is wrong with it, in words for an administrator.
    """

    row: Message
    what: str

    @property
    def item(self) -> str:
        """Name the message as an administrator can find it."""
        return str(self.row)


def damaged_messages() -> Iterator[Damage]:
    """Check every message that was sent or got; reads all of them, and opens none."""
    for sent in OutboxMessage.objects.order_by("id").iterator(chunk_size=20):
        yield from _check(sent)
    for got in InboxMessage.objects.order_by("id").iterator(chunk_size=20):
        yield from _check(got)


def damaged_pages() -> list[str]:
    """Let the database look at itself; what it finds, in its own words.

    PostgreSQL does so whenever it reads a page, when its checksums are switched on.
    """
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return [line for (line,) in cursor.fetchall() if line != "ok"]


def damaged_statements() -> list[str]:
    """Name each statement of keys that is not the one which a root has signed."""
    kept = [
        (f"statement {row.version} of {row.office}", row.text)
        for row in KeyStatement.objects.all()
    ]
    kept += [(f"newest statement of {peer.office}", peer.statement) for peer in Peer.objects.all()]
    return [f"{item}: it was changed" for item, text in kept if not _is_statement(text)]


def sealed_by(row: Message) -> str:
    """Return the office that sealed a message."""
    return row.sender if isinstance(row, InboxMessage) else our_office().id


def other_office(row: Message) -> str:
    """Return the office that a message came from or goes to."""
    return row.sender if isinstance(row, InboxMessage) else row.peer


def is_whole(row: Message) -> bool:
    """Say whether the frame of a message is still the one that was signed."""
    try:
        with open_frame(row) as frame:
            return is_frame_of(frame, row.header_hash, sender=sealed_by(row))
    except OSError:
        return False


def is_frame_of(frame: BinaryIO, header_hash: str, *, sender: str) -> bool:
    """Say whether these bytes are the message with this hash, signed by its sender, to the end."""
    try:
        source = source_of(frame)
        head = head_of(source)
        start = bytes(source.read(0, head.ends))
        header, own_hash = read_signed_header(start, _signers(sender, start))
        spans = spans_of(source, head, [part.length for part in header.parts])
    except PeerFault:
        return False
    return own_hash == header_hash and all(
        envelope.root_of(chunk_hashes(source, span)) == part.root
        for part, span in zip(header.parts, spans, strict=True)
    )


def has_its_receipt(row: Message, receipt: str = "") -> bool:
    """Say whether `receipt`, or the one that is kept, was signed for a message by who got it."""
    text = receipt or row.receipt
    by = our_office().id if isinstance(row, InboxMessage) else row.peer
    try:
        keys = _keys_named(by, envelope.key_named_in_receipt(text))
        read = envelope.read_receipt(text, keys, suite=None) if keys else None
    except PeerFault:
        return False
    named = (read.message_id, read.header_hash) if read else None
    return named == (row.message_id, row.header_hash)


def _check(row: Message) -> Iterator[Damage]:
    if not is_whole(row):
        yield Damage(row, "its bytes are not those that were signed")
    if row.receipt and not has_its_receipt(row):
        yield Damage(row, "its receipt was changed")


def _is_statement(text: str) -> bool:
    try:
        return bool(envelope.read_office_statement(text))
    except PeerFault:
        return False


def _signers(sender: str, start: bytes) -> Iterator[envelope.PublicKeys]:
    if keys := _keys_named(sender, envelope.read_header(start)[0].signing_keys[0]):
        yield keys


def _keys_named(office: str, signing_key: str) -> envelope.PublicKeys | None:
    """Our own newest statement counts before the worker has put it on record."""
    own = our_ring().statement
    now = own.keys_that_signed(signing_key) if own.office == office else None
    return now or keys_once_believed(office, signing_key)
