"""`hamkor requests check FILE.yaml --on DATE`: what a drafter should know before sending."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hamkor.command import words
from hamkor.data_files import load_plain
from hamkor.drafting import check, read_draft
from hamkor.drafting.telling import as_json
from hamkor.errors import BrokenDataFile

MOST_BYTES = 8 * 1024 * 1024
_WEIGHTS = {"must": "bars it", "may": "may be refused", "ask": "a named officer decides"}
_UNREAD = " (unverified)"


def add_to(verbs: Any) -> None:
    """Add this verb to the command line."""
    parser = verbs.add_parser(
        "check", help="say what governs a draft, what it lacks, what speaks against it, its clocks"
    )
    parser.add_argument("draft", type=Path, metavar="FILE.yaml")
    parser.add_argument(
        "--on", type=words.a_day, required=True, metavar="DATE", help="the day asked about"
    )
    parser.add_argument("--lang", choices=words.LANGUAGES, default="en")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(do=run)


def run(options: argparse.Namespace) -> int:
    """Check the draft of a file."""
    try:
        read = _read(options.draft)
    except BrokenDataFile as error:
        print(f"hamkor: {error}", file=sys.stderr)
        return 2
    translate = words.translator(options.lang)
    draft, faults = read_draft(read, on=options.on)
    if None in (draft.kind, draft.sender, draft.recipient):
        for fault in faults:
            print(f"hamkor: {fault.path}: {fault.says}", file=sys.stderr)
        return 2
    report = check(draft, on=options.on)
    told = as_json(report, faults, on=options.on, language=options.lang, translate=translate)
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for line in _lines(told):
            print(line)
    return 0 if told["is_ready"] else 1


def _read(path: Path) -> dict[str, Any]:
    told = load_plain(path, most_bytes=MOST_BYTES)
    if not isinstance(told, dict):
        raise BrokenDataFile(path.name, 1, "", "a draft is names with values")
    return told


def _lines(told: dict[str, Any]) -> Iterator[str]:
    law = told["instrument"]
    governs = " or ".join(law["branches"])
    yield f"{told['kind']} on {told['on']}: {governs}{_mark(law, 'is_certain')}"
    yield from (f"  {each['says']}{_mark(each)}" for each in law["because"])
    yield f"  {law['language']}"
    for fault in told["faults"]:
        yield f"! {fault['path']}: {fault['says']}"
    for fault in told["channel"]:
        yield f"! {fault['says']} {fault['provision']}{_mark(fault)}".rstrip()
    for each in told["missing"]:
        yield f"- {each['item']}: {each['says']}{_mark(each)}"
    for risk in told["risks"]:
        yield from _risk(risk)
    for question in told["questions"]:
        yield f"? {question['fact']}: not said; it decides about {', '.join(question['decides'])}"
    for clock in told["clocks"]:
        promise = "the office's promise" if clock["is_promise"] else clock["provision"]
        yield f"@ {clock['due_on']} {clock['clock']}: {clock['counted']} {promise}{_mark(clock)}"
    yield "ready to send" if told["is_ready"] else "not ready"


def _risk(risk: dict[str, Any]) -> Iterator[str]:
    yield f"* {risk['name']}: {_WEIGHTS[risk['weight']]}. {risk['says']}.{_mark(risk)}"
    for each in risk["provisions"]:
        yield f"    {each['of']}, {each['provision']}{_mark(each)}"
    for fact in risk["facts"]:
        yield f"    {fact['path']} = {fact['value']}"
    yield f"    → {risk['remedy']}"


def _mark(part: dict[str, Any], name: str = "is_verified") -> str:
    return "" if part[name] else _UNREAD
