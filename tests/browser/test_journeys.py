"""The whole way in a browser: file, add two photographs and a voice note, return, read, answer,
withdraw; in each language, with and without scripts, on a phone and at a desk.

The tests walk each language once; `HAMKOR_JOURNEYS=all` walks every combination, as benches do.
"""

import os
from itertools import product

import pytest
from django.conf import settings as django_settings
from PIL import Image

from hamkor.intake.models import Complaint
from hamkor.intake.services import register_complaint, write_to_person
from hamkor.languages import OWN_NAMES
from tests.browser.asking import SAID, STORY, file_complaint, press
from tests.factories import DutyOfficerFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {360: 740, 1280: 900}
ALL = list(product(OWN_NAMES, (True, False), SIZES))
ONCE = [(tongue, bool(n % 2), (360, 360, 1280)[n % 3]) for n, tongue in enumerate(OWN_NAMES)]
WALKED = ALL if os.environ.get("HAMKOR_JOURNEYS") == "all" else ONCE
VOICE = b"OggS\0\2" + bytes(60)


@pytest.fixture
def telephone(new_page, live_server):
    """Open a browser of a person's own that writes down what it complains of."""

    def opened(language, has_scripts, width):
        view = {"width": width, "height": SIZES[width]}
        page = new_page(viewport=view, java_script_enabled=has_scripts)
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        name = django_settings.LANGUAGE_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": language, "url": live_server.url}])
        return page

    return opened


@pytest.fixture
def papers(tmp_path):
    """Two photographs and a voice note; all invented."""
    paths = [tmp_path / f"шартнома-{number}.png" for number in (1, 2)]
    for number, path in enumerate(paths):
        Image.new("RGB", (40, 30), (200, 200, 100 * number)).save(path)
    voice = tmp_path / "овоз.ogg"
    voice.write_bytes(VOICE)
    return [*paths, voice]


@pytest.mark.parametrize(
    ("language", "has_scripts", "width"),
    WALKED,
    ids=[f"{a}-{'scripts' if b else 'plain'}-{c}" for a, b, c in WALKED],
)
def test_a_worker_files_returns_reads_answers_and_withdraws(
    telephone, papers, language, has_scripts, width
):
    page = telephone(language, has_scripts, width)
    page.goto("/")
    press(page, "a[href='/new/']")
    assert page.get_attribute("html", "lang") == language
    code = file_complaint(page, {**SAID, "language": language})
    complaint = Complaint.objects.get()
    assert (complaint.happened, complaint.language) == (STORY, language)

    officer = DutyOfficerFactory()
    register_complaint(complaint, by=officer)
    write_to_person(complaint, text="Оё шартнома доред?", token="t" * 22, by=officer)

    later = telephone(language, has_scripts, width)
    later.goto("/code/")
    later.fill("[name=code]", code.replace(" ", "-"))
    press(later, "main button")
    assert "Оё шартнома доред?" in later.inner_text("main")
    later.fill("[name=text]", "Бале, акс мефиристам")
    press(later, "form[action='/status/messages/'] button")
    assert "Бале, акс мефиристам" in later.inner_text(".hk-message--mine")

    later.set_input_files("[name=file]", papers)
    press(later, "form[action='/status/files/'] button:not([type=button])")
    later.wait_for_selector(".hk-files:has-text('.ogg')")
    assert later.inner_text(".hk-files").count(".png") == 2

    press(later, "a[href='/status/withdraw/']")
    press(later, "main button")
    complaint.refresh_from_db()
    assert complaint.status == "withdrawn"
    assert later.locator("form[action='/status/messages/']").count() == 0
    assert [*page.complaints, *later.complaints] == []


# -- back, language, leaving --------------------------------------------------------------------


def test_the_browsers_own_back_shows_the_question_before_without_sending_anything(telephone):
    page = telephone("ru", False, 360)
    page.goto("/new/")
    press(page, "button[name=is_in_danger][value=no]")
    for _number in range(3):
        press(page, "#q button[name=skip]")
    assert page.get_attribute("#q input[name=page]", "value") == "happened"
    for expected in ("what", "who", "mode"):
        page.go_back()
        assert page.get_attribute("#q input[name=page]", "value") == expected
    press(page, "#q button[name=skip]")
    assert page.get_attribute("#q input[name=page]", "value") == "who"


