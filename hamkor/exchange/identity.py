"""Who this node is: its office, its secret keys, the statement it hands to other offices."""

from functools import cache

from django.conf import settings

from hamkor import envelope
from hamkor.clock import now
from hamkor.node import Node, write_secret
from hamkor.parties.offices import Office, office

KEYS_FILE = "office.pem"


def our_office() -> Office:
    """Return the office whose node this is."""
    return office(settings.NODE.office)


def our_state() -> str:
    """Return the code of the state whose office this is."""
    return our_office().state


def our_keys() -> envelope.OfficeKeys:
    """Return the office's secret keys; read once, kept in memory.

    Raises:
        HamkorError: a file of secrets is missing.
        OurFault: the keys do not open with the node's pepper.
    """
    return _keys_of(settings.NODE)


def our_public_keys() -> envelope.PublicKeys:
    """Return what other offices may know of our keys."""
    return our_keys().public(our_office().id)


def our_statement() -> str:
    """Return our public keys, signed by themselves, as another office wants to see them."""
    return envelope.statement(our_keys(), our_office().id, issued_at=now())


def pepper() -> bytes:
    """Return the node's secret under which codes are derived and files are sealed."""
    return _pepper_of(settings.NODE)


def make_keys(node: Node) -> None:
    """Draw the keys of a new node and keep them encrypted under its pepper."""
    pem = envelope.OfficeKeys.generate().to_pem(node.read_secret("pepper"))
    write_secret(node.keys_folder / KEYS_FILE, pem)


@cache
def _keys_of(node: Node) -> envelope.OfficeKeys:
    return envelope.OfficeKeys.from_pem(node.read_secret(KEYS_FILE), _pepper_of(node))


@cache
def _pepper_of(node: Node) -> bytes:
    return node.read_secret("pepper")
