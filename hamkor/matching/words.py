"""A name as the words it is made of, each with what can be said of its part in the name."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from hamkor.matching.normalise import (
    LONGEST_NAME,
    clean,
    consonants,
    fold,
    loose,
    persian_consonants,
    repair_legacy_font,
    root,
    script_of,
)
from hamkor.matching.records import Name
from hamkor.matching.vocabulary import kinds_of_word

Role = Literal["surname", "given", "patronymic"]
MOST_WORDS = 8
MOST_NAMES = 12

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
    words = [_word(text, role, hints.get(text)) for text, role in _pieces(clean(repaired))]
    known = [word for word in words if word.roots or word.is_persian]
    return tuple(sorted(_settle_roles(known[:MOST_WORDS]), key=_order))


def _order(word: Word) -> tuple[str, ...]:
    return (word.text, word.sure_role or "", word.hinted_role or "")


def _hints(name: Name) -> dict[str, Role]:
    parts: tuple[tuple[Role, str], ...] = (
        ("surname", name.surname), ("given", name.given), ("patronymic", name.patronymic)
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
    rooted = [root(reading) for reading in fold(text)]
    roots = frozenset(bare for bare, _ending in rooted if bare)
    endings = {ending for _bare, ending in rooted}
    sure = role or ("patronymic" if "patronymic" in endings else None)
    if sure is None and endings & {"surname", "new"}:
        sure = "surname"
    return Word(
        text, roots, frozenset(map(loose, roots)), frozenset(map(consonants, roots)), sure, hint,
        is_initial=bool(INITIAL.fullmatch(text)), is_new_ending="new" in endings,
    )


def _settle_roles(words: list[Word]) -> list[Word]:
    """Believe an ending only where one word of the name has it.

    Раҳмонзода Саидӣ and Ниязов Саидов have two family names or, after the reform, a father's name
    in the form of one: then neither ending says anything. A name of one word has no parts.
    """
    for role in ("surname", "patronymic"):
        having = [word for word in words if word.sure_role == role]
        old = [word for word in having if not word.is_new_ending]
        doubted = having if len(old) != 1 else [word for word in having if word.is_new_ending]
        if len(having) > 1:
            words = [_without_role(word) if word in doubted else word for word in words]
    return words


def _without_role(word: Word) -> Word:
    return Word(
        word.text, word.roots, word.looses, word.skeletons, None, word.hinted_role,
        word.is_initial, word.is_persian, word.is_new_ending,
    )


def joined(one: Word, other: Word) -> Word:
    """Return two words written as one."""
    return _word(one.text + other.text, None, None)
