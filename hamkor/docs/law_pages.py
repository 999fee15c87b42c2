"""A page for each provision of law, the list of them, the rules that answer, and the facts."""

import inspect
from collections.abc import Iterator
from dataclasses import fields
from functools import cache, partial
from pathlib import Path
from typing import Any, get_args, get_origin

import yaml

from hamkor.docs.markdown import cited, code, confidence, listed, page, table
from hamkor.law.counting import Term
from hamkor.law.engine import SCOPES, rules
from hamkor.law.facts import NOT_YET, Facts
from hamkor.law.many import GROUPS
from hamkor.law.provisions import Provision, Version, provisions
from hamkor.law.reading_facts import shape_of

EXAMPLES = Path(__file__).parents[2] / "tests" / "worked_examples" / "law"
MOST_EXAMPLES = 8
_STATUS = {
    "in_force": "",
    "ended": "It has ended.",
    "bill": "**A bill: it changes nothing until it is law.**",
    "not_in_force": "**Not in force: it changes nothing until its date is set.**",
}


def law_pages() -> dict[str, Any]:
    """Return what writes each page, by its file name."""
    pages: dict[str, Any] = {f"law/{id}.md": partial(_provision_page, id) for id in provisions()}
    return {"law/index.md": _index_page, "facts.md": _facts_page, **pages}


def _index_page() -> str:
    rows = (
        (
            f"[{each.id}]({each.id}.md)",
            each.cite.en,
            each.says.en,
            listed(each.answers),
            each.history[-1].in_force_from or "no date",
            confidence(each.history[-1].source),
        )
        for each in provisions().values()
    )
    head = ("id", "provision", "what it says", "answers", "from", "confidence")
    return page(
        "Provisions and what they answer",
        "What `hamkor law` and *Check my situation* know: each provision with its wordings, where "
        "they were read and how sure we are. The data is in `hamkor/data/law/provisions/`, the "
        "rules in `hamkor/law/rules/`.",
        table(head, rows),
        "## Results",
        "Each result has a name that does not change. A result about one of several things is "
        "asked for as `decisions[0].appeal_by`.",
        table(("name", "about", "what it is", "asks for"), _rules()),
    )


def _rules() -> Iterator[tuple[object, ...]]:
    for rule in rules("RU").values():
        doc = (inspect.getdoc(rule.ask) or "").split("\n")[0] or _from_data(rule.key)
        needs = [name for name in rule.needs if name != "law"]
        yield code(rule.key), SCOPES.get(rule.scope, "the person"), doc, listed(needs)


def _from_data(key: str) -> str:
    clocks = (clock for each in provisions().values() for clock in each.clocks)
    found = next((clock.does.en for clock in clocks if clock.key == key), "")
    return f"{found}: by when."


def _provision_page(id: str) -> str:
    each = provisions()[id]
    return page(
        f"{id}: {each.cite.en}",
        each.says.en,
        _STATUS[each.status],
        f"Otherwise: {each.otherwise.en}." if each.otherwise else "",
        "## Wordings",
        table(("from", "until", "says", "source", "checked on", "confidence"), _wordings(each)),
        *_unknowns(each),
        "## In other languages",
        table(("language", "cited as", "says"), _languages(each)),
        "## Answers",
        listed(each.answers) or "Nothing by itself.",
        *_examples(id),
    )


def _wordings(each: Provision) -> Iterator[tuple[object, ...]]:
    for version in each.history:
        yield (
            version.in_force_from or "no date",
            version.in_force_until or "",
            _said(version),
            cited(version.source),
            version.source.checked_on,
            confidence(version.source),
        )


def _said(version: Version) -> str:
    terms = (f"{name}: {_term(term)}" for name, term in version.terms.items())
    values = (f"{name}: {value}" for name, value in version.values.items())
    return "; ".join((*terms, *values))


def _term(term: Term) -> str:
    unit = term.unit.replace("_", " ")
    day = {"counted": ", first day counted", "open": ", first day open"}.get(term.first_day, "")
    off = ", a last day off moves" if term.last_day_off == "next_working_day" else ""
    return f"{term.length} {unit}{day}{off}"


def _unknowns(each: Provision) -> Iterator[str]:
    for version in each.history:
        if version.unknown:
            yield f"Not known of the wording of {version.in_force_from}: {version.unknown.en}."


def _languages(each: Provision) -> Iterator[tuple[str, str, str]]:
    for language in ("tg", "ru"):
        yield language, each.cite.in_language(language), each.says.in_language(language)


@cache
def _all_examples() -> tuple[dict[str, Any], ...]:
    files = sorted(EXAMPLES.glob("*.yaml"))
    return tuple(row for file in files for row in yaml.safe_load(file.read_text(encoding="utf-8")))


def _examples(id: str) -> Iterator[str]:
    rows = [row for row in _all_examples() if id in row.get("provisions", ())][:MOST_EXAMPLES]
    if rows:
        yield "## Worked examples"
        yield table(
            ("case", "asked on", "what follows"),
            (
                (row["case"], row["day"], "; ".join(f"{k}: {v}" for k, v in row["expect"].items()))
                for row in rows
            ),
        )


def _facts_page() -> str:
    kinds = [("", Facts)] + [
        (each.name, _inner(shape_of(Facts)[each.name]))
        for each in fields(Facts)
        if each.name not in ("state", "region")
    ]
    blocks: list[str] = []
    for name, kind in kinds:
        blocks.append(f"## {name or 'A person'}")
        blocks.append((inspect.getdoc(kind) or "").split("\n\n")[0])
        blocks.append(table(("fact", "what is written", "if absent"), _fields(kind)))
    return page(
        "Facts",
        "What `hamkor law explain FACTS.yaml` reads. Everything may be left out, or be `unknown`; "
        "dates are written as 2026-11-24, yes and no as words. Where there may be several of a "
        "thing they stand in a list.",
        *blocks,
        "## Columns of a register",
        "`hamkor law audit` reads the same facts from columns of a [table of text or "
        "Parquet](../howto/audit-a-register.md). A column of the decision has the bare name of "
        "its fact; the others a prefix.",
        table(
            ("prefix", "whose facts"),
            ((code(prefix or "(none)"), code(part)) for prefix, (part, _kind) in GROUPS.items()),
        ),
    )


def _inner(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is tuple else kind


def _fields(kind: Any) -> Iterator[tuple[str, str, str]]:
    shape = shape_of(kind)
    for each in fields(kind):
        absent = "it has not happened" if each.name in NOT_YET else "nobody said"
        yield code(each.name), written(shape[each.name]), absent


def written(kind: Any) -> str:
    """Say in words what is written for a fact of a type."""
    inner = [each for each in (get_args(kind) or (kind,)) if each is not type(None)]
    if get_origin(kind) is tuple:
        return f"a list of {written(inner[0])}"
    words = [word for each in inner for word in get_args(each)] or inner
    if all(isinstance(word, str) for word in words):
        return " or ".join(map(code, words))
    names = {"bool": "yes or no", "int": "a whole number", "str": "text", "date": "a day"}
    return names.get(getattr(inner[0], "__name__", ""), getattr(inner[0], "__name__", ""))
