"""Keys change in time, at once, and when one was lost: nobody is refused who need not be."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings

from hamkor import clock, envelope
from hamkor.audit.actions import AuditAction
from hamkor.errors import BadSignature, KeyExpired, Malformed, NotFound, UnknownSender, WrongState
from hamkor.evidence.models import Leaf, Witness
from hamkor.exchange import identity, peers, queries, services
from hamkor.exchange.models import InboxMessage, Peer
from hamkor.exchange.services.key_news import forget_old_keys, log_statements
from hamkor.keyring import schedule
from hamkor.keyring.making import make_keys
from hamkor.keyring.models import KeyStatement
from hamkor.keyring.own import our_ring
from hamkor.keyring.queries import our_warnings
from hamkor.keyring.ring import ROOT_FILE
from hamkor.keyring.schedule import Window
from hamkor.keyring.services import (
    remember_own_statement,
    renew_keys,
    revoke_key,
    rotate_keys,
    rotate_with_root_here,
)
from hamkor.keyring.stating import stated_keys
from hamkor.node import Node, write_node
from tests.services.assertions import assert_recorded_once, refused
from tests.services.exchange_notes import MOSCOW, newer, queue
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db
BISHKEK = "kg-prosecutor-general"


@pytest.fixture
def root(tmp_path, settings, frozen_clock):
    """The root of a node of the test's own, which is not on the node."""
    known = django_settings.NODE
    node = Node(**dict(known) | {"folder": tmp_path / "node", "is_demo": False})
    write_node(node)
    settings.NODE = node
    return make_keys(node)


@pytest.fixture
def moscow(root):
    """A trusted office; another stands by."""
    SimulatedPeer(BISHKEK).trusted("http://bishkek.example")
    peer = SimulatedPeer()
    peer.trusted()
    return peer


def outcome(peer, frame):
    """Give a frame to our node and say what it signs."""
    receipt = peer.read_receipt(services.accept(frame))
    return receipt.what, receipt.reason


def hear_from(peer):
    """Take in a message of now, and let it have had its effect."""
    assert outcome(peer, peer.seal()) == ("stored", "")
    InboxMessage.objects.update(dispatched_at=clock.now())


