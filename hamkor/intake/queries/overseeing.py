"""What somebody other than the handler sees: dates passed in silence, what people say of it."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.intake.models import Complaint, Decision, Escalation, Silence
from hamkor.intake.states import CLOSED_TO_WORDS


def silences_for(officer: Officer, *, only_new: bool = False) -> QuerySet[Silence]:
    """Return the dates that passed in silence, the newest first, for whoever hears of them."""
    told = Silence.objects.select_related("complaint", "complaint__responsible", "seen_by")
    if not officer.may(Permission.COMPLAINT_OVERSEE):
        return told.none()
    return told.filter(seen_at=None) if only_new else told


def silence_for(officer: Officer, reference: UUID) -> Silence:
    """Return one date that passed in silence.

    Raises:
        NotFound: there is none, or the officer may not know of it.
    """
    silence = silences_for(officer).filter(reference=reference).first()
    if silence is None:
        raise NotFound(_("There is no such date"))
    return silence


def escalations_for(officer: Officer) -> QuerySet[Escalation]:
    """Return what waits for `officer`, the oldest first: never about what the officer handles."""
    raised = Escalation.objects.select_related("complaint", "complaint__responsible", "words")
    if not officer.may(Permission.COMPLAINT_OVERSEE):
        return raised.none()
    decided = Decision.objects.filter(complaint=OuterRef("complaint"), decided_by=officer)
    others = raised.exclude(Q(complaint__responsible=officer) | Q(Exists(decided)))
    is_open = others.filter(settled_at=None)
    return is_open.exclude(complaint__status__in=CLOSED_TO_WORDS).order_by("id")


def escalation_for(officer: Officer, reference: UUID) -> Escalation:
    """Return one open escalation that waits for `officer`.

    Raises:
        NotFound: there is none, it was settled, or the officer may not know of it.
    """
    raised = escalations_for(officer).filter(reference=reference).first()
    if raised is None:
        raise NotFound(_("There is nothing of this kind that waits for you"))
    return raised


def open_escalation_of(complaint: Complaint) -> Escalation | None:
    """Return what the person said of the handler and nobody has settled, if anything."""
    return complaint.escalations.filter(settled_at=None).first()


def last_decision(complaint: Complaint) -> Decision | None:
    """Return the last answer or return, if there is one."""
    return complaint.decisions.last()
