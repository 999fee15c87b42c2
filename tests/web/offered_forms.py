"""A form as a page offers it: what is typed, what the page fills in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

UNTYPED = ("website",)


@dataclass
class Ready:
    """A form that would be taken in as it is.

    Attributes:
        client: the browser of whoever fills it in.
        action: where it is sent.
        said: what is typed and chosen, over what the page fills in.
        page: where it stands, when that is not `action`.
        accepted: the status of the answer when all is well.
        showing: the page as it was answered, when it is not reached by its address.
    """

    client: Client
    action: str
    said: dict[str, Any] = field(default_factory=dict)
    page: str = ""
    accepted: int = 302
    showing: Any = None


@dataclass
class Offered:
    """The controls of one form: what the page fills in, and what kind of thing each takes."""

    filled: dict[str, Any] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    choices: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    """Reads the forms of a page that are posted, by their address."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.found, self._open = here, {}, None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            is_posted = said.get("method") == "post"
            self._open = self.found.setdefault(said.get("action") or self.here, Offered())
            self._open = self._open if is_posted else None
        elif self._open is not None and tag == "option" and self._select:
            if "selected" in said or self._select not in self._open.filled:
                self._open.filled[self._select] = said.get("value") or ""
        elif self._open is not None and said.get("name") not in (None, *UNTYPED):
            self._control(tag, said)

    def _control(self, tag: str, said: dict[str, str | None]) -> None:
        name, kind = str(said["name"]), said.get("type", "text")
        if tag == "select":
            self._select = name
            self._open.choices.add(name)
        elif tag == "textarea" or (tag == "input" and kind not in ("radio", "checkbox", "file")):
            self._open.texts.add(name)
            self._open.filled[name] = said.get("value") or ""
            self._area = name if tag == "textarea" else ""
        elif kind == "file":
            self._open.files.add(name)
        elif tag == "input" and (kind == "radio" or said.get("value")):
            self._open.choices.add(name)
        if tag == "input" and kind in ("radio", "checkbox") and "checked" in said:
            self._open.filled.setdefault(name, []).append(said.get("value") or "on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, text: str) -> None:
        if self._open is not None and self._area:
            self._open.filled[self._area] += text.removeprefix("\n")


def offered(ready: Ready) -> Offered:
    """Return what the page offers for `ready`, as a browser would read it."""
    page = ready.page or ready.action
    answer = ready.showing or ready.client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    forms = _Forms(page)
    forms.feed(answer.content.decode())
    found = forms.found[ready.action]
    found.texts.discard("csrfmiddlewaretoken")
    return found