class TestRotation:
    def test_the_next_key_is_published_a_month_before_and_begins_by_itself(self, root, moscow):
        before = our_ring().public_at(clock.now())
        stated = rotate_keys(root, by="admin")
        assert identity.our_public_keys() == before
        begins = max(key.not_before for key in stated.keys if key.use == "encrypt")
        assert begins - clock.now() >= schedule.LEAD
        with clock.held_at(begins):
            after = identity.our_public_keys()
        assert after.encryption != before.encryption
        assert after.signing == before.signing
        assert_recorded_once(AuditAction.KEYS_STATED, by="admin", about=None)

    def test_keys_can_be_made_ahead_for_a_year_and_signing_keys_with_them(self, root):
        stated = rotate_keys(root, ahead=5, by="admin")
        for days in range(0, 365, 5):
            at = clock.now() + timedelta(days=days)
            assert not schedule.needs_rotation(stated, clock.now())
            keys = stated.keys_at(at)
            used = stated.key_named(keys.encryption_key_id, "encrypt")
            assert used.is_in_use(at)
            assert stated.key_named(keys.signing_key_id).is_in_use(at)

    def test_what_was_sealed_with_the_old_key_still_opens(self, root, moscow):
        on_its_way = moscow.seal()
        renew_keys(root, by="admin")
        assert outcome(moscow, on_its_way) == ("stored", "")
        assert outcome(moscow, moscow.seal()) == ("stored", "")
        assert queries.open_message(InboxMessage.objects.first()).kind == "test.note/1"

    def test_an_old_key_is_destroyed_when_nothing_sealed_with_it_can_be_left_and_not_before(
        self, root, moscow, frozen_clock
    ):
        remember_own_statement()
        old = identity.our_keys()
        rotate_keys(root, ahead=8, by="admin")
        ends = max(
            key.not_after
            for key in our_ring().statement.keys
            if key.id in {old.encryption_key_id, old.signing_key_id}
        )

        def opens():
            return any(
                keys.opener(old.encryption_key_id) for keys in identity.our_decryption_keys()
            )

        frozen_clock.move_to(ends + schedule.KEPT_FOR - timedelta(days=1))
        services.accept(moscow.seal())
        assert forget_old_keys() == 0
        frozen_clock.move_on(days=1)
        assert forget_old_keys() == 0, "a message waits for a human"
        InboxMessage.objects.update(dispatched_at=clock.now())
        assert opens()
        renew_keys(root, by="admin")
        forget_old_keys()
        assert opens(), "no other office has said yet that it is so late"
        hear_from(moscow)
        assert forget_old_keys() > 0
        assert not opens()
        assert identity.our_keys().signing_key_id

    def test_the_last_keys_are_never_destroyed_however_long_ago_they_ended(
        self, root, moscow, frozen_clock
    ):
        remember_own_statement()
        ends = max(key.not_after for key in our_ring().statement.keys)
        frozen_clock.move_to(ends + schedule.KEPT_FOR * 3)
        Witness.objects.create(office=moscow.office, cosigned_at=clock.now())
        assert forget_old_keys() == 0
        renew_keys(root, by="admin")
        assert identity.our_keys().signing_key_id

    def test_a_clock_wrong_by_years_destroys_no_key_that_the_right_time_needs(
        self, root, moscow, frozen_clock
    ):
        remember_own_statement()
        hear_from(moscow)
        right = clock.now()
        for years in (1, 10, 10):
            frozen_clock.move_to(right + timedelta(days=366 * years))
            renew_keys(root, by="admin")
            remember_own_statement()
            assert forget_old_keys() == 0
        frozen_clock.move_to(right)
        assert identity.our_keys().signing_key_id
        assert outcome(moscow, moscow.seal()) == ("stored", "")

    def test_another_offices_root_changes_nothing(self, root):
        before = identity.our_statement()
        with refused(BadSignature):
            rotate_keys(envelope.RootKey.generate(), by="admin")
        assert identity.our_statement() == before

    def test_a_root_on_the_node_makes_the_next_keys_when_it_is_time(self, root, frozen_clock):
        node = django_settings.NODE
        frozen_clock.move_on(days=89)
        assert rotate_with_root_here() == 0
        pem = root.to_pem(node.read_secret("pepper"))
        (node.keys_folder / ROOT_FILE).write_bytes(pem)
        assert (rotate_with_root_here(), rotate_with_root_here()) == (1, 0)
        assert our_ring().statement.version == 2
        frozen_clock.move_on(days=10)
        used = our_ring().statement.key_named(identity.our_keys().encryption_key_id, "encrypt")
        assert used.is_in_use(clock.now())

    def test_a_late_administrator_is_warned_and_the_node_goes_on_signing(
        self, root, moscow, frozen_clock
    ):
        assert our_warnings() == []
        levels = []
        for days in (65, 20, 4, 1):
            frozen_clock.move_on(days=days)
            levels += [warning.level for warning in our_warnings() if warning.use == "encrypt"]
        assert levels == [30, 7, 1, 0]
        frozen_clock.move_on(days=1000)
        assert identity.our_keys().signing_key_id == our_ring().statement.keys[0].id

    def test_a_statement_of_a_command_that_was_cut_off_is_remembered_later(self, root):
        renew_keys(root, by="admin")
        KeyStatement.objects.all().delete()
        assert (remember_own_statement(), remember_own_statement()) == (1, 0)
        assert KeyStatement.objects.get().office == "tj-prosecutor-general"


def test_every_statement_that_is_believed_becomes_a_leaf_of_the_log_once(root, moscow):
    remember_own_statement()
    assert (log_statements(), log_statements()) == (3, 0)
    digests = {bytes(leaf.digest).hex() for leaf in Leaf.objects.filter(kind="keys")}
    assert digests == set(KeyStatement.objects.values_list("digest", flat=True))
    services.take_in_statement(newer(moscow, keys=envelope.OfficeKeys.generate()))
    assert log_statements() == 1


