"""What is compared privately: combinations strong enough to point at one person, no name alone.

An item is a document's number, or two words of the name with the whole date of birth. A name by
itself is none: half a village would be in common, and a list of names could be tried out.
"""

from collections.abc import Iterable
from typing import Literal

from hamkor import matching

Kind = Literal["document", "name_and_birth"]
NAME_PAIR = "n:"
DOCUMENT = "d:"
SHORTEST_NUMBER = 7
"""Signs of a document's number; shorter ones can be tried out."""


def items_of(record: matching.Record, keys: Iterable[str]) -> frozenset[str]:
    """Return the items of one record; empty when nothing about it is strong enough.

    Args:
        record: what is on file.
        keys: its keys as `matching.keys` writes them, which agree across scripts and spellings.
    """
    known = sorted(keys)
    documents = {
        key for key in known if key.startswith(DOCUMENT) and len(key) >= SHORTEST_NUMBER + 2
    }
    born = record.born
    if born is None or not born.is_full or born.is_first_of_january:
        return frozenset(documents)
    pairs = {f"{key}|{born}" for key in known if key.startswith(NAME_PAIR)}
    return frozenset(documents | pairs)
