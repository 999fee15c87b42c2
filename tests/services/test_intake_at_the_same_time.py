"""Two real connections at once: one wins, the other is told, nothing is doubled."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.errors import HamkorError
from hamkor.intake.models import Complaint
from hamkor.intake.services import file_complaint, register_complaint, write_to_office
from hamkor.persons.models import IdentityDecision
from hamkor.persons.services import decide_identity
from tests.factories import ComplaintFactory, DutyOfficerFactory, PersonFactory, complaint_facts

pytestmark = pytest.mark.django_db(transaction=True)
REASONS = "Seen in the passport."


@pytest.fixture(autouse=True)
def _needs_connections_of_their_own():
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite lies in memory and has one connection")


def at_once(*acts):
    """Run `acts` in threads that start together; return results, refusals among them."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        except HamkorError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_form_sent_twice_at_once_is_filed_once():
    token, facts = envelope.new_token(), complaint_facts()
    filed = at_once(*[lambda: file_complaint(token=token, facts=facts, language="tg")] * 4)
    assert len({(each.complaint.pk, each.code, each.proof) for each in filed}) == 1
    assert Complaint.objects.count() == 1
    assert AuditEntry.objects.filter(action=AuditAction.COMPLAINT_FILED).count() == 1


def test_of_two_officers_who_register_at_once_one_wins():
    complaint, officers = ComplaintFactory(), [DutyOfficerFactory() for _ in range(3)]
    copies = [Complaint.objects.get(pk=complaint.pk) for _ in officers]
    results = at_once(
        *[
            lambda copy=copy, by=by: register_complaint(copy, by=by)
            for copy, by in zip(copies, officers, strict=True)
        ]
    )
    assert sorted(getattr(each, "code", "done") for each in results) == [
        "done",
        "wrong_state",
        "wrong_state",
    ]
    winner = officers[results.index(None)]
    complaint.refresh_from_db()
    assert complaint.registered_by == winner
    assert complaint.steps.filter(step="registered").count() == 1


def test_a_message_sent_twice_at_once_is_kept_once():
    complaint = ComplaintFactory()
    sent = at_once(*[lambda: write_to_office(complaint, text="Салом", token="t")] * 3)
    assert len({each.pk for each in sent}) == 1
    assert complaint.messages.count() == 1


def test_of_two_decisions_on_the_same_two_records_one_wins():
    one, other, first, second = (
        PersonFactory(),
        PersonFactory(),
        DutyOfficerFactory(),
        DutyOfficerFactory(),
    )
    results = at_once(
        lambda: decide_identity(one, other, verdict="same", reasons=REASONS, by=first),
        lambda: decide_identity(other, one, verdict="not_same", reasons=REASONS, by=second),
    )
    assert sum(isinstance(each, IdentityDecision) for each in results) == 1
    assert IdentityDecision.objects.count() == 1
