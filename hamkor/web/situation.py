"""What "Check my situation" shows: the answers that matter to a person, and a calendar of them."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language, gettext

from hamkor.data_files import Names
from hamkor.law.conclusions import Conclusion, Finding
from hamkor.law.engine import Assessment
from hamkor.law.facts import Facts
from hamkor.parties.sayings import Saying, spoken

SHOWN = (
    "lawful",
    "last_day_of_stay",
    "permit_valid_until",
    "permit_notice_by",
    "register_by",
    "patent_apply_by",
    "medical_by",
    "fingerprints_by",
    "patent_valid_until",
    "patent_contract_by",
    "patent_renew_by",
    "location_app_duty",
    "app_register_by",
    "appeal_by",
    "restoration",
    "appeal_to",
    "findings",
    "leave_by",
    "fine_pay_by",
    "ban_until",
    "expulsion_lapses_on",
    "register_ground",
    "register_effects",
    "wage_claim_by",
    "dismissal_claim_by",
    "employer_notice_by",
)
"""Results a person is shown, in this order."""

ASKED_FOR = (
    "permit_valid_until",
    "register_by",
    "patent_valid_until",
    "medical_by",
    "fingerprints_by",
    "appeal_by",
)
"""Results that are shown without a value too: the answer that is lacking is one of ours."""

FAR = timedelta(days=3650)


@dataclass(frozen=True)
class Shown:
    """One answer as a person reads it.

    Attributes:
        name: of the result, such as ``decisions[0].appeal_by``.
        key: of its rule.
        says: the sentence.
        otherwise: what happens to whoever misses it, or nothing.
        cites: the provisions, short.
        day: when there is a date to keep, inclusive.
        is_past: whether it has gone by.
        is_sure: whether every source was read and no other answer is possible.
        others: other answers that a source supports: the day, if it is one, and why.
        findings: what speaks against a decision, with what to do.
    """

    name: str
    key: str
    says: str
    otherwise: str
    cites: tuple[Names, ...]
    day: date | None
    is_past: bool
    is_sure: bool
    notes: tuple[str, ...]
    others: tuple[tuple[Any, str], ...]
    findings: tuple[tuple[str, str], ...]


def answers(facts: Facts, on: date) -> list[Shown]:
    """Return what follows for a person, what matters most first."""
    found = [
        _shown(name, key, conclusion, on)
        for name, conclusion in Assessment(facts, on).results()
        if (key := name.rpartition(".")[2]) in SHOWN
        and (conclusion.value is not None or key in ASKED_FOR)
    ]
    return sorted(found, key=lambda shown: (shown.is_past, SHOWN.index(shown.key)))


def _shown(name: str, key: str, conclusion: Conclusion, on: date) -> Shown:
    answer, value = conclusion.answer, conclusion.value
    is_date = isinstance(value, date) and value < on + FAR and key != "appeal_to"
    day = value if is_date else None
    return Shown(
        name=name,
        key=key,
        says=say(answer.says),
        otherwise=_otherwise(conclusion),
        cites=tuple(dict.fromkeys(used.provision.cite for used in conclusion.used)),
        day=day,
        is_past=bool(day and day < on),
        is_sure=conclusion.is_verified,
        notes=tuple(say(note) for note in answer.notes),
        others=tuple(
            (other.value if isinstance(other.value, date) else None, say(other.why))
            for other in answer.alternatives
        ),
        findings=tuple(_findings(value)),
    )


def _findings(value: Any) -> Iterator[tuple[str, str]]:
    for finding in value if isinstance(value, tuple) else ():
        if isinstance(finding, Finding):
            yield say(finding.says), say(finding.todo)


def _otherwise(conclusion: Conclusion) -> str:
    found = [used.provision.otherwise for used in conclusion.used if used.provision.otherwise]
    return found[0].in_language(get_language() or "en") if found else ""


def say(saying: Saying) -> str:
    """Return a sentence of the law in the language of the page."""
    return spoken(saying, get_language() or "en", gettext)


@dataclass(frozen=True)
class Month:
    """A month with the days that matter: weeks of (day or None, whether it is marked, today)."""

    year: int
    month: int
    weeks: list[list[tuple[int, bool, bool]]]

    @property
    def first(self) -> date:
        """Return its first day, for its name in the reader's language."""
        return date(self.year, self.month, 1)


MOST_MONTHS = 6


def months(shown: list[Shown], today: date) -> list[Month]:
    """Return the months that hold a date to keep, the nearest first, at most six."""
    marked = {each.day for each in shown if each.day and not each.is_past}
    named = sorted({(day.year, day.month) for day in marked})[:MOST_MONTHS]
    return [Month(year, month, _weeks(year, month, marked, today)) for year, month in named]


def _weeks(
    year: int, month: int, marked: set[date], today: date
) -> list[list[tuple[int, bool, bool]]]:
    return [
        [
            (day, bool(day) and date(year, month, day) in marked, _is(year, month, day, today))
            for day in week
        ]
        for week in calendar.Calendar().monthdayscalendar(year, month)
    ]


def _is(year: int, month: int, day: int, today: date) -> bool:
    return (year, month, day) == (today.year, today.month, today.day)


def as_ics(shown: list[Shown], now: datetime) -> str:
    """Return the dates as a calendar file (RFC 5545): whole days, an alarm three days before."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hamkor//dates//EN"]
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for number, each in enumerate(shown):
        if each.day is None or each.is_past:
            continue
        lines += [
            "BEGIN:VEVENT",
            f"UID:{stamp}-{number}@hamkor.invalid",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}",
            f"SUMMARY:{_ics_text(each.says)}",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-P3D",
            f"DESCRIPTION:{_ics_text(each.says)}",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _ics_text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Cut a line at 75 octets without cutting a letter (RFC 5545, 3.1)."""
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 73:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + width
    yield part


def as_story(shown: list[Shown]) -> str:
    """Return what was found as the beginning of a complaint, in the person's language."""
    lines = [gettext("What I answered in “Check my situation”, and what followed from it:")]
    lines += [f"- {each.says}" for each in shown]
    lines += [f"- {wrong}" for each in shown for wrong, _todo in each.findings]
    return "\n".join(lines)
