"""A person's situation inside a case: what the law says of it, dates that go on the worklist."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from hamkor.cases import permissions, queries, services
from hamkor.clock import today
from hamkor.errors import InputRefused, gettext_noop
from hamkor.law.engine import Assessment
from hamkor.web import situation
from hamkor.web.access import officer_of, officer_required
from hamkor.web.answers import go_to
from hamkor.web.forms.situation import STEPS, DateOfLawForm, Step, carried, read_answers

if TYPE_CHECKING:
    from hamkor.cases.models import Case, CasePerson

PLACE_OF_LAW = "Europe/Moscow"
NO_DATE = gettext_noop("Choose a date that follows from what is known")


@officer_required
@require_http_methods(["GET", "POST"])
def case_situation(request: HttpRequest, reference: UUID, member: int) -> HttpResponse:
    """Show the questions with what is known, and beside them what follows; keep new answers."""
    officer = officer_of(request)
    case = queries.case_for(officer, reference)
    permissions.check_can_write(officer, case)
    person = queries.member_of(case, member)
    if request.method == "POST":
        forms = [step(request.POST) for step in STEPS]
        are_sound = [form.is_valid() for form in forms]  # each, so that each says what is wrong
        if all(are_sound):
            facts = dict(carried(request.POST, but_not=None))
            services.record_situation(case, person, facts=facts, by=officer)
            return redirect("case_situation", reference, member)
        return _page(request, case, person, forms, {}, status=422)
    known = queries.situation_of(person)
    told = known.facts if known else {}
    forms = [step(told) if told else step() for step in STEPS]
    return _page(request, case, person, forms, told, status=200)


@officer_required
@require_POST
def case_situation_date(request: HttpRequest, reference: UUID, member: int) -> HttpResponse:
    """Put a date that follows on the worklist."""
    officer = officer_of(request)
    case = queries.case_for(officer, reference)
    person = queries.member_of(case, member)
    known = queries.situation_of(person)
    facts, _faults = read_answers(known.facts if known else {})
    form = DateOfLawForm(request.POST)
    if not form.is_valid():
        raise InputRefused(NO_DATE)
    name = form.cleaned_data["name"]
    asked = Assessment(facts, today(PLACE_OF_LAW))
    services.keep_date_of_law(case, asked, name, by=officer)
    return go_to(request, _("The date is on the worklist."), "case", reference)


def _page(
    request: HttpRequest,
    case: "Case",
    member: "CasePerson",
    forms: list[Step],
    told: dict[str, str],
    *,
    status: int,
) -> HttpResponse:
    facts, faults = read_answers(told)
    day = today(PLACE_OF_LAW)
    page = {
        "case": case,
        "member": member,
        "forms": forms,
        "form": next((form for form in forms if form.errors), None),
        "shown": situation.answers(facts, day) if told else [],
        "faults": [situation.say(fault.says) for fault in faults],
        "heading": _("Situation of a person, by the law"),
        "section": "cases",
        "day": day,
    }
    return render(request, "hamkor/office/case_situation.html", page, status=status)
