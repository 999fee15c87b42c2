"""What is not taken in: signed refusals for offices that are known, a count for everybody else."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.clock import now
from hamkor.envelope.frame import head_of, source_of
from hamkor.errors import Conflict, KeyRefused, PeerFault
from hamkor.exchange.identity import our_office
from hamkor.exchange.models import Evidence, InboxMessage, RefusedPosts
from hamkor.exchange.services.attesting import Matter, keep_evidence
from hamkor.exchange.services.signing import sign

log = logging.getLogger(__name__)

ONE_LINE_EACH = timedelta(minutes=1)
"""How often at most the audit log says that something unproven was posted, for each reason."""
NO_MATTER = UUID(int=0)


@transaction.atomic
def count_refused(code: str) -> None:
    """Count a post of which no trusted office can be shown to be the sender.

    Anybody can post anything at any speed, so the audit log gets one line a minute for each
    reason, with how many there were.
    """
    moment = now()
    row = RefusedPosts.objects.filter(code=code)
    counted = row.filter(line_at__gt=moment - ONE_LINE_EACH).update(count=F("count") + 1)
    if counted:
        return
    posts, _created = RefusedPosts.objects.get_or_create(code=code)
    row.update(count=0, line_at=moment)
    log.info("refused %d posts: %s", posts.count + 1, code)
    record(AuditAction.MESSAGE_REFUSED, by=NODE, code=code, count=posts.count + 1)


@transaction.atomic
def refuse(header: envelope.Header, header_hash: str, frame: bytes, fault: PeerFault) -> str:
    """Sign, once, that a message which its sender did sign is not taken in; keep the proof.

    Args:
        header: verified.
        header_hash: of the message.
        frame: its beginning at least; header and signatures are kept, so that of two messages in
            one place both can be shown.
        fault: why.
    """
    given = _given(header, header_hash)
    if given:
        return given.receipt
    known = _in_its_place(header)
    log.warning("refused message %s: %s", header.message_id, fault.code)
    record(
        AuditAction.MESSAGE_REFUSED,
        by=NODE,
        about=header.message_id,
        code=fault.code,
        sender=header.sender,
        header_hash=header_hash,
        known_hash=known.header_hash if known else "",
    )
    what: envelope.Outcome = "conflict" if isinstance(fault, Conflict) else "refused"
    receipt, text = sign(what, header.message_id, header_hash, reason=fault.code)
    about, kind = (known.about, known.kind) if known else (NO_MATTER, "")
    matter = Matter(header.message_id, header_hash, header.sender, about, kind)
    keep_evidence(matter, receipt, text, exhibit=_head(frame))
    return text


def refuse_unproven(header: envelope.Header, header_hash: str, fault: KeyRefused) -> str:
    """Sign that a message is not believed because of its key.

    Whether the office it names has sent it nobody can say, so nothing is stored but a count.
    """
    count_refused(fault.code)
    _receipt, text = sign("refused", header.message_id, header_hash, reason=fault.code)
    return text


def _given(header: envelope.Header, header_hash: str) -> Evidence | None:
    """Return the refusal that this very message was given before."""
    given = Evidence.objects.filter(
        message_id=header.message_id,
        header_hash=header_hash,
        peer=header.sender,
        by=our_office().id,
        what__in=("refused", "conflict"),
    )
    return given.first()


def _in_its_place(header: envelope.Header) -> InboxMessage | None:
    """Return the message that has the id, or the place in the stream, that this one claims."""
    us = header.for_office(our_office().id)
    same_place = Q(stream=us.stream, sequence=us.sequence)
    found = InboxMessage.objects.filter(
        same_place | Q(message_id=header.message_id), sender=header.sender
    )
    return found.defer("frame").first()


def _head(frame: bytes) -> bytes:
    return frame[: head_of(source_of(frame)).ends]
