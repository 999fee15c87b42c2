"""What a reader of a page reads: its words, and those a screen reader says."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

SAID_BY_ATTRIBUTE = ("aria-label", "alt", "title", "placeholder", "label")
UNREAD = ("script", "style", "code")
HERE = re.compile(r"""(?:href|action|formaction)="(/[^"#?]*)""")


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unread = self._typed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in UNREAD
        self._typed += tag == "textarea"
        self.found += [value or "" for name, value in attrs if name in SAID_BY_ATTRIBUTE]

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in UNREAD
        self._typed -= tag == "textarea"

    def handle_data(self, text: str) -> None:
        if not self._unread and not self._typed:
            self.found.append(text)


def texts_of(page: str) -> Iterator[str]:
    """Give each piece of text of a page, the spaces in it made one."""
    reader = _Texts()
    reader.feed(page)
    for text in reader.found:
        if said := " ".join(text.split()):
            yield said


def links_on(page: str) -> set[str]:
    """Return the addresses of this node that a page leads to or sends to."""
    return set(HERE.findall(page))
