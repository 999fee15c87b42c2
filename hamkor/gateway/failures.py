"""How a failure is named in rows and logs: by its code, without a word of what it was about."""

import traceback
from pathlib import Path

from pydantic import ValidationError

from hamkor.errors import HamkorError, Malformed


def failure_code(error: Exception) -> str:
    """Return the code of a refusal, "malformed" for a wrong body, else the name of the class."""
    if isinstance(error, HamkorError):
        return error.code
    if isinstance(error, ValidationError):
        return Malformed.code
    return f"error.{type(error).__name__}"[:60]


def failure_place(error: Exception) -> str:
    """Return file and line where it happened: a traceback would quote what the message says."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
