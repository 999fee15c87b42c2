"""The page of the exchange: what waits and why, and nothing of what it says."""

import pytest
from django.urls import reverse

from hamkor.assistance import messages
from hamkor.envelope.directory import read_directory
from hamkor.exchange.models import OutboxMessage
from hamkor.exchange.services import expire_overdue
from hamkor.keyring.services.listing import keep_rival, take_in_directory
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, OfficerFactory, SupervisorFactory
from tests.request_factories import MOSCOW, Moscow
from tests.services.test_directory import directory
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db


@pytest.fixture
def moscow(frozen_clock):
    return Moscow()


@pytest.fixture
def read(client):
    def opened(reader=None, status=200):
        client.force_login(reader or OfficerFactory(role="administrator"))
        answer = client.get(reverse("exchange"))
        assert answer.status_code == status
        return answer.content.decode()

    return opened


def test_who_neither_sends_nor_watches_nor_looks_after_the_node_does_not_see_it(read):
    read(CaseOfficerFactory(), status=403)


@pytest.mark.parametrize("role", [DeputyFactory, SupervisorFactory])
def test_deputies_and_supervisors_see_it_too(read, role):
    read(role())


def test_a_node_without_peers_says_what_to_do(read):
    assert "No office is connected" in read()


def test_a_peer_is_shown_with_its_fingerprint(read, moscow):
    peer = moscow.trusted()
    html = read()
    assert peer.fingerprint in html
    assert "Nothing waits" in html


def test_what_waits_is_shown_with_age_and_reason_and_without_its_matter(read, moscow):
    moscow.trusted()
    request = make.sent(title="Номи махфӣ (ихтироъ)")
    assert "It has not been tried yet." in read()
    OutboxMessage.objects.update(last_failure="peer_unreachable.timeout", attempts=3)
    html = read()
    assert "The other node did not answer." in html
    assert "peer_unreachable.timeout" in html
    for secret in (request.title, request.number, str(request.reference), request.case.number):
        assert secret not in html


def test_what_expired_is_still_seen(read, moscow, frozen_clock):
    moscow.trusted()
    make.sent()
    frozen_clock.move_on(days=31)
    expire_overdue()
    html = read()
    assert "Refused or expired" in html
    assert "It could not be delivered in time." in html


def test_a_message_set_aside_is_shown_with_sentence_and_code(read, moscow):
    moscow.trusted()
    inbox = moscow.says(messages.Acceptance, make.draft().reference)
    assert inbox.set_aside_at is not None
    html = read()
    assert inbox.failure in html
    assert "the acceptance" in html
    assert str(inbox.message_id) in html


@pytest.mark.parametrize("role", ["administrator", "supervisor"])
def test_whoever_looks_after_the_node_or_watches_it_can_stop_trusting_an_office_at_once(
    client, read, moscow, role
):
    peer = moscow.trusted()
    officer = OfficerFactory(role=role)
    assert "Trust this office no longer" in read(officer)
    address = reverse("distrust_office", args=[peer.office])
    assert client.post(address).status_code == 302
    html = read(officer)
    assert "no longer trusted since" in html
    assert "Trust this office no longer" not in html
    assert client.post(address).status_code == 404


def test_a_deputy_cannot_stop_trusting_an_office(client, read, moscow):
    peer = moscow.trusted()
    assert "Trust this office no longer" not in read(DeputyFactory())
    assert client.post(reverse("distrust_office", args=[peer.office])).status_code == 403
    peer.refresh_from_db()
    assert peer.distrusted_at is None


def test_the_directory_is_shown_with_its_age_and_a_second_one_with_its_number_too(
    read, moscow, frozen_clock
):
    council = {office: SimulatedPeer(office) for office in (MOSCOW, "kg-prosecutor-general")}
    assert "Directory of offices" not in read()
    take_in_directory(directory(council), by="a test", may_be_first=True)
    html = read()
    assert "Directory of offices" in html
    assert "another one has" not in html
    frozen_clock.move_on(days=9)
    assert "has confirmed the directory of offices for 9 days" in read()
    rival = directory(council, threshold=1)
    keep_rival(rival, source=MOSCOW)
    html = read()
    assert read_directory(rival).fingerprint() in html
    assert "Two directories of offices with the number 1 were signed" in html
    assert "Signed with a number that another one has" in html


def test_what_another_office_gave_back_is_listed(read, moscow):
    moscow.trusted()
    make.sent()
    assert "Given back by another office" not in read()
    OutboxMessage.objects.update(last_failure="returned")
    html = read()
    assert "Given back by another office" in html
    assert "the request" in html
