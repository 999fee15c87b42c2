"""Large messages: sealed into a file, sent chunk by chunk, gone on with, kept only when whole."""

import hashlib
import os
import shutil
from io import BytesIO
from time import time

import httpx
import pytest

from hamkor import clock, envelope
from hamkor.errors import Malformed, NodeIsFull, NotFound, UnknownSender, WrongState
from hamkor.exchange import frames, queries, services
from hamkor.exchange.chunks import hashes_of, head_bytes, layout
from hamkor.exchange.models import InboxMessage, Upload
from hamkor.gateway import delivery, uploading
from tests.services.exchange_notes import Wire, queue
from tests.simulated_peer import SimulatedPeer

pytestmark = pytest.mark.django_db
MEGABYTE = 1024**2


@pytest.fixture
def moscow(frozen_clock):
    peer = SimulatedPeer()
    peer.trusted("http://moscow.example")
    return peer


@pytest.fixture(autouse=True)
def _small_posts(settings):
    settings.ONE_POST_BYTES = 2 * MEGABYTE


class Large:
    """A message of the peer's, as it sends it: an opening, then chunks."""

    def __init__(self, peer, size=3 * MEGABYTE + 5):
        content = hashlib.shake_256(b"invented").digest(size)
        self.document = envelope.Document("a.bin", "application/octet-stream", content)
        self.frame = peer.seal(documents=(self.document,))
        self.header, self.hash = envelope.read_header(self.frame)
        head = head_bytes(self.frame)
        self.opening = head + b"".join(hashes_of(self.header, BytesIO(self.frame)))
        chunks = layout(self.header, len(head))
        self.chunks = [self.frame[c.start : c.start + c.length] for c in chunks]

    def body(self, first, count=None):
        last = None if count is None else first + count
        return BytesIO(b"".join(self.chunks[first:last]))


def test_a_message_arrives_chunk_by_chunk_and_is_opened_from_its_file(moscow):
    large = Large(moscow)
    assert services.begin_upload(large.opening) == "0"
    assert services.add_chunks(large.hash, 0, large.body(0, 2)) == "2"
    assert not InboxMessage.objects.exists()
    assert services.begin_upload(large.opening) == "2"  # after a broken line: go on here
    receipt = services.add_chunks(large.hash, 2, large.body(2))
    assert moscow.read_receipt(receipt).what == "stored"
    kept = InboxMessage.objects.get()
    assert kept.size == len(large.frame)
    assert frames.frame_of(kept) == large.frame
    with queries.opened_message(kept) as message:
        assert message.documents[0].content == large.document.content
        assert message.kind == "test.note/1"
    assert not Upload.objects.exists()
    assert services.begin_upload(large.opening) == receipt
    assert services.accept(large.frame[:]) == receipt


def test_a_chunk_that_was_changed_costs_that_chunk(moscow):
    large = Large(moscow)
    services.begin_upload(large.opening)
    good, bad = large.chunks[0], bytes([large.chunks[1][0] ^ 1]) + large.chunks[1][1:]
    with pytest.raises(Malformed):
        services.add_chunks(large.hash, 0, BytesIO(good + bad))
    assert services.begin_upload(large.opening) == "1"
    receipt = services.add_chunks(large.hash, 1, large.body(1))
    assert moscow.read_receipt(receipt).what == "stored"


def test_a_line_that_breaks_within_a_chunk_keeps_those_before_it(moscow):
    large = Large(moscow)
    services.begin_upload(large.opening)
    cut = BytesIO(large.body(0, 2).read()[:-1])
    assert services.add_chunks(large.hash, 0, cut) == "1"


def test_chunks_come_in_their_order_and_only_after_the_opening(moscow):
    large = Large(moscow)
    with pytest.raises(NotFound):
        services.add_chunks(large.hash, 0, large.body(0))
    services.begin_upload(large.opening)
    with pytest.raises(WrongState):
        services.add_chunks(large.hash, 1, large.body(1))


def test_nobody_but_a_trusted_office_can_begin(moscow):
    stranger = Large(SimulatedPeer("kz-prosecutor-general"))
    with pytest.raises(UnknownSender):
        services.begin_upload(stranger.opening)
    assert not Upload.objects.exists()


def test_a_list_of_chunks_that_the_header_does_not_name_is_refused(moscow):
    large = Large(moscow)
    for opening in (large.opening[:-1], large.opening + bytes(32), large.opening[:-32]):
        with pytest.raises(Malformed):
            services.begin_upload(opening)
    with pytest.raises(Malformed):
        services.begin_upload(large.opening[:-1] + bytes([large.opening[-1] ^ 1]))
    assert not Upload.objects.exists()


def test_an_expired_message_is_refused_with_a_signature(moscow, frozen_clock):
    large = Large(moscow)
    frozen_clock.move_on(days=31)
    assert moscow.read_receipt(services.begin_upload(large.opening)).reason == "too_old"


def test_what_other_uploads_still_need_counts_as_taken(moscow, settings, monkeypatch):
    settings.MIN_FREE_BYTES = 0
    first, second = Large(moscow), Large(moscow)
    monkeypatch.setattr(frames, "free_bytes", lambda: 4 * MEGABYTE)
    assert services.begin_upload(first.opening) == "0"
    with pytest.raises(NodeIsFull):
        services.begin_upload(second.opening)


def test_one_office_has_so_many_uploads_under_way_and_no_more(moscow, monkeypatch):
    monkeypatch.setattr("hamkor.exchange.services.uploads.AT_A_TIME", 1)
    services.begin_upload(Large(moscow).opening)
    with pytest.raises(WrongState):
        services.begin_upload(Large(moscow).opening)


