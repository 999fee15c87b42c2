"""Building blocks of pages, `{% load hamkor_ui %}`; their use: templates/hamkor/README.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hamkor import clock
from hamkor.languages import OWN_NAMES
from hamkor.web.charts import Chart
from hamkor.web.language import offered_at
from hamkor.web.sections import SECTIONS

register = template.Library()

# Where "Leave this site" leads unless the node says otherwise: a page with nothing personal on it.
NEUTRAL_PAGE = "https://www.wikipedia.org/"

# Code of a state → tone of its badge. The word carries the meaning, the tone repeats it.
TONES: dict[str, str] = {
    **dict.fromkeys(("draft", "noise", "unassigned"), "draft"),
    **dict.fromkeys(
        (
            "approved",
            "sent",
            "delivered",
            "received",
            "accepted",
            "in_execution",
            "information_given",
            "registered",
            "new",
            "open",
            "forwarded",
            "referred",
        ),
        "going",
    ),
    **dict.fromkeys(("information_asked", "postponed", "partly_executed", "waiting"), "waiting"),
    **dict.fromkeys(("executed", "answered", "same", "filed"), "good"),
    **dict.fromkeys(("refused", "not_delivered", "failed", "overdue"), "bad"),
    **dict.fromkeys(("withdrawn", "closed", "archived"), "closed"),
}
SOON_DAYS = 7


@dataclass(frozen=True)
class NavigationEntry:
    label: Promise
    href: str
    is_current: bool
    count: int


@dataclass(frozen=True)
class SummaryLine:
    text: str
    href: str


class Spoken(Protocol):
    """What can say itself in a language: `Names`, and sentences with facts."""

    def in_language(self, language: str) -> str: ...


@register.filter
def in_language(said: Spoken | None) -> str:
    """Return `said` in the reader's language; nothing for nothing."""
    return said.in_language(get_language() or "en") if said else ""


@register.simple_tag
def office_url(name: str) -> str:
    """Return the address of the page named `name`, or nothing when the node has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def quick_exit_url() -> str:
    """Return where "Leave this site" leads: `HAMKOR_QUICK_EXIT_URL`, else a neutral page."""
    return str(getattr(settings, "HAMKOR_QUICK_EXIT_URL", NEUTRAL_PAGE))


@register.inclusion_tag("hamkor/parts/_languages.html", takes_context=True)
def language_chooser(context: Context) -> dict[str, Any]:
    """Offer the languages by their own names; the page comes back in the one chosen."""
    request = context.get("request")
    offered = offered_at(request) if request else OWN_NAMES
    return {
        "action": office_url("set_language"),
        "next": request.get_full_path() if request else "/",
        "languages": [(code, name) for code, name in OWN_NAMES.items() if code in offered],
        "current": get_language(),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("hamkor/parts/_office_nav.html", takes_context=True)
def office_navigation(context: Context) -> dict[str, list[NavigationEntry]]:
    """List the `sections` this officer may open; `section` is current, `nav_counts` are shown."""
    counts: Mapping[str, int] = context.get("nav_counts") or {}
    offered = context.get("sections") or frozenset()
    entries = [
        NavigationEntry(label, href, key == context.get("section"), counts.get(key, 0))
        for key, label, _permissions in SECTIONS
        if key in offered and (href := office_url(key))
    ]
    return {"entries": entries}


@register.inclusion_tag("hamkor/parts/_error_summary.html")
def error_summary(form: BaseForm | str | None) -> dict[str, list[SummaryLine]]:
    """List what is wrong with `form`, each line a link to its field; nothing when it is sound."""
    # A name that a page does not have arrives as an empty text.
    return {"errors": list(_summary_lines(form)) if isinstance(form, BaseForm) else []}


def _summary_lines(form: BaseForm) -> Iterator[SummaryLine]:
    for message in form.non_field_errors():
        yield SummaryLine(str(message), "#form-errors")
    for name in form.fields:
        field = form[name]
        target = "" if field.is_hidden else getattr(field, "first_control_id", field.auto_id)
        label = str(field.label).rstrip(".:? ")
        for message in field.errors:
            yield SummaryLine(f"{label}: {message}", f"#{target}" if target else "")


@register.inclusion_tag("hamkor/forms/field.html")
def question(field: Any) -> dict[str, Any]:
    """Draw one field as the question of its page: its label is the h1."""
    return {"field": field, "is_heading": True}


@register.inclusion_tag("hamkor/parts/_state.html")
def state_badge(code: str, label: str | Promise) -> dict[str, Any]:
    """Show a state in words, with the tone of `code`; an unknown code is shown as going on."""
    return {"label": label, "tone": TONES.get(str(code), "going")}


@register.inclusion_tag("hamkor/parts/_deadline.html")
def deadline_chip(due_on: date, today: date | None = None) -> dict[str, Any]:
    """Show how near `due_on` (local date, inclusive) is; `today` defaults to the node's."""
    days = (due_on - (today or clock.today(settings.TIME_ZONE))).days
    tone, label = _nearness(days)
    return {"due_on": due_on, "tone": tone, "label": label}


def _nearness(days: int) -> tuple[str, str]:
    if days < 0:
        return "overdue", _("Overdue, days: %(days)s") % {"days": -days}
    if days == 0:
        return "today", _("Due today")
    tone = "soon" if days <= SOON_DAYS else "later"
    return tone, _("Days left: %(days)s") % {"days": days}


@register.inclusion_tag("hamkor/parts/_citation.html")
def citation(source: Any, text: str | Promise = "") -> dict[str, Any]:
    """Show the provision of `source` (instrument, provision, url, confidence).

    Args:
        source: an object or a mapping with those names. Without `confidence` it is unverified.
        text: what to show in place of "provision, instrument".
    """
    of = source.get if isinstance(source, Mapping) else lambda name: getattr(source, name, "")
    shown = text or ", ".join(str(part) for part in (of("provision"), of("instrument")) if part)
    return {
        "source": source,
        "text": shown,
        "is_unverified": of("confidence") != "high",
    }


@register.inclusion_tag("hamkor/parts/_unverified.html")
def unverified() -> dict[str, Any]:
    """Mark a legal value that was not read in the official text."""
    return {}


@register.inclusion_tag("hamkor/parts/_pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Show the pages of a list; the rest of the address's query is kept."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "numbers": list(numbers), "request": context.get("request")}


@register.inclusion_tag("hamkor/parts/_chart.html")
def chart(picture: Chart) -> dict[str, Any]:
    """Show a picture of numbers with its table beside it."""
    return {"chart": picture, "svg": picture.svg()}


class FilledNode(Node):
    """Keeps what is inside under a name, so that a frame can ask whether it is empty."""

    def __init__(self, name: str, inside: NodeList) -> None:
        self.name, self.nodelist = name, inside

    def render(self, context: Context) -> SafeString:
        inside = self.nodelist.render(context)
        context[self.name] = mark_safe(inside.strip())  # noqa: S308 - rendered, so escaped
        return SafeString("")


@register.tag
def filled(parser: Parser, token: Token) -> FilledNode:
    """Read `{% filled beside %}{% block beside %}{% endblock %}{% endfilled %}`."""
    words = token.split_contents()
    if len(words) != 2:
        raise template.TemplateSyntaxError("filled takes one name")
    inside = parser.parse(("endfilled",))
    parser.delete_first_token()
    return FilledNode(words[1], inside)
