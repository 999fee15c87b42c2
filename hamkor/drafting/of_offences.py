"""Grounds that lie in the act, its penalty, or what was decided about it."""

from collections.abc import Iterator

from hamkor.drafting.context import Answer, Context, Detector, Found, Open, each_act, no, yes
from hamkor.drafting.draft import Offence

YEAR = 12
EXECUTION_MONTHS = 6
"""Least sentence for which a person is handed over to serve it."""


def _laws(path: str, offence: Offence, name: str) -> Iterator[tuple[str, str, object]]:
    for n, law in enumerate(offence.laws):
        yield f"{path}.laws[{n}].{name}", law.state or "", getattr(law, name)


def _threshold(context: Context) -> Iterator[Answer]:
    if context.is_for_execution:
        yield from _too_few("months")(context)
        return
    yield from each_act(_penalty_too_low)(context)


def _too_few(name: str) -> Detector:
    """The months of a sentence, or what is left of them, below the least."""

    def detect(context: Context) -> Iterator[Answer]:
        months = getattr(context.draft.sentence, name, None)
        if months is None:
            yield Open(f"sentence.{name}")
        elif months < EXECUTION_MONTHS:
            yield Found(((f"sentence.{name}", months),))

    return detect


def _penalty_too_low(path: str, offence: Offence, context: Context) -> Iterator[Answer]:
    told = {state: (where, months) for where, state, months in _laws(path, offence, "most_months")}
    for state in (context.sender.state, context.recipient.state):
        where, months = told.get(state, (f"{path}.laws ({state}) most_months", None))
        if months is None:
            yield Open(where)
        elif isinstance(months, int) and months < YEAR:
            yield Found(((where, months),))


def _exactly_a_year(path: str, offence: Offence, context: Context) -> Iterator[Answer]:
    for where, state, months in _laws(path, offence, "most_months"):
        if months == YEAR and state in (context.sender.state, context.recipient.state):
            yield Found(((where, months),))


def _no_crime(path: str, offence: Offence, context: Context) -> Iterator[Answer]:
    state = context.recipient.state
    law = context.law_of(offence, state)
    where = f"{path}.laws ({state}) is_crime"
    is_crime = None if law is None else law.is_crime
    if is_crime is None and law is not None and law.most_months:
        return  # there is a penalty for it
    yield from no(where, is_crime)


def _barred(path: str, offence: Offence, context: Context) -> Iterator[Answer]:
    told = dict.fromkeys((context.sender.state, context.recipient.state), False)
    for where, state, day in _laws(path, offence, "barred_on"):
        if state in told and day is not None:
            told[state] = True
            if day <= context.on:  # type: ignore[operator]
                yield Found(((where, day),))
    yield from (
        Open(f"{path}.laws ({state}) barred_on") for state, is_told in told.items() if not is_told
    )


def _twice(context: Context) -> Iterator[Answer]:
    for n, each in enumerate(context.draft.earlier_decisions):
        path = f"earlier_decisions[{n}]"
        if each.state not in (None, context.recipient.state):
            continue
        if each.is_for_the_same_act is None:
            yield Open(f"{path}.is_for_the_same_act")
        elif each.is_for_the_same_act and each.is_final is not False:
            yield Found(((f"{path}.is_for_the_same_act", True),))


def _private(path: str, offence: Offence, _context: Context) -> Iterator[Answer]:
    yield from yes(f"{path}.is_private_prosecution", offence.is_private_prosecution or False)


def _there(path: str, offence: Offence, context: Context) -> Iterator[Answer]:
    if offence.done_in is None:
        yield Open(f"{path}.done_in")
    elif offence.done_in == context.recipient.state:
        yield Found(((f"{path}.done_in", offence.done_in),))


def _of_character(name: str) -> Detector:
    def detect(path: str, offence: Offence, _context: Context) -> Iterator[Answer]:
        if offence.character is None:
            yield Open(f"{path}.character")
        elif offence.character == name:
            yield Found(((f"{path}.character", name),))

    return each_act(detect)


def _death(path: str, offence: Offence, context: Context) -> Iterator[Answer]:
    if "death_penalty" in context.draft.assurances:
        return
    for where, state, may_be in _laws(path, offence, "may_be_death"):
        if state == context.sender.state and may_be:
            yield Found(((where, may_be),))


def _served(context: Context) -> Iterator[Answer]:
    sentence = context.draft.sentence
    if context.is_for_execution and sentence and sentence.months_left == 0:
        yield Found((("sentence.months_left", 0),))


def _beyond(path: str, offence: Offence, _context: Context) -> Iterator[Answer]:
    if offence.was_in_the_extradition is False:
        yield Found(((f"{path}.was_in_the_extradition", False),))


def _not_final(context: Context) -> Iterator[Answer]:
    sentence = context.draft.sentence
    yield from no("sentence.is_final", sentence.is_final if sentence else None)


def _petty(path: str, offence: Offence, _context: Context) -> Iterator[Answer]:
    yield from yes(f"{path}.is_petty", offence.is_petty or False)


DETECTORS: dict[str, Detector] = {
    "threshold": _threshold,
    "threshold_exactly_a_year": each_act(_exactly_a_year),
    "dual_criminality": each_act(_no_crime),
    "dual_criminality_help": each_act(_no_crime),
    "time_bar": each_act(_barred),
    "ne_bis_in_idem": _twice,
    "private_prosecution": each_act(_private),
    "territoriality": each_act(_there),
    "political_offence": _of_character("political"),
    "military_offence": _of_character("military"),
    "death_penalty": each_act(_death),
    "sentence_served": _served,
    "specialty": each_act(_beyond),
    "not_final": _not_final,
    "remaining_term": _too_few("months_left"),
    "petty": each_act(_petty),
}
