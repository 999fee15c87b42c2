"""A catalogue of translations: the text file people edit and the binary one programs read."""

import ast
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hamkor.command.translations.sentences import Sentence
from hamkor.errors import BrokenDataFile

MAGIC = 0x950412DE
# Which form a number takes, as the gettext manual and Unicode's plural rules have it.
PLURAL_FORMS = {
    "tg": (2, "(n != 1)"),
    "ru": (
        3,
        "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)",
    ),
    "uz": (1, "0"),
    "ky": (1, "0"),
    "uz_Cyrl": (1, "0"),
}
_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])? )?(".*")')
_PLACE = re.compile(r"%\(\w+\)[sd]")


@dataclass
class Entry:
    """A sentence and how a translator said it; `said` has one text per plural form."""

    text: str = ""
    context: str = ""
    plural: str = ""
    said: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_unsure: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What the sentence is known by."""
        return self.context, self.text

    @property
    def is_translated(self) -> bool:
        """Say whether every form has a text that its translator was sure of."""
        return bool(self.said) and all(self.said) and not self.is_unsure


def header(language: str) -> str:
    """Return what a catalogue says of itself."""
    count, rule = PLURAL_FORMS[language]
    return (
        f"Language: {language}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
        f"Content-Transfer-Encoding: 8bit\nPlural-Forms: nplurals={count}; plural={rule};\n"
    )


def read(path: Path) -> dict[tuple[str, str], Entry]:
    """Read a catalogue people edit; an absent one is empty.

    Raises:
        BrokenDataFile: a line is none of a catalogue's.
    """
    entries: dict[tuple[str, str], Entry] = {}
    if not path.exists():
        return entries
    numbered = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    for block in _blocks(numbered):
        entry = _entry(block, path.name)
        if entry.text:
            entries[entry.key] = entry
    return entries


def _blocks(lines: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Cut a catalogue at its empty lines."""
    block: list[tuple[int, str]] = []
    for number, line in lines:
        if line.strip():
            block.append((number, line.strip()))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _entry(block: list[tuple[int, str]], name: str) -> Entry:
    parts: dict[tuple[str, int], str] = {}
    entry, at = Entry(), ("", 0)
    for number, line in block:
        if line.startswith("#"):
            _add_comment(entry, line)
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise BrokenDataFile(name, number, "", "this line does not belong in a catalogue")
        at = (match[1], int(match[2] or 0)) if match[1] else at
        parts[at] = parts.get(at, "") + ast.literal_eval(match[3])
    entry.text = parts.get(("msgid", 0), "")
    entry.context = parts.get(("msgctxt", 0), "")
    entry.plural = parts.get(("msgid_plural", 0), "")
    entry.said = [text for (word, _form), text in sorted(parts.items()) if word == "msgstr"]
    return entry


def _add_comment(entry: Entry, line: str) -> None:
    if line.startswith("#,"):
        entry.is_unsure = "fuzzy" in line
    elif not line.startswith("#:"):
        entry.notes.append(line)


def as_text(language: str, pairs: Iterable[tuple[Entry, tuple[str, ...]]]) -> str:
    """Write a catalogue for people: each entry with the files that say it."""
    blocks = [f'msgid ""\nmsgstr ""\n{_quoted_lines(header(language))}']
    for entry, places in pairs:
        lines = [*entry.notes, *(f"#: {place}" for place in places)]
        if entry.is_unsure:
            lines.append("#, fuzzy")
        lines += _fields(entry)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _fields(entry: Entry) -> Iterator[str]:
    if entry.context:
        yield f"msgctxt {_quoted(entry.context)}"
    yield f"msgid {_quoted(entry.text)}"
    if entry.plural:
        yield f"msgid_plural {_quoted(entry.plural)}"
        yield from (f"msgstr[{n}] {_quoted(said)}" for n, said in enumerate(entry.said))
    else:
        yield f"msgstr {_quoted(entry.said[0] if entry.said else '')}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def _quoted_lines(text: str) -> str:
    return "\n".join(_quoted(line) for line in text.splitlines(keepends=True))


def compiled(language: str, entries: Iterable[Entry]) -> bytes:
    """Write a catalogue for programs; untranslated sentences are left out and stay English."""
    texts = {b"": header(language).encode()}
    for entry in entries:
        if entry.is_translated:
            known_by = f"{entry.context}\4{entry.text}" if entry.context else entry.text
            known_by += f"\0{entry.plural}" if entry.plural else ""
            texts[known_by.encode()] = "\0".join(entry.said).encode()
    keys = sorted(texts)
    start = 7 * 4
    first_text = start + 16 * len(keys)
    index, pool = b"", b""
    for word in [*keys, *(texts[key] for key in keys)]:
        index += struct.pack("<2I", len(word), first_text + len(pool))
        pool += word + b"\0"
    numbers = (MAGIC, 0, len(keys), start, start + 8 * len(keys), 0, first_text)
    return struct.pack("<7I", *numbers) + index + pool


def new_entry(language: str, sentence: Sentence) -> Entry:
    """Make room for a translation that does not exist yet."""
    forms = PLURAL_FORMS[language][0] if sentence.plural else 1
    return Entry(sentence.text, sentence.context, sentence.plural, [""] * forms)


def problems_of(language: str, entry: Entry, sentence: Sentence) -> Iterator[str]:
    """Say what is wrong with one translation."""
    if not entry.is_translated:
        yield "has no translation" if not entry.is_unsure else "is marked fuzzy"
        return
    forms = PLURAL_FORMS[language][0] if sentence.plural else 1
    if len(entry.said) != forms:
        yield f"has {len(entry.said)} forms, {language} has {forms}"
    allowed = set(_PLACE.findall(sentence.text + sentence.plural))
    for said in entry.said:
        used = set(_PLACE.findall(said))
        # A form for one or for many may leave the number out; nothing else may.
        if used - allowed or (not sentence.plural and allowed - used):
            yield f"fills other places: {', '.join(sorted(used ^ allowed))}"