def test_an_upload_that_nobody_goes_on_with_leaves_nothing(moscow, frozen_clock):
    large = Large(moscow)
    services.begin_upload(large.opening)
    name = Upload.objects.get().stored_in
    frozen_clock.move_on(days=6)
    services.clear_uploads()
    assert (frames.folder() / name).exists()
    frozen_clock.move_on(days=2)
    assert services.clear_uploads() >= 1
    assert not (frames.folder() / name).exists()
    assert not Upload.objects.exists()


def test_opened_messages_that_a_process_left_when_it_died_are_destroyed(moscow):
    """Nobody's words stay readable because a process was killed while it read them."""
    ages = {"open-killed": 90_000, "court-killed": 90_000, "open-just-now": 60, "mine": 90_000}
    for name, age in ages.items():
        left = frames.folder() / name
        left.mkdir()
        (left / "document").write_bytes(b"invented")
        os.utime(left, (time() - age,) * 2)
    (frames.folder() / ".swept").unlink(missing_ok=True)
    services.clear_uploads()
    assert {name for name in ages if (frames.folder() / name).exists()} == {
        "open-just-now",
        "mine",
    }
    for name in ("open-just-now", "mine"):
        shutil.rmtree(frames.folder() / name)


class TestSending:
    @pytest.fixture
    def queued(self, moscow, settings, monkeypatch):
        monkeypatch.setattr("hamkor.exchange.services.leaving.IN_MEMORY_BYTES", MEGABYTE)
        content = bytes(range(256)) * (3 * 4096)
        document = envelope.Document("a.bin", "application/octet-stream", content)
        message = queue(documents=[document])
        assert message.stored_in
        assert bytes(message.frame) == b""
        return message

    @pytest.fixture
    def wire(self, monkeypatch, moscow, queued):
        """The other node, which loses the line after each post of chunks when told to."""
        wire = Wire(monkeypatch)
        held = []

        def answer(request):
            if request.url.path == uploading.PATH:
                return httpx.Response(200, text=str(len(held)))
            if wire.breaks:
                raise httpx.WriteError("the line broke")
            *_, header_hash, first = request.url.path.split("/")
            assert (header_hash, int(first)) == (queued.header_hash, len(held))
            chunks = layout(*self.outline(queued))
            body, start = request.content, 0
            while start < len(body):
                chunk = chunks[len(held)]
                held.append(body[start : start + chunk.length])
                start += chunk.length
            done = len(held) == len(chunks)
            receipt = moscow.receipt_for(frames.frame_of(queued))
            return httpx.Response(200, text=receipt if done else str(len(held)))

        wire.answer, wire.held, wire.breaks = answer, held, False
        return wire

    def outline(self, message):
        head = head_bytes(frames.frame_of(message))
        return envelope.read_header(head)[0], len(head)

    def test_the_chunks_that_go_out_are_the_frame(self, queued, wire):
        assert delivery.deliver_due() == 1
        queued.refresh_from_db()
        assert queued.status == "delivered"
        frame = frames.frame_of(queued)
        chunks = layout(*self.outline(queued))
        assert wire.held == [frame[c.start : c.start + c.length] for c in chunks]

    def test_after_a_broken_line_it_goes_on_where_the_other_node_stands(
        self, queued, wire, monkeypatch, frozen_clock
    ):
        monkeypatch.setattr(uploading, "PER_POST", 1)
        wire.breaks = True
        assert delivery.deliver_due() == 0
        queued.refresh_from_db()
        assert queued.next_try_at > clock.now()
        wire.breaks = False
        frozen_clock.move_to(queued.next_try_at)
        assert delivery.deliver_due() == 1
        assert len({url for url, _body in wire.posted if "/upload/" in url}) == len(wire.held)

    def test_what_does_not_fit_one_round_goes_on_in_the_next_without_a_failure(
        self, queued, wire, monkeypatch
    ):
        moments = iter(range(0, 10_000, 20))
        monkeypatch.setattr(uploading, "PER_POST", 1)
        monkeypatch.setattr(uploading.time, "monotonic", lambda: next(moments))
        (claimed,) = services.claim_due(1)
        client = httpx.Client(transport=httpx.MockTransport(wire.answer))
        with client, pytest.raises(uploading.UploadUnderWay):
            uploading.upload(claimed, "http://moscow.example", client, 1e9)
        services.go_on_later(claimed)
        queued.refresh_from_db()
        assert (queued.attempts, queued.leased_until, queued.last_failure) == (0, None, "")
        assert len(services.claim_due(1)) == 1


def test_below_the_mark_a_node_asks_to_come_back_and_still_takes_receipts(
    client, moscow, settings, monkeypatch
):
    frame, message = moscow.seal(), queue()
    monkeypatch.setattr(frames, "free_bytes", lambda: settings.MIN_FREE_BYTES - 1)
    answer = client.post("/exchange/v2/message", frame, content_type="application/octet-stream")
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    assert not InboxMessage.objects.exists()
    services.record_receipt(message, moscow.receipt_for(bytes(message.frame)))
    message.refresh_from_db()
    assert message.status == "delivered"


def test_whoever_is_asked_to_come_back_later_does_so_with_all_its_messages(moscow, monkeypatch):
    wire = Wire(monkeypatch)
    first, second = queue(), queue()
    wire.answer = lambda _request: httpx.Response(503, headers={"Retry-After": "1200"})
    assert delivery.deliver_due() == 0
    assert len(wire.posted) == 1
    for message in (first, second):
        message.refresh_from_db()
        assert (message.next_try_at - clock.now()).total_seconds() >= 1200
