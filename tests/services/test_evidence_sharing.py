"""Our log towards its witnesses: shown, cosigned, and given back after a restore."""

import hashlib

import pytest

from hamkor.clock import now
from hamkor.errors import BadSignature, Malformed, NotFound, UnknownSender, WrongState
from hamkor.evidence import keys, queries
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Cosignature, Finding, Leaf, Witness
from hamkor.evidence.services import (
    BEHIND,
    answer_for_leaves,
    append,
    doubt_own_log,
    is_own_log_in_doubt,
    offer_for,
    question_for_leaves,
    record_answer,
    sequence_new,
    settle_doubt,
    take_back,
    witness_checkpoint,
)
from hamkor.evidence.submission import Submission, read_submission
from hamkor.evidence.tiles import leaves_from
from hamkor.transparency.checkpoint import (
    Checkpoint as State,
)
from hamkor.transparency.checkpoint import (
    log_name,
    open_checkpoint,
    sign_checkpoint,
)
from hamkor.transparency.proof import check_thing, read_proof
from hamkor.transparency.request import LogRequest, sign_request
from hamkor.transparency.tree import root_of, roots_from_consistency
from hamkor.transparency.witness import read_add_checkpoint
from tests.played_log import PlayedLog, leaves_named

pytestmark = pytest.mark.django_db

MOSCOW, BISHKEK = "ru-prosecutor-general", "kg-prosecutor-general"


def log_things(count, start=0):
    for number in range(start, start + count):
        append(LeafKind.FILING, hashlib.sha256(str(number).encode()).hexdigest())
    sequence_new()


def our_leaves():
    log = queries.our_log()
    return list(leaves_from(log.office, 0, log.size))


def our_keys():
    return keys.log_keys_of(keys.our_office())


def cosign_all(witness: PlayedLog):
    offer = offer_for(witness.office)
    line = witness.cosigned(offer.note, our_keys())
    assert not record_answer(offer, 200, line, offer.size)
    return offer


@pytest.fixture
def moscow():
    return PlayedLog(MOSCOW).known()


@pytest.fixture
def bishkek():
    return PlayedLog(BISHKEK).known()


def test_there_is_nothing_to_show_before_the_first_leaf(moscow):
    assert offer_for(MOSCOW) is None


def test_what_is_shown_leads_from_where_the_witness_stands_and_brings_the_new_leaves(moscow):
    log_things(5)
    cosign_all(moscow)
    log_things(4, start=5)
    sent = read_submission(offer_for(MOSCOW).body)
    request = read_add_checkpoint(sent.text)
    leaves = our_leaves()
    assert (request.old, sent.start, list(sent.leaves)) == (5, 5, leaves[5:])
    state = open_checkpoint(request.checkpoint, our_keys()).checkpoint
    old_root = root_of(leaves[:5])
    assert sent.root == old_root
    assert roots_from_consistency(5, 9, old_root, request.path) == (old_root, state.root)


def test_a_proof_shows_the_earliest_state_that_others_have_cosigned(moscow, bishkek, frozen_clock):
    log_things(3)
    leaf = Leaf.objects.first()
    log_things(3, start=3)
    cosign_all(moscow)
    cosign_all(bishkek)
    seen_at = Cosignature.objects.first().at
    frozen_clock.move_on(days=1)
    log_things(3, start=6)
    cosign_all(moscow)
    proof = read_proof(queries.proof_of(leaf))
    witness_keys = [moscow.cosigning_key, bishkek.cosigning_key]
    _kind, proven = check_thing(proof, leaf.digest, log_keys=our_keys(), witness_keys=witness_keys)
    assert proven.checkpoint.size == 6
    assert proven.witnesses == {MOSCOW: seen_at, BISHKEK: seen_at}
    assert proven.is_corroborated(2)
    assert len(queries.proof_of(leaf)) < 2000


def test_a_state_that_two_have_cosigned_is_shown_rather_than_an_earlier_one(moscow, bishkek):
    log_things(2)
    cosign_all(moscow)
    log_things(2, start=2)
    cosign_all(moscow)
    cosign_all(bishkek)
    assert "\n4\n" in read_proof(queries.proof_of(Leaf.objects.first())).checkpoint


def test_one_witness_is_shown_when_there_is_no_second(moscow):
    log_things(1)
    cosign_all(moscow)
    log_things(1, start=1)
    proof = read_proof(queries.proof_of(Leaf.objects.first()))
    assert "\n1\n" in proof.checkpoint
    assert "— ru-prosecutor-general/hamkor-witness " in proof.checkpoint


def test_a_false_cosignature_counts_for_nothing(moscow, bishkek):
    log_things(2)
    offer = offer_for(MOSCOW)
    for text in ("", "— x y\n", bishkek.cosigned(offer.note, our_keys())):
        with pytest.raises((BadSignature, Malformed)):
            record_answer(offer, 200, text, 2)
    assert not Cosignature.objects.exists()
    assert not Witness.objects.exists()


def test_a_witness_that_saw_less_is_led_up_from_there(moscow):
    log_things(5)
    cosign_all(moscow)
    log_things(3, start=5)
    assert record_answer(offer_for(MOSCOW), 409, "2\n", 2)
    offer = offer_for(MOSCOW)
    assert read_add_checkpoint(read_submission(offer.body).text).old == 2
    assert not record_answer(offer, 409, "2\n", 2)
    assert not Finding.objects.exists()


