"""The evidence about a matter as a page shows it: who, what, when, and proven by what."""

from typing import Any
from uuid import UUID

from hamkor.accounts.roles import Role
from hamkor.exchange.timeline import Event, evidence_about, missing_before
from hamkor.web.evidence_words import (
    PLACES,
    REASONS,
    TROUBLE,
    proof_words,
    took_words,
    what_words,
)
from hamkor.web.exchange_words import failure_words, kind_words
from hamkor.web.templatetags.hamkor_words import office_name


def shown_evidence(about: UUID) -> dict[str, Any]:
    """Return the timeline of what can be proven, and how many messages are missing in it."""
    return {
        "events": [_shown(event) for event in evidence_about(about)],
        "missing": missing_before(about),
    }


def _shown(event: Event) -> dict[str, Any]:
    seen_by = [office_name(office) for office in event.corroborated_by]
    return {
        "at": event.at,
        "title": what_words(event.what, is_ours=event.is_ours),
        "message": kind_words(event.kind),
        "who": office_name(event.by) if event.by else "",
        "is_theirs": not event.is_ours,
        "is_trouble": event.what in TROUBLE,
        "is_waiting": not event.receipt,
        "why": _why(event),
        "took": took_words(event.took) if event.took else "",
        "proof": proof_words(
            is_signed=bool(event.receipt), is_logged=event.is_logged, seen_by=seen_by
        ),
        "is_doubted": event.is_doubted,
    }


def _why(event: Event) -> str:
    parts = [
        str(Role(event.role).label) if event.role in Role.values else event.role,
        str(PLACES.get(event.place, event.place)),
        _reason(event),
    ]
    return ", ".join(part for part in parts if part)


def _reason(event: Event) -> str:
    if not event.reason or event.what == "declined":
        return ""
    return str(REASONS.get(event.reason, "")) or failure_words(event.reason)
