"""A directory that k of n offices signed: who is trusted by it, how fresh it is, who shows two."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from django.conf import settings as django_settings

from hamkor import clock, envelope
from hamkor.audit.actions import AuditAction
from hamkor.envelope.directory import Directory, Listed, draw_up, sign_directory
from hamkor.errors import BadSignature, Conflict, RuleViolation, UnknownSender
from hamkor.evidence.models import Leaf
from hamkor.exchange import services
from hamkor.exchange.models import OutboxMessage, Peer
from hamkor.exchange.services.key_news import log_directories
from hamkor.exchange.services.listing import listed_and_unknown, take_in_shown_directory
from hamkor.gateway import delivery
from hamkor.gateway.key_news import DIRECTORY_PATH, share_keys
from hamkor.keyring.models import Acquaintance, DirectoryVersion, RivalDirectory
from hamkor.keyring.own import our_ring
from hamkor.keyring.services import note_told
from hamkor.keyring.services.listing import current_directory, override_staleness, staleness
from hamkor.settings import NODE
from tests.services.assertions import assert_recorded_once, refused
from tests.services.exchange_notes import MOSCOW, Note
from tests.simulated_peer import SimulatedPeer
from tests.stated import statement_of

pytestmark = pytest.mark.django_db
DUSHANBE, BISHKEK = "tj-prosecutor-general", "kg-prosecutor-general"


@pytest.fixture
def council(frozen_clock):
    """Moscow and Bishkek; this node trusts Moscow."""
    offices = {office: SimulatedPeer(office) for office in (MOSCOW, BISHKEK)}
    offices[MOSCOW].trusted("http://moscow.example")
    return offices


def directory(council, *signers, before=None, signatures=None, **changes):
    """Return a directory of the three offices, signed by the roots of `signers`."""
    roots = {office: peer.root.public for office, peer in council.items()}
    roots[DUSHANBE] = our_ring().statement.root
    values = {
        "version": before.version + 1 if before else 1,
        "threshold": 2,
        "offices": tuple(
            Listed(office=office, root=root, address=f"http://{office}.example")
            for office, root in sorted(roots.items())
        ),
        "issued_at": clock.now(),
        "expires_at": clock.now() + timedelta(days=90),
        "previous": before.digest if before else "",
    }
    text = draw_up(Directory(**(values | changes)))
    for office in signers or council:
        text = sign_directory(text, council[office].root)
    return text


def compared(text, source=MOSCOW):
    """Take in the first directory, as an administrator who has compared it."""
    return take_in_shown_directory(text, source=source, may_be_first=True)


def send(to=MOSCOW, **more):
    return services.queue_message(Note(), to=to, about=uuid4(), **more)


def test_an_office_that_enough_others_have_signed_for_is_trusted_without_a_call(council):
    bishkek = council[BISHKEK]
    with refused(UnknownSender):
        services.take_in_statement(bishkek.statement)
    assert compared(directory(council), source=MOSCOW)
    assert listed_and_unknown() == [(BISHKEK, f"http://{BISHKEK}.example")]
    impostor = statement_of(envelope.OfficeKeys.generate(), BISHKEK)
    with refused(UnknownSender):
        services.take_in_statement(impostor)
    stated = envelope.read_office_statement(bishkek.statement)
    text = envelope.sign_office_statement(
        stated.with_changes(address="http://bishkek.example"), bishkek.root
    )
    assert services.take_in_statement(text)
    assert Peer.objects.get(office=BISHKEK).trusted_by == "directory"
    assert listed_and_unknown() == []
    assert_recorded_once(AuditAction.DIRECTORY_TAKEN_IN, by=MOSCOW, about=None)


def test_an_office_that_was_distrusted_here_stays_so_whatever_others_sign(council):
    services.distrust_peer(MOSCOW, by="admin")
    compared(directory(council), source=BISHKEK)
    with refused(UnknownSender):
        services.take_in_statement(council[MOSCOW].statement)


def test_too_few_signatures_are_not_believed(council):
    with refused(BadSignature):
        compared(directory(council, MOSCOW))
    assert current_directory() is None


def test_a_new_root_that_the_directory_gives_an_office_is_pinned(council):
    compared(directory(council), source=MOSCOW)
    old = dict(council)
    council[MOSCOW] = SimulatedPeer(MOSCOW)
    fresh = council[MOSCOW]
    with refused(BadSignature):
        services.take_in_statement(fresh.statement)
    text = directory(council, MOSCOW, BISHKEK, before=current_directory())
    text = sign_directory(text, old[MOSCOW].root)
    assert take_in_shown_directory(text, source=BISHKEK)
    stated = envelope.read_office_statement(fresh.statement)
    moved = stated.with_changes(address="http://moscow.example")
    assert services.take_in_statement(envelope.sign_office_statement(moved, fresh.root))
    assert fresh.read(send())


def test_two_directories_with_one_number_are_kept_as_proof_and_put_into_the_log(council):
    first = directory(council)
    compared(first)
    second = directory(council, threshold=1)
    for _again in range(2):
        with pytest.raises(Conflict):
            take_in_shown_directory(second, source=BISHKEK)
    rival = RivalDirectory.objects.get()
    assert (rival.text, rival.source) == (second, BISHKEK)
    assert DirectoryVersion.objects.get().text == first
    assert (log_directories(), log_directories()) == (2, 0)
    assert set(Leaf.objects.values_list("kind", flat=True)) == {"directory", "finding"}


def test_one_that_nobody_signed_is_no_proof_of_anything(council):
    compared(directory(council), source=MOSCOW)
    with pytest.raises(Conflict):
        take_in_shown_directory(directory(council, MOSCOW, threshold=3), source=BISHKEK)
    assert not RivalDirectory.objects.exists()


class TestFreshness:
    @pytest.fixture(autouse=True)
    def known(self, council, frozen_clock):
        self.text = directory(council, expires_at=clock.now() + timedelta(days=400))
        compared(self.text)
        frozen_clock.move_on(days=30)

    def test_after_thirty_days_nothing_new_goes_and_everything_is_taken_in(
        self, council, frozen_clock
    ):
        assert send()
        frozen_clock.move_on(hours=1)
        with refused(RuleViolation):
            send()
        assert send(traffic="housekeeping")
        moscow = council[MOSCOW]
        assert moscow.read_receipt(services.accept(moscow.seal())).what == "stored"

    def test_whoever_confirms_it_makes_it_fresh(self, frozen_clock):
        frozen_clock.move_on(days=10)
        assert not take_in_shown_directory(self.text, source=MOSCOW)
        assert staleness() == timedelta(0)
        assert send()

    def test_somebody_may_answer_for_sending_for_a_day(self, frozen_clock):
        frozen_clock.move_on(days=10)
        override_staleness(by="admin")
        assert send()
        assert_recorded_once(AuditAction.DIRECTORY_OVERRIDDEN, by="admin", about=None)
        frozen_clock.move_on(days=1)
        with pytest.raises(RuleViolation):
            send()


class TestOnTheLine:
    def test_ours_is_shown_and_a_newer_one_comes_back(self, council, monkeypatch):
        first = directory(council)
        compared(first)
        second = directory(council, before=current_directory())
        posted = []

        def answer(request):
            posted.append((request.url.path, request.read().decode()))
            is_directory = request.url.path == DIRECTORY_PATH
            return httpx.Response(200, text=second if is_directory else council[MOSCOW].statement)

        transport = httpx.MockTransport(answer)
        monkeypatch.setattr(delivery, "open_client", lambda: httpx.Client(transport=transport))
        share_keys()
        assert (DIRECTORY_PATH, first) in posted
        assert current_directory().version == 2
        before = len(posted)
        share_keys()
        assert len(posted) == before, "once a day is enough"

    def test_it_can_be_fetched_and_left(self, client, council):
        text = directory(council)
        assert client.get(DIRECTORY_PATH).content == b""
        answer = client.post(DIRECTORY_PATH, text, content_type="text/plain")
        assert (answer.status_code, current_directory()) == (400, None), "nobody has compared it"
        compared(text)
        for _again in range(2):
            answer = client.post(DIRECTORY_PATH, text, content_type="text/plain")
            assert (answer.status_code, answer.content.decode()) == (200, text)
        assert client.post(DIRECTORY_PATH, "x", content_type="text/plain").status_code == 400
        assert OutboxMessage.objects.count() == 0
        assert django_settings.NODE.office == NODE.office


def test_a_message_names_the_directory_that_its_sender_believes(council):
    assert envelope.read_header(bytes(send().frame))[0].directory == 0
    compared(directory(council), source=MOSCOW)
    assert envelope.read_header(bytes(send().frame))[0].directory == 1


def test_whoever_names_a_newer_directory_is_asked_for_it_soon_and_not_with_each_message(
    council, frozen_clock
):
    compared(directory(council), source=MOSCOW)
    for office in (MOSCOW, BISHKEK):
        note_told(office, 1)
    moscow = council[MOSCOW]
    services.accept(moscow.seal(directory=2))
    assert asked_at(MOSCOW) is not None, "it was asked a moment ago"
    frozen_clock.move_on(hours=2)
    services.accept(moscow.seal(directory=1))
    assert asked_at(MOSCOW) is not None, "it knows none that is newer"
    services.accept(moscow.seal(directory=2))
    assert asked_at(MOSCOW) is None
    assert asked_at(BISHKEK) is not None


def asked_at(office):
    return Acquaintance.objects.get(office=office).asked_at
