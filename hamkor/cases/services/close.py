from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases import limits
from hamkor.cases.models import Case, CaseStatus, EntryKind
from hamkor.cases.permissions import check_can_change_purpose, check_can_close
from hamkor.cases.queries import has_open_request
from hamkor.cases.services.journal import add_entry, check_is_open
from hamkor.clock import now
from hamkor.deadlines.services import meet_deadlines
from hamkor.errors import WrongState
from hamkor.errors import gettext_noop as _
from hamkor.law.firewall import check_purpose
from hamkor.parties.areas import area as area_of
from hamkor.persons.texts import check_text


@transaction.atomic
def close_case(case: Case, *, outcome: str, by: Officer) -> None:
    """Close the file with what came of it; nothing is added to it afterwards.

    Raises:
        NotAllowed: the officer may not close cases.
        InputRefused: no outcome, or one that is too long.
        WrongState: closed already, or a request of the case is still open.
    """
    check_can_close(by)
    check_text(outcome, field="outcome", at_most=limits.TEXT, at_least=1, is_one_line=False)
    check_is_open(case)
    if has_open_request(case):
        raise WrongState(_("A request of this case is still open: close or withdraw it first"))
    still_open = Case.objects.filter(pk=case.pk, status=CaseStatus.OPEN)
    still_open.update(status=CaseStatus.CLOSED, closed_at=now(), closed_by=by, outcome=outcome)
    case.refresh_from_db()
    meet_deadlines(case.reference)
    add_entry(case, kind=EntryKind.CLOSED, by=by.username, sentence=_("The case was closed"))
    record(AuditAction.CASE_CLOSED, by=by.username, about=case.reference)


@transaction.atomic
def change_purpose(case: Case, *, purpose: str, by: Officer) -> None:
    """Put the case to another purpose that its area and its material allow.

    Raises:
        NotAllowed: the officer may not write in this case.
        FirewallBreach: the purpose has no way in, or the material was given for others.
        WrongState: the case is closed.
    """
    check_can_change_purpose(by, case)
    check_purpose(purpose, limits=area_of(case.area).purposes)
    check_purpose(purpose, limits=case.limits_on_use)
    check_is_open(case)
    facts = {"before": case.purpose, "after": purpose}
    case.purpose = purpose
    case.save(update_fields=("purpose",))
    add_entry(
        case,
        kind=EntryKind.NOTE,
        by=by.username,
        sentence=_("The purpose of the case was changed"),
        facts=facts,
    )
    record(AuditAction.CASE_CHANGED, by=by.username, about=case.reference, what="purpose", **facts)
