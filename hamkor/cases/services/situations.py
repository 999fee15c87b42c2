from collections.abc import Mapping
from datetime import date

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases.models import Case, CasePerson, EntryKind, Situation
from hamkor.cases.permissions import check_can_write
from hamkor.cases.services.journal import add_entry, check_is_open
from hamkor.deadlines.models import Deadline
from hamkor.deadlines.services import keep_date
from hamkor.errors import InputRefused, NotFound
from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Conclusion
from hamkor.law.engine import Assessment

MOST_ANSWERS = 80
LONGEST_ANSWER = 120


@transaction.atomic
def record_situation(
    case: Case, member: CasePerson, *, facts: Mapping[str, str], by: Officer
) -> Situation:
    """Keep what an officer found out of a person's situation; what was known before stays.

    Args:
        case: an open one.
        member: a person of it.
        facts: answers by the names of the questions; of bounded number and length.
        by: who works on the case.

    Raises:
        NotAllowed: the officer may not write in this case.
        WrongState: the case is closed.
        NotFound: the person is not in this case.
        InputRefused: an answer is longer than `LONGEST_ANSWER`, or there are more than
            `MOST_ANSWERS`.
    """
    check_can_write(by, case)
    check_is_open(case)
    _check_is_member(case, member)
    kept = _checked(facts)
    newest = member.situations.first()
    if newest and newest.facts == kept:
        return newest
    situation = Situation.objects.create(member=member, facts=kept, recorded_by=by.username)
    sentence = _("What is known of a person's situation was recorded")
    add_entry(case, kind=EntryKind.SITUATION, by=by.username, sentence=sentence)
    record(AuditAction.CASE_CHANGED, by=by.username, about=case.reference, what="situation")
    return situation


@transaction.atomic
def keep_date_of_law(case: Case, assessment: Assessment, name: str, *, by: Officer) -> Deadline:
    """Put a date that follows from a person's situation on the case and on the worklist.

    Raises:
        NotAllowed: the officer may not write in this case.
        WrongState: the case is closed.
        InputRefused: no such date follows.
    """
    check_can_write(by, case)
    check_is_open(case)
    conclusion = _drawn(assessment, name)
    deadline, is_new = keep_date(
        conclusion, about=case.reference, label=case.number, responsible=case.lead or by
    )
    if not is_new:
        return deadline
    sentence = _("A date of law was put on the worklist")
    add_entry(case, kind=EntryKind.SITUATION, by=by.username, sentence=sentence)
    record(AuditAction.CASE_CHANGED, by=by.username, about=case.reference, what="date")
    return deadline


def _checked(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the answers; none is cut, since half of an answer is another answer."""
    if len(facts) > MOST_ANSWERS:
        raise InputRefused(_("At most %(most)s answers are kept"), most=MOST_ANSWERS)
    for name, value in facts.items():
        if len(value) > LONGEST_ANSWER:
            raise InputRefused(
                _("The answer to “%(answer)s” is longer than %(most)s characters"),
                field=name,
                answer=name[:LONGEST_ANSWER],
                most=LONGEST_ANSWER,
            )
    return dict(facts)


def _check_is_member(case: Case, member: CasePerson) -> None:
    if member.case_id != case.pk:
        raise NotFound(_("There is no such person in this case"))


def _drawn(assessment: Assessment, name: str) -> Conclusion:
    try:
        conclusion = assessment[name]
    except NotFound:
        conclusion = None
    if conclusion is None or not isinstance(conclusion.value, date):
        raise InputRefused(_("No such date follows from what is known"))
    return conclusion
