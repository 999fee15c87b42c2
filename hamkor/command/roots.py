"""An office's root as administrators handle it: a file under a passphrase, and rows on paper."""

import argparse
import getpass
import sys
from pathlib import Path

from hamkor.envelope import MIN_PASSPHRASE, RootKey
from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _
from hamkor.node import Node, write_secret


def add_root_option(parser: argparse.ArgumentParser) -> None:
    """Let a command be told where the root is, and how its passphrase comes."""
    parser.add_argument(
        "--root", type=Path, metavar="FILE", help="the office's root; else the one on the node"
    )
    add_passphrase_option(parser)


def add_passphrase_option(parser: argparse.ArgumentParser) -> None:
    """Let a script hand over a passphrase."""
    parser.add_argument(
        "--passphrase-stdin", action="store_true", help="read the passphrase from a pipe"
    )


def open_root(options: argparse.Namespace, node: Node) -> RootKey:
    """Return the root of the office: from the file that was named, or from the node.

    Raises:
        HamkorError: there is none, or it cannot be read.
        OurFault: the passphrase is wrong.
    """
    if options.root:
        return read_root(options.root, options.passphrase_stdin)
    from hamkor.keyring.ring import ROOT_FILE

    if not (node.keys_folder / ROOT_FILE).exists():
        raise HamkorError(
            _("The root is not on this node: bring it, and name its file with --root")
        )
    return RootKey.from_pem(node.read_secret(ROOT_FILE), node.read_secret("pepper"))


def read_root(path: Path, from_stdin: bool) -> RootKey:
    """Open a root in a file; see `open_root` for errors."""
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise HamkorError(
            _("The file %(name)s cannot be read: %(why)s"), name=path.name, why=error.strerror
        ) from error
    return RootKey.from_pem(pem, _line(from_stdin, "Passphrase of the root: ").encode())


def new_passphrase(from_stdin: bool) -> bytes:
    """Ask for the passphrase of a new file, twice.

    Raises:
        HamkorError: it is too short, or the two are not the same.
    """
    passphrase = _line(from_stdin, "Passphrase for the root (12 characters or more): ")
    if len(passphrase) < MIN_PASSPHRASE:
        raise HamkorError(
            _("A passphrase for the root has %(count)s characters or more"), count=MIN_PASSPHRASE
        )
    if not from_stdin and getpass.getpass("Again: ") != passphrase:
        raise HamkorError(_("The two passphrases are not the same"))
    return passphrase.encode()


def write_root(path: Path, root: RootKey, passphrase: bytes) -> None:
    """Write a root into a new file.

    Raises:
        HamkorError: the file cannot be written, or there is one already.
    """
    try:
        write_secret(path, root.to_pem(passphrase))
    except OSError as error:
        raise HamkorError(
            _("The file %(name)s cannot be written: %(why)s"), name=path.name, why=error.strerror
        ) from error


def say_where_the_root_is(path: Path) -> None:
    """Tell whoever has made a root what to do with it now."""
    print(f"The root of the office is in {path}, under the passphrase you have chosen.")
    print("  Copy it to two media, lock them away in two places, and delete it from this machine.")
    print(f"  To have it on paper too: hamkor node keys paper {path}")
    print("  The node works without it. You need it again to make the next keys, within 60 days:")
    print("  hamkor node keys rotate; one visit can make them for a year (--ahead 4).")


def say_that_the_root_stays() -> None:
    """Warn whoever leaves the root on the node."""
    print("THE ROOT OF THE OFFICE STAYS ON THIS NODE, under its pepper. Keys are renewed by")
    print("  themselves, but whoever takes this machine over can make keys in the office's name")
    print("  until the other offices pin another root. To take it away:")
    print("  hamkor node keys root FOLDER --take-to FILE")


def _line(from_stdin: bool, question: str) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass(question)
