"""Trees of RFC 6962, against known roots and against the definitions recomputed here."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.transparency import leaf
from hamkor.transparency.tree import (
    EMPTY_ROOT,
    Frontier,
    carry_out,
    complete_subtrees,
    consistency_plan,
    inclusion_plan,
    root_from_inclusion,
    root_of,
    root_plan,
    roots_from_consistency,
)

# The eight leaves and roots with which implementations of Certificate Transparency are tested.
LEAVES = [
    leaf.leaf_hash(bytes.fromhex(text))
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
GROWTHS = {
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def defined_root(leaves):
    """MTH of RFC 6962, 2.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = split_of(len(leaves))
    both = defined_root(leaves[:half]) + defined_root(leaves[half:])
    return hashlib.sha256(b"\x01" + both).digest()


def defined_path(place, leaves):
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    half = split_of(len(leaves))
    if place < half:
        return [*defined_path(place, leaves[:half]), defined_root(leaves[half:])]
    return [*defined_path(place - half, leaves[half:]), defined_root(leaves[:half])]


def defined_growth(old, leaves, is_known=True):
    """SUBPROOF of RFC 6962, 2.1.2."""
    if old == len(leaves):
        return [] if is_known else [defined_root(leaves)]
    half = split_of(len(leaves))
    if old <= half:
        return [*defined_growth(old, leaves[:half], is_known), defined_root(leaves[half:])]
    return [*defined_growth(old - half, leaves[half:], False), defined_root(leaves[:half])]


def split_of(count):
    half = 1
    while half * 2 < count:
        half *= 2
    return half


def grown(leaves):
    frontier, nodes = Frontier.empty(), {}
    for one in leaves:
        nodes.update(frontier.add(one))
    return frontier, nodes.__getitem__


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size):
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]
    assert grown(LEAVES[:size])[0].root().hex() == ROOTS[size]


@pytest.mark.parametrize(("old", "size"), GROWTHS)
def test_proofs_of_consistency_are_the_published_ones(old, size):
    _frontier, read = grown(LEAVES[:size])
    path = carry_out(consistency_plan(old, size), read)
    assert [step.hex() for step in path] == GROWTHS[old, size]
    roots = roots_from_consistency(old, size, bytes.fromhex(ROOTS[old]), path)
    assert [root.hex() for root in roots] == [ROOTS[old], ROOTS[size]]


def test_every_proof_up_to_forty_leaves_is_as_the_rfc_defines_it():
    leaves = [leaf.leaf_hash(bytes([n])) for n in range(40)]
    for size in range(1, 41):
        frontier, read = grown(leaves[:size])
        root = defined_root(leaves[:size])
        assert frontier.root() == root
        assert carry_out((root_plan(size),), read) == (root,)
        for place in range(size):
            path = carry_out(inclusion_plan(place, size), read)
            assert list(path) == defined_path(place, leaves[:size])
            assert root_from_inclusion(leaves[place], place, size, path) == root
        for old in range(1, size):
            path = carry_out(consistency_plan(old, size), read)
            assert list(path) == defined_growth(old, leaves[:size])
            before = defined_root(leaves[:old])
            assert roots_from_consistency(old, size, before, path) == (before, root)


@given(st.data())
def test_no_leaf_place_size_or_step_can_be_another(data):
    size = data.draw(st.integers(2, 60))
    leaves = [leaf.leaf_hash(bytes([n])) for n in range(size)]
    frontier, read = grown(leaves)
    place = data.draw(st.integers(0, size - 1))
    path = list(carry_out(inclusion_plan(place, size), read))
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != place))
    assert root_from_inclusion(leaves[other], place, size, path) != frontier.root()
    assert root_from_inclusion(leaves[place], other, size, path) != frontier.root()
    assert root_from_inclusion(leaves[place], place, size, path[:-1]) is None
    assert root_from_inclusion(leaves[place], place, size, [*path, bytes(32)]) is None
    step = data.draw(st.integers(0, len(path) - 1))
    path[step] = leaf.leaf_hash(path[step])
    assert root_from_inclusion(leaves[place], place, size, path) != frontier.root()


@given(st.integers(2, 80), st.data())
def test_a_history_that_was_changed_has_no_proof_of_growth(size, data):
    old = data.draw(st.integers(1, size - 1))
    leaves = [leaf.leaf_hash(bytes([n])) for n in range(size)]
    changed = list(leaves)
    changed[data.draw(st.integers(0, old - 1))] = leaf.leaf_hash(b"forged")
    frontier, read = grown(changed)
    path = carry_out(consistency_plan(old, size), read)
    before = defined_root(leaves[:old])
    assert roots_from_consistency(old, size, before, path) != (before, frontier.root())


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_plans_are_short_in_a_log_of_a_million(place, size):
    if place < size:
        plan = inclusion_plan(place, size)
        assert len(plan) <= 20
        assert sum(map(len, plan)) <= 40
        assert sum(2**each.level for part in plan for each in part) == size - 1


@pytest.mark.parametrize(("place", "size"), [(0, 0), (5, 5), (-1, 3)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(place, size):
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_plan(place, size)
    assert root_from_inclusion(EMPTY_ROOT, place, size, []) is None


@pytest.mark.parametrize(("old", "size"), [(6, 5), (-1, 3)])
def test_a_tree_does_not_begin_with_a_larger_one(old, size):
    with pytest.raises(ValueError, match="larger"):
        consistency_plan(old, size)


@pytest.mark.parametrize(("old", "size"), [(0, 4), (4, 4), (5, 4)])
def test_nothing_is_to_be_shown_where_nothing_grew(old, size):
    assert roots_from_consistency(old, size, EMPTY_ROOT, []) is None


@given(st.integers(0, 3000))
def test_the_edge_of_a_tree_is_written_and_read(size):
    frontier = Frontier(size, [bytes([n] * 32) for n in range(size.bit_count())])
    assert Frontier.from_bytes(size, frontier.to_bytes()) == frontier
    with pytest.raises(ValueError, match="damaged"):
        Frontier.from_bytes(size, frontier.to_bytes() + b"\0")


def test_complete_subtrees_lie_side_by_side():
    assert [2**place.level for place in complete_subtrees(0, 13)] == [8, 4, 1]
    assert [place.number for place in complete_subtrees(8, 13)] == [2, 12]


def test_a_leaf_is_its_kind_and_a_salted_digest():
    salt, digest = bytes(16), bytes(range(32))
    text = leaf.entry("filing", salt, digest)
    salted = hashlib.sha256(salt + digest).hexdigest()
    assert text == f"hamkor-leaf/v1\nfiling\n{salted}\n".encode()
    assert leaf.hash_of("filing", salt, digest) == hashlib.sha256(b"\0" + text).digest()
    assert leaf.hash_of("keys", salt, digest) != leaf.hash_of("filing", salt, digest)


@pytest.mark.parametrize(("salt", "digest"), [(15, 33), (16, 31), (17, 32), (0, 0)])
def test_salt_and_digest_cannot_slide_into_each_other(salt, digest):
    with pytest.raises(ValueError, match="16 bytes"):
        leaf.entry("filing", bytes(salt), bytes(digest))
