"""What a person answered, as one officer may read it."""

from typing import Any

from django.utils.translation import gettext as _

from hamkor.accounts.models import Officer
from hamkor.intake import permissions
from hamkor.intake.models import Complaint
from hamkor.intake.services import read_screening
from hamkor.web.asking.shown import answers_shown, claim_of_answers, words_for
from hamkor.web.forms.filing import PAGES

TELLS_WHO = frozenset({"helper_name", "helper_contact", "grown_up"})
"""Answers that name somebody near the person: sealed as the name is."""
GROUPS = {"age_group": "age", "sex": "sex"}


def told_to(officer: Officer, complaint: Complaint) -> dict[str, Any]:
    """Return answers, claim and, for the protection team, what was told on trafficking."""
    without = frozenset() if permissions.may_read_identity(officer, complaint) else TELLS_WHO
    may_screen = permissions.may_read_screening(officer)
    return {
        "groups": _groups(complaint),
        "answers": answers_shown(complaint.answers, without=without),
        "claim": claim_of_answers(complaint.answers),
        "is_screened": bool(complaint.screening),
        "screening": answers_shown(read_screening(complaint, by=officer)) if may_screen else [],
    }


def _groups(complaint: Complaint) -> list[tuple[str, str]]:
    said = ((name, getattr(complaint, name)) for name in GROUPS)
    labels = {"age_group": _("Age"), "sex": _("Woman or man")}
    return [
        (labels[name], words_for(PAGES[GROUPS[name]]().fields[name], value))
        for name, value in said
        if value
    ]
