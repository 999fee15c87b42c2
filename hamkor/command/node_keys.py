"""`hamkor node keys …`: the keys of an office, those of the others, and the offline root."""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hamkor import envelope
from hamkor.command import node_directory
from hamkor.command.opening import open_node
from hamkor.command.roots import (
    add_passphrase_option,
    add_root_option,
    new_passphrase,
    open_root,
    read_root,
    say_that_the_root_stays,
    say_where_the_root_is,
    write_root,
)
from hamkor.command.statements import find_statement
from hamkor.envelope import RootKey
from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _
from hamkor.parties.offices import office

REASONS = ("compromised", "lost", "replaced")


def show(options: argparse.Namespace) -> None:
    """Show which keys the office uses and until when, and who knows of the newest."""
    open_node(options.folder)
    from hamkor.clock import now
    from hamkor.exchange.queries import peers
    from hamkor.keyring import own, queries

    stated = own.our_ring().statement
    _print_statement(stated, now())
    print(f"Root:        {'ON THIS NODE' if own.is_root_here() else 'not on this node'}")
    for warning in queries.our_warnings():
        print(f"WARNING:     the last key to {warning.use} ends in {warning.days} days: rotate")
    known = queries.acquaintances()
    for peer in peers():
        told = known[peer.office].told_version if peer.office in known else 0
        print(f"{peer.office:<28} knows version {told} of ours; {peer.fingerprint}")


def statement(options: argparse.Namespace) -> None:
    """Print the office's statement of keys, to give to other offices."""
    open_node(options.folder)
    from hamkor.exchange.identity import our_fingerprint, our_office, our_statement

    print(f"Office:      {our_office().id}, {our_office().names.en}")
    print(f"Fingerprint: {our_fingerprint()}")
    print(our_statement())


def rotate(options: argparse.Namespace) -> None:
    """Make the next keys and publish them; each begins on its day by itself."""
    node = open_node(options.folder)
    root = open_root(options, node)
    from hamkor.keyring.services import renew_keys, rotate_keys

    if options.now:
        stated = renew_keys(root, by=options.by)
    else:
        stated = rotate_keys(root, ahead=options.ahead, by=options.by)
    print(f"Version {stated.version} of the statement holds until {stated.expires_at:%Y-%m-%d}.")
    print("Back up the folder keys/ again: it holds new keys.")


def revoke(options: argparse.Namespace) -> None:
    """Tell everybody not to believe a key any more; another takes its place at once."""
    node = open_node(options.folder)
    root = open_root(options, node)
    from hamkor.keyring.services import revoke_key

    stated = revoke_key(root, options.key, reason=options.reason, by=options.by)
    print(f"Revoked. Version {stated.version} of the statement is on its way to the others.")
    print("What still waits and was signed with the key comes back as not delivered: send again.")


def take_in(options: argparse.Namespace) -> None:
    """Take in a newer statement of an office that is trusted, such as one from a stick."""
    open_node(options.folder)
    from hamkor.exchange.services import take_in_statement

    is_newer = take_in_statement(find_statement(options.statement))
    print("Taken in." if is_newer else "Known already.")


def distrust(options: argparse.Namespace) -> None:
    """Believe nothing of another office from this moment on, and send it nothing."""
    open_node(options.folder)
    from hamkor.exchange.services import distrust_peer

    distrust_peer(options.office, by=options.by)
    print(f"{options.office} is no longer trusted. To trust it again: hamkor node trust")


def certificate(options: argparse.Namespace) -> None:
    """Switch mutual TLS on: print our certificate, or let another office call with its own."""
    node = open_node(options.folder)
    from hamkor.exchange.peers import statement_of
    from hamkor.keyring.tls import add_peer_certificate, switch_on

    if options.add:
        add_peer_certificate(node, options.add.read_bytes(), statement_of(options.office))
        print(f"{options.office} may call with this certificate. Start `node run` again.")
    else:
        print(switch_on(node).decode(), end="")


