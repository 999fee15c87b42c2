"""Entry bans of Russia: which ground, how long, until when. 114-FZ arts 26 and 27."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Answer, Conclusion
from hamkor.law.counting import count, months_after
from hamkor.law.engine import Law, rule
from hamkor.law.facts import Decision, Offence, Stay
from hamkor.law.provisions import Version, provisions
from hamkor.parties.sayings import Saying

BAN_KINDS = ("entry_ban", "undesirability")
_NUMBER = r"(\d+(?:\.\d+)?)"
_POINT_FIRST = re.compile(rf"п\w*\.?\s*{_NUMBER}\D*?ч\w*\.?\s*(\d+)\D*?ст\w*\.?\s*(2[67])\b")
_ARTICLE_FIRST = re.compile(rf"\b(2[67])\b(?:[^\d]{{1,12}}(\d+))?(?:[^\d]{{1,12}}{_NUMBER})?")


@cache
def ban_provision(ground: str | None) -> str:
    """Return the id of the provision a ban names, however the article is written; or nothing.

    "114-FZ 27(1)(2)", "ст. 27 ч. 1 п. 2", "п. 2 ч. 1 ст. 27" and "27.1.2" are the same.
    """
    article, part, point = _read_ground((ground or "").lower().replace("114", ""))
    number = point if part == "1" and point else part
    id = f"RU-114FZ-{article}-{number}"
    return id if id in provisions() else ""


def _read_ground(text: str) -> tuple[str, str, str]:
    """Return article, part and point as far as they are written."""
    if found := _POINT_FIRST.search(text):
        point, part, article = found.groups()
        return article, part, point
    if found := _ARTICLE_FIRST.search(text):
        article, part, point = (group or "" for group in found.groups())
        return article, part, point
    return "", "", ""


@rule("ban_term")
def ban_term(decision: Decision, law: Law) -> Answer | None:
    """Return the months for which the named ground bars entry, or the word for an open end."""
    if decision.kind not in BAN_KINDS:
        return None
    version = _version(decision, law)
    if version is None:
        return Answer(None, Saying(_("The ground of the ban is needed.")))
    term = version.terms.get("term")
    if term is None:
        end = str(version.values["end"])
        return Answer(end, Saying(_ENDS[end]))
    months = term.length * (12 if term.unit == "years" else 1)
    says = _("On this ground entry is barred for %(years)s years.")
    return Answer(months, Saying(says, {"years": months // 12}))


@rule("ban_until")
def ban_until(
    decision: Decision,
    ban_term: Conclusion | None,
    offences: tuple[Offence, ...],
    stays: tuple[Stay, ...],
    law: Law,
) -> Answer | None:
    """Return the last day on which the named ground bars entry, inclusive."""
    if ban_term is None or not isinstance(ban_term.value, int):
        return None
    version = _version(decision, law)
    if version is None:
        return None
    start = _starts(decision, version, offences, stays)
    if start is None:
        return Answer(None, Saying(_NEEDS[str(version.values["from"])]))
    day = count(version.terms["term"], start, law.calendar("RU")).last_day
    says = _("Counted from %(start)s, the ban on this ground ends with %(day)s.")
    return Answer(day, Saying(says, {"start": start, "day": day}))


def written_end(decision: Decision) -> date | None:
    """Return the end that a decision itself states, inclusive; None for none."""
    if decision.until or decision.term_months is None:
        return decision.until
    start = decision.in_force_on or decision.adopted_on
    return months_after(start, decision.term_months) if start else None


def departure(decision: Decision, stays: Iterable[Stay]) -> date | None:
    """Return when the person left: as the decision's file says, or as the last stay ended."""
    left = [stay.left_on for stay in stays if stay.left_on]
    return decision.removed_on or max(left, default=None)


def _version(decision: Decision, law: Law) -> Version | None:
    id = ban_provision(decision.ground)
    day = decision.adopted_on or decision.in_force_on or decision.served_on
    return law.version(id, day) if id and day else None


def _starts(
    decision: Decision, version: Version, offences: Iterable[Offence], stays: Iterable[Stay]
) -> date | None:
    event = version.values["from"]
    if event == "removal":
        return decision.removed_on
    if event == "departure":
        return departure(decision, stays)
    return max((each.in_force_on for each in offences if each.in_force_on), default=None)


_ENDS = {
    "until_put_right": _("On this ground entry is barred until the breach is put right."),
    "until_lifted": _("On this ground entry is barred until the ban is lifted."),
    "until_spent": _("On this ground entry is barred until the conviction is spent."),
    "until_paid": _("On this ground entry is barred until everything is paid."),
    "not_stated": _("The law states no term for this ground in the text that was read."),
}
_NEEDS = {
    "removal": _("The day of the actual removal is needed: the ban runs from it."),
    "departure": _("The day of departure is needed: the ban runs from it."),
    "last_offence_in_force": _(
        "The day on which the last offence's decision entered into force is needed."
    ),
}
