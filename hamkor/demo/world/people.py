"""Invented people, employers and places, put together by chance, and the words they use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from hamkor.data_files import load
from hamkor.demo.offices import WORLD

MONTHS = {
    "tg": ("январ", "феврал", "март", "апрел", "май", "июн", "июл", "август", "сентябр"),
    "ru": ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября"),
}
FIRST_BORN = date(1968, 1, 1)
BORN_WITHIN = timedelta(days=365 * 38)


@cache
def words(name: str) -> Mapping[str, Any]:
    """Return one of the files of words beside this module."""
    return load(WORLD / f"{name}.yaml", dict[str, Any])


@dataclass(frozen=True)
class Somebody:
    """An invented person: how the name is written at home and in Russian papers."""

    written: str
    in_russian: str
    sex: str
    born: date
    citizenship: str
    home: str
    document: str


class Cast:
    """Makes people and fills in what they say, by one source of chance."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def somebody(self, citizenship: str, sex: str = "") -> Somebody:
        """Invent a citizen of TJ, UZ or KG."""
        chance, parts = self.chance, words("names")[citizenship]
        sex = sex or chance.choice("mmmf")
        given = chance.choice(parts["women" if sex == "f" else "men"])
        surname = chance.choice(parts["surnames"])
        name = [f"{_for(sex, family)} {own}" for family, own in zip(surname, given, strict=True)]
        return Somebody(
            written=name[0],
            in_russian=name[1],
            sex=sex,
            born=FIRST_BORN + chance.random() * BORN_WITHIN,
            citizenship=citizenship,
            home=chance.choice(parts["places"]),
            document=f"{chance.randint(400_000_000, 409_999_999)}",
        )

    def slots(self, who: Somebody, language: str) -> dict[str, str]:
        """Return what fills the places in a text about `who`."""
        chance, names = self.chance, words("names")
        return {
            "employer": chance.choice(names["employers"]),
            "town": chance.choice(names["towns"]),
            "month": chance.choice(MONTHS.get(language, MONTHS["ru"])),
            "months": str(chance.randint(2, 7)),
            "sum": f"{chance.randint(40, 420)} 000",
            "number": str(chance.randint(1000, 9999)),
            "person": who.in_russian,
            "born": f"{who.born:%d.%m.%Y}",
            "citizenship": who.citizenship,
            "home": who.home,
        }

    def one_of(self, templates: Mapping[str, list[str]], language: str) -> str:
        """Choose a text in `language`, or in Russian where there is none."""
        return self.chance.choice(templates.get(language) or templates["ru"])


def _for(sex: str, surname: str) -> str:
    if sex == "f" and surname.endswith(("ов", "ев")):
        return surname + "а"
    if sex == "f" and surname.endswith(("ov", "ev")):
        return surname + "a"
    return surname
