"""What a check knows besides the draft: the day, the two states, and what may govern."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from hamkor.drafting.draft import Draft, InLaw, Offence
from hamkor.parties.agreements import Applicable, applicable
from hamkor.parties.measures import Measure, measure
from hamkor.parties.offices import Office, office


@dataclass(frozen=True)
class Found:
    """A ground that the facts speak for: the facts, as path and value."""

    facts: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Open:
    """A fact that nobody has told and that would decide about a ground."""

    path: str


Answer = Found | Open
Detector = Callable[["Context"], Iterator[Answer]]
Speaks = Callable[[str, object], Iterator[Answer]]


@dataclass(frozen=True)
class Context:
    """A draft on a day.

    Raises:
        NotFound: the draft names no kind or no two offices that are known.
    """

    draft: Draft
    on: date

    @cached_property
    def measure(self) -> Measure:
        """The kind of request."""
        return measure(self.draft.kind or "")

    @cached_property
    def sender(self) -> Office:
        """The office that asks."""
        return office(self.draft.sender or "")

    @cached_property
    def recipient(self) -> Office:
        """The office that is asked."""
        return office(self.draft.recipient or "")

    @cached_property
    def law(self) -> Applicable:
        """Which instrument governs, every branch of it."""
        asked = (self.sender.id, self.recipient.id, self.measure.id)
        return applicable(*asked, on=self.on, area=self.draft.area)

    @cached_property
    def instruments(self) -> tuple[str, ...]:
        """Ids of every instrument that may govern or applies beside."""
        beside = (branch.agreement.id for branch in self.law.also if branch.agreement)
        return tuple(dict.fromkeys((*self.law.agreement_ids, *beside)))

    @property
    def is_for_execution(self) -> bool:
        """Whether a sentence is to be executed, not an act prosecuted."""
        return self.draft.stage == "execution"

    def law_of(self, offence: Offence, state: str) -> InLaw | None:
        """Return how the law of a state sees an act, if that was told."""
        return next((law for law in offence.laws if law.state == state), None)

    def acts(self) -> Iterator[tuple[str, Offence]]:
        """Give every act with its path."""
        yield from ((f"offences[{n}]", each) for n, each in enumerate(self.draft.offences))


def yes(path: str, value: object) -> Iterator[Answer]:
    """A fact that speaks for the ground when it is true, and is open while nobody said."""
    if value is None:
        yield Open(path)
    elif value:
        yield Found(((path, value),))


def no(path: str, value: object) -> Iterator[Answer]:
    """The same for a fact that speaks for the ground when it is false."""
    if value is None:
        yield Open(path)
    elif not value:
        yield Found(((path, value),))


def doubted(name: str) -> Detector:
    """A doubt that somebody raised; silence about doubts is no open fact."""

    def detect(context: Context) -> Iterator[Answer]:
        if name in context.draft.doubts:
            yield Found((("doubts", name),))

    return detect


def each_person(ask: Callable[[str, Any, Context], Iterable[Answer]]) -> Detector:
    """Ask something of every person; of a draft that names none, that they be named."""

    def detect(context: Context) -> Iterator[Answer]:
        if not context.draft.persons:
            yield Open("persons")
        for n, person in enumerate(context.draft.persons):
            yield from ask(f"persons[{n}]", person, context)

    return detect


def each_act(ask: Callable[[str, Offence, Context], Iterable[Answer]]) -> Detector:
    """Ask something of every act; of a draft that describes none, that they be described."""

    def detect(context: Context) -> Iterator[Answer]:
        if not context.draft.offences:
            yield Open("offences")
        for path, offence in context.acts():
            yield from ask(path, offence, context)

    return detect
