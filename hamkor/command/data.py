"""`hamkor data`: check every data file and print each rule with where it was read.

For a lawyer who wants to see in one place what the node believes, and how sure of it we are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hamkor.data_files import DATA
from hamkor.drafting.validation import validate_data
from hamkor.errors import BrokenDataFile

NAMING_KEYS = ("id", "party", "code", "item")
SOURCE_KEYS = ("instrument", "provision", "checked_on", "confidence", "url", "note")
LONGEST_TEXT = 90


@dataclass(frozen=True)
class Rule:
    """One sourced value of a data file, as a reader sees it."""

    file: str
    where: str
    says: str
    source: dict[str, Any]

    def as_text(self) -> str:
        """Return the rule in two lines: what it says, where it was read."""
        first = ": ".join(filter(None, (self.where or "(whole file)", self.says)))
        read = [str(self.source[key]) for key in ("instrument", "provision") if key in self.source]
        if self.source.get("url"):
            read.append(str(self.source["url"]))
        if "checked_on" in self.source:
            read.append(f"checked on {self.source['checked_on']}")
        confidence = str(self.source.get("confidence", "unknown"))
        mark = "" if confidence == "high" else ", unverified"
        return f"  {first}\n      {'; '.join(read)} [{confidence}{mark}]"


def rules_of(path: Path, root: Path = DATA) -> Iterator[Rule]:
    """Give every sourced value of one data file, in its order."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    yield from _walk(content, path.relative_to(root).as_posix(), ())


def _walk(node: Any, file: str, where: tuple[str, ...]) -> Iterator[Rule]:
    if isinstance(node, list):
        for item in node:
            yield from _walk(item, file, where)
    if not isinstance(node, dict):
        return
    here = (*where, *(str(node[key]) for key in NAMING_KEYS if isinstance(node.get(key), str)))
    source = _source_of(node)
    if source:
        yield Rule(file, " › ".join(here), _said_by(node), source)
    for key, value in node.items():
        if key != "source":
            is_named = isinstance(value, dict) and not set(NAMING_KEYS) & value.keys()
            yield from _walk(value, file, (*here, str(key)) if is_named else here)


def _source_of(node: dict[str, Any]) -> dict[str, Any]:
    """Return the source of a value: its own mapping, or the keys of one written inline."""
    source = node.get("source")
    if isinstance(source, dict):
        return source
    inline = {key: node[key] for key in SOURCE_KEYS if key in node}
    return inline if "confidence" in inline and "source" not in node else {}


def _said_by(node: dict[str, Any]) -> str:
    """Put the values of a rule, without its names and source, in one line."""
    parts = []
    for key, value in node.items():
        if key in SOURCE_KEYS or key in NAMING_KEYS or key == "source":
            continue
        text = _in_short(value)
        if text:
            parts.append(f"{key} {text}")
    return ", ".join(parts)


def _in_short(value: Any) -> str:
    """Write a single value, a text in English, or a list of codes; nothing for what has parts."""
    if isinstance(value, dict):
        value = value.get("en")
    if isinstance(value, list):
        simple = [item for item in value if not isinstance(item, dict | list)]
        return "[" + ", ".join(map(str, simple)) + "]" if simple else ""
    text = "" if value is None or isinstance(value, dict) else str(value)
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def main(_arguments: list[str]) -> int:
    """Check the files, then print every rule; 1 and the place when a file is broken."""
    try:
        validate_data()
    except BrokenDataFile as error:
        print(f"The data files cannot be used: {error}")
        return 1
    count, unverified = 0, 0
    for path in sorted(DATA.rglob("*.yaml")):
        rules = list(rules_of(path))
        if rules:
            print(rules[0].file)
            print(*(rule.as_text() for rule in rules), sep="\n")
        count += len(rules)
        unverified += sum(rule.source.get("confidence") != "high" for rule in rules)
    print(f"{count} rules, {unverified} of them unverified")
    return 0


if __name__ == "__main__":
    raise SystemExit(main([]))
