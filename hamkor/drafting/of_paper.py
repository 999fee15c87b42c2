"""Grounds that lie in the paper, the measure or its purpose."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from hamkor.drafting.context import Answer, Context, Detector, Found, Open, doubted, no
from hamkor.law.firewall import LAWFUL_PURPOSES, Purpose

_FORBIDDEN = frozenset(Purpose) - LAWFUL_PURPOSES
CONSUL_WITHIN = timedelta(hours=12)
"""RU UPK art. 96: the embassy is told within the same time as relatives."""


def _no_sanction(context: Context) -> Iterator[Answer]:
    if context.measure.needs_sanction:
        yield from no("paper.has_sanction", context.draft.paper.has_sanction)


def _unsealed(context: Context) -> Iterator[Answer]:
    for name in ("is_signed", "is_sealed"):
        yield from no(f"paper.{name}", getattr(context.draft.paper, name))


def _enforcement(context: Context) -> Iterator[Answer]:
    if context.draft.purpose is None:
        yield Open("purpose")
    elif context.draft.purpose in _FORBIDDEN:
        yield Found((("purpose", context.draft.purpose),))


def _open_protection(context: Context) -> Iterator[Answer]:
    yield from no("paper.is_confidential", context.draft.paper.is_confidential)


def _third_parties(context: Context) -> Iterator[Answer]:
    yield from no("paper.third_parties_told", context.draft.paper.third_parties_told)


def _no_full_request(context: Context) -> Iterator[Answer]:
    if not context.draft.contents.get("request_follows", "").strip():
        yield Found((("contents.request_follows", "—"),))


def _late(context: Context) -> Iterator[Answer]:
    """The day of the check has no hour: a notice of the same day may still be in time."""
    detained_at = context.draft.days.detained_at
    if detained_at is None:
        yield Open("days.detained_at")
        return
    begins = datetime.combine(context.on, time.min, detained_at.tzinfo)
    if begins - detained_at > CONSUL_WITHIN:
        yield Found((("days.detained_at", detained_at.isoformat(timespec="minutes")),))


DETECTORS: dict[str, Detector] = {
    "no_sanction": _no_sanction,
    "own_seal": _unsealed,
    "sovereignty": doubted("sovereignty"),
    "contrary_to_law": doubted("contrary_to_law"),
    "enforcement_purpose": _enforcement,
    "not_confidential": _open_protection,
    "third_parties": _third_parties,
    "no_full_request": _no_full_request,
    "people_as_goods": doubted("persons_among_goods"),
    "notice_late": _late,
}
