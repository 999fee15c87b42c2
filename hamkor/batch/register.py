"""A register as one file that finds, among millions, the few records worth comparing.

SQLite: one table of records, parsed once, and one that says for each key who has it. A key is kept
as 64 bits of its hash, its holders as one block of numbers: a look-up reads as many rows as the
record has keys. Two keys of one hash only bring a candidate too many.
"""

import hashlib
import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import groupby
from math import isqrt, log2
from operator import itemgetter
from pathlib import Path

from hamkor.batch.parsing import ParsedRow, parse_rows
from hamkor.batch.progress import with_progress
from hamkor.batch.surface import FORM, Parsed, Scale, load
from hamkor.batch.tables import Table, count_rows

MOST_HOLDERS = 3_000
MOST_HOLDERS_SHARE = 0.01
"""Of a register so large that this is more than `MOST_HOLDERS`."""
FEWEST_CANDIDATES, MOST_CANDIDATES = 100, 500
"""Looked at for one query: 100 in a register of 100,000, 316 in a million, in which more agree."""
FEW_HOLDERS = 30
"""Beyond, a key brings together only records whose sex and birth year do not contradict."""
YEARS_APART = 2
WORTH_LOOKING_AT = 12.0
"""Bits: who shares no more with a query than 4,096 would by chance is looked at if nobody does."""
LAYOUT = "2"
"""Of the file: when it changes, the index is made anew."""
SEXES = ("", "m", "f")
KEPT_IN_MEMORY = 300_000
SCHEMA = """
create table fact (name text primary key, value text) without rowid;
create table person (id integer primary key, cells text, parsed text);
create table holder (key integer primary key, persons blob);
create table first_look (years blob, sexes blob);
"""
TO_BUILD = """
pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -200000;
pragma temp_store = file;
create temp table pair (key integer, person integer);
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record of the register, with how many bits the keys it shares are worth."""

    number: int
    rank_bits: float


class Register:
    """An index that is open for reading."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        facts = dict(self.database.execute("select name, value from fact"))
        self.size = int(facts["size"])
        self.columns: tuple[str, ...] = tuple(json.loads(facts["columns"]))
        self.problems: list[str] = json.loads(facts["problems"])
        self.scale = Scale.from_json(facts["scale"])
        self.years, self.sexes = self._first_look()
        self.parsed = lru_cache(KEPT_IN_MEMORY)(self._parsed)

    def _first_look(self) -> "tuple[array[int], bytes]":
        """Return birth year and sex of each record by number, 0 for what is not known."""
        years = array("H")
        found = self.database.execute("select years, sexes from first_look").fetchone()
        years.frombytes(found[0])
        return years, found[1]

    def candidates(
        self, keys: Iterable[str], most: int | None = None, beside: Parsed | None = None
    ) -> list[Candidate]:
        """Return who shares keys with a query, best first; a rare key counts more.

        A key that more than 3,000 and one in 100 hold tells nothing and is passed over, unless
        all are such: then the rarest of them is used. Under a key that more than 30 hold, those
        are passed over whose sex or birth year contradicts that of `beside`.
        """
        held = sorted((each for key in keys if (each := self._holders(key))), key=len)
        too_many = max(MOST_HOLDERS, int(self.size * MOST_HOLDERS_SHARE))
        telling = [each for each in held if len(each) <= too_many] or held[:1]
        fits = self._fitting(beside)
        bits: dict[int, float] = {}
        for holders in telling:
            worth = log2((self.size + 1) / len(holders))
            is_common = fits and len(holders) > FEW_HOLDERS
            for person in filter(fits, holders) if is_common else holders:
                bits[person] = bits.get(person, 0.0) + worth
        least = min(max(bits.values(), default=0.0), log2(self.size + 1) - WORTH_LOOKING_AT)
        worth_it = (one for one in bits.items() if one[1] >= least)
        ranked = nsmallest(most or self._most(), worth_it, key=lambda one: (-one[1], one[0]))
        return [Candidate(number, worth) for number, worth in ranked]

    def _most(self) -> int:
        return max(FEWEST_CANDIDATES, min(MOST_CANDIDATES, isqrt(self.size // 10)))

    def _fitting(self, beside: Parsed | None) -> Callable[[int], bool] | None:
        """Return what says of a record whether it may be `beside`; None: all may."""
        year = (beside and beside.born and beside.born.year) or 0
        sex = SEXES.index(beside.sex) if beside else 0
        if not year and not sex:
            return None
        near = {0, *range(year - YEARS_APART, year + YEARS_APART + 1)}
        other = 3 - sex if sex else -1
        years, sexes = self.years, self.sexes
        if not year:
            return lambda number: sexes[number] != other
        return lambda number: years[number] in near and sexes[number] != other

    def _holders(self, key: str) -> "array[int]":
        found = self.database.execute(
            "select persons from holder where key = ?", (key_number(key),)
        ).fetchone()
        holders = array("I")
        holders.frombytes(found[0] if found else b"")
        return holders

    def _parsed(self, number: int) -> Parsed:
        found = self.database.execute("select parsed from person where id = ?", (number,))
        return load(found.fetchone()[0])

    def cells(self, number: int) -> dict[str, str]:
        """Return the row of the register as it was written."""
        found = self.database.execute("select cells from person where id = ?", (number,))
        return dict(zip(self.columns, json.loads(found.fetchone()[0]), strict=True))

    def close(self) -> None:
        """Close the file."""
        self.database.close()


def key_number(key: str) -> int:
    """Return 64 bits of a key's hash, signed, the same on every machine."""
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def open_register(table: Table, index: Path) -> Register:
    """Open the index of `table` in the file `index`; make it first if it is missing or old.

    It is old when the table's bytes or the way of parsing have changed since.
    """
    stamp = f"{LAYOUT} {FORM} {_digest(table.path)}"
    if not _is_current(index, stamp):
        build(table, index, stamp)
    return Register(index)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_current(index: Path, stamp: str) -> bool:
    if not index.exists():
        return False
    try:
        with closing(sqlite3.connect(f"file:{index}?mode=ro", uri=True)) as database:
            found = database.execute("select value from fact where name = 'stamp'").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(found and found[0] == stamp)


