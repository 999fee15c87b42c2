"""From a tree of plain values, as YAML or JSON gives it, to a draft; what is wrong is named.

What cannot be read is left unsaid and reported, so that everything else is still checked and the
drafter loses nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from hamkor.drafting.draft import Draft
from hamkor.errors import gettext_noop as _
from hamkor.law.firewall import Purpose
from hamkor.law.reading_facts import FactFault, read_value
from hamkor.parties.areas import all_areas
from hamkor.parties.instruments import all_agreements
from hamkor.parties.measures import all_measures, measure
from hamkor.parties.offices import all_offices, states
from hamkor.parties.sayings import Saying

LONGEST_TEXT = 50_000
"""Characters of one item of the contents."""
MOST_PERSONS = 200
_SHORT = {"from": "sender", "to": "recipient"}
_LONGEST_SHOWN = 60

_UNKNOWN = _("%(told)s is not known here. Known are: %(known)s.")
_NO_ITEM = _("This kind of request has no such item; see `hamkor requests kinds`.")
_TOO_LONG = _("At most %(most)s characters are read here; put the rest in an attachment.")
_TOO_MANY = _("A request names at most %(most)s persons; make several requests.")
_NEEDED = _("This must be said: without it nothing can be checked.")
_NO_TEXTS = _("Here items with their texts are needed.")
_IN_FUTURE = _("%(day)s has not come yet on the day of the check.")
_OUT_OF_ORDER = _("%(day)s lies before %(before)s, which comes first.")
_OWN_OFFICE = _("An office does not ask itself.")
_NO_PERSON = _("This person has neither a name nor a day of birth; say at least one.")
_NO_PLACE = _("A day with hour and zone is needed, such as 2026-11-24T09:30+05:00.")


def read_draft(told: Mapping[str, Any], *, on: date) -> tuple[Draft, tuple[FactFault, ...]]:
    """Read a draft; whatever cannot be read stays unsaid and is listed.

    Args:
        told: fields as `Draft` names them; ``from`` and ``to`` name the offices.
        on: day of the check; a day after it cannot have happened.
    """
    faults: list[FactFault] = []
    plain = {_SHORT.get(str(name), str(name)): value for name, value in told.items()}
    contents = plain.pop("contents", {})
    days = _with_hours(plain, faults)
    plain = _few_persons(plain, faults)
    draft: Draft = read_value(Draft, plain, "", faults) or Draft()
    draft = replace(draft, contents=_texts(contents, draft.kind, faults))
    if days is not None:
        draft = replace(draft, days=replace(draft.days, detained_at=days))
    faults += (each for check in _CHECKS for each in check(draft, on))
    return _without_unknown_names(draft), tuple(faults)


def _few_persons(told: dict[str, Any], faults: list[FactFault]) -> dict[str, Any]:
    persons = told.get("persons")
    if not isinstance(persons, list) or len(persons) <= MOST_PERSONS:
        return told
    faults.append(FactFault("persons", Saying(_TOO_MANY, {"most": MOST_PERSONS})))
    return {**told, "persons": persons[:MOST_PERSONS]}


def _with_hours(told: dict[str, Any], faults: list[FactFault]) -> datetime | None:
    """Take the one instant out of the days: everything else there is a date."""
    days = told.get("days")
    if not isinstance(days, Mapping) or days.get("detained_at") in (None, "", "unknown"):
        return None
    told["days"] = {name: value for name, value in days.items() if name != "detained_at"}
    try:
        found = datetime.fromisoformat(str(days["detained_at"]))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        faults.append(FactFault("days.detained_at", Saying(_NO_PLACE)))
        return None
    return found


def _texts(told: Any, kind: str | None, faults: list[FactFault]) -> dict[str, str]:
    if not isinstance(told, Mapping):
        faults.append(FactFault("contents", Saying(_NO_TEXTS)))
        return {}
    known = {item.id for item in measure(kind).contents} if kind in all_measures() else None
    texts = {}
    for name, value in told.items():
        path = f"contents.{str(name)[:_LONGEST_SHOWN]}"
        text = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if known is not None and name not in known:
            faults.append(FactFault(path, Saying(_NO_ITEM)))
        elif len(text) > LONGEST_TEXT:
            faults.append(FactFault(path, Saying(_TOO_LONG, {"most": LONGEST_TEXT})))
            texts[str(name)] = text[:LONGEST_TEXT]
        else:
            texts[str(name)] = text
    return texts


def _unknown_names(draft: Draft, _on: date) -> Iterator[FactFault]:
    for path, name, known in _names(draft):
        if name is not None and name not in known:
            facts = {"told": name[:_LONGEST_SHOWN], "known": ", ".join(sorted(known))}
            yield FactFault(path, Saying(_UNKNOWN, facts))
    for path in ("kind", "sender", "recipient"):
        if getattr(draft, path) is None:
            yield FactFault(path, Saying(_NEEDED))


def _names(draft: Draft) -> Iterator[tuple[str, str | None, set[str]]]:
    codes, offices = set(states()), set(all_offices())
    yield "kind", draft.kind, set(all_measures())
    yield "sender", draft.sender, offices
    yield "recipient", draft.recipient, offices
    yield "area", draft.area, set(all_areas())
    yield "purpose", draft.purpose, {*map(str, Purpose), "prosecution"}
    for n, cited in enumerate(draft.cites):
        yield f"cites[{n}].instrument", cited.instrument, set(all_agreements())
    for n, offence in enumerate(draft.offences):
        for m, law in enumerate(offence.laws):
            yield f"offences[{n}].laws[{m}].state", law.state, codes


def _without_unknown_names(draft: Draft) -> Draft:
    """Names nobody knows are reported and dropped: the rest of the draft is still checked."""
    return replace(
        draft,
        kind=draft.kind if draft.kind in all_measures() else None,
        sender=draft.sender if draft.sender in all_offices() else None,
        recipient=draft.recipient if draft.recipient in all_offices() else None,
        area=draft.area if draft.area in all_areas() else None,
    )


def _one_office(draft: Draft, _on: date) -> Iterator[FactFault]:
    if draft.sender is not None and draft.sender == draft.recipient:
        yield FactFault("recipient", Saying(_OWN_OFFICE))


def _nameless(draft: Draft, _on: date) -> Iterator[FactFault]:
    for n, person in enumerate(draft.persons):
        if not person.name and person.born_on is None:
            yield FactFault(f"persons[{n}]", Saying(_NO_PERSON))


def _order_of_days(draft: Draft, on: date) -> Iterator[FactFault]:
    """What is said to have happened lies before the check, and causes before what they cause."""
    for path, day in _past_days(draft):
        if day is not None and day > on:
            yield FactFault(path, Saying(_IN_FUTURE, {"day": day}))
    for chain in _chains(draft):
        dated = [(path, day) for path, day in chain if day is not None]
        for (before, first), (path, day) in pairwise(dated):
            if day < first:
                yield FactFault(path, Saying(_OUT_OF_ORDER, {"day": day, "before": before}))


def _past_days(draft: Draft) -> Iterator[tuple[str, date | None]]:
    yield from ((f"persons[{n}].born_on", each.born_on) for n, each in enumerate(draft.persons))
    yield from ((f"offences[{n}].done_on", each.done_on) for n, each in enumerate(draft.offences))
    if draft.sentence:
        yield "sentence.given_on", draft.sentence.given_on
    days = draft.days
    for name in ("custody_since", "information_asked_on", "decision_notified_on", "decision_on"):
        yield f"days.{name}", getattr(days, name)
    if days.detained_at:
        # The day of the check has no hour: whatever zone it is meant in, this much is the future.
        yield "days.detained_at", (days.detained_at - timedelta(days=1)).date()


def _chains(draft: Draft) -> Iterator[list[tuple[str, date | None]]]:
    days, given_on = draft.days, draft.sentence.given_on if draft.sentence else None
    for n, offence in enumerate(draft.offences):
        done = (f"offences[{n}].done_on", offence.done_on)
        yield [done, ("sentence.given_on", given_on)]
        yield from (
            [(f"persons[{m}].born_on", each.born_on), done] for m, each in enumerate(draft.persons)
        )
    yield [
        ("days.decision_notified_on", days.decision_notified_on),
        ("days.appeal_reached_court_on", days.appeal_reached_court_on),
    ]
    yield [
        ("days.custody_since", days.custody_since),
        ("days.handover_set_for", days.handover_set_for),
    ]


_CHECKS: tuple[Callable[[Draft, date], Iterator[FactFault]], ...] = (
    _unknown_names,
    _one_office,
    _nameless,
    _order_of_days,
)
