"""What a person adds is kept whole and sealed, and officers get a copy that tells nothing more."""

import hashlib
import io
import random
import socketserver
import struct
import threading

import pytest
from django.conf import settings as node_settings
from PIL import Image
from PIL.ExifTags import GPS, IFD

from hamkor.errors import InputRefused, NodeIsFull, NotFound, WrongState
from hamkor.files import scanning, voices
from hamkor.files.store import read_file
from hamkor.intake.models import Attachment, Upload
from hamkor.intake.services import add_attachment, withdraw_complaint
from hamkor.intake.services.uploads import (
    PART_BYTES,
    add_part,
    begin_upload,
    finish_upload,
    upload_of,
)
from tests.factories import ComplaintFactory, file_a_complaint
from tests.services.assertions import refused

pytestmark = pytest.mark.django_db
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VOICE = b"ID3\x04\0\0\0\0\0\x00" + (b"\xff\xfb\x90\x00" + b"\x55" * 100) * 3
CHANGED = b"OggS\0\2" + b"changed voice"


@pytest.fixture(autouse=True)
def bystander():
    complaint = ComplaintFactory()
    add_attachment(complaint, name="other.txt", content=b"of somebody else")
    yield complaint
    kept = complaint.attachments.get()
    assert read_file(kept.reference, owner=complaint.reference) == b"of somebody else"


@pytest.fixture
def complaint():
    return ComplaintFactory()


@pytest.fixture
def signal():
    facts = {"mode": "signal", "person_name": "", "document_number": ""}
    return file_a_complaint(**facts).complaint


def photo():
    exif = Image.Exif()
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSProcessingMethod] = b"GPS-38.5598"
    written = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(written, "JPEG", exif=exif)
    return written.getvalue()


def test_the_original_is_kept_to_the_byte_and_the_copy_does_not_say_where(complaint):
    added = add_attachment(complaint, name="a.jpg", content=photo())
    assert read_file(added.reference, owner=complaint.reference) == photo()
    assert added.digest == hashlib.sha256(photo()).hexdigest()
    copy = read_file(added.working_reference, owner=complaint.reference)
    assert added.working_type == "image/jpeg"
    assert b"GPS-38.5598" in photo()
    assert b"GPS-38.5598" not in copy
    assert (added.finding, added.is_voice_changed) == ("not_looked_at", False)


def test_what_lies_on_disk_opens_with_this_complaints_key_only(complaint, bystander):
    added = add_attachment(complaint, name="a.txt", content=b"not paid since March")
    name = str(added.reference)
    on_disk = (node_settings.NODE.files_folder / name[:2] / name).read_bytes()
    assert b"paid" not in on_disk
    for owner in (bystander.reference, None):
        with pytest.raises(Exception, match="does not open"):
            read_file(added.reference, owner=owner)


def test_all_files_together_may_take_so_much_and_no_more(complaint, settings):
    settings.MAX_COMPLAINT_BYTES = 30
    add_attachment(complaint, name="a.txt", content=b"x" * 20)
    with refused(InputRefused, match="together"):
        add_attachment(complaint, name="b.txt", content=b"y" * 11)
    add_attachment(complaint, name="b.txt", content=b"y" * 10)


def test_a_full_disk_is_said_before_anything_is_written(complaint, settings):
    settings.MIN_FREE_BYTES = 2**60
    with refused(NodeIsFull, match="tomorrow"):
        add_attachment(complaint, name="a.txt", content=b"x" * 20)


@pytest.fixture
def ffmpeg(monkeypatch):
    monkeypatch.setattr(voices, "can_disguise", lambda: True)
    monkeypatch.setattr(voices, "disguise", lambda _content: CHANGED)


def test_whoever_gave_no_name_leaves_no_voice_here(signal, ffmpeg):
    added = add_attachment(signal, name="note.mp3", content=VOICE)
    assert added.is_voice_changed
    assert (added.name, added.media_type) == ("note.ogg", "audio/ogg")
    assert read_file(added.reference, owner=signal.reference) == CHANGED
    assert add_attachment(signal, name="note.mp3", content=VOICE) == added


