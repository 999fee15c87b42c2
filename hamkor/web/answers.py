"""How views answer: a page or a part of one, a form with what is wrong in it, a file, a way on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.http import content_disposition_header

from hamkor.errors import FirewallBreach, InputRefused, RuleViolation
from hamkor.law.firewall import Purpose
from hamkor.web.errors import record_breach
from hamkor.web.forms.showing import show_refusal

NEVER_OPENED_HERE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}
"""Headers of a file that no browser may open here, run, or keep."""


@dataclass(frozen=True)
class Done:
    """A verb was done; what it gave."""

    result: Any


def submit(form: BaseForm, verb: Callable[..., Any], *things: Any, **who: Any) -> Done | None:
    """Do `verb` with what the form says, if it is sound; None when it must be shown again.

    What the verb refuses about the words is said in the form, so that nothing typed is lost;
    other refusals become pages. A form may name in `fields_of_verb` (word of the verb → field)
    where its fields are called otherwise.
    """
    if not form.is_valid():
        if _asks_for_enforcement(form):
            _record_breach(verb, things, who)
        return None
    try:
        return Done(verb(*things, **form.cleaned_data, **who))
    except (InputRefused, RuleViolation) as refusal:
        if isinstance(refusal, FirewallBreach):
            _record_breach(verb, things, who)
        show_refusal(form, refusal, getattr(form, "fields_of_verb", {}))
        return None


def go_to(request: HttpRequest, said: str | Promise, name: str, *args: Any) -> HttpResponse:
    """Say that it was done and show the page `name`."""
    messages.success(request, str(said))
    return redirect(name, *args)


def wants_part(request: HttpRequest) -> bool:
    """Say whether a script asked for the content alone, to put it into the page it has."""
    part: bool = bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    return part


def download(*, name: str, media_type: str, content: bytes) -> HttpResponse:
    """Hand out a file so that no browser opens it here, runs it, or keeps it."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            **NEVER_OPENED_HERE,
        },
    )


def _asks_for_enforcement(form: BaseForm) -> bool:
    """Say whether somebody put in what no form offers."""
    lists = form.data.lists() if isinstance(form.data, QueryDict) else ()
    return any(Purpose.MIGRATION_ENFORCEMENT in said for _name, said in lists)


def _record_breach(verb: Callable[..., Any], things: tuple[Any, ...], who: dict[str, Any]) -> None:
    thing = next(iter((*things, who.get("complaint"))), None)
    about = getattr(thing, "reference", None)
    record_breach(by=who["by"].username, about=about, where=verb.__name__)
