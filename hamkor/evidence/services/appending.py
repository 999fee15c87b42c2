"""Into the log, in the transaction of the thing itself; its place in the tree follows."""

import os
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hamkor.clock import now
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Leaf
from hamkor.transparency import leaf as leaves

# The accept path pays for this statement; building it through the ORM costs ten times as much.
_INSERT = (
    "INSERT INTO evidence_leaf (kind, digest, salt, about, leaf_hash, position, at)"
    " VALUES (%s, %s, %s, %s, %s, NULL, %s) RETURNING id"
)


def append(kind: LeafKind, digest: str, *, about: str = "") -> Leaf:
    """Let the log hold a thing for ever, as a salted hash; one insert, no lock.

    Belongs in the transaction that stores the thing. The worker gives it its place in the tree
    later (`sequence_new`), so that offices that write at the same time do not wait for each
    other.

    Args:
        kind: what it is; part of what is hashed.
        digest: SHA-256 of the thing, 64 hexadecimal digits.
        about: reference of the thing for this node's own use; not part of what is hashed.

    Raises:
        ValueError: the digest is none.
    """
    raw, salt, moment = bytes.fromhex(digest), os.urandom(leaves.SALT_BYTES), now()
    leaf_hash = leaves.hash_of(kind, salt, raw)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [kind.value, raw, salt, about, leaf_hash, _for_database(moment)])
        (pk,) = cursor.fetchone()
    # In the order of the fields: by name it would cost as much as the statement.
    return Leaf(pk, kind.value, raw, salt, about, leaf_hash, None, moment)


@transaction.atomic
def erase(leaf: Leaf) -> None:
    """Destroy what ties a leaf to its thing. The tree and all proofs stay as they are.

    Whoever was given a proof before can still use it: they have salt and thing themselves.
    """
    Leaf.objects.filter(pk=leaf.pk).update(salt=None, digest=None, about="")


def _for_database(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
