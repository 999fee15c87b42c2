"""Who this node is: its office, its secret keys, the statement it hands to other offices."""

from functools import cache

from django.conf import settings

from hamkor import envelope
from hamkor.clock import now
from hamkor.keyring.making import make_keys
from hamkor.keyring.own import our_ring
from hamkor.keyring.ring import KEYS_FILE
from hamkor.node import Node
from hamkor.parties.offices import Office, office

__all__ = [
    "KEYS_FILE",
    "make_keys",
    "our_decryption_keys",
    "our_fingerprint",
    "our_keys",
    "our_log_key",
    "our_office",
    "our_public_keys",
    "our_state",
    "our_statement",
    "our_witness_key",
    "pepper",
]


def our_office() -> Office:
    """Return the office whose node this is."""
    return office(settings.NODE.office)


def our_state() -> str:
    """Return the code of the state whose office this is."""
    return our_office().state


def our_keys() -> envelope.OfficeKeys:
    """Return the secret keys with which the office signs now.

    Raises:
        HamkorError: a file of secrets is missing.
        OurFault: the keys do not open with the node's pepper.
    """
    return our_ring().keys_at(now())


def our_decryption_keys() -> list[envelope.OfficeKeys]:
    """Return all keys that may still open something, the present ones first."""
    return our_ring().opening_keys(now())


def our_public_keys() -> envelope.PublicKeys:
    """Return what other offices use of our keys now."""
    return our_ring().public_at(now())


def our_log_key() -> envelope.SingleKey:
    """Return the key that signs the checkpoints of our log."""
    return our_ring().singles["log"]


def our_witness_key() -> envelope.SingleKey:
    """Return the key with which we cosign the checkpoints of other offices."""
    return our_ring().singles["witness"]


def our_statement() -> str:
    """Return which keys are ours and when, signed by our root, for other offices."""
    return our_ring().text


def our_fingerprint() -> str:
    """Return the digits by which two people know our root."""
    return our_ring().statement.fingerprint()


def pepper() -> bytes:
    """Return the node's secret under which codes are derived and files are sealed."""
    return _pepper_of(settings.NODE)


@cache
def _pepper_of(node: Node) -> bytes:
    return node.read_secret("pepper")
