"""`hamkor log`: the office's evidence log; shown, proven, checked, restored."""

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hamkor import envelope
from hamkor.command.opening import open_node
from hamkor.command.statements import find_statement, read_text
from hamkor.errors import HamkorError, NotFound, PeerFault
from hamkor.errors import gettext_noop as _
from hamkor.transparency.checkpoint import log_name, witness_name
from hamkor.transparency.contradiction import FIRST_LINE as CONTRADICTION
from hamkor.transparency.contradiction import read_contradiction
from hamkor.transparency.note import NoteKey, SignatureType
from hamkor.transparency.proof import Proven, check_thing, read_proof

if TYPE_CHECKING:
    from hamkor.evidence.queries import Agreement


def main(arguments: list[str]) -> int:
    """Read the command line and do one of the verbs below."""
    options = _parser().parse_args(arguments)
    return int(options.do(options) or 0)


def show(options: argparse.Namespace) -> None:
    """Print how the log stands, who has confirmed it, and what was found about others'."""
    open_node(options.folder)
    from hamkor.evidence import queries
    from hamkor.exchange.queries import peers

    ours = queries.our_log()
    print(f"{ours.size} entries{'' if ours.is_confirmed else ', not compared since the start'}")
    print(queries.checkpoint() or "nothing was signed yet", end="\n\n")
    for each in queries.agreement([peer.office for peer in peers()]):
        print(*_say_agreement(each), sep="\n")


def prove(options: argparse.Namespace) -> None:
    """Print the proof that the log holds a file or what has this SHA-256."""
    open_node(options.folder)
    from hamkor.evidence.queries import leaves_with, proof_of

    for leaf in leaves_with(_digest_of(options.what)):
        proof = proof_of(leaf)
        if proof:
            print(proof, end="")
            return
    raise NotFound(_("The log holds no such entry, or has no place for it yet"))


def verify(options: argparse.Namespace) -> int:
    """Say whether a proof of a log, or of two histories of a log, is true; needs no node."""
    text = read_text(options.file)
    statements = [envelope.read_office_statement(find_statement(path)) for path in options.keys]
    try:
        if text.startswith(CONTRADICTION):
            print(*_say_contradiction(text, statements), sep="\n")
        else:
            print(*_say_proof(text, _digest_of(options.what or ""), statements), sep="\n")
    except PeerFault as fault:
        print(f"NO: {fault}")
        return 1
    return 0


def fsck(options: argparse.Namespace) -> int:
    """Compute every log anew from its leaves and name each item that was damaged."""
    open_node(options.folder)
    from hamkor.evidence.checking import damages

    found = 0
    for damage in damages():
        print(f"{damage.item}: {damage.what}")
        found += 1
    print(f"{found} damaged" if found else "whole")
    return 1 if found else 0


def restored(options: argparse.Namespace) -> int:
    """After a restore from backup: get our own entries back before anything is signed."""
    open_node(options.folder)
    from hamkor.evidence.services import doubt_own_log, is_own_log_in_doubt, settle_doubt
    from hamkor.gateway.log_sharing import recover_log

    doubt_own_log()
    print(f"{recover_log()} entries came back")
    if options.alone:
        settle_doubt(answered=0, peers=0)
    if is_own_log_in_doubt():
        print("The offices that follow this log have not answered: the worker goes on asking.")
        return 1
    return 0


def _digest_of(what: str) -> str:
    """Return the SHA-256 that is named, or that of the file that is named."""
    if len(what) == 64 and all(digit in "0123456789abcdef" for digit in what):
        return what
    try:
        with Path(what).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise HamkorError(
            _("The file %(name)s cannot be read: %(why)s"), name=what, why=error.strerror
        ) from error


def _say_agreement(each: "Agreement") -> Iterator[str]:
    seen = f" at {each.ours_cosigned_at:%Y-%m-%d %H:%M} UTC" if each.ours_cosigned_at else ""
    yield f"{each.office}: has confirmed {each.ours_seen} of our entries{seen}"
    if each.failure:
        yield f"    did not the last time: {each.failure}"
    yield f"    we have confirmed {each.theirs_size} of its entries"
    for finding in each.findings:
        yield f"    {finding.kind}, found by {finding.source or 'another office'}"


def _say_proof(
    text: str, digest: str, statements: Sequence[envelope.OfficeStatement]
) -> Iterator[str]:
    kind, proven = check_thing(
        read_proof(text),
        bytes.fromhex(digest),
        log_keys=_log_keys(statements),
        witness_keys=_witness_keys(statements),
    )
    yield f"YES: it is entry {proven.index} ({kind}) of {proven.checkpoint.origin}"
    yield from _say_witnesses(proven)


def _say_witnesses(proven: Proven) -> Iterator[str]:
    for office, at in sorted(proven.witnesses.items()):
        yield f"     {office} had seen that log by {at:%Y-%m-%d at %H:%M:%S} UTC"
    if not proven.witnesses:
        yield "     no office whose statement was given has confirmed that log"


def _say_contradiction(text: str, statements: Sequence[envelope.OfficeStatement]) -> Iterator[str]:
    older, newer = read_contradiction(text).check(_log_keys(statements))
    yield f"YES: {older.origin} has two histories"
    yield f"     what it signed at {older.size} entries is not how its {newer.size} begin"


def _log_keys(statements: Sequence[envelope.OfficeStatement]) -> list[NoteKey]:
    return [
        NoteKey(log_name(stated.office), key.public)
        for stated in statements
        for key in stated.keys
        if key.use == "log" and not stated.is_revoked(key.id)
    ]


def _witness_keys(statements: Sequence[envelope.OfficeStatement]) -> list[NoteKey]:
    return [
        NoteKey(witness_name(stated.office), key.public, SignatureType.COSIGNATURE)
        for stated in statements
        for key in stated.keys
        if key.use == "witness" and not stated.is_revoked(key.id)
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hamkor log", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, do: object, *, has_node: bool = True) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=do.__doc__, description=do.__doc__)
        if has_node:
            added.add_argument("folder", type=Path, metavar="FOLDER", help="where the node lives")
        added.set_defaults(do=do)
        return added

    verb("show", show)
    proving = verb("proof", prove)
    proving.add_argument("what", metavar="FILE", help="a file, or its SHA-256 in hexadecimal")
    verifying = verb("verify", verify, has_node=False)
    verifying.add_argument("file", type=Path, metavar="PROOF")
    verifying.add_argument("--keys", type=Path, required=True, nargs="+", metavar="FILE")
    verifying.add_argument("--of", dest="what", metavar="FILE", help="what was logged, or SHA-256")
    verb("fsck", fsck)
    alone = verb("restored", restored)
    alone.add_argument("--alone", action="store_true", help="sign although nobody has answered")
    return parser
