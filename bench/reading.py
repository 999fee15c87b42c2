"""Every page of a full office read by axe in each language and width, whatever was read before.

The tests of every day leave out a page whose parts were clean in another language.
"""

from collections.abc import Iterator

from bench.report import Figure
from bench.tested import run_tests


def figures() -> Iterator[Figure]:
    """Give how many of the tests that read pages found nothing in anybody's way."""
    passed, failed, seconds = run_tests(
        "tests/browser", "-k", "read or look or situation", HAMKOR_READ="all"
    )
    yield Figure(
        name=f"tests that read every page with axe, of {passed + failed}, {seconds:.0f} s",
        ours=passed,
        unit="passed",
        runs=1,
        target=f"{passed + failed}",
    )
