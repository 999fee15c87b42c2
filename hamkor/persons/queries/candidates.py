"""Who on file may be the person that a record speaks of, wherever the record comes from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hamkor import matching
from hamkor.accounts.models import Officer
from hamkor.persons import limits
from hamkor.persons.forms import form_of, frequencies, weigh_forms
from hamkor.persons.keys import comparison_keys
from hamkor.persons.models import IdentityDecision, Person, Verdict
from hamkor.persons.queries.decisions import decisions_of
from hamkor.persons.queries.ranking import rank
from hamkor.persons.queries.records import visible_to


@dataclass(frozen=True)
class Candidate:
    """Another record that may be the same person: a suggestion, and the decision in force."""

    person: Person
    comparison: matching.Comparison
    decision: IdentityDecision | None


def candidates_for(
    record: matching.Record, *, to: Officer, limit: int = 10, but_not: Collection[int] = ()
) -> list[Candidate]:
    """Return who on file may be the person of `record`, likeliest first.

    For whatever is not on file itself: a request of another office, a row of a register.

    Args:
        record: what is said of somebody.
        to: who asks; only records this officer may see are compared.
        limit: how many at most.
        but_not: primary keys to leave out.
    """
    form = matching.parse(record)
    counted = frequencies()
    likeness = _likeness(form, to, counted, but_not)
    best = sorted(likeness, key=lambda pk: (-likeness[pk], pk))[:limit]
    return _compared(form, best, to, counted, {})


def scores_for(record: matching.Record, *, to: Officer) -> dict[int, float]:
    """Return the score of each record on file worth comparing with `record`, by primary key."""
    return _likeness(matching.parse(record), to, frequencies(), ())


def candidates(person: Person, *, to: Officer, limit: int = 10) -> list[Candidate]:
    """Return the records that `to` may see and that may be the same person, likeliest first.

    Those that officers decided are not the same come last, with the decision. At most
    `limits.CANDIDATES_COMPARED` records are compared: those that share most.
    """
    form = form_of(person)
    decisions = decisions_of(person)
    counted = frequencies()
    likeness = _likeness(form, to, counted, {person.pk}, and_also=decisions)
    apart = {pk for pk, each in decisions.items() if each.verdict == Verdict.NOT_SAME}
    best = sorted(likeness, key=lambda pk: (pk in apart, -likeness[pk], pk))[:limit]
    return _compared(form, best, to, counted, decisions)


def _likeness(
    form: matching.Parsed,
    to: Officer,
    counted: matching.Frequencies | None,
    but_not: Collection[int],
    and_also: Collection[int] = (),
) -> dict[int, float]:
    ranked = rank(comparison_keys(form), at_most=limits.CANDIDATES_COMPARED + len(but_not))
    shared = [pk for pk in ranked if pk not in but_not][: limits.CANDIDATES_COMPARED]
    looked_at = ({*shared, *and_also}) - set(but_not)
    if not looked_at:
        return {}
    return weigh_forms(form, visible_to(to).filter(pk__in=looked_at), counted)


def _compared(
    form: matching.Parsed,
    pks: list[int],
    to: Officer,
    counted: matching.Frequencies | None,
    decisions: Mapping[int, IdentityDecision],
) -> list[Candidate]:
    """Compare the few that are shown once more, with reasons."""
    found = {person.pk: person for person in visible_to(to).filter(pk__in=pks)}
    return [
        Candidate(
            found[pk],
            matching.compare(form, form_of(found[pk]), frequencies=counted),
            decisions.get(pk),
        )
        for pk in pks
        if pk in found
    ]
