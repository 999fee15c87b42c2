"""The pages of requests in a real browser: at a desk and on a phone, on both sides."""

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from hamkor.assistance import messages
from tests import request_factories as make
from tests.browser.test_look import findings
from tests.factories import CaseOfficerFactory, DeputyFactory
from tests.request_factories import MOSCOW, Moscow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def moscow():
    peer = Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def look(new_page, client, live_server, screenshots):
    """Open a page as an officer at both widths; nothing may be in the way of a reader."""

    def opened(officer, name, address, language="en"):
        client.force_login(officer)
        session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        cookies = {
            django_settings.SESSION_COOKIE_NAME: session,
            django_settings.LANGUAGE_COOKIE_NAME: language,
        }
        for width in (360, 1280):
            page = new_page(viewport={"width": width, "height": 800})
            page.context.add_cookies(
                [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
            )
            page.goto(address)
            page.screenshot(path=screenshots / f"{name}-{width}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert findings(page) == [], name

    return opened


def test_our_request_can_be_read_at_every_stage(look, moscow):
    officer, deputy = CaseOfficerFactory(), DeputyFactory()
    case = make.open_case(by=officer)
    begin = reverse("draft_request", args=(case.reference,))
    look(officer, "request-begin", begin)
    look(officer, "request-draft", f"{begin}?peer={MOSCOW}&kind=interview")
    request = make.draft(case=case, by=officer, contents={"facts": "Invented"})
    page = reverse("request", args=(request.reference,))
    look(officer, "request-drafted", page)
    sent = make.sent(case=case, by=officer, deputy=deputy)
    moscow.receives(sent.reference)
    moscow.says(messages.Acceptance, sent.reference)
    moscow.says(messages.InformationQuestion, sent.reference)
    look(officer, "request-asked", reverse("request", args=(sent.reference,)))
    look(officer, "requests", reverse("requests"))
    asked = make.asked(case=case, by=officer)
    look(officer, "request-waits-for-approval", reverse("request", args=(asked.reference,)))
    look(deputy, "request-approve", reverse("approve_request", args=(asked.reference,)))
    make.sent(case=case, by=officer, deputy=deputy)
    look(deputy, "exchange", reverse("exchange"))


def test_their_request_can_be_read_and_refused(look, moscow):
    deputy = DeputyFactory()
    request = make.taken_on(kind="interview", agreement="minsk-1993")
    look(deputy, "request-received", reverse("request", args=(request.reference,)))
    look(deputy, "request-refuse", reverse("refuse_request", args=(request.reference,)))
    look(deputy, "request-take-on", reverse("take_on", args=(request.reference,)))
