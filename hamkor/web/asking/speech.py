"""Questions read aloud: one small file a question and language, fetched only when pressed.

The files lie in ``static/hamkor/speech/<language>/<page>.ogg``. A player is shown only for a
question whose file is there. Those spoken by a computer say so; the pages that a person has read
aloud are named in ``people.txt`` beside them, one a line.
"""

from functools import cache
from pathlib import Path

from hamkor.languages import base_of

FOLDER = Path(__file__).parents[1] / "static/hamkor/speech"
ENDING = ".ogg"
READ_BY_PEOPLE = "people.txt"


@cache
def spoken(language: str) -> frozenset[str]:
    """Return the pages that can be heard in a language (ISO 639)."""
    return frozenset(path.stem for path in (FOLDER / language).glob(f"*{ENDING}"))


def speech_for(page: str, language: str) -> str:
    """Return the static path of a question's recording, or nothing when there is none."""
    base = base_of(language)
    return f"hamkor/speech/{base}/{page}{ENDING}" if page in spoken(base) else ""


@cache
def read_by_people(language: str) -> frozenset[str]:
    """Return the pages that a person, not a computer, has read aloud."""
    listing = FOLDER / language / READ_BY_PEOPLE
    return frozenset(listing.read_text("utf-8").split()) if listing.exists() else frozenset()


def is_computer_voice(page: str, language: str) -> bool:
    """Say whether a question's recording must be marked as a computer's."""
    return page not in read_by_people(base_of(language))
