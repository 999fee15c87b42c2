"""The reasons of a score, in bits and in the words of both records."""

from collections.abc import Iterable, Sequence

from hamkor.matching.findings import Reason, sentence_for
from hamkor.matching.levels import NAME_FIELDS, NUMBERED
from hamkor.matching.parsed import Parsed, ParsedDocument, ParsedName
from hamkor.matching.weighing import Weighed, with_names
from hamkor.matching.weights import KINDS, Table
from hamkor.matching.words import Word, Words

NOTICEABLE_BITS = 1.0
LEAST_SHOWN = 1e-6
Facts = dict[str, object]


def facts_of(weighed: Weighed, ours: Parsed, theirs: Parsed, *, is_turned: bool) -> list[Facts]:
    """Return what each finding was made of, in the order in which the caller named the two."""
    facts = [*_of_names(weighed), *(_of_field(number, ours, theirs) for number in weighed.fields)]
    if is_turned:
        for each in facts:
            if "other" in each:
                each["one"], each["other"] = each["other"], each["one"]
    return facts


def reasons_of(weighed: Weighed, facts: Sequence[Facts], table: Table) -> tuple[Reason, ...]:
    findings = weighed.names.findings if weighed.names else ()
    weights = [
        *((number, table.against_stranger(number, commonness)) for number, commonness in findings),
        *((number, table.against_stranger(number, 0.0)) for number in weighed.fields),
    ]
    return tuple(
        Reason(*NUMBERED[number], bits, sentence_for(*NUMBERED[number]), said)
        for (number, bits), said in zip(weights, facts, strict=True)
    )


def family_reason(weighed: Weighed, reasons: Sequence[Reason], table: Table) -> tuple[Reason, ...]:
    """Return what the score loses because a relative would agree as well."""
    bits = weighed.score - sum(reason.bits for reason in reasons)
    if not reasons or abs(bits) < LEAST_SHOWN:
        return ()
    level = _likeliest_relative(weighed, table)
    return (Reason("family", level, bits, sentence_for("family", level)),)


def _likeliest_relative(weighed: Weighed, table: Table) -> str:
    findings = weighed.names.findings if weighed.names else ()
    bits = with_names(table.sum_of(weighed.fields), findings, table)
    relatives = {
        kind: bits[place] + table.log_share[place - 1]
        for place, kind in enumerate(KINDS)
        if kind not in ("same", "stranger")
    }
    return max(relatives, key=lambda kind: relatives[kind])


def against(reasons: Iterable[Reason]) -> Reason | None:
    """Return the strongest contradiction, if there is a noticeable one."""
    strongest = min(reasons, key=lambda reason: reason.bits, default=None)
    return strongest if strongest and strongest.bits < -NOTICEABLE_BITS else None


def _of_names(weighed: Weighed) -> list[Facts]:
    if weighed.names is None or weighed.pair is None:
        return []
    names, (one, other) = weighed.names, weighed.pair
    return [
        {
            "one": _written(names.ours, part.one, one),
            "other": _written(names.theirs, part.other, other),
        }
        for part in names.parts
    ]


def _written(compared: Words, place: int, name: ParsedName) -> str:
    """Return what the source wrote for a word, for all the words a joined one was made of."""
    word = compared[place]
    whole = [written for each, written in _with_written(name) if each == word]
    if whole:
        return whole[0]
    parts = [written for each, written in _with_written(name) if each.text in word.text]
    return " ".join(dict.fromkeys(parts)) or word.text.capitalize()


def _with_written(name: ParsedName) -> Iterable[tuple[Word, str]]:
    return zip(name.words, name.written, strict=True)


def _of_field(number: int, ours: Parsed, theirs: Parsed) -> Facts:
    field, _level = NUMBERED[number]
    if field == "born" and ours.born and theirs.born:
        facts: Facts = {"one": str(ours.born), "other": str(theirs.born)}
        if ours.born.year and theirs.born.year:
            years = abs(ours.born.year - theirs.born.year)
            facts |= {"year": ours.born.year, "years": years}
        return facts
    if field in ("document", "national_id"):
        return _of_numbers(ours.papers_of(field), theirs.papers_of(field))
    if field in NAME_FIELDS:
        raise AssertionError
    return {"one": getattr(ours, field), "other": getattr(theirs, field)}


def _of_numbers(one: Sequence[ParsedDocument], other: Sequence[ParsedDocument]) -> Facts:
    shared = {each.number for each in one} & {each.number for each in other}
    if shared:
        return {"one": min(shared)}
    return {"one": one[0].written, "other": other[0].written}
