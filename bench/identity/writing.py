"""How an office writes an invented person down: alphabet, parts left out, slips of the hand.

The rates are assumptions about offices, written down before anything was measured; nothing of the
matcher is set by them.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from bench.identity import spelling
from bench.identity.people import Human, vocabulary

SCRIPTS = {
    "native": 0.32, "ru": 0.31, "lat": 0.19, "lat_ru": 0.05, "french": 0.01, "keyboard": 0.06,
    "chain": 0.05, "legacy": 0.01,
}  # fmt: skip
REFORMED = ("зода", "пур", "ӣ", "")
COLUMNS = (
    "rec_id", "person_id", "full_name", "surname", "given", "patronymic", "sex", "dob",
    "birthplace", "citizenship", "doc_no", "nat_id", "script", "lang", "tags",
)  # fmt: skip
VOWELS = "аеёиоуэюяaeiouyўӯ"


@dataclass
class Written:
    """A record in the making: parts in the alphabet of the language, and what was done to it."""

    surname: str
    given: str
    patronymic: str
    tags: list[str] = field(default_factory=list)


def surname_of(person: Human, ending: str | None = None) -> str:
    """Return the family name; `ending` None gives the usual one of the language and sex."""
    if person.language == "ru":
        return person.surname + ("а" if person.sex == "F" else "")
    if ending is not None:
        return _joined(person.surname, ending)
    usual = "ов" if person.surname[-1] not in VOWELS else "ев"
    return _joined(person.surname, usual + ("а" if person.sex == "F" else ""))


def patronymic_of(person: Human, *, is_kin: bool = False) -> str:
    """Return the father's name with its Russian ending, or with a word of kin."""
    is_woman = person.sex == "F"
    if is_kin and person.language in {"uz", "ky"}:
        words = {"uz": ("ўғли", "қизи"), "ky": ("уулу", "кызы")}[person.language]
        return f"{person.father} {words[is_woman]}"
    stem = "ев" if person.father[-1] in VOWELS + "йь" else "ов"
    return _joined(person.father, stem + ("на" if is_woman else "ич"))


def _joined(name: str, ending: str) -> str:
    if ending and ending[0] in VOWELS and name[-1] in "йьӣ":
        name = name[:-1]
    return name + ending


def alphabet(script: str, language: str) -> Callable[[str], str]:
    """Return what writes a name in a script."""
    plain: Callable[[str], str] = str
    return {
        "native": plain,
        "ru": spelling.russian,
        "lat": spelling.LATIN_OF[language],
        "lat_ru": spelling.icao,
        "french": spelling.french,
        "keyboard": spelling.wrong_keyboard,
        "chain": spelling.chain,
        "other_legacy": spelling.other_old_font,
        "legacy": spelling.old_font if language == "tg" else plain,
    }[script]


def write_down(person: Human, chance: random.Random, rec_id: str) -> dict[str, str]:
    """Return one office's record of a person, with the slips that offices make."""
    script = chance.choices(list(SCRIPTS), list(SCRIPTS.values()))[0]
    written = _parts(person, chance)
    if chance.random() < 0.007 and _is_in_persian(person):
        script, written = "persian", in_persian(person)
    else:
        write = alphabet(script, person.language)
        written = replace(
            written,
            surname=write(written.surname),
            given=write(written.given),
            patronymic=write(written.patronymic),
        )
        _slip(written, chance)
    cells = {"rec_id": rec_id, "person_id": str(person.number), "script": script}
    cells |= {"lang": person.language, **_name_cells(written, chance)}
    cells |= _facts(person, chance, written.tags, script)
    return cells | {"tags": "|".join(written.tags)}


def _parts(person: Human, chance: random.Random) -> Written:
    written = Written(surname_of(person), person.given, patronymic_of(person))
    if person.language != "ru" and chance.random() < 0.075:
        written.surname = surname_of(person, chance.choice(REFORMED))
        written.tags.append("reform")
    if chance.random() < 0.3 and person.language in {"uz", "ky"}:
        written.patronymic = patronymic_of(person, is_kin=True)
    if chance.random() < 0.51:
        written.patronymic = ""
        written.tags.append("nopat")
    return written


