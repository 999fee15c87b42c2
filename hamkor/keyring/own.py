"""The keys of this node, without a database: they are there before it."""

from django.conf import settings

from hamkor.keyring.ring import ROOT_FILE, Ring, ring_of


def our_ring() -> Ring:
    """Return all keys of this office.

    Raises:
        HamkorError: a file of secrets is missing.
        OurFault: the keys do not open with the node's pepper.
    """
    return ring_of(settings.NODE)


def is_root_here() -> bool:
    """Say whether the office keeps its root on the node."""
    return bool((settings.NODE.keys_folder / ROOT_FILE).exists())
