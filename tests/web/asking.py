"""Walking the pages of questions as a browser without scripts does. All answers are invented."""

import html
import random
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

SAID = {
    "is_in_danger": "no",
    "mode": "open",
    "for_whom": "self",
    "what": "labour-migrants/wages",
    "happened": "Ман чор моҳ кор кардам, музд надоданд.",
    "language": "tg",
    "person_name": "Ихтироъӣ Саид",
}
MOST_PAGES = 60


@dataclass
class Journey:
    """One person at the pages of questions.

    Attributes:
        client: the person's browser.
        address: where the questions are asked.
        answer: the page that is open.
        seen: names of the pages that were open, in order.
    """

    client: Client
    address: str = "/new/"
    answer: Any = None
    seen: list[str] = field(default_factory=list)

    def begin(self, **headers: str) -> "Journey":
        self._show(self.client.get(self.address, headers=headers or None))
        return self

    @property
    def page(self) -> str:
        return self.hidden("page")

    def hidden(self, name: str) -> str:
        """Return what the page carries along under `name`."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.answer.content.decode())
        return html.unescape(found[1]) if found else ""

    def send(self, **typed: Any) -> Any:
        """Send the page that is open with what is typed; the next one, or this again, opens."""
        carried = {"page": self.hidden("page"), "said": self.hidden("said")}
        self._show(self.client.post(self.address, {**carried, **typed}))
        return self.answer

    def walk(self, said: dict[str, Any], *, until: str = "check") -> "Journey":
        """Answer what `said` knows, pass over the rest, until a page is open."""
        for _number in range(MOST_PAGES):
            if self.page == until:
                return self
            names = set(re.findall(r'name="([a-z_]+)"', self.answer.content.decode()))
            self.send(**{name: value for name, value in said.items() if name in names})
            assert self.answer.status_code == 200, (self.seen, said)
        raise AssertionError(f"no end of the questions: {self.seen}")

    def file(self) -> Any:
        """Send all of it from the last page."""
        self.answer = self.client.post("/filed/", {"said": self.hidden("said")})
        return self.answer

    def _show(self, answer: Any) -> None:
        self.answer = answer
        if answer.status_code == 200:
            self.seen.append(self.page)


def walked(client: Client, said: dict[str, Any] | None = None, **changes: Any) -> Journey:
    """Return a journey that has come to the page on which everything is checked."""
    return Journey(client).begin().walk({**SAID, **(said or {}), **changes})


class Controls(HTMLParser):
    """What can be typed and chosen on a page of questions: name → what a person might send."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.choices: dict[str, list[str]] = {}
        self._select = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.choices.setdefault(self._select, []).append(said.get("value", ""))
        elif kind in ("radio", "checkbox") or (tag == "button" and name == "is_in_danger"):
            self.choices.setdefault(name, []).append(said.get("value", ""))
        elif tag == "textarea" or (tag == "input" and kind not in ("hidden", "file") and name):
            self.texts.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


WORDS = ("", "", "Ихтироъ: сабаб ва ҷой", "Вымышленная улица, 5", "OʻIXTIRO ʼ ng", "5", "60 000")


def answers_by_chance(content: str, chance: random.Random) -> dict[str, str]:
    """Return what somebody in a hurry sends from a page; days need not exist."""
    page = Controls(content)
    said = {name: chance.choice(values) for name, values in page.choices.items()}
    said |= {name: chance.choice(WORDS) for name in page.texts}
    for name in page.texts:
        if name.endswith(("_day", "_year")):
            said[name] = str(
                chance.choice(("", chance.randint(1, 31), chance.randint(1970, 2026)))
            )
    return {name: value for name, value in said.items() if value and chance.random() < 0.85}
