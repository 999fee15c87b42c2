"""What officers and other offices may write: lengths, and characters that no database can hold."""

import unicodedata

from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _

MAX_TITLE = 200  # characters
MAX_LINE = 300
MAX_TEXT = 20_000
_ALLOWED_CONTROLS = frozenset("\n\r\t")


def clean_text(
    text: str, *, field: str, limit: int = MAX_TEXT, is_required: bool = True
) -> str:
    """Return `text` without the blanks around it, or say in a sentence why it cannot be kept.

    Args:
        text: as typed.
        field: name of the form field, for the refusal.
        limit: greatest length, in characters.
        is_required: whether an empty text is refused.

    Raises:
        InputRefused: empty, too long, or with characters that cannot be stored.
    """
    cleaned = text.strip()
    if not cleaned and is_required:
        raise InputRefused(_("This may not be empty"), field=field)
    if len(cleaned) > limit:
        raise InputRefused(
            _("At most %(limit)s characters fit here; this has %(length)s"),
            field=field,
            limit=limit,
            length=len(cleaned),
        )
    if has_forbidden_characters(cleaned):
        raise InputRefused(_("The text holds characters that cannot be stored"), field=field)
    return cleaned


def has_forbidden_characters(text: str) -> bool:
    """Say whether `text` holds NUL, other controls, or halves of characters (surrogates)."""
    return any(
        unicodedata.category(char) in {"Cc", "Cs"} and char not in _ALLOWED_CONTROLS
        for char in text
    )
