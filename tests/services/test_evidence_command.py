"""`hamkor log …`: what an administrator and an outsider do with it."""

import hashlib

import httpx
import pytest
from django.conf import settings

from hamkor.command import main
from hamkor.evidence import keys
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Finding, Leaf, Tile
from hamkor.evidence.services import (
    append,
    doubt_own_log,
    is_own_log_in_doubt,
    offer_for,
    record_answer,
    sequence_new,
    witness_checkpoint,
)
from hamkor.exchange.identity import our_statement
from hamkor.exchange.services import trust_peer
from hamkor.gateway import delivery
from hamkor.keyring.models import KeyStatement
from tests.played_log import PlayedLog, leaves_named

pytestmark = pytest.mark.django_db

MOSCOW = "ru-prosecutor-general"
FOLDER = str(settings.NODE.folder)


@pytest.fixture
def moscow():
    played = PlayedLog(MOSCOW, leaves_named(*range(4))).known()
    text = KeyStatement.objects.get(office=MOSCOW).text
    trust_peer(text, address="http://127.0.0.1:9", by="a test")
    return played


@pytest.fixture
def files(tmp_path, moscow):
    """A logged document with its proof, cosigned by Moscow, and both statements."""
    (tmp_path / "document").write_bytes(b"an order")
    append(LeafKind.EXPORT, hashlib.sha256(b"an order").hexdigest())
    sequence_new()
    offer = offer_for(MOSCOW)
    record_answer(offer, 200, moscow.cosigned(offer.note, keys.log_keys_of(keys.our_office())), 1)
    (tmp_path / "ours").write_text(our_statement())
    (tmp_path / "theirs").write_text(KeyStatement.objects.get(office=MOSCOW).text)
    return tmp_path


def prove(files, capsys):
    assert main(["log", "proof", FOLDER, str(files / "document")]) == 0
    (files / "proof").write_text(capsys.readouterr().out)


def verify(files, *more):
    paths = [str(files / name) for name in ("proof", "ours", "theirs", "document")]
    proof, ours, theirs, document = paths
    return main(
        ["log", "verify", proof, "--keys", ours, theirs, "--of", more[0] if more else document]
    )


def test_a_proof_is_printed_and_verified_without_the_node(files, capsys):
    prove(files, capsys)
    assert verify(files) == 0
    said = capsys.readouterr().out
    assert said.startswith("YES: it is entry 0 (export) of tj-prosecutor-general/hamkor-log")
    assert f"{MOSCOW} had seen that log by" in said


def test_a_proof_of_another_document_is_a_no(files, capsys):
    prove(files, capsys)
    assert verify(files, hashlib.sha256(b"another").hexdigest()) == 1
    assert capsys.readouterr().out.startswith("NO: ")


def test_what_was_never_logged_cannot_be_proven(files, capsys):
    assert main(["log", "proof", FOLDER, "ab" * 32]) == 1
    assert "holds no such entry" in capsys.readouterr().err
    assert main(["log", "proof", FOLDER, str(files / "nothing")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_contradiction_is_verified_by_anybody(files, capsys, moscow):
    witness_checkpoint(moscow.submission(0), peers=[MOSCOW])
    moscow.leaves = leaves_named("forged", 1, 2, 3)
    witness_checkpoint(moscow.submission(4), peers=[MOSCOW])
    (files / "proof").write_text(Finding.objects.get().proof)
    assert verify(files) == 0
    assert "has two histories" in capsys.readouterr().out
    assert main(["log", "verify", str(files / "proof"), "--keys", str(files / "ours")]) == 1


def test_the_log_and_its_witnesses_are_shown(files, capsys, moscow):
    witness_checkpoint(moscow.submission(0), peers=[MOSCOW])
    assert main(["log", "show", FOLDER]) == 0
    said = capsys.readouterr().out
    assert said.startswith("1 entries\ntj-prosecutor-general/hamkor-log\n1\n")
    assert f"{MOSCOW}: has confirmed 1 of our entries at 20" in said
    assert "we have confirmed 4 of its entries" in said


def test_damage_is_named(files, capsys):
    assert main(["log", "fsck", FOLDER]) == 0
    assert capsys.readouterr().out == "whole\n"
    Tile.objects.update(hashes=bytes(32))
    assert main(["log", "fsck", FOLDER]) == 1
    said = capsys.readouterr().out
    assert f"leaf 0 (export, row {Leaf.objects.get().pk})" in said
    assert said.endswith("damaged\n")


def nobody_answers(_request):
    raise httpx.ConnectError("nobody there")


def test_after_a_restore_nothing_is_signed_before_others_have_answered(files, capsys, monkeypatch):
    transport = httpx.MockTransport(nobody_answers)
    monkeypatch.setattr(delivery, "open_client", lambda: httpx.Client(transport=transport))
    assert main(["log", "restored", FOLDER]) == 1
    assert "have not answered" in capsys.readouterr().out
    assert is_own_log_in_doubt()
    assert main(["log", "restored", FOLDER, "--alone"]) == 0
    assert not is_own_log_in_doubt()
    doubt_own_log()
    assert main(["log", "show", FOLDER]) == 0
    assert "not compared since the start" in capsys.readouterr().out
