from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases import limits
from hamkor.cases.models import Case, CaseStatus, EntryKind, JournalEntry
from hamkor.cases.permissions import check_can_read
from hamkor.errors import WrongState
from hamkor.errors import gettext_noop as _
from hamkor.persons.texts import check_text


def add_entry(
    case: Case,
    *,
    kind: EntryKind,
    by: str,
    sentence: str = "",
    facts: Mapping[str, Any] | None = None,
    text: str = "",
    about: UUID | None = None,
) -> JournalEntry:
    """Write one line of the case's journal; the caller has checked that it may.

    Args:
        case: whose journal.
        kind: what sort of line.
        by: user name, or the office of the peer whose step it was.
        sentence: English, marked for translation, with ``%(name)s`` places.
        facts: what fills the places.
        text: free words of an officer or of the other office.
        about: reference of the request or document it speaks of.
    """
    return JournalEntry.objects.create(
        case=case,
        kind=kind,
        by=by,
        sentence=sentence,
        facts=dict(facts or {}),
        text=text,
        about=about,
    )


@transaction.atomic
def add_note(case: Case, *, text: str, by: Officer) -> JournalEntry:
    """Let an officer leave a note in the journal; it cannot be edited afterwards.

    Raises:
        NotAllowed: the officer may not read this case.
        InputRefused: empty or too long.
        WrongState: the case is closed.
    """
    check_can_read(by, case)
    check_text(text, field="text", at_most=limits.NOTE, at_least=1, is_one_line=False)
    check_is_open(case)
    entry = add_entry(case, kind=EntryKind.NOTE, by=by.username, text=text)
    record(AuditAction.CASE_CHANGED, by=by.username, about=case.reference, what="note")
    return entry


def check_is_open(case: Case) -> None:
    """Lock the case and raise `WrongState` if it is closed: nothing more is added to it."""
    locked = Case.objects.select_for_update().only("status").get(pk=case.pk)
    if locked.status != CaseStatus.OPEN:
        raise WrongState(_("The case is closed"))
