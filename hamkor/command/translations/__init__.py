"""`hamkor translations`: keep the catalogues of sentences whole, without gettext's programs.

For whoever translates: it adds what the program learned to say to ``locale/*/LC_MESSAGES/
django.po``, where it is translated by hand or in an editor for such files, and compiles them.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from hamkor.command.translations import catalogue
from hamkor.command.translations.sentences import Sentence, sentences_of

PACKAGE = Path(__file__).resolve().parents[2]
LANGUAGES = ("tg", "ru")  # English is what the code is written in


def path_of(language: str, package: Path = PACKAGE) -> Path:
    """Return where the catalogue of `language` lies."""
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def update(language: str, *, prune: bool, package: Path = PACKAGE) -> int:
    """Add new sentences to a catalogue, compile it, and return how many wait for a translator.

    Args:
        language: one of `LANGUAGES`.
        prune: whether to forget what is no longer said.
        package: folder of the package.
    """
    path = path_of(language, package)
    known, said = catalogue.read(path), {s.key: s for s in sentences_of(package)}
    entries = {key: entry for key, entry in known.items() if key in said or not prune}
    for key, sentence in said.items():
        new = catalogue.new_entry(language, sentence)
        entry = entries.setdefault(key, new)
        if entry.plural != sentence.plural:
            entries[key] = new
    places = {key: sentence.places for key, sentence in said.items()}
    pairs = [(entries[key], places.get(key, ())) for key in sorted(entries, key=_by_text)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(catalogue.as_text(language, pairs), encoding="utf-8")
    path.with_suffix(".mo").write_bytes(catalogue.compiled(language, entries.values()))
    return sum(not entries[key].is_translated for key in said)


def _by_text(key: tuple[str, str]) -> tuple[str, str]:
    return key[1], key[0]


def problems(language: str, package: Path = PACKAGE) -> Iterator[str]:
    """Say what a catalogue lacks, one line each; nothing when it is whole."""
    path = path_of(language, package)
    entries = catalogue.read(path)
    said = {sentence.key: sentence for sentence in sentences_of(package)}
    for key, sentence in said.items():
        for problem in _problems_of_one(language, entries.get(key), sentence):
            yield f"{language}: “{sentence.text}” ({sentence.places[0]}) {problem}"
    for key in entries.keys() - said.keys():
        yield f"{language}: “{key[1]}” is no longer said"
    binary = path.with_suffix(".mo")
    if not binary.exists() or binary.read_bytes() != catalogue.compiled(
        language, entries.values()
    ):
        yield f"{language}: the compiled catalogue is not that of the text"


def _problems_of_one(
    language: str, entry: catalogue.Entry | None, sentence: Sentence
) -> Iterator[str]:
    if entry is None:
        yield "is not in the catalogue"
    else:
        yield from catalogue.problems_of(language, entry, sentence)


def main(arguments: list[str] | None = None) -> int:
    """Update and compile the catalogues; or only say what they lack."""
    parser = argparse.ArgumentParser(prog="hamkor translations", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, say what is missing")
    parser.add_argument("--prune", action="store_true", help="forget what is no longer said")
    options = parser.parse_args(arguments)
    if options.check:
        found = [problem for language in LANGUAGES for problem in problems(language)]
        print(*found, sep="\n", end="\n" if found else "")
        return 1 if found else 0
    for language in LANGUAGES:
        waiting = update(language, prune=options.prune)
        print(f"{path_of(language)}: {waiting} sentences wait for a translator")
    return 0
