"""A working copy shows what the original shows, and holds nothing of what lay beside it."""

import io
import struct
import zipfile

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from hamkor.files.kinds import WORD, check_upload
from hamkor.files.working import make_working_copy
from hamkor.files.working.vorbis import _written

PLANTED = [
    b"GPS-38.5598",
    b"PhoneMaker",
    b"SERIAL-77",
    b"Saidov-Author",
    b"2026:03:08",
    b"EvilApp",
]
WHERE = "GPS-38.5598"


def planted_in(content: bytes) -> list[bytes]:
    return [secret for secret in PLANTED if secret in content]


def picture(kind: str, size: tuple[int, int] = (60, 40)) -> bytes:
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Software] = "PhoneMaker", "EvilApp"
    exif[Base.Artist], exif[Base.DateTime] = "Saidov-Author", "2026:03:08 10:00:00"
    exif[Base.Orientation] = 6
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSProcessingMethod] = WHERE.encode()
    exif.get_ifd(IFD.Exif)[0xA431] = "SERIAL-77"
    more = {"comment": b"Saidov-Author"} if kind == "JPEG" else {}
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, kind, exif=exif, **more)
    return written.getvalue()


@pytest.mark.parametrize(
    ("kind", "media_type", "becomes"),
    [
        ("JPEG", "image/jpeg", "image/jpeg"),
        ("PNG", "image/png", "image/png"),
        ("WEBP", "image/webp", "image/jpeg"),
    ],
)
def test_a_picture_keeps_its_pixels_turned_upright_and_nothing_else(kind, media_type, becomes):
    original = picture(kind)
    assert planted_in(original)
    copy = make_working_copy(media_type, original)
    assert copy.media_type == becomes
    assert planted_in(copy.content) == []
    with Image.open(io.BytesIO(copy.content)) as shown:
        assert shown.size == (40, 60)  # the camera was held upright
        red, green, _blue = shown.convert("RGB").getpixel((20, 30))
        assert red > 180
        assert green < 60
        assert not shown.getexif()
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_large_photograph_becomes_one_of_working_size():
    with Image.open(
        io.BytesIO(make_working_copy("image/jpeg", picture("JPEG", (5000, 2500))).content)
    ) as shown:
        assert max(shown.size) == 2400


def test_a_drawing_that_lets_through_keeps_doing_so():
    written = io.BytesIO()
    Image.new("LA", (4, 4), (10, 0)).save(written, "PNG")
    with Image.open(io.BytesIO(make_working_copy("image/png", written.getvalue()).content)) as out:
        assert out.getpixel((1, 1))[3] == 0


def pdf() -> bytes:
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    page = made.pages[0]
    page.Contents = made.make_stream(b"BT (seen) Tj ET /P Do")
    photo = made.make_stream(picture("JPEG"))
    photo.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=60,
        Height=40,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=photo))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="EvilApp")
    made.Root.OpenAction = script
    page.obj.AA = pikepdf.Dictionary(O=script)
    page.obj.Annots = pikepdf.Array(
        [made.make_indirect(pikepdf.Dictionary(T="Saidov-Author", Subtype=pikepdf.Name.Text))]
    )
    made.docinfo["/Author"] = "Saidov-Author"
    made.docinfo["/Producer"] = "EvilApp"
    with made.open_metadata() as notes:
        notes["dc:creator"] = ["Saidov-Author"]
    made.attachments["a.txt"] = b"SERIAL-77"
    written = io.BytesIO()
    made.save(written, compress_streams=False)
    return written.getvalue()


