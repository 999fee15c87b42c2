"""Nothing that a person says in confidence lies in a log, an address, a title or a cookie."""

import logging
import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hamkor.assistance import messages
from hamkor.assistance.models import AssistanceRequest
from hamkor.audit.models import AuditEntry
from hamkor.cases.models import Case
from hamkor.intake.models import Complaint
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, DutyOfficerFactory
from tests.request_factories import Moscow
from tests.web.asking import SAID, Journey, walked
from tests.web.office import as_officer

pytestmark = pytest.mark.django_db


class Secrets:
    """Plants words that occur nowhere else, and finds where they came up."""

    def __init__(self):
        self.planted = []

    def new(self, kind="махфӣ"):
        self.planted.append(f"{kind}{uuid4().hex[:12]}")
        return self.planted[-1]

    def found_in(self, text):
        return [secret for secret in self.planted if secret in text]


class Watched(Client):
    """A browser that keeps every address, title, cookie and header it is given."""

    seen: list[str]

    def request(self, **asked):
        answer = super().request(**asked)
        where = asked.get("PATH_INFO", "")
        headers = {k: v for k, v in answer.headers.items() if k != "Content-Disposition"}
        self.seen += [where, repr(headers), str(answer.cookies)]
        if answer.get("Content-Type", "").startswith("text/html"):
            page = answer.content.decode()
            self.seen += re.findall(r"<title>.*?</title>", page, re.S)
            self.seen += re.findall(r'(?:href|src|action|hx-\w+)="([^"]*)"', page)
        return answer


@pytest.fixture
def secrets():
    return Secrets()


@pytest.fixture
def browser_of():
    seen = []

    def opened(officer=None):
        client = Watched()
        client.seen = seen
        if officer:
            client.force_login(officer)
        return client

    opened.seen = seen
    return opened


def file(secrets, content=None):
    return SimpleUploadedFile(f"{secrets.new('file')}.txt", content or secrets.new().encode())


