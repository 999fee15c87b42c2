"""The keys of `matching`, as they are stored, and keys of single words for whoever searches."""

import hashlib

from hamkor import matching

LONGEST = 78
"""Characters; two fewer than the column, for the prefix that complaints put before a key."""
SEARCH = "s:"
MOST_WORDS = 8


def fitted(key: str) -> str:
    """Return `key`, or a digest of it when it is too long to store."""
    return key if len(key) <= LONGEST else hashlib.sha256(key.encode()).hexdigest()


def comparison_keys(record: matching.Record) -> set[str]:
    """Return the keys under which records worth comparing with `record` are found."""
    return {fitted(key) for key in matching.keys(record)}


def search_keys(record: matching.Record) -> set[str]:
    """Return one key for each word of a name, so that a surname alone finds the person.

    Too weak to bring two records together: half a village may share one word.
    """
    words = {word for name in record.names for word in name.whole.split()[:MOST_WORDS]}
    alone = (matching.Record(names=(matching.Name(word),)) for word in sorted(words))
    return {fitted(SEARCH + key[2:]) for each in alone for key in matching.keys(each)}
