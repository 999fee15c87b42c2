import hashlib

import pytest

from hamkor.errors import BadSignature
from hamkor.evidence import keys, queries
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Checkpoint, HeldLog, Leaf, Tile
from hamkor.evidence.services import append, erase, sequence_new
from hamkor.transparency.checkpoint import open_checkpoint
from hamkor.transparency.proof import check_leaf, check_thing, read_proof
from hamkor.transparency.tree import root_of

pytestmark = pytest.mark.django_db


def digest(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def log_things(count: int, *, start: int = 0) -> list[Leaf]:
    return [append(LeafKind.RECEIPT_GIVEN, digest(start + n)) for n in range(count)]


def state():
    return open_checkpoint(queries.checkpoint(), keys.log_keys_of(keys.our_office())).checkpoint


def test_a_log_without_leaves_has_no_state_and_nothing_to_do():
    assert sequence_new() == 0
    assert queries.checkpoint() == ""
    assert not HeldLog.objects.exists()


def test_leaves_get_places_in_their_order_and_the_state_is_their_tree():
    leaves = log_things(3)
    assert sequence_new() == 3
    leaves += log_things(300, start=3)
    assert sequence_new() == 300
    assert sequence_new() == 0
    places = list(Leaf.objects.order_by("id").values_list("position", flat=True))
    assert places == list(range(303))
    assert state().size == 303
    assert state().root == root_of(leaf.leaf_hash for leaf in leaves)


def test_hashes_lie_in_tiles_of_256_and_one_level_above():
    log_things(520)
    sequence_new()
    tiles = Tile.objects.order_by("level", "number").values_list("level", "number", "hashes")
    lengths = [(level, number, len(hashes) // 32) for level, number, hashes in tiles]
    assert lengths == [(0, 0, 256), (0, 1, 256), (0, 2, 8), (1, 0, 2)]


@pytest.mark.parametrize("rounds", [(1,), (2, 1), (5, 251, 1, 255, 3), (700,)])
def test_every_leaf_can_be_proven_and_only_as_what_it_is(rounds):
    for start, count in zip([sum(rounds[:n]) for n in range(len(rounds))], rounds, strict=True):
        log_things(count, start=start)
        sequence_new()
    log_keys = keys.log_keys_of(keys.our_office())
    for leaf in Leaf.objects.order_by("id")[:: max(1, sum(rounds) // 40)]:
        proof = read_proof(queries.proof_of(leaf))
        kind, proven = check_thing(proof, leaf.digest, log_keys=log_keys)
        assert (kind, proven.index, proven.witnesses) == ("receipt_given", leaf.position, {})
        with pytest.raises(BadSignature):
            check_thing(proof, bytes.fromhex(digest(99_999)), log_keys=log_keys)


def test_there_is_no_proof_before_a_leaf_has_its_place():
    leaf = append(LeafKind.FILING, digest(1))
    assert queries.proof_of(leaf) is None
    assert queries.proof_for(LeafKind.FILING, digest(2)) is None
    sequence_new()
    assert queries.proof_of(leaf) == queries.proof_for(LeafKind.FILING, digest(1))
    assert queries.proof_for(LeafKind.KEYS, digest(1)) is None


def test_erasing_one_leaf_leaves_every_proof_valid():
    erased, bystander = log_things(2)
    log_things(5, start=2)
    sequence_new()
    log_keys = keys.log_keys_of(keys.our_office())
    given_before = read_proof(queries.proof_of(erased))
    erase(erased)
    assert check_thing(given_before, erased.digest, log_keys=log_keys)
    assert check_thing(
        read_proof(queries.proof_of(bystander)), bystander.digest, log_keys=log_keys
    )
    after = read_proof(queries.proof_of(Leaf.objects.get(pk=erased.pk)))
    assert after.extra == b""
    assert check_leaf(after, erased.leaf_hash, log_keys=log_keys).index == 0


def test_a_state_that_nobody_cosigned_goes_when_the_next_is_signed():
    for start in range(3):
        log_things(1, start=start)
        sequence_new()
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [3]


def test_nothing_is_signed_while_another_office_may_hold_a_longer_log():
    log_things(2)
    sequence_new()
    HeldLog.objects.update(is_confirmed=False)
    before = queries.checkpoint()
    leaf = append(LeafKind.FILING, digest(5))
    assert sequence_new() == 0
    assert queries.checkpoint() == before
    assert Leaf.objects.get(pk=leaf.pk).position is None
