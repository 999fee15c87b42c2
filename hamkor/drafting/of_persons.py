"""Grounds that lie in the person."""

from collections.abc import Iterator

from hamkor.drafting.context import (
    Answer,
    Context,
    Detector,
    Found,
    Open,
    Speaks,
    doubted,
    each_person,
    no,
    yes,
)
from hamkor.drafting.draft import PersonFacts
from hamkor.law.counting import months_after

ADULT_MONTHS = 18 * 12
_DUAL = frozenset({"RU", "TJ"})
"""The two states that let their citizens hold the citizenship of both."""


def _own_national(path: str, person: PersonFacts, context: Context) -> Iterator[Answer]:
    state = context.recipient.state
    if state in person.citizenships:
        yield Found(((f"{path}.citizenships", ", ".join(person.citizenships)),))
    elif not person.citizenships and not person.is_stateless:
        yield Open(f"{path}.citizenships")


def _dual_citizenship(path: str, person: PersonFacts, context: Context) -> Iterator[Answer]:
    pair = {context.sender.state, context.recipient.state}
    has_one = len(person.citizenships) == 1 and person.citizenships[0] in _DUAL
    if pair == _DUAL and has_one and context.recipient.state not in person.citizenships:
        yield from no(
            f"{path}.is_second_citizenship_excluded",
            person.is_second_citizenship_excluded or False,
        )


def _not_their_citizen(path: str, person: PersonFacts, context: Context) -> Iterator[Answer]:
    if context.measure.id == "transfer_of_prosecution" and context.draft.extradition_refused:
        return
    if person.citizenships and context.recipient.state not in person.citizenships:
        yield Found(((f"{path}.citizenships", ", ".join(person.citizenships)),))
    elif not person.citizenships and person.is_stateless is None:
        yield Open(f"{path}.citizenships")
    elif person.is_stateless:
        yield Found(((f"{path}.is_stateless", True),))


def _asylum(path: str, person: PersonFacts, context: Context) -> Iterator[Answer]:
    if person.asked_for_asylum_in == context.recipient.state:
        yield Found(((f"{path}.asked_for_asylum_in", person.asked_for_asylum_in),))


def _asylum_data(path: str, person: PersonFacts, context: Context) -> Iterator[Answer]:
    """The recipient is the state from which the person fled."""
    where = person.asked_for_asylum_in
    is_home = context.recipient.state in person.citizenships
    if where and where != context.recipient.state and is_home:
        yield Found(((f"{path}.asked_for_asylum_in", where),))


def _minor(path: str, person: PersonFacts, context: Context) -> Iterator[Answer]:
    if person.born_on is None:
        yield Open(f"{path}.born_on")
        return
    adult_on = months_after(person.born_on, ADULT_MONTHS)
    days = [each.done_on for each in context.draft.offences if each.done_on] or [context.on]
    if min(days) < adult_on:
        yield Found(((f"{path}.born_on", person.born_on),))


def _of_each(name: str, speaks: Speaks) -> Detector:
    """A single fact of each person, and whether its yes or its no speaks for the ground."""

    def ask(path: str, person: PersonFacts, _context: Context) -> Iterator[Answer]:
        yield from speaks(f"{path}.{name}", getattr(person, name))

    return each_person(ask)


def _whereabouts(context: Context) -> Iterator[Answer]:
    is_victim = any(each.is_trafficking_victim for each in context.draft.persons)
    if is_victim or "danger_from_searcher" in context.draft.doubts:
        name = "persons" if is_victim else "doubts"
        value = "is_trafficking_victim" if is_victim else "danger_from_searcher"
        yield Found(((name, value),))


def _trial(context: Context) -> Iterator[Answer]:
    if "fair_trial" in context.draft.doubts and "fair_trial" not in context.draft.assurances:
        yield Found((("doubts", "fair_trial"),))


DETECTORS: dict[str, Detector] = {
    "own_national": each_person(_own_national),
    "dual_citizenship_open": each_person(_dual_citizenship),
    "not_their_citizen": each_person(_not_their_citizen),
    "asylum": each_person(_asylum),
    "asylum_data_home": each_person(_asylum_data),
    "persecution": doubted("persecution"),
    "torture": doubted("torture"),
    "fair_trial": _trial,
    "minor": each_person(_minor),
    "trafficking_victim": _of_each("is_trafficking_victim", yes),
    "no_consent": _of_each("consents", no),
    "whereabouts_of_victim": _whereabouts,
    "against_wish": _of_each("wants_notice", no),
    "child_not_heard": _of_each("was_heard", no),
    "return_to_danger": doubted("danger_at_home"),
}