def test_a_pdf_keeps_its_pages_and_loses_authors_scripts_attachments_and_places_of_photographs():
    original = pdf()
    assert len(planted_in(original)) > 3
    copy = make_working_copy("application/pdf", original)
    with pikepdf.open(io.BytesIO(copy.content)) as shown:
        assert len(shown.pages) == 1
        assert b"seen" in shown.pages[0].Contents.read_bytes()
        plain = io.BytesIO()
        shown.save(
            plain,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        photo = shown.pages[0].Resources.XObject.P.read_raw_bytes()
    assert planted_in(plain.getvalue()) == []
    for name in (b"/JavaScript", b"/OpenAction", b"/EmbeddedFile", b"/Annots", b"/Metadata"):
        assert name not in plain.getvalue()
    with Image.open(io.BytesIO(photo)) as seen:
        seen.load()
        assert seen.size == (60, 40)


def word() -> bytes:
    relations = (
        '<Relationships><Relationship Id="r1" Type="t/officeDocument" Target="word/document.xml"/>'
        '<Relationship Id="r2" Type="t/core" Target="docProps/core.xml"/></Relationships>'
    )
    inner = (
        '<Relationships><Relationship Id="r1" Type="t/image" Target="media/a.jpeg"/>'
        '<Relationship Id="r2" Type="t/attachedTemplate" Target="http://EvilApp/x.dotm"'
        ' TargetMode="External"/><Relationship Id="r3" Type="t/hyperlink" Target="http://EvilApp/"'
        ' TargetMode="External"/><Relationship Id="r4" Type="t/people" Target="people.xml"/>'
        "</Relationships>"
    )
    files = {
        "[Content_Types].xml": '<Types><Override PartName="/docProps/core.xml" ContentType="c"/>'
        '<Override PartName="/word/document.xml" ContentType="d"/></Types>',
        "_rels/.rels": relations,
        "docProps/core.xml": "<a>Saidov-Author 2026:03:08</a>",
        "docProps/thumbnail.jpeg": "SERIAL-77",
        "word/document.xml": '<w:document><w:p w:rsidR="SERIAL-77"><w:ins w:author="Saidov-Author"'
        ' w:date="2026:03:08T10:00:00Z"><w:t>seen</w:t></w:ins></w:p></w:document>',
        "word/comments.xml": '<w:comment w:author="Saidov-Author" w:initials="SERIAL-77">seen'
        "</w:comment>",
        "word/people.xml": "<p>Saidov-Author</p>",
        "word/_rels/document.xml.rels": inner,
        "word/settings.xml": "<w:settings><w:rsids><w:rsid w:val='SERIAL-77'/></w:rsids>"
        "</w:settings>",
        "word/embeddings/sheet.xlsx": "SERIAL-77",
        "word/media/a.jpeg": picture("JPEG"),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 8, 10, 0, 0)), content)
    return written.getvalue()


def test_a_word_file_keeps_its_text_and_loses_who_when_and_with_what():
    copy = make_working_copy(WORD, word())
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    assert b"seen" in held["word/document.xml"]
    assert b"seen" in held["word/comments.xml"]
    assert {
        name: planted_in(content) for name, content in held.items() if planted_in(content)
    } == {}
    assert not {name for name in held if name.startswith(("docProps", "word/embeddings"))}
    assert b"media/a.jpeg" in held["word/_rels/document.xml.rels"]
    assert b"people.xml" not in held["word/_rels/document.xml.rels"]
    assert b"docProps" not in held["[Content_Types].xml"] + held["_rels/.rels"]
    assert check_upload("a.docx", copy.content).media_type == WORD


def test_a_word_file_that_unpacks_to_too_much_is_left_alone():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"word/{number}.xml", bytes(45 * 1024 * 1024))
    assert make_working_copy(WORD, written.getvalue()) is None


def test_an_mp3_keeps_its_frames_and_loses_the_tags_at_both_ends():
    frames = (b"\xff\xfb\x90\x00" + b"\x55" * 100) * 5
    tag = b"ID3\x04\x00\x00" + bytes([0, 0, 1, 0]) + b"Saidov-Author".ljust(128, b"\0")
    behind = b"APETAGEX" + b"SERIAL-77" + b"TAG" + b"PhoneMaker".ljust(125, b" ")
    copy = make_working_copy("audio/mpeg", tag + frames + behind)
    assert copy.content == frames


def box(kind: bytes, *inside: bytes) -> bytes:
    content = b"".join(inside)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def film(handler: bytes = b"soun") -> bytes:
    times = struct.pack(">II", 0xE5D00D1E, 0xE5D00D1E)
    track = box(
        b"trak",
        box(b"tkhd", bytes(4), times, bytes(72)),
        box(
            b"mdia",
            box(b"mdhd", bytes(4), times, bytes(12)),
            box(b"hdlr", bytes(8), handler, bytes(12), b"PhoneMaker\0"),
            box(b"minf", box(b"stbl", box(b"stco", bytes(8)))),
        ),
        box(b"meta", bytes(4), b"SERIAL-77"),
    )
    moov = box(
        b"moov",
        box(b"mvhd", bytes(4), times, bytes(88)),
        track,
        box(b"udta", box(b"\xa9xyz", WHERE.encode()), box(b"\xa9mak", b"PhoneMaker")),
        box(b"Xtra", b"EvilApp"),
    )
    top = box(b"uuid", bytes(16), b"Saidov-Author")
    return box(b"ftyp", b"isom", bytes(4)) + moov + top + box(b"mdat", b"sound" * 100)


