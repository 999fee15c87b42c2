"""Makes the nodes of the demonstration, once; a folder that was left half done is made again."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import hamkor
from hamkor.demo.offices import DemoOffice, offices_of
from hamkor.errors import HamkorError
from hamkor.exchange.identity import make_keys
from hamkor.languages import IN_COMMON, OWN_NAMES
from hamkor.node import Node, load_node, write_node
from hamkor.parties.offices import office, state

PACKAGE = Path(hamkor.__file__).parent
OURS = "hamkor-demo"
"""A file that says that the folder is a demonstration's and may be deleted."""
STAMP = "made.json"
"""Written last: what the folder was made for, and what of it is printed."""
# What a node is made from: another version of these makes another node.
MADE_FROM = ("*/migrations/*.py", "demo/*.py", "demo/world/*", "web/static/**/*")


@dataclass(frozen=True)
class Made:
    """What was asked of the maker, and the receipt code of a complaint that can be looked up."""

    port: int
    world: str
    program: str
    code: str = ""


def make_once(folder: Path, wanted: Made, seed: Callable[[Path], str], *, is_fresh: bool) -> Made:
    """Return what is in `folder`; make it first unless that has been done for the same wish.

    Args:
        folder: of the demonstration.
        wanted: what it shall be, without code.
        seed: fills the nodes that were made in the folder and returns a receipt code.
        is_fresh: make it again even if it is there.

    Raises:
        HamkorError: the folder holds something else; or making it failed.
    """
    made = read_stamp(folder)
    if made and not is_fresh and wanted == Made(made.port, made.world, made.program):
        return made
    _empty(folder)
    make_nodes(folder, offices_of(wanted.world), wanted.port)
    code = seed(folder)
    made = Made(wanted.port, wanted.world, wanted.program, code)
    half = folder / f"{STAMP}.new"
    half.write_text(json.dumps(asdict(made)), encoding="utf-8")
    half.rename(folder / STAMP)
    return made


def read_stamp(folder: Path) -> Made | None:
    """Return what the folder was made for; None unless it was made to the end."""
    try:
        return Made(**json.loads((folder / STAMP).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def version_of_program() -> str:
    """Return a digest of everything that nodes of the demonstration are made from."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in MADE_FROM for path in PACKAGE.glob(pattern)):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def make_nodes(folder: Path, offices: Sequence[DemoOffice], first_port: int) -> None:
    """Make a node for each office: the first in full, its empty database copied to the others."""
    first, *others = offices
    _init(folder / first.name, first, first_port)
    example = load_node(folder / first.name)
    for other in others:
        node = _node_of(other, folder / other.name, example, first_port)
        write_node(node)
        make_keys(node)
        shutil.copy(example.folder / "db.sqlite3", node.folder)
        shutil.copytree(example.folder / "static", node.folder / "static")


def _empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / OURS).exists():
            raise HamkorError(
                "The folder %(folder)s holds something else than a demonstration", folder=folder
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / OURS).touch()


def _init(folder: Path, first: DemoOffice, first_port: int) -> None:
    options = ("--office", first.office, "--address", first.address(first_port), "--demo")
    command = (sys.executable, "-m", "hamkor.command", "node", "init", str(folder), *options)
    done = subprocess.run(  # noqa: S603 - our own arguments
        command, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise HamkorError("The nodes could not be made: %(why)s", why=done.stderr.strip())


def _node_of(which: DemoOffice, folder: Path, example: Node, first_port: int) -> Node:
    ours = office(which.office)
    language = state(ours.state).own_language
    return example.model_copy(
        update={
            "folder": folder,
            "office": ours.id,
            "state": ours.state,
            "address": which.address(first_port),
            "time_zone": ours.time_zone,
            "default_language": language if language in OWN_NAMES else IN_COMMON,
        }
    )
