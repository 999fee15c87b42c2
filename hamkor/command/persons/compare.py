"""`hamkor persons compare A B`: one pair, with the reasons for and against."""

import argparse
import json
import sys
from dataclasses import replace

from hamkor.batch.people import COLUMNS, Person, person_of, record_of_name
from hamkor.batch.said import VERDICTS, as_facts, say_reason, translator
from hamkor.batch.surface import parse
from hamkor.batch.tables import Row
from hamkor.command.persons.weights import scale_of
from hamkor.errors import UnreadableTable
from hamkor.errors import gettext_noop as _
from hamkor.matching import Comparison

SETTLES = _("what would settle it: %(field)s")
AGAINST = _("strongest against: %(reason)s")


def run(options: argparse.Namespace) -> int:
    """Print the verdict and the reasons, the weightiest first."""
    one, other = _person(options.one, "A"), _person(options.other, "B")
    for problem in (*one.unread, *other.unread):
        print(problem, file=sys.stderr)
    found = scale_of(options).compare(parse(one.record), parse(other.record))
    if options.json:
        print(json.dumps(as_facts(found, options.language), ensure_ascii=False, indent=1))
    else:
        _print(found, options.language)
    return 0


def _person(text: str, place: str) -> Person:
    if not text.lstrip().startswith("{"):
        return Person(record_of_name(text))
    cells = _cells(text, place)
    unknown = sorted(cells.keys() - set(COLUMNS))
    if unknown:
        raise UnreadableTable(
            _("%(place)s: no column is called %(unknown)s; the columns are %(known)s"),
            place=place,
            unknown=", ".join(unknown),
            known=", ".join(COLUMNS),
        )
    person = person_of(Row(1, cells))
    return replace(person, unread=tuple(said.replace("row 1", place, 1) for said in person.unread))


def _cells(text: str, place: str) -> dict[str, str]:
    try:
        cells = json.loads(text)
    except ValueError as error:
        raise UnreadableTable(
            _("%(place)s is not JSON: %(why)s"), place=place, why=str(error)
        ) from error
    for name, value in cells.items():
        if isinstance(value, list | dict):
            raise UnreadableTable(
                _("%(place)s, column %(column)s: one text, not a list"), place=place, column=name
            )
    return {str(name): str(value or "") for name, value in cells.items()}


def _print(found: Comparison, language: str) -> None:
    say = translator(language)
    print(
        f"{say(VERDICTS[found.verdict])} — {found.score:+.1f} bits, "
        f"probability {found.probability:.4g}"
    )
    for reason in sorted(found.reasons, key=lambda reason: -abs(reason.bits)):
        print(f"  {reason.field:<11} {say_reason(reason, language)}")
    if found.against:
        print(f"  {say(AGAINST) % {'reason': say_reason(found.against, language)}}")
    if found.would_settle:
        print(f"  {say(SETTLES) % {'field': found.would_settle}}")
