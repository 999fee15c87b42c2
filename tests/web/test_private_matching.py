"""The pages of private matching: who sees them, what they ask, what they show."""

from uuid import uuid4

import pytest
from django.urls import reverse

from hamkor import clock
from hamkor.persons.messages import PrivateMatchProposed
from hamkor.persons.models import PrivateMatch, PrivateMatchFound
from hamkor.persons.services import learn_private_match
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, DutyOfficerFactory, PersonFactory
from tests.web.office import as_officer, text_of

pytestmark = pytest.mark.django_db
GROUND = "Agreement of the two offices of 2025, article 3 (invented)"


@pytest.fixture
def run(frozen_clock):
    make.Moscow().trusted()
    body = PrivateMatchProposed(
        area="minors", purpose="protection", legal_ground=GROUND, at=clock.now()
    )
    learn_private_match(body, **make.came(uuid4(), limits=("protection",)))
    return PrivateMatch.objects.get()


@pytest.mark.parametrize("factory", [CaseOfficerFactory, DutyOfficerFactory])
def test_only_a_deputy_sees_them(run, factory):
    client, link = as_officer(factory()), reverse("private_match", args=[run.reference])
    assert client.get("/office/private-matching/").status_code == 403
    assert client.get(link).status_code == 404
    assert "/office/private-matching/" not in text_of(client.get("/office/persons/"))
    deputy = as_officer(DeputyFactory())
    assert link in text_of(deputy.get("/office/private-matching/"))
    assert GROUND in text_of(deputy.get(link))
    assert "/office/private-matching/" in text_of(deputy.get("/office/persons/"))


def test_whom_both_know_is_shown_when_the_run_has_ended(run):
    known, sealed = PersonFactory(name="Раҳмонов Саид"), PersonFactory(is_sealed=True)
    stranger = PersonFactory(name="Олимова Лола")
    PrivateMatch.objects.update(state="ended", ended_at=clock.now())
    for person in (known, sealed):
        PrivateMatchFound.objects.create(match=run, person=person, items=2)
    link = reverse("private_match", args=[run.reference])
    page = text_of(as_officer(DeputyFactory()).get(link))
    assert "Раҳмонов Саид" in page
    assert "2 combinations agree" in page
    assert str(sealed.reference) not in page
    assert str(stranger.reference) not in page


def test_declining_wants_reasons(run):
    client, link = as_officer(DeputyFactory()), reverse("private_match", args=[run.reference])
    assert client.post(link, {"answer": "declines"}).status_code == 422
    said = {"answer": "declines", "reasons": "No case of ours allows it."}
    assert client.post(link, said).status_code == 302
    assert "No case of ours allows it." in text_of(client.get(link))
