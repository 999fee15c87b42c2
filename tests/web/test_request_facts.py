import re

import pytest
from django.urls import reverse

from hamkor.drafting.asking import facts_for
from hamkor.parties.measures import measure
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return CaseOfficerFactory(language="en")


@pytest.fixture
def extradition(officer):
    return make.draft(by=officer, kind="extradition")


def field_of(path, kind="extradition"):
    paths = [fact.path for fact in facts_for(measure(kind))]
    return f"fact-{paths.index(path)}"


def address(request):
    return reverse("request_facts", args=(request.reference,))


def test_a_drafter_tells_facts_and_reads_what_speaks_against_it(client, officer, extradition):
    client.force_login(officer)
    page = client.get(address(extradition)).content.decode()
    assert "Highest penalty in their state, months" in page
    assert "Was the child heard?" not in page
    said = {
        field_of("persons[0].citizenships"): ["RU", "TJ"],
        field_of("offences[0].laws[1].most_months"): "12",
        field_of("days.custody_since"): "2026-01-01",
    }
    answer = client.post(address(extradition), said, follow=True)
    html = answer.content.decode()
    assert "Citizen of the requested state" in html
    assert "They must refuse it" in html
    assert "art. 464(1)(1)" in html
    assert "Penalty of exactly one year" in html
    assert "10 February 2026, it has run out" in html
    extradition.refresh_from_db()
    assert extradition.facts["persons[0].citizenships"] == ["RU", "TJ"]


def test_what_was_told_stands_in_the_form_again(client, officer, extradition):
    client.force_login(officer)
    citizens, place = field_of("persons[0].citizenships"), field_of("offences[0].done_in")
    client.post(address(extradition), {place: "TJ", citizens: ["RU"]})
    html = client.get(address(extradition)).content.decode()
    assert '<option value="TJ" selected>' in html
    (box,) = re.findall(rf'<input [^>]*name="{citizens}" value="RU"[^>]*>', html)
    assert "checked" in box
    assert "govuk-checkboxes__input" in box


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("days.custody_since", "2999-01-01", "1 January 2999 has not come yet"),
        ("offences[0].laws[1].most_months", "9999", "less than or equal to 1200"),
        ("offences[0].character", "bad", "bad is not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, officer, extradition, path, value, says):
    client.force_login(officer)
    answer = client.post(address(extradition), {field_of(path): value})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert says in html
    assert f'href="#id_{field_of(path)}"' in html
    extradition.refresh_from_db()
    assert extradition.facts == {}


def test_another_officer_does_not_see_the_facts(client, extradition):
    client.force_login(CaseOfficerFactory())
    assert client.get(address(extradition)).status_code == 404


def test_the_approver_is_asked_why_before_signing(client, officer, extradition):
    client.force_login(officer)
    client.post(address(extradition), {field_of("persons[0].citizenships"): ["RU"]})
    client.post(reverse("ask_approval", args=(extradition.reference,)), {"is_considered": "on"})
    deputy = DeputyFactory(language="en")
    client.force_login(deputy)
    step = reverse("approve_request", args=(extradition.reference,))
    page = client.get(step).content.decode()
    assert "Why is it sent although something speaks against it?" in page
    assert "Citizen of the requested state" in page
    assert client.post(step, {"is_considered": "on"}).status_code == 422
    signed = {"is_considered": "on", "considered": "Gave up the second citizenship (invented)."}
    html = client.post(step, signed, follow=True).content.decode()
    assert "Gave up the second citizenship (invented)." in html
    extradition.refresh_from_db()
    assert extradition.status == "approved"