def _is_in_persian(person: Human) -> bool:
    known = vocabulary()["persian"]
    return person.language == "tg" and person.given in known and person.surname in known


def in_persian(person: Human) -> Written:
    """Write given and family name in Persian letters; both must be in the list."""
    known = vocabulary()["persian"]
    return Written(f"{known[person.surname]}وف", known[person.given], "", ["persian"])


def _slip(written: Written, chance: random.Random) -> None:
    if chance.random() < 0.06:
        part = chance.choice(("surname", "given"))
        setattr(written, part, mistyped(getattr(written, part), chance))
        written.tags.append("typo")
    if chance.random() < 0.05:
        written.given = f"{written.given[:1]}."
        written.patronymic = f"{written.patronymic[:1]}." if written.patronymic else ""
        written.tags.append("initial")
    if chance.random() < 0.04:
        written.surname, written.given = written.given, written.surname
        written.tags.append("swap")


def mistyped(name: str, chance: random.Random) -> str:
    """Return the name with one letter left out, doubled or exchanged with the next."""
    if len(name) < 4:
        return name
    place = chance.randrange(1, len(name) - 1)
    kind = chance.choice(("left out", "doubled", "exchanged"))
    if kind == "left out":
        return name[:place] + name[place + 1 :]
    if kind == "doubled":
        return name[:place] + name[place] + name[place:]
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def _name_cells(written: Written, chance: random.Random) -> dict[str, str]:
    parts = [written.surname, written.given, written.patronymic]
    if chance.random() < 0.2:
        parts = [written.given, written.patronymic, written.surname]
    full = " ".join(filter(None, parts))
    if chance.random() < 0.015:
        full = full.replace(" ", "", 1)
        written.tags.append("merged")
    if chance.random() < 0.2:
        full = full.upper()
    return {
        "full_name": full,
        "surname": written.surname,
        "given": written.given,
        "patronymic": written.patronymic,
    }


def _facts(person: Human, chance: random.Random, tags: list[str], script: str) -> dict[str, str]:
    document = person.document if chance.random() < 0.55 else ""
    if document and chance.random() < 0.08:
        document = str(chance.randint(400_000_000, 499_999_999))
        tags.append("docnew")
    return {
        "sex": person.sex if chance.random() < 0.85 else "",
        "dob": birth_date(person.born, chance, tags),
        "birthplace": _place(person, chance, script),
        "citizenship": person.citizenship if chance.random() < 0.9 else "",
        "doc_no": document,
        "nat_id": person.national_id if chance.random() < 0.15 else "",
    }


def birth_date(born: date, chance: random.Random, tags: list[str]) -> str:
    """Return the date as written: missing, a year only, 1 January, or with an error."""
    draw = chance.random()
    choices = (
        (0.08, "dob-", ""),
        (0.06, "doby", f"{born.year}"),
        (0.025, "dob0101", f"{born.year}-01-01"),
        (0.02, "doby1", f"{born.year + chance.choice((-1, 1))}-{born:%m-%d}"),
        (0.03, "dobswap", f"{born.year}-{born.day:02}-{born.month:02}" if born.day < 13 else None),
        (0.04, "dobdigit", f"{born.year}-{born.month:02}-{chance.randint(1, 28):02}"),
    )
    for share, tag, written in choices:
        if draw < share:
            tags.append(tag)
            return born.isoformat() if written is None else written
        draw -= share
    return born.isoformat()


def _place(person: Human, chance: random.Random, script: str) -> str:
    if chance.random() > 0.7:
        return ""
    place = person.place
    if chance.random() < 0.04:
        return chance.choice(str(vocabulary()[person.language]["places"]).split())
    if chance.random() < 0.15 and place in vocabulary()["renamed"]:
        return str(chance.choice(vocabulary()["renamed"][place]))
    return place if script == "persian" else alphabet(script, person.language)(place)
