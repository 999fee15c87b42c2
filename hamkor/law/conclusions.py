"""What a rule concluded and why: a tree that ends in facts and in values with their sources."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from hamkor.data_files import Confidence
from hamkor.law.provisions import Used
from hamkor.parties.sayings import Saying

Weight = Literal["grave", "serious", "minor"]
_SURENESS: tuple[Confidence, ...] = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact that was asked for: its path, such as ``stays[0].entered_on``, and what was said."""

    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another answer that a source or a reading supports; the conclusion's own is the safe one."""

    value: Any
    why: Saying


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule returns.

    Attributes:
        value: the result; None when it cannot be said from what is known.
        says: the sentence a reader gets first.
        notes: what the reader must know besides.
        alternatives: where sources disagree; `value` is the safe one then.
    """

    value: Any
    says: Saying
    notes: tuple[Saying, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Conclusion:
    """A result with everything it rests on.

    Attributes:
        key: stable name of the result, such as ``last_day_of_stay``.
        answer: what the rule returned.
        used: values of law, with their versions and sources.
        facts: facts that were asked for and known.
        missing: paths of facts that were asked for and not known.
        parts: other conclusions it rests on.
    """

    key: str
    answer: Answer
    used: tuple[Used, ...]
    facts: tuple[FactUsed, ...]
    missing: tuple[str, ...]
    parts: tuple["Conclusion", ...] = field(default=(), repr=False)

    @property
    def value(self) -> Any:
        """Return the result; None when it cannot be said."""
        return self.answer.value

    @property
    def says(self) -> Saying:
        """Return the sentence a reader gets first."""
        return self.answer.says

    @property
    def confidence(self) -> Confidence:
        """Say how sure the least sure source is; high where no source is needed."""
        levels = [used.source.confidence for used in self.used]
        levels += [part.confidence for part in self.parts]
        return min(levels, key=_SURENESS.index, default="high")

    @property
    def is_verified(self) -> bool:
        """Say whether it may be shown without the mark "unverified"."""
        return self.confidence == "high" and not self.answer.alternatives

    def walk(self) -> Iterator["Conclusion"]:
        """Give this conclusion and every one below it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def all_missing(self) -> tuple[str, ...]:
        """Return every fact that was lacking anywhere below, once each."""
        return tuple(dict.fromkeys(path for each in self.walk() for path in each.missing))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a supervising prosecutor or a court would raise: a suggestion to a human.

    Attributes:
        id: stable name, such as ``wrong_term``.
        weight: how much it weighs; grave findings end a decision by themselves.
        authority: ids of the provisions or rulings that say so; empty where the data contradict
            themselves.
        says: what is wrong.
        todo: what to do about it; the date stands in the conclusion ``appeal_by``.
    """

    id: str
    weight: Weight
    authority: tuple[str, ...]
    says: Saying
    todo: Saying
