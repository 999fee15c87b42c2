"""From a tree of plain values, as YAML or JSON gives it, to facts; what is wrong is named.

A value that cannot be read is left unknown and reported, so that everything else still gets its
answer.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hamkor.errors import gettext_noop as _
from hamkor.law.facts import Facts
from hamkor.parties.sayings import Saying

MOST_OF_A_KIND = 500
LONGEST_TEXT = 300
EARLIEST = date(1900, 1, 1)
UNKNOWN = ("", "unknown", "?")


@dataclass(frozen=True, slots=True)
class FactFault:
    """A fact that cannot be as written: its path, and what would mend it."""

    path: str
    says: Saying


def read_facts(told: Mapping[str, Any]) -> tuple[Facts, tuple[FactFault, ...]]:
    """Read what was told; whatever cannot be read stays unknown and is listed.

    Dates are written as 2026-11-24. "unknown" and an empty text mean that nobody said.
    """
    faults: list[FactFault] = []
    facts: Facts = _object(Facts, told, "", faults)
    faults += contradictions(facts)
    return facts, tuple(faults)


@cache
def shape_of(kind: type) -> dict[str, Any]:
    """Return the type of each field of a kind of facts."""
    return get_type_hints(kind)


def _object(kind: type, told: Any, path: str, faults: list[FactFault]) -> Any:
    if not isinstance(told, Mapping):
        faults.append(FactFault(path, Saying(_("Here a group of facts is needed."))))
        return kind()
    shape = shape_of(kind)
    for name in told.keys() - shape.keys():
        faults.append(FactFault(_join(path, str(name)[:80]), Saying(_NO_SUCH_FACT)))
    values = {
        name: read_value(shape[name], told[name], _join(path, name), faults)
        for name in shape
        if name in told
    }
    defaults = {each.name: each.default for each in fields(kind)}
    return kind(**{name: defaults[name] if v is None else v for name, v in values.items()})


def read_value(kind: Any, told: Any, path: str, faults: list[FactFault]) -> Any:
    """Read one fact of a type; None where nobody said or it cannot be read, which is reported."""
    if told is None or (isinstance(told, str) and told.strip().lower() in UNKNOWN):
        return None
    wanted = _without_none(kind)
    if get_origin(wanted) is tuple:
        return _list(get_args(wanted)[0], told, path, faults)
    if is_dataclass(wanted):
        return _object(wanted, told, path, faults)  # type: ignore[arg-type]
    try:
        return _scalar(wanted, told)
    except ValueError as error:
        faults.append(FactFault(path, Saying(str(error), {"told": str(told)[:60]})))
        return None


def _without_none(kind: Any) -> Any:
    if isinstance(kind, UnionType) or get_origin(kind) not in (None, tuple, Literal):
        return next(each for each in get_args(kind) if each is not type(None))
    return kind


def _list(kind: Any, told: Any, path: str, faults: list[FactFault]) -> tuple[Any, ...]:
    listed = told if isinstance(told, list | tuple) else [told]
    if len(listed) > MOST_OF_A_KIND:
        faults.append(FactFault(path, Saying(_TOO_MANY, {"most": MOST_OF_A_KIND})))
        listed = listed[:MOST_OF_A_KIND]
    read = (read_value(kind, each, f"{path}[{n}]", faults) for n, each in enumerate(listed))
    return tuple(each for each in read if each is not None)


def _scalar(kind: Any, told: Any) -> Any:
    if kind in _READERS:
        return _READERS[kind](told)
    if told in get_args(kind):
        return told
    raise ValueError(_NOT_A_CHOICE)


def _bool(told: Any) -> bool:
    if told in (True, "yes", "true"):
        return True
    if told in (False, "no", "false"):
        return False
    raise ValueError(_YES_OR_NO)


def _int(told: Any) -> int:
    if isinstance(told, int) and not isinstance(told, bool) and abs(told) < 10**12:
        return told
    raise ValueError(_WHOLE_NUMBER)


def _text(told: Any) -> str:
    text = str(told)
    if len(text) > LONGEST_TEXT:
        raise ValueError(_TOO_LONG)
    return text


def _date(told: Any) -> date:
    if isinstance(told, datetime):
        told = told.date()
    if not isinstance(told, date):
        try:
            told = date.fromisoformat(str(told))
        except ValueError as error:
            raise ValueError(_NO_DATE) from error
    if told < EARLIEST:
        raise ValueError(_NO_DATE)
    return told  # type: ignore[no-any-return]


_READERS: dict[Any, Callable[[Any], Any]] = {date: _date, bool: _bool, int: _int, str: _text}


def contradictions(facts: Facts) -> Iterator[FactFault]:
    """Give what cannot be true at once."""
    for each in CONTRADICTIONS:
        yield from each(facts)


def _left_before_entering(facts: Facts) -> Iterator[FactFault]:
    for n, stay in enumerate(facts.stays):
        if stay.entered_on and stay.left_on and stay.left_on < stay.entered_on:
            yield FactFault(f"stays[{n}].left_on", Saying(_LEFT_BEFORE))


def _overlaps(facts: Facts) -> Iterator[FactFault]:
    stays = facts.stays
    dated = sorted(
        ((stay.entered_on, n) for n, stay in enumerate(stays) if stay.entered_on),
    )
    for (_first, one), (begins, other) in pairwise(dated):
        left = stays[one].left_on
        if left is None or begins < left:
            yield FactFault(f"stays[{other}].entered_on", Saying(_OVERLAP))


def _before_adopted(name: str) -> Callable[[Facts], Iterator[FactFault]]:
    def check(facts: Facts) -> Iterator[FactFault]:
        for n, decision in enumerate(facts.decisions):
            adopted, day = decision.adopted_on, getattr(decision, name)
            if adopted and day and day < adopted:
                told = Saying(_BEFORE_ADOPTED, {"adopted": adopted})
                yield FactFault(f"decisions[{n}].{name}", told)

    return check


def _born_too_late(facts: Facts) -> Iterator[FactFault]:
    if not facts.stays:
        return
    born = facts.person.born_on
    if born and any(stay.entered_on and stay.entered_on < born for stay in facts.stays):
        yield FactFault("person.born_on", Saying(_BORN_LATER))


CONTRADICTIONS: tuple[Callable[[Facts], Iterator[FactFault]], ...] = (
    _left_before_entering,
    _overlaps,
    *map(_before_adopted, ("served_on", "in_force_on", "published_on", "removed_on", "until")),
    _born_too_late,
)
"""Each looks at few facts: a register asks it once for all rows that are alike in them."""


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


_NO_SUCH_FACT = _("There is no such fact; see the list of facts.")
_TOO_MANY = _("At most %(most)s are read here; the rest was left out.")
_YES_OR_NO = _("Here yes, no or unknown is needed, not %(told)s.")
_WHOLE_NUMBER = _("Here a whole number is needed, not %(told)s.")
_NOT_A_CHOICE = _("%(told)s is not one of the words that are known here.")
_TOO_LONG = _("This text is longer than 300 characters.")
_NO_DATE = _("%(told)s is not a date; write it like 2026-11-24.")
_LEFT_BEFORE = _("The exit lies before the entry; one of the two days is wrong.")
_OVERLAP = _("This stay begins before another ended; one of the days is wrong.")
_BEFORE_ADOPTED = _("This day lies before the decision was adopted, %(adopted)s.")
_BORN_LATER = _("The person was born after having entered; one of the two days is wrong.")
