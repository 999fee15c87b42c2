"""Every page of the office for every role, and what every answer says to the browser."""

import re
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from hamkor.accounts.roles import Role
from hamkor.intake.services import add_attachment
from hamkor.web.urls import urlpatterns
from tests.factories import CaseOfficerFactory, OfficerFactory, file_a_complaint
from tests.request_factories import Moscow, a_file, draft, open_case
from tests.web.office import as_officer

pytestmark = pytest.mark.django_db

O, D, C, P, N, I, K, S, A = (  # noqa: E741
    Role.OPERATOR,
    Role.DUTY_OFFICER,
    Role.CASE_OFFICER,
    Role.DEPUTY_PROSECUTOR,
    Role.PROTECTION_OFFICER,
    Role.IDENTITY_CUSTODIAN,
    Role.REGISTER_KEEPER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
)
# Page → who reads it; nobody else, and whoever works on a thing reads it too.
LISTS = {
    "inbox": set(Role),
    "worklist": set(Role),
    "search": set(Role),
    "complaints": set(Role),
    "cases": set(Role),
    "file_for": {O},
    "persons": {D, C, P, N, I, K},
    "requests": {D, C, P},
    "overview": {P, S},
    "audit": {S},
    "exchange": {P, S, A},
}
THINGS = {
    "complaint": {D, C, P, N},
    "attachment": {D, C, P, N},
    "attachment_copy": {D, C, P, N},
    "person": {D, C, P, N, I, K},
    "case": {D, P},
    "case_document": {D, P},
    "request": {D, P},
}


@pytest.fixture
def things(frozen_clock):
    """One of each, with a secret in it, and the officer whose they are."""
    Moscow().trusted()
    lead = CaseOfficerFactory()
    filed = file_a_complaint(happened="Рози пинҳон: музд надоданд.", person_name="Пинҳонов Саид")
    paper = add_attachment(filed.complaint, **a_file())
    from hamkor.cases.services import add_document
    from hamkor.intake.services import register_complaint

    register_complaint(filed.complaint, by=OfficerFactory())
    case = open_case(by=lead, title="Парвандаи пинҳон")
    document = add_document(case, by=lead.username, **a_file())
    return {
        "complaint": filed.complaint.reference,
        "attachment": paper.reference,
        "attachment_copy": paper.reference,
        "person": filed.complaint.person.reference,
        "case": case.reference,
        "case_document": document.reference,
        "request": draft(case=case, by=lead, title="Дархости пинҳон").reference,
        "lead": lead,
        "code": filed.code,
    }


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_pages_and_no_others(things, role):
    officer = as_officer(OfficerFactory(role=role))
    opened = {name for name in LISTS if officer.get(reverse(name)).status_code == 200}
    refused = {name for name in LISTS if officer.get(reverse(name)).status_code == 403}
    assert opened == {name for name, roles in LISTS.items() if role in roles}
    assert refused == set(LISTS) - opened


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", THINGS)
def test_a_thing_that_is_not_for_a_role_is_as_absent_as_one_that_never_was(things, role, name):
    officer = as_officer(OfficerFactory(role=role))
    answer = officer.get(reverse(name, args=[things[name]]))
    absent = officer.get(reverse(name, args=[UUID(int=7)]))
    assert absent.status_code in {403, 404}
    if role in THINGS[name]:
        assert answer.status_code == 200
    else:
        assert answer.status_code == absent.status_code
        assert _without_tokens(answer) == _without_tokens(absent)
        assert "инҳон" not in answer.content.decode()


@pytest.mark.parametrize("name", ["case", "case_document", "request"])
def test_whoever_works_on_a_thing_reads_it(things, name):
    lead = as_officer(things["lead"])
    assert lead.get(reverse(name, args=[things[name]])).status_code == 200


@pytest.mark.parametrize("name", THINGS)
def test_a_person_who_came_with_a_code_reaches_no_page_of_the_office(things, name):
    person = _with_code(things["code"])
    answer = person.get(reverse(name, args=[things[name]]))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_person_reaches_only_the_complaint_of_the_code(things):
    other = file_a_complaint(happened="Дигар кас: паспорт гирифтанд.")
    person = _with_code(other.code)
    for field in ("complaint", "reference", "code", "id"):
        asked = {field: str(things["complaint"])}
        for page in ("/status/", "/status/proof/"):
            assert "инҳон" not in person.get(page, asked).content.decode()
        person.post("/status/messages/", {**asked, "text": "x", "token": "y"})
        person.post("/status/withdraw/", asked)
    mine, theirs = (
        other.complaint,
        type(other.complaint).objects.get(reference=things["complaint"]),
    )
    mine.refresh_from_db()
    assert (mine.status, theirs.status) == ("withdrawn", "registered")
    assert not theirs.messages.exists()


def test_every_answer_forbids_what_a_page_of_ours_never_needs(things):
    readers = [Client(), _with_code(things["code"])]
    readers += [as_officer(each) for each in (things["lead"], OfficerFactory(role=S))]
    seen = set()
    for reader in readers:
        for path in [*_paths(things), "/accounts/login/", "/nothing/", "/exchange/v2/keys"]:
            answer = reader.get(path)
            seen.add(answer.status_code)
            policy = answer["Content-Security-Policy"]
            assert "default-src 'none'" in policy, path
            assert "unsafe" not in policy, path
            assert answer["X-Content-Type-Options"] == "nosniff", path
            assert answer["X-Frame-Options"] == "DENY", path
            assert answer["Referrer-Policy"] == "same-origin", path
            if answer.status_code == 200 and path != "/exchange/v2/keys":
                assert "no-store" in answer["Cache-Control"], path
            _assert_nothing_inline(answer, path)
            kept = [each for each in answer.cookies.values() if each.value]
            for cookie in kept:
                assert cookie["httponly"] or cookie.key == "l", (path, cookie.key)
                assert cookie["samesite"] in {"Lax", "Strict"}, (path, cookie.key)
    assert {200, 302, 403, 404} <= seen


def _assert_nothing_inline(answer, path):
    if not answer.get("Content-Type", "").startswith("text/html"):
        return
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page), path
    assert not re.search(r"<style|\sstyle=|\son\w+=\"|javascript:", page), path
    links = re.findall(r'<a[^>]*href="https?://[^"]*"[^>]*>', page)
    assert all("noreferrer" in link or "rel=" in link for link in links) or not links, path


def _paths(things):
    for pattern in urlpatterns:
        place = str(pattern.pattern)
        name = str(pattern.name)
        known = things.get(name) or things.get(name.split("_")[0]) or UUID(int=0)
        yield "/" + re.sub(r"<(?:uuid|str):\w+>", str(known), place)


def _with_code(code):
    cache.clear()
    client = Client()
    assert client.post("/code/", {"code": code})["Location"] == "/status/"
    return client


def _without_tokens(answer):
    page = re.sub(r"\b[A-Za-z0-9]{64}\b", "", answer.content.decode())
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", page)
