"""`hamkor proof verify`: is this proof of filing genuine? Needs no node, no network, no office."""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hamkor import envelope
from hamkor.command.statements import find_statement, read_text
from hamkor.errors import HamkorError, PeerFault, UnknownSender
from hamkor.errors import gettext_noop as _
from hamkor.intake.proofs import check_filing, read_log_part
from hamkor.transparency.checkpoint import log_name, witness_name
from hamkor.transparency.note import NoteKey, SignatureType
from hamkor.transparency.proof import Proven


def main(arguments: list[str]) -> int:
    """Say yes (0) or no (1), and why."""
    parser = argparse.ArgumentParser(prog="hamkor proof", description=__doc__)
    verify = parser.add_subparsers(required=True, metavar="VERB").add_parser(
        "verify", help="say yes or no, and why"
    )
    verify.add_argument("file", type=Path, metavar="FILE", help="the proof the person was given")
    verify.add_argument(
        "--keys",
        type=Path,
        required=True,
        nargs="+",
        metavar="FILE",
        help="the office's statement of keys; behind it those of offices that witness its log",
    )
    verify.add_argument(
        "--content", type=Path, metavar="FILE", help="JSON of what was filed, to compare"
    )
    options = parser.parse_args(arguments)
    return _verify(options.file, options.keys, options.content)


def _verify(file: Path, keys_files: Sequence[Path], content: Path | None) -> int:
    text, log = find_statement(file), read_log_part(read_text(file))
    statements = [find_statement(keys_file) for keys_file in keys_files]
    try:
        stated, *others = map(envelope.read_office_statement, statements)
        proof = _read(text, stated)
        place = _check_log(text, log, stated, others) if log else None
    except PeerFault as fault:
        print(f"NO: {fault}")
        return 1
    if content and not proof.proves(_read_content(content)):
        print("NO: the proof is genuine, but what was filed is not this text")
        return 1
    print(f"YES: complaint {proof.complaint} was filed with {proof.office}")
    print(f"     on {proof.filed_at:%Y-%m-%d at %H:%M:%S} UTC")
    print(f"     signed with a key of the office whose fingerprint is {stated.fingerprint()}")
    print(*_say_place(place), sep="\n")
    if content:
        print("     and what was filed is this text, to the letter")
    return 0


def _check_log(
    text: str,
    log: str,
    stated: envelope.OfficeStatement,
    others: Sequence[envelope.OfficeStatement],
) -> Proven:
    return check_filing(
        log,
        envelope.filing_digest(text),
        log_keys=[NoteKey(log_name(stated.office), raw) for raw in _public(stated, "log")],
        witness_keys=[
            NoteKey(witness_name(other.office), raw, SignatureType.COSIGNATURE)
            for other in others
            for raw in _public(other, "witness")
        ],
    )


def _public(stated: envelope.OfficeStatement, use: envelope.KeyUse) -> list[bytes]:
    return [key.public for key in stated.keys if key.use == use and not stated.is_revoked(key.id)]


def _say_place(place: Proven | None) -> Iterator[str]:
    if place is None:
        yield "     the file does not show its place in the office's log: fetch it again"
        return
    size = place.checkpoint.size
    yield f"     entry {place.index} of the office's log, which had {size} entries then"
    for office, at in sorted(place.witnesses.items()):
        yield f"     {office} had seen that log by {at:%Y-%m-%d at %H:%M:%S} UTC"
    if not place.witnesses:
        yield "     no office whose statement was given has confirmed that log"


def _read(text: str, stated: envelope.OfficeStatement) -> envelope.FilingProof:
    """Read a proof with whichever key of the office signed it."""
    for keys in stated.signers():
        try:
            return envelope.read_filing_proof(text, keys)
        except UnknownSender:
            continue
    raise UnknownSender(_("This proof was not signed by this office."))


def _read_content(path: Path) -> Mapping[str, str]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise HamkorError(_("The file %(name)s is not JSON"), name=path.name) from error
    if not isinstance(content, dict):
        raise HamkorError(_("The file %(name)s is not JSON"), name=path.name)
    return {str(name): str(value) for name, value in content.items()}
