"""`hamkor law explain FACTS.yaml --on DATE`: every result with the provision behind it."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from hamkor.command import words
from hamkor.data_files import load_plain
from hamkor.errors import BrokenDataFile
from hamkor.law.conclusions import Conclusion, Finding
from hamkor.law.engine import Assessment
from hamkor.law.explaining import explain, what_would_change
from hamkor.law.facts import Facts
from hamkor.law.reading_facts import FactFault, read_facts
from hamkor.parties.sayings import spoken

MOST_BYTES = 1024 * 1024


def add_to(verbs: Any) -> None:
    """Add this verb to the command line."""
    parser = verbs.add_parser("explain", help="say what follows from one person's facts, and why")
    parser.add_argument("facts", type=Path, metavar="FACTS.yaml")
    parser.add_argument(
        "--on", type=words.a_day, required=True, metavar="DATE", help="the day asked about"
    )
    parser.add_argument("--lang", choices=words.LANGUAGES, default="en")
    parser.add_argument("--only", metavar="RESULT", help="such as last_day_of_stay")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(do=run)


def run(options: argparse.Namespace) -> int:
    """Explain the facts of a file; 1 when some could not be used, 2 when none can be read."""
    try:
        facts, faults = _read(options.facts)
    except BrokenDataFile as error:
        print(f"hamkor: {error}", file=sys.stderr)
        return 2
    results = _results(facts, options.on, options.only)
    if options.json:
        print(
            json.dumps(as_json(facts, options.on, results, faults), ensure_ascii=False, indent=2)
        )
    else:
        translate = words.translator(options.lang)
        for line in _text(facts, options, results, faults, translate):
            print(line)
    return 1 if faults else 0


def _read(path: Path) -> tuple[Facts, tuple[FactFault, ...]]:
    told = load_plain(path, most_bytes=MOST_BYTES)
    if not isinstance(told, dict):
        raise BrokenDataFile(path.name, 1, "", "facts are written as names with values")
    return read_facts(told)


def _results(facts: Facts, on: date, only: str | None) -> dict[str, Conclusion]:
    assessment = Assessment(facts, on)
    if only:
        drawn = assessment[only]
        return {only: drawn} if drawn else {}
    return dict(assessment.results())


def _text(
    facts: Facts,
    options: argparse.Namespace,
    results: dict[str, Conclusion],
    faults: tuple[FactFault, ...],
    translate: Callable[[str], str],
) -> Iterator[str]:
    for fault in faults:
        yield f"{fault.path}: {spoken(fault.says, options.lang, translate)}"
    for name, conclusion in results.items():
        yield ""
        yield from explain(name, conclusion, options.lang, translate)
        for other in what_would_change(facts, options.on, name):
            says = spoken(other.says, options.lang, translate)
            yield f"  ↔ {other.path} = {other.answer}: {says}"
    if not results:
        yield "Nothing follows: too little is known, or no rule here asks for these facts."


def as_json(
    facts: Facts, on: date, results: dict[str, Conclusion], faults: tuple[FactFault, ...]
) -> dict[str, Any]:
    """Return everything for a program: values, provisions with sources, facts, what is missing."""
    return {
        "on": on.isoformat(),
        "state": facts.state,
        "results": {name: _conclusion(each) for name, each in results.items()},
        "faults": [{"path": fault.path, "says": str(fault.says)} for fault in faults],
    }


def _conclusion(conclusion: Conclusion) -> dict[str, Any]:
    answer = conclusion.answer
    return {
        "value": _value(answer.value),
        "says": str(answer.says),
        "confidence": conclusion.confidence,
        "alternatives": [
            {"value": _value(other.value), "why": str(other.why)} for other in answer.alternatives
        ],
        "notes": [str(note) for note in answer.notes],
        "provisions": [
            {
                "id": used.provision.id,
                "cite": used.provision.cite.en,
                "in_force_from": _value(used.version.in_force_from),
                "in_force_until": _value(used.version.in_force_until),
                "source": used.source.model_dump(mode="json"),
            }
            for used in conclusion.used
        ],
        "facts": {fact.path: _value(fact.value) for fact in conclusion.facts},
        "missing": list(conclusion.missing),
        "rests_on": [part.key for part in conclusion.parts],
    }


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Finding):
        return {
            "id": value.id,
            "weight": value.weight,
            "authority": list(value.authority),
            "says": str(value.says),
            "todo": str(value.todo),
        }
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    return value


__all__ = ["add_to", "as_json", "run"]
