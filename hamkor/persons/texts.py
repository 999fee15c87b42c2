"""What is typed is kept to the letter or refused with a sentence; it is never repaired."""

import unicodedata

from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _

LINE_BREAKS = frozenset("\t\r\n")
NOT_A_LETTER = "\ufffd"


def check_text(
    text: str, *, field: str, at_most: int, at_least: int = 0, is_one_line: bool = True
) -> str:
    """Return `text` unchanged if it can be stored, shown and sent.

    Args:
        text: as typed.
        field: name of the form field, for the refusal.
        at_most: characters, inclusive.
        at_least: characters that are not blank, inclusive; 0 lets the field stay empty.
        is_one_line: whether tabs and line breaks are refused too.

    Raises:
        InputRefused: empty, too short, too long, control characters (PostgreSQL cannot store
            NUL) or bytes that are no UTF-8.
    """
    _check_characters(text, field, allowed=frozenset() if is_one_line else LINE_BREAKS)
    if len(text) > at_most:
        raise InputRefused(
            _("This is too long: %(length)s characters, and at most %(limit)s fit"),
            field=field,
            length=len(text),
            limit=at_most,
        )
    _check_not_short(len(text.strip()), field, at_least)
    return text


def _check_characters(text: str, field: str, allowed: frozenset[str]) -> None:
    categories = {unicodedata.category(sign) for sign in set(text) - allowed}
    if "Cc" in categories:
        raise InputRefused(
            _("This contains an invisible control character: delete it and type it again"),
            field=field,
        )
    # Django puts U+FFFD where a browser sent bytes that are no UTF-8.
    if "Cs" in categories or NOT_A_LETTER in text:
        raise InputRefused(
            _("Some letters did not arrive whole: please type them again"), field=field
        )


def _check_not_short(length: int, field: str, at_least: int) -> None:
    if length >= at_least:
        return
    if length == 0:
        raise InputRefused(_("Please fill this in"), field=field)
    raise InputRefused(
        _("This is too short: please write at least %(limit)s characters"),
        field=field,
        limit=at_least,
    )
