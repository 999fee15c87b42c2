"""The first keys of a node. Needs no database: they are made before there is one."""

from datetime import datetime, timedelta

from hamkor import envelope
from hamkor.clock import now
from hamkor.envelope import OfficeKeys, RootKey, SingleKey, SuiteName
from hamkor.keyring.ring import (
    ROOT_FILE,
    SINGLE_USES,
    write_key,
    write_office_keys,
    write_statement,
)
from hamkor.keyring.schedule import LASTING_PERIOD, Window, immediate_windows
from hamkor.keyring.stating import stated_keys, stated_single, suites_of
from hamkor.node import Node

DEMO_PAST = timedelta(days=5 * 365)
"""A demonstration plays the past, in which its offices had keys already."""


def make_keys(node: Node, *, root: RootKey | None = None, suite: SuiteName = "A") -> RootKey:
    """Draw the keys of a new node, keep them encrypted under its pepper, state them.

    A demonstration keeps its root on the node; for an office that does so see `keep_root`.

    Args:
        node: has a folder and secrets, and no keys yet.
        root: of the office, if it has one already.
        suite: highest that the office shall use.

    Returns:
        The root, to be taken away from the node.
    """
    root, at, keys = root or RootKey.generate(), now(), OfficeKeys.generate(suite)
    write_office_keys(node, keys)
    singles = {use: SingleKey.generate() for use in SINGLE_USES}
    for use, key in singles.items():
        write_key(node.keys_folder / f"{use}.pem", key.to_pem(node.read_secret("pepper")))
    write_statement(node, _first_statement(node, root, at, keys, singles))
    if node.is_demo:
        keep_root(node, root)
    return root


def keep_root(node: Node, root: RootKey) -> None:
    """Leave the root on the node, under its pepper: keys then change without anybody's help.

    Whoever takes the machine over can then make keys in the office's name for good.
    """
    write_key(node.keys_folder / ROOT_FILE, root.to_pem(node.read_secret("pepper")))


def _first_statement(
    node: Node,
    root: RootKey,
    at: datetime,
    keys: OfficeKeys,
    singles: dict[str, SingleKey],
) -> str:
    begins = at - (DEMO_PAST if node.is_demo else envelope.CLOCK_SKEW)
    lasting = [
        stated_single(use, key, Window(use, begins, at + LASTING_PERIOD))  # type: ignore[arg-type]
        for use, key in singles.items()
    ]
    working = [
        key
        for window in immediate_windows(at, ("sign", "encrypt"))
        for key in stated_keys(keys, Window(window.use, begins, window.ends))
    ]
    statement = envelope.OfficeStatement(
        office=node.office,
        version=1,
        root=root.public,
        keys=(*working, *lasting),
        suites=suites_of(keys.suite),
        max_bytes=envelope.MAX_FRAME_BYTES,
        address=node.address,
        issued_at=at,
        expires_at=min(key.not_after for key in working),
    )
    return envelope.sign_office_statement(statement, root)
