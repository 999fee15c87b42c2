"""Uploads are judged by their content; what is kept lies sealed and whole on disk."""

import hashlib
import io
import zipfile
import zlib
from contextlib import suppress
from uuid import uuid4

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hamkor.errors import InputRefused, NotFound, OurFault
from hamkor.files import kinds, store
from hamkor.files.kinds import check_upload, clean_name
from hamkor.files.store import read_file, store_file


def picture(format, size=(8, 8)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, format)
    return buffer.getvalue()


def pdf(**protection):
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(buffer, **protection)
    return buffer.getvalue()


def word(*more_names, text=b"<w:document/>"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", *more_names):
            archive.writestr(name, b"x")
        archive.writestr("word/document.xml", text)
    return buffer.getvalue()


def boxed(brand):
    return b"\x00\x00\x00\x18ftyp" + brand + bytes(20)


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ALLOWED = {
    "photo.jpg": (picture("JPEG"), "image/jpeg"),
    "photo.JPEG": (picture("JPEG"), "image/jpeg"),
    "scan.png": (picture("PNG"), "image/png"),
    "scan.webp": (picture("WEBP"), "image/webp"),
    "қарор.pdf": (pdf(), "application/pdf"),
    "хат.docx": (word(), WORD),
    "ариза.txt": ("Шикоят\r\n\tаз корфармо".encode(), "text/plain"),
    "bom.txt": (b"\xef\xbb\xbfa", "text/plain"),
    "a.mp3": (b"ID3\x04" + bytes(30), "audio/mpeg"),
    "b.mp3": (b"\xff\xfb\x90\x64" + bytes(30), "audio/mpeg"),
    "voice.ogg": (b"OggS" + bytes(30), "audio/ogg"),
    "voice.opus": (b"OggS" + bytes(30), "audio/ogg"),
    "voice.amr": (b"#!AMR\n" + bytes(30), "audio/amr"),
    "voice.m4a": (boxed(b"M4A "), "audio/mp4"),
    "film.mp4": (boxed(b"isom"), "video/mp4"),
    "film.3gp": (boxed(b"3gp5"), "video/3gpp"),
}

DAMAGED = {
    "a.docx": word(text=b"<w:t>" + "".join(map(chr, range(33, 3000))).encode()),
    "a.pdf": pdf(),
    "a.png": picture("PNG", (64, 64)),
    "a.jpg": picture("JPEG", (64, 64)),
    "a.webp": picture("WEBP", (64, 64)),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_people_have_on_their_telephones_is_taken_in_to_the_byte(name):
    content, media_type = ALLOWED[name]
    upload = check_upload(name, content)
    assert (upload.name, upload.media_type, upload.content) == (name, media_type, content)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.jpg", b"", "is empty"),
        ("a.exe", b"MZ\x90\x00" + bytes(99), "are not taken in"),
        ("a.html", b"<html>", "should end in .txt"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "should end in .txt"),
        ("a.txt", b"\xff\xfe\x00a", "are not taken in"),
        ("a.txt", b"a\x00b", "are not taken in"),
        ("a.gif", b"GIF89a" + bytes(99), "are not taken in"),
        ("a.zip", b"PK\x03\x04" + bytes(99), "are not taken in"),
        ("a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(99), "are not taken in"),
        ("a.pdf", picture("JPEG"), "should end in .jpg"),
        ("a.jpg", pdf(), "should end in .pdf"),
        ("photo", picture("PNG"), "should end in .png"),
        ("a.jpg.exe", picture("JPEG"), "should end in .jpg"),
        ("a.jpg", picture("JPEG")[:200], "cannot be opened"),
        ("a.jpg", picture("JPEG", (800, 800))[:-500], "cannot be opened"),
        ("a.png", picture("PNG", (800, 800))[:-500], "cannot be opened"),
        ("a.png", picture("PNG")[:40] + bytes(40), "cannot be opened"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBP" + bytes(20), "cannot be opened"),
        ("a.pdf", b"%PDF-1.7\nnothing more", "cannot be opened"),
        ("a.pdf", pdf(encryption=pikepdf.Encryption(user="x", owner="y")), "cannot be opened"),
        ("a.docx", word()[:-30], "cannot be opened"),
        ("a.docx", word("word/vbaProject.bin"), "cannot be opened"),
        ("a.docx", word(text=b"no markup"), "cannot be opened"),
    ],
)
def test_each_thing_that_is_not_taken_in_gets_its_own_sentence(name, content, sentence):
    with pytest.raises(InputRefused, match=sentence) as caught:
        check_upload(name, content)
    assert caught.value.field == "files"


@given(name=st.sampled_from(sorted(DAMAGED)), at=st.floats(0.05, 0.95), byte=st.integers(0, 255))
def test_a_file_damaged_anywhere_is_taken_in_or_refused_and_nothing_else(name, at, byte):
    content = bytearray(DAMAGED[name])
    content[int(at * len(content))] = byte
    with suppress(InputRefused):
        check_upload(name, bytes(content))


def test_a_word_file_with_a_broken_stream_is_refused():
    whole = DAMAGED["a.docx"]
    start = whole.rindex(b"word/document.xml", 0, whole.index(b"PK\x01\x02"))
    broken = bytearray(whole)
    broken[start + 30 : start + 60] = b"\xff" * 30
    with pytest.raises(InputRefused, match="cannot be opened"):
        check_upload("a.docx", bytes(broken))


def test_a_pdf_that_is_a_page_and_a_picture_that_is_an_archive_are_kept_as_what_they_begin_as():
    """Polyglots: the name must fit the beginning, and nothing is ever opened by a browser here."""
    page = b"<script>alert(1)</script>"
    assert check_upload("a.pdf", pdf() + page).media_type == "application/pdf"
    both = picture("PNG") + word()
    assert check_upload("a.png", both).media_type == "image/png"
    for name in ("a.html", "a.docx", "a.php"):
        with pytest.raises(InputRefused, match="should end in"):
            check_upload(name, both)


def test_a_picture_of_two_and_a_half_thousand_million_pixels_is_not_decoded():
    """50,000 × 50,000 announced in a few bytes."""
    head = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big")
    announced = b"IHDR" + (50_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    crc = zlib.crc32(announced).to_bytes(4, "big")
    with pytest.raises(InputRefused, match="cannot be opened"):
        check_upload("a.png", head + announced + crc + bytes(50))


def test_a_word_file_of_four_gigabytes_is_refused_before_it_is_unpacked():
    claims = bytearray(word(text=b"<a>" + bytes(99)))
    where = claims.rindex(b"PK\x01\x02")
    claims[where + 24 : where + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    with pytest.raises(InputRefused, match="cannot be opened"):
        check_upload("a.docx", bytes(claims))


def test_the_limit_is_the_last_size_taken_in(settings):
    settings.MAX_ATTACHMENT_BYTES = 1024 * 1024
    assert check_upload("a.txt", b"a" * 1024 * 1024)
    with pytest.raises(InputRefused, match="larger than 1 MB"):
        check_upload("a.txt", b"a" * (1024 * 1024 + 1))


def test_a_small_file_with_too_many_pixels_is_not_decoded(monkeypatch):
    monkeypatch.setattr(kinds, "MAX_PIXELS", 100)
    assert check_upload("a.png", picture("PNG", (10, 10)))
    with pytest.raises(InputRefused, match="cannot be opened"):
        check_upload("a.png", picture("PNG", (11, 10)))


def test_a_word_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(kinds, "MAX_DOCX_XML_BYTES", 1000)
    with pytest.raises(InputRefused, match="cannot be opened"):
        check_upload("a.docx", word(text=b"<" + bytes(1000)))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Раҳмон\\хат.txt", "хат.txt"),
        ("a\x00b\r\n\u202etxt.exe.txt", "abtxt.exe.txt"),
        ("", "file"),
        ("...", "file"),
        ("  .txt ", "txt"),
        ("й" * 300 + ".docx", "й" * 115 + ".docx"),
    ],
)
def test_names_lose_paths_tricks_and_length(given, kept):
    assert clean_name(given) == kept


@given(st.text(max_size=300))
def test_no_name_is_dangerous_afterwards(name):
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= 120
    assert not set(cleaned) & set("/\\\x00\r\n")
    assert clean_name(cleaned) == cleaned


BEGINNINGS = [b"", *{content[:16] for content, _media_type in ALLOWED.values()}]


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300), st.sampled_from([*ALLOWED, "a.exe"]))
def test_any_bytes_are_taken_in_or_refused_and_nothing_else(beginning, rest, name):
    content = beginning + rest
    with suppress(InputRefused):
        assert check_upload(name, content).content == content


