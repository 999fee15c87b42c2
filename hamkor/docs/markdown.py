"""Pieces of a page, as Markdown that reads well unrendered too."""

from collections.abc import Iterable, Sequence
from typing import Any

from hamkor.data_files import Source

UNVERIFIED = "**unverified**"


def page(title: str, introduction: str, *blocks: str) -> str:
    """Put a whole page together, with the note that it is generated."""
    note = "*Written by `hamkor docs` from the code and the data; do not edit it by hand.*"
    return "\n\n".join((f"# {title}", introduction, note, *filter(None, blocks))) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Draw a table; nothing when it has no rows."""
    body = [line(row) for row in rows]
    return "\n".join((line(head), line(["---"] * len(head)), *body)) if body else ""


def line(cells: Sequence[Any]) -> str:
    """Draw one row."""
    return "| " + " | ".join(map(cell, cells)) + " |"


def cell(value: Any) -> str:
    """Write a value so that it stays in its cell; nothing for None, yes or no for a bool."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    return " ".join(text.split()).replace("|", "\\|")


def code(value: object) -> str:
    """Write a name as the program writes it; nothing for nothing."""
    return f"`{value}`" if value not in (None, "") else ""


def listed(values: Iterable[object]) -> str:
    """Write names one after the other, as the program writes them."""
    return ", ".join(code(value) for value in values)


def joined(*parts: object) -> str:
    """Put what there is of `parts` in one sentence."""
    return "; ".join(str(part) for part in parts if part)


def cited(source: Source) -> str:
    """Say where a value was read, with its address if it has one."""
    name = f"[{source.instrument}]({source.url})" if source.url else source.instrument
    return joined(name, source.provision, source.note)


def confidence(source: Source) -> str:
    """Say how sure we are, and mark what is not certain as the pages do."""
    return _confidence(source.confidence, is_verified=source.is_verified)


def confidence_word(word: str) -> str:
    """Do the same for a confidence that stands alone."""
    return _confidence(word, is_verified=word == "high")


def _confidence(word: str, *, is_verified: bool) -> str:
    return word if is_verified else f"{word}, {UNVERIFIED}"
