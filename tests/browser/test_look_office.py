"""Inbox, complaints, cases, persons and accounts in a real browser, on a phone and at a desk."""

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from hamkor.cases import services as cases
from hamkor.intake import services as intake
from tests import request_factories as make
from tests.browser.axe import findings
from tests.factories import (
    CaseOfficerFactory,
    ComplaintFactory,
    DutyOfficerFactory,
    OfficerFactory,
    RegisteredComplaintFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "four words not together"


@pytest.fixture
def open_as(new_page, client, live_server):
    """Open an empty page at one width in which an officer is signed in."""

    def opened(officer, width, language="en", **options):
        client.force_login(officer)
        cookies = {
            django_settings.SESSION_COOKIE_NAME: client.cookies[
                django_settings.SESSION_COOKIE_NAME
            ].value,
            django_settings.LANGUAGE_COOKIE_NAME: language,
        }
        page = new_page(viewport={"width": width, "height": 800}, **options)
        page.context.add_cookies(
            [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
        )
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        return page

    return opened


@pytest.fixture
def look(screenshots):
    """Nothing on a page may be in the way of a reader, and nothing wider than the screen."""

    def looked(page, name):
        width = page.viewport_size["width"]
        page.screenshot(path=screenshots / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert findings(page) == [], name
        assert page.complaints == [], name

    return looked


@pytest.fixture
def world():
    """One of each, with two records that may be one person. All are invented."""
    duty = DutyOfficerFactory(full_name="М. Назарова (invented)")
    lead = CaseOfficerFactory(full_name="Ф. Каримов (invented)")
    ComplaintFactory()
    danger = ComplaintFactory(is_in_danger=True, category="documents-taken")
    complaint = RegisteredComplaintFactory(
        by=duty, person_name="Раҳмонов Сироҷиддин", born="1994", is_in_danger=True
    )
    intake.write_to_person(complaint, text="Шумо акси шартнома доред?", token="a" * 22, by=duty)
    intake.write_to_office(complaint, text="Бале, фиристодам.", token="b" * 22)
    intake.add_attachment(complaint, name="шартнома.txt", content="Ихтироъ".encode())
    other = RegisteredComplaintFactory(
        by=duty,
        person_name="Рахмонов Сирожиддин Каримович",
        born="03.05.1994",
        who_did_it=complaint.who_did_it,
    )
    case = make.open_case(complaint=other, by=lead, summary="Invented summary.")
    member = case.persons.get()
    cases.record_act(
        case,
        actor=None,
        affected=member,
        category="wages",
        description="Four months not paid.",
        year=2026,
        month=6,
        place="Подольск",
        country="RU",
        by=lead,
    )
    cases.add_note(case, text="Called the employer.", by=lead)
    cases.add_document(case, name="paper.txt", content=b"invented", by=lead)
    make.draft(case=case, by=lead)
    make.asked()
    one, two = complaint.person, other.person
    return {
        "duty": duty,
        "lead": lead,
        "by_duty": {
            "inbox": "/office/",
            "worklist": "/office/worklist/",
            "complaints": "/office/complaints/",
            "complaint": reverse("complaint", args=[complaint.reference]),
            "complaint-new": reverse("complaint", args=[danger.reference]),
            "open-case": reverse("open_case", args=[complaint.reference]),
            "cases": "/office/cases/",
            "persons": "/office/persons/?q=Rahmonov",
            "person": reverse("person", args=[one.reference]),
            "compare": reverse("compare", args=[one.reference, two.reference]),
            "search": "/office/search/?q=TJ-2026",
        },
    }


def test_a_complaint_is_registered_and_opened_as_a_case_without_scripts(open_as, world):
    page = open_as(world["duty"], 360, java_script_enabled=False)
    page.goto(world["by_duty"]["complaint-new"])
    page.click("button:has-text('Register')")
    assert "Registered." in page.inner_text(".hk-banner--success")
    page.click("a:has-text('Open a case')")
    page.fill("#id_title", "Passport kept (invented)")
    page.click("button:has-text('Open the case')")
    assert page.inner_text("h1") == "Passport kept (invented)"


def test_a_wrong_decision_form_takes_the_focus_and_keeps_the_words(open_as, look, world):
    page = open_as(world["duty"], 360)
    page.goto(world["by_duty"]["compare"])
    page.fill("#id_reasons", "short")
    page.click("text=Keep this decision")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert page.input_value("#id_reasons") == "short"
    page.complaints.clear()
    look(page, "compare-wrong")
    page.check("#id_verdict_1")
    page.fill("#id_reasons", "The mothers' names differ, and so do the villages.")
    page.click("text=Keep this decision")
    look(page, "compare-decided")
    assert "In force: not the same person" in page.inner_text("main")


def test_a_filter_is_used_without_loading_the_page_and_with_the_keyboard(open_as, world):
    page = open_as(world["duty"], 1280)
    page.goto("/office/complaints/")
    page.evaluate("window.wasHereBefore = true")
    page.select_option("#status", "registered")
    page.wait_for_url("**/office/complaints/?status=registered**")
    assert page.locator("tbody tr").count() == 1
    assert page.evaluate("window.wasHereBefore")
    page.go_back()
    page.wait_for_selector("nav.hk-side")
    page.goto("/office/")
    page.locator("tbody th a").first.focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2


def test_the_second_factor_is_set_up_on_pages_of_the_house(open_as, look, settings):
    changes = {"requires_second_factor": True}
    settings.NODE = django_settings.NODE.model_copy(update=changes)
    officer = OfficerFactory()
    officer.set_password(PASSWORD)
    officer.save()
    page = open_as(officer, 360)
    page.goto("/office/")
    look(page, "second-factor")
    page.click("text=Set up an app")
    look(page, "is-it-still-you")
    page.fill("#id_password", PASSWORD)
    page.click("text=Continue")
    look(page, "second-factor-app")
    assert page.evaluate("document.querySelector('img.hk-qr').naturalWidth") > 0
    page.goto("/accounts/2fa/webauthn/add/")
    look(page, "second-factor-key")
    page.goto("/accounts/2fa/webauthn/")
    look(page, "second-factor-keys")
    page.goto("/accounts/password/change/")
    look(page, "password")


def test_a_key_lets_an_officer_in(open_as, look, settings):
    """Chromium's own virtual key stands for a real one."""
    changes = {"requires_second_factor": True, "is_demo": True}
    settings.NODE = django_settings.NODE.model_copy(update=changes)
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    officer = OfficerFactory()
    officer.set_password(PASSWORD)
    officer.save()
    page = open_as(officer, 360)
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    key.send("WebAuthn.addVirtualAuthenticator", {"options": A_KEY})
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("#id_password", PASSWORD)
    page.click("text=Continue")
    page.click("button:has-text('Add a key')")
    page.wait_for_url("**/accounts/2fa/**codes/**")
    page.goto("/accounts/2fa/webauthn/")
    look(page, "second-factor-key-added")


A_KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}
