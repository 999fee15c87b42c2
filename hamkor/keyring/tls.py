"""The files of mutual TLS, for an office that switches it on.

::

    <folder>/tls/own.crt      this node's certificate
    <folder>/tls/own.key      its key, readable for the node's own user only
    <folder>/tls/peers.pem    the certificates of offices that may call, and are called
"""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from hamkor import envelope
from hamkor.clock import now
from hamkor.envelope.transport import key_of_certificate, make_certificate
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.keyring.ring import ring_of
from hamkor.keyring.schedule import LASTING_PERIOD
from hamkor.node import Node, write_secret


def folder_of(node: Node) -> Path:
    """Return where the files lie; it exists only at an office that uses mutual TLS."""
    return node.folder / "tls"


def is_switched_on(node: Node) -> bool:
    """Say whether this node shows a certificate to others and asks for theirs."""
    return (folder_of(node) / "own.crt").exists()


def switch_on(node: Node) -> bytes:
    """Make the node's certificate from its transport key, once; return it to be given away."""
    folder = folder_of(node)
    folder.mkdir(mode=0o700, exist_ok=True)
    certificate = folder / "own.crt"
    if not certificate.exists():
        key = ring_of(node).singles["transport"]
        host = urlsplit(node.address).hostname or "localhost"
        begins, ends = now() - timedelta(days=2), now() + LASTING_PERIOD
        pem = make_certificate(key, office=node.office, host=host, begins=begins, ends=ends)
        (folder / "own.key").unlink(missing_ok=True)
        write_secret(folder / "own.key", key.to_pem(None))
        (folder / "peers.pem").touch(mode=0o600)
        certificate.write_bytes(pem)
    return certificate.read_bytes()


def add_peer_certificate(node: Node, pem: bytes, stated: envelope.OfficeStatement) -> None:
    """Let an office call with its certificate, and believe it when it is called.

    Args:
        node: ours.
        pem: the other office's certificate.
        stated: its newest statement.

    Raises:
        InputRefused: it is none, or its key is not the one that the office's root states.
    """
    key = stated.single("transport", now())
    if key is None or key_of_certificate(pem) != key.public:
        raise InputRefused(_("This certificate is not made from the key that the office states"))
    switch_on(node)
    path = folder_of(node) / "peers.pem"
    held = path.read_bytes()
    if pem.strip() not in held:
        path.write_bytes(held + pem.strip() + b"\n")


Stamp = tuple[tuple[str, int, int], ...]
"""Name, time of change and inode of each file; another one means that a file was changed."""


def stamp_of(node: Node) -> Stamp:
    """Return what changes when the files of mutual TLS change; empty while it is switched off."""
    if not is_switched_on(node):
        return ()
    return tuple(_stamps(folder_of(node)))


def client_context(node: Node) -> ssl.SSLContext | None:
    """Return how to call others with our certificate; None while mutual TLS is switched off.

    It costs more to build than a message does, and is built once for files that stay the same.
    """
    stamp = stamp_of(node)
    return _context(folder_of(node), stamp) if stamp else None


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in sorted(folder.iterdir()):
        found = path.stat()
        yield path.name, found.st_mtime_ns, found.st_ino


@lru_cache(maxsize=2)
def _context(folder: Path, _stamp: Stamp) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if (folder / "peers.pem").stat().st_size:
        context.load_verify_locations(folder / "peers.pem")
    context.load_cert_chain(folder / "own.crt", folder / "own.key")
    return context
