"""The public pages as people meet them: a cheap phone, no scripts, a screen reader."""

import gzip
import io
import os
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils.translation import override
from PIL import Image

from hamkor.accounts.models import Officer
from hamkor.intake.models import Complaint
from hamkor.intake.services import register_complaint, write_to_person
from tests.browser.asking import answer, file_complaint, walk
from tests.browser.axe import findings
from tests.factories import DutyOfficerFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOCUMENTATION = Path(__file__).parents[2] / "docs/screenshots"
ADAPTIVE = Image.Palette.ADAPTIVE
DOCUMENTED = {
    *(f"public-{name}-{tongue}-360.png" for name in ("home", "new") for tongue in ("tg", "en")),
    *(f"public-{name}-en-360.png" for name in ("filed", "status")),
    *(f"public-{name}-en-1280.png" for name in ("home", "status")),
}
OPEN_PAGES = ["/", "/new/", "/offline/", "/code/", "/proof/", "/your-data/"]


@pytest.fixture(autouse=True)
def _a_neutral_page_of_ours(settings):
    """No test leaves this machine."""
    settings.HAMKOR_NEUTRAL_PAGE = "/static/hamkor/icon.svg"


@pytest.fixture
def visitor(new_page, live_server):
    """Open a browser of a person's own, which notes what it complains of."""

    def opened(*, language="en", width=360, **options):
        page = new_page(viewport={"width": width, "height": 740}, **options)
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        name = django_settings.LANGUAGE_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": language, "url": live_server.url}])
        return page

    return opened


@pytest.fixture
def picture(screenshots):
    """Keep what a page looks like; with HAMKOR_PICTURES=1 also small, for the documentation."""

    def take(page, name):
        shown = f"{name}-{page.viewport_size['width']}.png"
        shot = page.screenshot(full_page=True, path=screenshots / shown)
        if os.environ.get("HAMKOR_PICTURES") and shown in DOCUMENTED:
            DOCUMENTATION.mkdir(parents=True, exist_ok=True)
            small = Image.open(io.BytesIO(shot)).convert("P", palette=ADAPTIVE, colors=48)
            small.save(DOCUMENTATION / shown, optimize=True)

    return take


def button(page, action):
    return page.locator(f"form[action='{action}'] button")


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_everyone_can_read_every_open_page(visitor, picture, language):
    for width in (360, 1280):
        page = visitor(language=language, width=width)
        for address in OPEN_PAGES:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert findings(page) == [], address
            name = address.strip("/") or "home"
            picture(page, f"public-{name}-{language}")
        assert page.complaints == []


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_everyone_can_read_the_pages_of_a_visit(visitor, picture, language):
    page = visitor(language=language)
    page.goto("/new/")
    walk(page, until="happened", said={"is_in_danger": "no"})
    answer(page, {})
    page.wait_for_selector(".govuk-error-summary")
    assert findings(page) == []
    picture(page, f"public-new-wrong-{language}")
    file_complaint(page)
    assert findings(page) == []
    picture(page, f"public-filed-{language}")
    complaint = Complaint.objects.get()
    register_complaint(complaint, by=DutyOfficerFactory())
    write_to_person(complaint, text="Оё шартнома доред?", token="t" * 22, by=Officer.objects.get())
    for name in ("status", "status/withdraw"):
        page.goto(f"/{name}/")
        assert findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        picture(page, f"public-{name.replace('/', '-')}-{language}")
    page.set_viewport_size({"width": 1280, "height": 740})
    page.goto("/status/")
    assert findings(page) == []
    picture(page, f"public-status-{language}")


def test_loading_the_page_of_the_code_again_shows_the_same_code(visitor):
    page = visitor()
    code = file_complaint(page)
    page.reload()
    assert page.inner_text("#code") == code
    assert Complaint.objects.count() == 1


def test_the_code_is_in_no_address_title_cookie_or_storage(visitor):
    page = visitor()
    digits = re.sub(r"\D", "", file_complaint(page))
    kept = [page.url, page.title(), *(c["value"] for c in page.context.cookies())]
    kept.append(page.evaluate("JSON.stringify([localStorage, sessionStorage])"))
    assert [value for value in kept if digits[:8] in re.sub(r"\D", "", value)] == []


def test_leaving_ends_the_visit_at_once_and_nothing_is_left(visitor):
    page = visitor()
    file_complaint(page)
    page.click("[data-hk-exit]")
    page.wait_for_url("**/icon.svg")
    wait_until_forgotten(page)
    page.goto("/status/")
    assert page.url.endswith("/code/")


def wait_until_forgotten(page):
    """The order to forget all comes back beside the neutral page, maybe a moment after it."""
    for _ in range(50):
        if not page.context.cookies():
            return
        page.wait_for_timeout(100)
    assert page.context.cookies() == []


def transferred(page, address):
    """Return the bytes that the browser receives for the page and all it loads."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    received = []
    cdp.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    return sum(received)


def compressed_static():
    """What the node sends of the files that the tests' server sends as they lie."""
    folder = Path(django_settings.PACKAGE) / "web/static/hamkor"
    names = ("public.css", "public.js", "tiles.svg")
    files = [(folder / name).read_bytes() for name in names]
    return sum(map(len, files)), sum(len(gzip.compress(file, 9)) for file in files)


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_first_view_weighs_at_most_30_kb_and_each_later_page_10(visitor, language):
    plain, packed = compressed_static()
    page = visitor(language=language)
    first = transferred(page, "/") - plain + packed
    assert first <= 30 * 1024
    for address in OPEN_PAGES[1:]:
        page_alone = page.context.new_page()
        with override(language):
            weight = transferred(page_alone, address)
        from_cache = plain if weight > plain else 0
        assert weight - from_cache <= 10 * 1024, f"{address}: {weight - from_cache}"
        page_alone.close()


def test_whatever_one_touches_is_large_enough(visitor):
    page = visitor()
    for address in OPEN_PAGES:
        page.goto(address)
        small = page.evaluate(
            """() => [...document.querySelectorAll('a, button, select, textarea, summary, label')]
            .filter(e => !e.matches('.govuk-skip-link'))
            .filter(e => !e.closest('p, .hk-danger, .hk-facts, [aria-hidden]'))
            .filter(e => e.tagName !== 'LABEL' || e.closest('.hk-pick'))
            .filter(e => e.checkVisibility() && !e.closest('details:not([open]) > :not(summary)'))
            .filter(e => { const r = e.getBoundingClientRect(); return r.height < 44 })
            .map(e => e.outerHTML.slice(0, 90))"""
        )
        assert small == [], address
