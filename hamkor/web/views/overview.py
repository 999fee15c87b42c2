"""Figures for those who answer for the whole, and the audit log for those who watch over it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hamkor.assistance.states import Status
from hamkor.audit.actions import AuditAction
from hamkor.clock import today
from hamkor.oversight import queries
from hamkor.web.access import officer_of, officer_required
from hamkor.web.charts import Bars, Chart, StackedBars, TimeSeries, shown
from hamkor.web.form_fields import DayInput
from hamkor.web.templatetags.hamkor_words import area_name, country_name

A_YEAR = timedelta(days=364)
ENTRIES_A_PAGE = 50


class PeriodForm(forms.Form):
    """From when until when, both inclusive."""

    since = forms.DateField(label=_("From"), widget=DayInput())
    until = forms.DateField(label=_("Until"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("since") and cleaned.get("until") and cleaned["since"] > cleaned["until"]:
            self.add_error("until", _("The end lies before the beginning."))
        return cleaned


class AuditForm(forms.Form):
    """Which entries of the audit log to show."""

    action = forms.ChoiceField(
        label=_("What was done"),
        required=False,
        choices=[("", _("everything")), *AuditAction.choices],
    )
    actor = forms.CharField(label=_("By whom"), required=False, max_length=150)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


@officer_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show what was sent and received, what is late and how long it took."""
    until = today(settings.TIME_ZONE)
    preset = {"since": until - A_YEAR, "until": until}
    form = PeriodForm(request.GET if "since" in request.GET else preset)
    period = form.cleaned_data if form.is_valid() else preset
    counted = queries.figures(officer_of(request), **period)
    page = {
        "section": "overview",
        "heading": _("Overview"),
        "form": form,
        "counted": counted,
        "figures": _headline(counted),
        "times": _times(counted),
        "charts": _charts(counted),
        "few": queries.FEW,
    }
    return render(
        request, "hamkor/office/overview.html", page, status=200 if form.is_valid() else 422
    )


@officer_required
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Show who did and read what, newest first."""
    form = AuditForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    entries = list(
        queries.audit_entries(
            officer_of(request),
            action=wanted.get("action", ""),
            actor=wanted.get("actor", ""),
            before=wanted.get("before"),
        )[: ENTRIES_A_PAGE + 1]
    )
    page = {
        "section": "audit",
        "heading": _("Audit log"),
        "form": form,
        "entries": entries[:ENTRIES_A_PAGE],
        "next_before": entries[ENTRIES_A_PAGE - 1].pk if len(entries) > ENTRIES_A_PAGE else None,
        "wanted": wanted,
    }
    return render(
        request, "hamkor/office/audit.html", page, status=200 if form.is_valid() else 422
    )


def _headline(counted: queries.Figures) -> list[dict[str, Any]]:
    late = counted.sent.overdue + counted.received.overdue
    return [
        {"name": _("Complaints filed"), "value": shown(counted.complaints)},
        {
            "name": _("Complaints not yet registered"),
            "value": shown(counted.complaints_waiting),
        },
        {
            "name": _("Complaints past a date"),
            "value": shown(counted.complaints_overdue),
            "is_alarm": bool(counted.complaints_overdue),
        },
        {"name": _("Requests sent"), "value": shown(counted.sent.total)},
        {"name": _("Requests received"), "value": shown(counted.received.total)},
        {
            "name": _("Requests still open"),
            "value": shown(counted.sent.open + counted.received.open),
        },
        {"name": _("Requests past a date"), "value": shown(late), "is_alarm": bool(late)},
    ]


def _times(counted: queries.Figures) -> list[tuple[Any, str, str]]:
    rows = (
        (_("from sending to the signed receipt"), "days_to_deliver"),
        (_("to the acceptance"), "days_to_accept"),
        (_("to the answer"), "days_to_answer"),
    )
    return [
        (label, _days(getattr(counted.sent, name)), _days(getattr(counted.received, name)))
        for label, name in rows
    ]


def _days(days: float | None) -> str:
    return "–" if days is None else shown(days)


def _charts(counted: queries.Figures) -> list[Chart]:
    return [
        TimeSeries(
            ident="complaints-by-month",
            title=_("Complaints by month"),
            label=_("Month"),
            series=[_("Complaints")],
            points=[(_month(day), [n]) for day, n in counted.complaints_by_month],
        ),
        Bars(
            ident="complaints-by-area",
            title=_("Complaints by area"),
            label=_("Area"),
            unit=_("Complaints"),
            values=[(area_name(area), n) for area, n in counted.complaints_by_area],
        ),
        *_of_direction("sent", counted.sent, _("Requests sent, by area")),
        *_of_direction("received", counted.received, _("Requests received, by area")),
        StackedBars(
            ident="outcomes",
            title=_("How requests ended"),
            label=_("Outcome"),
            series=[_("sent"), _("received")],
            values=[
                (Status(outcome).label, [n, dict(counted.received.by_outcome)[outcome]])
                for outcome, n in counted.sent.by_outcome
            ],
        ),
        _by_state(counted),
    ]


def _of_direction(name: str, direction: queries.Direction, title: Any) -> list[Chart]:
    return [
        StackedBars(
            ident=f"{name}-by-area",
            title=title,
            label=_("Area"),
            series=[_("ended"), _("open")],
            values=[(area_name(area), [done, going]) for area, done, going in direction.by_area],
        )
    ]


def _by_state(counted: queries.Figures) -> Chart:
    sent, received = dict(counted.sent.by_state), dict(counted.received.by_state)
    return StackedBars(
        ident="by-state",
        title=_("Requests by state"),
        label=_("Country"),
        series=[_("sent to"), _("received from")],
        values=[
            (country_name(code), [sent.get(code, 0), received.get(code, 0)])
            for code in sorted(
                {*sent, *received}, key=lambda c: -(sent.get(c, 0) + received.get(c, 0))
            )
        ],
    )


def _month(day: date) -> str:
    return date_format(day, "m.Y")
