"""Break the law's rules on purpose, one small change at a time: do the tests notice?

A comparison is turned, a number moved by one, a word exchanged, a condition negated, an answer
emptied. Each change is made in a copy of the project, and the tests of the law run against it
until the first failure. Seeded: the same sample each time.
"""

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.report import Figure

ROOT = Path(__file__).parents[1]
MUTATED = (
    "hamkor/law/changing.py",
    "hamkor/law/counting.py",
    "hamkor/law/many.py",
    "hamkor/law/readings.py",
    "hamkor/law/register_cells.py",
    "hamkor/law/reading_facts.py",
    "hamkor/law/provisions.py",
    "hamkor/law/deadlines.py",
    "hamkor/law/calendars.py",
    "hamkor/law/contents.py",
    "hamkor/law/refusal.py",
    "hamkor/law/firewall.py",
    "hamkor/law/rules/bans.py",
    "hamkor/law/rules/citizenship.py",
    "hamkor/law/rules/contesting.py",
    "hamkor/law/rules/decisions.py",
    "hamkor/law/rules/legality.py",
    "hamkor/law/rules/offences.py",
    "hamkor/law/rules/register.py",
    "hamkor/law/rules/residence.py",
    "hamkor/law/rules/exposure.py",
    "hamkor/law/rules/liberty.py",
    "hamkor/law/rules/stay.py",
    "hamkor/law/rules/work.py",
)
TESTS = "tests/unit/test_law_*.py"
SECONDS_A_RUN = 120
SWAPPED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the line, what it was, and the whole changed text."""

    path: str
    line: int
    what: str
    text: str


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this measurement."""
    parser.add_argument("--mutants", type=int, default=200, help="how many changes are tried")
    parser.add_argument("--seed", type=int, default=7)


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """Give the share of the changes that a test noticed; what nobody noticed is printed."""
    mutants = list(_sample(options.mutants, options.seed))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        noticed = list(pool.map(_is_noticed, mutants))
    for mutant, is_noticed in zip(mutants, noticed, strict=True):
        if not is_noticed:
            print(f"not noticed: {mutant.path}:{mutant.line} {mutant.what}", file=sys.stderr)
    share = 100 * sum(noticed) / len(noticed)
    yield Figure("changes of the law's rules noticed", share, "%", 1, target="≥ 90")


def _sample(count: int, seed: int) -> Iterator[Mutant]:
    chance = random.Random(seed)
    places = [
        (path, number, kind)
        for path in MUTATED
        for number, kind in _places(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    ]
    for path, number, kind in chance.sample(places, min(count, len(places))):
        yield _mutant(path, number, kind)


def _places(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Give every place that can be changed: its number in the walk, and how."""
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED:
            yield number, "compare"
        elif isinstance(node, ast.BoolOp):
            yield number, "bool"
        elif isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
            yield number, "sum"
        elif isinstance(node, ast.If):
            yield number, "if"
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
            yield number, "return"
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield number, "number"


def _mutant(path: str, number: int, kind: str) -> Mutant:
    tree = copy.deepcopy(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    node = list(ast.walk(tree))[number]
    what = f"{kind}: {ast.unparse(node).splitlines()[0][:90]}"
    _change(node, kind)
    return Mutant(path, node.lineno, what, ast.unparse(ast.fix_missing_locations(tree)))


def _change(node: ast.AST, kind: str) -> None:
    match kind, node:
        case "compare", ast.Compare():
            node.ops[0] = SWAPPED[type(node.ops[0])]()
        case "bool", ast.BoolOp():
            node.op = SWAPPED[type(node.op)]()
        case "sum", ast.BinOp():
            node.op = SWAPPED[type(node.op)]()
        case "if", ast.If():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case "return", ast.Return():
            node.value = ast.Constant(None)
        case "number", ast.Constant():
            node.value = node.value + 1


def _is_noticed(mutant: Mutant) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        copy_of = Path(folder)
        for name in ("hamkor", "tests"):
            shutil.copytree(ROOT / name, copy_of / name, copy_function=_link, symlinks=True)
        for name in ("pyproject.toml", "run.py"):
            _link(str(ROOT / name), str(copy_of / name))
        changed = copy_of / mutant.path
        changed.unlink()
        changed.write_text(mutant.text, encoding="utf-8")
        return _fails(copy_of)


def _link(source: str, target: str) -> str:
    os.link(source, target)
    return target


def _fails(project: Path) -> bool:
    tests = [str(path) for path in sorted(project.glob(TESTS))]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(project)}
    try:
        run = subprocess.run(
            command,
            cwd=project,
            env=environment,
            capture_output=True,
            timeout=SECONDS_A_RUN,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return run.returncode != 0
