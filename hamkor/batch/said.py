"""A comparison in words: for a cell of a table, for a terminal, for another program."""

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from hamkor.errors import gettext_noop as _
from hamkor.matching import Comparison, Reason, Verdict

CATALOGUES = Path(__file__).parents[1] / "locale"
LANGUAGES = ("en", "ru", "tg")
VERDICTS: dict[Verdict, str] = {
    "likely_same": _("probably one person"),
    "possible": _("possibly one person"),
    "unlikely": _("probably two persons"),
    "cannot_say": _("too little is known to say"),
}
NOTHING_KNOWN = _("nothing is known on one side that tells people apart")
NOBODY = _("nobody in the register shares a key with this record")


@cache
def translator(language: str) -> Callable[[str], str]:
    """Return what says an English sentence in `language`; unknown sentences stay English."""
    return gettext.translation("django", CATALOGUES, languages=[language], fallback=True).gettext


def say_reason(reason: Reason, language: str = "en") -> str:
    """Return one reason with its weight: "+6.2 “Саид” and “Said” are one name"."""
    sentence = translator(language)(reason.sentence) % reason.facts
    return f"{reason.bits:+.1f} {sentence}"


def say_reasons(found: Comparison, language: str = "en") -> str:
    """Return all reasons in one line, the weightiest first."""
    if not found.reasons:
        return translator(language)(NOTHING_KNOWN)
    weighed = sorted(found.reasons, key=lambda reason: -abs(reason.bits))
    return "; ".join(say_reason(reason, language) for reason in weighed)


def as_facts(found: Comparison, language: str = "en") -> dict[str, Any]:
    """Return a comparison for another program; nothing of it is rounded."""
    return {
        "score": found.score,
        "probability": found.probability,
        "verdict": found.verdict,
        "reasons": [_reason_facts(reason, language) for reason in found.reasons],
        "against": found.against and _reason_facts(found.against, language),
        "would_settle": found.would_settle,
    }


def _reason_facts(reason: Reason, language: str) -> dict[str, Any]:
    return {
        "field": reason.field,
        "level": reason.level,
        "bits": reason.bits,
        "sentence": translator(language)(reason.sentence) % reason.facts,
    }
