"""Check my situation: a few questions, dates and duties with their provisions, nothing stored."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hamkor.clock import now, today
from hamkor.errors import InputRefused, gettext_noop
from hamkor.law.facts import Facts
from hamkor.web import situation
from hamkor.web.asking.path import FIRST
from hamkor.web.asking.said import Said
from hamkor.web.forms.situation import STEPS, Step, carried, read_answers
from hamkor.web.views.filing import PUBLIC, show_page
from hamkor.web.views.public import help_by_state

NO_STEP = gettext_noop("There is no such page of questions. Please begin again")
_NUMBERS = {str(number) for number in range(len(STEPS))}


@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Show one page of questions after another, then what follows from the answers."""
    if request.method != "POST":
        return _page(request, STEPS[0](), 0, status=200)
    number = _number(request.POST.get("step", ""))
    if "back" in request.POST:
        return _filled_page(request, max(0, number - 1))
    form = STEPS[number](request.POST)
    if not form.is_valid():
        return _page(request, form, number, status=422)
    if number + 1 < len(STEPS) and "finish" not in request.POST:
        return _filled_page(request, number + 1)
    return _result(request)


@require_POST
@never_cache
def download_dates(request: HttpRequest) -> HttpResponse:
    """Hand out the dates as a calendar file."""
    facts, _faults = read_answers(request.POST)
    content = situation.as_ics(situation.answers(facts, _today()), now())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="dates.ics"'
    return answer


@never_cache
def turn_into_complaint(request: HttpRequest) -> HttpResponse:
    """Begin a complaint with what was found already told in it."""
    if request.method != "POST":
        return redirect("file_complaint")
    facts, _faults = read_answers(request.POST)
    story = situation.as_story(situation.answers(facts, _today()))
    said = Said.nothing(now(), happened=story, country=facts.state)
    return show_page(request, PUBLIC, said, FIRST)


def _result(request: HttpRequest) -> HttpResponse:
    facts, faults = read_answers(request.POST)
    day = _today()
    shown = situation.answers(facts, day)
    page = {
        "shown": shown,
        "faults": [situation.say(fault.says) for fault in faults],
        "months": situation.months(shown, day),
        "carried": carried(request.POST, but_not=None),
        "last": len(STEPS) - 1,
        "today": day,
        "is_too_little": _says_nothing(facts, shown),
        "help": help_by_state(),
    }
    return render(request, "hamkor/public/situation.html", page)


def _says_nothing(facts: Facts, shown: list[situation.Shown]) -> bool:
    return not shown or (not facts.stays and not facts.decisions and not facts.wages)


def _filled_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show a page with what was answered on it before, if it was."""
    asked = STEPS[number]
    names = {name for name, _value in carried(request.POST, but_not=None)}
    was_answered = bool(names & set(asked.base_fields)) or any(
        name.startswith(f"{field}_") for name in names for field in asked.base_fields
    )
    form = asked(request.POST) if was_answered else asked()
    return _page(request, form, number, status=200)


def _page(request: HttpRequest, form: Step, number: int, *, status: int) -> HttpResponse:
    page = {
        "form": form,
        "number": number,
        "shown_number": number + 1,
        "count": len(STEPS),
        "carried": carried(request.POST, but_not=number),
    }
    return render(request, "hamkor/public/situation_step.html", page, status=status)


def _number(text: str) -> int:
    """Return which page of questions was sent.

    Raises:
        InputRefused: there is no such page.
    """
    if text not in _NUMBERS:
        raise InputRefused(NO_STEP)
    return int(text)


def _today() -> date:
    """Return the day in Moscow: most of those who ask live by its clock."""
    return today("Europe/Moscow")
