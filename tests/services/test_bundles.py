"""What an office without a network carries on a stick: whole, once, and to the right office."""

import hashlib
import struct
from uuid import uuid4

import pytest

from hamkor import clock, envelope
from hamkor.envelope.bundle import Bundle, item_of, sign_cover, write_bundle
from hamkor.errors import BadSignature, InputRefused, Malformed, UnknownSender
from hamkor.exchange import identity, services
from hamkor.exchange.models import InboxMessage, OutboxMessage
from hamkor.gateway import bundles
from tests.services.assertions import refused
from tests.services.exchange_notes import MOSCOW, Note, queue
from tests.services.test_keys import newer
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db
DUSHANBE, BISHKEK = "tj-prosecutor-general", "kg-prosecutor-general"


@pytest.fixture
def moscow(frozen_clock):
    """A trusted office; another one stands by, with a message on its way to it."""
    SimulatedPeer(BISHKEK).trusted("http://bishkek.example")
    services.queue_message(Note(), to=BISHKEK, about=uuid4())
    peer = SimulatedPeer()
    peer.trusted()
    return peer


def stick(peer, path, *items, to=DUSHANBE, keys=None, volume_bytes=0):
    """Write what another office would write for us."""
    bundle_id = uuid4()
    listed = [item_of(kind, content) for kind, content in items]
    cover = sign_cover(
        listed,
        keys or peer.keys,
        bundle_id=bundle_id,
        sender=peer.office,
        recipient=to,
        at=clock.now(),
    )
    return write_bundle(path, listed, cover, bundle_id, volume_bytes=volume_bytes)


def test_what_waits_is_carried_over_and_the_receipts_come_back(moscow, tmp_path):
    first, second = queue(), queue()
    files, code = bundles.write_for(MOSCOW, tmp_path / "out")
    bundle = Bundle(files)
    bundle.verify(identity.our_public_keys())
    carried = {item.kind: item.content.read() for item in bundle.items()}
    assert (bundle.cover.sender, bundle.cover.recipient) == (DUSHANBE, MOSCOW)
    assert bundle.check_code == code
    assert carried["statement"].decode() == identity.our_statement()
    frames = [bytes(message.frame) for message in (first, second)]
    back = stick(
        moscow,
        tmp_path / "back",
        ("statement", moscow.statement.encode()),
        *(("receipt", moscow.receipt_for(frame).encode()) for frame in frames),
    )
    outcome = bundles.take_in(back)
    assert outcome.taken_in == {"receipt": 2}
    assert [m.status for m in OutboxMessage.objects.order_by("id")] == [
        "waiting",
        "delivered",
        "delivered",
    ]


def test_what_came_is_answered_with_receipts_on_the_return_bundle(moscow, tmp_path):
    frames = [moscow.seal(), moscow.seal()]
    outcome = bundles.take_in(stick(moscow, tmp_path / "in", *(("frame", f) for f in frames)))
    assert outcome.taken_in == {"frame": 2}
    files, _code = bundles.write_for(MOSCOW, tmp_path / "back", answers=outcome.answers)
    receipts = [i.content.read().decode() for i in Bundle(files).items() if i.kind == "receipt"]
    assert [moscow.read_receipt(text).what for text in receipts] == ["stored", "stored"]


def test_a_bundle_that_is_taken_in_twice_has_one_effect_and_gives_the_same_receipts(
    moscow, tmp_path
):
    files = stick(moscow, tmp_path / "in", ("frame", moscow.seal()))
    first, again = bundles.take_in(files), bundles.take_in(files)
    assert InboxMessage.objects.count() == 1
    assert (again.taken_in, again.known) == ({}, 1)
    contents = []
    for outcome in (first, again):
        outcome.answers[0].content.seek(0)
        contents.append(outcome.answers[0].content.read())
    assert contents[0] == contents[1]


def test_a_stick_and_the_line_are_one(moscow, tmp_path):
    frame = moscow.seal()
    receipt = services.accept(frame)
    outcome = bundles.take_in(stick(moscow, tmp_path / "in", ("frame", frame)))
    assert outcome.answers[0].content.read().decode() == receipt
    assert InboxMessage.objects.count() == 1


def test_volumes_are_put_together_in_any_order(moscow, tmp_path):
    documents = (envelope.Document("a.bin", "application/octet-stream", b"x" * 20_000),)
    files = stick(
        moscow, tmp_path / "in", ("frame", moscow.seal(documents=documents)), volume_bytes=5_000
    )
    assert len(files) > 3
    assert all(path.stat().st_size <= 5_000 for path in files)
    assert bundles.take_in(files[::-1]).taken_in == {"frame": 1}


