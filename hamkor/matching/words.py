"""A name as the words it is made of, each with what can be said of its part in the name."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import count
from typing import Literal, TypeAlias
from zlib import crc32

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
from hamkor.matching.vocabulary import (
    Forms,
    established_names,
    family_and_given,
    forms_of,
    kinds_of_word,
)

Role = Literal["surname", "given", "patronymic"]
Words: TypeAlias = tuple["Word", ...]
Features: TypeAlias = tuple[int, int, int, int, "Word"]
"""Signature, letters all readings have, letters none has, number, and the word itself."""
MOST_WORDS = 8
MOST_NAMES = 12
WORDS_REMEMBERED = 200_000

ARTICLE = "ال"  # شمس الدین is one name, Шамсиддин
SPACES = re.compile(r"[\s.,;:<>_/|()\[\]\"«»\d]+")
INITIAL = re.compile(r"[^\W\d_]|kh|sh|ch|zh|ya|yu|yo|gh|ts|дж|dzh|ia|iu")
ROLES: tuple[Role, ...] = ("given", "surname", "patronymic")
LETTERS = "bvgdjzklmnprstfhcxoiu"
BIT_OF = {letter: 1 << place for place, letter in enumerate(LETTERS)}
HEAD = 3
SIGNATURE_BITS = 240
_numbers = count(1)


class Word:
    """One word of a name, as it is compared. Two words with the same `code` are one object's like.

    `sure_role` is what its ending or a word of kin says; `hinted_role` what the source's columns
    say, which are filled the wrong way round often enough not to be believed alone. `number` is
    of this process only, never stored: what is remembered of a pair of words is kept under it.
    """

    __slots__ = (
        "code",
        "features",
        "forms",
        "has_new_ending",
        "hinted_role",
        "is_initial",
        "is_joined",
        "is_persian",
        "is_special",
        "looses",
        "main",
        "mask_all",
        "mask_any",
        "number",
        "role_code",
        "roots",
        "skeletons",
        "sure_role",
        "text",
    )

    def __init__(
        self,
        text: str,
        roots: frozenset[str],
        *,
        sure_role: Role | None = None,
        hinted_role: Role | None = None,
        has_new_ending: bool = False,
        is_joined: bool = False,
    ) -> None:
        self.text, self.roots = text, roots
        self.sure_role, self.hinted_role = sure_role, hinted_role
        self.has_new_ending, self.is_joined = has_new_ending, is_joined
        self.number = next(_numbers)
        self.code = _encoded(self)
        self.is_initial = bool(INITIAL.fullmatch(text))
        self.is_persian = script_of(text) == "persian"
        self.is_special = self.is_initial or self.is_persian or is_joined
        self.role_code = _role_code(self)
        self.looses = frozenset(map(loose, roots))
        if self.is_persian:
            self.skeletons = frozenset({persian_consonants(text)})
        else:
            self.skeletons = frozenset(map(consonants, roots))
        self.main = min(self.looses, key=lambda each: (-len(each), each), default="")
        self.forms: tuple[Forms, ...] = tuple(forms_of(each) for each in sorted(self.looses))
        self.mask_all, self.mask_any = _masks(self.looses)
        self.features: Features = (
            _signature(self),
            self.mask_all,
            ~self.mask_any,
            self.number,
            self,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Word) and self.code == other.code

    def __hash__(self) -> int:
        return hash(self.code)

    def __repr__(self) -> str:
        return f"Word({self.code!r})"

    def with_role(self, role: Role | None) -> "Word":
        """Return the same word as another part of a name."""
        return word(_encoded(self, sure_role=role))


def _encoded(each: Word, *, sure_role: Role | Literal["-"] | None = "-") -> str:
    sure = each.sure_role if sure_role == "-" else sure_role
    flags = ("n" if each.has_new_ending else "") + ("j" if each.is_joined else "")
    parts = (each.text, ",".join(sorted(each.roots)), (sure or "")[:1])
    return "|".join((*parts, (each.hinted_role or "")[:1], flags))


@lru_cache(maxsize=WORDS_REMEMBERED)
def word(code: str) -> Word:
    """Return the word that `Word.code` was written for."""
    text, roots, sure, hinted, flags = code.rsplit("|", 4)
    return Word(
        text,
        frozenset(filter(None, roots.split(","))),
        sure_role=_role(sure),
        hinted_role=_role(hinted),
        has_new_ending="n" in flags,
        is_joined="j" in flags,
    )


def _role(letter: str) -> Role | None:
    return next((role for role in ROLES if letter and role.startswith(letter)), None)


def _role_code(each: Word) -> int:
    """Return one small number for all that decides which part of a name the word may be."""
    sure = ROLES.index(each.sure_role) + 1 if each.sure_role else 0
    hinted = ROLES.index(each.hinted_role) + 1 if each.hinted_role else 0
    return sure * 16 + hinted * 4 + each.is_initial * 2 + each.is_persian


def _signature(each: Word) -> int:
    """Return a number that has a bit in common with that of every word of another spelling.

    Not with those that have nearly the same letters: their masks tell. Words that happen to have
    a bit in common are compared letter by letter. What can be short for anything has all bits.
    """
    if each.is_special:
        return (1 << SIGNATURE_BITS) - 1
    links = set()
    for forms in each.forms:
        links |= {forms.group, forms.stem, forms.parts and f"+{forms.parts}"}
        links.add(f"^{forms.loose[:HEAD]}")
    bits = 0
    for link in links - {""}:
        bits |= 1 << crc32(link.encode()) % SIGNATURE_BITS
    return bits


def _masks(looses: Iterable[str]) -> tuple[int, int]:
    """Return the letters that every reading has, and those that any has."""
    masks = [sum(BIT_OF[letter] for letter in set(each)) for each in looses]
    every, some = (1 << len(LETTERS)) - 1, 0
    for mask in masks:
        every, some = every & mask, some | mask
    return (every, some) if masks else (0, 0)


def words_of(name: Name, *, context: str = "") -> Words:
    """Split a name into words, in an order that does not depend on how it was written.

    Args:
        name: at most its first 300 characters and 8 words are looked at.
        context: other text in the same hand, to recognise an old font by.
    """
    return tuple(each for each, _written in words_as_written(name, context=context))


def words_as_written(name: Name, *, context: str = "") -> tuple[tuple[Word, str], ...]:
    """Return the words of a name beside what the source wrote for each."""
    whole = name.whole[:LONGEST_NAME]
    repaired = repair_legacy_font(f"{whole}\n{context}").split("\n")[0]
    hints = _hints(name)
    pieces = _split_merged(_pieces(repaired))
    read = [
        (_read(text, role, None if INITIAL.fullmatch(text) else hints.get(text)), written)
        for text, role, written in pieces
    ]
    known = [(each, written) for each, written in read if each.roots or each.is_persian]
    settled = _settle_roles([each for each, _written in known[:MOST_WORDS]])
    pairs = zip(settled, [written for _each, written in known], strict=False)
    return tuple(sorted(pairs, key=lambda pair: (pair[0].code, pair[1])))


def _hints(name: Name) -> dict[str, Role]:
    parts: tuple[tuple[Role, str], ...] = (
        ("surname", name.surname),
        ("given", name.given),
        ("patronymic", name.patronymic),
    )
    return {text: role for role, part in parts for text, _sure, _written in _pieces(part)}


Piece = tuple[str, Role | None, str]


def _pieces(written: str) -> list[Piece]:
    """Cut at spaces and dots, join абду- to what follows, take kin words as marks."""
    kinds = kinds_of_word()
    pieces: list[Piece] = []
    prefix = before = ""
    for text, original in _tokens(written):
        if text in kinds.child_of and pieces:
            pieces[-1] = (pieces[-1][0], "patronymic", f"{pieces[-1][2]} {original}")
        elif text.startswith(ARTICLE) and _is_second_half(text) and pieces and not prefix:
            last = pieces[-1]
            pieces[-1] = (last[0] + text, last[1], f"{last[2]} {original}")
        elif text in kinds.begins_a_name:
            prefix, before = prefix + text, f"{before}{original} "
        elif text not in kinds.title:
            pieces.append((prefix + text, None, before + original))
            prefix = before = ""
    return [*pieces, (prefix, None, before.strip())] if prefix else pieces


def _is_second_half(text: str) -> bool:
    """Say whether a word that begins like an article has one; the name Улуғ has none."""
    return len(text) > 3 and not text.endswith("زاده")


def _tokens(written: str) -> Iterable[tuple[str, str]]:
    for original in filter(None, SPACES.split(written)):
        for text in _cleaned(original):
            yield text, original


@lru_cache(maxsize=65536)
def _cleaned(original: str) -> tuple[str, ...]:
    return tuple(filter(None, SPACES.split(clean(original))))


def _split_merged(pieces: list[Piece]) -> list[Piece]:
    """Part a family name from a given name written on to it, as on some printed forms."""
    found: list[Piece] = []
    for text, role, written in pieces:
        parts = None if role else family_and_given(text)
        if parts:
            cut = len(parts[0]) if len(written) == len(text) else len(written)
            found += [(parts[0], None, written[:cut]), (parts[1], None, written[cut:] or written)]
        else:
            found.append((text, role, written))
    return found


@lru_cache(maxsize=65536)
def _read(text: str, role: Role | None, hint: Role | None) -> Word:
    if script_of(text) == "persian":
        return Word(text, frozenset(), sure_role=role, hinted_role=hint)
    rooted = _rooted(fold(text))
    endings = {ending for _bare, ending in rooted}
    sure = role or ("patronymic" if "patronymic" in endings else None)
    if sure is None and endings & {"surname", "new"}:
        sure = "surname"
    return Word(
        text,
        frozenset(bare for bare, _ending in rooted if bare),
        sure_role=sure,
        hinted_role=hint,
        has_new_ending="new" in endings,
    )


def _rooted(readings: Iterable[str]) -> list[tuple[str, Ending]]:
    """Return roots and endings; a name in daily use such as Хусрав has no ending to lose."""
    known = established_names()
    read = tuple(readings)
    whole: list[tuple[str, Ending]] = [(tidy(reading), "") for reading in read]
    return whole if any(loose(each) in known for each, _no in whole) else [_root(r) for r in read]


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
        having = [each for each in words if each.sure_role == role]
        old = [each for each in having if not each.has_new_ending]
        doubted = having if len(old) != 1 else [each for each in having if each.has_new_ending]
        if len(having) > 1:
            words = [each.with_role(None) if each in doubted else each for each in words]
    if len(words) > 2 and not any(each.sure_role == "patronymic" for each in words):
        words = [each.with_role(None) if each.has_new_ending else each for each in words]
    return words


@lru_cache(maxsize=65536)
def part_of(whole: Word, like: Word) -> Word:
    """Return the part of a word that is `like`, where both parts were written as one."""
    role = like.sure_role
    return Word(
        whole.text, like.roots, sure_role=role, hinted_role=like.hinted_role, is_joined=True
    )


@lru_cache(maxsize=65536)
def written_as_one(one: Word, other: Word) -> frozenset[str]:
    """Return the loose roots that two words have when no space is left between them."""
    roots = [bare for bare, _ending in _rooted(fold(one.text + other.text)) if bare]
    roots += [first + second for first in one.roots for second in other.roots]
    return frozenset(map(loose, roots))
