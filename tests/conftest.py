"""What every test stands on: no network, a clock that can be held, one browser."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import override_settings
from django.utils import translation

from hamkor import clock
from hamkor.envelope import codes

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # root has none
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
]
HERE = ["127.0.0.1", "localhost", "::1"]
HELD_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name by its place what is another in each process: both must call a test the same."""
    is_drawn = isinstance(val, bytes | dict) or (callable(val) and not isinstance(val, type))
    return argname if is_drawn else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let browser and node tests reach this machine, nothing beyond; skip what cannot run."""
    no_browser = pytest.mark.skip(reason="needs Chromium: on Debian, apt-get install chromium")
    for item in items:
        is_browser = item.get_closest_marker("browser") is not None
        if is_browser or item.get_closest_marker("nodes"):
            item.add_marker(pytest.mark.allow_hosts(HERE))
        if is_browser and CHROMIUM is None:
            item.add_marker(no_browser)


@pytest.fixture(autouse=True)
def _nobody_has_tried_a_code_before() -> None:
    """Empty the node's counters: whoever mistypes in one test must not wait in the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def _nobody_has_chosen_a_language_before() -> None:
    """Forget the language of the page that the test before opened."""
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _settings_for_tests() -> Iterator[None]:
    """Files as they lie, passwords and codes hashed fast: none of it is what is tested here."""
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(
            STORAGES={
                "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
                "staticfiles": {
                    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
                },
            },
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
            WHITENOISE_AUTOREFRESH=True,
        ),
    ):
        patch.setattr(codes, "WORK", 2)
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptying_between_tests_passes_the_logs() -> Iterator[None]:
    """Only the tests' own emptying of the database may delete what is kept for ever."""
    triggers = [
        import_module(f"hamkor.{app}.migrations.0002_append_only") for app in ("audit", "evidence")
    ]
    empty = BaseDatabaseOperations.execute_sql_flush

    def empty_without_triggers(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        vendor = operations.connection.vendor
        with operations.connection.cursor() as cursor:
            for statement in chain.from_iterable(module.REMOVE[vendor] for module in triggers):
                cursor.execute(statement)
            empty(operations, statements)
            for statement in chain.from_iterable(module.INSTALL[vendor] for module in triggers):
                cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", empty_without_triggers)
        yield


class FrozenClock:
    """The node's clock, held in the thread of the test until moved."""

    def __init__(self, moment: datetime) -> None:
        self._held = ExitStack()
        self.move_to(moment)

    def move_to(self, moment: datetime) -> None:
        """Hold the clock at `moment` (aware)."""
        self.release()
        self._held.enter_context(clock.held_at(moment))

    def move_on(self, **how_long: float) -> None:
        """Move the clock by a `timedelta`: ``move_on(days=15)``."""
        self.move_to(clock.now() + timedelta(**how_long))

    def release(self) -> None:
        """Let the clock run again."""
        self._held.close()


@pytest.fixture
def frozen_clock() -> Iterator[FrozenClock]:
    """Hold the clock at 09:00 UTC on 24 November 2026, a Tuesday."""
    held = FrozenClock(HELD_AT)
    yield held
    held.release()


@pytest.fixture(scope="session")
def browser():
    """One Chromium of the system for all tests of this process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser, live_server):
    """Open a page in a context of its own, as one more person would; extra options as keywords.

    Addresses without a host belong to the live server: ``new_page().goto("/")``. Pictures, which
    only people look at and which cost as much as the rest, are taken with `HAMKOR_PICTURES=1`.
    """
    with ExitStack() as contexts:

        def open_page(**options):
            context = browser.new_context(base_url=live_server.url, **options)
            contexts.callback(context.close)
            page = context.new_page()
            if not os.environ.get("HAMKOR_PICTURES"):
                page.screenshot = lambda **_wanted: b""
            return page

        yield open_page


@pytest.fixture
def page(new_page):
    """A page as on a cheap phone, 360 px wide."""
    return new_page(viewport={"width": 360, "height": 740})


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """The folder, out of git, where browser tests leave their pictures."""
    folder = Path(__file__).parents[1] / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
