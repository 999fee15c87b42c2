"""Reading persons: by key, bounded, with the officers' decisions beside each suggestion."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hamkor import matching
from hamkor.accounts.models import Officer
from hamkor.errors import NotFound, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.persons import limits
from hamkor.persons.keys import SEARCH, comparison_keys, search_keys
from hamkor.persons.models import IdentityDecision, MatchKey, Person, Verdict
from hamkor.persons.permissions import may_read_persons, may_read_sealed_persons


@dataclass(frozen=True)
class Candidate:
    """Another record that may be the same person: a suggestion, and the decision in force."""

    person: Person
    comparison: matching.Comparison
    decision: IdentityDecision | None


def visible_to(officer: Officer) -> QuerySet[Person]:
    """Return the records the officer may look up.

    A record known only from a complaint whose name was given to be kept secret is for those who
    register, for the officer who answers for the complaint and for those who work on its case.
    """
    every = Person.objects.prefetch_related("name_forms", "documents")
    if not may_read_persons(officer):
        return every.none()
    if may_read_sealed_persons(officer):
        return every
    working_on = Q(
        case_roles__case__assignments__officer=officer,
        case_roles__case__assignments__ended_at=None,
    )
    theirs = Person.objects.filter(Q(complaints__responsible=officer) | working_on)
    return every.filter(Q(is_sealed=False) | Q(pk__in=theirs.values("pk")))


def person_for(officer: Officer, reference: UUID) -> Person:
    """Return one record.

    Raises:
        NotFound: there is none, or the officer may not know of it.
    """
    person = visible_to(officer).filter(reference=reference).first()
    if person is None:
        raise NotFound(_("There is no such person on file"))
    return person


def to_record(person: Person) -> matching.Record:
    """Return what the comparison needs. Prefetch names and documents for more than one."""
    born = matching.PartialDate(person.birth_year, person.birth_month, person.birth_day)
    return matching.Record(
        names=tuple(
            matching.Name(
                form.written, form.surname, form.given_name, form.patronymic, form.source
            )
            for form in person.name_forms.all()
        ),
        born=born if born.is_possible else None,
        sex="m" if person.sex == "m" else "f" if person.sex == "f" else "",
        citizenship=person.citizenship,
        birthplace=person.birthplace,
        documents=tuple(
            matching.DocumentNumber(document.kind, document.number, document.issued_by)
            for document in person.documents.all()
        ),
    )


def candidates(person: Person, *, to: Officer, limit: int = 10) -> list[Candidate]:
    """Return the records that `to` may see and that may be the same person, likeliest first.

    Those that an officer decided are not the same come last, with the decision. At most
    `limits.CANDIDATES_COMPARED` records are compared: those that share most keys.
    """
    keys = person.match_keys.exclude(key__startswith=SEARCH).values_list("key", flat=True)
    found = _sharing(keys, to, but_not=person.pk)
    decisions = _decisions_of(person)
    found += visible_to(to).filter(pk__in=decisions.keys() - {other.pk for other in found})
    ours = to_record(person)
    compared = [
        Candidate(other, matching.compare(ours, to_record(other)), decisions.get(other.pk))
        for other in found
    ]
    return sorted(compared, key=_likeliest_first)[:limit]


def decision_between(one: Person, other: Person) -> IdentityDecision | None:
    """Return the decision in force on these two, in whichever order."""
    first, second = sorted((one.pk, other.pk))
    return IdentityDecision.objects.filter(first=first, second=second, withdrawn_at=None).first()


def decision_in_force(one: Person, other: Person) -> IdentityDecision:
    """Return the decision in force on these two.

    Raises:
        WrongState: there is none, or it has been withdrawn.
    """
    decision = decision_between(one, other)
    if decision is None:
        raise WrongState(_("There is no decision in force on these two"))
    return decision


def decisions_on(person: Person) -> QuerySet[IdentityDecision]:
    """Return every decision on this record, withdrawn ones included, newest first."""
    return IdentityDecision.objects.filter(Q(first=person) | Q(second=person)).select_related(
        "first", "second"
    )


def decisions_between(one: Person, other: Person) -> QuerySet[IdentityDecision]:
    """Return every decision on these two, withdrawn ones included, newest first."""
    first, second = sorted((one.pk, other.pk))
    return IdentityDecision.objects.filter(first=first, second=second)


def same_as(person: Person) -> set[Person]:
    """Return all other records that decisions in force say are this person, at any remove."""
    known, newest = {person.pk}, {person.pk}
    while newest:
        pairs = _in_force(newest).filter(verdict=Verdict.SAME).values_list("first", "second")
        newest = {pk for pair in pairs for pk in pair} - known
        known |= newest
    return set(Person.objects.filter(pk__in=known - {person.pk}))


def find(text: str, *, to: Officer, limit: int = 20) -> list[Person]:
    """Return the persons that `to` may see and whose name, in any spelling, may be that typed.

    A whole document number finds its holder too; a part of one finds nobody.
    """
    typed = matching.Record(names=(matching.Name(text[: limits.NAME]),))
    numbered = matching.Record(
        documents=(matching.DocumentNumber("", text[: limits.DOCUMENT_NUMBER]),)
    )
    found = _sharing(comparison_keys(typed) | search_keys(typed) | comparison_keys(numbered), to)
    likeness = {other.pk: matching.compare(typed, to_record(other)).score for other in found}
    return sorted(found, key=lambda other: (-likeness[other.pk], other.pk))[:limit]


def _sharing(keys: Iterable[str], to: Officer, but_not: int | None = None) -> list[Person]:
    """Return the persons that share most of `keys`, names and documents loaded in bulk."""
    rows = MatchKey.objects.filter(key__in=list(keys)).exclude(person=but_not)
    most = rows.values("person").annotate(shared=Count("key")).order_by("-shared", "person")
    pks = [row["person"] for row in most[: limits.CANDIDATES_COMPARED]]
    return list(visible_to(to).filter(pk__in=pks))


def _in_force(pks: Iterable[int]) -> QuerySet[IdentityDecision]:
    chosen = list(pks)
    return IdentityDecision.objects.filter(
        Q(first__in=chosen) | Q(second__in=chosen), withdrawn_at=None
    )


def _decisions_of(person: Person) -> dict[int, IdentityDecision]:
    return {
        decision.second_id if decision.first_id == person.pk else decision.first_id: decision
        for decision in _in_force([person.pk])
    }


def _likeliest_first(candidate: Candidate) -> tuple[bool, float, int]:
    is_decided_against = (
        candidate.decision is not None and candidate.decision.verdict == Verdict.NOT_SAME
    )
    return is_decided_against, -candidate.comparison.probability, candidate.person.pk
