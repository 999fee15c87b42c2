"""Pages read by axe: whatever would be in the way of somebody who cannot see, hear or point.

Axe is the dearest part of reading a page, and its verdict hangs on the page's parts, not on the
words in them. A page whose parts were found clean at this width, mostly in another language, is
not read again by this process. `HAMKOR_READ=all` reads every page; `run.py bench reading` does.
"""

import os
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
AXE = (HERE / "vendor/axe.min.js").read_text(encoding="utf-8")
STRUCTURE = (HERE / "structure.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# Only what is wrong is described, and sheets are not fetched again for a rule that is off.
RUN = """rules => axe.run(document, {
    runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'], preload: false
}).then(found => found.violations.flatMap(
    each => each.nodes.map(node => `${each.id}: ${node.html}`)))"""

_clean: set[bytes] = set()
"""The parts, with the width, of the pages that were found clean."""


def findings(page) -> list[str]:
    """Say what axe finds on the open page; nothing where its parts were clean before."""
    parts = sha256(page.evaluate(STRUCTURE).encode()).digest()
    if parts in _clean and os.environ.get("HAMKOR_READ") != "all":
        return []
    found: list[str] = read_by_axe(page)
    if not found:
        _clean.add(parts)
    return found


def read_by_axe(page) -> list[str]:
    """Let axe read the page, whatever was read before."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(RUN, RULES)
