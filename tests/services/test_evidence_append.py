import hashlib

import pytest
from django.db import DatabaseError, transaction

from hamkor.clock import now
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Leaf
from hamkor.evidence.services import append, erase
from hamkor.transparency import leaf as leaves

pytestmark = pytest.mark.django_db

DIGEST = hashlib.sha256(b"a header").hexdigest()


def test_a_leaf_is_one_insert_and_holds_what_was_given(django_assert_num_queries, frozen_clock):
    with django_assert_num_queries(1):
        leaf = append(LeafKind.HEADER_SENT, DIGEST, about="m-1")
    stored = Leaf.objects.get()
    assert stored == leaf
    assert (stored.kind, stored.digest.hex(), stored.about) == ("header_sent", DIGEST, "m-1")
    assert (stored.position, stored.at) == (None, now())
    assert bytes(stored.leaf_hash) == bytes(leaf.leaf_hash)
    assert leaves.hash_of(stored.kind, stored.salt, stored.digest) == stored.leaf_hash


def test_the_same_thing_twice_shows_two_unlike_hashes():
    first, second = (append(LeafKind.RECEIPT_GIVEN, DIGEST) for _ in range(2))
    assert first.leaf_hash != second.leaf_hash


def test_a_leaf_goes_with_the_transaction_of_its_thing():
    with transaction.atomic():
        append(LeafKind.FILING, DIGEST)
        transaction.set_rollback(True)
    assert not Leaf.objects.exists()


@pytest.mark.parametrize("digest", ["", "ab", "g" * 64, DIGEST + "00"])
def test_what_is_no_digest_is_refused(digest):
    with pytest.raises(ValueError, match=r"hexadecimal|digest"):
        append(LeafKind.FILING, digest)
    assert not Leaf.objects.exists()


def test_an_erased_leaf_keeps_its_hash_and_nothing_else_changes():
    leaf, bystander = append(LeafKind.FILING, DIGEST, about="c-1"), append(LeafKind.KEYS, DIGEST)
    erase(leaf)
    stored = Leaf.objects.get(pk=leaf.pk)
    assert (stored.salt, stored.digest, stored.about) == (None, None, "")
    assert stored.leaf_hash == leaf.leaf_hash
    assert Leaf.objects.get(pk=bystander.pk).salt == bystander.salt


def test_the_database_lets_nobody_delete_change_or_move_a_leaf():
    leaf = append(LeafKind.FILING, DIGEST)
    rows = Leaf.objects.filter(pk=leaf.pk)
    rows.update(position=0)
    for attempt in (
        lambda: rows.update(position=1),
        lambda: rows.update(position=None),
        lambda: rows.update(leaf_hash=b"\1" * 32),
        lambda: rows.update(kind="keys"),
        rows.delete,
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert rows.get().position == 0
