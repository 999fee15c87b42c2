"""Rules that stand whole in the data: an event, a term, what has to be done.

A lawyer adds one by adding a clock to a provision; see `docs/howto/add-a-rule.md`.
"""

from datetime import date
from typing import Any

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Alternative, Answer
from hamkor.law.counting import Term, count
from hamkor.law.engine import Law, add_rule
from hamkor.law.provisions import Clock, Provision, provisions
from hamkor.parties.sayings import Saying


def add_rules_from_data() -> None:
    """Register a rule for every clock of every provision."""
    for each in provisions().values():
        for clock in each.clocks:
            _add(each, clock)


def by_term(term: Term, start: date, state: str, says: Saying, law: Law) -> Answer:
    """Answer with the last day of a term; with both readings where the first day is open."""
    calendar = law.calendar(state)
    safe = count(term, start, calendar).last_day
    others: tuple[Alternative, ...] = ()
    if term.is_open:
        later = count(term, start, calendar, first_day_counts=False).last_day
        others = (Alternative(later, _FIRST_DAY),)
    return Answer(safe, Saying(says.sentence, {**says.facts, "day": safe}), alternatives=others)


def due_by(
    provision: str, start: date, law: Law, sentence: str, name: str = "term"
) -> Answer | None:
    """Answer with the last day of a term of Russian law; None when there was no such term.

    Args:
        provision: id of the provision.
        start: local date of the event.
        law: asked for the wording of that day.
        sentence: what is said, with a place for %(day)s.
        name: of the term.
    """
    term = law.term(provision, start, name)
    return by_term(term, start, "RU", Saying(sentence), law) if term else None


def _add(each: Provision, clock: Clock) -> None:
    def ask(thing: Any, law: Law) -> Answer | None:
        start = getattr(thing, clock.event)
        if start is None or any(getattr(thing, name) for name in clock.unless):
            return None
        term = law.term(each.id, start, clock.term)
        if term is None:
            return None
        return by_term(term, start, each.state, Saying(_DUE, {"does": clock.does}), law)

    add_rule(clock.key, (clock.of, "law"), ask, state=each.state)


_DUE = _("%(does)s: by %(day)s.")
_FIRST_DAY = Saying(_("If the day of the event is not counted."))
