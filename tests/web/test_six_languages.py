"""Whoever chose a language reads that language on every page of the person, refusals included."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language, override

from hamkor.clock import today
from hamkor.command.translations import PACKAGE
from hamkor.command.translations.public import citations_in_data
from hamkor.intake.models import Step
from hamkor.intake.queries import proof_file
from hamkor.intake.services import (
    add_step,
    answer_complaint,
    register_complaint,
    return_complaint,
)
from hamkor.intake.triage import LACKS
from hamkor.languages import OWN_NAMES
from hamkor.law.reading_facts import read_facts
from hamkor.parties import states
from hamkor.web.forms.filing import PAGES
from hamkor.web.situation import answers
from hamkor.web.urls.public import urlpatterns
from tests.factories import DutyOfficerFactory, file_a_complaint
from tests.web.asking import walked
from tests.web.reading import texts_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
    pytest.mark.usefixtures("frozen_clock"),
]

LAW = Path(__file__).parents[1] / "worked_examples/law"
# Uzbek in Latin letters says what it says in Cyrillic ones, where English is seen at once.
CYRILLIC = [language for language in OWN_NAMES if language not in ("en", "uz")]
LATIN_WORD = re.compile(r"[A-Za-zʻʼ]*[a-z][a-zʻʼ]{2,}")
SAME_EVERYWHERE = {
    *OWN_NAMES.values(),
    *("Hamkor", "PDF", "Word", "Wikipedia", "JWS", "RFC", "SHA", "Ed25519", "tlog-proof"),
    *("SMS", "WhatsApp", "Telegram", "ruID", "Amina"),
}
ADDRESS = re.compile(r"(?:https?://)?localhost:[0-9]+/?")
ENDING = (reverse("leave"), reverse("status_withdraw"), "/language/")


def without_what_is_the_same_everywhere(text):
    """Leave out own names of states and languages, and what is written alike in all."""
    text = ADDRESS.sub("", text)
    for kept in sorted({*SAME_EVERYWHERE, *(s.own_name for s in states().values())}, key=len):
        text = text.replace(kept, "")
    return text


def pages_of(language):
    """Open every page of the person, send every form of it empty and spoilt, and read."""
    headers = {"accept-language": language}
    client = Client(headers=headers)
    filed = file_a_complaint(language=language)
    for step in Step:
        soon = today("Europe/Moscow") + timedelta(days=3)
        add_step(filed.complaint, step, state="RU", promised_on=soon, promised_by="RU")
    for source in citations_in_data(PACKAGE):
        soon += timedelta(days=1)
        said = {"promised_on": soon, "promised_by": "RU", "promise_source": source.text}
        add_step(filed.complaint, Step.REQUEST_SENT, state="TJ", **said)
    read = {**questions(client), **letters(headers)}

    def keep(name, answer):
        read[name] = answer.content.decode() if "text/html" in answer["Content-Type"] else ""

    keep("a wrong code", client.post(reverse("enter_code"), {"code": "1234"}))
    client.post(reverse("enter_code"), {"code": filed.code})
    for route in urlpatterns:
        if "<" in str(route.pattern) or route.name == "leave":
            continue
        address = reverse(route.name)
        keep(f"{route.name} opened", client.get(address, follow=True))
        if not address.startswith(ENDING):
            keep(f"{route.name} sent empty", client.post(address, {}))
            keep(f"{route.name} sent spoilt", client.post(address, spoilt(), follow=True))
    keep(
        "a genuine proof",
        client.post(reverse("verify_proof"), {"proof": proof_file(filed.complaint)}),
    )
    keep("nothing there", client.get("/nothing-here/"))
    keep("a too old page", Client(enforce_csrf_checks=True, headers=headers).post("/code/"))
    keep("left", client.post(reverse("leave")))
    return read


def letters(headers):
    """Read what the office decided: an answer, and what is missing."""
    officer = DutyOfficerFactory(full_name="М. Назарова (ихтироъ)", position="")
    read = {}
    for decide in (
        lambda complaint, by: answer_complaint(complaint, text="Ҷавоб.", by=by),
        lambda complaint, by: return_complaint(complaint, lacks=[*LACKS], text="Чӣ?", by=by),
    ):
        client, filed = Client(headers=headers), file_a_complaint()
        register_complaint(filed.complaint, by=officer)
        decide(filed.complaint, filed.complaint.responsible)
        client.post(reverse("enter_code"), {"code": filed.code})
        for name in ("status", "status_letter", "status_again"):
            answer = client.get(reverse(name))
            assert answer.status_code == 200, name
            read[f"{name} when decided, {len(read)}"] = answer.content.decode()
    return read


def questions(client):
    """Read every page of questions, the answers before they are sent, and the code."""
    journey = walked(client)
    read = {"the answers": journey.answer.content.decode()}
    said = journey.hidden("said")
    for page in PAGES:
        answer = client.post(journey.address, {"said": said, "change": page})
        assert answer.status_code == 200
        read[f"question {page}"] = answer.content.decode()
    read["filed"] = journey.file().content.decode()
    return read


def spoilt():
    return {
        "token": "x",
        "what": "x",
        "language": "x",
        "mode": "x",
        "happened": "\u202e",
        "step": "1",
        "entered_day": "31",
        "entered_month": "2",
        "entered_year": "x",
        "proof": "x",
        "may_be_shared": "x",
        "text": "",
        "website": "x",
        "code": "x",
    }


@pytest.fixture(scope="module")
def read():
    """Read every page in a language, once."""
    return cache(lambda language: pages_of(language))


@pytest.mark.parametrize("language", CYRILLIC)
def test_a_page_in_cyrillic_has_no_latin_word_in_it(read, language):
    left = {
        f"{name}: {text}"
        for name, page in read(language).items()
        for text in texts_of(page)
        if LATIN_WORD.search(without_what_is_the_same_everywhere(text))
    }
    assert sorted(left) == []


@pytest.mark.parametrize("language", CYRILLIC)
def test_each_page_says_in_which_language_it_is(read, language):
    named = {
        re.search('<html lang="([^"]+)"', page)[1] for page in read(language).values() if page
    }
    assert named == {language}


TELLING = re.compile(
    "complain|shikoyat|шикоят|арыз|даттан|жалоб|prosecu|prokur|прокур|hamkor", re.I
)


@pytest.mark.parametrize("language", CYRILLIC)
def test_no_title_of_a_window_tells_what_the_page_is_about(read, language):
    titles = {
        re.search("<title>([^<]*)</title>", page)[1] for page in read(language).values() if page
    }
    assert len(titles) > 5
    assert [title for title in titles if TELLING.search(title)] == []


def said_by_law(example):
    """Give every sentence that a person would be shown about a worked example."""
    facts, _faults = read_facts(example["facts"])
    for shown in answers(facts, example["day"]):
        yield from (shown.says, shown.otherwise, *shown.notes, *sum(shown.findings, ()))
        yield from (why for _value, why in shown.others)
        yield from (cite.in_language(get_language()) for cite in shown.cites)


@pytest.mark.parametrize("language", ["uz-cyrl", "ky"])
def test_what_the_law_says_of_any_worked_example_is_said_without_a_latin_word(language):
    examples = [e for path in sorted(LAW.glob("*.yaml")) for e in yaml.safe_load(path.read_text())]
    with override(language):
        said = {text for example in examples for text in said_by_law(example)}
    left = {text for text in said if LATIN_WORD.search(without_what_is_the_same_everywhere(text))}
    assert len(said) > 200
    assert sorted(left) == []
