"""Whatever is sent to any form: never a broken page, always a sentence, and nothing is kept."""

import re
from itertools import product
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache

from hamkor.web.urls import urlpatterns
from tests.factories import DeputyFactory
from tests.request_factories import Moscow
from tests.services.assertions import everything
from tests.web.every_form import FORMS
from tests.web.offered_forms import Ready, offered
from tests.web.office import as_officer

pytestmark = pytest.mark.django_db

ONE_MEGABYTE = "a" * 1_000_000
EXTREMES = ("9999-12-31", "0001-01-01", "9" * 400, "-1", "\u202e\u2066", "<script>", "{{ 7 }}")
NO_LETTERS = (b"\xff\xfe", b"%FF%FE", b"%C3%28")
MOST_PAIRS = 90  # a form with many boxes of days gets its extremes in turn
URLENCODED = "application/x-www-form-urlencoded"
# Routes that take a POST and nothing that is typed; the rest are `FORMS`. The two of a situation
# and the two that file take what the other pages carried along; one hands out a file each time.
WITHOUT_WORDS = {
    "export_for_court",
    "file_for_send",
    "filed",
    "leave",
    "situation_complaint",
    "situation_dates",
    "styleguide",
    "styleguide_public",
    *("upload_begin", "upload_part"),  # a script's; see test_uploading
}
REFUSED = {400, 413, 422}
# Nobody's mistake: an empty form is all that these ask for.
NEEDS_NOTHING = {
    "take_up_message",
    "case_situation",
    "offline",
    "request_facts",
    *("status_withdraw", "register_complaint", "case_end_assignment", "send_request"),
    *("take_on_complaint", "silence_seen"),
    *(
        "confirm_identity",
        "close_request",
        "take_on",
        "accept_request",
        "start_execution",
        "approve_answer",
        "distrust_office",
    ),
}


EACH_TIME = {"paper_forms"}  # draws as many sheets again, each good for one complaint


@pytest.fixture(autouse=True)
def _moscow(frozen_clock):
    cache.clear()
    Moscow().trusted()


@pytest.fixture(params=FORMS)
def ready(request):
    """Each form in turn, as it would be taken in."""
    return FORMS[request.param]()


@pytest.fixture
def typed(ready):
    """All that a browser would send."""
    return {**offered(ready).filled, **ready.said}


def send(ready: Ready, said):
    cache.clear()  # who tries codes waits; that is another test's matter
    for value in said.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return ready.client.post(ready.action, said)


def sentences(answer):
    """Return what the page says in its summary of errors, or as its refusal."""
    page = answer.content.decode()
    summary = re.search(r'class="govuk-error-summary".*?</div></div>', page, re.S)
    found = summary[0] if summary else page[page.find("<main") :]
    return re.sub(r"<[^>]+>|\s+", " ", found).strip()


def counted():
    """Count the rows of every table."""
    return {label: len(rows) for label, rows in kept().items()}


def kept():
    """Return all rows, but that a page was read again, which is rightly on record."""
    rows = everything()
    log = rows["audit.AuditEntry"]
    readings = ("read", "search.made")
    rows["audit.AuditEntry"] = [e for e in log if not e["action"].endswith(readings)]
    return rows


def assert_refused(answer, before, what):
    is_refused = answer.status_code in REFUSED
    # A proof that is none gets its "No" on the page that judges proofs and keeps nothing.
    is_refused = is_refused or "hk-banner--error" in answer.content.decode()
    assert is_refused, (what, answer.status_code)
    assert len(sentences(answer)) > 20, (what, sentences(answer))
    after = kept()
    assert {label for label in after if after[label] != before[label]} == set(), what


def test_every_route_that_takes_words_is_on_the_list():
    """Whoever adds a form adds a line to `FORMS`; a page that is only read answers 405."""
    officer = as_officer(DeputyFactory())
    posted = set()
    for pattern in urlpatterns:
        address = "/" + re.sub("<(uuid|str):[a-z]+>", str(UUID(int=0)), str(pattern.pattern))
        if officer.post(address).status_code != 405:
            posted.add(pattern.name)
    assert posted == FORMS.keys() | WITHOUT_WORDS


