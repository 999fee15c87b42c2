"""The page of the exchange with all that can be wrong on it, and the button for a court."""

import pytest
from django.urls import reverse

from hamkor.exchange.models import OutboxMessage
from hamkor.keyring.services.listing import keep_rival, take_in_directory
from tests import request_factories as make
from tests.browser.test_look_office import look, open_as  # noqa: F401 - fixtures
from tests.factories import OfficerFactory
from tests.services.test_directory import directory
from tests.simulated_peer import SimulatedPeer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_directory_rival_messages_given_back_and_the_file_for_a_court_can_be_read(
    live_server,
    open_as,  # noqa: F811
    look,  # noqa: F811
    frozen_clock,
    width,
):
    council = {office: SimulatedPeer(office) for office in (make.MOSCOW, "kg-prosecutor-general")}
    make.Moscow().trusted()
    asked = make.sent()
    OutboxMessage.objects.update(last_failure="returned")
    take_in_directory(directory(council), by="a test", may_be_first=True)
    keep_rival(directory(council, threshold=1), source=make.MOSCOW)

    page = open_as(OfficerFactory(role="administrator"), width)
    page.goto(live_server.url + reverse("exchange"))
    look(page, "exchange-with-a-rival-directory")

    page = open_as(asked.case.lead, width)
    page.goto(live_server.url + reverse("request", args=[asked.reference]))
    page.click("text=Evidence for a court")
    look(page, "request-for-a-court")
    with page.expect_download() as handed_out:
        page.click("text=Write the file")
    assert handed_out.value.suggested_filename.endswith(".asice")