def test_whoever_gave_a_name_keeps_the_voice_sealed_and_the_copy_has_another(complaint, ffmpeg):
    added = add_attachment(complaint, name="note.mp3", content=VOICE, changes_voice=True)
    assert added.is_voice_changed
    assert read_file(added.reference, owner=complaint.reference) == VOICE
    assert added.working_type in ("", "audio/ogg")


def test_a_voice_is_left_as_it_is_when_the_person_says_so(signal, ffmpeg):
    added = add_attachment(signal, name="note.mp3", content=VOICE, changes_voice=False)
    assert not added.is_voice_changed
    assert read_file(added.reference, owner=signal.reference) == VOICE


def test_a_picture_has_no_voice_to_change(signal, ffmpeg):
    assert not add_attachment(signal, name="a.jpg", content=photo()).is_voice_changed


def test_a_node_without_the_program_says_so_instead_of_keeping_the_voice(signal, monkeypatch):
    monkeypatch.setattr(voices, "can_disguise", lambda: False)
    with refused(InputRefused, match="cannot change voices"):
        add_attachment(signal, name="note.mp3", content=VOICE, changes_voice=True)


def test_the_length_of_a_note_is_read_from_its_last_page():
    page = b"OggS\0\4" + struct.pack("<Q", 301 * 48_000) + b"rest"
    assert voices.seconds_of(b"OggS\0\2" + bytes(8) + page) == 301


def test_a_note_longer_than_five_minutes_is_refused(monkeypatch):
    page = b"OggS\0\4" + struct.pack("<Q", 301 * 48_000)
    monkeypatch.setattr(voices, "_run", lambda *_: page)
    with pytest.raises(InputRefused, match="five minutes"):
        voices.disguise(VOICE)


class Scanner(socketserver.BaseRequestHandler):
    """Speaks as clamd does."""

    def handle(self):
        line = self.request.makefile("rb")
        assert line.read(10) == b"zINSTREAM\0"
        seen = b""
        while length := struct.unpack(">I", line.read(4))[0]:
            seen += line.read(length)
        self.request.sendall(b"stream: Eicar FOUND\0" if EICAR in seen else b"stream: OK\0")


@pytest.fixture
def scanner(tmp_path, settings):
    path = str(tmp_path / "clamd.ctl")
    with socketserver.ThreadingUnixStreamServer(path, Scanner) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        settings.NODE = settings.NODE.model_copy(update={"virus_scanner": path})
        yield path
        server.shutdown()


def test_a_virus_is_noted_the_evidence_kept_and_no_copy_made(complaint, scanner):
    infected = add_attachment(complaint, name="a.txt", content=EICAR)
    assert (infected.finding, infected.working_type) == ("infected", "")
    assert read_file(infected.reference, owner=complaint.reference) == EICAR
    with pytest.raises(NotFound):
        read_file(infected.working_reference, owner=complaint.reference)
    clean = add_attachment(complaint, name="b.txt", content=b"x" * 200_000)
    assert (clean.finding, clean.working_type) == ("clean", "text/plain")


@pytest.mark.parametrize("answer", [b"", b"UNKNOWN COMMAND\0", b"INSTREAM size limit exceeded."])
def test_an_odd_answer_of_the_scanner_is_no_verdict(answer):
    assert scanning._finding(answer) == "not_looked_at"


def test_a_scanner_that_is_not_there_is_no_verdict(complaint, settings):
    node = settings.NODE.model_copy(update={"virus_scanner": "/nowhere/clamd.ctl"})
    settings.NODE = node
    assert add_attachment(complaint, name="a.txt", content=b"x").finding == "not_looked_at"


