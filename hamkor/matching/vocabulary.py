"""What the data files beside this module know of names: common ones, kin words, endings."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
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


@dataclass(frozen=True, slots=True)
class Forms:
    """One reading of a word, and what is known of it. Groups are "" where it is not established.

    `groups` are those of the whole, of its stem and of its core; `parts` the established names
    that it is made of, as Муҳаммад and Алӣ in Маҳмадалӣ, or "".
    """

    loose: str
    stem: str
    commonness: str
    groups: tuple[str, str, str]
    parts: str

    @property
    def group(self) -> str:
        return self.groups[0] and f"={self.groups[0]}"


@lru_cache(maxsize=65536)
def forms_of(loose_root: str) -> Forms:
    known = established_names()
    whole, bare, inner = (
        known[part].group if part in known else ""
        for part in (loose_root, stem(loose_root), core(loose_root))
    )
    return Forms(
        loose_root,
        stem(loose_root),
        commonness(loose_root),
        (whole, bare, inner),
        parts_of(loose_root),
    )


SHORTEST_PART = 3


@lru_cache(maxsize=65536)
def parts_of(loose_root: str) -> str:
    """Return the groups of two established names written as one, "" where it is not two."""
    known = established_names()
    for cut in range(SHORTEST_PART, len(loose_root) - SHORTEST_PART + 1):
        one, other = loose_root[:cut], loose_root[cut:]
        if one in known and other in known:
            return f"{known[one].group}+{known[other].group}"
    return ""


def are_two_names(one: Forms, other: Forms) -> bool:
    """Say whether two unequal readings are known to be names of their own."""
    for ours, theirs in zip(one.groups, other.groups, strict=True):
        if ours and theirs and ours != theirs:
            return True
    return _is_other_gender(one.loose, other.loose)


def _is_other_gender(one: str, other: str) -> bool:
    """Карим and Карима; Russian Ильин and Ильина are one family name and stay apart from this."""
    short, long = sorted((one, other), key=len)
    return long == short + "o" and not short.endswith("in")


FAMILY_ENDING = re.compile(r"(?<=...)(?:[ое]в|[ео]ва|зода|[ео]va|[oe]va|[oe]v|zoda)(?=...)")


@lru_cache(maxsize=65536)
def family_and_given(text: str) -> tuple[str, str] | None:
    """Part Раҳмоновсаид into Раҳмонов and саид; None unless a known name follows the ending."""
    if len(text) < 9:
        return None
    known = established_names()
    for found in FAMILY_ENDING.finditer(text):
        given = text[found.end() :]
        form = forms_of(loose(tidy(fold(given)[0])))
        if form.loose in known or form.stem in known:
            return text[: found.end()], given
    return None
