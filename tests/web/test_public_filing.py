"""Filing on the page: nothing typed is lost, nothing is filed twice, the code is shown once."""

import html
import re

import pytest
from django.test import Client

from hamkor.intake.models import Complaint
from hamkor.intake.queries import by_code
from hamkor.web.forms.public import ComplaintForm
from hamkor.web.forms.tiles import COMMON, tile_choices

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    """Return what a reader of the page reads, without its marks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", answer.content.decode())))


def token_on(answer) -> str:
    return re.search(r'name="token" value="([^"]+)"', answer.content.decode())[1]


def code_on(answer) -> str:
    return " ".join(re.findall(r"<span>(\d+)</span>", answer.content.decode()))


@pytest.fixture
def typed(client):
    """What a person has typed into a form of ours."""
    return {
        "token": token_on(client.get("/new/")),
        "what": "labour-migrants/wages",
        "language": "tg",
        "happened": "Ман чор моҳ кор кардам, музд надоданд",
        "mode": "signal",
    }


def test_the_code_on_the_page_opens_what_was_filed(client, typed):
    answer = client.post("/filed/", {**typed, "happened": "  Аввал…\r\nбаъд  "})
    assert answer.status_code == 200
    complaint = by_code(code_on(answer))
    assert (complaint.happened, complaint.area, complaint.category, complaint.language) == (
        "  Аввал…\r\nбаъд  ",
        "labour-migrants",
        "wages",
        "tg",
    )


def test_the_page_says_by_when_the_complaint_is_registered_and_why_then(client, typed):
    answer = client.post("/filed/", typed)
    promised = Complaint.objects.get().steps.get()
    said = words(answer)
    assert f"{promised.promised_on.day} " in said
    assert promised.promise_source in said


def test_a_form_sent_twice_is_one_complaint_with_one_code(client, typed):
    first, second = client.post("/filed/", typed), client.post("/filed/", typed)
    assert code_on(first) == code_on(second)
    assert Complaint.objects.count() == 1


def test_the_same_form_with_other_words_is_refused_with_a_sentence_beside_what_was_typed(
    client, typed
):
    client.post("/filed/", typed)
    answer = client.post("/filed/", {**typed, "happened": "чизи тамоман дигар"})
    assert answer.status_code == 422
    assert "filed already, with other words" in words(answer)
    assert "чизи тамоман дигар" in words(answer)
    assert Complaint.objects.count() == 1


def test_the_code_is_not_in_the_session_nor_in_any_header(client, typed):
    answer = client.post("/filed/", typed)
    digits = code_on(answer).replace(" ", "")
    kept = repr((dict(client.session), dict(answer.headers), answer.cookies.output()))
    assert digits[:8] not in re.sub(r"\D", "", kept)
    assert answer["Cache-Control"].count("no-store") == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"what": ""}, "Choose what happened, or “Something else”"),
        ({"happened": ""}, "Please fill this in"),
        ({"happened": "кӯтоҳ"}, "too short: please write at least 10"),
        ({"happened": "а" * 20_001}, "at most 20000 characters"),
        ({"happened": "бо NUL \x00 дар дохил"}, "Null characters"),
        ({"mode": ""}, "Choose one of the three"),
        ({"mode": "open"}, "Write your name, or choose to file without it"),
        ({"person_name": "Ихтироъ"}, "You chose to stay without a name"),
        ({"happened_where": "ду\nсатр"}, "invisible control character"),
        ({"website": "http://spam.example"}, "A hidden field was filled in"),
        ({"token": "made up"}, "This form was out of date"),
    ],
)
def test_what_cannot_be_filed_comes_back_with_a_sentence_and_everything_typed(
    client, typed, change, sentence
):
    answer = client.post("/filed/", {**typed, "wanted": "Музди ман", **change})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Музди ман" in words(answer)
    assert Complaint.objects.count() == 0


def test_several_mistakes_are_told_at_once(client):
    said = words(client.post("/filed/", {"language": "tg"}))
    assert "Please fill this in" in said
    assert "Choose one of the three" in said


def test_a_form_out_of_date_goes_through_when_it_is_sent_again(client, typed):
    answer = client.post("/filed/", {**typed, "token": "made up"})
    again = client.post("/filed/", {**typed, "token": token_on(answer)})
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("letters", "status", "sentence"),
    [
        (b"0123456789%FF%FE", 422, "Some letters did not arrive whole"),
        (b"0123456789\xff\xfe", 400, "What arrived could not be read"),
    ],
    ids=["from a browser", "from a program"],
)
def test_letters_that_are_no_utf8_are_never_kept_as_others(
    client, typed, letters, status, sentence
):
    rest = b"&".join(f"{k}={v}".encode() for k, v in typed.items() if k != "happened")
    body = rest + b"&happened=" + letters
    answer = client.generic(
        "POST", "/filed/", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == status
    assert sentence in words(answer)
    assert Complaint.objects.count() == 0


def test_a_story_larger_than_any_form_takes_gets_a_page(client, typed):
    answer = client.post("/filed/", {**typed, "happened": "а" * 2_000_000})
    assert answer.status_code == 413
    assert "This is too large" in words(answer)


def test_a_browser_that_names_our_own_site_as_origin_may_post_and_any_other_may_not():
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/new/")
    secret = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    form = {"csrfmiddlewaretoken": secret}
    ours = browser.post("/filed/", form, headers={"origin": "http://testserver"})
    theirs = browser.post("/filed/", form, headers={"origin": "http://evil.example"})
    assert (ours.status_code, theirs.status_code) == (422, 403)
    assert "This page was open for too long" in words(theirs)
    # "no-referrer" would make browsers send "Origin: null", which is nobody's.
    assert page["Referrer-Policy"] == "same-origin"


def test_every_tile_stands_for_a_category_that_can_be_filed(client, typed):
    values = [value for value, _label in tile_choices()]
    assert len(values) == len(set(values)) > len(COMMON)
    for value in values:
        form = ComplaintForm({**typed, "what": value})
        assert form.is_valid(), (value, form.errors)


def test_a_choice_among_the_rest_is_shown_again_after_a_mistake(client, typed):
    answer = client.post("/filed/", {**typed, "what": "illegal-migration/middleman", "mode": ""})
    page = answer.content.decode()
    assert re.search(r'value="illegal-migration/middleman"[^>]* checked', page)
    assert '<details class="govuk-details" open>' in page
