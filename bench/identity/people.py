"""Invented people in families: who they are, before any office writes them down."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SHARES = {"tg": 0.66, "uz": 0.16, "ky": 0.11, "ru": 0.07}
STATES = {"tg": "TJ", "uz": "UZ", "ky": "KG", "ru": "RU"}
FAMILY_SIZES = (1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7)
TWINS = 0.02
BEGINNINGS = ("Муҳаммад", "Саид", "Мирзо", "Абду", "Гул", "Шоҳ", "Нур")
ENDINGS = ("ҷон", "бек", "хон", "шоҳ", "мурод", "назар", "алӣ")
EARLIEST = date(1945, 1, 1)
LATEST = date(2006, 12, 31)


@dataclass(frozen=True)
class Human:
    """Somebody invented, as a perfect register would know them.

    `family` numbers the household; `father` is a given name; names are in the alphabet of the
    language.
    """

    number: int
    family: int
    language: str
    sex: str
    given: str
    father: str
    surname: str
    born: date
    place: str
    citizenship: str
    document: str
    national_id: str


@cache
def vocabulary() -> dict[str, Any]:
    """Return the lists of names and places beside this module."""
    text = (Path(__file__).parent / "names.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def names(language: str, kind: str) -> list[str]:
    """Return a list of names in an order that decides how common each is."""
    found = str(vocabulary()[language][kind]).split()
    random.Random(f"{language} {kind}").shuffle(found)
    return found


def common(chance: random.Random, choices: Sequence[str]) -> str:
    """Choose one; the n-th is chosen about 1/n as often as the first."""
    weights = [1 / (place + 3) for place in range(len(choices))]
    return chance.choices(choices, weights)[0]


def a_name(chance: random.Random, language: str, kind: str) -> str:
    """Choose a given name; three in ten Tajik and Uzbek ones are compounds."""
    name = common(chance, names(language, kind))
    if language in {"ru", "ky"} or kind == "women" or chance.random() > 0.3 or len(name) > 7:
        return name
    if chance.random() < 0.6:
        return name + chance.choice(ENDINGS).replace("ҷон", "жон" if language == "uz" else "ҷон")
    return chance.choice(BEGINNINGS) + name.lower()


def generate_people(count: int, seed: int) -> list[Human]:
    """Return `count` people, family after family, the same for the same seed."""
    chance = random.Random(seed)
    found: list[Human] = []
    family = 0
    while len(found) < count:
        family += 1
        found += _family(chance, family, len(found))
    return found[:count]


def _family(chance: random.Random, family: int, first: int) -> Iterator[Human]:
    language = chance.choices(list(SHARES), list(SHARES.values()))[0]
    father = a_name(chance, language, "men")
    surname = _surname(chance, language)
    place = common(chance, names(language, "places"))
    number, born = first, _day(chance)
    taken: set[str] = set()
    for _child in range(chance.choice(FAMILY_SIZES)):
        sex = chance.choice("MF")
        givens = (
            _twins(language, sex) if chance.random() < TWINS else [_new(chance, language, sex)]
        )
        for given in givens:
            if given in taken:
                continue
            taken.add(given)
            person = (number, family, language, sex, given, father, surname, born)
            yield _human(chance, person, place)
            number += 1
        born += timedelta(days=chance.randint(400, 1600))


def _human(chance: random.Random, who: tuple[Any, ...], place: str) -> Human:
    language = who[2]
    return Human(
        *who,
        place=place if chance.random() < 0.9 else common(chance, names(language, "places")),
        citizenship=STATES[language] if chance.random() < 0.93 else "RU",
        document=str(chance.randint(400_000_000, 499_999_999)),
        national_id=str(chance.randint(100_000_000, 999_999_999)),
    )


def _surname(chance: random.Random, language: str) -> str:
    if language == "ru":
        return common(chance, names("ru", "surnames"))
    return a_name(chance, language, "men")


def _twins(language: str, sex: str) -> list[str]:
    return list(vocabulary()[language]["twins"]["men" if sex == "M" else "women"])


def _new(chance: random.Random, language: str, sex: str) -> str:
    return a_name(chance, language, "men" if sex == "M" else "women")


def _day(chance: random.Random) -> date:
    return EARLIEST + timedelta(days=chance.randrange((LATEST - EARLIEST).days))