class TestRevoking:
    def test_a_revoked_key_is_followed_by_another_at_once(self, root, moscow):
        lost = identity.our_keys().signing_key_id
        stated = revoke_key(root, lost, reason="lost", by="admin")
        assert stated.is_revoked(lost)
        assert identity.our_keys().signing_key_id != lost
        assert_recorded_once(AuditAction.KEY_REVOKED, by="admin", about=None)

    @pytest.mark.parametrize("key", ["A" * 43, ""])
    def test_only_a_working_key_can_be_revoked_and_only_once(self, root, key):
        with refused(NotFound):
            revoke_key(root, key, reason="lost", by="admin")
        lost = identity.our_keys().encryption_key_id
        revoke_key(root, lost, reason="lost", by="admin")
        with refused(NotFound):
            revoke_key(root, lost, reason="lost", by="admin")

    def test_what_another_office_signed_with_a_revoked_key_is_refused_and_that_is_signed(
        self, moscow
    ):
        before, queued = moscow.seal(), moscow.seal()
        assert outcome(moscow, before) == ("stored", "")
        fate = envelope.Revocation(
            id=moscow.keys.signing_key_id, at=clock.now(), reason="compromised"
        )
        fresh = envelope.OfficeKeys.generate()
        assert services.take_in_statement(newer(moscow, keys=fresh, revoked=[fate]))
        assert outcome(moscow, queued) == ("refused", "key_revoked")
        assert outcome(moscow, before) == ("stored", "")
        moscow.keys = fresh
        assert outcome(moscow, moscow.seal()) == ("stored", "")
        assert queries.open_message(InboxMessage.objects.first()).kind == "test.note/1"

    def test_a_receipt_that_our_revoked_key_signed_is_signed_anew_when_it_is_asked_for_again(
        self, root, moscow
    ):
        frame = moscow.seal()
        before = services.accept(frame)
        assert services.accept(frame) == before
        revoke_key(root, identity.our_keys().signing_key_id, reason="lost", by="admin")
        assert services.accept(frame) != before
        assert outcome(moscow, frame) == ("stored", "")
        assert InboxMessage.objects.count() == 1


@pytest.mark.parametrize("years", [-10, 1, 10])
def test_a_clock_that_was_wrong_by_years_for_one_round_leaves_keys_that_all_can_use(
    root, frozen_clock, years
):
    node, right = django_settings.NODE, clock.now()
    pem = root.to_pem(node.read_secret("pepper"))
    (node.keys_folder / ROOT_FILE).write_bytes(pem)
    before = identity.our_public_keys()
    frozen_clock.move_to(right + timedelta(days=365 * years))
    rotate_with_root_here()
    frozen_clock.move_to(right)
    assert envelope.read_office_statement(identity.our_statement()).keys_at(right) == before
    for days in range(0, 200, 10):
        frozen_clock.move_to(right + timedelta(days=days))
        rotate_with_root_here()
        keys = our_ring().statement.keys_at(clock.now())
        assert (
            our_ring()
            .statement.key_named(keys.encryption_key_id, "encrypt")
            .is_in_use(clock.now())
        )


