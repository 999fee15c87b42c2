"""Signing in from the first visit to the second factor, as an officer of a real node does."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.test import Client

from tests.factories import DutyOfficerFactory
from tests.web.office import as_officer, text_of

pytestmark = pytest.mark.django_db

PASSWORD = "four words not together"


def code_of(secret: str) -> str:
    """Return what an app shows now: RFC 6238 with SHA-1, 30 seconds, six digits."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time() // 30)), hashlib.sha1)
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


@pytest.fixture(autouse=True)
def _real_node(settings):
    """A node that asks for the second factor; each test counts attempts for itself."""
    settings.NODE = django_settings.NODE.model_copy(update={"requires_second_factor": True})
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture
def officer():
    officer = DutyOfficerFactory()
    officer.set_password(PASSWORD)
    officer.save()
    return officer


def sign_in(client, officer, password=PASSWORD):
    return client.post("/accounts/login/", {"login": officer.username, "password": password})


def show_again(client, password=PASSWORD):
    """Answer the question who is there, asked before anything about an account changes."""
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
    assert "Is it still you?" in text_of(client.get(asked["Location"]))
    return client.post(asked["Location"], {"password": password})


def set_up_app(client):
    """Add an app with codes; return its secret and where the page leads then."""
    show_again(client)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert "data:image/svg+xml;base64," in text_of(page)
    assert secret in text_of(page)
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302
    return secret, answer["Location"]


def test_an_officer_without_a_second_factor_is_led_to_one_and_then_to_the_inbox(officer):
    client = Client()
    assert sign_in(client, officer)["Location"] == "/office/"
    assert client.get("/office/")["Location"] == "/accounts/2fa/"
    page = text_of(client.get("/accounts/2fa/"))
    assert "This office asks for a second factor" in page
    secret, then = set_up_app(client)
    codes = text_of(client.get(then))
    assert "I have kept them: to the inbox" in codes
    assert client.get("/office/").status_code == 200
    stored = Authenticator.objects.get(type="totp").data
    assert secret not in str(stored)


def test_the_second_step_takes_the_code_of_the_app_or_a_recovery_code_once(officer):
    first = Client()
    sign_in(first, officer)
    _secret, then = set_up_app(first)
    recovery = re.findall(r"^[\w-]{8,}$", first.get(then).context["unused_codes"][0], re.M)[0]
    for is_first_use in (True, False):
        client = Client()
        assert sign_in(client, officer)["Location"] == "/accounts/2fa/authenticate/"
        assert client.get("/office/").status_code == 302
        page = text_of(client.get("/accounts/2fa/authenticate/"))
        assert "Sign in: second step" in page
        wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
        assert "Incorrect code." in text_of(wrong)
        answer = client.post("/accounts/2fa/authenticate/", {"code": recovery})
        assert (answer.status_code == 302) == is_first_use
        assert (client.get("/office/").status_code == 200) == is_first_use


def test_a_wrong_password_and_an_unknown_name_are_told_alike(officer):
    wrong = sign_in(Client(), officer, "not it at all")
    officer.username = "nobody"
    unknown = sign_in(Client(), officer)
    said = "The username and/or password you specified are not correct."
    assert said in text_of(wrong)
    assert said in text_of(unknown)
    assert "govuk-error-summary" in text_of(wrong)


def test_a_closed_account_does_not_get_in(officer):
    officer.is_active = False
    officer.save()
    client = Client()
    sign_in(client, officer)
    assert client.get("/office/").status_code == 302


def test_an_officer_changes_the_password_and_a_weak_one_is_refused(officer):
    client = Client()
    sign_in(client, officer)
    weak = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert "too short" in text_of(client.post("/accounts/password/change/", weak))
    new = "other words put together"
    sound = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", sound).status_code == 302
    officer.refresh_from_db()
    assert officer.check_password(new)


PAGES = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/password/change/",
    "/accounts/logout/",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_of_an_account_has_the_frame_and_one_heading(officer, address):
    client = Client()
    sign_in(client, officer)
    show_again(client)
    answer = client.get(address, follow=True)
    page = text_of(answer)
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert 'class="hk-narrow"' in page
    assert "<style" not in page
    assert " style=" not in page


def test_a_wrong_password_shows_nobody_the_secret(officer):
    client = Client()
    sign_in(client, officer)
    assert "Incorrect password." in text_of(show_again(client, "not it at all"))
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302


def test_nobody_signs_up():
    page = text_of(Client().get("/accounts/signup/"))
    assert "Officers get their accounts from the administrator" in page


def test_the_second_factor_is_removed_after_asking_who_is_there(officer):
    client = Client()
    sign_in(client, officer)
    set_up_app(client)
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(type="totp").exists()
    assert client.get("/office/")["Location"] == "/accounts/2fa/"


def test_navigation_offers_what_the_role_may_open(settings):
    settings.NODE = django_settings.NODE.model_copy(update={"requires_second_factor": False})
    page = text_of(as_officer(DutyOfficerFactory()).get("/office/"))
    assert 'href="/office/complaints/"' in page
    assert 'href="/office/overview/"' not in page
