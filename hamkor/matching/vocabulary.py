"""What the data files beside this module know of names: common ones, kin words, endings."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hamkor.data_files import Fact, load
from hamkor.matching.normalise import clean, fold, loose, tidy

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


@dataclass(frozen=True, slots=True)
class Established:
    """A name in daily use; its forms in other languages share `group`."""

    group: str
    commonness: str


@cache
def established_names() -> dict[str, Established]:
    """Return the names in daily use by their loose root."""
    lists = load(FOLDER / "names.yaml", NameLists)
    found: dict[str, Established] = {}
    for names, commonness in ((lists.very_common, "very_common"), (lists.common, "common")):
        for forms in names.split():
            roots = [loose(tidy(fold(clean(form))[0])) for form in forms.split("=")]
            known = next((found[each] for each in roots if each in found), None)
            entry = known or Established(roots[0], commonness)
            for each in roots:
                found.setdefault(each, entry)
    return found


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


def standard_form(loose_root: str) -> str:
    """Return one form for all forms of a name that are known to be one."""
    known = established_names()
    for form in (loose_root, stem(loose_root)):
        if form in known:
            return known[form].group
    return stem(loose_root)


def commonness(loose_root: str) -> str:
    """Say how common a name is: "very_common", "common", "compound" of a common one, "rare"."""
    known = established_names()
    if loose_root in known:
        return known[loose_root].commonness
    return "compound" if stem(loose_root) in known or core(loose_root) in known else "rare"


def are_forms_of_one(one: str, other: str) -> bool:
    """Say whether two loose roots are known as one name in two languages: Юсуф, Осип."""
    known = established_names()
    return one in known and other in known and known[one].group == known[other].group


def are_two_names(one: str, other: str) -> bool:
    """Say whether two unequal loose roots are known to be names of their own."""
    known = established_names()
    for inner in (str, stem, core):
        a, b = inner(one), inner(other)
        if a in known and b in known and known[a].group != known[b].group:
            return True
    return _is_other_gender(one, other)


def _is_other_gender(one: str, other: str) -> bool:
    """Карим and Карима; Russian Ильин and Ильина are one family name and stay apart from this."""
    short, long = sorted((one, other), key=len)
    return long == short + "o" and not short.endswith("in")
