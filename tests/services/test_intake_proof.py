import json

import pytest

from hamkor import envelope
from hamkor.clock import now
from hamkor.evidence.keys import log_keys_of
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.queries import proof_of as proof_of_leaf
from hamkor.evidence.services import append, offer_for, record_answer, sequence_new
from hamkor.exchange.models import Peer
from hamkor.exchange.services import trust_peer
from hamkor.intake import limits, queries
from hamkor.intake.proofs import read_proof_file
from hamkor.keyring.models import KeyStatement
from tests.factories import ComplaintFactory, file_a_complaint
from tests.played_log import PlayedLog
from tests.stated import statement_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(frozen_clock):
    ComplaintFactory()
    return file_a_complaint(happened='Гуфт: "музд нест"\r\n-----\nва рафт.', mode="confidential")


def test_the_file_a_person_keeps_is_found_genuine(filed):
    answer = queries.check_proof(queries.proof_file(filed.complaint))
    assert answer.is_valid
    assert answer.are_words_checked
    assert answer.why == "This proof is genuine"
    assert answer.office == "tj-prosecutor-general"
    assert answer.filed_at == filed.complaint.filed_at
    assert answer.reference == str(filed.complaint.reference)


def test_the_signed_proof_alone_is_found_genuine_without_its_words(filed):
    for shown in (filed.proof, f"\n {filed.proof[:40]}\n{filed.proof[40:]} \n"):
        answer = queries.check_proof(shown)
        assert (answer.is_valid, answer.are_words_checked) == (True, False)


def test_the_file_holds_every_word_and_not_the_code(filed):
    text = queries.proof_file(filed.complaint)
    content = read_proof_file(text).content
    assert content["happened"] == filed.complaint.happened
    assert content["person_name"] == filed.complaint.person_name
    assert filed.code not in text
    assert filed.code.replace(" ", "") not in text
    assert str(filed.complaint.reference) in text


@pytest.mark.parametrize("language", ["tg", "ru", "en", "uz"])
def test_the_file_names_the_office_whatever_the_language(language):
    complaint = file_a_complaint(language=language).complaint
    assert queries.check_proof(queries.proof_file(complaint)).is_valid


def test_the_file_survives_what_mail_and_telephones_do_to_line_ends(filed):
    text = queries.proof_file(filed.complaint)
    for changed in (text.replace("\n", "\r\n"), "\ufeff" + text, "> see below\n" + text + "\n--"):
        assert queries.check_proof(changed).are_words_checked


def test_words_that_were_not_filed_are_found_out(filed):
    text = queries.proof_file(filed.complaint)
    answer = queries.check_proof(text.replace("музд нест", "музд ҳаст"))
    assert not answer.is_valid
    assert not answer.are_words_checked
    assert "not those that were filed" in answer.why
    assert answer.office == "tj-prosecutor-general"


def test_a_proof_that_was_changed_is_found_out(filed):
    head, body, signature = filed.proof.split(".")
    other = file_a_complaint().proof.split(".")[1]
    for forged in (f"{head}.{other}.{signature}", f"{head}.{body}.{signature[:-4]}AAAA"):
        answer = queries.check_proof(forged)
        assert not answer.is_valid
        assert answer.office == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no proof",
        "a.b.c",
        "\x00",
        "x" * (limits.PROOF_FILE + 1),
        "-----BEGIN PROOF OF FILING-----\n-----END PROOF OF FILING-----",
    ],
)
def test_what_is_no_proof_is_answered_not_an_error(text):
    answer = queries.check_proof(text)
    assert not answer.is_valid
    assert answer.why


@pytest.mark.parametrize("words", ["{", "[]", '{"a": 1}', "[" * 60_000, "null"])
def test_a_damaged_part_of_the_file_is_named(filed, words):
    text = queries.proof_file(filed.complaint)
    start = text.index("{")
    damaged = text[:start] + words + "\n-----END WHAT WAS FILED-----"
    answer = queries.check_proof(damaged)
    assert not answer.is_valid
    assert "damaged" in answer.why


def proof_of(office, keys):
    salt = envelope.new_salt()
    proof = envelope.FilingProof(
        office=office,
        complaint="abc",
        filed_at=now(),
        content_digest=envelope.content_digest(salt, {"happened": "x"}),
        salt=salt,
    )
    return envelope.sign_filing(proof, keys)


