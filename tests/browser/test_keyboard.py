"""Without a mouse: three pages on which a person or an officer does something that counts."""

import pytest

from tests.browser.full_office import FullOffice
from tests.browser.test_every_page import Reader, sign_in_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 120  # presses of Tab


@pytest.fixture
def office():
    return FullOffice()


def tab_to(page, selector):
    """Press Tab until something that matches has the focus, which must be seen."""
    for _press in range(PATIENCE):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate(IS_SEEN), f"nobody sees that {selector} has the focus"
            return
    raise AssertionError(f"Tab does not come to {selector}")


IS_SEEN = """() => {
    const own = getComputedStyle(document.activeElement);
    const label = document.activeElement.labels?.[0];
    const drawn = label ? getComputedStyle(label, '::before') : own;
    return [own, drawn].some(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none');
}"""


def test_a_person_comes_back_reads_and_writes(new_page, office):
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
    tab_to(page, "a[href='/code/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "[name=code]")
    page.keyboard.type(office.code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "[name=text]")
    page.keyboard.type("Салом")
    tab_to(page, "form[action='/status/messages/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Салом" in page.inner_text(".hk-message--mine:last-of-type, main")


def test_an_officer_decides_that_two_are_two(new_page, office, client, live_server, screenshots):
    page = new_page(viewport={"width": 1280, "height": 900})
    sign_in_as(Reader(page, "en", 1280, screenshots), client, office.duty, live_server.url)
    page.goto(office.pages["compare"][1])
    tab_to(page, "[name=verdict]")
    page.keyboard.press("ArrowDown")
    assert page.is_checked("[name=verdict][value=not_same]")
    tab_to(page, "[name=reasons]")
    page.keyboard.type("The mothers differ, and so do the villages. (invented)")
    tab_to(page, "form[action$='/decide/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "In force" in page.inner_text("main")


def test_an_officer_gives_what_the_other_office_asked_for(
    new_page, office, client, live_server, screenshots
):
    page = new_page(viewport={"width": 1280, "height": 900})
    sign_in_as(Reader(page, "en", 1280, screenshots), client, office.lead, live_server.url)
    page.goto(office.pages["request"][1])
    tab_to(page, "a[href$='/give_information/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "[name=text]")
    page.keyboard.type("The contract is attached. (invented)")
    tab_to(page, "main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    office.questioned.refresh_from_db()
    assert office.questioned.status == "information_given"
