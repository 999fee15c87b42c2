"""Filing a complaint: one question a page, and the one page that ever shows the code."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.cache import never_cache

from hamkor.clock import now
from hamkor.errors import InputRefused, gettext_noop
from hamkor.intake.queries import status_for_complainant
from hamkor.intake.services import Filed, erase_draft, file_complaint
from hamkor.web.access import Officer
from hamkor.web.asking.facts import facts_of, language_of
from hamkor.web.asking.path import CHECK, FIRST, page_after, page_before, path_of
from hamkor.web.asking.said import Said, read_said
from hamkor.web.asking.shown import claim_said, rows_of, screening_note
from hamkor.web.asking.speech import is_computer_voice, speech_for
from hamkor.web.forms.filing import PAGES, Page
from hamkor.web.forms.filing.check import CheckForm, PinForm
from hamkor.web.forms.filing.door import OPERATOR
from hamkor.web.forms.public import FilesForm
from hamkor.web.forms.showing import refusals_shown_in
from hamkor.web.language import offered_at
from hamkor.web.person_session import begin_visit
from hamkor.web.views.public import help_by_state

NO_SUCH_PAGE = gettext_noop("There is no such page of questions. Please begin again")


@dataclass(frozen=True)
class Door:
    """By which door one came in: names of the pages' addresses, and who sits beside the person."""

    ask: str
    send: str
    operator: Officer | None = None
    token: str = ""
    """Drawn already, when a sheet of paper holds its code."""

    def begin(self) -> Said:
        """Begin a form; of an operator it is known that somebody else is meant."""
        if self.operator is None:
            return Said.nothing(now())
        begun = Said.nothing(now(), for_whom="other", helper=OPERATOR)
        return replace(begun, token=self.token) if self.token else begun


PUBLIC = Door("file_complaint", "filed")


def ask(request: HttpRequest) -> HttpResponse:
    """Ask one page of questions after another."""
    return ask_at(request, PUBLIC)


def send(request: HttpRequest) -> HttpResponse:
    """File what was said and show the code, which lives in this answer and nowhere else."""
    return send_at(request, PUBLIC)


def ask_at(request: HttpRequest, door: Door) -> HttpResponse:
    """Take the answers of one page and show the next; without any, the first.

    Raises:
        InputRefused: the form was open for too long, or is none of ours.
    """
    if request.method != "POST":
        return _forgotten(show_page(request, door, door.begin(), FIRST))
    said = read_said(request.POST.get("said", ""), now())
    page = _known(request.POST.get("change") or request.POST.get("page", ""))
    if "change" in request.POST or page == CHECK:
        return show_page(request, door, said, page)
    if language := request.POST.get("speak", ""):
        return _in_language(request, door, said, page, language)
    if "back" in request.POST:
        said = _with_what_is_sound(request, said, page)
        return show_page(request, door, said, page_before(said, page))
    if "keep" in request.POST:
        return _ask_for_pin(request, _with_what_is_sound(request, said, page))
    return _answer(request, door, said, page)


@never_cache
def send_at(request: HttpRequest, door: Door) -> HttpResponse:
    """File the form; loading the answer again sends it again and so shows the same code."""
    if request.method != "POST":
        return redirect(door.ask)
    said = read_said(request.POST.get("said", ""), now())
    form = CheckForm(request.POST)
    if form.is_valid():
        with refusals_shown_in(form):
            return filed_page(request, _file(said, door))
    return _show_check(request, door, said, form=form, status=422)


