"""The cells of a row as a record to compare; what cannot be read is said, not guessed."""

from collections.abc import Mapping
from dataclasses import dataclass

from hamkor.batch.tables import TWO_NAMES, Row
from hamkor.matching import DocumentNumber, Name, PartialDate, Record
from hamkor.matching.records import Sex

MALE = frozenset({"m", "male", "м", "муж", "мужской", "мард", "erkak", "эркек"})
FEMALE = frozenset({"f", "female", "ж", "жен", "женский", "зан", "ayol", "аял"})
NO_BIRTH_DATE = frozenset({"", "00.00.0000", "0000-00-00", "-", "?", "null", "none", "nan"})
DOCUMENTS = {"doc_no": "passport", "nat_id": "national_id"}


@dataclass(frozen=True, slots=True)
class Person:
    """A row as a record, with what of it could not be read."""

    record: Record
    unread: tuple[str, ...] = ()


def person_of(row: Row, prefix: str = "") -> Person:
    """Read the columns `full_name`, `surname`, `given`, `patronymic`, `dob`, … of a row.

    Args:
        row: of a table of persons, or of pairs.
        prefix: "a_" or "b_" for one side of a pair.
    """
    cells = {name: row.cells.get(f"{prefix}{name}", "") for name in COLUMNS}
    written = cells["dob"]
    born = PartialDate.parse(written)
    is_unread = born is None and written.casefold() not in NO_BIRTH_DATE
    problem = (
        f"row {row.number}, column {prefix}dob: “{written[:20]}” is not a date and was not used"
    )
    return Person(_record(cells, born), (problem,) if is_unread else ())


COLUMNS = (
    "full_name",
    "surname",
    "given",
    "patronymic",
    "sex",
    "dob",
    "birthplace",
    "citizenship",
    *DOCUMENTS,
)


def _record(cells: Mapping[str, str], born: PartialDate | None) -> Record:
    name = Name(cells["full_name"], cells["surname"], cells["given"], cells["patronymic"])
    return Record(
        names=(name,) if name.whole.strip() else (),
        born=born,
        sex=_sex(cells["sex"]),
        citizenship=cells["citizenship"].upper()[:2],
        birthplace=cells["birthplace"],
        documents=tuple(
            DocumentNumber(kind, cells[column])
            for column, kind in DOCUMENTS.items()
            if cells[column]
        ),
    )


def _sex(written: str) -> Sex:
    word = written.casefold().strip(". ")
    return "m" if word in MALE else "f" if word in FEMALE else ""


def pair_of(row: Row) -> tuple[Person, Person]:
    """Read both sides of a row of pairs, whichever of the two layouts it has."""
    if set(TWO_NAMES) <= row.cells.keys() and "a_full_name" not in row.cells:
        one, other = (Person(record_of_name(row.cells[column])) for column in TWO_NAMES)
        return one, other
    return person_of(row, "a_"), person_of(row, "b_")


def record_of_name(name: str) -> Record:
    """Return a record of which the name is all that is known."""
    return Record(names=(Name(name),)) if name.strip() else Record()
