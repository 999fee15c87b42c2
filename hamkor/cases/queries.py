"""What may be read of cases, and by whom."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import PERMISSIONS, Permission, Role
from hamkor.cases.models import (
    Act,
    Assignment,
    Case,
    CaseDocument,
    CasePerson,
    CaseStatus,
    JournalEntry,
    Situation,
)
from hamkor.deadlines.models import Deadline
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.intake.models import Complaint
from hamkor.persons.models import Person

# What assistance calls an end; a case with a request elsewhere cannot be closed.
ENDS_OF_REQUESTS = ("withdrawn", "closed")


def visible_to(officer: Officer) -> QuerySet[Case]:
    """Return the cases that `officer` may read: all for those who assign, else the assigned."""
    if not officer.may(Permission.CASE_READ):
        return Case.objects.none()
    if officer.may(Permission.CASE_ASSIGN):
        return Case.objects.all()
    return Case.objects.filter(
        Exists(Assignment.objects.filter(case=OuterRef("pk"), officer=officer, ended_at=None))
    )


def case_for(officer: Officer, reference: UUID) -> Case:
    """Return one case.

    Raises:
        NotFound: there is none, or the officer may not know of it.
    """
    case = visible_to(officer).select_related("lead").filter(reference=reference).first()
    if case is None:
        raise NotFound(_("There is no such case"))
    return case


def document_for(officer: Officer, reference: UUID) -> CaseDocument:
    """Return one document of a case.

    Raises:
        NotFound: there is none, or the officer may not know of it.
    """
    document = document_visible_to(officer).filter(reference=reference).first()
    if document is None:
        raise NotFound(_("There is no such file"))
    return document


def may_see(officer: Officer, case: Case) -> bool:
    """Say whether `officer` may read this case."""
    return visible_to(officer).filter(pk=case.pk).exists()


def worklist(officer: Officer, *, status: str = CaseStatus.OPEN, area: str = "") -> QuerySet[Case]:
    """Return the officer's cases, newest first, each with `next_due_on`, its next deadline.

    Args:
        officer: sees only what `visible_to` allows.
        status: of the cases; empty for all.
        area: a folder in data/areas; empty for all.
    """
    cases = visible_to(officer).select_related("lead")
    if status:
        cases = cases.filter(status=status)
    if area:
        cases = cases.filter(area=area)
    open_deadlines = Deadline.objects.filter(
        about=OuterRef("reference"), met_at=None, cancelled_at=None
    )
    return cases.annotate(
        next_due_on=Subquery(open_deadlines.order_by("due_on").values("due_on")[:1])
    )


def without_lead(officer: Officer) -> QuerySet[Case]:
    """Return the open cases that nobody leads, oldest first, for an officer who assigns them."""
    if not officer.may(Permission.CASE_ASSIGN):
        return Case.objects.none()
    return Case.objects.filter(lead=None, status=CaseStatus.OPEN).order_by("id")


def led_without_request(officer: Officer) -> QuerySet[Case]:
    """Return the open cases that `officer` leads and in which no request is under way."""
    # One row a request: a condition on the relation itself would speak of all of them at once.
    by_request = Case.objects.filter(pk=OuterRef("pk")).annotate(at=F("requests__status"))
    under_way = by_request.filter(at__isnull=False).exclude(at__in=ENDS_OF_REQUESTS)
    led = visible_to(officer).filter(lead=officer, status=CaseStatus.OPEN)
    return led.filter(~Exists(under_way)).order_by("-id")


def cases_with(person: Person, *, to: Officer) -> QuerySet[Case]:
    """Return the cases in which `person` has a role and that `to` may read."""
    roles = CasePerson.objects.filter(case=OuterRef("pk"), person=person)
    return visible_to(to).filter(Exists(roles)).select_related("lead")


def cases_by_person(pks: Collection[int], *, to: Officer) -> dict[int, list[Case]]:
    """Return for each of these persons the cases that `to` may read, newest first."""
    roles = CasePerson.objects.filter(person__in=pks, case__in=visible_to(to))
    found: dict[int, list[Case]] = {}
    for role in roles.select_related("case").order_by("-case_id"):
        cases = found.setdefault(role.person_id, [])
        if role.case not in cases:
            cases.append(role.case)
    return found


def case_of(complaint: Complaint, *, to: Officer) -> Case | None:
    """Return the case of a complaint, if there is one that `to` may read."""
    return visible_to(to).filter(complaints=complaint).first()


def complaints_of(case: Case) -> QuerySet[Complaint]:
    """Return the complaints that the case is about, in this office."""
    return case.complaints.order_by("id")


def persons_of(case: Case) -> QuerySet[CasePerson]:
    """Return the persons of the case with their names, in the order they were added."""
    persons = case.persons.select_related("person").prefetch_related("person__name_forms")
    return persons.order_by("id")


def member_of(case: Case, pk: int) -> CasePerson:
    """Return a person of the case with what is known of the situation.

    Raises:
        NotFound: there is no such person in it.
    """
    member = case.persons.select_related("person").filter(pk=pk).first()
    if member is None:
        raise NotFound(_("There is no such person in this case"))
    return member


def situation_of(member: CasePerson) -> Situation | None:
    """Return what is known of the person's situation; None when nothing was recorded."""
    return member.situations.first()


def situations_in_open_cases(officer: Officer, most: int) -> list[Situation]:
    """Return what is known of persons in open cases that `officer` may read, newest first.

    Of each person only what was recorded last; at most `most` persons.
    """
    newest = Situation.objects.filter(member=OuterRef("member")).order_by("-id").values("id")[:1]
    found = Situation.objects.filter(
        pk=Subquery(newest),
        member__case__in=visible_to(officer),
        member__case__status=CaseStatus.OPEN,
    )
    with_names = found.select_related("member__case", "member__person")
    return list(with_names.prefetch_related("member__person__name_forms").order_by("-id")[:most])


def acts_of(case: Case) -> QuerySet[Act]:
    """Return the acts, by date, with who did them and who suffered them."""
    return case.acts.select_related("actor__person", "affected__person").prefetch_related(
        "actor__person__name_forms", "affected__person__name_forms"
    )


def documents_of(case: Case) -> QuerySet[CaseDocument]:
    """Return the documents in the order they came."""
    return case.documents.all()


def document_visible_to(officer: Officer) -> QuerySet[CaseDocument]:
    """Return the documents of the cases that `officer` may read."""
    return CaseDocument.objects.filter(case__in=visible_to(officer)).select_related("case")


def journal_of(case: Case) -> QuerySet[JournalEntry]:
    """Return the journal, newest first."""
    return case.journal.all()


def assignments_of(case: Case) -> QuerySet[Assignment]:
    """Return who works on the case now, the lead first."""
    return (
        case.assignments.filter(ended_at=None).select_related("officer").order_by("-is_lead", "id")
    )


def officers_who_can_work() -> QuerySet[Officer]:
    """Return the officers to whom a case can be assigned."""
    roles = [role for role in Role if Permission.CASE_WRITE in PERMISSIONS[role]]
    return Officer.objects.filter(role__in=roles, is_active=True).order_by("full_name")


def has_open_request(case: Case) -> bool:
    """Say whether a request of the case has not come to its end."""
    return case.requests.exclude(status__in=ENDS_OF_REQUESTS).exists()
