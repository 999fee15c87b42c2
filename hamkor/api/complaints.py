"""Complaints through the program of a hotline or an organisation: the services of the pages."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from ninja import Router
from ninja.responses import Status as Answer

from hamkor.api.access import Needs, check_may_try_codes, token_of
from hamkor.api.answers import REFUSALS
from hamkor.api.rates import note_wrong_code
from hamkor.api.schemas import (
    Category,
    Erasure,
    Filed,
    NewComplaint,
    NewMessage,
    ShownMessage,
    ShownPromise,
    ShownStep,
    Status,
    WithCode,
)
from hamkor.api.scopes import Scope
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.intake import services
from hamkor.intake.queries import PublicStatus, by_code, status_for_complainant
from hamkor.parties.areas import complaint_categories

if TYPE_CHECKING:
    from hamkor.intake.models import Complaint
    from hamkor.intake.promises import StandingPromise

HELPER = "hotline"
file_with, follow_with = Needs(Scope.COMPLAINTS_FILE), Needs(Scope.COMPLAINTS_FOLLOW)
write_with = Needs(Scope.COMPLAINTS_WRITE)
router = Router(tags=["complaints"])


@router.get("/categories", auth=file_with, response={200: list[Category], **REFUSALS})
def categories(request: HttpRequest) -> list[Category]:
    """Say what a person can choose when asked what happened, in the language asked for."""
    language = get_language() or "en"
    return [
        Category(area=area.id, id=category.id, name=category.names.in_language(language))
        for category, area in complaint_categories().values()
    ]


@router.post("/complaints", auth=file_with, response={201: Filed, **REFUSALS})
def file_complaint(request: HttpRequest, complaint: NewComplaint) -> Answer[Filed]:
    """File a complaint for a person, who gets code and proof and may refuse it with them."""
    filed = services.file_complaint(
        token=complaint.submission,
        facts=complaint.facts(),
        language=complaint.language,
        operator=token_of(request).officer,
        helper=HELPER,
        has_agreed=complaint.has_agreed,
    )
    home = Filed(code=filed.code, proof=filed.proof, filed_at=filed.complaint.filed_at)
    return Answer(201, home)


@router.post("/status", auth=follow_with, response={200: Status, **REFUSALS})
def read_status(request: HttpRequest, asked: WithCode) -> Status:
    """Read what was done, what is promised and who is late, with the person's code."""
    complaint = _complaint(request, asked)
    known = status_for_complainant(complaint)
    services.note_status_read(complaint)
    return _shown(known)


@router.post("/messages", auth=write_with, response={201: ShownMessage, **REFUSALS})
def write(request: HttpRequest, message: NewMessage) -> Answer[ShownMessage]:
    """Write to the office as the person."""
    complaint = _complaint(request, message)
    sent = services.write_to_office(complaint, text=message.text, token=message.submission)
    return Answer(201, ShownMessage(text=sent.text, at=sent.sent_at, is_from_office=False))


@router.post("/escalations", auth=write_with, response={200: Status, **REFUSALS})
def escalate(request: HttpRequest, message: NewMessage) -> Status:
    """Have somebody other than the handler hear silence or an answer."""
    complaint = _complaint(request, message)
    services.escalate_complaint(complaint, text=message.text, token=message.submission)
    return _shown(status_for_complainant(complaint))


@router.post("/reopenings", auth=write_with, response={200: Status, **REFUSALS})
def reopen(request: HttpRequest, message: NewMessage) -> Status:
    """Have an answered complaint opened again, or send in what was missing."""
    complaint = _complaint(request, message)
    services.reopen_complaint(complaint, text=message.text, token=message.submission)
    return _shown(status_for_complainant(complaint))


@router.post("/withdrawals", auth=write_with, response={200: Status, **REFUSALS})
def withdraw(request: HttpRequest, asked: WithCode) -> Status:
    """Take the complaint back as the person."""
    complaint = _complaint(request, asked)
    services.withdraw_complaint(complaint)
    return _shown(status_for_complainant(complaint))


@router.post("/erasures", auth=write_with, response={200: Status, **REFUSALS})
def erase(request: HttpRequest, asked: Erasure) -> Status:
    """Erase everything that the person told; what a case is built on is refused."""
    complaint = _complaint(request, asked)
    services.erase_complaint(complaint, code=asked.code)
    return _shown(status_for_complainant(complaint))


def _complaint(request: HttpRequest, asked: WithCode) -> "Complaint":
    """Return the complaint of a code; a wrong and a malformed one get one answer and one cost."""
    token = token_of(request)
    check_may_try_codes(token)
    complaint = by_code(asked.code)
    if complaint is None:
        note_wrong_code(token.reference)
        raise NotFound(_("No complaint has this code"))
    return complaint


def _shown(known: PublicStatus) -> Status:
    nearest = [known.next_promise] if known.next_promise else []
    return Status(
        status=known.complaint.status,
        number=known.complaint.number,
        steps=[
            ShownStep(step=s.step, words=s.get_step_display(), at=s.at, state=s.state)
            for s in known.steps
        ],
        promises=[_promise(each) for each in (*known.broken_promises, *nearest)],
        messages=[
            ShownMessage(text=m.text, at=m.sent_at, is_from_office=m.is_from_office)
            for m in known.messages
        ],
        may_escalate=known.may_escalate,
        may_reopen=known.may_reopen,
        may_erase=known.may_erase,
    )


def _promise(promise: "StandingPromise") -> ShownPromise:
    return ShownPromise(
        step=str(promise.step),
        on=promise.on,
        state=promise.state,
        source=gettext(promise.source),
        is_late=promise.is_late,
    )
