"""A form left unfinished by choice: under a number and a PIN, for three days."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from hamkor.clock import now
from hamkor.intake import attempts
from hamkor.intake.services import keep_draft, take_up_draft
from hamkor.web.asking.path import CHECK, path_of
from hamkor.web.asking.said import Said, read_said, unpack
from hamkor.web.forms.filing.check import PinForm, TakeUpForm
from hamkor.web.forms.showing import refusals_shown_in
from hamkor.web.views.filing import PUBLIC, show_page
from hamkor.web.views.following import who_tries


@never_cache
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the form under the PIN and show its number, once."""
    if request.method != "POST":
        return redirect("file_complaint")
    said = read_said(request.POST.get("said", ""), now())
    form = PinForm(request.POST)
    if form.is_valid():
        with refusals_shown_in(form):
            pin = form.cleaned_data["pin"]
            kept = keep_draft(said.packed(), token=said.token, pin=pin)
            return render(request, "hamkor/public/kept.html", {"kept": kept})
    shown = {"form": form, "said": said.sealed()}
    return render(request, "hamkor/public/keep.html", shown, status=422)


@never_cache
def take_up(request: HttpRequest) -> HttpResponse:
    """Go on with a form that was kept.

    A wrong number, a wrong PIN and a draft that is gone get one answer. Whoever tries many waits.
    """
    if request.method != "POST":
        return _page(request, TakeUpForm(), status=200)
    wait = max(attempts.seconds_to_wait(key) for key in who_tries(request))
    form = TakeUpForm(request.POST)
    if wait or not form.is_valid():
        return _page(request, form, status=422, wait=wait)
    number = form.cleaned_data["number"]
    content = take_up_draft(number, pin=form.cleaned_data["pin"])
    if content is None:
        for key in who_tries(request):
            attempts.note_failure(key)
        return _page(request, TakeUpForm(), status=422, is_wrong=True)
    said = replace(unpack(content), touched_at=now(), draft=number)
    return show_page(request, PUBLIC, said, _where_left(said))


def _where_left(said: Said) -> str:
    return next((page for page in path_of(said) if page not in said.visited), CHECK)


def _page(
    request: HttpRequest, form: TakeUpForm, *, status: int, wait: int = 0, is_wrong: bool = False
) -> HttpResponse:
    page = {"form": form, "wait": wait, "is_wrong": is_wrong}
    return render(request, "hamkor/public/take_up.html", page, status=status)
