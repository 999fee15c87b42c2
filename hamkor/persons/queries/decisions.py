"""What officers decided on records: in force, withdrawn, and what follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hamkor.accounts.models import Officer
from hamkor.errors import WrongState
from hamkor.errors import gettext_noop as _
from hamkor.persons.models import IdentityDecision, Person, Verdict
from hamkor.persons.queries.records import visible_to


@dataclass(frozen=True)
class Fact:
    """Something one record says of a person: `kind` is "name", "born" and so on."""

    kind: str
    text: str
    source: str
    record: Person
    script: str = ""


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


def waits_for_second(decision: IdentityDecision) -> bool:
    """Say whether a second officer must confirm before the decision takes effect.

    So it is when it says that two records are one person and one of them stands in a case.
    """
    is_open = decision.withdrawn_at is None and decision.confirmed_at is None
    if not is_open or decision.verdict != Verdict.SAME:
        return False
    return _in_cases().filter(pk__in=(decision.first_id, decision.second_id)).exists()


def waiting_for(officer: Officer) -> QuerySet[IdentityDecision]:
    """Return the decisions that `officer` could confirm as the second one, oldest first."""
    in_cases = Q(first__in=_in_cases()) | Q(second__in=_in_cases())
    open_ones = IdentityDecision.objects.filter(
        in_cases, verdict=Verdict.SAME, withdrawn_at=None, confirmed_at=None
    )
    seen = visible_to(officer).values("pk")
    theirs = open_ones.exclude(decided_by=officer.username).filter(first__in=seen, second__in=seen)
    return theirs.select_related("first", "second").order_by("id")


def same_as(person: Person) -> set[Person]:
    """Return all other records that decisions in effect say are this person, at any remove."""
    return set(Person.objects.filter(pk__in=_group({person.pk}) - {person.pk}))


def kept_apart(person: Person) -> dict[int, IdentityDecision]:
    """Return the records that decisions say are not this person, each with its decision.

    What is decided of one record holds for all that are the same person: if A is B, and B is not
    C, then A is not suggested to be C either.
    """
    ours = _group({person.pk})
    apart: dict[int, IdentityDecision] = {}
    for decision in _in_force(ours).filter(verdict=Verdict.NOT_SAME):
        other = decision.second_id if decision.first_id in ours else decision.first_id
        apart |= dict.fromkeys(_group({other}), decision)
    return apart


def are_kept_apart(ones: set[Person], others: set[Person]) -> bool:
    """Say whether a decision in force says that one of the first is not one of the second."""
    apart = IdentityDecision.objects.filter(verdict=Verdict.NOT_SAME, withdrawn_at=None)
    return (
        apart.filter(first__in=ones, second__in=others).exists()
        or apart.filter(first__in=others, second__in=ones).exists()
    )


def decisions_of(person: Person) -> dict[int, IdentityDecision]:
    """Return each other record on which something is decided, with the decision that speaks."""
    direct = {
        decision.second_id if decision.first_id == person.pk else decision.first_id: decision
        for decision in _in_force([person.pk])
    }
    return kept_apart(person) | direct


def told_together(person: Person, *, to: Officer) -> list[Fact]:
    """Return what all records of one person say that `to` may see, each fact with its source."""
    pks = _group({person.pk})
    records = visible_to(to).filter(pk__in=pks).prefetch_related("birth_dates").order_by("pk")
    return [fact for each in records for fact in facts_of(each)]


def facts_of(person: Person) -> list[Fact]:
    """Return what one record says, each fact with its source where it is known."""
    names = [
        Fact("name", form.written, form.source, person, form.script)
        for form in person.name_forms.all()
    ]
    born = _written(person.birth_year, person.birth_month, person.birth_day)
    plain = [
        ("born", born),
        ("citizenship", person.citizenship),
        ("birthplace", person.birthplace),
    ]
    said = [Fact(kind, text, "", person) for kind, text in plain if text]
    dates = [
        Fact("born", _written(date.year, date.month, date.day), date.source, person)
        for date in person.birth_dates.all()
    ]
    documents = [
        Fact("document", document.number, document.kind, person)
        for document in person.documents.all()
    ]
    return [*names, *said, *dates, *documents]


def _written(year: int | None, month: int | None, day: int | None) -> str:
    return ".".join(
        [f"{part:02}" for part in (day, month) if part] + ([str(year)] if year else [])
    )


def _group(pks: set[int]) -> set[int]:
    known, newest = set(pks), set(pks)
    while newest:
        pairs = in_effect(newest).filter(verdict=Verdict.SAME).values_list("first", "second")
        newest = {pk for pair in pairs for pk in pair} - known
        known |= newest
    return known


def in_effect(pks: Iterable[int]) -> QuerySet[IdentityDecision]:
    """Return the decisions on these records that hold: those that wait for a second do not yet."""
    one_officer_does = ~Q(verdict=Verdict.SAME) | Q(confirmed_at__isnull=False)
    in_no_case = ~Q(first__in=_in_cases()) & ~Q(second__in=_in_cases())
    return _in_force(pks).filter(one_officer_does | in_no_case)


def _in_cases() -> QuerySet[Person]:
    return Person.objects.filter(case_roles__isnull=False).only("pk")


def _in_force(pks: Iterable[int]) -> QuerySet[IdentityDecision]:
    chosen = list(pks)
    return IdentityDecision.objects.filter(
        Q(first__in=chosen) | Q(second__in=chosen), withdrawn_at=None
    )
