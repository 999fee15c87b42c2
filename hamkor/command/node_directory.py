"""`hamkor node keys directory …`: the list of offices that k of n of them have signed."""

import argparse
from datetime import timedelta
from pathlib import Path

from hamkor.command.opening import open_node
from hamkor.command.roots import add_passphrase_option, read_root
from hamkor.envelope.directory import (
    Directory,
    Listed,
    draw_up,
    read_directory,
    sign_directory,
    signers_of_directory,
)
from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _


def make(options: argparse.Namespace) -> None:
    """Draw up the next directory: this office and all that it trusts; nobody has signed it yet."""
    open_node(options.folder)
    from hamkor.clock import now
    from hamkor.exchange.peers import statement_of
    from hamkor.exchange.queries import peers
    from hamkor.keyring.own import our_ring
    from hamkor.keyring.services.listing import current_directory

    before = current_directory()
    stated = [our_ring().statement, *(statement_of(peer.office) for peer in peers())]
    drawn = Directory(
        version=before.version + 1 if before else 1,
        threshold=options.threshold,
        offices=tuple(
            Listed(office=each.office, root=each.root, address=each.address, suites=each.suites)
            for each in sorted(stated, key=lambda each: each.office)
        ),
        issued_at=now(),
        expires_at=now() + timedelta(days=options.days),
        previous=before.digest if before else "",
    )
    _write(options.out, draw_up(drawn))
    _print(drawn)
    print(f"Let {drawn.threshold} of these offices sign {options.out} with their roots.")


def sign(options: argparse.Namespace) -> None:
    """Add the signature of an office's root; needs no node and no network."""
    text = _read(options.file)
    _print(read_directory(text))
    root = read_root(options.root, options.passphrase_stdin)
    _write(options.file, sign_directory(text, root))
    print("Signed.")


def take_in(options: argparse.Namespace) -> int:
    """Believe a directory; the first one after its fingerprint has been compared."""
    open_node(options.folder)
    from hamkor.exchange.services.listing import take_in_shown_directory
    from hamkor.keyring.services.listing import current_directory

    text = _read(options.file)
    _print(read_directory(text))
    if current_directory() is None and not options.yes:
        print("This is the first directory here. Compare its fingerprint with two other offices,")
        print("then say so with --yes.")
        return 1
    is_new = take_in_shown_directory(text, source=options.by, may_be_first=options.yes)
    print("Taken in." if is_new else "Known already.")
    return 0


def show(options: argparse.Namespace) -> None:
    """Show the directory that is believed here, who has signed it and how fresh it is."""
    open_node(options.folder)
    from hamkor.keyring.services.listing import current_directory_text, staleness

    text = current_directory_text()
    if not text:
        print("There is no directory here: offices are trusted one by one.")
        return
    directory = read_directory(text)
    _print(directory)
    print(f"Signed by:   {', '.join(signers_of_directory(text, directory.offices))}")
    print(f"Confirmed:   {(staleness() or timedelta()).days} days ago")


def override(options: argparse.Namespace) -> None:
    """Let messages go for one day although the directory is out of date."""
    open_node(options.folder)
    from hamkor.keyring.services.listing import override_staleness

    override_staleness(by=options.by)
    print("Messages go for one day.")


def add_to(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the group to the verbs of `hamkor node keys`."""
    group = parsers.add_parser("directory", help=__doc__, description=__doc__)
    verbs = group.add_subparsers(required=True, metavar="VERB")
    for name, do in (("make", make), ("import", take_in), ("show", show), ("override", override)):
        verb = verbs.add_parser(name, help=do.__doc__, description=do.__doc__)
        verb.add_argument("folder", type=Path, metavar="FOLDER", help="the node")
        verb.set_defaults(do=do)
        if do is make:
            verb.add_argument("--threshold", type=int, required=True, metavar="K")
            verb.add_argument("--days", type=int, default=90, help="until it expires")
            verb.add_argument("--out", type=Path, required=True, metavar="FILE")
        if do is take_in:
            verb.add_argument("file", type=Path, metavar="FILE")
            verb.add_argument("--yes", action="store_true", help="it has been compared")
        if do in {take_in, override}:
            verb.add_argument("--by", default="administrator", help="who does it")
    signing = verbs.add_parser("sign", help=sign.__doc__, description=sign.__doc__)
    signing.add_argument("file", type=Path, metavar="FILE")
    signing.add_argument("--root", type=Path, required=True, metavar="FILE")
    add_passphrase_option(signing)
    signing.set_defaults(do=sign)


def _print(directory: Directory) -> None:
    print(f"Directory:   version {directory.version}, until {directory.expires_at:%Y-%m-%d}")
    print(f"Fingerprint: {directory.fingerprint()}")
    print(f"Signatures:  {directory.threshold} of {len(directory.offices)} are needed")
    for listed in directory.offices:
        print(f"  {listed.office:<28} {listed.address}")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise HamkorError(_("The file %(name)s is no directory"), name=path.name) from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text + "\n", encoding="ascii")
    except OSError as error:
        raise HamkorError(
            _("The file %(name)s cannot be written: %(why)s"), name=path.name, why=error.strerror
        ) from error
