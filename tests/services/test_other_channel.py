"""What went by paper too: noted by whoever works on the request, signed, and told."""

from datetime import date

import pytest

from hamkor.assistance import services as assistance
from hamkor.assistance.models import RequestEvent
from hamkor.audit.models import AuditEntry
from hamkor.errors import InputRefused, NotAllowed, WrongState
from hamkor.exchange.models import Evidence
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory
from tests.services.assertions import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def officer(frozen_clock):
    make.Moscow().trusted()
    return CaseOfficerFactory()


def noted(request, by, **other):
    said = {"channel": "post", "on": DAY, "text": "№ 7-311", **other}
    assistance.note_other_channel(request, by=by, **said)


def test_the_other_office_is_owed_a_signed_word_of_it_and_day_and_note_stay_here(officer):
    request, bystander = make.sent(by=officer), make.sent(by=officer)
    noted(request, officer)
    [evidence] = Evidence.objects.filter(what="other_channel")
    assert (evidence.about, evidence.place, evidence.role) == (
        request.reference,
        "post",
        "case_officer",
    )
    assert evidence.is_to_be_shared
    assert "7-311" not in evidence.receipt
    event = RequestEvent.objects.get(action="other_channel")
    assert (event.request, event.text) == (request, "№ 7-311")
    assert event.facts == {"channel": "post", "on": "2026-11-20"}
    line = AuditEntry.objects.get(action="request.other_channel")
    assert line.about == request.reference != bystander.reference


def test_a_deputy_who_signs_may_say_it_and_another_case_officer_may_not(officer):
    request, other = make.sent(by=officer), CaseOfficerFactory()
    with refused(NotAllowed):
        noted(request, other)
    noted(request, DeputyFactory(), channel="courier")
    assert Evidence.objects.filter(what="other_channel", place="courier").exists()


@pytest.mark.parametrize(
    "wrong", [{"channel": "pigeon"}, {"on": date(2026, 11, 25)}, {"text": "a" * 10_001}]
)
def test_an_unknown_way_a_day_to_come_and_too_long_a_note_are_refused(officer, wrong):
    request = make.sent(by=officer)
    with refused(InputRefused):
        noted(request, officer, **wrong)


def test_what_was_never_sent_went_by_no_channel(officer):
    request = make.draft(by=officer)
    with refused(WrongState):
        noted(request, officer)