CONTENT = random.Random(7).randbytes(1).hex().encode() * (PART_BYTES // 2 + 600)


def parts(content):
    return [content[start : start + PART_BYTES] for start in range(0, len(content), PART_BYTES)]


def test_a_file_that_comes_in_parts_over_a_line_that_breaks_twenty_times_is_whole(complaint):
    chance = random.Random(20261124)
    sent = parts(CONTENT)
    for time in range(20):
        content = CONTENT + str(time).encode()
        sent = parts(content)
        while True:
            upload = begin_upload(complaint, name="a.txt", size=len(content))
            if upload.parts_here == len(sent):
                break
            number = upload.parts_here
            add_part(upload, number=number, content=sent[number])
            if chance.random() < 0.3 and number:  # the answer was lost, the part is sent again
                add_part(upload, number=number, content=sent[number])
        added = finish_upload(upload)
        assert added.digest == hashlib.sha256(content).hexdigest()
        if time < 3:
            assert read_file(added.reference, owner=complaint.reference) == content
        Attachment.objects.filter(pk=added.pk).delete()
    assert not Upload.objects.exists()


def test_parts_lie_sealed_and_are_gone_when_the_file_is_whole(complaint):
    upload = begin_upload(complaint, name="secret-name.txt", size=len(CONTENT))
    first = upload.part_reference(0)
    upload = add_part(upload, number=0, content=parts(CONTENT)[0])
    assert read_file(first, owner=complaint.reference) == parts(CONTENT)[0]
    path = node_settings.NODE.files_folder / str(first)[:2] / str(first)
    assert CONTENT[:40] not in path.read_bytes()
    finish_upload(add_part(upload, number=1, content=parts(CONTENT)[1]))
    with pytest.raises(NotFound):
        read_file(first, owner=complaint.reference)


def test_a_part_out_of_turn_or_of_another_length_is_refused(complaint):
    upload = begin_upload(complaint, name="a.txt", size=len(CONTENT))
    with refused(WrongState):
        add_part(upload, number=1, content=parts(CONTENT)[1])
    for wrong in (b"", parts(CONTENT)[0][:-1], parts(CONTENT)[0] + b"x"):
        with refused(InputRefused):
            add_part(upload, number=0, content=wrong)
    with refused(WrongState):
        finish_upload(upload)


@pytest.mark.parametrize("size", [0, -1, 50 * 1024 * 1024 + 1])
def test_a_file_of_no_size_or_too_much_is_refused_before_a_byte_comes(complaint, size):
    with refused(InputRefused):
        begin_upload(complaint, name="a.txt", size=size)


def test_what_is_on_its_way_counts_and_only_five_come_at_once(complaint, settings):
    for number in range(5):
        begin_upload(complaint, name=f"{number}.txt", size=10)
    with refused(InputRefused, match="Wait"):
        begin_upload(complaint, name="6.txt", size=10)
    settings.MAX_COMPLAINT_BYTES = 55
    with refused(InputRefused, match="together"):
        add_attachment(complaint, name="b.txt", content=b"y" * 6)


def test_a_file_that_is_no_evidence_leaves_nothing_of_its_parts(complaint):
    upload = begin_upload(complaint, name="a.jpg", size=4)
    upload = add_part(upload, number=0, content=b"MZ\x90\xff")
    with pytest.raises(InputRefused):
        finish_upload(upload)
    assert not complaint.uploads.exists()
    assert not complaint.attachments.exists()


def test_another_person_neither_finds_nor_continues_the_upload(complaint, bystander):
    upload = begin_upload(complaint, name="a.txt", size=10)
    assert upload_of(bystander, upload.reference) is None
    assert upload_of(complaint, upload.reference) == upload
    assert begin_upload(bystander, name="a.txt", size=10) != upload


def test_a_complaint_taken_back_takes_no_parts(complaint):
    withdraw_complaint(complaint)
    with refused(WrongState):
        begin_upload(complaint, name="a.txt", size=10)


def test_parts_that_waited_three_days_are_forgotten(complaint, frozen_clock):
    upload = begin_upload(complaint, name="a.txt", size=10)
    frozen_clock.move_on(hours=73)
    assert begin_upload(complaint, name="a.txt", size=10) != upload
