"""Which sentences the program can say: read from its code and templates, without gettext."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation.template import templatize

# Function → which of its arguments are the context, the sentence and its plural; -1 for none.
FUNCTIONS = {
    "_": (-1, 0, -1),
    "gettext": (-1, 0, -1),
    "gettext_lazy": (-1, 0, -1),
    "gettext_noop": (-1, 0, -1),
    "ngettext": (-1, 0, 1),
    "ngettext_lazy": (-1, 0, 1),
    "pgettext": (0, 1, -1),
    "pgettext_lazy": (0, 1, -1),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b({'|'.join(FUNCTIONS)})\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})*)", re.DOTALL)


@dataclass(frozen=True, order=True)
class Sentence:
    """One sentence to be translated.

    `context` tells apart what English says with the same words; `plural` is the English sentence
    for many, empty when there is none; `places` are the files that say it.
    """

    text: str
    context: str = ""
    plural: str = ""
    places: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What a catalogue knows the sentence by."""
        return self.context, self.text


def sentences_of(package: Path) -> list[Sentence]:
    """Return every sentence said below `package`, each once, sorted."""
    found: dict[tuple[str, str], Sentence] = {}
    for path in sorted(package.rglob("*")):
        place = path.relative_to(package.parent).as_posix()
        for sentence in _sentences_in(path):
            known = found.get(sentence.key, sentence)
            places = tuple(sorted({*known.places, place}))
            plural = known.plural or sentence.plural
            found[sentence.key] = replace(known, places=places, plural=plural)
    return sorted(found.values())


def _sentences_in(path: Path) -> Iterator[Sentence]:
    if path.suffix == ".py":
        yield from in_python(path.read_text(encoding="utf-8"))
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        yield from in_template(path.read_text(encoding="utf-8"))


def in_python(source: str) -> Iterator[Sentence]:
    """Give the sentences marked in Python code."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            literals = [_literal(argument) for argument in node.args]
            yield from _marked(name, literals)


def _literal(node: ast.expr) -> str | None:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else None  # type: ignore[attr-defined]


def in_template(source: str) -> Iterator[Sentence]:
    """Give the sentences marked in a Django template."""
    for call in _CALL.finditer(templatize(source)):
        literals = [ast.literal_eval(text) for text in re.findall(_LITERAL, call[2], re.DOTALL)]
        yield from _marked(call[1], literals)


def _marked(name: str, literals: list[str | None]) -> Iterator[Sentence]:
    """Give the sentence of one call; none when it marks something known only when it runs."""
    if name not in FUNCTIONS:
        return
    context, text, plural = (
        literals[place] if 0 <= place < len(literals) else "" for place in FUNCTIONS[name]
    )
    if text:
        yield Sentence(text, context or "", plural or "")
