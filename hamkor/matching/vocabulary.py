"""What the data files beside this module know of names: common ones, kin words, endings."""

from functools import cache
from pathlib import Path

from hamkor.data_files import Fact, load
from hamkor.matching.normalise import clean, fold, loose, root

FOLDER = Path(__file__).parent


class NameLists(Fact):
    very_common: str
    common: str


class KindsOfWord(Fact):
    child_of: frozenset[str]
    begins_a_name: frozenset[str]
    title: frozenset[str]
    optional_ending: tuple[str, ...]
    optional_beginning: tuple[str, ...]


@cache
def kinds_of_word() -> KindsOfWord:
    return load(FOLDER / "kinds_of_word.yaml", KindsOfWord)


@cache
def established_names() -> dict[str, str]:
    """Return the loose root of each name in daily use and how common it is."""
    lists = load(FOLDER / "names.yaml", NameLists)
    found = dict.fromkeys(_roots(lists.common), "common")
    return found | dict.fromkeys(_roots(lists.very_common), "very_common")


def _roots(names: str) -> list[str]:
    return [loose(root(fold(clean(name))[0])[0]) for name in names.split()]


@cache
def optional_endings() -> tuple[str, ...]:
    return _longest_first(kinds_of_word().optional_ending)


@cache
def optional_beginnings() -> tuple[str, ...]:
    return _longest_first(kinds_of_word().optional_beginning)


def _longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    folded = {loose(fold(clean(word))[0]) for word in words}
    return tuple(sorted(folded, key=lambda word: (-len(word), word)))


def stem(loose_root: str) -> str:
    """Return a loose root without an ending of respect, if enough of a name is left."""
    for ending in optional_endings():
        if loose_root.endswith(ending) and len(loose_root) - len(ending) >= 3:
            return loose_root[: -len(ending)]
    return loose_root


def core(loose_root: str) -> str:
    """Return a stem also without a beginning such as абду- or мирзо-."""
    inner = stem(loose_root)
    for beginning in optional_beginnings():
        if inner.startswith(beginning) and len(inner) - len(beginning) >= 3:
            return inner[len(beginning) :]
    return inner


def commonness(loose_root: str) -> str:
    """Say how common a name is: "very_common", "common", "compound" of a common one, "rare"."""
    known = established_names()
    if loose_root in known:
        return known[loose_root]
    return "compound" if stem(loose_root) in known or core(loose_root) in known else "rare"


def are_two_names(one: str, other: str) -> bool:
    """Say whether two unequal loose roots are known to be names of their own."""
    known = established_names()
    for inner in (str, stem, core):
        a, b = inner(one), inner(other)
        if a != b and a in known and b in known:
            return True
    return _is_other_gender(one, other)


def _is_other_gender(one: str, other: str) -> bool:
    """Карим and Карима; Russian Ильин and Ильина are one family name and stay apart from this."""
    short, long = sorted((one, other), key=len)
    return long == short + "o" and not short.endswith("in")