def build(table: Table, index: Path, stamp: str) -> None:
    """Parse `table` and write its index; the file takes its name when it is whole."""
    unfinished = index.with_name(f".{index.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished, isolation_level=None)) as database:
        database.executescript(SCHEMA + TO_BUILD)
        database.execute("begin")
        problems = _write_persons(database, table)
        _write_holders(database)
        _write_facts(database, table, stamp, problems)
        database.execute("commit")
    unfinished.replace(index)


def _write_persons(database: sqlite3.Connection, table: Table) -> list[str]:
    about = count_rows(table)
    rows = with_progress(parse_rows(table.rows(), about), "indexing", about)
    problems: list[str] = []
    years, sexes = array("H"), bytearray()
    for number, one in enumerate(rows):
        years.append(one.born.year or 0 if one.born else 0)
        sexes.append(SEXES.index(one.sex))
        cells = json.dumps([one.row.cells[name] for name in table.columns], ensure_ascii=False)
        database.execute("insert into person values (?, ?, ?)", (number, cells, one.parsed))
        _write_keys(database, number, one)
        problems += [one.row.problem] if one.row.problem else []
    database.execute("insert into first_look values (?, ?)", (years.tobytes(), bytes(sexes)))
    return problems


def _write_keys(database: sqlite3.Connection, number: int, one: ParsedRow) -> None:
    pairs = [(key_number(key), number) for key in one.keys]
    database.executemany("insert into pair values (?, ?)", pairs)


def _write_holders(database: sqlite3.Connection) -> None:
    pairs = database.execute("select key, person from pair order by key, person")
    for key, group in groupby(pairs, key=itemgetter(0)):
        holders = array("I", (person for _key, person in group)).tobytes()
        database.execute("insert into holder values (?, ?)", (key, holders))


def _write_facts(
    database: sqlite3.Connection, table: Table, stamp: str, problems: list[str]
) -> None:
    size = database.execute("select count(*) from person").fetchone()[0]
    facts = {
        "stamp": stamp,
        "size": str(size),
        "columns": json.dumps(table.columns),
        "problems": json.dumps(problems[:100]),
        "scale": Scale.of(_all_parsed(database)).to_json(),
    }
    database.executemany("insert into fact values (?, ?)", facts.items())


def _all_parsed(database: sqlite3.Connection) -> Iterator[Parsed]:
    for (text,) in database.execute("select parsed from person"):
        yield load(text)
