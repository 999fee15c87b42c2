"""Filing by questions: nothing said is lost, nothing is filed twice, the code is shown once."""

import html
import json
import re

import pytest
from django.test import Client

from hamkor.clock import now
from hamkor.intake.models import Complaint
from hamkor.intake.queries import by_code
from hamkor.parties import mapped_categories
from hamkor.web.asking.path import path_of
from hamkor.web.asking.said import Said, read_said
from hamkor.web.forms.filing import FOLLOW_UPS, PAGES, SCREENING
from hamkor.web.forms.filing.door import WhatPage
from hamkor.web.forms.tiles import pictured, tile_choices
from tests.services.assertions import everything
from tests.web.asking import SAID, Journey, walked

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    """Return what a reader of the page reads, without its marks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", answer.content.decode())))


def token_on(answer) -> str:
    return re.search(r'name="token" value="([^"]+)"', answer.content.decode())[1]


def code_on(answer) -> str:
    return " ".join(re.findall(r"<span>(\d+)</span>", answer.content.decode()))


def filed(client, **changes):
    """File by the pages and return what stands on file."""
    answer = walked(client, **changes).file()
    assert answer.status_code == 200, words(answer)
    return by_code(code_on(answer))


def test_the_code_on_the_page_opens_what_was_filed(client):
    complaint = filed(client, happened="  Аввал…\r\nбаъд  ")
    assert (complaint.happened, complaint.area, complaint.category, complaint.language) == (
        "  Аввал…\r\nбаъд  ",
        "labour-migrants",
        "wages",
        "tg",
    )


def test_the_page_says_by_when_the_complaint_is_registered_and_why_then(client):
    answer = walked(client).file()
    promised = Complaint.objects.get().steps.get()
    said = words(answer)
    assert f"{promised.promised_on.day} " in said
    assert promised.promise_source in said


def test_a_form_sent_twice_is_one_complaint_with_one_code(client):
    journey = walked(client)
    sealed = {"said": journey.hidden("said")}
    first, second = client.post("/filed/", sealed), client.post("/filed/", sealed)
    assert code_on(first) == code_on(second)
    assert Complaint.objects.count() == 1


def test_the_same_form_with_other_words_is_refused_and_the_first_stands(client):
    journey = walked(client)
    client.post("/filed/", {"said": journey.hidden("said")})
    journey.send(change="happened")
    journey.send(happened="чизи тамоман дигар", language="tg")
    answer = journey.file()
    assert answer.status_code == 422
    assert "filed already, with other words" in words(answer)
    assert "чизи тамоман дигар" in words(answer)
    assert Complaint.objects.get().happened == SAID["happened"]


def test_the_code_is_not_in_the_session_nor_in_any_header(client):
    answer = walked(client).file()
    digits = code_on(answer).replace(" ", "")
    kept = repr((dict(client.session), dict(answer.headers), answer.cookies.output()))
    assert digits[:8] not in re.sub(r"\D", "", kept)
    assert answer["Cache-Control"].count("no-store") == 1


def test_nothing_is_stored_before_it_is_sent(client):
    before = everything()
    walked(client)
    assert everything() == before


def test_what_was_said_travels_only_as_a_sealed_word(client):
    journey = Journey(client).begin().walk(SAID, until="when")
    assert SAID["happened"] not in journey.answer.content.decode()
    assert "no-store" not in journey.answer["Cache-Control"]
    back = journey.send(back="1")
    assert SAID["happened"] in back.content.decode()
    assert "no-store" in back["Cache-Control"]


@pytest.mark.parametrize("spoilt", ["", "made up", "A" * 200_000, "о" * 40])
def test_a_sealed_word_that_is_not_ours_is_refused_in_words(client, spoilt):
    journey = Journey(client).begin()
    answer = client.post("/new/", {"page": "what", "said": spoilt})
    assert answer.status_code == 422
    assert "open for too long" in words(answer)
    sealed = journey.hidden("said")
    changed = sealed[:60] + ("A" if sealed[60] != "A" else "B") + sealed[61:]
    assert client.post("/filed/", {"said": changed}).status_code == 422
    assert Complaint.objects.count() == 0


def test_after_half_a_day_untouched_the_answers_are_gone(client, frozen_clock):
    journey = walked(client)
    frozen_clock.move_on(hours=12, seconds=1)
    assert journey.file().status_code == 422
    assert Complaint.objects.count() == 0


@pytest.mark.parametrize(
    ("page", "typed", "sentence"),
    [
        ("happened", {"happened": "кӯтоҳ"}, "too short: please write at least 10"),
        ("happened", {"happened": "а" * 20_001}, "at most 20000 fit"),
        ("happened", {"happened": "бо NUL \x00 дар дохил"}, "Null characters"),
        ("where", {"happened_where": "ду\nсатр"}, "invisible control character"),
        ("when", {"began_day": "31", "began_month": "2"}, "There is no such day"),
        ("pay", {"pay_amount": "бисёр"}, "Write a number, for example 60 000"),
        ("mode", {"mode": "royal"}, "Select a valid choice"),
        ("what", {"what": "wages/none"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_kept_comes_back_on_its_page(client, page, typed, sentence):
    journey = Journey(client).begin().walk(SAID, until=page)
    answer = journey.send(**typed)
    assert (answer.status_code, journey.page) == (422, page)
    assert sentence in words(answer)


def test_who_names_nothing_that_happened_is_asked_for_the_story(client):
    journey = Journey(client).begin().walk({"is_in_danger": "no"}, until="happened")
    for passing_over in ({}, {"skip": "1"}):
        answer = journey.send(**passing_over)
        assert answer.status_code == 422
        assert "Please fill this in" in words(answer)
    assert journey.send(happened=SAID["happened"]).status_code == 200


def test_a_picture_alone_can_be_filed(client):
    journey = Journey(client).begin().walk({"is_in_danger": "no", "what": SAID["what"]})
    assert journey.file().status_code == 200
    assert Complaint.objects.get().mode == "signal"


def test_whoever_is_in_danger_answers_three_questions(client):
    journey = Journey(client).begin()
    assert {"tel:112", "tel:102"} <= set(re.findall(r"tel:\d+", journey.answer.content.decode()))
    journey.walk({"is_in_danger": "yes", "happened": "Ёрӣ диҳед, маро мезананд"})
    assert journey.seen == ["danger", "where", "happened", "contact", "check"]
    journey.file()
    complaint = Complaint.objects.get()
    assert (complaint.is_in_danger, complaint.mode) == (True, "signal")


def test_a_machine_that_fills_in_every_field_is_refused(client):
    journey = walked(client)
    spam = {"said": journey.hidden("said"), "website": "http://spam.example"}
    answer = client.post("/filed/", spam)
    assert answer.status_code == 422
    assert "A hidden field was filled in" in words(answer)
    assert Complaint.objects.count() == 0


def test_who_chose_a_name_and_gives_none_writes_without_a_name(client):
    complaint = filed(client, person_name="", mode="confidential", document_number="401234567")
    assert (complaint.mode, complaint.person_name, complaint.document_number) == ("signal", "", "")


def test_a_name_typed_before_going_back_to_none_is_not_filed(client):
    journey = walked(client)
    journey.send(change="mode")
    journey.send(mode="signal")
    journey.file()
    assert Complaint.objects.get().person_name == ""


def test_pay_is_counted_shown_back_and_kept(client):
    pay = {"pay_amount": "60 000", "pay_currency": "RUB", "pay_per": "month"}
    owed = {"pay_units": "4", "pay_received": "20000", "claim_is_right": "yes"}
    journey = Journey(client).begin().walk({**SAID, **pay, **owed}, until="claim")
    assert "60,000 × 4 − 20,000 = 220,000" in words(journey.answer).replace("\xa0", ",")
    journey.walk({**SAID, **owed}).file()
    kept = json.loads(Complaint.objects.get().answers)
    assert kept["pay_units"] == "4"
    assert kept["claim_is_right"] == "yes"


def test_answers_on_trafficking_are_kept_apart(client):
    complaint = filed(
        client, what="trafficking/forced-labour", can_leave="no", screen_threat="yes"
    )
    assert json.loads(complaint.answers)["can_leave"] == "no"
    assert json.loads(complaint.screening) == {"screen_threat": "yes"}
    assert "screen" not in complaint.answers


def test_each_category_opens_its_own_questions():
    for category, known in mapped_categories().items():
        said = Said.nothing(now(), is_in_danger="no", what=f"any/{category}")
        asked = [page for page in path_of(said) if page in FOLLOW_UPS or page in SCREENING]
        expected = [page for page in known.asks if page != "claim"]
        assert asked == expected + (list(SCREENING) if known.screens else []), category


def test_every_follow_up_is_opened_by_some_category_and_none_is_unknown():
    asked = {page for each in mapped_categories().values() for page in each.asks}
    assert asked == set(FOLLOW_UPS)


def test_a_woman_a_child_and_a_citizen_of_another_state_are_asked_what_matters_to_them(client):
    said = {**SAID, "age_group": "minor", "sex": "woman", "citizenship": "UZ", "tell_home": "no"}
    journey = Journey(client).begin().walk(said)
    assert {"grown_up", "woman_officer", "tell_home"} <= set(journey.seen)
    journey.file()
    complaint = Complaint.objects.get()
    assert (complaint.age_group, complaint.sex, complaint.citizenship) == ("minor", "woman", "UZ")
    assert json.loads(complaint.answers)["tell_home"] == "no"
    man = Journey(client).begin().walk({**said, "age_group": "adult", "sex": "man"})
    assert {"grown_up", "woman_officer"} & set(man.seen) == set()
    assert "tell_home" not in walked(client, citizenship="TJ").seen


def test_a_helper_files_and_the_persons_own_consent_is_recorded_apart(client):
    complaint = filed(client, for_whom="other", helper="union", helper_name="Ихтироъ", agreed="no")
    assert (complaint.helped.helper, complaint.helped.consent) == ("union", "not_asked")
    assert json.loads(complaint.answers)["helper_name"] == "Ихтироъ"
    assert not hasattr(filed(client), "helped")


def test_nobody_becomes_an_operator_by_typing_it(client):
    journey = Journey(client).begin().walk({**SAID, "for_whom": "other"}, until="helper")
    assert journey.send(helper="operator").status_code == 422


def test_days_of_which_only_a_part_is_known_are_kept_as_such(client):
    complaint = filed(
        client, began_year="2026", began_month="3", ended_year="2026", happened_when="дар баҳор"
    )
    assert complaint.happened_when == "2026-03 – 2026; дар баҳор"


def test_back_keeps_what_was_typed_and_change_leads_back_to_the_check(client):
    journey = Journey(client).begin().walk(SAID, until="wanted")
    journey.send(wanted="Музди ман", back="1")
    assert journey.page == "doer"
    journey.walk(SAID, until="wanted")
    assert "Музди ман" in words(journey.answer)
    journey.walk(SAID)
    journey.send(change="wanted")
    journey.send(wanted="Шиноснома")
    assert journey.page == "check"
    assert "Шиноснома" in words(journey.answer)


def test_a_changed_category_asks_its_questions_and_only_those(client):
    journey = walked(client)
    journey.send(change="what")
    journey.send(what="corruption/bribe-demanded")
    assert journey.page == "bribe"
    journey.send(bribe_amount="5000", bribe_currency="RUB")
    assert journey.page == "bribe_paid"
    journey.send(skip="1")
    assert journey.page == "check"


def test_another_language_keeps_the_page_and_what_was_typed(client):
    journey = Journey(client).begin().walk(SAID, until="doer")
    answer = journey.send(who_did_it="Ихтироъ-Строй", speak="tg")
    assert journey.page == "doer"
    assert 'lang="tg"' in answer.content.decode()
    assert "Ихтироъ-Строй" in answer.content.decode()
    assert client.cookies["l"].value == "tg"
    assert journey.send(speak="xx").status_code == 200


@pytest.mark.parametrize(
    ("letters", "status", "sentence"),
    [
        (b"0123456789%FF%FE", 422, "Some letters did not arrive whole"),
        (b"0123456789\xff\xfe", 400, "What arrived could not be read"),
    ],
    ids=["from a browser", "from a program"],
)
def test_letters_that_are_no_utf8_are_never_kept_as_others(client, letters, status, sentence):
    journey = Journey(client).begin().walk(SAID, until="happened")
    body = f"page=happened&said={journey.hidden('said')}&happened=".encode() + letters
    answer = client.generic("POST", "/new/", body, "application/x-www-form-urlencoded")
    assert answer.status_code == status
    assert sentence in words(answer)


def test_a_story_larger_than_any_form_takes_gets_a_page(client):
    journey = Journey(client).begin().walk(SAID, until="happened")
    answer = journey.send(happened="а" * 2_000_000)
    assert answer.status_code == 413
    assert "This is too large" in words(answer)


def test_the_longest_story_passes_every_page(client):
    longest = "".join(chr(0x430 + number * 7919 % 32) for number in range(20_000))
    assert filed(client, happened=longest).happened == longest


def test_a_browser_that_names_our_own_site_as_origin_may_post_and_any_other_may_not():
    browser = Client(enforce_csrf_checks=True)
    journey = Journey(browser).begin()
    form = {name: journey.hidden(name) for name in ("csrfmiddlewaretoken", "page", "said")}
    form["is_in_danger"] = "no"
    ours = browser.post("/new/", form, headers={"origin": "http://testserver"})
    theirs = browser.post("/new/", form, headers={"origin": "http://evil.example"})
    assert (ours.status_code, theirs.status_code) == (200, 403)
    assert "This page was open for too long" in words(theirs)
    # "no-referrer" would make browsers send "Origin: null", which is nobody's.
    assert ours["Referrer-Policy"] == "same-origin"


def test_every_tile_stands_for_a_category_that_can_be_chosen():
    values = [value for value, _label in tile_choices()]
    assert len(values) == len(set(values)) > len(pictured()) == 14
    for value in values:
        assert WhatPage({"what": value}).is_valid(), value


def test_a_choice_among_the_rest_is_shown_again_on_going_back(client):
    journey = walked(client, what="illegal-migration/middleman")
    page = journey.send(change="what").content.decode()
    assert re.search(r'value="illegal-migration/middleman"[^>]* checked', page)
    assert '<details class="govuk-details" open>' in page


def test_no_question_must_be_answered_but_what_it_is_about():
    for name, page in PAGES.items():
        if name != "happened":
            assert page({}).is_valid(), name


def test_what_was_sealed_is_read_back_to_the_letter(client):
    journey = Journey(client).begin().walk(SAID, until="share")
    said = read_said(journey.hidden("said"), now())
    assert said.one("happened") == SAID["happened"]
    assert said.visited[0] == "danger"
