"""Which promises of the offices stand, which are broken, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from hamkor import clock
from hamkor.intake.models import StatusStep, Step
from hamkor.intake.states import is_kept_by
from hamkor.parties.offices import states


@dataclass(frozen=True)
class StandingPromise:
    """A date by which a state owes the person something.

    Attributes:
        step: the step it was given with.
        on: local date of the state that owes it, inclusive.
        state: which state owes it.
        source: a provision, or the sentence that it is the office's own promise.
        is_late: the date has passed there.
    """

    step: Step
    on: date
    state: str
    source: str
    is_late: bool


def standing_promises(steps: Sequence[StatusStep]) -> list[StandingPromise]:
    """Return the promises of `steps` (in their order) that nothing later kept, by date.

    Of the same promise given twice the later one counts.
    """
    standing: dict[Step, StandingPromise] = {}
    for place, shown in enumerate(steps):
        step = Step(shown.step)
        if shown.promised_on is None:
            continue
        if not any(is_kept_by(step, Step(later.step)) for later in steps[place + 1 :]):
            standing[step] = _promise(step, shown, shown.promised_on)
    return sorted(standing.values(), key=lambda promise: promise.on)


def _promise(step: Step, shown: StatusStep, on: date) -> StandingPromise:
    debtor = states().get(shown.promised_by)
    today = clock.today(debtor.time_zone if debtor else settings.NODE.time_zone)
    return StandingPromise(step, on, shown.promised_by, shown.promise_source, on < today)
