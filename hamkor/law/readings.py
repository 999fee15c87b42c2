"""Rules over a piece of a register, each asked once for every different reading of the facts.

A register repeats itself, and a rule looks at few facts of an entry: what it answered once it
answers again to whoever has the same facts there. Which facts those are nobody declares. The rule
is watched while it reads, and as soon as it looks at one more, all it had answered is forgotten.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any

from hamkor.errors import OurFault
from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Answer, Conclusion
from hamkor.law.engine import PARTS, Law, rules
from hamkor.law.facts import Decision, Facts, Family, Person

Columns = dict[str, list[Any]]
"""Facts by their name, one value a row: ``adopted_on``, ``person_born_on``, ``stays``."""

ALIKE = 400
"""Rows of a first piece from which it is learned which questions read the same."""
MOST_KEPT = 1_500_000
"""Answers that are kept; a bound on memory, not on the register."""


MOST_SMALL = 60
"""Different readings of a sample up to which questions are asked together without a thought."""
Asking = tuple[Callable[..., Answer | None], list[tuple[Callable[[str], Any], str]]]


class _Part:
    """The decision, person or family of the row that is looked at; notes what is read of it.

    What a rule is known to read stands here as a plain attribute. Only what it was not seen to
    read before comes to `__getattr__`.
    """

    def __init__(self, row: "Row", prefix: str, kind: type) -> None:
        self._row, self._prefix = row, prefix
        self._defaults = {each.name: each.default for each in fields(kind)}

    def settle(self, columns: Columns) -> None:
        """Hold as attributes what a register has no column for: the same for every row."""
        for name, default in self._defaults.items():
            if self._prefix + name not in columns:
                self.__dict__[name] = default

    def __getattr__(self, name: str) -> Any:
        column = self._prefix + name
        values = self._row.columns.get(column)
        if values is None:
            raise AttributeError(name)
        self._row.read.add(column)
        return values[self._row.place]


class _Several(Sequence[Any]):
    """The stays or offences of the row that is looked at; read as a whole or not at all."""

    def __init__(self, row: "Row", column: str) -> None:
        self._row, self._column = row, column

    def _all(self) -> tuple[Any, ...]:
        values = self._row.columns.get(self._column)
        if values is None:
            return ()
        self._row.read.add(self._column)
        found: tuple[Any, ...] = values[self._row.place]
        return found

    def __iter__(self) -> Iterator[Any]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __getitem__(self, index: Any) -> Any:
        return self._all()[index]


class Row:
    """One row of a piece, as rules, checks of a decision and contradictions look at it.

    Args:
        on: the day asked about.
        state: whose law.
    """

    def __init__(self, on: date, state: str) -> None:
        self.on, self.law = on, Law(takes_note=False)
        self.columns: Columns = {}
        self.place = 0
        self.has_decision = True
        self.read: set[str] = set()
        self.decision, self.person = _Part(self, "", Decision), _Part(self, "person_", Person)
        self.family = _Part(self, "family_", Family)
        self._parts = {"": self.decision, "person_": self.person, "family_": self.family}
        self.stays, self.offences = _Several(self, "stays"), _Several(self, "offences")
        self._rules = rules(state)
        self._drawn: dict[str, Conclusion | None] = {}
        self._askings: dict[str, Asking] = {}

    def look_at(self, columns: Columns) -> None:
        """Look at another piece of the register."""
        self.columns = columns
        for part in self._parts.values():
            part.settle(columns)

    def go_to(self, place: int) -> None:
        """Look at another row."""
        self.place = place
        self.read, self._drawn = set(), {}

    def slots(self, names: Sequence[str]) -> list[tuple[dict[str, Any], str, int]]:
        """Return where the values of columns stand as attributes, and their place in `names`."""
        found = []
        for place, name in enumerate(names):
            if name in ("stays", "offences"):
                continue
            prefix = name.partition("_")[0] + "_"
            if prefix not in self._parts:
                prefix = ""
            found.append((self._parts[prefix].__dict__, name.removeprefix(prefix), place))
        return found

    @property
    def decisions(self) -> tuple[_Part, ...]:
        """Return what the row tells of: one decision or none."""
        return (self.decision,) if self.has_decision else ()

    def result(self, key: str) -> Conclusion | None:
        """Return what the rule of a key answers about this row."""
        if key not in self._drawn:
            ask, getters = self._asking(key)
            answer = ask(*[get(name) for get, name in getters])
            self._drawn[key] = Conclusion(key, answer, (), (), ()) if answer else None
        return self._drawn[key]

    def _asking(self, key: str) -> Asking:
        """Return the rule of a key, and how what it needs is got."""
        if key not in self._askings:
            rule = self._rules[key]
            if rule.scope not in ("", "decision"):
                raise OurFault(_("%(key)s asks about several things at once"), key=key)
            getters = [(self._getter(name), name) for name in rule.needs]
            self._askings[key] = rule.ask, getters
        return self._askings[key]

    def _getter(self, name: str) -> Callable[[str], Any]:
        if name in ("decision", "person", "family", "stays", "offences", "on", "law"):
            fixed = getattr(self, name)
            return lambda _name: fixed
        if name in PARTS:
            default = default_of(Facts, name)
            return lambda _name: default
        return self.result

    @property
    def until_by_law(self) -> date | None:
        """Return until when the named ground bars entry, for the checks of the decision."""
        found: date | None = self._value("ban_until")
        return found

    @property
    def term_by_law(self) -> object:
        """Return for how long the named ground bars entry, for the checks of the decision."""
        return self._value("ban_term")

    @property
    def lapses_on(self) -> date | None:
        """Return when an expulsion lapses, for the checks of the decision."""
        found: date | None = self._value("expulsion_lapses_on")
        return found

    def _value(self, key: str) -> Any:
        drawn = self.result(key)
        return drawn.value if drawn else None


Question = Callable[[Row], Any]
Known = dict[tuple[Any, ...], Any]
Shared = dict[tuple[tuple[int, ...], tuple[str, ...]], Known]
"""Answers by which questions were asked and which columns they read; for several readers, since
what was answered to a reading does not depend on where it was met."""


@dataclass(slots=True)
class Bundle:
    """Questions that read the same few columns, answered together.

    Attributes:
        questions: by their place among all questions.
        names: columns that any of them was seen to read.
        known: answers, one for each question, by the values of those columns.
    """

    questions: dict[int, Question]
    names: tuple[str, ...] = ()
    known: Known = field(default_factory=dict)

    def keys(self, columns: Columns, rows: int) -> list[tuple[Any, ...]]:
        """Return what the questions would read of each row."""
        if not self.names:
            return [()] * rows
        return list(zip(*[columns[name] for name in self.names], strict=True))


class Reader:
    """Asks questions about pieces of one register.

    Args:
        questions: each a function of a row that reads nothing else.
        finish: makes of a bundle's answers, by the places of their questions, what is kept.
        row: how a row is looked at.
        shared: answers that other readers have as well.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        finish: Callable[[dict[int, Any]], Any],
        row: Row,
        shared: Shared,
    ) -> None:
        self._questions, self._finish, self._row = questions, finish, row
        self._shared = shared
        self._bundles: list[Bundle] = []

    def answers(self, columns: Columns, rows: int) -> Iterator[list[Any]]:
        """Give, bundle by bundle, what is kept for each row."""
        self._row.look_at(columns)
        if not self._bundles:
            self._bundles = list(self._bundled(columns, min(rows, ALIKE)))
        for bundle in self._bundles:
            yield self._of_bundle(bundle, columns, rows)

    def _of_bundle(self, bundle: Bundle, columns: Columns, rows: int) -> list[Any]:
        if len(bundle.known) > MOST_KEPT:
            bundle.known.clear()
        while True:
            keys = bundle.keys(columns, rows)
            found = list(map(bundle.known.get, keys))
            if None not in found:
                return found
            places = dict(zip(keys, range(rows), strict=True))
            new = places.keys() - bundle.known.keys()
            if self._learn(bundle, [(key, places[key]) for key in new]):
                return list(map(bundle.known.__getitem__, keys))

    def _learn(self, bundle: Bundle, new: list[tuple[tuple[Any, ...], int]]) -> bool:
        """Ask about each reading that is new; say whether nothing else was looked at."""
        slots = self._row.slots(bundle.names)
        try:
            return self._ask_each(bundle, new, slots)
        finally:
            for attributes, name, _place in slots:
                attributes.pop(name, None)

    def _ask_each(
        self,
        bundle: Bundle,
        new: list[tuple[tuple[Any, ...], int]],
        slots: list[tuple[dict[str, Any], str, int]],
    ) -> bool:
        row, names, finish, known = self._row, set(bundle.names), self._finish, bundle.known
        questions = list(bundle.questions.items())
        for key, place in new:
            row.go_to(place)
            for attributes, name, n in slots:
                attributes[name] = key[n]
            told = {number: ask(row) for number, ask in questions}
            if not row.read <= names:
                bundle.names = tuple(sorted(names | row.read))
                self._share(bundle)
                return False
            known[key] = finish(told)
        return True

    def _share(self, bundle: Bundle) -> None:
        which = tuple(sorted(bundle.questions)), bundle.names
        bundle.known = self._shared.setdefault(which, {})

    def _bundled(self, columns: Columns, rows: int) -> Iterator[Bundle]:
        """Put questions together that read no more than another one reads anyway, or very few."""
        some = {name: values[:rows] for name, values in columns.items()}
        alone = [Bundle({n: ask}) for n, ask in enumerate(self._questions)]
        for bundle in alone:
            self._of_bundle(bundle, some, rows)
        alone.sort(key=lambda bundle: (len(bundle.known), len(bundle.names)))
        while alone:
            one = alone.pop(0)
            within = next(
                (each for each in alone if self._go_together(one, each, some, rows)), None
            )
            if within:
                within.questions |= one.questions
                within.names = tuple(sorted({*one.names, *within.names}))
            else:
                self._share(one)
                yield one

    @staticmethod
    def _go_together(one: Bundle, other: Bundle, columns: Columns, rows: int) -> bool:
        """Say whether asking both at once asks hardly oftener than asking the other."""
        both = Bundle({}, tuple({*one.names, *other.names}))
        if len(both.names) == len(other.names):
            return True
        return len(set(both.keys(columns, rows))) < MOST_SMALL


def default_of(kind: type, name: str) -> Any:
    """Return what a fact is when nobody said."""
    found = next(each.default for each in fields(kind) if each.name == name)
    return None if found is MISSING else found
