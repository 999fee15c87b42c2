"""Are two records one person? A suggestion with reasons; an officer decides.

Fellegi and Sunter's weights in bits, against two alternatives at once: a stranger who happens to
agree, and a brother, sister or twin, who agrees in family name, father's name and place by birth.
"""

from math import log2

from hamkor.matching.fields_compared import compare_fields
from hamkor.matching.findings import (
    SENTENCES,
    Comparison,
    Finding,
    Reason,
    Verdict,
    Weights,
    weights,
)
from hamkor.matching.names_compared import Words, compare_names
from hamkor.matching.records import Record
from hamkor.matching.words import MOST_NAMES, words_of

NAME_FIELDS = ("given", "surname", "patronymic")
SETTLING = ("national_id", "born", "patronymic", "document", "given", "surname", "birthplace")
NOTICEABLE_BITS = 1.0
GUARDED = {
    ("given", "differs"),
    ("surname", "differs"),
    ("national_id", "differs"),
    ("given", "initial_differs"),
    ("sex", "differs"),
}


def compare(one: Record, other: Record) -> Comparison:
    """Compare two records; the order of the two, of names and of words does not matter.

    What a record does not say counts neither for nor against. A pair of which too little is known
    on both sides gets the verdict "cannot_say".
    """
    is_turned = _order(other) < _order(one)
    ours, theirs = (other, one) if is_turned else (one, other)
    findings = _findings(ours, theirs)
    reasons = (*(_reason(finding, is_turned) for finding in findings), *_family_reason(findings))
    score = sum(reason.bits for reason in reasons)
    probability = _probability(score)
    contradicting = [reason for reason in reasons if reason.field != "family"]
    against = min(contradicting, key=lambda reason: reason.bits, default=None)
    is_against = against is not None and against.bits < -NOTICEABLE_BITS
    return Comparison(
        score=score,
        probability=probability,
        verdict=_verdict(findings, probability, is_contradicted=is_against),
        reasons=reasons,
        against=against if is_against else None,
        would_settle=_would_settle(findings),
    )


def _order(record: Record) -> str:
    return repr(
        (
            sorted(map(repr, record.names)),
            record.born,
            record.sex,
            record.citizenship,
            record.birthplace,
            sorted(map(repr, record.documents)),
        )
    )


def _findings(ours: Record, theirs: Record) -> tuple[Finding, ...]:
    """Return what was found, with the two names, one of each side, that agree best."""
    contradicts = ours.sex and theirs.sex and ours.sex != theirs.sex
    sex = "" if contradicts else ours.sex or theirs.sex
    fields = compare_fields(ours, theirs)
    found = [
        (*compare_names(one, other, sex), *fields)
        for one in _names(ours)
        for other in _names(theirs)
    ]
    return max(found, key=_score, default=fields)


def _score(findings: tuple[Finding, ...]) -> float:
    return sum(map(_stranger_bits, findings)) + sum(
        reason.bits for reason in _family_reason(findings)
    )


def _names(record: Record) -> list[Words]:
    names = sorted(record.names, key=repr)[:MOST_NAMES]
    context = " ".join(name.whole[:100] for name in names)
    return sorted({words_of(name, context=context) for name in names} - {()}, key=repr)


def _stranger_bits(finding: Finding) -> float:
    return log2(finding.odds.same_person / finding.odds.stranger)


def _reason(finding: Finding, is_turned: bool) -> Reason:
    facts = dict(finding.facts)
    if is_turned and "other" in facts:
        facts["one"], facts["other"] = facts["other"], facts["one"]
    return Reason(finding.field, finding.level, _stranger_bits(finding), finding.sentence, facts)


def _family_reason(findings: tuple[Finding, ...]) -> tuple[Reason, ...]:
    """Return what the score loses because a relative would agree as well; always at most 0."""
    if not findings:
        return ()
    shares = weights().alternatives
    stranger = 1 - shares.sibling - shares.twin
    sibling, twin = shares.sibling, shares.twin
    alone = 1.0
    for finding in findings:
        stranger *= finding.odds.stranger
        sibling *= finding.odds.sibling
        twin *= finding.odds.twin
        alone *= finding.odds.stranger
    bits = log2(alone / (stranger + sibling + twin))
    level = "twin" if twin > sibling else "sibling"
    return (Reason("family", level, bits, SENTENCES["family", level]),)


def _probability(score: float) -> float:
    bits = max(-500.0, min(500.0, weights().prior_bits - score))
    return float(1 / (1 + 2.0**bits))


def _verdict(
    findings: tuple[Finding, ...], probability: float, *, is_contradicted: bool
) -> Verdict:
    """Put the pair in one of four bands; without a contradiction it is never "unlikely"."""
    limits: Weights = weights()
    if not _is_enough(findings):
        return "cannot_say"
    if is_contradicted and probability < limits.unlikely_below:
        return "unlikely"
    is_guarded = any((finding.field, finding.level) in GUARDED for finding in findings)
    if probability >= limits.likely_from and not is_guarded:
        return "likely_same"
    return "possible"


def _is_enough(findings: tuple[Finding, ...]) -> bool:
    """Say whether anything was compared that can tell people apart.

    A clear contradiction is enough; else two parts of the name, or one with a date, or a
    document, must be known on both sides.
    """
    telling = [finding for finding in findings if finding.field not in ("sex", "citizenship")]
    if any(_stranger_bits(finding) < -NOTICEABLE_BITS for finding in telling):
        return True
    fields = {finding.field for finding in telling if finding.level != "initial"}
    return len(fields - {"birthplace"}) >= 2 or bool(fields & {"document", "national_id"})


def _would_settle(findings: tuple[Finding, ...]) -> str:
    known = {finding.field for finding in findings}
    return next((field for field in SETTLING if field not in known), "")
