"""YAML into frozen, typed objects, strictly.

YAML by itself accepts a repeated key silently and reads the country code ``no`` as false. Here a
repeated key, an unknown key and a wrong type stop the node and name file, line and field.
"""

from collections.abc import Hashable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from hamkor.errors import BrokenDataFile
from hamkor.languages import WRITTEN_IN_DATA, base_of, data_name

DATA = Path(__file__).parent / "data"

Shape = TypeVar("Shape")
Confidence = Literal["high", "medium", "low"]


class Fact(BaseModel):
    """Base of everything read from a data file: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Names(Fact):
    """A name in the languages of the officers; the person's others stand in the catalogues."""

    tg: str
    ru: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the name in `language` (a code such as "tg-cyrl" or "ru"), else in English."""
        if (base := base_of(language)) in WRITTEN_IN_DATA:
            return str(getattr(self, base) or self.en)
        return data_name(self.en, language)


class Source(Fact):
    """Where a value was read, when, and how sure we are of it.

    `confidence` is "high" when the text itself or two agreeing sources say it, "medium" for one
    indirect source, "low" when uncertain. What is not high is shown as unverified.
    """

    instrument: str
    provision: str = ""
    checked_on: date
    confidence: Confidence
    url: str = ""
    note: str = ""

    @property
    def is_verified(self) -> bool:
        """Say whether the value may be shown without the mark "unverified"."""
        return self.confidence == "high"


_GUESSED = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")


if TYPE_CHECKING:
    _Reader = yaml.SafeLoader
else:  # the same reader in C, where it was built: a node starts a second sooner
    _Reader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_Reader):
    """Refuses repeated keys; yes, no and on stay words, and dates too, until they are checked."""


_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _GUESSED]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _RepeatedKeyError(yaml.MarkedYAMLError):
    def __init__(self, key: Any, mark: yaml.Mark) -> None:
        super().__init__(problem=f"the key {key!r} is repeated", problem_mark=mark)
        self.field = str(key)


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _value in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(
                problem="a key must be a plain word", problem_mark=key_node.start_mark
            )
        key = loader.construct_object(key_node)
        if key in seen:
            raise _RepeatedKeyError(key, key_node.start_mark)
        seen.add(key)
    return {
        loader.construct_object(k): loader.construct_object(v, deep=True) for k, v in node.value
    }


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)

Location = tuple[int | str, ...]
"""Keys and list positions that lead to a field, from the top of its file."""


def load(path: Path, shape: type[Shape]) -> Shape:
    """Read one data file into `shape`, any type pydantic can validate (``list[Office]``…).

    A file is read once in the life of the process.

    Raises:
        BrokenDataFile: unreadable, repeated or unknown key, missing field, wrong type.
    """
    found: Shape = _load(path, cast(Hashable, shape))
    return found


@cache
def _load(path: Path, shape: Any) -> Any:
    tree, content = _parse(path)
    try:
        return TypeAdapter(shape).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise broken(path, first["loc"], first["msg"], tree) from error


def load_plain(path: Path, *, most_bytes: int) -> Any:
    """Read a YAML file that somebody handed in, as strictly, into plain values.

    Raises:
        BrokenDataFile: unreadable, too long, not YAML, a key twice.
    """
    if path.exists() and path.stat().st_size > most_bytes:
        raise BrokenDataFile(_name(path), 0, "", f"it is longer than {most_bytes} bytes")
    return _parse(path)[1]


def _parse(path: Path) -> tuple[yaml.Node | None, Any]:
    name = _name(path)
    try:
        loader = _StrictLoader(path.read_text(encoding="utf-8"))
        tree = loader.get_single_node()
        return tree, loader.construct_document(tree) if tree else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        field = getattr(error, "field", "")
        raise BrokenDataFile(name, mark.line + 1 if mark else 0, field, problem) from error
    except (OSError, ValueError) as error:  # unreadable; not UTF-8
        raise BrokenDataFile(name, 0, "", str(error)) from error


def broken(
    path: Path, location: Location, problem: str, tree: yaml.Node | None = None
) -> BrokenDataFile:
    """Return the error that names file, line and field for a `problem` at `location`."""
    tree = tree or yaml.compose(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
    field = ".".join(str(step) for step in location)
    return BrokenDataFile(_name(path), _line_of(tree, location), field, problem)


def _name(path: Path) -> str:
    return str(path.relative_to(DATA)) if path.is_relative_to(DATA) else path.name


def load_folder(folder: Path, shape: type[Shape]) -> dict[str, Shape]:
    """Read every ``*.yaml`` directly in `folder`; keys are the file names without ending."""
    return {path.stem: load(path, shape) for path in sorted(folder.glob("*.yaml"))}


def _line_of(node: yaml.Node | None, location: Location) -> int:
    """Return the 1-based line of the deepest node of `location` that exists."""
    line = node.start_mark.line + 1 if node else 0
    for step in location:
        child = _child(node, step)
        if child is None:
            break
        node, line = child, child.start_mark.line + 1
    return line


def _child(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            if key_node.value == str(step):
                return value_node  # type: ignore[no-any-return]
    return None
