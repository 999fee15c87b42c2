"""Check my situation, walked through on a phone, read by axe, in three languages."""

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from tests.browser.axe import findings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("frozen_clock"),
]


@pytest.fixture
def person(new_page, live_server):
    """Open the browser of a person."""

    def opened(language, width):
        page = new_page(viewport={"width": width, "height": 740})
        name = django_settings.LANGUAGE_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": language, "url": live_server.url}])
        return page

    return opened


def on_to_the_next(page):
    with page.expect_navigation():
        page.click("main form button >> nth=0")


def fill_day(page, name, day, month, year):
    page.fill(f"[name={name}_day]", str(day))
    page.select_option(f"[name={name}_month]", str(month))
    page.fill(f"[name={name}_year]", str(year))


@pytest.mark.parametrize(("language", "width"), [("tg", 360), ("ru", 360), ("en", 1280)])
def test_a_person_answers_what_he_knows_and_gets_dates(person, screenshots, language, width):
    page = person(language, width)
    troubles = []

    def read(name):
        page.evaluate("scrollTo(0, 0)")  # no field half under what stays in view
        page.screenshot(path=screenshots / f"{name}-{language}-{width}.png", full_page=True)
        troubles.extend(f"{name}: {found}" for found in findings(page))
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            troubles.append(f"{name}: {wide} wide")

    page.goto("/check/")
    page.select_option("[name=citizenship]", "TJ")
    page.check("[name=region][value=RU-MOW]")
    read("check-who")
    on_to_the_next(page)
    fill_day(page, "entered", 1, 9, 2026)
    page.check("[name=purpose][value=work]")
    read("check-stay")
    on_to_the_next(page)
    read("check-earlier")
    on_to_the_next(page)
    fill_day(page, "pay_due", 10, 10, 2026)
    read("check-work")
    on_to_the_next(page)
    page.check("[name=decision][value=expulsion]")
    page.check("[name=decided_by][value=judge]")
    fill_day(page, "served", 18, 11, 2026)
    fill_day(page, "adopted", 18, 11, 2026)
    read("check-decision")
    on_to_the_next(page)
    page.check("[name=children][value=yes]")
    read("check-family")
    on_to_the_next(page)
    read("check-result")
    assert page.locator(".hk-answer").count() >= 8
    assert page.locator(".hk-month").count() >= 1
    assert "\n".join(troubles) == ""
    with page.expect_navigation():
        page.click("main form button >> nth=0")
    assert page.url.endswith(reverse("situation_complaint"))
    assert page.locator("main form input[name=said]").count() == 1
