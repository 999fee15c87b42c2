"""The key files of this node: read once, and again when a command has changed them.

::

    keys/office.pem       the first keys of the office; office-2.pem … those made later
    keys/log.pem          signs the checkpoints of the office's log
    keys/witness.pem      cosigns those of other offices
    keys/transport.pem    TLS certificate of this node towards others
    keys/root.pem         only when the office keeps its root here
    keys/statement.jws    what other offices are told: public

All but the last are encrypted under the node's pepper.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from hamkor import envelope
from hamkor.envelope import OfficeKeys, OfficeStatement, PublicKeys, SingleKey, StatedKey
from hamkor.errors import HamkorError, KeyExpired
from hamkor.errors import gettext_noop as _
from hamkor.keyring.schedule import is_worth_stating
from hamkor.keyring.timeline import Timeline
from hamkor.node import Node, sync_folder, write_secret

KEYS_FILE = "office.pem"
ROOT_FILE = "root.pem"
STATEMENT_FILE = "statement.jws"
SINGLE_USES = ("log", "witness", "transport")
_WRAPPINGS = {suite.wrapping for suite in envelope.SUITES.values()}
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, eq=False)
class Ring:
    """All keys of this node, and the statement that says when each is used."""

    statement: OfficeStatement
    text: str
    secrets: Mapping[str, envelope.KeyPair] = field(repr=False)
    singles: Mapping[str, SingleKey] = field(repr=False)
    _at: Timeline[OfficeKeys] = field(init=False, repr=False)
    _public_at: Timeline[PublicKeys] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_public_at", Timeline(self.statement, self._public))
        object.__setattr__(self, "_at", Timeline(self.statement, self._secret))

    def keys_at(self, at: datetime) -> OfficeKeys:
        """Return the keys with which the office signs at `at`."""
        return self._at.value(at)

    def public_at(self, at: datetime) -> PublicKeys:
        """Return the public halves of `keys_at`."""
        return self._public_at.value(at)

    def opening_keys(self, at: datetime) -> list[OfficeKeys]:
        """Return all keys that may open something, those in use at `at` first."""
        present = self.keys_at(at)
        others = [
            OfficeKeys(present.signing, {pair.algorithm: pair}, present.suite)
            for pair in self.secrets.values()
            if pair.algorithm in _WRAPPINGS
        ]
        return [present, *others]

    def _public(self, at: datetime) -> PublicKeys:
        try:
            return self.statement.keys_at(at)
        except KeyExpired:
            # Signing goes on, so that what arrives is answered; others decide what they believe.
            return self.statement.keys_at(self._nearest(at))

    def _secret(self, at: datetime) -> OfficeKeys:
        public = self._public(at)
        return OfficeKeys(
            {name: self._pair(name, raw) for name, raw in public.signing.items()},
            {name: self._pair(name, raw) for name, raw in public.encryption.items()},
            public.suite,
        )

    def _pair(self, algorithm: str, public: bytes) -> envelope.KeyPair:
        try:
            return self.secrets[envelope.key_id(algorithm, public)]
        except KeyError:
            raise HamkorError(
                _("A key that the office's statement names is not in the node's folder of keys")
            ) from None

    def _nearest(self, at: datetime) -> datetime:
        """Return the instant in which keys were in use that lies nearest to `at`."""
        uses = [
            [key for key in self.statement.keys if key.use == use] for use in ("sign", "encrypt")
        ]
        begins = max(min(key.not_before for key in keys) for keys in uses)
        ends = min(max(key.not_after for key in keys) for keys in uses)
        return min(max(at, begins), ends - _MOMENT)


def ring_of(node: Node) -> Ring:
    """Return the keys of `node`; read again only when its statement has changed.

    Raises:
        HamkorError: a file of secrets is missing.
        OurFault: a key does not open with the node's pepper.
    """
    try:
        # The exchange asks several times for each message: no path is built anew each time.
        found = os.stat(_statement_path(node.folder))  # noqa: PTH116
    except OSError:
        node.read_secret(STATEMENT_FILE)  # says which file is missing
        raise
    return _read(node, (found.st_mtime_ns, found.st_ino, found.st_size))


def write_statement(node: Node, text: str) -> None:
    """Let the node speak by this statement from now on; all at once or not at all."""
    path = node.keys_folder / STATEMENT_FILE
    half = path.with_suffix(".new")
    half.unlink(missing_ok=True)
    write_secret(half, text.encode())
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.replace(path)
    sync_folder(node.keys_folder)


def write_office_keys(node: Node, keys: OfficeKeys) -> None:
    """Keep new keys encrypted in the next free file, on disk before this returns."""
    path = node.keys_folder / KEYS_FILE
    number = 2
    while path.exists():
        path = node.keys_folder / f"office-{number}.pem"
        number += 1
    write_key(path, keys.to_pem(node.read_secret("pepper")))


def write_key(path: Path, pem: bytes) -> None:
    """Write a key file and its folder through to the disk; never overwrite."""
    write_secret(path, pem)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    sync_folder(path.parent)


def old_secrets(node: Node, at: datetime, stated: Iterable[StatedKey]) -> list[Path]:
    """Return the files of office keys of which none is in use, or can be met, at `at`.

    Args:
        node: whose.
        at: aware.
        stated: all keys that its office has ever stated.
    """
    stated = list(stated)
    known = {key.id for key in stated}
    needed = {key.id for key in stated if is_worth_stating(key, at)} | _used_at(node, at)
    pepper = node.read_secret("pepper")
    # A key that was never stated may have been made by a command that runs right now.
    return [
        path
        for path in sorted(node.keys_folder.glob("office*.pem"))
        if (ids := {pair.id for pair in _pairs_in(path, pepper)} & known) and not ids & needed
    ]


def _used_at(node: Node, at: datetime) -> set[str]:
    """Return the keys with which the office goes on when all it has are over."""
    keys = ring_of(node).public_at(at)
    pairs = [*keys.signing.items(), *keys.encryption.items()]
    return {envelope.key_id(algorithm, public) for algorithm, public in pairs}


def forget_secrets(node: Node, files: Iterable[Path]) -> None:
    """Destroy files of keys, for good; every process of the node forgets them."""
    for path in files:
        path.unlink(missing_ok=True)
    (node.keys_folder / STATEMENT_FILE).touch()
    sync_folder(node.keys_folder)


@lru_cache(maxsize=64)
def _statement_path(folder: Path) -> str:
    return str(folder / "keys" / STATEMENT_FILE)


@lru_cache(maxsize=64)
def _read(node: Node, _version: tuple[int, int, int]) -> Ring:
    pepper = node.read_secret("pepper")
    text = node.read_secret(STATEMENT_FILE).decode()
    return Ring(
        envelope.read_office_statement(text),
        text,
        {pair.id: pair for pair in _pairs(node, pepper)},
        {use: SingleKey.from_pem(node.read_secret(f"{use}.pem"), pepper) for use in SINGLE_USES},
    )


def _pairs(node: Node, pepper: bytes) -> Iterator[envelope.KeyPair]:
    files = sorted(node.keys_folder.glob("office*.pem"))
    if not files:
        node.read_secret(KEYS_FILE)  # says which file is missing
    for path in files:
        yield from _pairs_in(path, pepper)


def _pairs_in(path: Path, pepper: bytes) -> Iterator[envelope.KeyPair]:
    keys = OfficeKeys.from_pem(path.read_bytes(), pepper)
    yield from keys.signing.values()
    yield from keys.encryption.values()
