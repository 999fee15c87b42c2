"""A report as plain values for programs; each text in the language of the reader."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from hamkor.drafting.checking import Report
from hamkor.drafting.clocks import WARN_DAYS, DraftClock
from hamkor.drafting.grounds import cite_name
from hamkor.drafting.risks import Risk
from hamkor.law.reading_facts import FactFault
from hamkor.parties.sayings import spoken

Translate = Callable[[str], str]


def as_json(
    report: Report,
    faults: Iterable[FactFault],
    *,
    on: date,
    language: str = "en",
    translate: Translate = str,
) -> dict[str, Any]:
    """Return everything that is known of a draft on a day, with the source of each part.

    The keys are stable; `docs/reference/draft.md` lists them.
    """
    law = report.law
    faults = list(faults)
    return {
        "on": on.isoformat(),
        "kind": report.measure.id,
        "is_ready": report.is_ready and not faults,
        "instrument": {
            "basis": law.basis,
            "is_certain": law.is_certain,
            "branches": [branch.basis for branch in law.alternatives] or [law.basis],
            "also": [branch.basis for branch in law.also],
            "because": [
                {
                    "says": reason.saying.in_language(language, translate),
                    "is_verified": reason.is_verified,
                }
                for reason in law.because
            ],
            "language": law.language_rule.in_language(language, translate),
        },
        "channel": [
            {
                "code": fault.code,
                "says": fault.saying.in_language(language, translate),
                "provision": fault.provision.in_language(language) if fault.provision else "",
                "is_verified": fault.is_verified,
            }
            for fault in report.channel
        ],
        "missing": [
            {
                "item": each.item,
                "says": each.saying.in_language(language, translate),
                "provision": each.provision,
                "is_verified": each.is_verified,
            }
            for each in report.missing
        ],
        "risks": [_risk(each, language) for each in report.risks],
        "questions": [
            {"fact": each.path, "decides": list(each.grounds)} for each in report.questions
        ],
        "safeguards": [
            {
                "id": each.id,
                "question": each.question.in_language(language),
                "provision": each.provision,
                "is_verified": each.confidence == "high",
            }
            for each in report.safeguards
        ],
        "clocks": [_clock(each, language, translate) for each in report.clocks],
        "faults": [
            {"path": fault.path, "says": spoken(fault.says, language, translate)}
            for fault in faults
        ],
    }


def _risk(risk: Risk, language: str) -> dict[str, Any]:
    ground = risk.ground
    return {
        "ground": ground.id,
        "weight": risk.weight,
        "name": ground.names.in_language(language),
        "says": ground.says.in_language(language),
        "remedy": ground.remedy.in_language(language),
        "is_verified": risk.is_verified,
        "provisions": [
            {
                "of": cite_name(each.of).in_language(language),
                "provision": each.provision,
                "weight": each.weight,
                "is_verified": each.is_verified,
            }
            for each in risk.provisions
        ],
        "facts": [{"path": path, "value": _plain(value)} for path, value in risk.facts],
    }


def _clock(clock: DraftClock, language: str, translate: Translate) -> dict[str, Any]:
    ends = clock.deadline
    return {
        "clock": ends.time_limit_id,
        "from": clock.event,
        "starts_on": clock.starts_on.isoformat(),
        "due_on": ends.due_on.isoformat() if ends.due_on else None,
        "days_left": clock.days_left,
        "warn_days_before": list(WARN_DAYS),
        "counted": ends.counted.in_language(language, translate),
        "provision": ends.provision,
        "is_promise": ends.is_promise,
        "is_verified": ends.is_verified,
        "notes": [note.in_language(language, translate) for note in ends.notes],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
