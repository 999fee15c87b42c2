"""Pairs of names, and pairs with one difficulty each, of invented people."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from rapidfuzz.distance import Levenshtein

from bench.identity import spelling
from bench.identity.people import Human, a_name, generate_people, names, vocabulary
from bench.identity.writing import (
    alphabet,
    in_persian,
    mistyped,
    patronymic_of,
    surname_of,
)

PEOPLE_FOR_PAIRS = 20_000
OF_EACH_DIFFICULTY = 40
NAMES_OF = {"same": 9, "persian": 1, "near": 9, "homonym": 4, "sibling": 4, "father": 3}
"""How many of thirty pairs of names are of which kind: a third of one person, a third of those
persons in Persian letters as often as in lists that states publish."""
PATRONYMIC_LEFT_OUT, MISTYPED, GIVEN_FIRST = 0.1, 0.04, 0.25
NO_DATE, YEAR_ALONE = 0.35, 0.2
MRZ = 22
"""Letters that a narrow field of a document holds."""
Pair = tuple[dict[str, str], dict[str, str], bool, str]
Made = tuple[dict[str, str], dict[str, str], bool]


def name_pairs(count: int, seed: int) -> Iterator[Pair]:
    """Give pairs of names: one person in two alphabets, or brother, father, homonym, near."""
    people = generate_people(PEOPLE_FOR_PAIRS, seed)
    chance = random.Random(seed + 3)
    kinds = [kind for kind, many in NAMES_OF.items() for _each in range(many)]
    persian = [one for one in people if _has_persian(one)]
    for place in range(count):
        kind = kinds[place % len(kinds)]
        one = chance.choice(persian if kind == "persian" else people)
        yield _names(kind, one, chance)


def _has_persian(one: Human) -> bool:
    known = vocabulary()["persian"]
    return one.language == "tg" and one.given in known and one.surname in known


def _names(kind: str, one: Human, chance: random.Random) -> Pair:
    scripts = chance.sample(("native", "ru", "lat", "lat_ru", "french", "chain"), 2)
    is_whole = kind == "homonym"  # the father's name is all that tells the two apart
    first = {"full_name": _written(one, scripts[0], chance, is_whole=is_whole)}
    if kind == "persian":
        written = in_persian(one)
        return first, {"full_name": f"{written.given} {written.surname}"}, True, kind
    other = _other(kind, one, chance)
    return (
        first,
        {"full_name": _written(other, scripts[1], chance, is_whole=is_whole)},
        kind == "same",
        kind,
    )


def _other(kind: str, one: Human, chance: random.Random) -> Human:
    sexes = {"M": "men", "F": "women"}
    if kind == "sibling":
        return replace(one, given=_unlike(one.given, one, sexes[one.sex], chance))
    if kind == "father":
        father = _unlike(one.father, one, "men", chance)
        return replace(one, given=one.father, father=father, sex="M")
    if kind == "homonym":
        return replace(one, father=_unlike(one.father, one, "men", chance))
    if kind == "near":
        list_of = "surnames" if one.language == "ru" else "men"
        return replace(one, surname=chance.choice(_nearest(one.surname, one.language, list_of)))
    return one


def _unlike(name: str, one: Human, kind: str, chance: random.Random) -> str:
    while (other := a_name(chance, one.language, kind)) == name:
        pass
    return other


@cache
def _nearest(name: str, language: str, kind: str) -> list[str]:
    """Return the three other names that are spelled most like one."""
    others = (other for other in sorted(set(names(language, kind))) if other != name)
    return sorted(others, key=lambda other: Levenshtein.distance(name, other))[:3]


def _written(one: Human, script: str, chance: random.Random, *, is_whole: bool) -> str:
    parts = [surname_of(one), one.given]
    if chance.random() < GIVEN_FIRST:
        parts.reverse()
    if chance.random() >= PATRONYMIC_LEFT_OUT or is_whole:
        parts.append(patronymic_of(one))
    write = alphabet(script, one.language)
    written = [write(part) for part in parts]
    if chance.random() < MISTYPED:
        written[0] = mistyped(written[0], chance)
    return " ".join(written)


def _full(one: Human, script: str) -> str:
    parts = (surname_of(one), one.given, patronymic_of(one))
    return " ".join(map(alphabet(script, one.language), parts))


def difficult_pairs(seed: int) -> Iterator[Pair]:
    """Give forty pairs of each difficulty."""
    people = [one for one in generate_people(PEOPLE_FOR_PAIRS, seed) if one.language == "tg"]
    chance = random.Random(seed + 4)
    persian = [one for one in people if _has_persian(one)]
    for kind in DIFFICULTIES:
        for _time in range(OF_EACH_DIFFICULTY):
            one = chance.choice(persian if kind == "persian" else people)
            first, second, is_match = DIFFICULTIES[kind](one, chance)
            if is_match and kind not in KEEPS_DATE:
                second["dob"] = _less_exact(second["dob"], chance)
            yield first, second, is_match, kind


def _less_exact(born: str, chance: random.Random) -> str:
    draw = chance.random()
    return "" if draw < NO_DATE else born[:4] if draw < NO_DATE + YEAR_ALONE else born


def _cells(one: Human, script: str = "native", **instead: str) -> dict[str, str]:
    write = alphabet(script, one.language)
    parts = {
        "surname": write(surname_of(one)),
        "given": write(one.given),
        "patronymic": write(patronymic_of(one)),
    }
    full = " ".join(parts.values())
    facts = {"sex": one.sex, "dob": one.born.isoformat(), "citizenship": one.citizenship}
    return {"full_name": full, **parts, **facts, **instead}


def _in_script(script: str) -> Callable[[Human, random.Random], Made]:
    return lambda one, _chance: (_cells(one), _cells(one, script), True)


def _renamed(one: Human, change: Callable[[str], str]) -> dict[str, str]:
    return _cells(one, full_name=change(_full(one, "native")), surname="", given="", patronymic="")


def _twins(one: Human, chance: random.Random) -> Made:
    twin = replace(
        one, given=_unlike(one.given, one, "men" if one.sex == "M" else "women", chance)
    )
    return _cells(one), _cells(twin, "ru"), False


def _shared_document(one: Human, chance: random.Random) -> Made:
    other = chance.choice(generate_people(50, chance.randrange(1_000)))
    first, second = _cells(one, doc_no=one.document), _cells(other, doc_no=one.document)
    return first, second, False


def _homonym(one: Human, chance: random.Random) -> Made:
    other = replace(
        one,
        father=_unlike(one.father, one, "men", chance),
        born=date(1950, 1, 1) + timedelta(days=chance.randrange(18_000)),
    )
    return _cells(one), _cells(other, "ru"), False


def _father(one: Human, chance: random.Random) -> Made:
    son, father = (
        replace(one, sex="M"),
        replace(
            one, sex="M", given=one.father, father=one.given, born=one.born - timedelta(days=9_000)
        ),
    )
    return _cells(son), _cells(father, "ru"), False


def _persian(one: Human, _chance: random.Random) -> Made:
    written = in_persian(one)
    return _cells(one), _renamed(one, lambda _text: f"{written.given} {written.surname}"), True


def _typo(one: Human, chance: random.Random) -> Made:
    return _cells(one), _renamed(one, lambda text: mistyped(spelling.russian(text), chance)), True


def _exchanged_day(one: Human, _chance: random.Random) -> Made:
    born = one.born.replace(day=min(12, one.born.day))
    turned = f"{born.year}-{born.day:02}-{born.month:02}"
    return _cells(one, dob=born.isoformat()), _cells(one, "ru", dob=turned), True


def _other_day(one: Human, chance: random.Random) -> date:
    return one.born + timedelta(days=chance.randrange(400, 2_500))


def _sibling(one: Human, chance: random.Random) -> Made:
    given = _unlike(one.given, one, "men" if one.sex == "M" else "women", chance)
    other = replace(one, given=given, born=_other_day(one, chance))
    return _cells(one), _cells(other, "ru"), False


def _near_given(one: Human, chance: random.Random) -> Made:
    kind = "men" if one.sex == "M" else "women"
    other = replace(one, given=chance.choice(_nearest(one.given, one.language, kind)))
    return _cells(one), _cells(other, "ru", dob=f"{one.born.year}"), False


def _same_date(one: Human, chance: random.Random) -> Made:
    given = _unlike(one.given, one, "men" if one.sex == "M" else "women", chance)
    father = _unlike(one.father, one, "men", chance)
    return _cells(one), _cells(replace(one, given=given, father=father), "ru"), False


def _first_of_january(one: Human, chance: random.Random) -> Made:
    other = replace(one, father=_unlike(one.father, one, "men", chance))
    day = f"{one.born.year}-01-01"
    return _cells(one, dob=day), _cells(other, "ru", dob=day), False


def _with_initials(one: Human) -> str:
    return f"{surname_of(one)} {one.given[0]}. {one.father[0]}."


def _initials(one: Human, _chance: random.Random) -> Made:
    return _cells(one), _renamed(one, lambda _text: _with_initials(one)), True


def _other_initials(one: Human, chance: random.Random) -> Made:
    sex = "men" if one.sex == "M" else "women"
    given = one.given
    while given[0] == one.given[0]:
        given = _unlike(one.given, one, sex, chance)
    other = replace(one, given=given, born=_other_day(one, chance))
    return _cells(one), _renamed(other, lambda _text: _with_initials(other)), False


def _cut_short(one: Human, _chance: random.Random) -> Made:
    return _cells(one), _renamed(one, lambda _t: _full(one, "lat_ru")[:MRZ].upper()), True


def _reform(one: Human, _chance: random.Random) -> Made:
    changed = f"{surname_of(one, 'зода')} {one.given}"
    return _cells(one), _renamed(one, lambda _text: changed), True


def _masculine(one: Human, _chance: random.Random) -> Made:
    woman = replace(one, sex="F")
    written = f"{surname_of(replace(one, sex='M'))} {one.given}"
    return _cells(woman), _renamed(woman, lambda _text: spelling.russian(written)), True


KEEPS_DATE = {"dob_exchanged"}
DIFFICULTIES: Mapping[str, Callable[[Human, random.Random], Made]] = {
    "chain": _in_script("chain"),
    "french": _in_script("french"),
    "passport": _in_script("lat"),
    "icao": _in_script("lat_ru"),
    "legacy_font": _in_script("legacy"),
    "other_legacy_font": _in_script("other_legacy"),
    "homoglyph": lambda one, _c: (_cells(one), _renamed(one, spelling.homoglyphs), True),
    "merged": lambda one, _c: (_cells(one), _renamed(one, lambda t: t.replace(" ", "", 1)), True),
    "typo": _typo,
    "persian": _persian,
    "dob_exchanged": _exchanged_day,
    "initials": _initials,
    "cut_short": _cut_short,
    "reform": _reform,
    "masculine": _masculine,
    "twins": _twins,
    "same_doc_other_person": _shared_document,
    "homonym": _homonym,
    "father_son": _father,
    "brother_sister": _sibling,
    "near_given": _near_given,
    "same_dob_other": _same_date,
    "homonym_0101": _first_of_january,
    "initials_wrong": _other_initials,
}
