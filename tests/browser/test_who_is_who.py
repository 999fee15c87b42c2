"""Two records side by side in a real browser: two keys decide, nothing scrolls sideways."""

import pytest
from django.urls import reverse

from hamkor.cases import services as cases
from hamkor.persons.models import IdentityDecision
from hamkor.persons.services import decide_identity
from tests import request_factories as make
from tests.browser.test_look_office import look, open_as  # noqa: F401 - fixtures
from tests.factories import CaseOfficerFactory, DutyOfficerFactory, PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Абдурахмонмуҳаммадшарифзодаи Сироҷиддинхоҷаи Қурбонмуҳаммадпур"


@pytest.fixture
def two():
    """Two who may be one, with a long name and much to compare. All are invented."""
    from hamkor.matching import DocumentNumber

    one = PersonFactory(
        name="Раҳмонов Сироҷиддин Каримович",
        born="1994",
        birthplace="Қӯрғонтеппа",
        documents=[DocumentNumber("passport", "40 1234567", "TJ")],
    )
    other = PersonFactory(
        name="RAKHMONOV SIROJIDDIN",
        born="03.05.1994",
        birthplace="Бохтар",
        documents=[DocumentNumber("passport", "40 1234568", "TJ")],
    )
    PersonFactory(name=LONG, born="1994")
    return one, other


def address(live_server, two):
    return live_server.url + reverse("compare", args=[each.reference for each in two])


@pytest.mark.parametrize(("width", "language"), [(360, "tg"), (1280, "en")])
def test_a_decision_takes_two_keys(open_as, look, live_server, two, width, language):  # noqa: F811
    officer = DutyOfficerFactory(full_name="М. Назарова (ихтироъ)")
    page = open_as(officer, width, language)
    page.goto(address(live_server, two))
    look(page, f"who-is-who-{language}")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hk-banner, .hk-notice, [role=status]")
    decision = IdentityDecision.objects.get()
    assert (decision.verdict, decision.decided_by) == ("same", officer.username)
    assert decision.reasons


def test_the_keys_can_be_turned_off_and_do_nothing_while_somebody_types(
    open_as,  # noqa: F811
    live_server,
    two,
):
    page = open_as(DutyOfficerFactory(), 1280)
    page.goto(address(live_server, two))
    page.locator("textarea").press("1")
    assert page.locator("[data-hk-key='1']").is_checked() is False
    page.locator("#keys").uncheck()
    page.reload()
    page.keyboard.press("2")
    assert page.locator("[data-hk-key='2']").is_checked() is False


@pytest.mark.parametrize("width", [360, 1280])
def test_a_second_officer_and_another_office_are_asked_on_the_same_page(
    open_as,  # noqa: F811
    look,  # noqa: F811
    live_server,
    two,
    width,
):
    lead = CaseOfficerFactory(full_name="Ф. Каримов (ихтироъ)")
    moscow = make.Moscow()
    moscow.trusted()
    asked = make.sent(by=lead)
    for person in two:
        cases.add_person(asked.case, person=person, role="witness", by=lead)
    moscow.receives(asked.reference)
    third = PersonFactory(name="Раҳмонов Карим", born="1996")
    cases.add_person(asked.case, person=third, role="family", by=lead)
    decide_identity(*two, verdict="same", reasons="Ихтироъ: ҳамон шиноснома.", by=lead)
    decide_identity(two[0], third, verdict="not_same", reasons="Бародарон. (ихтироъ)", by=lead)
    page = open_as(DutyOfficerFactory(), width, "ru")
    page.goto(address(live_server, two))
    look(page, "who-is-who-second-officer")
    page = open_as(lead, width, "ru")
    page.goto(address(live_server, (two[0], third)))
    look(page, "who-is-who-other-office")
    page.goto(live_server.url + reverse("person", args=[two[0].reference]))
    look(page, "who-is-who-person")
    page.goto(live_server.url + reverse("add_to_person", args=[two[0].reference]))
    look(page, "who-is-who-add")
