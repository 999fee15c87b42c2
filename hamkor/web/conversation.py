"""The conversation as the person reads it: both sides, and what the system wrote by itself."""

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hamkor.parties import states
from hamkor.web.progress import OWED

if TYPE_CHECKING:
    from hamkor.intake.models import Silence
    from hamkor.intake.queries import PublicStatus


def conversation_shown(known: "PublicStatus") -> list[dict[str, Any]]:
    """Return messages and silences in the order of time."""
    lines = [*map(_message, known.messages), *map(_silence, known.silences)]
    return sorted(lines, key=lambda line: line["at"])


def silence_said(silence: "Silence") -> str:
    """Say in words, in the reader's language, which promise of whom was broken."""
    debtor = states().get(silence.state)
    return _(
        "%(state)s had promised by %(day)s %(owed)s, and that day passed. The supervisor of the"
        " office was told at the same time. You can let somebody else hear this."
    ) % {
        "state": debtor.names.in_language(get_language() or "en") if debtor else silence.state,
        "day": date_format(silence.due_on, "j E Y"),
        "owed": OWED.get(silence.step, _("to take the next step")),
    }


def _message(message: Any) -> dict[str, Any]:
    return {
        "text": message.text,
        "at": message.sent_at,
        "is_mine": not message.is_from_office,
        "who": _("The office") if message.is_from_office else _("You"),
    }


def _silence(silence: "Silence") -> dict[str, Any]:
    return {
        "text": silence_said(silence),
        "at": silence.noted_at,
        "is_mine": False,
        "who": _("This page, by itself"),
    }