def show_page(
    request: HttpRequest,
    door: Door,
    said: Said,
    page: str,
    *,
    form: Page | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a page of questions, with what was said on it before, or the page that shows all."""
    if page == CHECK:
        return _show_check(request, door, said)
    form = form or PAGES[page].filled(said)
    pages = path_of(said)
    shown = {
        **_around(door, said, page),
        "form": form,
        "number": pages.index(page) + 1 if page in pages else 1,
        "count": len(pages),
        "help": help_by_state() if page == FIRST else None,
        "is_first": page == FIRST,
        **_heard(page),
        "note": screening_note() if form.is_screening else "",
        "counted": claim_said(said) if page == "claim" else "",
        "languages": [
            (code, name) for code, name in settings.LANGUAGES if code in offered_at(request)
        ],
    }
    answer = render(request, "hamkor/public/ask.html", shown, status=status)
    return _forgotten(answer) if form.is_bound or door.operator else _goes_back(answer)


def filed_page(request: HttpRequest, filed: Filed) -> HttpResponse:
    """Show the code, once."""
    begin_visit(request, filed.complaint)
    page = {
        "groups": filed.code.split(),
        "status": status_for_complainant(filed.complaint),
        "files_form": FilesForm(mode=filed.complaint.mode),
    }
    return render(request, "hamkor/public/filed.html", page)


def _answer(request: HttpRequest, door: Door, said: Said, page: str) -> HttpResponse:
    # "I do not know" is the page with nothing on it.
    typed = QueryDict() if "skip" in request.POST else request.POST
    form = PAGES[page](typed, said=said)
    if not form.is_valid():
        return show_page(request, door, said, page, form=form, status=422)
    said = _with(said, page, typed)
    return show_page(request, door, said, page_after(said, page))


def _with(said: Said, page: str, typed: QueryDict) -> Said:
    asked = PAGES[page]
    return said.with_page(page, asked.input_names(), asked.typed_in(typed), now())


def _with_what_is_sound(request: HttpRequest, said: Said, page: str) -> Said:
    """Keep what was typed on the page one leaves, unless something is wrong with it."""
    is_sound = PAGES[page](request.POST, said=said).is_valid()
    typed = PAGES[page].typed_in(request.POST)
    return _with(said, page, request.POST) if is_sound and typed else said


def _in_language(
    request: HttpRequest, door: Door, said: Said, page: str, language: str
) -> HttpResponse:
    """Show the same page, with what was typed on it, in another language."""
    if language in offered_at(request):
        translation.activate(language)
        request.LANGUAGE_CODE = language
    typed = PAGES[page].typed_in(request.POST)
    form = PAGES[page](request.POST, said=said) if typed else None
    answer = show_page(request, door, said, page, form=form)
    if language in offered_at(request):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return answer


@never_cache
def _ask_for_pin(request: HttpRequest, said: Said) -> HttpResponse:
    return render(request, "hamkor/public/keep.html", {"form": PinForm(), "said": said.sealed()})


@never_cache
def _show_check(
    request: HttpRequest,
    door: Door,
    said: Said,
    *,
    form: CheckForm | None = None,
    status: int = 200,
) -> HttpResponse:
    said = replace(said, is_reviewing=True)
    shown = {
        **_around(door, said, CHECK),
        "form": form or CheckForm(),
        "rows": rows_of(said),
        "send": reverse(door.send),
        "counted": claim_said(said),
        "is_urgent": said.one("is_in_danger") == "yes",
        "last": path_of(said)[-1],
    }
    return render(request, "hamkor/public/check_answers.html", shown, status=status)


def _file(said: Said, door: Door) -> Filed:
    is_for_another = said.one("for_whom") == "other" and said.one("is_in_danger") != "yes"
    filed = file_complaint(
        token=said.token,
        facts=facts_of(said),
        language=language_of(said, translation.get_language() or "en"),
        operator=door.operator,
        helper=(said.one("helper") or "other") if is_for_another else "",
        has_agreed=said.one("agreed") == "yes",
    )
    if said.draft:
        erase_draft(said.draft)
    return filed


def _heard(page: str) -> dict[str, Any]:
    language = translation.get_language() or ""
    return {
        "speech": speech_for(page, language),
        "is_computer_voice": is_computer_voice(page, language),
    }


def _around(door: Door, said: Said, page: str) -> dict[str, Any]:
    return {
        "page": page,
        "said": said.sealed(),
        "ask": reverse(door.ask),
        "is_operator": door.operator is not None,
    }


def _known(page: str) -> str:
    if page not in PAGES and page != CHECK:
        raise InputRefused(NO_SUCH_PAGE)
    return page


def _forgotten(answer: HttpResponse) -> HttpResponse:
    """Let no browser keep a page that holds a person's words."""
    add_never_cache_headers(answer)
    return answer


def _goes_back(answer: HttpResponse) -> HttpResponse:
    """Let the browser's "back" show a blank page of questions without sending anything anew.

    Such a page holds what was said only as a sealed word.
    """
    patch_cache_control(answer, private=True, no_cache=True, max_age=0)
    return answer
