"""Every building block on two pages, with invented content: for those who build pages."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone

from hamkor import clock
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.web.access import officer_required
from hamkor.web.charts import Bars, StackedBars, TimeSeries
from hamkor.web.form_fields import HintedRadioSelect, PartialDateField


class SampleForm(forms.Form):
    """One control of each kind; filled wrongly on the style guide to show its errors."""

    way = forms.ChoiceField(
        label="How do you want to tell us?",
        help_text="You can change this later with your code.",
        choices=[("signal", "Without my name"), ("sealed", "With my name, sealed")],
        widget=HintedRadioSelect(
            hints={
                "signal": "Nobody knows who you are. The office may look into it.",
                "sealed": "Only named officers can open it, with a reason. You get an answer.",
            }
        ),
    )
    when = PartialDateField(
        label="When did it happen?",
        help_text="If you do not know the day, leave it empty.",
        required=False,
    )
    name = forms.CharField(
        label="Your name",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    text = forms.CharField(
        label="What happened?",
        help_text="In your own words, in any language.",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kinds = forms.MultipleChoiceField(
        label="What was kept from you?",
        choices=[("pay", "Pay"), ("passport", "Passport"), ("contract", "Contract")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    region = forms.ChoiceField(
        label="Region", choices=[("", "–"), ("mo", "Moscow Region"), ("sughd", "Sughd")]
    )
    proof = forms.FileField(label="A photo or document", required=False)
    agrees = forms.BooleanField(label="I have read who will see this.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        setattr(self.fields["proof"], "max_bytes", settings.MAX_ATTACHMENT_BYTES)  # noqa: B010


@officer_required
def show_styleguide(request: HttpRequest, side: str = "office") -> HttpResponse:
    """Show the parts of the office's pages, or with `side` "public" those of the public's.

    Raises:
        NotFound: the node serves real people.
    """
    if not (settings.DEBUG or settings.NODE.is_demo):
        raise NotFound(_("There is no such page"))
    form = SampleForm({"when_day": "31", "when_month": "2", "when_year": "2026"})
    template = "hamkor/styleguide_public.html" if side == "public" else "hamkor/styleguide.html"
    return render(request, template, {"form": form, **_sample_content()})


def _sample_content() -> dict[str, Any]:
    """Return what the templates show. Persons and cases are invented."""
    today = clock.today(settings.TIME_ZONE)
    return {
        "today": today,
        "section": "cases",
        "nav_counts": {"inbox": 4, "worklist": 11},
        "days": [today + timedelta(days=n) for n in (-3, 0, 5, 24)],
        "page_of_list": Paginator(range(240), 25).page(4),
        "worklist": _worklist(today),
        **_case_content(),
        **_charts(),
        **_public_content(today),
    }


def _worklist(today: date) -> list[dict[str, Any]]:
    rows = [
        ("TJ-2026/000381", "Pay withheld, passport kept", "in_execution", "in execution", -3),
        (
            "TJ-2026/000377",
            "Entry ban, person not found",
            "information_asked",
            "asked for more",
            0,
        ),
        ("TJ-2026/000402", "Injury at a building site", "received", "received", 5),
        ("TJ-2026/000298", "Service of a summons", "executed", "executed", 24),
    ]
    return [
        {"number": n, "title": t, "status": s, "label": w, "due_on": today + timedelta(days=d)}
        for n, t, s, w, d in rows
    ]


def _at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=get_current_timezone())


def _steps(*steps: tuple[str, datetime | None], now: int) -> list[dict[str, Any]]:
    return [{"name": n, "at": at, "is_now": i == now} for i, (n, at) in enumerate(steps)]


def _case_content() -> dict[str, Any]:
    source = {
        "instrument": "Convention on Legal Assistance, Minsk 1993",
        "provision": "art. 7",
        "url": "https://example.org/minsk-1993",
        "confidence": "high",
    }
    return {
        "crumbs": [("Cases", "#cases"), ("TJ-2026/000381", "#case")],
        "source": source,
        "unsure_source": {**source, "provision": "art. 8(2)", "confidence": "medium"},
        "facts": [
            ("Person concerned", "Раҳмонов Сироҷиддин (invented)"),
            ("Born", "1994, day and month unknown"),
            ("Area", "Rights of labour migrants"),
            ("Purpose", "Protection, investigation of the harm"),
            ("Officer", "M. Nazarova"),
        ],
        "entries": [
            {
                "at": _at(11, 20, 16, 40),
                "title": "Additional information asked",
                "who": "Moscow",
                "is_theirs": True,
                "text": "Please send the contract, or say on what the person bases the sum.",
            },
            {
                "at": _at(11, 12, 9, 5),
                "title": "Receipt signed by the other node",
                "is_theirs": True,
            },
            {
                "at": _at(11, 12, 9, 4),
                "title": "Request approved and sent",
                "who": "F. Karimov, deputy prosecutor",
                "href": "#request",
            },
            {
                "at": _at(11, 10, 14, 30),
                "title": "Case opened from complaint 4417",
                "who": "M. Nazarova, case officer",
            },
        ],
        "sides": [
            {
                "role": "Requesting",
                "office": "Prosecutor General's Office of Tajikistan",
                "state": "TJ",
                "steps": _steps(
                    ("Approved", _at(11, 12)),
                    ("Sent", _at(11, 12)),
                    ("Delivered, receipt verified", _at(11, 12)),
                    ("Answer to their question", None),
                    ("Closed", None),
                    now=3,
                ),
            },
            {
                "role": "Requested",
                "office": "Prosecutor General's Office of the Russian Federation",
                "state": "RU",
                "steps": _steps(
                    ("Received", _at(11, 12)),
                    ("Accepted", _at(11, 14)),
                    ("Additional information asked", _at(11, 20)),
                    ("In execution", None),
                    ("Executed", None),
                    now=2,
                ),
            },
        ],
        "comparison": [
            {
                "name": "Family name",
                "left": "Раҳмонов",
                "right": "Рахмонов",
                "finding": "same, ҳ written х",
                "tone": "same",
            },
            {
                "name": "Given name",
                "left": "Сироҷиддин",
                "right": "Сирожиддин",
                "finding": "same, ҷ written ж",
                "tone": "same",
            },
            {
                "name": "Born",
                "left": "1994",
                "right": "3 May 1996",
                "finding": "years differ",
                "tone": "differs",
            },
            {"name": "Passport", "left": "", "right": "401…219", "finding": "unknown", "tone": ""},
        ],
        "files": [
            {
                "name": "шартнома.pdf",
                "size": 481_200,
                "href": "#f1",
                "kind": "Contract",
                "added_at": _at(11, 10),
            },
            {"name": "photo-of-the-site.jpg", "size": 1_904_100, "kind": "Photo"},
        ],
    }


def _charts() -> dict[str, Any]:
    months = ("Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
    return {
        "figures": [
            {"name": "open requests", "value": 43},
            {"name": "overdue", "value": 3, "is_alarm": True},
            {"name": "median days to an answer", "value": 17},
            {"name": "complaints this month", "value": 128},
        ],
        "bars": Bars(
            "areas",
            "Complaints by area",
            "Area",
            "Complaints",
            [
                ("Rights of labour migrants and their families", 128),
                ("Observance of migration law", 74),
                ("Trafficking in persons", 12),
                ("Rights of minors", 9),
            ],
            note="This year, all channels. Numbers under 5 are not shown.",
        ),
        "stacked": StackedBars(
            "outcomes",
            "Requests by outcome",
            "Direction",
            ("executed", "partly executed", "refused", "open"),
            [("Sent by us", (31, 6, 3, 22)), ("Received by us", (24, 4, 5, 21))],
        ),
        "series": TimeSeries(
            "months",
            "Sent and received by month",
            "Month",
            ("sent", "received"),
            [
                (m, pair)
                for m, pair in zip(
                    months, [(4, 7), (9, 6), (7, 11), (14, 9), (12, 13), (18, 12)], strict=True
                )
            ],
        ),
    }


def _public_content(today: date) -> dict[str, Any]:
    return {
        "tiles": ["Pay", "Documents taken", "Violence", "Detention", "Entry ban", "A child"],
        "groups": ["4821", "9930", "1175", "0264"],
        "steps": [
            {"name": "Received", "at": _at(11, 10), "state": "done"},
            {"name": "Registered", "at": _at(11, 11), "state": "done"},
            {
                "name": "With the office in Moscow",
                "due_on": today + timedelta(days=9),
                "state": "now",
                "text": "They asked one question. See the messages below.",
            },
            {"name": "Checked", "state": ""},
            {"name": "Answered", "state": ""},
        ],
        "exchange": [
            {
                "text": "Do you have a photo of the contract?",
                "at": _at(11, 20, 17),
                "who": "The office",
                "is_mine": False,
            },
            {
                "text": "Бале, акси онро фиристодам.",
                "at": _at(11, 21, 8),
                "who": "You",
                "is_mine": True,
            },
        ],
    }