@pytest.mark.parametrize("media_type", ["audio/mp4", "video/mp4", "video/3gpp"])
def test_a_film_keeps_sound_and_length_and_loses_place_telephone_and_time(media_type):
    original = film()
    copy = make_working_copy(media_type, original)
    assert planted_in(original)
    assert planted_in(copy.content) == []
    assert struct.pack(">I", 0xE5D00D1E) not in copy.content
    assert len(copy.content) == len(original)
    assert copy.content.endswith(box(b"mdat", b"sound" * 100))
    assert copy.content.count(b"stco") == 1


def test_a_film_with_a_track_of_positions_gets_no_copy():
    assert make_working_copy("video/mp4", film(b"meta")) is None


@given(st.data())
def test_a_damaged_film_gets_no_copy_or_one_but_never_an_error(data):
    original = bytearray(film())
    at = data.draw(st.integers(0, len(original) - 1))
    original[at] = data.draw(st.integers(0, 255))
    copy = make_working_copy(
        "video/mp4", bytes(original[: data.draw(st.integers(1, len(original)))])
    )
    assert copy is None or len(copy.content) <= len(original)


def page(body: bytes, number: int, *, flags: int = 0, lacing: bytes | None = None) -> bytes:
    from hamkor.files.working.vorbis import Page

    laces = lacing or b"\xff" * (len(body) // 255) + bytes([len(body) % 255])
    return _written(Page(flags, bytes(8), b"abcd", number, laces, body))


def test_a_voice_note_keeps_its_sound_and_loses_its_comments():
    comments = b"OpusTags" + b"\x08\0\0\0PhoneMak" + b"\x01\0\0\0" + b"\x0d\0\0\0Saidov-Author"
    sound = [page(b"sound" * 30, 2), page(b"more" * 200, 3, flags=4)]
    note = page(b"OpusHead" + bytes(11), 0, flags=2) + page(comments, 1) + b"".join(sound)
    copy = make_working_copy("audio/ogg", note)
    assert planted_in(copy.content) == []
    assert b"PhoneMak" not in copy.content
    assert copy.content.endswith(b"".join(sound))
    assert copy.content.startswith(page(b"OpusHead" + bytes(11), 0, flags=2))


def test_comments_over_many_pages_go_and_the_pages_behind_are_numbered_anew():
    comments = b"OpusTags" + b"Saidov-Author" * 6000
    half = 255 * 255
    first = page(comments[:half], 1, lacing=b"\xff" * 255)
    second = page(comments[half:], 2, flags=1)
    note = page(b"OpusHead" + bytes(11), 0, flags=2) + first + second + page(b"sound" * 9, 3)
    copy = make_working_copy("audio/ogg", note)
    assert planted_in(copy.content) == []
    assert copy.content.endswith(page(b"sound" * 9, 2))


def element(name: str, content: bytes, size: bytes | None = None) -> bytes:
    length = size or (1 << 56 | len(content)).to_bytes(8, "big")
    return bytes.fromhex(name) + length + content


def recording() -> bytes:
    unknown = b"\x01" + b"\xff" * 7
    info = element("1549a966", element("4d80", b"EvilApp") + element("4461", b"2026:03:08"))
    tracks = element(
        "1654ae6b", element("ae", element("536e", b"PhoneMaker") + element("83", b"\2"))
    )
    cluster = element("1f43b675", element("a3", b"sound" * 40), unknown)
    tags = element("1254c367", b"Saidov-Author")
    header = element("1a45dfa3", element("4282", b"webm"))
    return header + element("18538067", info + tracks + cluster + tags, unknown)


def test_a_recording_of_the_browser_keeps_its_sound_and_loses_programs_names_and_tags():
    original = recording()
    copy = make_working_copy("video/webm", original)
    assert len(planted_in(original)) == 4
    assert planted_in(copy.content) == []
    assert b"sound" * 40 in copy.content
    assert len(copy.content) == len(original)


@given(st.data())
def test_a_damaged_recording_or_note_gets_no_copy_or_one_but_never_an_error(data):
    kind, original = data.draw(
        st.sampled_from([("video/webm", recording()), ("application/pdf", pdf()), (WORD, word())])
    )
    broken = bytearray(original)
    at = data.draw(st.integers(0, len(broken) - 1))
    broken[at] ^= data.draw(st.integers(1, 255))
    make_working_copy(kind, bytes(broken))


def test_what_nobody_knows_to_rewrite_gets_no_copy():
    assert make_working_copy("application/x-something", b"x") is None
