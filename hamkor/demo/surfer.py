"""A person at a browser, without one: reads pages, follows links, fills in and sends forms.

Knows pages only as a person does, by what stands in them: links, forms, their fields and
buttons. A lost connection is met as people meet it: wait a moment, load the page again, look.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx

from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _

PATIENCE_SECONDS = 45.0
PAUSE_SECONDS = 0.2
NOT_WELL = {502, 503, 504}
VOID_TYPES = {"submit", "button", "image", "reset"}

Upload = tuple[str, bytes, str]


@dataclass
class Form:
    """A form as it stands in the page: where it goes and what is filled in already."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


@dataclass
class Page:
    """What came back: status, address, readable text, links and forms."""

    status: int
    address: str
    body: str
    text: str
    links: list[tuple[str, str]]
    forms: list[Form]

    def form_to(self, ending: str) -> Form | None:
        """Return the first form whose action's path ends in `ending`."""
        return next((f for f in self.forms if urlsplit(f.action).path.endswith(ending)), None)

    def form_with(self, *names: str) -> Form | None:
        """Return the first form that has all these fields."""
        return next((f for f in self.forms if set(names) <= f.names), None)

    def link_to(self, part: str) -> str | None:
        """Return the first link whose address holds `part`."""
        return next((address for address, _label in self.links if part in address), None)


class _Reader(HTMLParser):
    """Collects text, links and forms of one page."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self._loose: dict[str, Form] = {}
        self._form: Form | None = None
        self._textarea: str | None = None
        self._select: str | None = None
        self._link: str | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        reader: Callable[[dict[str, str]], None] | None = getattr(self, f"_open_{tag}", None)
        if reader:
            reader(values)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._close_select()
        elif tag == "a":
            self._link = None
        elif tag in {"script", "style"}:
            self._silent -= 1

    def handle_data(self, text: str) -> None:
        if self._textarea and self._form:
            # A parser hands over the line break after the tag, which HTML says to drop.
            old = self._form.fields[self._textarea][0]
            self._form.fields[self._textarea] = [old + text if old else text.removeprefix("\n")]
        elif self._select and self._form and self._form.options[self._select]:
            value, words = self._form.options[self._select][-1]
            self._form.options[self._select][-1] = (value, f"{words} {text.strip()}".strip())
        elif not self._silent and text.strip():
            self.words.append(text.strip())
            if self._link:
                self.links[-1] = (self._link, f"{self.links[-1][1]} {text.strip()}".strip())

    def _open_script(self, _values: dict[str, str]) -> None:
        self._silent += 1

    _open_style = _open_script

    def _open_a(self, values: dict[str, str]) -> None:
        if "href" in values:
            self._link = urljoin(self.address, values["href"])
            self.links.append((self._link, ""))

    def _open_form(self, values: dict[str, str]) -> None:
        action = urljoin(self.address, values.get("action") or self.address)
        self._form = Form(action, values.get("method", "get").lower())
        self.forms.append(self._form)

    def _open_input(self, values: dict[str, str]) -> None:
        name, kind = values.get("name", ""), values.get("type", "text")
        if not self._form or not name or kind in VOID_TYPES:
            return
        self._form.names.add(name)
        if kind in {"radio", "checkbox"}:
            choice = values.get("value", "on")
            self._form.options.setdefault(name, []).append((choice, choice))
            if "checked" in values:
                self._form.fields.setdefault(name, []).append(choice)
        elif kind != "file":
            self._form.fields[name] = [values.get("value", "")]

    def _open_button(self, values: dict[str, str]) -> None:
        if self._form and values.get("name"):
            self._form.names.add(values["name"])

    def _open_textarea(self, values: dict[str, str]) -> None:
        if self._form and values.get("name"):
            self._textarea = values["name"]
            self._form.names.add(self._textarea)
            self._form.fields[self._textarea] = [""]

    def _open_select(self, values: dict[str, str]) -> None:
        if self._form and values.get("name"):
            self._select = values["name"]
            self._form.names.add(self._select)
            self._form.options[self._select] = []

    def _open_option(self, values: dict[str, str]) -> None:
        if self._form and self._select:
            self._form.options[self._select].append((values.get("value", ""), ""))
            if "selected" in values:
                self._form.fields[self._select] = [values.get("value", "")]

    def _close_select(self) -> None:
        if self._form and self._select and self._select not in self._form.fields:
            choices = self._form.options[self._select]
            self._form.fields[self._select] = [choices[0][0]] if choices else []
        self._select = None


def read_page(response: httpx.Response) -> Page:
    """Read an answer as a person would."""
    address = str(response.url)
    reader = _Reader(address)
    if "html" in response.headers.get("content-type", ""):
        reader.feed(response.text)
    text = " ".join(" ".join(reader.words).split())
    return Page(response.status_code, address, response.text, text, reader.links, reader.forms)


class Surfer:
    """One person at one office's pages, with cookies of their own.

    Args:
        address: the office's address, for example ``http://localhost:18080``.
        tend: called while waiting for a page that does not come.
        language: as chosen at the top of the page, and kept in the cookie `l`.
    """

    def __init__(self, address: str, *, tend: Callable[[], None], language: str = "ru") -> None:
        self.address = address
        self._tend = tend
        self._client = httpx.Client(
            base_url=address,
            follow_redirects=True,
            timeout=20,
            trust_env=False,
            cookies={"l": language},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the browser; the cookies are gone."""
        self._client.close()

    def download(self, path: str) -> str:
        """Load a text that is no page, patiently."""
        return self._load(path).text

    def open(self, path: str) -> Page:
        """Load a page, patiently."""
        return read_page(self._load(path))

    def send(
        self,
        form: Form,
        values: Mapping[str, str | list[str]] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> Page | None:
        """Fill in a form and send it once; None when the connection broke on the way.

        None means that nobody knows whether it was done: look at the page, then press again.
        """
        content: dict[str, str | list[str]] = dict(form.fields)
        content.update(values or {})
        headers = {"Referer": self.address + "/", "Origin": self.address}
        try:
            answer = self._client.request(
                form.method.upper(),
                form.action,
                data=content if form.method == "post" else None,
                params=content if form.method == "get" else None,
                files=dict(files) if files else None,
                headers=headers,
            )
        except httpx.TransportError:
            self.wait(PAUSE_SECONDS)
            return None
        return None if answer.status_code in NOT_WELL else read_page(answer)

    def wait(self, seconds: float) -> None:
        """Wait a moment; whoever tends the processes may look after them meanwhile."""
        self._tend()
        time.sleep(seconds)

    def _load(self, path: str) -> httpx.Response:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self._client.get(path)
            except httpx.TransportError as error:
                if time.monotonic() > deadline:
                    sentence = _("%(address)s does not answer")
                    raise HamkorError(sentence, address=self.address) from error
            else:
                if answer.status_code not in NOT_WELL or time.monotonic() > deadline:
                    return answer
            self.wait(PAUSE_SECONDS)