def test_a_proof_of_a_trusted_office_is_checked_and_that_of_any_other_is_not(filed):
    keys = envelope.OfficeKeys.generate()
    proof = proof_of("ru-prosecutor-general", keys)
    assert not queries.check_proof(proof).is_valid
    statement = statement_of(keys, "ru-prosecutor-general", at=now())
    peer = Peer.objects.create(
        office="ru-prosecutor-general",
        address="http://localhost:9",
        statement=statement,
        fingerprint="f",
        trusted_by="o",
    )
    answer = queries.check_proof(proof)
    assert (answer.is_valid, answer.office) == (True, "ru-prosecutor-general")
    peer.distrusted_at = now()
    peer.save()
    assert not queries.check_proof(proof).is_valid
    stranger = proof_of("ru-prosecutor-general", envelope.OfficeKeys.generate())
    assert "No office known here" in queries.check_proof(stranger).why


def test_nobody_can_sign_in_our_name(filed):
    forged = proof_of("tj-prosecutor-general", envelope.OfficeKeys.generate())
    assert not queries.check_proof(forged).is_valid


def test_the_words_in_the_file_are_plain_json(filed):
    text = queries.proof_file(filed.complaint)
    words = text.split("-----BEGIN WHAT WAS FILED-----")[1].split("-----END")[0]
    assert json.loads(words)["happened"] == filed.complaint.happened


def logged_file(filed, *witnesses):
    """The file after the worker's round, in which `witnesses` have cosigned the log."""
    sequence_new()
    for witness in witnesses:
        offer = offer_for(witness.office)
        line = witness.cosigned(offer.note, log_keys_of("tj-prosecutor-general"))
        record_answer(offer, 200, line, offer.size)
    return queries.proof_file(filed.complaint)


@pytest.fixture
def moscow():
    """The office in Moscow, trusted, with a witness key that the test holds."""
    played = PlayedLog("ru-prosecutor-general").known()
    text = KeyStatement.objects.get(office=played.office).text
    trust_peer(text, address="http://peer.example", by="a test")
    return played


def test_the_file_shows_its_place_in_the_log_and_who_has_confirmed_it(filed, moscow):
    ComplaintFactory()
    text = logged_file(filed, moscow)
    answer = queries.check_proof(text)
    assert (answer.is_valid, answer.is_logged) == (True, True)
    assert answer.witnesses == ("ru-prosecutor-general",)
    for changed in (text.replace("\n", "\r\n"), "> see below\n" + text, text + "\n-- \n"):
        assert queries.check_proof(changed).witnesses == answer.witnesses


def test_before_the_worker_came_by_the_file_says_that_it_should_be_fetched_again(filed):
    text = queries.proof_file(filed.complaint)
    assert "PLACE IN THE LOG" not in text
    answer = queries.check_proof(text)
    assert (answer.is_valid, answer.is_logged, answer.witnesses) == (True, False, ())


def test_a_log_that_nobody_confirmed_is_said_to_be_so(filed):
    answer = queries.check_proof(logged_file(filed))
    assert (answer.is_valid, answer.is_logged, answer.witnesses) == (True, True, ())


def test_another_complaints_place_in_the_log_is_found_out(filed, moscow):
    other = file_a_complaint()
    text, foreign = logged_file(filed, moscow), queries.proof_file(other.complaint)
    place = read_proof_file(foreign).log
    answer = queries.check_proof(text.replace(read_proof_file(text).log, place))
    assert not answer.is_valid
    assert "does not hold this" in answer.why


def test_a_place_under_a_false_signature_is_found_out(filed, moscow):
    text = logged_file(filed, moscow)
    line = next(line for line in text.splitlines() if line.startswith("— ru-"))
    changed = line[:-12] + ("A" if line[-12] != "A" else "B") + line[-11:]
    assert not queries.check_proof(text.replace(line, changed)).is_valid


def test_the_page_names_the_office_that_confirmed(filed, moscow, client):
    page = client.post("/proof/", {"proof": logged_file(filed, moscow)}).content.decode()
    assert "as these offices have confirmed" in page


def test_an_entry_of_another_kind_is_no_proof_of_filing(filed):
    other = append(LeafKind.EXPORT, envelope.filing_digest(filed.proof))
    text = logged_file(filed)
    place = read_proof_file(text).log
    answer = queries.check_proof(text.replace(place, proof_of_leaf(other)))
    assert not answer.is_valid
