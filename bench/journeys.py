"""The person's way: every combination walked in Chromium, ways by chance, a throttled line.

The whole way in six languages, with and without scripts, on a phone and at a desk; a thousand ways
by chance through the questions in each language; how soon the first text shows and the form can be
used at 50 kbit/s and 400 ms there and back.
"""

import shutil
import statistics
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from bench.nodes import fresh_node
from bench.report import Figure
from bench.tested import run_tests
from hamkor.demo.supervisor import Program, Supervisor, wait_until_answering
from hamkor.languages import OWN_NAMES
from hamkor.node import load_node

BYTES_PER_SECOND = 50_000 / 8
ROUND_TRIP_MS = 400
LINE = {
    "offline": False,
    "latency": ROUND_TRIP_MS,
    "downloadThroughput": BYTES_PER_SECOND,
    "uploadThroughput": BYTES_PER_SECOND,
}
PAGES = {"first page": "/", "first question": "/new/"}
RUNS = 3
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
PAINTED = "performance.getEntriesByName('first-contentful-paint')"
FIRST_TEXT = f"{PAINTED}[0].startTime"
USABLE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def add_options(parser: ArgumentParser) -> None:
    """Let a shorter bench be asked for."""
    parser.add_argument("--walks", type=int, default=1000, help="ways by chance in each language")
    parser.add_argument("--only", choices=("line", "walks", "browser"), help="one part alone")


def figures(options: Namespace) -> Iterator[Figure]:
    """Give what of the person's way was walked to its end, and how long a slow line takes."""
    if options.only in (None, "line"):
        yield from on_a_slow_line()
    if options.only in (None, "walks"):
        yield walks_by_chance(options.walks)
    if options.only in (None, "browser"):
        yield in_the_browser()


def walks_by_chance(walks: int) -> Figure:
    """Walk ways by chance in each language; what is counted are those that do not end."""
    passed, failed, _seconds = run_tests("tests/web/test_random_walks.py", HAMKOR_WALKS=str(walks))
    return Figure(
        name=f"dead ends in {walks * len(OWN_NAMES):,} ways by chance ({passed} languages)",
        ours=failed,
        unit="languages with one",
        runs=1,
        target="0",
    )


def in_the_browser() -> Figure:
    """Walk the whole way in every combination."""
    passed, failed, seconds = run_tests(
        "tests/browser/test_journeys.py", "-k", "a_worker", HAMKOR_JOURNEYS="all"
    )
    return Figure(
        name=f"whole ways in Chromium of {passed + failed}, {seconds:.0f} s",
        ours=passed,
        unit="walked",
        runs=1,
        target=f"{passed + failed}",
    )


def on_a_slow_line() -> Iterator[Figure]:
    """Open pages with nothing in the browser's memory at 50 kbit/s and 400 ms."""
    with fresh_node() as folder:
        address = load_node(folder).address
        program = Program("web", ("node", "run", str(folder)))
        with Supervisor([program], folder / "logs") as supervisor:
            wait_until_answering(supervisor, [address])
            taken = {name: _opened(address + path) for name, path in PAGES.items()}
    for name, runs in taken.items():
        for what, target in (("first text", 3), ("usable", 8)):
            yield Figure(
                name=f"{name}, {what} at 50 kbit/s and 400 ms, Tajik",
                ours=round(statistics.median(run[what] for run in runs) / 1000, 2),
                unit="s",
                runs=RUNS,
                target=f"< {target}",
            )


def _opened(address: str) -> list[dict[str, float]]:
    """Open a page several times, each in a new browser, over the slow line."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for _run in range(RUNS):
            page = browser.new_page(viewport={"width": 360, "height": 740}, locale="tg")
            line = page.context.new_cdp_session(page)
            line.send("Network.enable")
            line.send("Network.emulateNetworkConditions", LINE)
            page.goto(address, wait_until="load", timeout=60_000)
            page.wait_for_function(f"{PAINTED}.length > 0")
            found.append(
                {"first text": page.evaluate(FIRST_TEXT), "usable": page.evaluate(USABLE)}
            )
            page.close()
        browser.close()
    return found
