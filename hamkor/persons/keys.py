"""The keys of `matching`, as they are stored, and keys of single words for whoever searches."""

import hashlib

from hamkor import matching

LONGEST = 78
"""Characters; two fewer than the column of complaints, for the prefix they put before a key."""
SEARCH = "s:"
MOST_WORDS = 8


def key_number(key: str) -> int:
    """Return the number that stands for `key` in the tables: 64 bits, signed.

    Two keys with one number would only bring two records together that are then compared, and
    among a hundred million keys that happens to one search in thousands of millions.
    """
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)


def fitted(key: str) -> str:
    """Return `key`, or a digest of it when it is too long to store as text."""
    return key if len(key) <= LONGEST else hashlib.sha256(key.encode()).hexdigest()


def comparison_keys(record: matching.Record | matching.Parsed) -> set[str]:
    """Return the keys under which records worth comparing with `record` are found."""
    return {fitted(key) for key in matching.keys(record)}


def search_keys(record: matching.Record) -> set[str]:
    """Return one key for each word of a name, so that a surname alone finds the person.

    Too weak to bring two records together: half a village may share one word.
    """
    words = {word for name in record.names for word in name.whole.split()[:MOST_WORDS]}
    alone = (matching.Record(names=(matching.Name(word),)) for word in sorted(words))
    return {fitted(SEARCH + key[2:]) for each in alone for key in matching.keys(each)}
