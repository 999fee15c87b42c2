"""A known office that signs what our own `seal` would never make."""

import hashlib
import json

import pytest

from hamkor.errors import Malformed, Unreadable
from tests.unit.envelope_samples import INQUIRY, OTHER_ID, forged, manifest_of, opened, wrap

MANIFEST = manifest_of(INQUIRY)
CONTENTS = [document.content for document in INQUIRY.documents]


def refused(frame, fault):
    with pytest.raises(fault) as why:
        opened(frame)
    return why.value


def test_a_key_wrapped_for_another_message_or_by_another_office_does_not_open():
    for key in (wrap(b"k" * 32, OTHER_ID), wrap(b"k" * 32, sender="uz-prosecutor")):
        refused(forged(wrapped_key=key), Unreadable)


@pytest.mark.parametrize(
    "wrapped", [b"", b"\0" * 80, b"\1" + b"\0" * 79, b"\xff" * 80, wrap(b"k" * 16), wrap(b"")]
)
def test_a_wrapped_key_that_is_none_does_not_open(wrapped):
    refused(forged(wrapped_key=wrapped), Unreadable)


def manifest_with(**changes):
    return json.dumps({**json.loads(MANIFEST), **changes}).encode()


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        MANIFEST.replace(b'"body":{', b'"body":{"question":"",'),
        MANIFEST.replace(b'"days":10', b'"days":NaN'),
        MANIFEST.replace(b'"days":10', b'"days":-Infinity'),
        MANIFEST.replace(b'"days":10', b'"days":1e999'),
        MANIFEST.replace(b'"days":10', b'"days":' + b"9" * 5000),
        MANIFEST.replace(b'"days":10', b'"days":9007199254740992'),
        MANIFEST.replace(b'"days":10', b'"days":"\\u0000"'),
        MANIFEST.replace(b'"days":10', b'"days":"\\udc00"'),
        MANIFEST.replace(b'"days":10', b'"\\udc00":10'),
        MANIFEST + b" " * 1024 * 1024,
        manifest_with(version=2),
        manifest_with(subject="x"),
        manifest_with(body=[]),
        manifest_with(kind="request"),
        manifest_with(documents=[]),
        manifest_with(documents=json.loads(MANIFEST)["documents"][:1]),
        manifest_with(documents=json.loads(MANIFEST)["documents"][::-1]),
        manifest_with(documents=json.loads(MANIFEST)["documents"] + [{}]),
    ],
)
def test_a_known_sender_that_seals_something_else_than_a_message_is_refused(manifest):
    assert manifest != MANIFEST
    refused(forged(manifest), Unreadable)


@pytest.mark.parametrize(
    "contents",
    [[], CONTENTS[:1], [*CONTENTS, b""], CONTENTS[::-1], [CONTENTS[0] + b"x", b""], [b"x", b""]],
    ids=["none", "one missing", "one more", "reordered", "longer", "another"],
)
def test_documents_must_be_those_of_the_manifest(contents):
    refused(forged(contents=contents), Unreadable)


def test_the_header_commits_its_sender_to_one_manifest():
    refused(forged(manifest_with(), manifest=hashlib.sha256(MANIFEST).digest()), Unreadable)


def test_the_header_commits_its_sender_to_the_ciphertext():
    described = opened(forged())[0].parts
    for wrong in ({"root": bytes(32)}, {"length": described[1].length + 1}):
        lying = (described[0], described[1].model_copy(update=wrong), *described[2:])
        # Whoever reads this cannot tell a lie from damage on the way, and lets it be sent again.
        fault = refused(forged(parts=lying), Malformed)
        assert not isinstance(fault, Unreadable)


@pytest.mark.parametrize("length", [16, 24])
def test_a_shorter_content_key_is_refused_even_where_it_fits(length):
    key = b"k" * length
    refused(forged(content_key=key, wrapped_key=wrap(key)), Unreadable)


def test_a_refusal_repeats_nothing_of_what_was_sealed():
    fault = refused(forged(manifest_with(kind="Раҳмонов", body={"Раҳмонов": 1})), Unreadable)
    assert "Раҳмонов" not in f"{fault} {fault.__cause__} {fault.facts}"
