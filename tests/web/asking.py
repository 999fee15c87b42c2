"""Walking the pages of questions as a browser without scripts does. All answers are invented."""

import html
import re
from dataclasses import dataclass, field
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
