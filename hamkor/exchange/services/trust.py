"""Whose roots this office believes in. Two people have compared the fingerprint before."""

import logging
from urllib.parse import urlsplit

from django.db import transaction

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.clock import now
from hamkor.errors import InputRefused, NotFound, UnknownSender
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_office
from hamkor.exchange.models import Peer
from hamkor.exchange.peers import read_statement
from hamkor.exchange.services.contact import note_contact
from hamkor.keyring.services import remember_statement
from hamkor.keyring.services.listing import is_listed
from hamkor.parties.offices import office

log = logging.getLogger(__name__)


@transaction.atomic
def trust_peer(statement: str, *, address: str = "", by: str) -> Peer:
    """Pin the root of another office: believe the keys that it states, now and in future.

    Trusting an office again replaces its root, its keys and its address.

    Args:
        statement: the other office's statement of its keys, as text.
        address: where its node answers, http or https, without path; as the statement says when
            not given.
        by: user name, or the node's administrator.

    Raises:
        PeerFault: the statement is none, or is not signed by the root it names.
        NotFound: no such office among the parties.
        InputRefused: the statement is our own, or the address is none.
    """
    text = statement.strip()
    stated = envelope.read_office_statement(text)
    if office(stated.office) == our_office():
        raise InputRefused(_("This is the statement of our own office"), field="statement")
    text = _newest(stated, text)
    peer, _created = Peer.objects.update_or_create(
        office=stated.office,
        defaults={
            "address": checked_address(address or stated.address),
            "statement": text,
            "fingerprint": stated.fingerprint(),
            "trusted_at": now(),
            "trusted_by": by,
            "distrusted_at": None,
        },
    )
    remember_statement(text, read_statement(text))
    fingerprint = stated.fingerprint()
    record(AuditAction.PEER_TRUSTED, by=by, office=stated.office, fingerprint=fingerprint)
    return peer


@transaction.atomic
def take_in_statement(text: str) -> bool:
    """Believe a newer statement of a root that is pinned; tell whether it was newer.

    Args:
        text: as it came, from anybody: the root's signature is what counts.

    Raises:
        PeerFault: it is none, or of another root than the pinned one, or the office has made
            two statements with one number.
        UnknownSender: the office is not trusted here.
    """
    text = text.strip()
    stated = envelope.read_office_statement(text)
    peer = Peer.objects.select_for_update().filter(office=stated.office).first()
    if peer is None or (not peer.distrusted_at and _has_new_root(peer, stated)):
        return _trust_listed(stated, text)
    if peer.distrusted_at:
        raise UnknownSender(_("The sender is not an office that this one knows."))
    if text == peer.statement:
        return False
    known = read_statement(peer.statement)
    envelope.check_follows(stated, known, peer.statement)
    if stated.version < known.version:
        return False
    Peer.objects.filter(pk=peer.pk).update(
        statement=text, address=_address_after(peer, known, stated)
    )
    remember_statement(text, stated)
    version = stated.version
    record(AuditAction.PEER_KEYS_RENEWED, by=NODE, office=stated.office, version=version)
    note_contact(stated.office)
    return True


@transaction.atomic
def distrust_peer(office: str, *, by: str) -> None:
    """Take in nothing more from `office` and send it nothing; what waits for it stays.

    Raises:
        NotFound: the office is not trusted.
    """
    if not Peer.objects.filter(office=office, distrusted_at=None).update(distrusted_at=now()):
        raise NotFound(_("The keys of %(office)s are not trusted here"), office=office)
    record(AuditAction.PEER_DISTRUSTED, by=by, office=office)


def checked_address(address: str) -> str:
    """Return an address in the one spelling.

    Raises:
        InputRefused: it is none.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise InputRefused(
            _("An address looks like https://node.example, with nothing behind the name"),
            field="address",
        )
    return f"{parts.scheme}://{parts.netloc}"


def _has_new_root(peer: Peer, stated: envelope.OfficeStatement) -> bool:
    """Say whether the directory gives an office another root than the one that is pinned."""
    return stated.root != read_statement(peer.statement).root and is_listed(stated)


def _trust_listed(stated: envelope.OfficeStatement, text: str) -> bool:
    """Believe an office because enough others have signed for its root."""
    if not is_listed(stated) or stated.office == our_office().id:
        raise UnknownSender(_("The sender is not an office that this one knows."))
    trust_peer(text, by="directory")
    return True


def _newest(stated: envelope.OfficeStatement, text: str) -> str:
    """Return what is known already when somebody brings an older statement of the same root."""
    peer = Peer.objects.filter(office=stated.office).first()
    if peer is None:
        return text
    known = read_statement(peer.statement)
    is_older = known.root == stated.root and known.version > stated.version
    return peer.statement if is_older else text


def _address_after(
    peer: Peer, known: envelope.OfficeStatement, stated: envelope.OfficeStatement
) -> str:
    """Follow an office that has moved; an address that a person has set stays otherwise."""
    if not stated.address or stated.address == known.address:
        return peer.address
    try:
        return checked_address(stated.address)
    except InputRefused:
        log.warning("%s states an address that is none", peer.office)
        return peer.address
