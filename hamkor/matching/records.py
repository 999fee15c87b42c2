"""What is known of a person, as far as it helps to tell whether two records are one person."""

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

Sex = Literal["", "m", "f"]

UNKNOWN_PART = re.compile(r"^(0+|x+|<+|\?+|-+)$", re.IGNORECASE)
YEAR_FIRST = re.compile(r"^(\d{4})(?:[-./](\w{1,2}|<<|\?\?)(?:[-./](\w{1,2}|<<|\?\?))?)?$")
YEAR_LAST = re.compile(r"^(?:(?:(\w{1,2}|<<|\?\?)[-./])?(\w{1,2}|<<|\?\?)[-./])(\d{4})$")
EARLIEST_YEAR, LATEST_YEAR = 1850, 2150


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of birth of which any part may be unknown.

    Unknown stays unknown: it is never filled with the first of January. ICAO Doc 9303 part 3
    (dates in the machine readable zone) lets the issuing State leave any part open.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "PartialDate | None":
        """Read "1990", "1990-05", "1990-05-31", "31.05.1990", "00.00.1968" or "XX.XX.1968".

        Anything else, a date that no calendar has, and a date with nothing known give None.
        """
        written = text.strip()
        if found := YEAR_FIRST.match(written):
            year, month, day = found.groups()
        elif found := YEAR_LAST.match(written):
            day, month, year = found.groups()
        else:
            return None
        try:
            parts = [None if _is_unknown(part) else int(part) for part in (year, month, day)]
        except ValueError:
            return None
        born = cls(*parts)
        return born if born.is_possible else None

    @property
    def is_possible(self) -> bool:
        """Say whether a calendar has such a date and something of it is known."""
        if self.year is self.month is self.day is None:
            return False
        if self.year is not None and not EARLIEST_YEAR <= self.year <= LATEST_YEAR:
            return False
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        # 2000 was a leap year: 29 February is possible as long as the year is unknown.
        longest = monthrange(self.year or 2000, self.month)[1] if self.month else 31
        return self.day is None or 1 <= self.day <= longest

    @property
    def is_full(self) -> bool:
        return None not in (self.year, self.month, self.day)

    @property
    def is_first_of_january(self) -> bool:
        """Say whether it is the date that offices write when they know the year only."""
        return self.month == 1 and self.day == 1

    def __str__(self) -> str:
        year = f"{self.year:04}" if self.year is not None else "????"
        return "-".join([year, *(f"{p:02}" if p else "??" for p in (self.month, self.day))])


def _is_unknown(part: str | None) -> bool:
    return part is None or bool(UNKNOWN_PART.match(part))


@dataclass(frozen=True, slots=True)
class Name:
    """One name as written in one source.

    `text` is the whole name, words in any order. The parts are filled only where the source
    separates them; `source` says where it was read ("passport", "patent", "complaint").
    """

    text: str = ""
    surname: str = ""
    given: str = ""
    patronymic: str = ""
    source: str = ""

    @property
    def whole(self) -> str:
        """Return the name as one line, from the parts when the source has no whole text."""
        return self.text or " ".join(filter(None, (self.surname, self.given, self.patronymic)))


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document's number.

    `kind` is a word such as "passport" or "national_id"; `issued_by` an ISO 3166-1 alpha-2 code
    or empty.
    """

    kind: str
    number: str
    issued_by: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What one source says of one person; whatever it does not say is left empty.

    `citizenship` is an ISO 3166-1 alpha-2 code, `birthplace` free text in any script.
    """

    names: tuple[Name, ...] = ()
    born: PartialDate | None = None
    sex: Sex = ""
    citizenship: str = ""
    birthplace: str = ""
    documents: tuple[DocumentNumber, ...] = ()