def drive_person(secrets, person):
    """File, follow, write, add, and fail at each in some way."""
    told = ("happened_when", "happened_where", "who_did_it", "wanted", "contact", "person_name")
    said = {name: secrets.new(name) for name in told}
    said |= {"happened": secrets.new() + " ихтироъ", "document_number": secrets.new("AB")}
    journey = Journey(person).begin()
    journey.walk({**SAID, **said}, until="happened")
    journey.send(happened="x\x00" + secrets.new())
    journey = walked(person, said)
    groups = journey.file().context["groups"]
    journey.answer = journey.client.post("/new/", {"said": secrets.new(), "page": "what"})
    draft = Journey(person).begin().walk({**SAID, **said}, until="when")
    draft.send(keep="1")
    pin = "258025"
    kept = person.post("/new/keep/", {"said": draft.hidden("said"), "pin": pin}).context["kept"]
    secrets.planted += [kept.number, kept.number.replace(" ", ""), pin]
    for number in (kept.number, secrets.new("number")):
        cache.clear()
        person.post("/new/later/", {"number": number, "pin": secrets.new("pin")})
    code = "".join(groups)
    secrets.planted += [code, " ".join(groups)]
    for wrong in (code[:-1], secrets.new("code"), code + "\x00"):
        cache.clear()
        person.post("/code/", {"code": wrong})
    cache.clear()
    assert person.post("/code/", {"code": code})["Location"] == "/status/"
    status = person.get("/status/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', status)[1]
    person.post("/status/messages/", {"text": secrets.new(), "token": token})
    person.post("/status/messages/", {"text": secrets.new() + "\x00", "token": token})
    person.post("/status/files/", {"file": file(secrets)})
    person.post("/status/files/", {"file": file(secrets, b"MZ\x90" + secrets.new().encode())})
    person.post("/proof/", {"proof": secrets.new()})


def drive_office(secrets, duty, lead):
    """Register, write, open a case and fill it, each also in a way that is refused."""
    complaint = Complaint.objects.get()
    at = [complaint.reference]
    duty.post(reverse("register_complaint", args=at))
    duty.post(reverse("register_complaint", args=at))
    for text in (secrets.new(), secrets.new() + "\x00"):
        duty.post(reverse("write_to_person", args=at), {"text": text, "token": "t"})
        duty.post(reverse("forward_complaint", args=at), {"to": "", "reasons": text})
    case_words = {"title": secrets.new(), "area": "labour-migrants", "summary": secrets.new()}
    lead.post(reverse("open_case", args=at), {**case_words, "purpose": "migration_enforcement"})
    lead.post(reverse("open_case", args=at), {**case_words, "purpose": "protection"})
    at = [Case.objects.get().reference]
    lead.post(reverse("case_note", args=at), {"text": secrets.new()})
    lead.post(reverse("case_note", args=at), {"text": secrets.new() + "\x00"})
    lead.post(reverse("case_document_add", args=at), {"file": file(secrets)})
    lead.post(reverse("case_act", args=at), {"category": "wages", "description": secrets.new()})
    person = {"name": secrets.new("Ном"), "source": "court", "role": "employer"}
    lead.post(reverse("case_new_person", args=at), {**person, "document": secrets.new("P")})
    lead.post(reverse("case_close", args=at), {"outcome": secrets.new()})
    for page in ("complaint", "case"):
        about = complaint if page == "complaint" else Case.objects.get()
        assert lead.get(reverse(page, args=[about.reference])).status_code == 200
    for address in ("/office/", "/office/complaints/", "/office/cases/", "/office/worklist/"):
        assert lead.get(address).status_code == 200


def drive_exchange(secrets, moscow, officer, deputy):
    """Ask, be answered with words and files, and be sent what cannot be taken in."""
    contents = {name: secrets.new() for name in make.all_contents("inter_office_inquiry")}
    request = make.sent(
        case=Case.objects.get(), by=officer, deputy=deputy, contents=contents, title=secrets.new()
    )
    about = request.reference
    moscow.says(messages.InformationQuestion, about, question=secrets.new())
    moscow.says(messages.Answer, about, text=secrets.new(), signatory=secrets.new())
    moscow.says(messages.Answer, uuid4(), text=secrets.new())
    moscow.says(messages.Answer, about, text=secrets.new(), limits=("statistics",))
    Client().post(
        "/exchange/v2/message", secrets.new().encode(), content_type="application/octet-stream"
    )
    request.refresh_from_db()
    assert request.status == "executed"
    watching = as_officer(officer)
    watching.get(reverse("request", args=[about]))
    return AssistanceRequest.objects.get(reference=about)


def test_fifty_secrets_come_up_in_no_log_no_address_no_title_and_no_cookie(
    secrets, browser_of, frozen_clock, caplog, capfd
):
    cache.clear()
    moscow = Moscow()
    moscow.trusted()
    officer, deputy = CaseOfficerFactory(), DeputyFactory()
    with caplog.at_level(logging.DEBUG, logger="hamkor"), caplog.at_level(logging.DEBUG, "django"):
        for name in ("django.db.backends", "django.template"):
            logging.getLogger(name).setLevel(logging.WARNING)  # a node never turns these on
        drive_person(secrets, browser_of())
        drive_office(secrets, browser_of(DutyOfficerFactory()), browser_of(officer))
        drive_exchange(secrets, moscow, officer, deputy)
    assert len(secrets.planted) >= 50
    printed = "".join(capfd.readouterr())
    logged = "\n".join([*(record.getMessage() for record in caplog.records), caplog.text])
    assert logged, "something was logged, so that silence proves something"
    log = repr(list(AuditEntry.objects.values()))
    for where, text in {
        "the log": logged,
        "the console": printed,
        "the audit log": log,
        "addresses, titles, cookies and headers": "\n".join(browser_of.seen),
    }.items():
        assert secrets.found_in(text) == [], where


def test_a_planted_word_would_be_found(secrets, browser_of):
    """Without this the test above might look in the wrong place."""
    word = secrets.new("x")
    browser_of().get(f"/{word}/")
    assert secrets.found_in("\n".join(browser_of.seen)) == [word]
