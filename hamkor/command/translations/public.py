"""Which sentences a person can meet: told by the file that says them.

Officers' pages speak three languages, the person's six. A file that comes to speak to the person
is named here; `tests/web/test_six_languages.py` walks the pages and finds what was forgotten.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from hamkor.command.translations.sentences import Sentence
from hamkor.data_files import load_plain
from hamkor.languages import DATA_CONTEXT, WRITTEN_IN_DATA

FILES = (
    "locale/borrowed.py",
    "web/templates/[45]*.html",
    "web/templates/hamkor/base_public.html",
    "web/templates/hamkor/refusal.html",
    "web/templates/hamkor/forms/*",
    "web/templates/hamkor/office/paper_sheets.html",
    "web/templates/hamkor/public/*",
    "web/templates/hamkor/parts/_back.html",
    "web/templates/hamkor/parts/_code.html",
    "web/templates/hamkor/parts/_error_summary.html",
    "web/templates/hamkor/parts/_files.html",
    "web/templates/hamkor/parts/_languages.html",
    "web/templates/hamkor/parts/_letter.html",
    "web/templates/hamkor/parts/_messages.html",
    "web/templates/hamkor/parts/_notices.html",
    "web/templates/hamkor/parts/_steps.html",
    "web/templates/hamkor/parts/_unverified.html",
    "vault/*",
    "web/asking/*",
    "web/conversation.py",
    "web/errors.py",
    "web/form_fields.py",
    "web/form_renderer.py",
    "web/forms/contesting.py",
    "web/forms/filing*",
    "web/forms/public*.py",
    "web/forms/showing.py",
    "web/forms/situation.py",
    "web/forms/tiles.py",
    "web/letters.py",
    "web/once.py",
    "web/person_session.py",
    "web/progress.py",
    "web/situation.py",
    "web/views/contesting.py",
    "web/views/drafts.py",
    "web/views/filing*.py",
    "web/views/following.py",
    "web/views/public.py",
    "web/views/situation.py",
    "web/views/uploading.py",
    "envelope/claims.py",
    "envelope/proof.py",
    "envelope/signed.py",
    "files/*",
    "intake/*",
    "law/deadlines.py",
    "law/engine.py",
    "law/reading_facts.py",
    "law/rules/*",
    "persons/checks.py",
    "persons/texts.py",
    "transparency/checkpoint.py",
    "transparency/note.py",
    "transparency/proof.py",
)
"""Patterns below the package; ``*`` goes into folders too."""

DATA = (
    "areas/*",
    "help/*",
    "law/contesting.yaml",
    "law/provisions/*",
    "parties/*",
)
"""Patterns below its ``data``: files whose names a person is shown."""

CITED = ("law/contesting.yaml", "law/deadlines/complaint.yaml")
"""Files whose provisions a person is shown as the source of a date or of a right."""
OWN_PROMISE = "House rule of the node"
MOST_CITED = 200
"""As long as the source of a promised date may be."""

MOST_BYTES = 2**20


def public_sentences(package: Path, said: Iterable[Sentence]) -> Iterator[Sentence]:
    """Give those of the sentences `said` that a person can meet, and the names of the data."""
    for sentence in said:
        places = (place.partition("/")[2] for place in sentence.places)
        if any(fnmatch(place, pattern) for place in places for pattern in FILES):
            yield sentence
    yield from citations_in_data(package)
    yield from names_in_data(package)


def names_in_data(package: Path) -> Iterator[Sentence]:
    """Give the English of every name that a person is shown, each once."""
    found: dict[str, set[str]] = {}
    data = package / "data"
    for path in sorted(data.rglob("*.yaml")):
        place = path.relative_to(data).as_posix()
        if any(fnmatch(place, pattern) for pattern in DATA):
            for name in _names(load_plain(path, most_bytes=MOST_BYTES)):
                found.setdefault(name, set()).add(f"{package.name}/data/{place}")
    for name, places in found.items():
        yield Sentence(name, DATA_CONTEXT, "", tuple(sorted(places)))


def citations_in_data(package: Path) -> Iterator[Sentence]:
    """Give the provisions that stand on a person's page as the source of a date, each once."""
    found: dict[str, str] = {}
    for place in CITED:
        if (path := package / "data" / place).exists():
            for source in _sources(load_plain(path, most_bytes=MOST_BYTES)):
                cited = f"{source['instrument']}, {source.get('provision', '')}"
                found[cited.removesuffix(", ")[:MOST_CITED]] = f"{package.name}/data/{place}"
    for cited, place in found.items():
        if not cited.startswith(OWN_PROMISE):
            yield Sentence(cited, "", "", (place,))


def _sources(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        if "instrument" in content:
            yield content
        for value in content.values():
            yield from _sources(value)
    elif isinstance(content, list):
        for value in content:
            yield from _sources(value)


def _names(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        if content.keys() >= WRITTEN_IN_DATA:
            yield str(content["en"])
        else:
            for value in content.values():
                yield from _names(value)
    elif isinstance(content, list):
        for value in content:
            yield from _names(value)
