"""A name as the words it is made of, each with what can be said of its part in the name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from hamkor.matching.normalise import (
    LONGEST_NAME,
    Ending,
    clean,
    consonants,
    fold,
    loose,
    persian_consonants,
    repair_legacy_font,
    root,
    script_of,
    tidy,
)
from hamkor.matching.records import Name
from hamkor.matching.vocabulary import established_names, kinds_of_word

Role = Literal["surname", "given", "patronymic"]
MOST_WORDS = 8
MOST_NAMES = 12

ARTICLE = "ال"  # شمس الدین is one name, Шамсиддин
SEPARATORS = re.compile(r"[\s.,;:<>_/|()\[\]\"«»\d]+")
INITIAL = re.compile(r"[^\W\d_]|kh|sh|ch|zh|ya|yu|yo|gh|ts|дж|dzh|ia|iu")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name.

    `sure_role` is what its ending or a word of kin says; `hinted_role` what the source's columns
    say, which are filled the wrong way round often enough not to be believed alone.
    """

    text: str
    roots: frozenset[str]
    looses: frozenset[str]
    skeletons: frozenset[str]
    sure_role: Role | None = None
    hinted_role: Role | None = None
    is_initial: bool = False
    is_persian: bool = False
    is_new_ending: bool = False
    is_joined: bool = False

    @property
    def main(self) -> str:
        """Return the loose root by which its frequency is looked up."""
        return min(self.looses, key=lambda each: (-len(each), each), default="")


def words_of(name: Name, *, context: str = "") -> tuple[Word, ...]:
    """Split a name into words, in an order that does not depend on how it was written.

    Args:
        name: at most its first 300 characters and 8 words are looked at.
        context: other text in the same hand, to recognise an old font by.
    """
    whole = name.whole[:LONGEST_NAME]
    repaired = repair_legacy_font(f"{whole}\n{context}").split("\n")[0]
    hints = _hints(name)
    pieces = _pieces(clean(repaired))
    words = [
        _word(text, role, None if INITIAL.fullmatch(text) else hints.get(text))
        for text, role in pieces
    ]
    known = [word for word in words if word.roots or word.is_persian]
    return tuple(sorted(_settle_roles(known[:MOST_WORDS]), key=_order))


def _order(word: Word) -> tuple[str, ...]:
    return (word.text, word.sure_role or "", word.hinted_role or "")


def _hints(name: Name) -> dict[str, Role]:
    parts: tuple[tuple[Role, str], ...] = (
        ("surname", name.surname),
        ("given", name.given),
        ("patronymic", name.patronymic),
    )
    return {text: role for role, part in parts for text, _sure in _pieces(clean(part))}


def _pieces(cleaned: str) -> list[tuple[str, Role | None]]:
    """Cut at spaces and dots, join абду- to what follows, take kin words as marks."""
    kinds = kinds_of_word()
    pieces: list[tuple[str, Role | None]] = []
    prefix = ""
    for text in filter(None, SEPARATORS.split(cleaned)):
        if text in kinds.child_of and pieces:
            pieces[-1] = (pieces[-1][0], "patronymic")
        elif text.startswith(ARTICLE) and len(text) > 3 and pieces and not prefix:
            pieces[-1] = (pieces[-1][0] + text, pieces[-1][1])
        elif text in kinds.begins_a_name:
            prefix += text
        elif text not in kinds.title:
            pieces.append((prefix + text, None))
            prefix = ""
    return [*pieces, (prefix, None)] if prefix else pieces


@lru_cache(maxsize=4096)
def _word(text: str, role: Role | None, hint: Role | None) -> Word:
    if script_of(text) == "persian":
        skeleton = frozenset({persian_consonants(text)})
        return Word(text, frozenset(), frozenset(), skeleton, role, hint, is_persian=True)
    rooted = _rooted(fold(text))
    roots = frozenset(bare for bare, _ending in rooted if bare)
    endings = {ending for _bare, ending in rooted}
    sure = role or ("patronymic" if "patronymic" in endings else None)
    if sure is None and endings & {"surname", "new"}:
        sure = "surname"
    return Word(
        text,
        roots,
        frozenset(map(loose, roots)),
        frozenset(map(consonants, roots)),
        sure,
        hint,
        is_initial=bool(INITIAL.fullmatch(text)),
        is_new_ending="new" in endings,
    )


def _rooted(readings: Iterable[str]) -> list[tuple[str, Ending]]:
    """Return roots and endings; a name in daily use such as Хусрав has no ending to lose."""
    whole = [tidy(reading) for reading in readings]
    established: list[tuple[str, Ending]] = [
        (each, "") for each in whole if loose(each) in established_names()
    ]
    return established or [_root(reading) for reading in readings]


def _root(reading: str) -> tuple[str, Ending]:
    known = established_names()
    bare, ending = root(reading)
    if ending == "surname" and loose(bare) not in known:
        bare = root(bare)[0]
    return bare, ending


def _settle_roles(words: list[Word]) -> list[Word]:
    """Believe an ending only where one word of the name has it.

    Раҳмонзода Саидӣ and Ниязов Саидов have two family names or, after the reform, a father's name
    in the form of one: then neither ending says anything. The new endings close fathers' names
    too, so beside two other words they say nothing either.
    """
    for role in ("surname", "patronymic"):
        having = [word for word in words if word.sure_role == role]
        old = [word for word in having if not word.is_new_ending]
        doubted = having if len(old) != 1 else [word for word in having if word.is_new_ending]
        if len(having) > 1:
            words = [_without_role(word) if word in doubted else word for word in words]
    if len(words) > 2 and not any(word.sure_role == "patronymic" for word in words):
        words = [_without_role(word) if word.is_new_ending else word for word in words]
    return words


def _without_role(word: Word) -> Word:
    return replace(word, sure_role=None)


def joined(one: Word, other: Word) -> Word:
    """Return two words written as one."""
    return replace(_word(one.text + other.text, None, None), is_joined=True)
