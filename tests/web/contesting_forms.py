"""The forms of a person who contests, and of those who hear it: a part of `every_form`."""

from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from hamkor.intake import services as intake
from hamkor.intake.services import add_step
from tests.factories import (
    AnsweredComplaintFactory,
    CaseOfficerFactory,
    ComplaintFactory,
    DutyOfficerFactory,
    OperatorFactory,
    SupervisorFactory,
    file_a_complaint,
)
from tests.web.offered_forms import Ready
from tests.web.office import as_officer


def _contested(action: str) -> Ready:
    filed, client = file_a_complaint(), Client()
    officer = DutyOfficerFactory()
    intake.register_complaint(filed.complaint, by=officer)
    intake.answer_complaint(filed.complaint, text="Ҷавоб", by=officer)
    client.post("/code/", {"code": filed.code})
    return Ready(client, action, {"text": "Ихтироъ"})


def _erased() -> Ready:
    filed, client = file_a_complaint(), Client()
    client.post("/code/", {"code": filed.code})
    return Ready(client, "/status/erase/", {"code": filed.code})


def _opened_again() -> Ready:
    complaint = AnsweredComplaintFactory()
    intake.reopen_complaint(complaint, text="Боз", token="t")
    action = reverse("take_on_complaint", args=[complaint.reference])
    page = reverse("complaint", args=[complaint.reference])
    return Ready(as_officer(CaseOfficerFactory()), action, page=page)


def _silence() -> Ready:
    complaint = ComplaintFactory()
    add_step(complaint, "extended", state="TJ", promised_on=date(2020, 1, 1))
    intake.tell_silence()
    action = reverse("silence_seen", args=[complaint.silences.get().reference])
    return Ready(as_officer(SupervisorFactory()), action, page=reverse("silences"))


def _escalation() -> Ready:
    raised = intake.escalate_complaint(AnsweredComplaintFactory(), text="Боз", token="t")
    action = reverse("escalation", args=[raised.reference])
    return Ready(as_officer(SupervisorFactory()), action, {"text": "Ихтироъ"})


CONTESTING: dict[str, Callable[[], Ready]] = {
    "status_escalate": lambda: _contested("/status/somebody-else/"),
    "status_again": lambda: _contested("/status/again/"),
    "status_erase": _erased,
    "take_on_complaint": _opened_again,
    "silence_seen": _silence,
    "escalation": _escalation,
    "paper_forms": lambda: Ready(
        as_officer(OperatorFactory()),
        "/office/paper-forms/",
        {"count": "1", "language": "tg"},
        accepted=200,
    ),
}