class TestOthers:
    def test_a_new_key_is_refused_for_a_while_and_taken_once_the_statement_is_there(self, moscow):
        statement = newer(moscow, keys=(fresh := envelope.OfficeKeys.generate()))
        moscow.keys = fresh
        frame = moscow.seal()
        assert outcome(moscow, frame) == ("refused", "unknown_key")
        assert peers.is_passing("unknown_key")
        assert services.take_in_statement(statement)
        assert outcome(moscow, frame) == ("stored", "")
        assert_recorded_once(AuditAction.PEER_KEYS_RENEWED, by="node", about=None)
        assert moscow.read(queue())

    def test_a_receipt_of_yesterdays_key_is_believed(self, moscow):
        queued = queue()
        receipt = moscow.receipt_for(bytes(queued.frame))
        services.take_in_statement(newer(moscow, keys=envelope.OfficeKeys.generate()))
        services.record_receipt(queued, receipt)
        queued.refresh_from_db()
        assert queued.status == "delivered"

    def test_a_refusal_for_a_key_that_is_not_known_yet_is_not_the_end(self, moscow):
        queued = queue()
        refusal = moscow.receipt_for(bytes(queued.frame), "refused", "unknown_key")
        services.record_receipt(queued, refusal)
        queued.refresh_from_db()
        assert queued.status == "waiting"

    def test_an_older_statement_and_the_same_again_change_nothing(self, moscow):
        older, text = moscow.statement, newer(moscow, keys=envelope.OfficeKeys.generate())
        assert services.take_in_statement(text)
        for again in (text, older):
            assert not services.take_in_statement(again)
        assert Peer.objects.get(office=MOSCOW).statement == text

    def test_what_the_pinned_root_did_not_sign_is_not_believed(self, moscow):
        other = SimulatedPeer()
        other.root = envelope.RootKey.generate()
        with refused(BadSignature):
            services.take_in_statement(other.statement)
        stranger = SimulatedPeer("uz-prosecutor-general")
        with refused(UnknownSender):
            services.take_in_statement(stranger.statement)

    def test_two_statements_with_one_number_are_not_believed(self, moscow):
        first = newer(moscow, keys=envelope.OfficeKeys.generate())
        services.take_in_statement(first)
        moscow.statement = first
        forked = envelope.read_office_statement(
            newer(moscow, keys=envelope.OfficeKeys.generate())
        ).with_changes(previous="0" * 64)
        with refused(Malformed):
            services.take_in_statement(envelope.sign_office_statement(forked, moscow.root))

    def test_a_distrusted_office_tells_us_nothing_more(self, moscow):
        text = newer(moscow, keys=envelope.OfficeKeys.generate())
        services.distrust_peer(MOSCOW, by="admin")
        with refused(UnknownSender):
            services.take_in_statement(text)
        assert peers.keys_named(MOSCOW, moscow.keys.signing_key_id) is None

    def test_an_office_that_moved_is_followed_unless_it_moved_nowhere(self, moscow):
        text = newer(moscow, address="https://new.example")
        services.take_in_statement(text)
        assert queries.address_of(MOSCOW) == "https://new.example"
        moscow.statement = text
        services.take_in_statement(newer(moscow, address="nowhere"))
        assert queries.address_of(MOSCOW) == "https://new.example"

    def test_a_key_that_only_an_older_statement_names_is_still_known_for_its_time(self, moscow):
        old = moscow.keys.signing_key_id
        fresh = envelope.OfficeKeys.generate()
        window = Window("sign", clock.now(), clock.now() + timedelta(days=365))
        sealing = Window("encrypt", window.begins, window.ends)
        keys = (*stated_keys(fresh, window), *stated_keys(fresh, sealing))
        stated = envelope.read_office_statement(moscow.statement).with_changes(
            version=2, previous=envelope.statement_digest(moscow.statement), keys=keys
        )
        services.take_in_statement(envelope.sign_office_statement(stated, moscow.root))
        assert peers.keys_named(MOSCOW, old).signing_key_id == old
        assert peers.keys_named(BISHKEK, old) is None
        assert old in {keys.signing_key_id for keys in peers.known_signers()}

    def test_nothing_is_sealed_for_keys_that_expired_long_ago(self, moscow, frozen_clock):
        frozen_clock.move_on(days=3650 + 31)
        with pytest.raises(KeyExpired):
            queue()

    def test_trusting_again_with_an_older_statement_keeps_the_newer_keys(self, moscow):
        text = newer(moscow, keys=envelope.OfficeKeys.generate())
        services.take_in_statement(text)
        moscow.trusted("https://moved.example")
        peer = Peer.objects.get(office=MOSCOW)
        assert (peer.statement, peer.address) == (text, "https://moved.example")

    def test_the_suite_is_what_the_statements_of_both_say(self, moscow):
        assert peers.suite_with(MOSCOW) == "A"
        with pytest.raises(WrongState):
            peers.suite_with("uz-prosecutor-general")


def test_twenty_rollovers_on_both_sides_refuse_nothing_that_was_on_its_way(
    root, moscow, frozen_clock
):
    frames, answers = [], []
    for number in range(20):
        frames += [moscow.seal() for _ in range(3)]
        queued = queue()
        if number % 2:
            renew_keys(root, by="admin")
        statement = newer(moscow, keys=(fresh := envelope.OfficeKeys.generate()))
        services.take_in_statement(statement)
        receipt = moscow.receipt_for(bytes(queued.frame))
        moscow.statement, moscow.keys = statement, fresh
        services.record_receipt(queued, receipt)
        queued.refresh_from_db()
        answers.append(queued.status)
        frozen_clock.move_on(hours=1)
        answers += [outcome(moscow, frame)[0] for frame in frames[:-2]]
        frames = frames[-2:]
    assert set(answers) == {"delivered", "stored"}
