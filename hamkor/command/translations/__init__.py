"""`hamkor translations`: keep the catalogues of sentences whole, without gettext's programs.

For whoever translates: it adds what the program learned to say to ``locale/*/LC_MESSAGES/
django.po``, where it is translated by hand or in an editor for such files, and compiles them.
Tajik and Russian say everything; Uzbek and Kyrgyz what a person can meet, the names in the data
files among it; Uzbek in Cyrillic letters has no text of its own, it is made from the Latin one.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hamkor.command.translations import catalogue
from hamkor.command.translations.cyrillic import in_cyrillic, with_own_signs
from hamkor.command.translations.public import citations_in_data, public_sentences
from hamkor.command.translations.sentences import Sentence, sentences_of
from hamkor.languages import locale_of

PACKAGE = Path(__file__).resolve().parents[2]
WHOLE = ("tg", "ru")  # English is what the code is written in
OF_THE_PERSON = ("uz", "ky")
LANGUAGES = (*WHOLE, *OF_THE_PERSON)
DERIVED = {"uz-cyrl": "uz"}


def path_of(language: str, package: Path = PACKAGE) -> Path:
    """Return where the catalogue of `language` lies."""
    return package / "locale" / locale_of(language) / "LC_MESSAGES" / "django.po"


def said_in(language: str, package: Path = PACKAGE) -> list[Sentence]:
    """Return what has to be said in a language: all there is, or what a person can meet."""
    said = sentences_of(package)
    if language in WHOLE:
        return sorted([*said, *citations_in_data(package)])
    return sorted(public_sentences(package, said))


def derived(language: str, package: Path = PACKAGE) -> bytes:
    """Return the compiled catalogue of a language that is made from another one by rule."""
    entries = catalogue.read(path_of(DERIVED[language], package)).values()
    return catalogue.compiled(locale_of(language), map(_in_cyrillic, entries))


def derive(language: str, package: Path = PACKAGE) -> None:
    """Write the compiled catalogue of a language that is made from another one by rule."""
    binary = path_of(language, package).with_suffix(".mo")
    binary.parent.mkdir(parents=True, exist_ok=True)
    binary.write_bytes(derived(language, package))


def _in_cyrillic(entry: catalogue.Entry) -> catalogue.Entry:
    return replace(entry, said=[in_cyrillic(text) for text in entry.said])


def update(language: str, *, prune: bool, package: Path = PACKAGE) -> int:
    """Add new sentences to a catalogue, compile it, and return how many wait for a translator.

    Args:
        language: one of `LANGUAGES`.
        prune: whether to forget what is no longer said.
        package: folder of the package.
    """
    path = path_of(language, package)
    known, said = catalogue.read(path), {s.key: s for s in said_in(language, package)}
    entries = {key: entry for key, entry in known.items() if key in said or not prune}
    for key, sentence in said.items():
        new = catalogue.new_entry(language, sentence)
        entry = entries.setdefault(key, new)
        if entry.plural != sentence.plural:
            entries[key] = new
    places = {key: sentence.places for key, sentence in said.items()}
    if language in DERIVED.values():  # the rule knows the signs of the alphabet alone
        entries = {
            key: replace(e, said=[*map(with_own_signs, e.said)]) for key, e in entries.items()
        }
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
    said = {sentence.key: sentence for sentence in said_in(language, package)}
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


def problems_of_derived(language: str, package: Path = PACKAGE) -> Iterator[str]:
    """Say whether a catalogue made by rule is not the one that the rule makes now."""
    binary = path_of(language, package).with_suffix(".mo")
    if not binary.exists() or binary.read_bytes() != derived(language, package):
        yield f"{language}: the compiled catalogue is not that of {DERIVED[language]}"


def all_problems(package: Path = PACKAGE) -> list[str]:
    """Say what the catalogues of all languages lack."""
    found = [problem for language in LANGUAGES for problem in problems(language, package)]
    return found + [p for language in DERIVED for p in problems_of_derived(language, package)]


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
        found = all_problems()
        print(*found, sep="\n", end="\n" if found else "")
        return 1 if found else 0
    for language in LANGUAGES:
        waiting = update(language, prune=options.prune)
        print(f"{path_of(language)}: {waiting} sentences wait for a translator")
    for language in DERIVED:
        derive(language)
    return 0