class TestRefused:
    @pytest.fixture
    def files(self, moscow, tmp_path):
        return stick(moscow, tmp_path / "in", ("frame", moscow.seal()), volume_bytes=1_100)

    def test_half_a_copy_is_said_to_be_half(self, files):
        files[1].write_bytes(files[1].read_bytes()[:-100])
        with refused(InputRefused, "in.002 was copied only in part"):
            bundles.take_in(files)

    def test_a_damaged_volume_is_named(self, files):
        content = bytearray(files[0].read_bytes())
        content[-1] ^= 1
        files[0].write_bytes(content)
        with refused(InputRefused, "in.001 was damaged"):
            bundles.take_in(files)

    def test_a_missing_volume_is_named(self, files):
        with refused(InputRefused, "Volume 2 of"):
            bundles.take_in([files[0], *files[2:]])

    def test_volumes_of_two_bundles_do_not_go_together(self, files, moscow, tmp_path):
        other = stick(moscow, tmp_path / "other", ("frame", moscow.seal()), volume_bytes=1_100)
        with refused(InputRefused, "different bundles"):
            bundles.take_in([files[0], *other[1:]])

    def test_another_offices_bundle_is_not_taken_in(self, moscow, tmp_path):
        files = stick(moscow, tmp_path / "in", ("frame", moscow.seal()), to=BISHKEK)
        with refused(InputRefused, "is for kg-prosecutor-general"):
            bundles.take_in(files)

    def test_what_is_no_bundle_is_not_taken_in(self, moscow, tmp_path):
        (tmp_path / "letter.txt").write_text("hello")
        with refused(InputRefused, "letter.txt is not a bundle"):
            bundles.take_in([tmp_path / "letter.txt"])
        with refused(InputRefused, "cannot be read"):
            bundles.take_in([tmp_path / "nothing"])

    def test_nobody_else_can_write_a_bundle_in_an_offices_name(self, moscow, tmp_path):
        stranger = envelope.OfficeKeys.generate()
        files = stick(moscow, tmp_path / "in", ("frame", moscow.seal()), keys=stranger)
        with refused(UnknownSender):
            bundles.take_in(files)

    def test_a_borrowed_key_id_does_not_help(self, moscow, tmp_path):
        stranger, real = envelope.OfficeKeys.generate().signing, moscow.keys.signing
        borrowed = {
            name: envelope.KeyPair(name, stranger[name].secret, real[name].public) for name in real
        }
        keys = envelope.OfficeKeys(borrowed, moscow.keys.encryption)
        files = stick(moscow, tmp_path / "in", ("frame", moscow.seal()), keys=keys)
        with refused(BadSignature):
            bundles.take_in(files)

    def test_an_exchanged_item_is_noticed(self, moscow, tmp_path):
        [path] = stick(moscow, tmp_path / "in", ("receipt", b"a" * 50), ("receipt", b"b" * 50))
        raw = path.read_bytes()
        payload = raw[69:].replace(b"a" * 50, b"c" * 50)
        bundle_id = uuid4()
        forged = tmp_path / "forged"
        head = struct.pack(
            ">5s16sIIQ32s",
            b"HMKV\x01",
            bundle_id.bytes,
            1,
            1,
            len(payload),
            hashlib.sha256(payload).digest(),
        )
        forged.write_bytes(head + payload)
        with refused(Malformed):
            bundles.take_in([forged])

    def test_one_bad_item_does_not_keep_the_others_out(self, moscow, tmp_path):
        files = stick(
            moscow,
            tmp_path / "in",
            ("receipt", b"nonsense"),
            ("frame", b"nonsense"),
            ("frame", moscow.seal()),
        )
        outcome = bundles.take_in(files)
        assert outcome.taken_in == {"frame": 1}
        assert sum(outcome.refused.values()) == 2

    def test_no_file_is_overwritten(self, moscow, tmp_path):
        (tmp_path / "mine").write_text("mine")
        with refused(InputRefused, "cannot be written"):
            bundles.write_for(MOSCOW, tmp_path / "mine")
        assert (tmp_path / "mine").read_text() == "mine"


def test_a_bundle_signed_with_a_key_that_its_own_statement_names_first_is_believed(
    moscow, tmp_path
):
    fresh = envelope.OfficeKeys.generate()
    text = newer(moscow, keys=fresh)
    moscow.keys = fresh
    files = stick(moscow, tmp_path / "in", ("statement", text.encode()), ("frame", moscow.seal()))
    assert bundles.take_in(files).taken_in == {"statement": 1, "frame": 1}
