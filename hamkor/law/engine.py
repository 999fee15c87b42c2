"""How rules are found, asked and remembered.

A rule is a plain function. Its parameters name what it needs: a part of the facts, another
result, `on` (the day asked about) or `law` (the values in force). The engine passes them, notes
which facts and values were looked at, and keeps the note beside the result.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from hamkor.errors import NotFound, OurFault
from hamkor.errors import gettext_noop as _
from hamkor.law import calendars
from hamkor.law.calendars import WorkingCalendar
from hamkor.law.conclusions import Answer, Conclusion, FactUsed
from hamkor.law.counting import Term
from hamkor.law.facts import NOT_YET, Facts
from hamkor.law.provisions import Scalar, Used, Version, provision, wording

SCOPES = {
    "stay": "stays",
    "patent": "patents",
    "permit": "permits",
    "registration": "registrations",
    "contract": "contracts",
    "offence": "offences",
    "decision": "decisions",
    "wage": "wages",
    "dismissal": "dismissals",
    "detention": "detentions",
    "filed": "complaints",
}
"""Rules about one of several things: the name of the parameter, and where the things stand."""

PARTS = frozenset(each.name for each in fields(Facts))


@dataclass(frozen=True, slots=True)
class Rule:
    """A function and what it asks for. `scope` is a parameter of `SCOPES`, or empty."""

    key: str
    scope: str
    ask: Callable[..., Answer | None]
    needs: tuple[str, ...]
    state: str


_RULES: dict[tuple[str, str], Rule] = {}


def rule(key: str, *, state: str = "RU") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the function below as the rule that answers `key` under the law of `state`."""

    def register(ask: Callable[..., Any]) -> Callable[..., Any]:
        add_rule(key, tuple(inspect.signature(ask).parameters), ask, state=state)
        return ask

    return register


def add_rule(
    key: str, needs: tuple[str, ...], ask: Callable[..., Answer | None], *, state: str
) -> None:
    """Make `ask` the rule that answers `key`; it is called with `needs` in their order."""
    scope = next((name for name in needs if name in SCOPES), "")
    if (state, key) in _RULES:
        raise OurFault(_("Two rules answer %(key)s"), key=key)
    _RULES[state, key] = Rule(key, scope, ask, needs, state)


@cache
def rules(state: str) -> dict[str, Rule]:
    """Return the rules of one state by the key of their result, in the order they were written."""
    import hamkor.law.rules  # noqa: F401 - rules register themselves when read

    return {rule.key: rule for rule in _RULES.values() if rule.state == state}


class Law:
    """What a rule may ask of the law; every value it takes is noted, unless nobody will ask."""

    def __init__(self, *, takes_note: bool = True) -> None:
        self.used: list[Used] = []
        self._takes_note = takes_note

    def version(self, id: str, on: date, name: str = "") -> Version | None:
        """Return the wording of a provision on a day; None when there was none."""
        found = wording(id, on)
        if found and self._takes_note:
            used = Used(provision(id), found, name)
            if used not in self.used:
                self.used.append(used)
        return found

    def term(self, id: str, on: date, name: str = "term") -> Term | None:
        """Return a length of time as it stood on a day; None when there was none."""
        found = self.version(id, on, name)
        return found.terms.get(name) if found else None

    def value(self, id: str, name: str, on: date) -> Scalar | None:
        """Return a number, word or list as it stood on a day; None when there was none."""
        found = self.version(id, on, name)
        return found.values.get(name) if found else None

    @staticmethod
    def calendar(state: str) -> WorkingCalendar:
        """Return the working days of a state."""
        return calendars.for_state(state)


class _Watched:
    """Stands for a part of the facts and notes what is looked at."""

    __slots__ = ("_asked", "_of", "_path")

    def __init__(self, of: Any, path: str, asked: dict[str, Any]) -> None:
        self._of, self._path, self._asked = of, path, asked

    def __getattr__(self, name: str) -> Any:
        return _watch(getattr(self._of, name), f"{self._path}.{name}", self._asked)


def _watch(value: Any, path: str, asked: dict[str, Any]) -> Any:
    if is_dataclass(value):
        return _Watched(value, path, asked)
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return tuple(_Watched(each, f"{path}[{n}]", asked) for n, each in enumerate(value))
    if isinstance(value, tuple) and not value and path in PARTS:
        return value
    asked[path] = value
    return value