def test_another_language_is_chosen_in_the_middle_and_nothing_typed_is_lost(telephone):
    page = telephone("ru", False, 360)
    page.goto("/new/")
    press(page, "button[name=is_in_danger][value=no]")
    page.check("input[value=open]", force=True)
    press(page, "button[name=speak][value=ky]")
    assert page.get_attribute("html", "lang") == "ky"
    assert page.is_checked("input[value=open]")


def test_the_enter_key_goes_on_and_does_nothing_else(telephone):
    page = telephone("en", False, 360)
    page.goto("/new/")
    press(page, "button[name=is_in_danger][value=no]")
    while page.get_attribute("#q input[name=page]", "value") != "doer":
        name = page.get_attribute("#q input[name=page]", "value")
        if name == "what":
            page.check("input[value='labour-migrants/violence']", force=True)
            press(page, "#q .govuk-button-group button:not([name])")
        else:
            press(page, "#q button[name=skip]")
    page.fill("[name=who_did_it]", "Ихтироъ-Строй")
    with page.expect_navigation():
        page.press("[name=who_did_it]", "Enter")
    assert page.get_attribute("#q input[name=page]", "value") == "wanted"
    assert page.get_attribute("html", "lang") == "en"


# -- without a network --------------------------------------------------------------------------


def told(page, words):
    page.wait_for_function(
        "words => document.querySelector('[data-hk-told]').textContent.includes(words)", arg=words
    )


def test_a_form_kept_on_the_telephone_is_locked_opens_without_a_network_and_goes_on(telephone):
    page = telephone("en", True, 360)
    page.goto("/offline/")
    page.fill("[name=happened]", STORY)
    page.fill("#pin", "25")
    page.click("[data-hk-save]")
    told(page, "4 to 8 digits")
    page.fill("#pin", "2580")
    page.click("[data-hk-save]")
    told(page, "Kept on this telephone")
    assert page.input_value("[name=happened]") == ""
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "sealed" in kept
    assert "музд" not in kept
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    page.goto("/new/")
    assert page.locator("[data-hk-offline]").count() == 1
    page.fill("#pin", "9999")
    page.click("[data-hk-open]")
    told(page, "does not open it")
    page.fill("#pin", "2580")
    page.click("[data-hk-open]")
    told(page, "Opened")
    assert page.input_value("[name=happened]") == STORY
    page.click("[data-hk-offline] button:not([type=button])")
    told(page, "no network")
    page.context.set_offline(False)
    press(page, "[data-hk-offline] button:not([type=button])")
    press(page, "button[name=is_in_danger][value=yes]")
    press(page, "#q button[name=skip]")
    assert page.input_value("[name=happened]") == STORY
    assert page.evaluate("localStorage.length") == 0


def test_leaving_erases_what_was_kept_on_the_telephone(telephone, settings):
    settings.HAMKOR_NEUTRAL_PAGE = "/static/hamkor/icon.svg"
    page = telephone("en", True, 360)
    page.goto("/offline/")
    page.fill("[name=happened]", STORY)
    page.fill("#pin", "2580")
    page.click("[data-hk-save]")
    told(page, "Kept on this telephone")
    page.click("[data-hk-exit]")
    page.wait_for_url("**/icon.svg")
    page.wait_for_timeout(300)
    page.goto("/offline/")
    assert page.evaluate("localStorage.length") == 0


def test_without_scripts_the_same_page_is_sent_at_once(telephone):
    page = telephone("tg", False, 360)
    page.goto("/offline/")
    assert not page.is_visible("#pin")
    page.fill("[name=happened]", STORY)
    press(page, "[data-hk-offline] button:not([type=button])")
    assert page.get_attribute("#q input[name=page]", "value") == "danger"
