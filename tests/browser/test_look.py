"""The building blocks in a real browser: readable by all, on a phone and at a desk."""

import pytest
from django.conf import settings as django_settings

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Role
from tests.browser.axe import findings

PAGES = {
    "office": "/office/styleguide/",
    "public": "/office/styleguide/public/",
}
WIDTHS = [360, 1280]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demo_node(settings, monkeypatch):
    """A demo node, which shows the style guide and asks for no second factor."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    changes = {"is_demo": True, "requires_second_factor": False}
    settings.NODE = django_settings.NODE.model_copy(update=changes)


@pytest.fixture
def open_page(new_page, client, live_server):
    """Open an address as a signed-in officer, and note what the browser complains of."""
    officer = Officer.objects.create_user(
        username="nazarova", full_name="М. Назарова (invented)", role=Role.values[0]
    )
    client.force_login(officer)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value

    def opened(address, *, width=360, language="en", **options):
        page = new_page(viewport={"width": width, "height": 800}, **options)
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        cookies = {
            django_settings.SESSION_COOKIE_NAME: session,
            django_settings.LANGUAGE_COOKIE_NAME: language,
        }
        page.context.add_cookies(
            [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
        )
        page.goto(address)
        return page

    return opened


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("side", PAGES)
@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_every_part_can_be_read_by_everyone(open_page, screenshots, side, width, language):
    """Open the style guide, look for barriers, wide things and broken promises of the policy."""
    page = open_page(PAGES[side], width=width, language=language)
    page.screenshot(path=screenshots / f"parts-{side}-{language}-{width}.png", full_page=True)
    assert page.get_attribute("html", "lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/"])
def test_signing_in_has_the_look_of_the_house(new_page, screenshots, address):
    page = new_page(viewport={"width": 360, "height": 800})
    page.goto(address)
    name = address.strip("/").replace("/", "-")
    page.screenshot(path=screenshots / f"{name}-360.png", full_page=True)
    assert page.locator(".hk-narrow h1").count() == 1
    assert findings(page) == []


def test_whatever_one_touches_on_a_public_page_is_large_enough(open_page):
    page = open_page(PAGES["public"])
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
        .filter(e => e.type !== 'hidden' && !e.matches('.govuk-skip-link') && !e.closest('p'))
        .filter(e => { const r = e.getBoundingClientRect(); return r.width < 44 || r.height < 44 })
        .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_without_scripts_nothing_is_offered_that_needs_one(open_page):
    page = open_page(PAGES["public"], java_script_enabled=False)
    assert page.locator("[data-hk-print]").is_hidden()
    assert page.locator("a.hk-exit").is_visible()


def test_three_times_shift_leaves_the_site_and_back_does_not_return(open_page, settings):
    settings.HAMKOR_QUICK_EXIT_URL = "/office/styleguide/"
    page = open_page(PAGES["public"])
    before = page.evaluate("history.length")
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/office/styleguide/")
    assert page.evaluate("history.length") == before


def test_errors_take_the_focus_and_lead_to_their_fields(open_page):
    page = open_page(PAGES["public"])
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.click("text=What happened: This field is required.")
    assert page.evaluate("document.activeElement.id") == "id_text"


def test_j_and_k_walk_through_a_list_but_not_while_typing(open_page):
    page = open_page(PAGES["office"], width=1280)
    links = page.locator("[data-hk-list] tbody th a")
    links.nth(0).focus()
    page.keyboard.press("j")
    assert links.nth(1).evaluate("link => link === document.activeElement")
    page.keyboard.press("k")
    assert links.nth(0).evaluate("link => link === document.activeElement")
    page.focus("#f-text")
    page.keyboard.type("jk")
    assert page.input_value("#f-text") == "jk"


@pytest.mark.parametrize(
    ("status", "shown", "said"),
    [
        (200, "answer", ""),
        (422, "answer", ""),
        (409, "answer", ""),
        (403, "before", "That was refused."),
        (500, "before", "That was refused."),
        (None, "before", "The node did not answer."),
    ],
)
def test_a_refusal_is_shown_in_its_place_or_said_aloud(open_page, status, shown, said):
    """Let HTMX send a form; the answer is made up here, of each status."""
    page = open_page(PAGES["office"])
    sent = []

    def answer(route):
        sent.append(route.request)
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status, body="answer", content_type="text/html")

    page.route("**/office/sample/", answer)
    page.evaluate(
        """() => {
        document.querySelector('main').insertAdjacentHTML(
            'beforeend', '<div id="place"><button id="send" hx-post="/office/sample/" ' +
            'hx-target="#place">before</button></div>');
        htmx.process(document.getElementById('place'));
        }"""
    )
    page.click("#send")
    page.wait_for_function("!document.querySelector('.htmx-request')")
    page.wait_for_timeout(50)
    assert page.inner_text("#place") == shown
    assert page.inner_text("#trouble").startswith(said)
    assert bool(said) == page.locator("#trouble").is_visible()
    assert len(sent[0].headers["x-csrftoken"]) > 30
