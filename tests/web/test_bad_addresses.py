"""Whatever stands in an address, a cookie or a header: an answer, never a broken page."""

import re
from urllib.parse import quote
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from hamkor.web.urls import urlpatterns
from tests.factories import (
    CaseOfficerFactory,
    DutyOfficerFactory,
    PersonFactory,
    SupervisorFactory,
    file_a_complaint,
)
from tests.request_factories import Moscow, draft, open_case
from tests.web.office import as_officer

pytestmark = pytest.mark.django_db

ASKED = (
    *("q", "after", "status", "area", "whose", "when", "journal", "since", "until", "action"),
    *("actor", "before", "peer", "kind", "our_role", "next", "check"),
)
ODD = {
    "a NUL": "%00",
    "letters that are no UTF-8": "%FF%FE",
    "a number without end": "9" * 400,
    "a number that no database holds": "99999999999999999999",
    "a day that never was": "2026-02-30.1",
    "the last day of all": "9999-12-31",
    "the first day of all": "0001-01-01",
    "a mark of one language in another": quote("'\";--{{ 7*7 }}{% load x %}<script>%s%(a)s"),
    "lines": "%0D%0ASet-Cookie:%20a=b",
    "much": "a" * 20_000,
}


def _pages():
    """Return every address of the office's pages, of things that exist where it matters."""
    for pattern in urlpatterns:
        yield str(pattern.pattern)


@pytest.fixture
def things():
    """Something of everything, by the beginning of its addresses."""
    officer = CaseOfficerFactory()
    case = open_case(by=officer)
    Moscow().trusted()
    one, other = PersonFactory(), PersonFactory()
    return officer, {
        "office/cases/": [case.reference],
        "office/requests/": [draft(case=case, by=officer).reference],
        "office/persons/": [one.reference, other.reference],
        "office/complaints/": [file_a_complaint().complaint.reference],
    }


def _address(pattern, things):
    ids = next((iter(i) for start, i in things.items() if pattern.startswith(start)), iter(()))
    return "/" + re.sub(r"<(uuid|str):\w+>", lambda _m: str(next(ids, UUID(int=0))), pattern)


@pytest.mark.parametrize("odd", ODD)
def test_nothing_in_the_question_of_an_address_breaks_a_page(things, frozen_clock, odd):
    officer, by_start = things
    client = Client()
    client.post("/code/", {"code": file_a_complaint().code})
    supervisor, worker = as_officer(SupervisorFactory()), as_officer(officer)
    question = "&".join(f"{name}={ODD[odd]}" for name in ASKED)
    for pattern in _pages():
        reader = worker if pattern.startswith("office/") else client
        if pattern in ("office/overview/", "office/audit/"):
            reader = supervisor
        answer = reader.get(f"{_address(pattern, by_start)}?{question}")
        assert answer.status_code < 500, (pattern, answer.status_code)
        assert "a=b" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("name", ["q", "after", "actor", "before", "since", "area"])
def test_one_odd_word_alone_breaks_no_page(things, frozen_clock, name):
    """All at once, the first to be refused might hide the others."""
    officer, _by_start = things
    readers = [as_officer(officer), as_officer(SupervisorFactory())]
    lists = [p for p in _pages() if p.startswith("office/") and "<" not in p]
    for reader in readers:
        for pattern in lists:
            for odd in ("%00", "99999999999999999999", "0001-01-01"):
                assert reader.get(f"/{pattern}?{name}={odd}").status_code < 500, pattern


@pytest.mark.parametrize(
    "path", ["/office/%FF/", "/office/cases/%20/", "/..%2f..%2fetc/passwd", "/static/../x"]
)
def test_an_odd_path_is_not_found(path):
    assert as_officer(DutyOfficerFactory()).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/%00/", "/office/cases/%00/", "/office/documents/%00/"])
def test_a_nul_in_an_address_cannot_be_read(path):
    answer = as_officer(DutyOfficerFactory()).get(path)
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


@pytest.mark.parametrize("name", ["%00", "%FF", "a" * 5000, "..", "no-such-officer"])
def test_an_odd_user_name_in_an_address_is_not_found(things, name):
    (_officer, by_start), duty = things, as_officer(DutyOfficerFactory())
    case = by_start["office/cases/"][0]
    answer = duty.post(f"/office/cases/{case}/assign/{name}/end/")
    assert answer.status_code == (400 if name == "%00" else 404)


NULS = '"' + "\\000" * 9 + '"'  # as a cookie may spell them


@pytest.mark.parametrize("value", ["x", "'; drop table", NULS, "a" * 4000, "\xd2\xb3" * 40])
def test_an_odd_cookie_is_nobody(value):
    client = Client()
    for cookie in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "l", "messages"):
        header = f"{cookie}={value}"
        for path in ("/", "/status/", "/office/", "/new/"):
            answer = client.get(path, headers={"cookie": header})
            assert answer.status_code == 400 if value == NULS else answer.status_code < 400


@pytest.mark.parametrize("path", ["/accounts/login/", "/language/setlang/"])
@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site(path, where):
    cache.clear()
    officer = DutyOfficerFactory(username="olim")
    officer.set_password("right")
    officer.save()
    said = {"login": "olim", "password": "right", "language": "tg", "next": where}
    answer = Client().post(path, said)
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]


@pytest.mark.parametrize(
    "said", [{}, {"login": "a\x00b", "password": "x"}, {"login": "a" * 99_999}]
)
def test_an_odd_sign_in_is_refused_in_words(said):
    cache.clear()
    answer = Client().post("/accounts/login/", said)
    assert answer.status_code == 200
    assert "govuk-error" in answer.content.decode()


@pytest.mark.parametrize("language", ["", "\x00", "xx", "../tg", "a" * 9999])
def test_a_language_that_is_none_changes_nothing(language):
    client = Client()
    assert client.post("/language/setlang/", {"language": language}).status_code == 302
    assert "l" not in client.cookies
