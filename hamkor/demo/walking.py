"""How people of the walk get on: they look, press, meet a lost connection, look again."""

import gettext
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from hamkor.demo.surfer import PATIENCE_SECONDS, PAUSE_SECONDS, Form, Page, Surfer, Upload
from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _

LOCALE = Path(__file__).parent.parent / "locale"
SHOWN_CHARACTERS = 1500
REFERENCE = "[0-9a-f-]{36}"
DONE_OR_AHEAD = {200, 409}
MOST_QUESTIONS = 200

Values = Mapping[str, str | list[str]]


class WalkFailed(HamkorError):
    """The walk did not find what it came for.

    Args:
        expected: what should have been there.
        page: what was there instead.
    """

    code = "walk_failed"

    def __init__(self, expected: str, page: Page) -> None:
        super().__init__(
            _("Expected %(expected)s at %(path)s; the page (%(status)s) says: %(text)s"),
            expected=expected,
            path=urlsplit(page.address).path,
            status=page.status,
            text=page.text[:SHOWN_CHARACTERS],
        )


def said_in(language: str) -> Callable[[str], str]:
    """Return the function that says a sentence of the pages in `language`."""
    return gettext.translation("django", LOCALE, [language], fallback=True).gettext


def look_until(
    surfer: Surfer, path: str, is_there: Callable[[Page], bool], *, expected: str
) -> Page:
    """Load the page again and again until it shows what is expected.

    Raises:
        WalkFailed: it does not within the time a patient person waits.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        page = surfer.open(path)
        if page.status == 200 and is_there(page):
            return page
        if time.monotonic() > deadline:
            raise WalkFailed(expected, page)
        surfer.wait(PAUSE_SECONDS)


def press(
    surfer: Surfer,
    path: str,
    ending: str,
    values: Values | None = None,
    files: Mapping[str, Upload] | None = None,
) -> Page:
    """Send the form on the page at `path` whose address ends in `ending`, until it is gone.

    A form that is gone was sent: by the press before, whose answer was lost on the way.

    Raises:
        WalkFailed: the form was never there, or what was filled in is refused.
    """
    look_until(surfer, path, lambda page: bool(page.form_to(ending)), expected=f"a form {ending}")
    while True:
        page = surfer.open(path)
        form = page.form_to(ending)
        if form is None:
            return page
        _send(surfer, form, values, files)


def fill_in(
    surfer: Surfer,
    path: str,
    fields: tuple[str, ...],
    values: Values,
    *,
    until: Callable[[], bool],
    files: Mapping[str, Upload] | None = None,
) -> None:
    """Send the form with these fields on the page at `path` until what it does is seen to be done.

    Raises:
        WalkFailed: there is no such form, or what was filled in is refused.
    """
    while not until():
        page = surfer.open(path)
        form = page.form_with(*fields)
        if form is None:
            raise WalkFailed(f"a form with {', '.join(fields)}", page)
        _send(surfer, form, values, files)


def answer_questions(surfer: Surfer, path: str, answers: Mapping[str, str]) -> Form:
    """Answer one page of questions after another; return the form that sends all of it.

    A page whose answer was lost on the way is sent again: it holds all that was said before.

    Raises:
        WalkFailed: a page refuses what was answered, or the questions do not end.
    """
    page = surfer.open(path)
    for _number in range(MOST_QUESTIONS):
        if sending := page.form_to("/filed/"):
            return sending
        form = page.form_with("said")
        if form is None or page.status != 200:
            raise WalkFailed("a question", page)
        values = {name: answers[name] for name in answers if name in form.names}
        page = surfer.send(form, values) or page
    raise WalkFailed("an end of the questions", page)


def take_step(surfer: Surfer, request_path: str, verb: str, values: Values | None = None) -> Page:
    """Do what the page of a request offers: press its button, or fill in the step's own page.

    Raises:
        WalkFailed: the page does not come to offer it, or what was filled in is refused.
    """
    ending = f"/{verb}/"
    look_until(surfer, request_path, lambda page: offers(page, verb), expected=f"the step {verb}")
    while True:
        page = surfer.open(request_path)
        if not offers(page, verb):
            return page
        form = page.form_to(ending) or _form_of_step(surfer, page.link_to(ending))
        if form:
            considered = {"is_considered": "on"} if "is_considered" in form.names else {}
            _send(surfer, form, {**considered, **(values or {})})


def offers(page: Page, verb: str) -> bool:
    """Say whether the page of a request offers this step to whoever reads it."""
    return bool(page.form_to(f"/{verb}/") or page.link_to(f"/{verb}/"))


def find_link(surfer: Surfer, path: str, to: str, *, words: str = "") -> str:
    """Wait for a link like `link_like` gives on the page at `path`, and return where it leads."""
    page = look_until(
        surfer, path, lambda page: bool(link_like(page, to, words)), expected=f"a link to {to}"
    )
    return link_like(page, to, words)


def link_like(page: Page, to: str, words: str = "") -> str:
    """Return the path of the first link that leads `to` and says `words`; empty when none does.

    Args:
        page: where to look.
        to: a path, in which ``*`` stands for a reference.
        words: part of what the link says.
    """
    pattern = re.compile(re.escape(to).replace(r"\*", REFERENCE))
    paths = ((urlsplit(address).path, said) for address, said in page.links)
    return next((path for path, said in paths if pattern.fullmatch(path) and words in said), "")


def sign_in(surfer: Surfer, username: str, password: str) -> None:
    """Sign in as an officer.

    Raises:
        WalkFailed: the name or password is refused.
    """
    path = "/accounts/login/?next=/office/"
    while True:
        page = surfer.open(path)
        form = page.form_with("login", "password")
        if form is None:
            return
        answer = surfer.send(form, {"login": username, "password": password})
        if answer and answer.form_with("login", "password"):
            raise WalkFailed("to be signed in", answer)


def _form_of_step(surfer: Surfer, address: str | None) -> Form | None:
    """Return the form of a step's own page; None when the step is no longer offered."""
    if address is None:
        return None
    path = urlsplit(address).path
    page = surfer.open(path)
    return next((f for f in page.forms if urlsplit(f.action).path == path), None)


def _send(
    surfer: Surfer,
    form: Form,
    values: Values | None,
    files: Mapping[str, Upload] | None = None,
) -> None:
    answer = surfer.send(form, values, files)
    if answer is not None and answer.status not in DONE_OR_AHEAD:
        raise WalkFailed("what was filled in to be accepted", answer)
