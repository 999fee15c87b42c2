"""Who may do what with requests. When it may be done is in `states` and `conditions`."""

from collections.abc import Callable

from hamkor.accounts.models import Officer
from hamkor.accounts.permissions import check_is_another, check_may
from hamkor.accounts.roles import Permission
from hamkor.assistance.models import AssistanceRequest, RequestEvent
from hamkor.assistance.states import OurRole
from hamkor.assistance.verbs import Step, Verb
from hamkor.cases.models import Case
from hamkor.cases.permissions import check_can_open
from hamkor.cases.queries import may_see as may_see_case
from hamkor.errors import NotAllowed
from hamkor.errors import gettext_noop as _

Check = Callable[[Officer, AssistanceRequest], None]


def check_can_draft_in(officer: Officer, case: Case) -> None:
    """Case officers draft requests in the cases they are assigned to."""
    check_may(officer, Permission.REQUEST_DRAFT)
    if not may_see_case(officer, case):
        raise NotAllowed(_("This case is assigned to other officers"))


def check_can_read(officer: Officer, request: AssistanceRequest) -> None:
    """Deputies and duty officers read every request, case officers those they work on."""
    check_may(officer, Permission.REQUEST_READ)
    _check_works_on(officer, request)


def check_can_prepare(officer: Officer, request: AssistanceRequest) -> None:
    """Whoever works on the case prepares its requests: revises, asks for approval, closes."""
    check_may(officer, Permission.REQUEST_DRAFT)
    _check_works_on(officer, request)


def check_can_approve(officer: Officer, request: AssistanceRequest) -> None:
    """A deputy approves what others drafted: four eyes."""
    check_may(officer, Permission.REQUEST_APPROVE)
    check_is_another(officer, request.prepared_by)
    if RequestEvent.objects.filter(
        request=request,
        is_ours=True,
        by=officer.username,
        action__in=(Step.DRAFTED, Step.REVISED),
    ).exists():
        check_is_another(officer, officer)


def check_can_send(officer: Officer, request: AssistanceRequest) -> None:
    """A deputy sends a request, or gives it back to the drafter."""
    check_may(officer, Permission.REQUEST_APPROVE)


def check_can_withdraw(officer: Officer, request: AssistanceRequest) -> None:
    """A drafter may drop what was never sent; what the other office has, a deputy withdraws."""
    if request.sent_at is None and officer.may(Permission.REQUEST_DRAFT):
        _check_works_on(officer, request)
    else:
        check_may(officer, Permission.REQUEST_APPROVE)


def check_can_give_out(officer: Officer, request: AssistanceRequest, receiver: Officer) -> None:
    """Who assigns gives a request to a case officer; a case officer may take a free one."""
    if not receiver.may(Permission.REQUEST_EXECUTE):
        raise NotAllowed(_("Only a case officer can work on a request"))
    if officer.may(Permission.CASE_ASSIGN):
        return
    check_may(officer, Permission.REQUEST_EXECUTE)
    is_free = request.responsible_id is None
    if officer.pk != receiver.pk or not is_free:
        raise NotAllowed(_("Only who assigns work may give a request to another officer"))


def check_can_decide(officer: Officer, request: AssistanceRequest) -> None:
    """A deputy decides whether the office executes."""
    check_may(officer, Permission.REQUEST_DECIDE)


def check_can_ask(officer: Officer, request: AssistanceRequest) -> None:
    """Whoever decides or executes may ask for what is lacking."""
    if not officer.may(Permission.REQUEST_DECIDE):
        check_can_execute(officer, request)


def check_can_execute(officer: Officer, request: AssistanceRequest) -> None:
    """The case officer who has the request executes it."""
    check_may(officer, Permission.REQUEST_EXECUTE)
    _check_works_on(officer, request)


def check_can_approve_answer(officer: Officer, request: AssistanceRequest) -> None:
    """A deputy signs the answer that another officer drafted: four eyes."""
    check_may(officer, Permission.REQUEST_DECIDE)
    check_is_another(officer, request.answer_prepared_by)


def check_can_attach(officer: Officer, request: AssistanceRequest) -> None:
    """Whoever prepares our side of the request adds its documents."""
    if request.our_role == OurRole.REQUESTING:
        check_can_prepare(officer, request)
    else:
        check_can_execute(officer, request)


def check_can_note_channel(officer: Officer, request: AssistanceRequest) -> None:
    """Whoever works on the request or signs in it knows by which way else it went."""
    if not officer.may(Permission.REQUEST_APPROVE):
        check_can_attach(officer, request)


def _check_takes(officer: Officer, request: AssistanceRequest) -> None:
    """Who assigns work gives it to any case officer; a case officer takes a free one."""
    if not officer.may(Permission.CASE_ASSIGN):
        check_can_give_out(officer, request, officer)


def _check_can_open_case(officer: Officer, request: AssistanceRequest) -> None:
    """Duty and case officers who work on the request open a case for it."""
    check_can_open(officer)
    _check_works_on(officer, request)


def _check_works_on(officer: Officer, request: AssistanceRequest) -> None:
    if not may_work_on(officer, request):
        raise NotAllowed(_("Other officers work on this request"))


def may_work_on(officer: Officer, request: AssistanceRequest) -> bool:
    """Say whether the request is this officer's matter, or of one who sees all."""
    if officer.may(Permission.CASE_ASSIGN):
        return True
    if officer.pk in (request.prepared_by_id, request.responsible_id):
        return True
    if request.case is not None:
        return may_see_case(officer, request.case)
    return request.our_role == OurRole.REQUESTED and request.responsible_id is None


CHECKS: dict[Verb, Check] = {
    Verb.REVISE_REQUEST: check_can_prepare,
    Verb.ATTACH_DOCUMENT: check_can_attach,
    Verb.ASK_APPROVAL: check_can_prepare,
    Verb.APPROVE_REQUEST: check_can_approve,
    Verb.RETURN_REQUEST: check_can_send,
    Verb.SEND_REQUEST: check_can_send,
    Verb.GIVE_INFORMATION: check_can_prepare,
    Verb.WITHDRAW_REQUEST: check_can_withdraw,
    Verb.CLOSE_REQUEST: check_can_prepare,
    Verb.NOTE_OTHER_CHANNEL: check_can_note_channel,
    Verb.TAKE_ON: _check_takes,
    Verb.OPEN_CASE: _check_can_open_case,
    Verb.ACCEPT_REQUEST: check_can_decide,
    Verb.REFUSE_REQUEST: check_can_decide,
    Verb.POSTPONE_REQUEST: check_can_decide,
    Verb.ASK_FOR_INFORMATION: check_can_ask,
    Verb.START_EXECUTION: check_can_execute,
    Verb.DRAFT_ANSWER: check_can_execute,
    Verb.APPROVE_ANSWER: check_can_approve_answer,
}
