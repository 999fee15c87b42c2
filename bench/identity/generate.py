"""The project's own tables of invented people: `python -m bench.identity.generate FOLDER`.

The same files and columns as any folder given with `--data`: pairs of names, pairs of records,
pairs with one difficulty each, a register and queries half of whom stand in it.
"""

import argparse
import csv
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bench.identity import spelling
from bench.identity.people import Human, a_name, generate_people
from bench.identity.writing import (
    COLUMNS,
    alphabet,
    in_persian,
    mistyped,
    patronymic_of,
    surname_of,
    vocabulary,
    write_down,
)

SEED = 2026
PEOPLE_FOR_PAIRS = 20_000
PAIRS = {"record": 8_000, "real": 4_000}
OF_EACH_DIFFICULTY = 40
Pair = tuple[dict[str, str], dict[str, str], bool, str]


def registers(count: int, seed: int) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return a register of `count` records, and as many of others: half of its people, half not.

    Who is not in the register comes from the same families and has the same names.
    """
    people = generate_people(count + count // 2, seed)
    chance = random.Random(seed + 1)
    order = list(people)
    chance.shuffle(order)
    inside, outside = order[:count], order[count:]
    register = [write_down(one, chance, f"R{place}") for place, one in enumerate(inside, 1)]
    asked = [(one, "1") for one in chance.sample(inside, count - len(outside))]
    asked += [(one, "0") for one in outside]
    chance.shuffle(asked)
    queries = [
        write_down(one, chance, f"Q{place}") | {"in_register": is_inside}
        for place, (one, is_inside) in enumerate(asked)
    ]
    return register, queries


def record_pairs(count: int, seed: int) -> Iterator[Pair]:
    """Give pairs of full records: a quarter one person, the others homonyms, relatives, near."""
    people = generate_people(PEOPLE_FOR_PAIRS, seed)
    chance = random.Random(seed + 2)
    others = {
        "homonym": _groups(people, lambda one: (one.given, one.surname)),
        "relative": _groups(people, lambda one: one.family),
        "near_dob": _groups(people, lambda one: (one.born.year, one.born.month)),
    }
    for place in range(count):
        kind = ("same", *others)[place % 4]
        one = chance.choice(people)
        other = one
        if kind != "same":
            one, other = chance.sample(chance.choice(others[kind]), 2)
        written = [write_down(each, chance, "") for each in (one, other)]
        yield written[0], written[1], kind == "same", kind


def _groups(people: Iterable[Human], by: Callable[[Human], object]) -> list[list[Human]]:
    found: dict[object, list[Human]] = defaultdict(list)
    for one in people:
        found[by(one)].append(one)
    return [group for group in found.values() if len(group) > 1]


def name_pairs(count: int, seed: int) -> Iterator[Pair]:
    """Give pairs of names: one person in two alphabets, or brother, father, homonym, near."""
    people = generate_people(PEOPLE_FOR_PAIRS, seed)
    chance = random.Random(seed + 3)
    kinds = ("same", "same", "persian", "sibling", "father", "homonym", "near")
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
    first = {"full_name": _full(one, scripts[0])}
    if kind == "persian":
        written = in_persian(one)
        return first, {"full_name": f"{written.given} {written.surname}"}, True, kind
    other = _other(kind, one, chance)
    return first, {"full_name": _full(other, scripts[1])}, kind == "same", kind


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
        return replace(one, surname=_unlike(one.surname, one, "men", chance))
    return one


def _unlike(name: str, one: Human, kind: str, chance: random.Random) -> str:
    while (other := a_name(chance, one.language, kind)) == name:
        pass
    return other


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
            yield first, second, is_match, kind


Made = tuple[dict[str, str], dict[str, str], bool]


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
    return lambda one, _chance: (_cells(one), _cells(one, script, dob=f"{one.born.year}"), True)


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


DIFFICULTIES: Mapping[str, Callable[[Human, random.Random], Made]] = {
    "chain": _in_script("chain"),
    "french": _in_script("french"),
    "passport": _in_script("lat"),
    "icao": _in_script("lat_ru"),
    "legacy_font": _in_script("legacy"),
    "homoglyph": lambda one, _c: (_cells(one), _renamed(one, spelling.homoglyphs), True),
    "merged": lambda one, _c: (_cells(one), _renamed(one, lambda t: t.replace(" ", "", 1)), True),
    "typo": _typo,
    "persian": _persian,
    "dob_exchanged": _exchanged_day,
    "twins": _twins,
    "same_doc_other_person": _shared_document,
    "homonym": _homonym,
    "father_son": _father,
}


def write_table(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(columns), restval="", extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)


def _both(pairs: Iterable[Pair]) -> Iterator[dict[str, str]]:
    for one, other, is_match, kind in pairs:
        sides = {f"a_{name}": cell for name, cell in one.items()}
        sides |= {f"b_{name}": cell for name, cell in other.items()}
        yield sides | {"match": str(int(is_match)), "kind": kind}


def _two_names(pairs: Iterable[Pair]) -> Iterator[dict[str, str]]:
    for one, other, is_match, kind in pairs:
        yield {
            "source": kind,
            "name1": one["full_name"],
            "name2": other["full_name"],
            "match": str(int(is_match)),
            "kind": kind,
        }


def write_folder(folder: Path, *, size: int, seed: int = SEED) -> None:
    """Write all files of a folder of data; the same seed gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    sides = [f"{side}_{column}" for side in "ab" for column in COLUMNS[2:]]
    pair_columns = ["kind", "match", *sides]
    records = _both(record_pairs(PAIRS["record"], seed))
    write_table(folder / "record_pairs.csv", pair_columns, records)
    write_table(folder / "adversarial_pairs.csv", pair_columns, _both(difficult_pairs(seed + 10)))
    named = _two_names(name_pairs(PAIRS["real"], seed + 20))
    write_table(folder / "real_pairs.csv", ["source", "name1", "name2", "match", "kind"], named)
    write_registers(folder, size, seed + 30)


def write_registers(folder: Path, size: int, seed: int) -> None:
    """Write a register of `size` and as many queries."""
    folder.mkdir(parents=True, exist_ok=True)
    register, queries = registers(size, seed)
    write_table(folder / f"register_{size}.csv", COLUMNS, register)
    write_table(folder / f"queries_{size}.csv", [*COLUMNS, "in_register"], queries)


def main(arguments: list[str]) -> int:
    """Write a folder of data."""
    parser = argparse.ArgumentParser(prog="bench.identity.generate")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=10_000, help="of the register")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    write_folder(options.folder, size=options.size, seed=options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
