"""Whose keys are believed, and how the exchange with each office stands."""

from datetime import timedelta
from uuid import uuid4

import pytest

from hamkor import clock, envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.errors import (
    BadSignature,
    InputRefused,
    Malformed,
    NotFound,
    WrongState,
)
from hamkor.exchange import queries, services
from hamkor.exchange.models import OutboxMessage, Peer
from tests.services.assertions import everything, refused
from tests.services.exchange_notes import MOSCOW, Note, queue
from tests.simulated_peer import SimulatedPeer
from tests.stated import statement_of

pytestmark = pytest.mark.django_db
BISHKEK = "kg-prosecutor-general"


@pytest.fixture
def moscow(frozen_clock):
    """A trusted office; another one stands by, with a message on its way to it."""
    SimulatedPeer(BISHKEK).trusted("http://bishkek.example")
    services.queue_message(Note(), to=BISHKEK, about=uuid4())
    OutboxMessage.objects.update(next_try_at=clock.now() + timedelta(days=20))
    peer = SimulatedPeer()
    peer.trusted()
    return peer


class TestTrust:
    def test_trusting_is_recorded_with_the_fingerprint(self, moscow):
        peer = Peer.objects.get(office=MOSCOW)
        assert peer.fingerprint == envelope.root_fingerprint(MOSCOW, moscow.root.public)
        entry = AuditEntry.objects.filter(action=AuditAction.PEER_TRUSTED).first()
        assert entry.facts == {"office": MOSCOW, "fingerprint": peer.fingerprint}
        assert peer in queries.peers()

    def test_another_root_replaces_the_one_before_and_all_its_keys(self, moscow):
        renewed = SimulatedPeer()
        renewed.trusted("https://new.example/")
        assert renewed.read(queue())
        assert queries.address_of(MOSCOW) == "https://new.example"
        receipt = renewed.read_receipt(services.accept(moscow.seal()))
        assert (receipt.what, receipt.reason) == ("refused", "unknown_key")

    def test_what_is_no_statement_is_not_trusted(self, moscow):
        statement = SimulatedPeer().statement
        spoilt = statement[:-10] + ("AAAA" if statement[-10:-6] != "AAAA" else "QQQQ")
        with refused(BadSignature):
            services.trust_peer(spoilt + statement[-6:], address="http://a.example", by="x")
        with refused(Malformed):
            services.trust_peer("hello", address="http://a.example", by="x")

    def test_unknown_offices_and_our_own_are_not_trusted(self, moscow):
        nobody = statement_of(moscow.keys, "nobody", at=clock.now())
        with refused(NotFound):
            services.trust_peer(nobody, address="http://a.example", by="x")
        ours = statement_of(moscow.keys, "tj-prosecutor-general", at=clock.now())
        with refused(InputRefused):
            services.trust_peer(ours, address="http://a.example", by="x")

    @pytest.mark.parametrize(
        "address", ["", "example.org", "ftp://a.example", "http://a.example/path", "http://"]
    )
    def test_what_is_no_address_is_refused(self, moscow, address):
        with refused(InputRefused):
            services.trust_peer(moscow.statement, address=address, by="x")

    def test_distrust_is_recorded_once(self, moscow):
        services.distrust_peer(MOSCOW, by="admin")
        assert [peer.office for peer in queries.peers()] == [BISHKEK]
        with refused(NotFound):
            services.distrust_peer(MOSCOW, by="admin")
        with pytest.raises(WrongState):
            queries.address_of(MOSCOW)
        entries = AuditEntry.objects.filter(action=AuditAction.PEER_DISTRUSTED)
        assert [entry.facts for entry in entries] == [{"office": MOSCOW}]


def test_an_administrator_sees_how_the_exchange_with_each_office_stands(moscow, frozen_clock):
    about = uuid4()
    first = queue(about)
    frozen_clock.move_on(hours=1)
    queue(about)
    services.accept(moscow.seal())
    services.set_aside(queries.next_to_dispatch(1)[0], "unknown_kind")
    rows = {row.peer.office: row for row in queries.backlog()}
    assert (rows[MOSCOW].waiting, rows[MOSCOW].set_aside) == (2, 1)
    assert rows[MOSCOW].oldest_at == first.queued_at
    assert (rows[BISHKEK].waiting, rows[BISHKEK].set_aside) == (1, 0)
    assert [m.sequence for m in queries.waiting_for(about)] == [1, 2]


def test_a_reader_changes_nothing(moscow):
    queue()
    before = everything()
    queries.backlog(), list(queries.peers()), queries.next_to_settle(5)
    assert everything() == before
