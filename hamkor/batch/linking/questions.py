"""The questions put to both engines, in the SQL that both understand.

Numbers that rank pairs are whole, hundredths of a bit: their sums are the same in any order.
"""

from dataclasses import dataclass

from hamkor.batch.linking.first_weights import LinkType, first_weights

# Keys worth joining on: held on both sides (or by two rows of one table), by not too many.
TELLING_KEYS = """
select k, cast(round(50 * log2({left_rows} * {right_rows} / (lefts * rights))) as bigint) as bits,
       case when lefts * rights > {few_pairs} then 1 else 0 end as is_common
from (
    select k, cast(sum(is_left) as double) as lefts, cast(sum(1 - is_left) as double) as rights
    from (
        select {explode}(keys) as k, 1 as is_left from left_parsed
        union all
        select {explode}(keys) as k, 0 as is_left from right_parsed
    ) as held group by k
) as counted where lefts > 0 and rights > 0 and lefts * rights <= {most_pairs}
"""
TELLING_KEYS_OF_ONE = """
select k, cast(round(100 * log2({left_rows} / holders)) as bigint) as bits,
       case when holders * (holders - 1) / 2 > {few_pairs} then 1 else 0 end as is_common
from (
    select k, cast(count(*) as double) as holders
    from (select {explode}(keys) as k from left_parsed) as held group by k
) as counted where holders > 1 and holders * (holders - 1) / 2 <= {most_pairs}
"""
HELD = """
select p.number, t.k, t.bits, t.is_common, p.birth_year, p.sex
from (select number, {explode}(keys) as k, birth_year, sex from {side}_parsed) as p
join telling_key as t on p.k = t.k
"""
INPUT = "select number as unique_id, born, birth_year, sex from {side}_parsed"
SHARING = """
select l.number as left_number, r.number as right_number,
       cast(sum(l.bits) as bigint) as bits
from left_held as l join {right}_held as r on l.k = r.k
where l.number >= {first} and l.number < {end} {one_way} and (l.is_common = 0 or (
    (l.sex is null or r.sex is null or l.sex = r.sex)
    and (l.birth_year is null or r.birth_year is null
         or abs(l.birth_year - r.birth_year) <= {years})
)) group by l.number, r.number
"""
# What is best for a record in one part of the pairs is kept, and so what is best of all for it.
BEST_SHARING = """
select left_number, right_number, bits from (
    select left_number, right_number, bits,
        row_number() over (partition by left_number order by bits desc, right_number) as of_left,
        row_number() over (partition by right_number order by bits desc, left_number) as of_right
    from ({sharing}) as sharing
) as ranked where of_left <= {best} or of_right <= {best}
"""
TO_WEIGH = """
select {left_id} as join_key_l, {right_id} as join_key_r, '0' as match_key, bits from candidate
"""
WORTH_SCORING = """
select c.left_number, c.right_number from candidate as c join (
    select cast(unique_id_l as bigint) as one, cast(unique_id_r as bigint) as other, match_weight
    from {predicted}
) as p on p.one = c.left_number and p.other = c.right_number
where c.bits / 100.0 + p.match_weight >= {low_bound} order by c.left_number, c.right_number
"""
PAIRS_OF_PART = """
select left_number, right_number from pair
where left_number >= {first} and left_number < {end} order by left_number, right_number
"""
PAIRS_WITH_RECORDS = """
select pair.left_number, pair.right_number, l.parsed as left_parsed, r.parsed as right_parsed
from ({pairs}) as pair join left_parsed as l on l.number = pair.left_number
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
# Rows that say the very same count once: copies make no name common.
UNLIKE = "select distinct parsed, roots from {side}_parsed"
BEARERS = """
select root, count(*) as bearers from (
    select {explode}(roots) as root from ({unlike}) as forms
) as borne group by root having count(*) >= {least} order by root
"""
FIRST_ROW = 2
"""The row of a table after its header."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of one run: what they have in common is filled in.

    Attributes:
        explode: how the engine calls the function that gives a list's items as rows.
        link_type: of two tables, or of one with itself.
        rows: of each table.
    """

    explode: str
    link_type: LinkType
    rows: tuple[int, ...]

    @property
    def is_one(self) -> bool:
        """Say whether one table is compared with itself."""
        return self.link_type == "dedupe_only"

    @property
    def sides(self) -> tuple[str, ...]:
        """The names of the tables."""
        return ("left",) if self.is_one else ("left", "right")

    @property
    def right(self) -> str:
        """The table in which the second record of a pair stands."""
        return self.sides[-1]

    def telling_keys(self) -> str:
        """Return the question for the keys worth joining on."""
        weights = first_weights()
        return (TELLING_KEYS_OF_ONE if self.is_one else TELLING_KEYS).format(
            explode=self.explode,
            most_pairs=weights.most_pairs_of_a_key,
            few_pairs=weights.few_pairs_of_a_key,
            left_rows=float(max(1, self.rows[0])),
            right_rows=float(max(1, self.rows[-1])),
        )

    def held(self, side: str) -> str:
        """Return the question for who holds a telling key."""
        return HELD.format(side=side, explode=self.explode)

    def bounds(self, part: int, parts: int) -> dict[str, int]:
        """Return from which row of the first table to which, not included, a part goes."""
        size = -(-(self.rows[0] + 1) // parts)
        first = FIRST_ROW + (part - 1) * size
        return {"first": first, "end": first + size}

    def sharing(self, part: int, parts: int) -> str:
        """Return the question for the pairs of a part that share most, for either record."""
        weights = first_weights()
        sharing = SHARING.format(
            right=self.right,
            one_way="and l.number < r.number" if self.is_one else "",
            years=weights.years_apart,
            **self.bounds(part, parts),
        )
        return BEST_SHARING.format(sharing=sharing, best=weights.best_of_each)

    def candidates(self, shared: str) -> str:
        """Return the question for the pairs that share most among those of all parts."""
        return BEST_SHARING.format(sharing=shared, best=first_weights().best_of_each)

    def to_weigh(self) -> str:
        """Return the question for the candidates as Splink names records."""
        ids = "cast({}_number as {})" if self.is_one else "concat('{0}-__-', {0}_number)"
        names = [ids.format(side, "bigint") for side in ("left", "right")]
        return TO_WEIGH.format(left_id=names[0], right_id=names[1])

    def worth_scoring(self, predicted: str) -> str:
        """Return the question for what reaches the low bound, once Splink has weighed."""
        return WORTH_SCORING.format(predicted=predicted, low_bound=first_weights().low_bound_bits)

    def pairs_of(self, part: int, parts: int) -> str:
        """Return the question for the numbers of the pairs of a part."""
        return PAIRS_OF_PART.format(**self.bounds(part, parts))

    def pairs_with_records(self, part: int, parts: int) -> str:
        """Return the same with both records."""
        return PAIRS_WITH_RECORDS.format(right=self.right, pairs=self.pairs_of(part, parts))

    def bearers(self, least: int) -> str:
        """Return the question for how many of the last table bear each name."""
        unlike = UNLIKE.format(side=self.right)
        return BEARERS.format(explode=self.explode, unlike=unlike, least=least)

    def unlike(self) -> str:
        """Return the question for how many rows of the last table differ."""
        return f"select count(*) from ({UNLIKE.format(side=self.right)}) as forms"  # noqa: S608


def quoted(path: object) -> str:
    """Return a path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def all_of(path: object) -> str:
    """Return the question for all rows of the files at a path."""
    return f"select * from {quoted(path)}"  # noqa: S608 - quoted


def copied(question: str, path: object) -> str:
    """Return the statement that writes what a question gives to a file."""
    return f"copy ({question}) to {quoted(path)} (format parquet)"
