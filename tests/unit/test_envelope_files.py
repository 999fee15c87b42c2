"""Messages of any size: sealed into a file and opened from one, a chunk at a time."""

import dataclasses
import io
import subprocess
import sys
from pathlib import Path

import pytest

from hamkor.envelope import (
    SEALED_CHUNK_BYTES,
    Document,
    FileDocument,
    Header,
    OfficeKeys,
    chunk_hash,
    root_of,
    seal_to,
    unseal_from,
)
from hamkor.envelope import seal_file as sealing
from hamkor.envelope.frame import InFile, InMemory, head_of, spans_of
from hamkor.envelope.stream import CHUNK_BYTES, chunk_hashes, sealed_chunks
from hamkor.errors import Malformed, OurFault, TooLarge, Unreadable
from tests.unit.envelope_samples import (
    DUSHANBE,
    DUSHANBE_PUBLIC,
    INQUIRY,
    MOSCOW,
    MOSCOW_KEYS,
    NOW,
    address,
    arguments,
    forged,
    opened,
    sealed,
)

SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 5]


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "documents"
    place.mkdir()
    return place


@pytest.fixture
def with_file(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"\x07" * (CHUNK_BYTES + 100))
    documents = (*INQUIRY.documents, FileDocument("scan.pdf", "application/pdf", path))
    return dataclasses.replace(INQUIRY, documents=documents)


def sealed_to(message, **changes):
    file = io.BytesIO()
    return seal_to(file, message, **arguments(**changes)), file.getvalue()


def opened_from(frame, folder, **changes):
    usual = {
        "our_office": MOSCOW,
        "our_keys": MOSCOW_KEYS,
        "sender_keys": DUSHANBE_PUBLIC,
        "now": NOW,
    }
    return unseal_from(io.BytesIO(frame), folder, **(usual | changes))


def plain(message):
    """Return the message with documents that can be compared."""
    documents = [Document(one.name, one.media_type, one.content) for one in message.documents]
    return dataclasses.replace(message, documents=tuple(documents))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_into_a_file_opens_in_memory_and_from_the_file(size, folder, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"\x09" * size)
    documents = (FileDocument("a", "a/b", path), Document("b", "a/b", b"xyz"))
    message = dataclasses.replace(INQUIRY, documents=documents)
    envelope, frame = sealed_to(message)
    assert envelope.frame == b""
    header, in_memory = opened(frame)
    assert (header, in_memory) == (envelope.header, plain(message))
    header, from_file = opened_from(frame, folder)
    assert (header, plain(from_file)) == (envelope.header, plain(message))
    assert [document.length for document in from_file.documents] == [size, 3]
    assert all(document.path.parent == folder for document in from_file.documents)


def test_what_is_sealed_in_memory_opens_from_a_file(folder):
    assert plain(opened_from(sealed().frame, folder)[1]) == INQUIRY


def test_a_file_for_several_offices_in_suite_b(folder, with_file):
    ours, theirs = OfficeKeys.generate("B"), OfficeKeys.generate("B")
    envelope, frame = sealed_to(
        with_file, sender_keys=ours, recipients=[address(theirs.public(MOSCOW))]
    )
    assert envelope.header.suite == "B"
    sender_keys = ours.public(DUSHANBE)
    found = opened_from(frame, folder, our_keys=theirs, sender_keys=sender_keys)[1]
    assert plain(found) == plain(with_file)


def test_names_of_documents_never_become_names_of_files(folder):
    names = ("..", ".", "con.txt", "a" * 255)
    documents = tuple(Document(name, "a/b", name.encode()) for name in names)
    found = opened_from(sealed(dataclasses.replace(INQUIRY, documents=documents)).frame, folder)[1]
    assert [document.name for document in found.documents] == list(names)
    assert sorted(path.name for path in folder.iterdir()) == ["02", "03", "04", "05"]


@pytest.mark.parametrize("change", [b"", b"\x07"], ids=["shorter", "longer"])
def test_a_document_that_changes_while_it_is_read_is_not_sealed(change, tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"\x07" * 100)
    document = FileDocument("a", "a/b", path)
    real = FileDocument.open

    def changed(self):
        self.path.write_bytes(change * 101)
        return real(self)

    monkeypatch.setattr(FileDocument, "open", changed)
    with pytest.raises(OurFault, match=r"shorter|longer"):
        sealed_to(dataclasses.replace(INQUIRY, documents=(document,)))


