import pytest

from hamkor.accounts.roles import Role
from tests.factories import ComplaintFactory, DutyOfficerFactory, OfficerFactory, SupervisorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["overview", "audit"])
def address(request):
    return f"/office/{request.param}/"


def test_a_stranger_is_asked_to_sign_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_whoever_has_no_oversight_is_refused(client, address):
    client.force_login(DutyOfficerFactory())
    assert client.get(address).status_code == 403


def test_the_supervisor_reads_figures_with_their_tables(client):
    ComplaintFactory()
    client.force_login(SupervisorFactory())
    page = client.get("/office/overview/").content.decode()
    assert "<svg" in page
    assert page.count("<table") >= 3


def test_an_impossible_period_is_refused_in_words_and_figures_stay(client):
    client.force_login(SupervisorFactory())
    answer = client.get("/office/overview/?since=2026-03-01&until=2026-02-01")
    assert answer.status_code == 422
    assert "The end lies before the beginning." in answer.content.decode()


def test_the_audit_log_shows_who_did_what_and_filters(client):
    ComplaintFactory()
    client.force_login(SupervisorFactory(username="watcher"))
    everything = client.get("/office/audit/").content.decode()
    nothing = client.get("/office/audit/?actor=nobody").content.decode()
    assert "<td>Complaint filed</td>" in everything
    assert "Nothing matches" in nothing


def test_a_deputy_reads_figures_but_not_the_audit_log(client):
    client.force_login(OfficerFactory(role=Role.DEPUTY_PROSECUTOR))
    assert client.get("/office/overview/").status_code == 200
    assert client.get("/office/audit/").status_code == 403


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_period_stands_in_the_form_in_every_language(client, language):
    client.force_login(SupervisorFactory(language=language))
    page = client.get("/office/overview/?since=2026-01-02&until=2026-02-03").content.decode()
    assert 'value="2026-01-02"' in page
    assert 'value="2026-02-03"' in page
