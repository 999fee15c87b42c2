"""The pages that anybody may open, and those that say no."""

import re

import pytest
from django.conf import settings as django_settings

from hamkor.intake.queries import proof_file
from hamkor.parties.help_lines import help_lines
from hamkor.web.errors import bad_request
from tests.factories import file_a_complaint
from tests.web.test_public_filing import words

pytestmark = pytest.mark.django_db

OPEN_PAGES = ["/", "/new/", "/offline/", "/code/", "/proof/", "/your-data/"]


@pytest.mark.parametrize("address", OPEN_PAGES)
def test_a_page_is_kept_nowhere_and_its_title_says_nothing(client, address):
    answer = client.get(address)
    title = re.search("<title>(.*)</title>", answer.content.decode())[1]
    assert "no-store" in answer["Cache-Control"]
    assert not re.search("complain|prosecut|hamkor|office", title, re.IGNORECASE)
    assert answer.cookies.keys() <= {django_settings.CSRF_COOKIE_NAME}


@pytest.mark.parametrize("address", OPEN_PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_holds_no_script_or_style(client, address):
    page = client.get(address).content.decode()
    assert re.findall(r'(?:src|<link[^>]+href)="(?!/static/|data:,)', page) == []
    assert not re.search(r"<style|style=|<script(?! src)|\son\w+=", page)


def test_the_first_page_says_whom_to_call_and_how_sure_we_are(client):
    page = client.get("/").content.decode()
    for lines in help_lines().values():
        for line in lines:
            assert f'href="tel:{line.number}"' in page
    unverified = [x for lines in help_lines().values() for x in lines if not x.source.is_verified]
    assert page.count("unverified</") == len(unverified) > 0


def test_a_genuine_proof_a_changed_one_and_no_proof_are_told_apart(client):
    text = proof_file(file_a_complaint().complaint)
    changed = text.replace("Подольск", "Самара")
    for shown, says in [
        (text, "Yes, it is genuine"),
        (changed, "not those that were filed"),
        ("nothing", "There is no proof of filing in this"),
        ("а" * 300_000, "at most 200000 characters"),
    ]:
        assert says in words(client.post("/proof/", {"proof": shown}))


def test_showing_nothing_is_said_and_not_judged(client):
    answer = client.post("/proof/", {"proof": "  "})
    assert answer.status_code == 422
    assert "Paste the proof, or choose its file" in words(answer)


def test_a_body_beyond_every_limit_gets_a_page_after_it_was_read(client, settings):
    settings.MAX_BODY_BYTES = 1000
    answer = client.post("/status/files/", {"file": "x" * 5000})
    assert answer.status_code == 413
    assert "at most 50 files fit, each of at most 50 MB" in words(answer)


@pytest.mark.parametrize("length", ["", "-5", "many"])
def test_a_length_that_is_none_is_no_reason_to_break(client, length):
    assert client.get("/", CONTENT_LENGTH=length).status_code == 200


def test_a_request_that_cannot_be_read_gets_a_page_without_details(rf):
    request = rf.get("/")
    answer = bad_request(request, ValueError("secret detail"))
    assert answer.status_code == 400
    assert "secret detail" not in words(answer)
    assert "could not be read" in words(answer)


def test_a_page_that_does_not_exist_says_where_to_go(client):
    answer = client.get("/nothing-here/")
    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()


def test_pages_go_out_compressed(client):
    answer = client.get("/new/", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 10 * 1024
