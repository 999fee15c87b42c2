"""The law over one person and over a register of a million: ours, a call a row, OpenFisca.

The register is invented and seeded: entry bans with grounds, dates, terms and faults. OpenFisca
answers five rules of the same register, ours answers all of them and judges each entry.
"""

import argparse
import csv
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.report import Figure
from hamkor.law.engine import Assessment
from hamkor.law.facts import Decision, Facts, Family, Person, Stay, Wage
from hamkor.law.many import RESULTS, Audit

HERE = Path(__file__).parent
PEER = HERE / "inside" / "openfisca_rules.py"
PEER_PACKAGES = HERE / "inside" / "openfisca.txt"
PEERS = HERE.parent / "build" / "openfisca"
ON = date(2026, 11, 24)
HEADER = (
    "entry_id",
    "name",
    "kind",
    "ground",
    "decided_by_kind",
    "adopted_on",
    "served_on",
    "until",
    "removed_on",
    "names_document",
    "person_citizenship",
    "person_born_on",
    "family_minor_children",
    "offence1_article",
    "offence1_committed_on",
    "offence1_in_force_on",
    "offence2_article",
    "offence2_committed_on",
    "offence2_in_force_on",
)
GROUNDS = ("26(4)", "26(8)", "27(1)(2)", "27(1)(2.1)", "27(1)(11)", "27(1)(12)", "27(1)(13)")
PLAIN_ROWS = 3000


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this measurement."""
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the register")
    parser.add_argument("--alike", type=int, default=3000, help="rows compared with the person")


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """Give the figures of one person, of the register, and of the peer."""
    yield Figure("one person explained, warm", _one_person(), "ms", 200, target="< 10")
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "register.csv"
        _write_register(table, options.rows)
        plain = _plain(table)
        alike = _alike(table, options.alike)
        seconds, megabytes = _audit(table, Path(folder) / "findings.csv")
        peer = _peer(table)
        yield Figure(
            f"register of {options.rows:,} audited",
            options.rows / seconds,
            "rows/s",
            1,
            peer=plain,
            peer_name="a call a row, with its reasons",
            target="≥ 20 × peer",
        )
        yield Figure("the same, whole", seconds, "s", 1, target="≤ 60 for 1,000,000")
        yield Figure("memory of one process", megabytes, "MB", 1, target="< 2,000")
        yield Figure(
            f"rows of {min(options.alike, options.rows):,} that say what the person is told",
            alike,
            "%",
            1,
            target="100",
        )
        if peer:
            yield Figure(
                "all rules of ours beside five of the peer's",
                options.rows / seconds,
                "rows/s",
                1,
                peer=peer,
                peer_name="OpenFisca-core, one process, five rules",
                target="≥ 1 × peer",
            )


def _one_person() -> float:
    facts = Facts(
        region="RU-MOW",
        person=Person(citizenship=("TJ",)),
        family=Family(minor_children=2),
        stays=(Stay(entered_on=date(2026, 9, 1), purpose="work"),),
        wages=(Wage(due_on=date(2026, 10, 10)),),
        decisions=(Decision(kind="expulsion", adopted_on=ON, served_on=ON),),
    )
    times = []
    for _run in range(200):
        begun = time.perf_counter()
        dict(Assessment(facts, ON).results())
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


def _write_register(table: Path, rows: int) -> None:
    chance = random.Random(20261124)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            writer.writerow(_row(chance, number))


def _row(chance: random.Random, number: int) -> list[str]:
    adopted = date(2022, 1, 1) + timedelta(days=chance.randrange(1750))
    until = adopted + timedelta(days=365 * chance.choice((3, 3, 5, 5, 10)))
    served = adopted + timedelta(days=chance.choice((0, 1, 3, 10)))
    born = date(1965, 1, 1) + timedelta(days=chance.randrange(15500))
    offence = ["", "", ""]
    second = ["", "", ""]
    if chance.random() < 0.3:
        offence = ["18.8", str(adopted - timedelta(days=200)), str(adopted - timedelta(days=180))]
        second = ["18.8", str(adopted - timedelta(days=30)), str(adopted - timedelta(days=9))]
    return [
        str(number),
        f"Invented {number}",
        "entry_ban",
        f"114-FZ {chance.choice(GROUNDS)}" if chance.random() < 0.95 else "",
        "ministry",
        str(adopted),
        str(served) if chance.random() < 0.7 else "",
        str(until),
        str(adopted) if chance.random() < 0.6 else "",
        "yes" if chance.random() < 0.8 else "no",
        chance.choice(("TJ", "TJ", "UZ", "KG")),
        str(born),
        chance.choice(("", "0", "0", "2")),
        *offence,
        *second,
    ]


def _plain(table: Path) -> float:
    """Return rows a second when each is read and explained by itself."""
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        rows = [row for row, _number in zip(reader, range(PLAIN_ROWS), strict=False)]
    begun = time.perf_counter()
    for row in rows:
        facts, _faults = Audit(header, ON).facts(row)
        dict(Assessment(facts, ON).results())
    return len(rows) / (time.perf_counter() - begun)


def _alike(table: Path, count: int) -> float:
    """Return the share of rows that are answered as the person of the row would be."""
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        rows = [row for row, _number in zip(reader, range(count), strict=False)]
    audit = Audit(header, ON)
    same = sum(
        told.values == _of_person(audit.facts(row)[0])
        for row, told in zip(rows, audit.rows(rows), strict=True)
    )
    return 100 * same / len(rows)


def _of_person(facts: Facts) -> dict[str, object]:
    drawn = Assessment(facts, ON)
    found = {key: drawn[f"decisions[0].{key}"] for key in RESULTS}
    return {key: each.value if each else None for key, each in found.items()}


def _audit(table: Path, out: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "hamkor.command", "law", "audit", str(table)]
    begun = time.perf_counter()
    subprocess.run(
        [*command, "--out", str(out), "--on", ON.isoformat()], check=False, capture_output=True
    )
    seconds = time.perf_counter() - begun
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return seconds, kilobytes / 1024


def _peer(table: Path) -> float | None:
    """Return the peer's rows a second; None where it cannot be installed, which is said."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        venv.create(PEERS, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "-q", "--require-hashes"]
        done = subprocess.run([*install, "-r", str(PEER_PACKAGES)], check=False, text=True)
        if done.returncode:
            print("OpenFisca could not be installed; it is left out.", file=sys.stderr)
            return None
    run = subprocess.run(
        [str(python), str(PEER), str(table), ON.isoformat()],
        check=False,
        capture_output=True,
        text=True,
    )
    if run.returncode:
        print(f"OpenFisca failed: {run.stderr[-300:]}", file=sys.stderr)
        return None
    told = json.loads(run.stdout.splitlines()[-1])
    return float(told["rows"]) / float(told["seconds"])
