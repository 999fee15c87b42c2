"""Questions read aloud: one small file a question and language, fetched only when pressed.

The files lie in ``static/hamkor/speech/<language>/<page>.ogg``. A button is shown only for a
question whose file is there.
"""

from functools import cache
from pathlib import Path

from hamkor.languages import base_of

FOLDER = Path(__file__).parents[1] / "static/hamkor/speech"
ENDING = ".ogg"


@cache
def spoken(language: str) -> frozenset[str]:
    """Return the pages that can be heard in a language (ISO 639)."""
    return frozenset(path.stem for path in (FOLDER / language).glob(f"*{ENDING}"))


def speech_for(page: str, language: str) -> str:
    """Return the static path of a question's recording, or nothing when there is none."""
    base = base_of(language)
    return f"hamkor/speech/{base}/{page}{ENDING}" if page in spoken(base) else ""
