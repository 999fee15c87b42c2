"""Notes, checkpoints, cosignatures and proofs, against what other implementations published."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.envelope.root import SingleKey
from hamkor.errors import BadSignature, Malformed, PeerFault, TooLarge, TooOld, UnknownSender
from hamkor.transparency.checkpoint import (
    Checkpoint,
    cosign,
    cosigned_at,
    log_name,
    office_of,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
    witness_name,
)
from hamkor.transparency.contradiction import of_states, read_contradiction
from hamkor.transparency.leaf import hash_of
from hamkor.transparency.note import MAX_SIGNATURES, NoteKey, SignatureType, read_note
from hamkor.transparency.proof import (
    LogProof,
    Opening,
    check_leaf,
    check_thing,
    quorum,
    read_proof,
)
from hamkor.transparency.request import LogRequest, read_request, sign_request
from hamkor.transparency.tree import root_of
from hamkor.transparency.witness import AddCheckpoint, read_add_checkpoint
from tests.forged_logs import KINDS, forge, is_found

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TJ, RU, KG = "tj-prosecutor-general", "ru-prosecutor-general", "kg-prosecutor-general"

# The example of golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_NOTE = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""  # noqa: E501
# The example of C2SP signed-note, with an empty line in its text.
QUASIMODO = """\
Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""  # noqa: E501
# A checkpoint of a log of Certificate Transparency, cosigned by public witnesses in May 2026.
PUBLIC_LOG = (
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
)
PUBLIC_WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
PUBLIC_CHECKPOINT = """\
arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
"""  # noqa: E501
# The example of C2SP tlog-witness, without its key.
SUBMITTED = """\
old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""  # noqa: E501

LOG_KEY, WITNESS_KEY = SingleKey.generate(), SingleKey.generate()
LOG = NoteKey(log_name(TJ), LOG_KEY.public)
WITNESS = NoteKey(witness_name(RU), WITNESS_KEY.public, SignatureType.COSIGNATURE)
OTHER = NoteKey(witness_name(KG), SingleKey.generate().public, SignatureType.COSIGNATURE)


class TestPublished:
    def test_the_note_of_the_go_library_verifies_and_is_written_alike(self):
        key, note = NoteKey.from_text(PETER), read_note(PETERS_NOTE)
        assert note.verify([key]) == key
        assert note.to_text() == PETERS_NOTE
        assert key.to_text() == PETER

    def test_a_changed_note_does_not(self):
        with pytest.raises(BadSignature):
            read_note(PETERS_NOTE.replace("crypt", "Crypt")).verify([NoteKey.from_text(PETER)])

    def test_a_text_may_hold_an_empty_line(self):
        note = read_note(QUASIMODO)
        assert note.text.endswith("\n\ned è subito sera.\n")
        assert note.to_text() == QUASIMODO

    def test_a_public_logs_checkpoint_and_cosignature_verify(self):
        key = NoteKey.from_text(PUBLIC_LOG)
        signed = open_checkpoint(PUBLIC_CHECKPOINT, [key])
        assert signed.checkpoint.size == 1_432_088_532
        witness = NoteKey.from_text(PUBLIC_WITNESS)
        assert witness.type is SignatureType.COSIGNATURE
        assert cosigned_at(signed.note, witness) == datetime.fromtimestamp(0x6A122120, UTC)

    def test_a_public_cosignature_under_another_size_does_not(self):
        changed = read_note(PUBLIC_CHECKPOINT.replace("1432088532", "1432088533"))
        with pytest.raises(BadSignature):
            cosigned_at(changed, NoteKey.from_text(PUBLIC_WITNESS))

    def test_the_request_of_the_specification_is_read_and_written_alike(self):
        request = read_add_checkpoint(SUBMITTED)
        assert (request.old, len(request.path)) == (20_852_014, 4)
        assert read_checkpoint(read_note(request.checkpoint)).size == 20_852_163
        assert request.to_text() == SUBMITTED


class TestNotes:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n\n",
            "text\n",
            "text\n\n",
            "text\n\nno dash\n",
            "text\n\n— name\n",
            "text\n\n— name AAAA\n",
            "text\n\n— na+me AAAAAAAA\n",
            "text\n\n— name AAAAAAA\n",
            "text\n\n— name AAAAAAAB=\n",
            "text\n\n— name AAAAAAAA",
            "te\x00xt\n\n— name AAAAAAAA\n",
            "te\rxt\n\n— name AAAAAAAA\n",
        ],
    )
    def test_what_is_no_note_is_refused(self, text):
        with pytest.raises(Malformed):
            read_note(text)

    def test_too_many_signatures_are_refused(self):
        line = "— name AAAAAAAA\n"
        assert len(read_note("x\n\n" + line * MAX_SIGNATURES).signatures) == MAX_SIGNATURES
        with pytest.raises(TooLarge):
            read_note("x\n\n" + line * (MAX_SIGNATURES + 1))

    def test_a_false_line_in_the_name_of_a_known_key_spoils_the_note(self):
        note = sign_checkpoint(Checkpoint(LOG.name, 1, bytes(32)), LOG_KEY).note
        false = replace(note.signatures[0], raw=bytes(64))
        with pytest.raises(BadSignature):
            replace(note, signatures=(*note.signatures, false)).verify([LOG])

    @pytest.mark.parametrize(
        "text", ["", "a", "a+b", "a+00000000+AAAA", PETER[:-1], PETER.replace("c74", "c75")]
    )
    def test_what_is_no_key_is_refused(self, text):
        with pytest.raises(Malformed):
            NoteKey.from_text(text)

    @given(st.text())
    def test_any_text_is_a_note_or_a_refusal(self, text):
        for read in (read_note, read_proof, read_add_checkpoint, read_contradiction):
            with contextlib.suppress(PeerFault):
                read(text)

    def test_offices_have_names_of_their_own_as_log_and_as_witness(self):
        assert office_of(log_name(TJ)) == office_of(witness_name(TJ)) == TJ
        assert office_of("example.com/log") == ""
        assert log_name(TJ) != witness_name(TJ)


class TestCheckpoints:
    @pytest.mark.parametrize(
        "body",
        [
            "log\n1\n",
            f"log\n01\n{'A' * 43}=\n",
            f"log\n-1\n{'A' * 43}=\n",
            f"log\n1\n{'A' * 40}\n",
            f"\n1\n{'A' * 43}=\n",
            f"log\n9999999999999999999\n{'A' * 43}=\n",
            f"log\n1\n{'A' * 43}=\n\nmore\n",
        ],
    )
    def test_what_is_no_checkpoint_is_refused(self, body):
        with pytest.raises(Malformed):
            read_checkpoint(read_note(body + "\n— name AAAAAAAA\n"))

    def test_a_checkpoint_of_another_log_under_the_same_key_is_not_ours(self):
        signed = sign_checkpoint(Checkpoint(log_name(KG), 3, bytes(32)), LOG_KEY)
        with pytest.raises(BadSignature):
            open_checkpoint(signed.text, [LOG])

    def test_a_cosignature_says_when_and_only_of_what(self):
        signed = sign_checkpoint(Checkpoint(LOG.name, 3, bytes(32)), LOG_KEY)
        line = cosign(signed, WITNESS_KEY, WITNESS.name, at=NOW).line
        assert cosigned_at(signed.note.with_lines([line]), WITNESS) == NOW
        assert cosigned_at(signed.note, WITNESS) is None
        assert cosigned_at(signed.note.with_lines([line]), OTHER) is None
        larger = sign_checkpoint(Checkpoint(LOG.name, 4, bytes(32)), LOG_KEY)
        with pytest.raises(BadSignature):
            cosigned_at(larger.note.with_lines([line]), WITNESS)

    def test_the_same_line_is_not_added_twice(self):
        signed = sign_checkpoint(Checkpoint(LOG.name, 3, bytes(32)), LOG_KEY)
        line = cosign(signed, WITNESS_KEY, WITNESS.name, at=NOW).line
        assert signed.note.with_lines([line, line]) == signed.note.with_lines([line])


class TestProofs:
    SALT, DIGEST = bytes(range(16)), bytes(range(32))

    def proof(self, *, cosigned=True) -> LogProof:
        leaf_hash, sibling = hash_of("filing", self.SALT, self.DIGEST), b"\7" * 32
        state = Checkpoint(LOG.name, 2, root_of([leaf_hash, sibling]))
        note = sign_checkpoint(state, LOG_KEY).note
        if cosigned:
            signed = open_checkpoint(note.to_text(), [LOG])
            note = note.with_lines([cosign(signed, WITNESS_KEY, WITNESS.name, at=NOW).line])
        extra = Opening("filing", self.SALT).to_bytes()
        return LogProof(0, (sibling,), note.to_text(), extra)

    def check(self, proof, digest=None, witness_keys=(WITNESS, OTHER)):
        return check_thing(
            proof, digest or self.DIGEST, log_keys=[LOG], witness_keys=list(witness_keys)
        )

    def test_a_proof_is_written_read_and_holds(self):
        proof = read_proof(self.proof().to_text())
        assert proof == self.proof()
        kind, proven = self.check(proof)
        assert (kind, proven.index, proven.witnesses) == ("filing", 0, {RU: NOW})
        assert proven.is_corroborated(quorum(1))
        assert not proven.is_corroborated(quorum(2))

    def test_who_is_not_known_as_a_witness_does_not_count(self):
        assert self.check(self.proof(), witness_keys=[OTHER])[1].witnesses == {}
        assert self.check(self.proof(cosigned=False))[1].witnesses == {}

    def test_an_office_is_not_its_own_witness(self):
        own = NoteKey(witness_name(TJ), WITNESS_KEY.public, SignatureType.COSIGNATURE)
        note = read_note(self.proof(cosigned=False).checkpoint)
        signed = open_checkpoint(note.to_text(), [LOG])
        line = cosign(signed, WITNESS_KEY, own.name, at=NOW).line
        proof = replace(self.proof(), checkpoint=note.with_lines([line]).to_text())
        assert self.check(proof, witness_keys=[own])[1].witnesses == {}

    def test_another_thing_kind_salt_place_or_path_is_not_proven(self):
        proof = self.proof()
        wrong = [
            (proof, bytes(32)),
            (replace(proof, extra=Opening("keys", self.SALT).to_bytes()), None),
            (replace(proof, extra=Opening("filing", bytes(16)).to_bytes()), None),
            (replace(proof, index=1), None),
            (replace(proof, path=()), None),
        ]
        for changed, digest in wrong:
            with pytest.raises(BadSignature):
                self.check(changed, digest)

    def test_without_extra_data_only_the_leaf_can_be_checked(self):
        proof = replace(self.proof(), extra=b"")
        with pytest.raises(Malformed):
            self.check(proof)
        leaf_hash = hash_of("filing", self.SALT, self.DIGEST)
        assert check_leaf(read_proof(proof.to_text()), leaf_hash, log_keys=[LOG]).index == 0

    def test_the_number_of_witnesses_asked_for(self):
        assert [quorum(others) for others in range(5)] == [0, 1, 2, 2, 2]


class TestQuestions:
    def ask(self, *, at=NOW, key=WITNESS_KEY, verb="leaves"):
        return sign_request(LogRequest(verb, RU, "17"), key, at=at)

    def read(self, text, keys=None):
        known = {RU: [NoteKey(witness_name(RU), WITNESS_KEY.public)]} if keys is None else keys
        return read_request(text, lambda office: known.get(office, []), now=NOW)

    def test_a_question_says_who_asks_and_what(self):
        assert self.read(self.ask()) == LogRequest("leaves", RU, "17")

    def test_a_changed_old_or_strange_question_is_refused(self):
        for text, error in [
            (self.ask().replace("17", "18"), BadSignature),
            (self.ask(key=LOG_KEY), BadSignature),
            (self.ask(at=NOW - timedelta(days=3)), TooOld),
            (self.ask(at=NOW + timedelta(days=3)), TooOld),
            ("x\n\n— name AAAAAAAA\n", Malformed),
        ]:
            with pytest.raises(error):
                self.read(text)
        with pytest.raises(UnknownSender):
            self.read(self.ask(), keys={})


@pytest.mark.parametrize("kind", KINDS)
def test_forged_logs_are_found_at_first_contact(kind):
    first = list(KINDS).index(kind)
    for seed in range(first, first + 10 * len(KINDS), len(KINDS)):
        forgery = forge(seed)
        assert forgery.kind == kind
        assert is_found(forgery, LOG_KEY)


def test_an_honest_log_is_not_called_forged():
    honest = forge(1)
    longer = replace(honest, shown=[*honest.seen, b"\1" * 32], has_proof=True)
    assert not is_found(longer, LOG_KEY)
    assert not is_found(replace(honest, shown=honest.seen, has_proof=True), LOG_KEY)
    assert not is_found(replace(honest, shown=honest.seen[:1], has_proof=True), LOG_KEY)


def test_a_request_without_a_proof_is_written_and_read():
    request = AddCheckpoint(0, (), "x\n\n— name AAAAAAAA\n")
    assert read_add_checkpoint(request.to_text()) == request


def test_two_logs_with_two_states_are_no_contradiction():
    other = SingleKey.generate()
    keys = [LOG, NoteKey(log_name(KG), other.public)]
    ours = sign_checkpoint(Checkpoint(LOG.name, 2, b"\1" * 32), LOG_KEY)
    theirs = sign_checkpoint(Checkpoint(log_name(KG), 2, b"\2" * 32), other)
    with pytest.raises(BadSignature):
        of_states(ours, theirs, b"\2" * 32, ()).check(keys)
    own = sign_checkpoint(Checkpoint(LOG.name, 2, b"\2" * 32), LOG_KEY)
    found = of_states(ours, own, b"\2" * 32, ())
    assert read_contradiction(found.to_text()) == found
    assert found.check(keys) == (ours.checkpoint, own.checkpoint)