def root(options: argparse.Namespace) -> None:
    """Say where the root is; take it from the node, or leave it there."""
    node = open_node(options.folder)
    from hamkor.keyring.making import keep_root
    from hamkor.keyring.own import our_ring
    from hamkor.keyring.ring import ROOT_FILE

    print(f"Fingerprint: {our_ring().statement.fingerprint()}")
    if options.take_to:
        options.root = None
        taken = open_root(options, node)
        write_root(options.take_to, taken, new_passphrase(options.passphrase_stdin))
        (node.keys_folder / ROOT_FILE).unlink()
        say_where_the_root_is(options.take_to)
    elif options.leave_from:
        left = read_root(options.leave_from, options.passphrase_stdin)
        if left.public != our_ring().statement.root:
            raise HamkorError(_("This is not the root of this office."))
        keep_root(node, left)
        say_that_the_root_stays()
    else:
        is_here = (node.keys_folder / ROOT_FILE).exists()
        print("The root is on this node." if is_here else "The root is not on this node.")


def paper(options: argparse.Namespace) -> None:
    """Print a root as rows of digits, or make its file again from them."""
    if options.restore:
        print("Type the eight rows, then an empty line:", file=sys.stderr)
        typed = RootKey.from_paper("\n".join(iter(lambda: sys.stdin.readline().strip(), "")))
        write_root(options.root, typed, new_passphrase(options.passphrase_stdin))
        print(f"The root is in {options.root}: compare the fingerprint at the next rotation.")
        return
    print(read_root(options.root, options.passphrase_stdin).to_paper())
    print("Whoever reads these rows can make keys in the office's name. Lock them away.")


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the group to the verbs of `hamkor node`."""
    group = verbs.add_parser("keys", help=__doc__, description=__doc__)
    parsers = group.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, do: object) -> argparse.ArgumentParser:
        added = parsers.add_parser(name, help=do.__doc__, description=do.__doc__)
        added.set_defaults(do=do)
        if do is not paper:
            added.add_argument("folder", type=Path, metavar="FOLDER", help="the node")
        return added

    def verb_by(name: str, do: object) -> argparse.ArgumentParser:
        added = verb(name, do)
        added.add_argument("--by", default="administrator", help="who does it")
        return added

    verb("show", show)
    verb("statement", statement)
    _add_changes(verb_by)
    importing = verb("import", take_in)
    importing.add_argument("--statement", required=True, type=Path, metavar="FILE")
    distrusting = verb_by("distrust", distrust)
    distrusting.add_argument("--office", required=True, metavar="ID")
    certifying = verb("certificate", certificate)
    certifying.add_argument("--add", type=Path, metavar="FILE", help="of the other office")
    certifying.add_argument("--office", default="", metavar="ID", help="whose it is")
    rooting = verb("root", root)
    rooting.add_argument("--take-to", type=Path, metavar="FILE", help="take it from the node")
    rooting.add_argument("--leave-from", type=Path, metavar="FILE", help="leave it on the node")
    add_passphrase_option(rooting)
    node_directory.add_to(parsers)
    printing = verb("paper", paper)
    printing.add_argument("root", type=Path, metavar="FILE", help="of the root")
    printing.add_argument("--restore", action="store_true", help="make the file from the rows")
    add_passphrase_option(printing)


def _add_changes(verb_by: Callable[[str, object], argparse.ArgumentParser]) -> None:
    rotating = verb_by("rotate", rotate)
    rotating.add_argument("--ahead", type=int, default=1, metavar="N", help="keys of 90 days")
    rotating.add_argument("--now", action="store_true", help="let new keys begin at once")
    add_root_option(rotating)
    revoking = verb_by("revoke", revoke)
    revoking.add_argument("--key", required=True, metavar="ID", help="see `show`")
    revoking.add_argument("--reason", choices=REASONS, default="compromised")
    add_root_option(revoking)


def _print_statement(stated: envelope.OfficeStatement, at: datetime) -> None:
    print(f"Office:      {stated.office}, {office(stated.office).names.en}")
    print(f"Fingerprint: {stated.fingerprint()}")
    print(f"Statement:   version {stated.version}, holds until {stated.expires_at:%Y-%m-%d}")
    for key in sorted(stated.keys, key=lambda key: (key.use, key.not_before)):
        span = f"{key.not_before:%Y-%m-%d} to {key.not_after:%Y-%m-%d}"
        print(f"  {key.use:<9} {span}  {_state(stated, key, at):<9} {key.id}  {key.algorithm}")


def _state(stated: envelope.OfficeStatement, key: envelope.StatedKey, at: datetime) -> str:
    if stated.is_revoked(key.id):
        return "revoked"
    if key.is_in_use(at):
        return "in use"
    return "next" if at < key.not_before else "past"
