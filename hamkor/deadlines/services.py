"""Dates that this office owes: started, met, dropped, handed over. They are counted in `law`.

These are steps of other verbs, in their transactions; the audit entry is the verb's.
"""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from hamkor.accounts.models import Officer
from hamkor.clock import now, today
from hamkor.data_files import Names
from hamkor.deadlines.models import Deadline, Subject
from hamkor.law import deadlines as law
from hamkor.law.calendars import for_state
from hamkor.law.conclusions import Conclusion
from hamkor.parties.offices import office
from hamkor.parties.sayings import Saying


@transaction.atomic
def start_deadline(
    time_limit: str,
    *,
    subject: Subject,
    about: UUID,
    label: str,
    received_on: date,
    responsible: Officer | None,
) -> Deadline | None:
    """Put a date on the worklist, with the provision it follows from.

    Args:
        time_limit: such as "complaint.answer"; our state's own limit is used where it has one.
        subject: what `about` is.
        about: reference of the complaint, case or request.
        label: its number; no personal data.
        received_on: local date of the event that starts the clock; day zero, not counted.
        responsible: who answers for it; None until somebody does.

    Returns:
        None when neither the law nor the office's own target gives a date.

    Raises:
        NotFound: no such time limit.
        RuleViolation: the time limit did not yet exist on `received_on`.
    """
    counted = law.deadline(
        time_limit, received_on=received_on, calendar=for_state(settings.NODE.state)
    )
    if counted.due_on is None:
        return None
    return Deadline.objects.create(
        subject=subject,
        about=about,
        label=label,
        time_limit=time_limit,
        started_on=received_on,
        due_on=counted.due_on,
        provision=counted.provision[:200],
        source=counted.source.model_dump(mode="json"),
        counted={
            **_as_json(counted.counted),
            "notes": [_as_json(note) for note in counted.notes],
            "time_limit": counted.time_limit_id,
        },
        is_promise=counted.is_promise,
        is_verified=counted.is_verified,
        responsible=responsible,
    )


@transaction.atomic
def keep_date(
    conclusion: Conclusion, *, about: UUID, label: str, responsible: Officer | None
) -> tuple[Deadline, bool]:
    """Put a date that the rules of law gave for a person of a case on the worklist, once.

    Args:
        conclusion: one whose value is a date.
        about: reference of the case.
        label: its number; no personal data.
        responsible: who answers for it.

    Returns:
        The deadline, and whether it is new.
    """
    used = conclusion.used or tuple(each for part in conclusion.parts for each in part.used)
    cites = [each.provision.cite for each in used]
    return Deadline.objects.get_or_create(
        about=about,
        time_limit=f"law.{conclusion.key}",
        due_on=conclusion.value,
        cancelled_at=None,
        defaults={
            "subject": Subject.CASE,
            "label": label,
            "started_on": today(office(settings.NODE.office).time_zone),
            "provision": "; ".join(dict.fromkeys(cite.en for cite in cites))[:200],
            "source": used[0].source.model_dump(mode="json") if used else {},
            "counted": {**_as_json(conclusion.says), "notes": []},
            "is_promise": False,
            "is_verified": conclusion.is_verified,
            "responsible": responsible,
        },
    )


@transaction.atomic
def meet_deadlines(about: UUID, *, time_limits: Collection[str] | None = None) -> None:
    """Note that what was owed has been done; of `time_limits` only, or of all."""
    _still_owed(about, time_limits).update(met_at=now())


@transaction.atomic
def cancel_deadlines(
    about: UUID, *, time_limits: Collection[str] | None = None, but_not: Collection[str] = ()
) -> None:
    """Note that a date is no longer owed: withdrawn, forwarded, refused; save `but_not`."""
    owed = _still_owed(about, time_limits).exclude(time_limit__in=but_not)
    owed.update(cancelled_at=now())


@transaction.atomic
def assign_responsible(about: UUID, *, responsible: Officer | None) -> None:
    """Let `responsible` answer from now on for every date still owed."""
    _still_owed(about, None).update(responsible=responsible)


def _still_owed(about: UUID, time_limits: Collection[str] | None) -> QuerySet[Deadline]:
    owed = Deadline.objects.filter(about=about, met_at=None, cancelled_at=None)
    return owed if time_limits is None else owed.filter(time_limit__in=time_limits)


def _as_json(saying: Saying) -> dict[str, Any]:
    facts = {name: _fact_as_json(fact) for name, fact in saying.facts.items()}
    return {"sentence": saying.sentence, "facts": facts}


def _fact_as_json(fact: Any) -> Any:
    if isinstance(fact, Names):
        return {"names": fact.model_dump()}
    if isinstance(fact, date):
        return {"day": fact.isoformat()}
    return fact if isinstance(fact, int) else str(fact)
