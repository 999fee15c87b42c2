"""A node takes back what it has lost: messages it got, and messages it sent."""

from collections.abc import Sequence
from io import BytesIO

from django.conf import settings
from django.db import transaction

from hamkor import envelope
from hamkor.clock import now
from hamkor.envelope.outside import read_signed_header
from hamkor.errors import BadSignature, Malformed, PeerFault
from hamkor.errors import gettext_noop as _
from hamkor.evidence.kinds import LeafKind
from hamkor.exchange import frames
from hamkor.exchange.checking import is_frame_of
from hamkor.exchange.identity import our_decryption_keys, our_office
from hamkor.exchange.messages import MessageReturned
from hamkor.exchange.models import InboxMessage, OutboxMessage, OutboxStatus, Stream
from hamkor.exchange.peers import signers_of
from hamkor.exchange.queries import RETURNED
from hamkor.exchange.services.arriving import accept, keep_arrived, put_away
from hamkor.exchange.services.mending import mend
from hamkor.exchange.services.receipts import read_receipt_of
from hamkor.exchange.services.signing import log_receipt
from hamkor.exchange.statements import insert
from hamkor.keyring.own import our_ring


@transaction.atomic
def receive_returned(
    body: MessageReturned,
    *,
    sender: str,
    documents: Sequence[envelope.Document],
    **_came: object,
) -> None:
    """Take back a message that another office has kept for us; one that is known stays as it is.

    Raises:
        PeerFault: it is not signed by who it says, or the receipt does not belong to it.
    """
    if len(documents) != 1 or documents[0].length > settings.MAX_FRAME_BYTES:
        raise Malformed(_("A message that is returned comes alone"))
    frame = documents[0].content
    if body.is_yours:
        _take_back_sent(body, frame, sender)
    else:
        _take_back_received(body, frame, sender)


def _take_back_received(body: MessageReturned, frame: bytes, sender: str) -> None:
    """It gets the receipt that it had, if that is ours: repetitions get the same bytes."""
    header, header_hash = read_signed_header(frame, signers_of(sender))
    known = InboxMessage.objects.filter(
        sender=sender, message_id=header.message_id, header_hash=header_hash
    ).first()
    if known:
        mend(known, frame, body.receipt)
        return
    if not _is_our_receipt(body.receipt, header, header_hash):
        accept(frame)
        return
    _header, message = envelope.unseal(
        frame,
        our_office=our_office().id,
        our_keys=our_decryption_keys(),
        sender_keys=_signer(header, sender),
        now=header.created_at,
        max_bytes=len(frame),
        suite=header.suite,
    )
    kept = put_away(header_hash, frame)
    keep_arrived(header, header_hash, message, kept, frame, given=body.receipt)


def _signer(header: envelope.Header, sender: str) -> envelope.PublicKeys:
    named = header.signing_keys
    return next(keys for keys in signers_of(sender) if keys.signing_ids(header.suite) == named)


def _is_our_receipt(text: str, header: envelope.Header, header_hash: str) -> bool:
    for keys in our_ring().statement.signers():
        try:
            receipt = envelope.read_receipt(text, keys, suite=None)
        except PeerFault:
            continue
        named = (receipt.what, receipt.message_id, receipt.header_hash)
        return named == ("stored", header.message_id, header_hash)
    return False


def _take_back_sent(body: MessageReturned, frame: bytes, peer: str) -> None:
    """Both have signed: we the message, they the receipt."""
    header, header_hash = read_signed_header(frame, our_ring().statement.signers())
    receipt = read_receipt_of(peer, body.receipt)
    if (receipt.what, receipt.header_hash) != ("stored", header_hash):
        raise BadSignature(_("The receipt is for another message"))
    known = OutboxMessage.objects.filter(
        peer=peer, message_id=header.message_id, header_hash=header_hash
    ).first()
    if known:
        mend(known, frame, body.receipt)
        return
    if not is_frame_of(BytesIO(frame), header_hash, sender=our_office().id):
        raise Malformed(_("A message that is returned is not the one that was signed"))
    _keep_again(header, frame, body, receipt)


def _keep_again(
    header: envelope.Header, frame: bytes, body: MessageReturned, receipt: envelope.Receipt
) -> None:
    header_hash, to = receipt.header_hash, header.for_office(receipt.by)
    row = OutboxMessage(
        message_id=header.message_id,
        peer=receipt.by,
        kind=body.kind,
        traffic=header.traffic_class,
        about=body.about,
        stream=to.stream,
        sequence=to.sequence,
        header_hash=header_hash,
        status=OutboxStatus.DELIVERED,
        queued_at=header.created_at,
        next_try_at=header.created_at,
        expires_at=header.expires_at,
        last_failure=RETURNED,
        receipt=body.receipt,
        receipt_at=receipt.at,
        settled_at=now(),
        **_put_away_sent(header, frame),
    )
    if insert(row, is_once=True):
        log_receipt(LeafKind.RECEIPT_GOT, body.receipt, about=body.about)
    Stream.objects.filter(stream=to.stream, last_sequence__lt=to.sequence).update(
        last_sequence=to.sequence, last_hash=header_hash
    )


def _put_away_sent(header: envelope.Header, frame: bytes) -> dict[str, object]:
    if len(frame) <= settings.INLINE_FRAME_BYTES:
        return {"frame": frame, "size": len(frame)}
    name = f"out-{header.message_id.hex}"
    frames.keep(name, frame)
    return {"stored_in": name, "size": len(frame)}
