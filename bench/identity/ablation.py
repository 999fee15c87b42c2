"""What each step of normalisation and each kind of evidence buys: it is left out, and measured.

`python -m bench.identity.ablation DIR` reads `real_pairs.csv`, `record_pairs.csv` and
`adversarial_pairs.csv` in DIR. What buys nothing is to be deleted.
"""

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

from hamkor import matching
from hamkor.matching import (
    letters,
    names_compared,
    normalise,
    parsed,
    vocabulary,
    words,
    words_compared,
)
from hamkor.matching.records import DocumentNumber, Name, PartialDate, Record

SETS = ("real", "record", "adversarial")
Pair = tuple[Record, Record, bool]
Step = Callable[[ExitStack], None]


def pairs_in(folder: Path, which: str) -> list[Pair]:
    """Return the pairs of one file, with the truth."""
    with (folder / f"{which}_pairs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if which == "real":
        return [
            (Record((Name(r["name1"]),)), Record((Name(r["name2"]),)), r["match"] == "1")
            for r in rows
        ]
    return [(_record(r, "a_"), _record(r, "b_"), r["match"] == "1") for r in rows]


def _record(row: dict[str, str], side: str) -> Record:
    numbers = (("passport", "doc_no"), ("national_id", "nat_id"))
    return Record(
        names=(
            Name(*(row[side + part] for part in ("full_name", "surname", "given", "patronymic"))),
        ),
        born=PartialDate.parse(row[side + "dob"]),
        sex={"m": "m", "f": "f"}.get(row[side + "sex"].lower(), ""),  # type: ignore[arg-type]
        citizenship=row[side + "citizenship"],
        birthplace=row[side + "birthplace"],
        documents=tuple(
            DocumentNumber(kind, row[side + column])
            for kind, column in numbers
            if row[side + column]
        ),
    )


def best_f1(pairs: list[Pair]) -> float:
    """Return the best F1 that any threshold gives."""
    forms = [(matching.parse(one), matching.parse(other)) for one, other, _is_one in pairs]
    places = [(place, place) for place in range(len(forms))]
    scores, _probabilities = matching.score_pairs(
        [one for one, _other in forms], [other for _one, other in forms], places
    )
    ordered = sorted(
        zip(scores, (is_one for *_records, is_one in pairs), strict=True), reverse=True
    )
    positives = sum(is_one for _score, is_one in ordered)
    best = hits = 0.0
    for count, (_score, is_one) in enumerate(ordered, start=1):
        hits += is_one
        best = max(best, 2 * hits / (count + positives))
    return best


@contextmanager
def without(step: Step) -> Iterator[None]:
    """Leave one step out; whatever was remembered with it is forgotten before and after."""
    with ExitStack() as stack:
        step(stack)
        _forget()
        yield
    _forget()


def _forget() -> None:
    for remembered in (words_compared._known, words_compared._alike, names_compared._plans):
        remembered.clear()
    for module in (normalise, vocabulary, words, words_compared):
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def _patched(module: object, **names: object) -> Step:
    def step(stack: ExitStack) -> None:
        for name, value in names.items():
            stack.enter_context(mock.patch.object(module, name, value))

    return step


def _no_second_readings(stack: ExitStack) -> None:
    for table in (letters.LATIN, letters.CYRILLIC):
        single = {sign: readings[:1] for sign, readings in table.items()}
        stack.enter_context(mock.patch.dict(table, single))


STEPS: dict[str, Step] = {
    "old fonts repaired": _patched(words, repair_legacy_font=lambda text: text.split("\n")[0]),
    "look-alike letters": _patched(normalise, _one_script=lambda word: word),
    "second readings of a letter": _no_second_readings,
    "endings of family names": _patched(
        words, _root=lambda reading: (normalise.tidy(reading), "")
    ),
    "two names written as one": _patched(names_compared, _split=lambda words, _others: words),
    "family name parted from given": _patched(words, family_and_given=lambda _text: None),
    "endings of respect": _patched(vocabulary, stem=lambda root: root),
    "names known to be two": _patched(words_compared, are_two_names=lambda _one, _other: False),
    "Persian patterns": _patched(words_compared, _persian_level=lambda _one, _other: ""),
    "initials": _patched(words_compared, starts=lambda _word: frozenset()),
    "typing errors": _patched(words_compared, _is_near=lambda _a, _b: False),
    "cut short": _patched(words_compared, _is_cut=lambda _a, _b: False),
    "same consonants": _patched(words_compared, _fewest_edits=lambda _pairs: 99),
    "old names of places": _patched(parsed, place=lambda written: written.casefold()),
}
FIELDS = ("born", "sex", "citizenship", "birthplace", "document", "national_id")


def _without_field(field: str) -> Callable[[Record], Record]:
    if field in ("document", "national_id"):
        return lambda record: replace(
            record,
            documents=tuple(
                each
                for each in record.documents
                if (each.kind == "national_id") != (field == "national_id")
            ),
        )
    return lambda record: replace(record, **{field: getattr(Record(), field)})


def table(folder: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """Give F1 with everything, then what is lost where one step or one field is left out."""
    pairs = {which: pairs_in(folder, which) for which in SETS}
    whole = {which: best_f1(each) for which, each in pairs.items()}
    yield "everything (F1)", whole
    for name, step in STEPS.items():
        with without(step):
            yield name, {which: whole[which] - best_f1(each) for which, each in pairs.items()}
    for field in FIELDS:
        less = _without_field(field)
        yield (
            f"{field} not compared",
            {
                which: whole[which] - best_f1([(less(a), less(b), truth) for a, b, truth in each])
                for which, each in pairs.items()
                if which != "real"
            },
        )


def main() -> int:
    """Print the table."""
    print(f"{'left out':34}" + "".join(f"{which:>13}" for which in SETS))
    for name, figures in table(Path(sys.argv[1])):
        cells = (f"{figures[which]:13.4f}" if which in figures else " " * 13 for which in SETS)
        print(f"{name:34}" + "".join(cells), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
