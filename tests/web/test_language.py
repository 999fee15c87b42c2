import re

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
    return page.split('<html lang="')[1].split('"')[0]


def test_a_browser_that_speaks_one_of_our_languages_is_followed(client, tajik_office):
    assert language_of(client, accept_language="ru-RU,ru;q=0.9") == "ru"


@pytest.mark.parametrize("spoken", ["", "*", "fr-FR,fr;q=0.9", "de", "nonsense;;;"])
def test_else_the_office_speaks_its_own(client, tajik_office, spoken):
    assert language_of(client, accept_language=spoken) == "tg"


@pytest.mark.parametrize(
    ("spoken", "language"),
    [
        ("uz-UZ,uz;q=0.9,ru;q=0.8", "uz"),
        ("uz-Latn-UZ", "uz"),
        ("uz-Cyrl-UZ,uz;q=0.5", "uz-cyrl"),
        ("ky-KG", "ky"),
        ("tg-Cyrl-TJ", "tg"),
        ("fr,ky;q=0.4", "ky"),
    ],
)
def test_a_browser_of_central_asia_is_followed(client, tajik_office, spoken, language):
    assert language_of(client, accept_language=spoken) == language


def test_an_office_whose_language_its_officers_pages_do_not_speak_has_them_in_russian(
    client, monkeypatch
):
    node = settings.NODE.model_copy(update={"default_language": "ky"})
    monkeypatch.setattr(settings, "NODE", node)
    assert language_of(client) == "ky"
    assert language_of(client, "/accounts/login/") == "ru"


@pytest.mark.parametrize("chosen", ["uz", "uz-cyrl", "ky"])
def test_what_is_for_officers_is_not_half_said_in_a_language_of_the_person(client, chosen):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    assert language_of(client, "/accounts/login/", accept_language=f"{chosen},ru;q=0.1") == "ru"
    client.force_login(DutyOfficerFactory(language="tg"))
    assert language_of(client, "/office/", accept_language=chosen) == "tg"
    assert language_of(client, "/") == chosen


def offered(client, address):
    page = client.get(address).content.decode()
    return re.findall(r'<button[^>]+name="language" value="([^"]+)" lang="\1"', page)


def test_each_reader_is_offered_the_languages_that_the_page_speaks(client):
    assert offered(client, "/") == ["tg", "uz", "uz-cyrl", "ky", "ru", "en"]
    client.force_login(DutyOfficerFactory())
    assert offered(client, "/office/") == ["tg", "ru", "en"]


@pytest.mark.parametrize("name", ["Тоҷикӣ", "Oʻzbekcha", "Ўзбекча", "Кыргызча", "Русский"])
def test_a_language_is_offered_by_its_own_name_in_every_other(client, name):
    for language in ("en", "ky"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert f">{name}</button>" in client.get("/").content.decode()


def test_the_choice_is_kept_until_the_browser_is_closed_and_no_script_reads_it(client):
    answer = client.post("/language/setlang/", {"language": "uz-cyrl", "next": "/code/"})
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (answer["Location"], cookie.value) == ("/code/", "uz-cyrl")
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


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
