"""A look at a file by ClamAV, where an office runs it: over its own socket, nothing leaves."""

import socket
import struct
from enum import StrEnum

from django.conf import settings

PIECE = 64 * 1024
PATIENCE_SECONDS = 30


class Finding(StrEnum):
    """What the scanner said. `NOT_LOOKED_AT` also when it is not there or did not answer."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_LOOKED_AT = "not_looked_at"


def scan(content: bytes) -> Finding:
    """Ask the scanner that `node.toml` names. A file is kept whatever it says: it is evidence."""
    address: str = settings.NODE.virus_scanner
    if not address:
        return Finding.NOT_LOOKED_AT
    try:
        answer = _ask(address, content)
    except OSError:
        return Finding.NOT_LOOKED_AT
    return _finding(answer)


def _finding(answer: bytes) -> Finding:
    said = answer.rstrip(b"\0\n ")
    if said.endswith(b"FOUND"):
        return Finding.INFECTED
    return Finding.CLEAN if said.endswith(b"OK") else Finding.NOT_LOOKED_AT


def _ask(address: str, content: bytes) -> bytes:
    """Speak INSTREAM: pieces behind their length, a piece of nothing at the end."""
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(bytes(4))
        answer = b""
        while more := line.recv(4096):
            answer += more
        return answer


def _connected(address: str) -> socket.socket:
    """Connect to a path, or to `host:port`."""
    if address.startswith("/"):
        return _connected_to_path(address)
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)


def _connected_to_path(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(PATIENCE_SECONDS)
    try:
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line
