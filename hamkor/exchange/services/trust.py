"""Whose keys this office believes in. Two people have compared the fingerprint before."""

from urllib.parse import urlsplit

from django.db import transaction

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.clock import now
from hamkor.errors import InputRefused, NotFound
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_office
from hamkor.exchange.models import OutboxMessage, OutboxStatus, Peer
from hamkor.parties.offices import office


@transaction.atomic
def trust_peer(statement: str, *, address: str, by: str) -> Peer:
    """Believe from now on what is signed with the keys of `statement`, and write to `address`.

    Trusting an office again replaces its keys and its address.

    Args:
        statement: the other office's signed statement of its keys, as text.
        address: where its node answers, http or https, without path.
        by: user name, or the node's administrator.

    Raises:
        PeerFault: the statement is none, or is not signed with the keys it names.
        NotFound: no such office among the parties.
        InputRefused: the statement is our own, or the address is none.
    """
    keys = envelope.read_statement(statement.strip())
    if office(keys.office) == our_office():
        raise InputRefused(_("This is the statement of our own office"), field="statement")
    peer, _created = Peer.objects.update_or_create(
        office=keys.office,
        defaults={
            "address": _checked_address(address),
            "statement": statement.strip(),
            "fingerprint": keys.fingerprint(),
            "trusted_at": now(),
            "trusted_by": by,
            "distrusted_at": None,
        },
    )
    record(AuditAction.PEER_TRUSTED, by=by, office=keys.office, fingerprint=keys.fingerprint())
    return peer


@transaction.atomic
def distrust_peer(office: str, *, by: str) -> None:
    """Take in nothing more from `office` and send it nothing; what waits for it stays.

    Raises:
        NotFound: the office is not trusted.
    """
    if not Peer.objects.filter(office=office, distrusted_at=None).update(distrusted_at=now()):
        raise NotFound(_("The keys of %(office)s are not trusted here"), office=office)
    record(AuditAction.PEER_DISTRUSTED, by=by, office=office)


def note_contact(office: str) -> None:
    """The office is alive: what waits for it goes at once, not when its rest is over."""
    moment = now()
    Peer.objects.filter(office=office).update(last_contact_at=moment)
    OutboxMessage.objects.filter(
        peer=office, status=OutboxStatus.WAITING, next_try_at__gt=moment
    ).update(next_try_at=moment)


def _checked_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise InputRefused(
            _("An address looks like https://node.example, with nothing behind the name"),
            field="address",
        )
    return f"{parts.scheme}://{parts.netloc}"
