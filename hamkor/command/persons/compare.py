"""`hamkor persons compare A B`: one pair, with the reasons for and against."""

import argparse
import json

from hamkor.batch.people import person_of, record_of_name
from hamkor.batch.said import VERDICTS, as_facts, say_reason, translator
from hamkor.batch.surface import parse
from hamkor.batch.tables import Row
from hamkor.command.persons.weights import scale_of
from hamkor.errors import UnreadableTable
from hamkor.errors import gettext_noop as _
from hamkor.matching import Comparison, Record

SETTLES = _("what would settle it: %(field)s")
AGAINST = _("strongest against: %(reason)s")


def run(options: argparse.Namespace) -> int:
    """Print the verdict and the reasons, the weightiest first."""
    found = scale_of(options).compare(
        parse(_record(options.one, "A")), parse(_record(options.other, "B"))
    )
    if options.json:
        print(json.dumps(as_facts(found, options.language), ensure_ascii=False, indent=1))
    else:
        _print(found, options.language)
    return 0


def _record(text: str, place: str) -> Record:
    if not text.lstrip().startswith("{"):
        return record_of_name(text)
    try:
        cells = json.loads(text)
    except ValueError as error:
        raise UnreadableTable(
            _("%(place)s is not JSON: %(why)s"), place=place, why=str(error)
        ) from error
    return person_of(Row(1, {str(name): str(value or "") for name, value in cells.items()})).record


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