def test_as_it_stands_each_form_is_taken_in(ready, typed):
    """Without this the attacks below might be refused for another reason."""
    assert send(ready, typed).status_code == ready.accepted


@pytest.mark.parametrize("ready", sorted(FORMS.keys() - NEEDS_NOTHING), indirect=True)
def test_an_empty_form_is_refused_with_what_is_missing(ready):
    before = kept()
    assert_refused(send(ready, {}), before, "empty")


def test_a_nul_in_any_text_is_refused(ready, typed):
    before, texts = kept(), offered(ready).texts
    for name in sorted(texts):
        assert_refused(send(ready, {**typed, name: "Сал\x00ом"}), before, name)


@pytest.mark.any_database
def test_a_megabyte_in_any_text_is_refused(ready, typed):
    before = kept()
    for name in sorted(offered(ready).texts):
        assert_refused(send(ready, {**typed, name: ONE_MEGABYTE}), before, name)


def test_an_extreme_in_any_text_breaks_nothing(ready, typed):
    """It may be taken in where it is a text; where it is a day or a number it is refused."""
    pairs = list(product(sorted(offered(ready).texts), EXTREMES))
    for name, extreme in pairs[:: 1 + len(pairs) // MOST_PAIRS]:
        answer = send(ready, {**typed, name: extreme})
        assert answer.status_code < 500, (name, extreme)


def test_a_choice_that_no_page_offers_is_refused(ready, typed):
    before = kept()
    for name in sorted(offered(ready).choices):
        assert_refused(send(ready, {**typed, name: "conquest"}), before, name)


@pytest.mark.any_database
def test_letters_that_are_no_utf8_are_refused_in_every_text(ready, typed):
    before, pairs = kept(), list(product(sorted(offered(ready).texts), NO_LETTERS))
    for name, letters in pairs[:: 1 + len(pairs) // MOST_PAIRS]:
        rest = {each: typed[each] for each in typed if each not in (name, "file", "content")}
        body = urlencode(rest).encode() + b"&" + name.encode() + b"=Salom" + letters
        answer = ready.client.generic("POST", ready.action, body, content_type=URLENCODED)
        assert_refused(answer, before, name)


@pytest.mark.any_database
def test_letters_that_are_no_utf8_are_refused_between_files_too(ready, typed):
    before = kept()
    for name in sorted(offered(ready).texts):
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\nSalom'.encode()
        body = head + b"\xff\xfe\r\n--x--\r\n"
        mixed = "multipart/form-data; boundary=x"
        answer = ready.client.generic("POST", ready.action, body, content_type=mixed)
        assert_refused(answer, before, name)


def test_a_reference_of_nothing_is_not_found(ready, typed):
    places = re.findall(r"[0-9a-f-]{36}", ready.action)
    for place in places:
        before = kept()
        for other in (str(uuid4()), "0", "%00", "x" * 36, place + "0"):
            address = ready.action.replace(place, other)
            answer = ready.client.post(address, typed)
            assert answer.status_code == (400 if other == "%00" else 404), address
            assert "<main" in answer.content.decode()
        assert kept() == before


@pytest.mark.parametrize("ready", sorted(FORMS.keys() - EACH_TIME), indirect=True)
def test_a_form_sent_twice_counts_once(ready, typed):
    """The second answer is the first one again, or says what has happened meanwhile."""
    first = send(ready, typed)
    after = counted()
    again = send(ready, typed)
    assert again.status_code in {ready.accepted, 404, 409}
    assert again.get("Location") in {first.get("Location"), None}
    assert counted() == after


@pytest.mark.any_database
@pytest.mark.parametrize("ready", sorted(FORMS.keys() - NEEDS_NOTHING), indirect=True)
def test_a_broken_envelope_of_a_form_is_refused(ready):
    before = kept()
    for content_type, body in (
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        (f"{URLENCODED}; charset=utf-16", b"a=b"),
        ("application/json", b"{"),
        ("", b"\x00"),
    ):
        answer = ready.client.generic("POST", ready.action, body, content_type=content_type)
        assert answer.status_code < 500, content_type
        if said := answer.content.decode():
            assert "<main" in said
    assert kept() == before
