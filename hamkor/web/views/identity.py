"""Two records side by side, and what officers of one or of two offices decide on them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from hamkor.accounts.roles import Permission
from hamkor.assistance import identities
from hamkor.assistance import queries as assistance
from hamkor.assistance.services import propose_identity as propose
from hamkor.persons import queries, services
from hamkor.web.access import Officer, officer_of, officer_required
from hamkor.web.answers import go_to, submit
from hamkor.web.forms.persons import DecisionForm, ProposeForm, WithdrawalForm
from hamkor.web.suggestions import compared_rows, grounds, others_in_words, put_in_words
from hamkor.web.templatetags.hamkor_words import person_name


@officer_required
@require_GET
def compare(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    """Show two records side by side, with what a comparison found."""
    return _compare_page(request, first, second)


@officer_required
@require_POST
def decide_identity(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    """Decide whether two records are one person."""
    officer = officer_of(request)
    one, other = queries.person_for(officer, first), queries.person_for(officer, second)
    form = DecisionForm(request.POST, comparison=queries.weigh(one, other))
    if not submit(form, services.decide_identity, one, other, by=officer):
        return _compare_page(request, first, second, decision_form=form)
    return go_to(request, _("Your decision is kept, with your reasons."), "compare", first, second)


@officer_required
@require_POST
def confirm_identity(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    """Confirm, as the second officer, that two records are one person."""
    officer = officer_of(request)
    one, other = queries.person_for(officer, first), queries.person_for(officer, second)
    services.confirm_decision(queries.decision_in_force(one, other), by=officer)
    said = _("Confirmed: the two records are one person from now on.")
    return go_to(request, said, "compare", first, second)


@officer_required
@require_POST
def withdraw_identity(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    """Withdraw the decision in force on two records; it stays on file."""
    officer = officer_of(request)
    one, other = queries.person_for(officer, first), queries.person_for(officer, second)
    decision = queries.decision_in_force(one, other)
    form = WithdrawalForm(request.POST, auto_id="withdraw_%s")
    if not submit(form, services.withdraw_decision, decision, by=officer):
        return _compare_page(request, first, second, withdrawal_form=form)
    return go_to(request, _("The decision was withdrawn."), "compare", first, second)


@officer_required
@require_POST
def propose_identity(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    """Ask the other office of a request to agree to the decision on two persons of its case."""
    officer = officer_of(request)
    one, other = queries.person_for(officer, first), queries.person_for(officer, second)
    decision = queries.decision_in_force(one, other)
    form = ProposeForm(request.POST)
    if not form.is_valid():
        return _compare_page(request, first, second, propose_form=form)
    reference = form.cleaned_data["request"]
    asked = get_object_or_404(assistance.visible_to(officer), reference=reference)
    propose(asked, decision, by=officer)
    said = _("The other office is asked whether it agrees.")
    return go_to(request, said, "compare", first, second)


def _compare_page(
    request: HttpRequest,
    first: UUID,
    second: UUID,
    *,
    decision_form: Any = None,
    withdrawal_form: Any = None,
    propose_form: Any = None,
) -> HttpResponse:
    officer = officer_of(request)
    one, other = queries.person_for(officer, first), queries.person_for(officer, second)
    for read in (one, other):
        services.note_person_read(read, by=officer)
    comparison = queries.weigh(one, other)
    in_force = queries.decision_between(one, other)
    wrong = decision_form or withdrawal_form or propose_form
    page = {
        "section": "persons",
        "heading": _("One person or two?"),
        "one": one,
        "other": other,
        "left": person_name(one),
        "right": person_name(other),
        "rows": compared_rows(one, other, comparison),
        "found": put_in_words(one, other, comparison, in_force),
        "others": others_in_words(queries.expected_others(comparison), comparison),
        "grounds": grounds(comparison),
        "in_force": in_force,
        "past": queries.decisions_between(one, other),
        "may_decide": officer.may(Permission.IDENTITY_DECIDE),
        "decision_form": decision_form or DecisionForm(comparison=comparison),
        "withdrawal_form": withdrawal_form or WithdrawalForm(auto_id="withdraw_%s"),
        "form": wrong,
        **_four_eyes(officer, in_force),
        **_with_other_offices(officer, one, other, in_force),
    }
    return render(request, "hamkor/office/compare.html", page, status=422 if wrong else 200)


def _four_eyes(officer: Officer, in_force: Any) -> dict[str, bool]:
    """Say whether a second officer is waited for, and whether it may be this one."""
    waits = in_force is not None and queries.waits_for_second(in_force)
    may = waits and officer.may(Permission.IDENTITY_DECIDE)
    return {"waits": waits, "may_confirm": may and in_force.decided_by != officer.username}


def _with_other_offices(
    officer: Officer, one: Any, other: Any, in_force: Any
) -> dict[str, list[Any]]:
    """Return what other offices say of the decision, and requests by which one can be asked."""
    if in_force is None:
        return {"shared": [], "askable": []}
    shared = list(in_force.shared.all())
    asked = {each.about for each in shared if each.state in ("proposed", "agreed")}
    requests = identities.known_to_both(one, other, to=officer)
    is_ready = in_force.verdict != "unsure" and not queries.waits_for_second(in_force)
    askable = [each for each in requests if is_ready and each.reference not in asked]
    return {"shared": shared, "askable": askable}
