"""The questions put to both engines, in the SQL that both understand."""

INPUTS = ("unique_id", "keys", "held", "born", "birth_year", "sex")

# Keys worth joining on: held on both sides (or by two rows of one table), by not too many.
TELLING_KEYS = """
select k from (
    select k, sum(is_left) as lefts, sum(1 - is_left) as rights from (
        select {explode}(keys) as k, 1 as is_left from left_parsed
        union all
        select {explode}(keys) as k, 0 as is_left from right_parsed
    ) as held group by k
) as counted where lefts > 0 and rights > 0 and lefts * rights <= {most_pairs}
"""
TELLING_KEYS_OF_ONE = """
select k from (
    select k, count(*) as holders from (select {explode}(keys) as k from left_parsed) as held
    group by k
) as counted where holders > 1 and holders * (holders - 1) / 2 <= {most_pairs}
"""
# `held` repeats `keys`: Splink unpacks the one to join on, and counts what is shared in the other.
INPUT = """
select p.number as unique_id, h.keys as keys, h.keys as held, p.born as born,
       p.birth_year as birth_year, p.sex as sex
from {side}_parsed as p join (
    select number, array_agg(k) as keys from (
        select number, {explode}(keys) as k from {side}_parsed
    ) as unpacked join telling_key using (k) group by number
) as h on p.number = h.number
"""
PAIRS_WITH_RECORDS = """
select pair.left_number, pair.right_number, l.parsed as left_parsed, r.parsed as right_parsed
from pair join left_parsed as l on l.number = pair.left_number
join {right}_parsed as r on r.number = pair.right_number
order by pair.left_number, pair.right_number
"""
BEST_FOR_BOTH = """
select left_number, right_number from (
    select left_number, right_number,
        row_number() over (partition by left_number order by score desc, right_number) as of_left,
        row_number() over (partition by right_number order by score desc, left_number) as of_right
    from scored where probability >= {at_least}
) as ranked where of_left = 1 and of_right = 1
"""
ALL_LIKELY = "select left_number, right_number from scored where probability >= {at_least}"
RESULTS = """
select l.cells as left_cells, r.cells as right_cells, l.parsed as left_parsed,
       r.parsed as right_parsed
from chosen join left_parsed as l on l.number = chosen.left_number
join {right}_parsed as r on r.number = chosen.right_number
order by chosen.left_number, chosen.right_number
"""
SET_ASIDE = "select problem from {side}_parsed where problem <> '' order by number"
UNREAD = "select unread from {side}_parsed where unread <> '' order by number limit 100"
SAMPLE = "select parsed from {side}_parsed where number <= {last_row}"
NUMBERS = """
select cast(unique_id_l as bigint) as left_number, cast(unique_id_r as bigint) as right_number
from {predicted}
"""


def numbers_of(predicted: str) -> str:
    """Return the question for the numbers of the two rows of each pair that Splink predicts."""
    return NUMBERS.format(predicted=predicted)


def quoted(path: object) -> str:
    """Return a path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def all_of(path: object) -> str:
    """Return the question for all rows of the files at a path."""
    return f"select * from {quoted(path)}"  # noqa: S608 - quoted


def copied(question: str, path: object) -> str:
    """Return the statement that writes what a question gives to a file."""
    return f"copy ({question}) to {quoted(path)} (format parquet)"
