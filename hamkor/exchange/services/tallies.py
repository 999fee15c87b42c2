"""Both offices count what passed between them once a day; what one has lost the other returns.

A message that was acknowledged can still be lost: with a disk, and a backup of last week. The
other office has it, and its receipt.
"""

import hashlib
from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from hamkor import envelope
from hamkor.clock import now
from hamkor.errors import Malformed, PeerFault, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.services import append
from hamkor.exchange import frames, tally
from hamkor.exchange.messages import (
    MAX_PERIODS,
    InventoryShown,
    Message,
    MessageReturned,
    TallyTold,
)
from hamkor.exchange.models import (
    InboxMessage,
    OutboxMessage,
    OutboxStatus,
    Peer,
    Tally,
    Traffic,
)
from hamkor.exchange.peers import keys_of, suite_with
from hamkor.exchange.services.leaving import queue_message
from hamkor.exchange.services.sharing import HOUSEKEEPING
from hamkor.exchange.services.streams import LONG_AGO

EVERY = timedelta(days=1)
UNDER_WAY = timedelta(hours=1)
"""Messages so young may be on the line and are not counted, but after a restored backup."""
MAX_RETURNED = 500
"""How many messages go back at a time; the next tally brings the others."""


def tell_tallies() -> int:
    """Tell each office once a day what we count of the traffic with it; return how many."""
    due_before = now() - EVERY
    due = Peer.objects.filter(distrusted_at=None).filter(
        Q(tallied_at=None, trusted_at__lte=due_before) | Q(tallied_at__lte=due_before)
    )
    return sum([_tell(peer) for peer in due if _can_be_told(peer)])


@transaction.atomic
def receive_tally(body: TallyTold, *, sender: str, **_came: object) -> None:
    """Compare what another office counts with what lies here; show it ours where they differ."""
    ours = tally.count_with(sender, at=body.at, until=body.until)
    differ = tally.disagreements(ours, dict(body.periods))
    _keep(body, sender, is_ours=False, differences=len(differ))
    if differ:
        _show_inventory(sender, differ[-MAX_PERIODS:], is_reply=False)


@transaction.atomic
def receive_inventory(
    body: InventoryShown, *, sender: str, documents: Sequence[envelope.Document], **_came: object
) -> None:
    """Return what another office has lost; show ours, once, when it has what we lack."""
    they_sent, they_received = _read_inventory(documents)
    sent = tally.within(tally.delivered_to(sender), body.periods)
    received = tally.within(tally.received_from(sender), body.periods)
    _return_received(sender, received - they_sent)
    _return_sent(sender, sent - they_received)
    known = tally.within(tally.queued_for(sender), body.periods)
    if (they_sent - received or they_received - known) and not body.is_reply:
        _show_inventory(sender, body.periods, is_reply=True)


def ask_for(peer: str, damaged: Collection[str], days: Collection[str]) -> int:
    """Show an office what we hold but for what is damaged, so that it returns that.

    Args:
        peer: the other office.
        damaged: header hashes of messages of `days`.
        days: as in a tally.

    Returns:
        How many it is asked for; the others are found damaged again next time.
    """
    asked = sorted(days)[-MAX_PERIODS:]
    held = [*tally.queued_for(peer), *tally.received_from(peer)]
    is_sent = _show_inventory(peer, asked, is_reply=True, without=damaged)
    return len(tally.within(held, asked) & set(damaged)) if is_sent else 0


def _can_be_told(peer: Peer) -> bool:
    """Say whether anything can be sealed for an office now; if not, it is told when it can be."""
    try:
        keys_of(peer.office)
        suite_with(peer.office)
    except (PeerFault, WrongState):
        return False
    return True


def _tell(peer: Peer) -> bool:
    is_restored = peer.tallied_at == LONG_AGO
    moment = now()
    until = moment if is_restored else moment - UNDER_WAY
    periods = tally.count_with(peer.office, at=moment, until=until)
    with transaction.atomic():
        claimed = Peer.objects.filter(pk=peer.pk, tallied_at=peer.tallied_at)
        if not claimed.update(tallied_at=moment) or not (periods or is_restored):
            return False
        body = TallyTold(at=moment, until=until, periods=periods)
        _keep(body, peer.office, is_ours=True, differences=0)
        return _say(body, peer.office)


def _keep(body: TallyTold, peer: str, *, is_ours: bool, differences: int) -> None:
    digest = hashlib.sha256(body.model_dump_json().encode()).hexdigest()
    counts = body.periods.values()
    Tally.objects.create(
        peer=peer,
        is_ours=is_ours,
        at=body.at,
        sent=sum(count[0] for count in counts),
        received=sum(count[2] for count in counts),
        digest=digest,
        differences=differences,
    )
    append(LeafKind.TALLY, digest, about=peer)


def _show_inventory(
    peer: str, periods: Sequence[str], *, is_reply: bool, without: Collection[str] = ()
) -> bool:
    sent = tally.within(tally.queued_for(peer), periods).difference(without)
    received = tally.within(tally.received_from(peer), periods).difference(without)
    lines = [f"sent {each}" for each in sorted(sent)]
    lines += [f"received {each}" for each in sorted(received)]
    listed = envelope.Document("inventory.txt", "text/plain", "\n".join(lines).encode())
    return _say(InventoryShown(periods=tuple(periods), is_reply=is_reply), peer, listed)


def _read_inventory(documents: Sequence[envelope.Document]) -> tuple[set[str], set[str]]:
    held: dict[str, set[str]] = {"sent": set(), "received": set()}
    for document in documents:
        for line in document.content.decode("ascii", errors="replace").splitlines():
            direction, _space, header_hash = line.partition(" ")
            if direction not in held:
                raise Malformed(_("A list of messages is not in the agreed spelling"))
            held[direction].add(header_hash)
    return held["sent"], held["received"]


def _return_received(peer: str, hashes: set[str]) -> None:
    """Give an office back what it sent: it no longer knows that it did."""
    rows = InboxMessage.objects.filter(sender=peer, header_hash__in=sorted(hashes)[:MAX_RETURNED])
    for row in rows.exclude(kind=MessageReturned.KIND).iterator():
        _return(row, peer, is_yours=True)


def _return_sent(peer: str, hashes: set[str]) -> None:
    """Give an office again what it had a receipt for, and has lost."""
    chosen = sorted(hashes)[:MAX_RETURNED]
    delivered = OutboxMessage.objects.filter(
        peer=peer, header_hash__in=chosen, status=OutboxStatus.DELIVERED
    )
    for row in delivered.exclude(kind=MessageReturned.KIND).iterator():
        _return(row, peer, is_yours=False)


def _return(row: InboxMessage | OutboxMessage, peer: str, *, is_yours: bool) -> None:
    body = MessageReturned(is_yours=is_yours, kind=row.kind, about=row.about, receipt=row.receipt)
    _say(body, peer, _frame_document(row))


def _frame_document(row: InboxMessage | OutboxMessage) -> envelope.Document:
    kind = "application/octet-stream"
    if row.stored_in:
        path = frames.folder() / row.stored_in
        return envelope.FileDocument("message.hmkr", kind, path)
    return envelope.Document("message.hmkr", kind, bytes(row.frame))


def _say(body: Message, peer: str, *documents: envelope.Document) -> bool:
    try:
        queue_message(
            body,
            to=peer,
            about=HOUSEKEEPING,
            documents=documents,
            traffic=Traffic.HOUSEKEEPING,
        )
    except WrongState:
        return False
    return True
