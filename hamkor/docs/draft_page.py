"""What `hamkor requests check` reads and answers, and every ground of refusal it looks for."""

import inspect
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from hamkor.docs.law_pages import written
from hamkor.docs.markdown import code, confidence_word, page, table
from hamkor.drafting.draft import (
    Cited,
    Days,
    Draft,
    EarlierDecision,
    InLaw,
    Offence,
    Paper,
    PersonFacts,
    Sentence,
)
from hamkor.drafting.grounds import Ground, cite_name, grounds
from hamkor.law.reading_facts import shape_of
from hamkor.parties.measures import all_measures

_PARTS: tuple[tuple[str, Any], ...] = (
    ("A draft", Draft),
    ("persons[]", PersonFacts),
    ("offences[]", Offence),
    ("offences[].laws[]", InLaw),
    ("sentence", Sentence),
    ("earlier_decisions[]", EarlierDecision),
    ("days", Days),
    ("paper", Paper),
    ("cites[]", Cited),
)
_WRITTEN = {"sender": "from", "recipient": "to"}
_WEIGHTS = {
    "must": "a bar",
    "may": "the other office may refuse",
    "ask": "a named officer decides",
}
_ANSWER = (
    ("on, kind", "the day and the kind"),
    ("is_ready", "nothing is missing, wrong or against it; the exit code is 0"),
    ("instrument", "what governs, every branch, why, and in which language to write"),
    ("channel", "what is wrong with the way: `wrong_office`, `not_military`, `another_body`, "
                "`not_in_area`, `no_instrument`, `does_not_govern`, `no_such_article`"),
    ("missing", "items of the contents, each with the articles that ask for it"),
    ("risks", "grounds of refusal that the facts speak for, bars first, with remedy"),
    ("questions", "facts nobody told, and the grounds they decide about"),
    ("safeguards", "what a named officer answers before the request is sent"),
    ("clocks", "which run, and their last day, inclusive"),
    ("faults", "what could not be read or cannot be true; the rest was checked"),
)  # fmt: skip


def draft_page() -> str:
    """Write the fields of a draft, the answer about it, and the grounds."""
    return page(
        "Draft",
        "What `hamkor requests check FILE.yaml --on DATE` reads. Everything but `kind`, `from` "
        "and `to` may be left out, or be `unknown`: it answers what it can and says which fact "
        "would settle the rest. Dates are written as 2026-11-24. Each kind has a complete "
        "example: `example.yaml` in its folder of `hamkor/data/kinds`. Exit 0: ready; "
        "1: incomplete or risky; 2: it cannot be read.",
        *(block for name, kind in _PARTS for block in _blocks(name, kind)),
        "## contents",
        "A text for each item of the kind; see [kinds of request](kinds.md).",
        "## The answer",
        table(("key (`--json`)", "what it holds"), ((code(k), v) for k, v in _ANSWER)),
        "## Grounds of refusal",
        "Each is looked for in the kinds named. A provision counts only where its instrument may "
        "govern between the two offices on that day, or its code binds one of them.",
        table(
            ("ground", "says", "mend it", "provisions", "kinds"),
            (_row(each) for each in grounds().values()),
        ),
    )


def _blocks(name: str, kind: Any) -> Iterator[str]:
    yield f"## {name}"
    yield (inspect.getdoc(kind) or "").split("\n\n")[0]
    shape = shape_of(kind)
    yield table(
        ("field", "what is written"),
        (
            (code(_WRITTEN.get(each.name, each.name)), written(shape[each.name]))
            for each in fields(kind)
            if each.name != "contents"
        ),
    )


def _row(ground: Ground) -> tuple[str, ...]:
    provisions = "; ".join(
        f"{cite_name(each.of).en}, {each.provision}: {_WEIGHTS[each.weight]}"
        + ("" if each.is_verified else f" ({confidence_word(each.confidence)})")
        for each in ground.provisions
    )
    kinds = ", ".join(code(kind.id) for kind in all_measures().values() if ground.id in kind.risks)
    return code(ground.id), ground.says.en, ground.remedy.en, provisions, kinds
