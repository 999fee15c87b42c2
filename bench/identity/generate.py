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
from pathlib import Path

from bench.identity.difficulties import PEOPLE_FOR_PAIRS, Pair, difficult_pairs, name_pairs
from bench.identity.people import Human, generate_people
from bench.identity.writing import COLUMNS, write_down

SEED = 2026
PAIRS = {"record": 8_000, "real": 4_000}


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
