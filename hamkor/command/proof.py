"""`hamkor proof verify`: is this proof of filing genuine? Needs no node, no network, no office."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from hamkor import envelope
from hamkor.command.statements import find_statement
from hamkor.errors import HamkorError, PeerFault, UnknownSender
from hamkor.errors import gettext_noop as _


def main(arguments: list[str]) -> int:
    """Say yes (0) or no (1), and why."""
    parser = argparse.ArgumentParser(prog="hamkor proof", description=__doc__)
    verify = parser.add_subparsers(required=True, metavar="VERB").add_parser(
        "verify", help="say yes or no, and why"
    )
    verify.add_argument("file", type=Path, metavar="FILE", help="the proof the person was given")
    verify.add_argument(
        "--keys", type=Path, required=True, metavar="FILE", help="the office's statement of keys"
    )
    verify.add_argument(
        "--content", type=Path, metavar="FILE", help="JSON of what was filed, to compare"
    )
    options = parser.parse_args(arguments)
    return _verify(options.file, options.keys, options.content)


def _verify(file: Path, keys_file: Path, content: Path | None) -> int:
    text, statement = find_statement(file), find_statement(keys_file)
    try:
        stated = envelope.read_office_statement(statement)
        proof = _read(text, stated)
    except PeerFault as fault:
        print(f"NO: {fault}")
        return 1
    if content and not proof.proves(_read_content(content)):
        print("NO: the proof is genuine, but what was filed is not this text")
        return 1
    print(f"YES: complaint {proof.complaint} was filed with {proof.office}")
    print(f"     on {proof.filed_at:%Y-%m-%d at %H:%M:%S} UTC, entry {proof.log_index} of its log")
    print(f"     signed with a key of the office whose fingerprint is {stated.fingerprint()}")
    if content:
        print("     and what was filed is this text, to the letter")
    return 0


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