def test_a_witness_that_saw_more_shows_that_a_backup_was_restored(moscow):
    log_things(2)
    assert not record_answer(offer_for(MOSCOW), 409, "9\n", 9)
    assert Witness.objects.get().failure == BEHIND
    assert not is_own_log_in_doubt()


def test_a_witness_that_refuses_ours_is_shown_once(moscow):
    log_things(2)
    for status in (422, 409, 422):
        record_answer(offer_for(MOSCOW), status, "what it says", 2)
    finding = Finding.objects.get()
    assert (finding.kind, finding.source) == ("accused", MOSCOW)
    assert finding.office == keys.our_office()


def returned(leaves, start, *, key=None, size=None, root=None):
    size = len(leaves) if size is None else size
    state = State(log_name(keys.our_office()), size, root or root_of(leaves[:size]))
    note = sign_checkpoint(state, key or keys.our_log_key()).text
    return Submission(note, start, root_of(leaves[:start]), leaves[start:]).to_bytes()


def test_after_a_restore_the_leaves_come_back_and_nothing_was_signed_before(moscow):
    log_things(3)
    waiting = append(LeafKind.RECEIPT_GIVEN, "ab" * 32)
    lost = leaves_named("lost 1", "lost 2")
    history = [*our_leaves(), *lost, bytes(waiting.leaf_hash)]
    assert doubt_own_log() == 1
    assert sequence_new() == 0
    assert offer_for(MOSCOW) is None
    assert take_back(returned(history, 3), source=MOSCOW) == 3
    assert our_leaves() == history
    assert Leaf.objects.get(pk=waiting.pk).position == 5
    assert is_own_log_in_doubt()
    assert settle_doubt(answered=1, peers=1)
    assert sequence_new() == 1
    assert Leaf.objects.get(position=6).kind == "restore"
    assert open_checkpoint(queries.checkpoint(), our_keys()).checkpoint.size == 7


def test_a_log_that_was_lost_whole_comes_back_too(moscow):
    history = leaves_named(*range(300))
    doubt_own_log()
    assert take_back(returned(history, 0), source=MOSCOW) == 300
    assert our_leaves() == history


def test_two_of_several_offices_must_have_answered():
    log_things(1)
    doubt_own_log()
    assert not settle_doubt(answered=1, peers=3)
    assert not settle_doubt(answered=0, peers=1)
    assert is_own_log_in_doubt()
    assert settle_doubt(answered=2, peers=3)
    doubt_own_log()
    assert settle_doubt(answered=0, peers=0)


@pytest.mark.parametrize("wrong", ["key", "start", "root", "leaf"])
def test_what_is_not_our_log_does_not_come_back(moscow, wrong):
    log_things(3)
    before = our_leaves()
    history = [*before, *leaves_named("lost")]
    body = {
        "key": lambda: returned(history, 3, key=moscow.log_key),
        "start": lambda: returned(history, 2),
        "root": lambda: returned(history, 3, root=bytes(32)),
        "leaf": lambda: returned(history, 3)[:-32] + bytes(32),
    }[wrong]()
    with pytest.raises((BadSignature, Malformed)):
        take_back(body, source=MOSCOW)
    assert our_leaves() == before
    assert not Leaf.objects.filter(kind="restore").exists()


def test_two_logs_under_our_key_stop_the_node(moscow):
    log_things(3)
    before = our_leaves()
    with pytest.raises(WrongState):
        take_back(returned(leaves_named(*range(5)), 3), source=MOSCOW)
    assert our_leaves() == before
    assert take_back(returned(leaves_named(1, 2), 0), source=MOSCOW) == 0
    assert Finding.objects.get().office == keys.our_office()


def test_we_give_another_office_its_leaves_back(moscow):

    moscow.leaves = leaves_named(*range(6))
    assert witness_checkpoint(moscow.submission(0), peers=[MOSCOW]).status == 200
    question = sign_request(LogRequest("leaves", MOSCOW, "4"), moscow.witness_key, at=now())
    sent = read_submission(answer_for_leaves(question, peers=[MOSCOW]))
    assert (sent.start, list(sent.leaves)) == (4, moscow.leaves[4:])
    assert open_checkpoint(sent.text, [moscow.key]).checkpoint.size == 6
    with pytest.raises(UnknownSender):
        answer_for_leaves(question, peers=[BISHKEK])
    stranger = PlayedLog(MOSCOW)
    forged = sign_request(LogRequest("leaves", MOSCOW, "4"), stranger.witness_key, at=now())
    with pytest.raises(BadSignature):
        answer_for_leaves(forged, peers=[MOSCOW])


def test_nothing_is_told_of_a_log_that_was_never_seen(moscow):

    question = sign_request(LogRequest("leaves", MOSCOW, "0"), moscow.witness_key, at=now())
    with pytest.raises(NotFound):
        answer_for_leaves(question, peers=[MOSCOW])


def test_our_question_is_signed_and_says_how_much_we_have():
    log_things(3)
    text = question_for_leaves()
    assert text.splitlines()[:3] == ["hamkor-log-request/v1", "leaves", "3"]
