"""A conclusion in words: what follows, by which provision, from which facts, how sure, what if.

In the language of the reader; nothing is said as certain that a source does not carry.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Conclusion, Finding
from hamkor.law.engine import Assessment
from hamkor.law.facts import Facts
from hamkor.law.provisions import provision
from hamkor.law.reading_facts import shape_of
from hamkor.parties.sayings import Saying, spoken

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """An answer to a missing fact that would change a result."""

    path: str
    answer: Any
    value: Any
    says: Saying


def what_would_change(facts: Facts, on: date, name: str) -> tuple[WhatIf, ...]:
    """Try every possible answer to each missing fact that has few; return those that matter."""
    now = Assessment(facts, on)[name]
    if now is None:
        return ()
    found = []
    for path in now.all_missing():
        for answer in _answers(path):
            then = Assessment(with_fact(facts, path, answer), on)[name]
            if then and _shown(then.value) != _shown(now.value):
                found.append(WhatIf(path, answer, then.value, then.says))
    return tuple(found)


def with_fact(facts: Facts, path: str, value: Any) -> Facts:
    """Return the facts with one of them told: `path` as in ``stays[0].purpose``."""
    changed: Facts = _set(facts, path.split("."), value)
    return changed


def _set(of: Any, steps: list[str], value: Any) -> Any:
    step, *rest = steps
    name, _bracket, index = step.partition("[")
    held = getattr(of, name)
    if index:
        place = int(index[:-1])
        new = value if not rest else _set(held[place], rest, value)
        held = (*held[:place], new, *held[place + 1 :])
    else:
        held = value if not rest else _set(held, rest, value)
    return replace(of, **{name: held})


def _answers(path: str) -> tuple[Any, ...]:
    kind: Any = Facts
    for step in path.split("."):
        kind = shape_of(kind)[step.partition("[")[0]]
        if get_origin(kind) is tuple:
            kind = get_args(kind)[0]
    if isinstance(kind, UnionType):
        kind = next(each for each in get_args(kind) if each is not type(None))
    if kind is bool:
        return (True, False)
    return get_args(kind) if get_origin(kind) is Literal else ()


def _shown(value: Any) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], Finding):
        return tuple(finding.id for finding in value)
    return value


def explain(
    name: str, conclusion: Conclusion, language: str, translate: Translate
) -> Iterator[str]:
    """Give the lines of an explanation, indented by depth, for a terminal or a letter."""
    yield from _lines(name, conclusion, language, translate, 0)


def _lines(
    name: str, conclusion: Conclusion, language: str, translate: Translate, depth: int
) -> Iterator[str]:
    pad = "  " * depth
    mark = "" if conclusion.is_verified else f" [{translate(_UNVERIFIED)}]"
    yield f"{pad}{name}: {spoken(conclusion.says, language, translate)}{mark}"
    for line in (
        *_because(conclusion, language, translate),
        *_besides(conclusion, language, translate),
    ):
        yield f"{pad}  {line}"
    for part in conclusion.parts:
        yield from _lines(part.key, part, language, translate, depth + 1)


def _because(conclusion: Conclusion, language: str, translate: Translate) -> Iterator[str]:
    for used in conclusion.used:
        source = used.source
        sure = "" if source.is_verified else f" ({source.confidence})"
        cite, says = used.provision.cite, used.provision.says
        yield f"§ {cite.in_language(language)}: {says.in_language(language)}{sure}"
        if used.version.unknown:
            yield f"? {used.version.unknown.in_language(language)}"
    for fact in conclusion.facts:
        yield f"· {fact.path} = {fact.value}"
    for path in conclusion.missing:
        yield f"· {path}: {translate(_NOT_SAID)}"


def _besides(conclusion: Conclusion, language: str, translate: Translate) -> Iterator[str]:
    answer = conclusion.answer
    for note in answer.notes:
        yield f"! {spoken(note, language, translate)}"
    for other in answer.alternatives:
        yield f"≠ {other.value}: {spoken(other.why, language, translate)}"
    if isinstance(answer.value, tuple):
        yield from _findings(answer.value, language, translate)


def _findings(value: tuple[Any, ...], language: str, translate: Translate) -> Iterator[str]:
    for finding in value:
        if isinstance(finding, Finding):
            cites = "; ".join(provision(id).cite.in_language(language) for id in finding.authority)
            wrong = spoken(finding.says, language, translate)
            yield f"– {wrong} ({cites})" if cites else f"– {wrong}"
            yield f"  → {spoken(finding.todo, language, translate)}"


_UNVERIFIED = _("unverified")
_NOT_SAID = _("nobody said")
