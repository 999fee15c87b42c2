"""Rows → parsed records and their keys, on as many cores as there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from hamkor.batch.people import person_of
from hamkor.batch.pool import each, open_pool
from hamkor.batch.surface import dump, keys_of, parse
from hamkor.batch.tables import Row
from hamkor.matching import PartialDate
from hamkor.matching.frequencies import roots_of

CHUNK_ROWS = 2_000
WORTH_A_POOL = 10_000


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row ready to be kept: its record as text, its keys, and what a first look needs."""

    row: Row
    parsed: str
    keys: tuple[str, ...]
    unread: tuple[str, ...]
    born: PartialDate | None
    sex: str
    roots: tuple[str, ...]


def parse_row(row: Row) -> ParsedRow:
    """Parse one row; a row with a problem has no keys, so that nothing finds it."""
    person = person_of(row)
    parsed = parse(person.record)
    keys = () if row.problem else tuple(keys_of(parsed))
    roots = tuple(sorted(roots_of(parsed)))
    return ParsedRow(row, dump(parsed), keys, person.unread, parsed.born, parsed.sex, roots)


def parse_rows(rows: Iterable[Row], about: int) -> Iterator[ParsedRow]:
    """Parse rows in their order; `about` says how many there are, to tell whether a pool pays."""
    pool = open_pool() if about >= WORTH_A_POOL else None
    try:
        for chunk in each(pool, parse_chunk, chunks(rows, CHUNK_ROWS)):
            yield from chunk
    finally:
        if pool:
            pool.terminate()


def parse_chunk(rows: list[Row]) -> list[ParsedRow]:
    """Parse a few rows in another process."""
    return list(map(parse_row, rows))


def chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Cut `rows` into lists of at most `size`."""
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk
