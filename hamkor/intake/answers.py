"""Answers to the questions of a category, as one text that can be sealed, proven, read again."""

import json
import re
from collections.abc import Mapping

from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.persons.texts import check_text

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_ANSWERS = 60
LONGEST = 500
"""Of one answer, in characters."""


def write_answers(answers: Mapping[str, str]) -> str:
    """Return the answers that were given as canonical JSON; empty for none."""
    given = {id: value for id, value in sorted(answers.items()) if value}
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")) if given else ""


def read_answers(text: str) -> dict[str, str]:
    """Return what `write_answers` was given: id of the question → answer."""
    return dict(json.loads(text)) if text else {}


def check_answers(text: str, *, field: str) -> None:
    """Raise `InputRefused` unless `text` is what `write_answers` makes of known-looking ids."""
    if not text:
        return
    try:
        answers = json.loads(text)
    except ValueError:
        answers = None
    is_sound = isinstance(answers, dict) and 0 < len(answers) <= MOST_ANSWERS
    if not is_sound or any(not _is_pair(id, value) for id, value in answers.items()):
        raise InputRefused(_("The answers did not arrive whole: please go back"), field=field)
    if write_answers(answers) != text:
        raise InputRefused(_("The answers did not arrive whole: please go back"), field=field)
    for value in answers.values():
        check_text(value, field=field, at_most=LONGEST, is_one_line=False)


def _is_pair(id: str, value: object) -> bool:
    return bool(ID.fullmatch(id)) and isinstance(value, str)
