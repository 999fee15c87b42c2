import pytest
from django.conf import settings

from tests.factories import DutyOfficerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tajik_office(monkeypatch):
    node = settings.NODE.model_copy(update={"default_language": "tg"})
    monkeypatch.setattr(settings, "NODE", node)


def language_of(client, address="/", **headers):
    page = client.get(address, headers=headers).content.decode()
    return page.split('<html lang="')[1][:2]


def test_a_browser_that_speaks_one_of_our_languages_is_followed(client, tajik_office):
    assert language_of(client, accept_language="ru-RU,ru;q=0.9") == "ru"


@pytest.mark.parametrize("spoken", ["", "*", "fr-FR,fr;q=0.9", "uz", "nonsense;;;"])
def test_else_the_office_speaks_its_own(client, tajik_office, spoken):
    assert language_of(client, accept_language=spoken) == "tg"


def test_what_was_chosen_goes_before_everything(client, tajik_office):
    client.force_login(DutyOfficerFactory(language="ru"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert language_of(client, "/office/", accept_language="ru") == "en"


def test_an_officer_reads_the_own_language_whatever_the_browser(client, tajik_office):
    client.force_login(DutyOfficerFactory(language="ru"))
    assert language_of(client, "/office/", accept_language="en") == "ru"


def test_a_language_nobody_offers_changes_nothing(client):
    client.force_login(DutyOfficerFactory(language="xx"))
    assert language_of(client, "/office/", accept_language="ru") == "ru"
