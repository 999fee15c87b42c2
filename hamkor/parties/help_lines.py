"""Whom a person in danger can call, by state: shown before anything is asked."""

from functools import cache
from pathlib import Path

from pydantic import Field

from hamkor.data_files import DATA, Fact, Names, Source, load_folder


class HelpLine(Fact):
    """A number to call; `source` says how sure we are that it answers."""

    number: str = Field(pattern=r"^\+?[0-9]{2,15}$")
    names: Names
    source: Source


class HelpFile(Fact):
    """One file of ``data/help``."""

    state: str = Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")
    lines: tuple[HelpLine, ...] = Field(min_length=1)


def read_help_lines(root: Path) -> dict[str, HelpFile]:
    """Read ``help/`` under `root`; keys are file names without ending."""
    return load_folder(root / "help", HelpFile)


@cache
def help_lines() -> dict[str, tuple[HelpLine, ...]]:
    """Return the numbers of every state that has any, by its two-letter code."""
    return {file.state: file.lines for file in read_help_lines(DATA).values()}