class Assessment:
    """All that follows from one person's facts on one day; each result is drawn when asked for.

    Args:
        facts: what is known.
        on: the day asked about, a local date.
    """

    def __init__(self, facts: Facts, on: date) -> None:
        self.facts, self.on = facts, on
        self._rules = rules(facts.state)
        self._drawn: dict[tuple[str, int], Conclusion | None] = {}

    def __getitem__(self, name: str) -> Conclusion | None:
        """Return a result by its name, such as ``last_day_of_stay`` or ``decisions[0].ban_until``.

        None when the question does not arise.

        Raises:
            NotFound: the law of this state answers no such question, or there is no such thing.
        """
        where, _dot, key = name.rpartition(".")
        number = where.partition("[")[2][:-1]
        if where and not (number.isascii() and number.isdigit()):
            raise NotFound(_("There is no such result"))
        return self.draw(key, int(number) if where else -1)

    def draw(self, key: str, index: int = -1) -> Conclusion | None:
        """Return a result by the key of its rule and the place of what it is about."""
        rule = self._rules.get(key)
        if rule is None:
            raise NotFound(
                _("The law of %(state)s has no rule called %(key)s"),
                state=self.facts.state,
                key=key,
            )
        if rule.scope and not 0 <= index < len(getattr(self.facts, SCOPES[rule.scope])):
            raise NotFound(_("There is no such result"))
        return self._draw(rule, index)

    def results(self) -> Iterator[tuple[str, Conclusion]]:
        """Give every result that arises, by its name."""
        for each in self._rules.values():
            for index in self._indexes(each):
                drawn = self._draw(each, index)
                if drawn:
                    yield _name(each, index), drawn

    def _indexes(self, rule: Rule) -> Iterable[int]:
        return range(len(getattr(self.facts, SCOPES[rule.scope]))) if rule.scope else (-1,)

    def _draw(self, rule: Rule, index: int) -> Conclusion | None:
        place = (rule.key, index if rule.scope else -1)
        if place not in self._drawn:
            arguments = tuple(self._argument(rule, name, index) for name in rule.needs)
            self._drawn[place] = self._ask(rule, index, arguments)
        return self._drawn[place]

    def _argument(self, rule: Rule, name: str, index: int) -> Any:
        if name == rule.scope:
            return getattr(self.facts, SCOPES[name])[index]
        if name == "on":
            return self.on
        if name == "law":
            return None
        if name in PARTS:
            return getattr(self.facts, name)
        other = self._rules[name]
        if other.scope and other.scope != rule.scope:
            return tuple(self._draw(other, n) for n in self._indexes(other))
        return self._draw(other, index)

    @staticmethod
    def _ask(rule: Rule, index: int, arguments: tuple[Any, ...]) -> Conclusion | None:
        law, asked = Law(), dict[str, Any]()
        parts: list[Conclusion] = []
        given: list[Any] = []
        for name, argument in zip(rule.needs, arguments, strict=True):
            if name == "law":
                given.append(law)
            elif name == rule.scope:
                given.append(_watch(argument, f"{SCOPES[name]}[{index}]", asked))
            elif name in PARTS:
                given.append(_watch(argument, name, asked))
            else:
                given.append(argument)
                parts += _conclusions(argument)
        answer = rule.ask(*given)
        return _concluded(rule.key, answer, law, asked, parts) if answer else None


def _concluded(
    key: str, answer: Answer, law: Law, asked: dict[str, Any], parts: list[Conclusion]
) -> Conclusion:
    known = tuple(FactUsed(path, value) for path, value in asked.items() if value is not None)
    missing = tuple(
        path
        for path, value in asked.items()
        if value is None and path.rpartition(".")[2] not in NOT_YET
    )
    return Conclusion(key, answer, tuple(law.used), known, missing, tuple(parts))


def _conclusions(argument: Any) -> list[Conclusion]:
    if isinstance(argument, Conclusion):
        return [argument]
    if isinstance(argument, tuple):
        return [each for each in argument if isinstance(each, Conclusion)]
    return []


def _name(rule: Rule, index: int) -> str:
    return f"{SCOPES[rule.scope]}[{index}].{rule.key}" if rule.scope else rule.key