class TestStore:
    @pytest.fixture
    def folder(self, settings, tmp_path):
        """An empty files folder under the node's own pepper."""
        for name in ("keys", "files"):
            (tmp_path / name).mkdir()
        (tmp_path / "keys" / "pepper").write_bytes(b"p" * 48)
        settings.NODE = settings.NODE.model_copy(update={"folder": tmp_path})
        return tmp_path / "files"

    def test_what_was_stored_is_read_again(self, folder):
        reference, bystander = uuid4(), uuid4()
        store_file(bystander, b"other")
        content = b"\x00invented\xff" * 1000
        assert store_file(reference, content) == hashlib.sha256(content).hexdigest()
        assert read_file(reference) == content
        assert read_file(bystander) == b"other"

    def test_nothing_readable_lies_on_disk(self, folder):
        reference = uuid4()
        store_file(reference, b"Rahmon 1990 " * 100)
        path = folder / str(reference)[:2] / str(reference)
        assert b"Rahmon" not in path.read_bytes()
        assert [file for file in folder.rglob("*") if file.is_file()] == [path]

    def test_what_is_not_there_is_not_found(self, folder):
        with pytest.raises(NotFound):
            read_file(uuid4())

    def test_a_file_that_was_changed_or_exchanged_does_not_open(self, folder):
        reference, other = uuid4(), uuid4()
        store_file(reference, b"invented")
        store_file(other, b"other")
        path, other_path = (folder / str(r)[:2] / str(r) for r in (reference, other))
        sealed = path.read_bytes()
        path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
        with pytest.raises(OurFault):
            read_file(reference)
        path.write_bytes(other_path.read_bytes())
        with pytest.raises(OurFault):
            read_file(reference)

    def test_a_crash_while_writing_leaves_the_old_file(self, folder, monkeypatch):
        reference = uuid4()
        store_file(reference, b"old")
        monkeypatch.setattr(store.os, "fsync", raising(OSError("no space")))
        with pytest.raises(OSError, match="no space"):
            store_file(reference, b"new")
        assert read_file(reference) == b"old"

    def test_the_content_is_on_disk_before_the_name_and_the_name_before_the_return(
        self, folder, monkeypatch
    ):
        steps = []
        sync, replace = store.os.fsync, store.Path.replace
        monkeypatch.setattr(store.os, "fsync", lambda handle: (steps.append("sync"), sync(handle)))
        monkeypatch.setattr(
            store.Path, "replace", lambda a, b: (steps.append("rename"), replace(a, b))
        )
        store_file(uuid4(), b"invented")
        assert steps == ["sync", "rename", "sync", "sync"]


def raising(error):
    def fail(*_arguments):
        raise error

    return fail
