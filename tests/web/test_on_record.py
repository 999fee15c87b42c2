"""The audit log knows who was refused, who ran into the firewall, and who signed in."""

import pytest
from django.test import Client
from django.urls import reverse

from hamkor.assistance.models import AssistanceRequest
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.cases.models import Case
from tests.factories import CaseOfficerFactory, OperatorFactory, RegisteredComplaintFactory
from tests.request_factories import Moscow, messages, open_case
from tests.web.office import as_officer

pytestmark = pytest.mark.django_db


def entry(action):
    """Return the one entry of `action`."""
    return AuditEntry.objects.get(action=action)


def test_whoever_is_refused_is_on_record_with_the_place_and_the_thing():
    lead, other = CaseOfficerFactory(), OperatorFactory()
    case = open_case(by=lead)
    as_officer(lead).post(reverse("case_close", args=[case.reference]), {"outcome": "Paid."})
    refused = entry(AuditAction.ACCESS_REFUSED)
    assert (refused.actor, refused.about) == (lead.username, case.reference)
    assert refused.facts == {"where": "case_close"}
    as_officer(other).get("/office/persons/")
    assert set(AuditEntry.objects.filter(actor=other.username).values_list("action")) == {
        (AuditAction.ACCESS_REFUSED,)
    }


def test_a_form_that_asks_for_migration_enforcement_is_refused_and_on_record():
    officer = CaseOfficerFactory()
    case = open_case(by=officer)
    ask = as_officer(officer).post
    forged = {"purpose": "migration_enforcement"}
    assert ask(reverse("case_purpose", args=[case.reference]), forged).status_code == 422
    held = entry(AuditAction.FIREWALL_BREACH)
    assert (held.actor, held.about, held.facts) == (
        officer.username,
        case.reference,
        {"where": "change_purpose"},
    )
    assert Case.objects.get().purpose == "protection"


def test_a_complaint_cannot_be_put_into_a_case_for_migration_enforcement():
    officer, complaint = CaseOfficerFactory(), RegisteredComplaintFactory()
    forged = {"title": "x", "area": "labour-migrants", "purpose": "migration_enforcement"}
    address = reverse("open_case", args=[complaint.reference])
    assert as_officer(officer).post(address, forged).status_code == 422
    assert entry(AuditAction.FIREWALL_BREACH).about == complaint.reference
    assert not Case.objects.exists()


def test_a_purpose_outside_the_limits_of_a_case_is_refused_by_the_office_and_on_record():
    officer = CaseOfficerFactory()
    case = open_case(by=officer)
    Case.objects.filter(pk=case.pk).update(limits_on_use=["protection"])
    address = reverse("case_purpose", args=[case.reference])
    answer = as_officer(officer).post(address, {"purpose": "statistics"})
    assert answer.status_code == 422
    assert "only for the purposes it was given for" in answer.text
    assert entry(AuditAction.FIREWALL_BREACH).about == case.reference


def test_a_sound_form_and_a_wrong_one_are_no_breach():
    officer = CaseOfficerFactory()
    case = open_case(by=officer)
    ask = as_officer(officer).post
    for purpose in ("statistics", "conquest", ""):
        ask(reverse("case_purpose", args=[case.reference]), {"purpose": purpose})
    assert not AuditEntry.objects.filter(action=AuditAction.FIREWALL_BREACH).exists()


def test_a_message_for_migration_enforcement_is_set_aside_and_on_record(frozen_clock):
    moscow = Moscow()
    moscow.trusted()
    case = open_case()
    inbox = moscow.says(messages.Request, case.reference, limits=("migration_enforcement",))
    inbox.refresh_from_db()
    held = entry(AuditAction.FIREWALL_BREACH)
    assert inbox.failure == "firewall"
    assert (held.actor, held.about) == (moscow.office, inbox.message_id)
    assert not AssistanceRequest.objects.exists()


@pytest.mark.parametrize(
    ("username", "password", "action", "actor"),
    [
        ("olim", "right", AuditAction.SIGNED_IN, "olim"),
        ("olim", "wrong", AuditAction.SIGN_IN_FAILED, "olim"),
        ("my-password-by-mistake", "x", AuditAction.SIGN_IN_FAILED, "unknown"),
    ],
)
def test_signing_in_is_on_record_and_a_slip_of_the_hand_is_not(username, password, action, actor):
    OperatorFactory(username="sarah")  # a bystander
    officer = CaseOfficerFactory(username="olim")
    officer.set_password("right")
    officer.save()
    Client().post("/accounts/login/", {"login": username, "password": password})
    recorded = AuditEntry.objects.get()
    assert (recorded.action, recorded.actor, recorded.facts) == (action, actor, {})