def test_no_more_is_sealed_into_a_file_than_offices_take_in(with_file, monkeypatch):
    _envelope, frame = sealed_to(with_file)
    monkeypatch.setattr(sealing, "MAX_FILE_BYTES", len(frame))
    assert len(sealed_to(with_file)[1]) == len(frame)
    monkeypatch.setattr(sealing, "MAX_FILE_BYTES", len(frame) - 1)
    with pytest.raises(OurFault, match="longer"):
        sealed_to(with_file)


def test_a_file_is_taken_in_up_to_the_limit(folder):
    frame = sealed().frame
    with pytest.raises(TooLarge):
        opened_from(frame, folder, max_bytes=len(frame) - 1)
    assert plain(opened_from(frame, folder, max_bytes=len(frame))[1]) == INQUIRY


def boundaries(frame):
    source = InMemory(frame)
    for span in spans(source):
        yield from range(span.start, span.start + span.length + 1, SEALED_CHUNK_BYTES)
        yield span.start + span.length


def spans(source):
    head = head_of(source)
    lengths = [part.length for part in Header.from_payload(head.header).parts]
    return spans_of(source, head, lengths)


def test_a_file_cut_at_every_chunk_boundary_is_refused_and_leaves_nothing(folder, with_file):
    _envelope, frame = sealed_to(with_file)
    ends = {end + step for end in boundaries(frame) for step in (-1, 0, 1)}
    for end in ends - set(range(len(frame), len(frame) + 2)):
        with pytest.raises(Malformed):
            opened_from(frame[:end], folder)
    assert list(folder.iterdir()) == []


def test_one_bit_in_every_chunk_is_noticed_and_nothing_of_it_stays(folder, with_file):
    _envelope, frame = sealed_to(with_file)
    for start in {start for start in boundaries(frame) if start < len(frame)}:
        spoilt = bytearray(frame)
        spoilt[start] ^= 4
        with pytest.raises(Malformed):
            opened_from(bytes(spoilt), folder)
    assert list(folder.iterdir()) == []


def test_documents_that_the_manifest_does_not_name_leave_nothing(folder):
    with pytest.raises(Unreadable):
        opened_from(forged(contents=[INQUIRY.documents[0].content, b"other"]), folder)
    assert list(folder.iterdir()) == []


def test_each_chunk_of_an_upload_is_checked_against_the_root(with_file):
    envelope, frame = sealed_to(with_file)
    source = InFile(io.BytesIO(frame))
    for part, span in zip(envelope.header.parts, spans(source), strict=True):
        told = chunk_hashes(source, span)
        assert root_of(told) == part.root
        assert [chunk_hash(chunk) for chunk in sealed_chunks(source, span)] == told
        assert len(told) == part.chunks
        assert root_of([*told, told[-1]]) != part.root
    assert part.chunks == 2


def test_the_root_of_some_leaves_is_that_of_rfc_6962():
    # Certificate Transparency's own vectors, RFC 6962 reference implementation.
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
              "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
    roots = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    leaves = [chunk_hash(bytes.fromhex(text)) for text in inputs]
    for count, root in roots.items():
        assert root_of(leaves[:count]).hex() == root


def test_a_message_of_many_chunks_needs_the_memory_of_one(tmp_path):
    """In a process of its own, since memory is never given back."""
    size, limit = 96 * 1024 * 1024, 40 * 1024 * 1024
    script = tmp_path / "large.py"
    script.write_text(LARGE.format(size=size))
    run = subprocess.run(
        [sys.executable, script, tmp_path],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    before, after = map(int, run.stdout.split())
    assert (after - before) * RSS_UNIT < limit


RSS_UNIT = 1 if sys.platform == "darwin" else 1024
LARGE = """
import resource, sys
from pathlib import Path
from hamkor.envelope import FileDocument, seal_to, unseal_from
from tests.unit.envelope_samples import *
folder = Path(sys.argv[1])
with (folder / "scan").open("wb") as scan:
    scan.truncate({size})
message = Message("a/1", MATTER, {{}}, (FileDocument("a", "a/b", folder / "scan"),))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with (folder / "frame").open("w+b") as frame:
    seal_to(frame, message, **arguments())
    (folder / "out").mkdir()
    _header, found = unseal_from(frame, folder / "out", our_office=MOSCOW, our_keys=MOSCOW_KEYS,
                                 sender_keys=DUSHANBE_PUBLIC, now=NOW)
assert found.documents[0].length == {size}
print(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
