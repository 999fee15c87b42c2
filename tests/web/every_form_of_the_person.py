"""The forms of the person, and of the operator beside the person, each in the state it is for."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hamkor import clock
from hamkor.intake.services import keep_draft
from hamkor.web.asking.said import read_said
from tests.factories import OperatorFactory, file_a_complaint
from tests.web.asking import SAID, Journey
from tests.web.offered_forms import Ready
from tests.web.office import as_officer

OWN_PAGES = ("/status/withdraw/", "/status/name/", "/status/help/")


def a_file(name: str = "хат.txt", content: bytes = "Ихтироъ".encode()) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _person(
    action: str, said: dict[str, Any], filed: dict[str, Any] | None = None
) -> Callable[[], Ready]:
    """A form on the page of a person who came back with the code."""

    def made() -> Ready:
        client = Client()
        client.post("/code/", {"code": file_a_complaint(**(filed or {})).code})
        page = action if action in OWN_PAGES else "/status/"
        return Ready(client, action, dict(said), page)

    return made


def _asked(page: str, said: dict[str, Any]) -> Callable[[], Ready]:
    """A page of questions as it stands after those before it."""

    def made() -> Ready:
        client = Client()
        journey = Journey(client).begin().walk(SAID, until=page)
        return Ready(client, "/new/", dict(said), accepted=200, showing=journey.answer)

    return made


def _asked_beside() -> Ready:
    client = as_officer(OperatorFactory())
    address = reverse("file_for")
    journey = Journey(client, address).begin().walk(SAID, until="happened")
    return Ready(client, address, {"happened": SAID["happened"]}, "", 200, journey.answer)


def _keeping() -> Ready:
    client = Client()
    journey = Journey(client).begin().walk(SAID, until="what")
    journey.send(keep="1")
    return Ready(client, "/new/keep/", {"pin": "2580"}, "", 200, journey.answer)


def _taking_up() -> Ready:
    client = Client()
    journey = Journey(client).begin().walk(SAID, until="what")
    said = read_said(journey.hidden("said"), clock.now())
    kept = keep_draft(said.packed(), token=said.token, pin="2580")
    return Ready(client, "/new/later/", {"number": kept.number, "pin": "2580"}, accepted=200)


OF_THE_PERSON: dict[str, Callable[[], Ready]] = {
    "file_complaint": _asked("happened", {"happened": SAID["happened"]}),
    "keep_draft": _keeping,
    "offline": lambda: Ready(Client(), "/offline/", {"happened": SAID["happened"]}, accepted=200),
    "take_up_draft": _taking_up,
    "enter_code": lambda: Ready(Client(), "/code/", {"code": file_a_complaint().code}),
    "status_message": _person("/status/messages/", {"text": "Салом"}),
    "status_file": _person("/status/files/", {"file": a_file()}),
    "status_consent": _person("/status/consent/", {"may_be_shared": "yes"}),
    "status_name": _person(
        "/status/name/",
        {"person_name": "Ихтироъӣ Саид"},
        {"mode": "signal", "person_name": "", "document_number": ""},
    ),
    "status_help": _person("/status/help/", {"agrees": "yes"}, {"helper": "family"}),
    "status_withdraw": _person("/status/withdraw/", {}),
    "verify_proof": lambda: Ready(Client(), "/proof/", {"proof": "none"}, accepted=200),
    "file_for": _asked_beside,
}
