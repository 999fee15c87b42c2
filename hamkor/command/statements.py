"""A signed text in a file that may hold words around it, as people send them to each other."""

import re
from pathlib import Path

from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _

_SIGNED = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}(?![A-Za-z0-9_-])")
MAX_FILE_BYTES = 256 * 1024


def find_statement(path: Path) -> str:
    """Return the first signed text of a file.

    Raises:
        HamkorError: the file cannot be read, or holds none.
    """
    found = _SIGNED.search(read_text(path))
    if not found:
        raise HamkorError(_("The file %(name)s holds no signed text"), name=path.name)
    return found.group()


def read_text(path: Path) -> str:
    """Return a file as text, the first `MAX_FILE_BYTES` of it.

    Raises:
        HamkorError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES).decode("utf-8", errors="replace")
    except OSError as error:
        raise HamkorError(
            _("The file %(name)s cannot be read: %(why)s"), name=path.name, why=error.strerror
        ) from error
