"""What a change of law would do to people whose facts are known: before it and after, on one day.

Time passes for both sides alike; only the wording differs. So what is told is the work of the law
and not of the calendar.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Conclusion, Finding
from hamkor.law.counting import ONE_DAY
from hamkor.law.engine import Assessment
from hamkor.law.facts import Facts
from hamkor.law.provisions import Provision, Version, as_if, provision, provisions

Drawn = dict[str, Conclusion]
Differences = dict[str, tuple[Conclusion | None, Conclusion | None]]
"""Results by their names, before and after; None where none arises."""


UNDATED = ("bill", "not_in_force")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one provision.

    Attributes:
        on: the day it begins, and the day asked about.
        before: the provision as if nothing had changed.
        after: the provision with the change.
    """

    on: date
    before: Provision
    after: Provision


def changes_known() -> Iterator[tuple[Provision, date | None]]:
    """Give every wording that followed another or begins a provision, and every bill, undated."""
    for each in provisions().values():
        if each.status in UNDATED:
            yield each, None
            continue
        for version in each.history:
            if version.in_force_from:
                yield each, version.in_force_from


def change_of(id: str, on: date) -> Change:
    """Return what a provision brings on a day.

    Args:
        id: of the provision; a bill is taken as if it were in force from `on`, in the place of
            the provision that it `changes`.
        on: the day on which the wording begins.

    Raises:
        NotFound: there is no such provision.
        InputRefused: nothing of it begins on that day.
    """
    new = provision(id)
    if new.status in UNDATED:
        return _from_bill(new, provision(new.changes or id), on)
    if all(version.in_force_from != on for version in new.history):
        raise InputRefused(_("No wording of %(id)s begins on %(day)s"), field="on", id=id, day=on)
    before = new.model_copy(update={"history": tuple(_without(new, on))})
    return Change(on, before, new)


def _without(new: Provision, on: date) -> Iterator[Version]:
    """Give the wordings without the one that begins on a day; the one before it goes on."""
    earlier = [each for each in new.history if each.in_force_from and each.in_force_from < on]
    later = [each for each in new.history if each.in_force_from and each.in_force_from > on]
    yield from earlier[:-1]
    if earlier:
        until = later[0].in_force_from - ONE_DAY if later and later[0].in_force_from else None
        yield earlier[-1].model_copy(update={"in_force_until": until})
    yield from later


def _from_bill(bill: Provision, old: Provision, on: date) -> Change:
    new = bill.history[-1].model_copy(update={"in_force_from": on, "in_force_until": None})
    kept = []
    if bill.id != old.id:
        until = {"in_force_until": on - ONE_DAY}
        kept = [
            each.model_copy(update=until) if each.covers(on) else each
            for each in old.history
            if each.in_force_from and each.in_force_from < on
        ]
    changed = {"status": "in_force", "history": (*kept, new)}
    return Change(on, old, old.model_copy(update=changed))


def compare(people: Sequence[Facts], change: Change) -> list[Differences]:
    """Return, for each person, the results that the change alters."""
    with as_if(change.before):
        before = [_results(facts, change.on) for facts in people]
    with as_if(change.after):
        after = [_results(facts, change.on) for facts in people]
    return [differences(*pair) for pair in zip(before, after, strict=True)]


def differences(before: Drawn, after: Drawn) -> Differences:
    """Return the results whose values are not the same; findings are compared by their names."""
    return {
        name: (before.get(name), after.get(name))
        for name in dict.fromkeys((*before, *after))
        if _plain(before.get(name)) != _plain(after.get(name))
    }


def _plain(drawn: Conclusion | None) -> Any:
    return plain(drawn.value) if drawn else None


def plain(value: Any) -> Any:
    """Return a value as it is compared: findings by their names."""
    is_findings = isinstance(value, tuple) and all(isinstance(each, Finding) for each in value)
    return tuple(each.id for each in value) if is_findings else value


def _results(facts: Facts, on: date) -> Drawn:
    return dict(Assessment(facts, on).results())
