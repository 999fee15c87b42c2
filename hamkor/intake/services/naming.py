"""What a person decides later, with the code: to give a name; whether a helper wrote rightly."""

from django.db import transaction

from hamkor.audit.actions import AuditAction
from hamkor.audit.services import PERSON, record
from hamkor.clock import now
from hamkor.errors import InputRefused, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.intake import limits
from hamkor.intake.keys import duplicate_keys
from hamkor.intake.models import (
    Complaint,
    ComplaintKey,
    Consent,
    HelperConsent,
    Mode,
)
from hamkor.intake.services.conversation import check_open_to_words
from hamkor.intake.services.moving import lock
from hamkor.intake.services.registration import record_complainant
from hamkor.persons.texts import check_text


@transaction.atomic
def give_name(complaint: Complaint, *, person_name: str, document_number: str = "") -> None:
    """Turn a complaint without a name into one whose name is kept sealed, as the person.

    The proof of filing stays as it is: it proves what was filed, without the name.

    Raises:
        InputRefused: no name, or one that cannot be kept.
        WrongState: it has a name already, or was withdrawn.
    """
    check_text(person_name, field="person_name", at_least=1, at_most=limits.AT_MOST["person_name"])
    check_text(document_number, field="document_number", at_most=limits.AT_MOST["document_number"])
    held = lock(complaint)
    check_open_to_words(held)
    if held.mode != Mode.SIGNAL:
        raise WrongState(_("This complaint has a name already"))
    given = {"person_name": person_name, "document_number": document_number}
    for field, value in {**given, "mode": Mode.CONFIDENTIAL, "named_at": now()}.items():
        setattr(complaint, field, value)
    if held.registered_at:
        complaint.person = record_complainant(complaint, PERSON)
    complaint.save(update_fields=[*given, "mode", "named_at", "person"])
    _find_by_name(complaint)
    record(AuditAction.COMPLAINT_NAMED, by=PERSON, about=complaint.reference)


def note_helper(complaint: Complaint, *, helper: str, has_agreed: bool) -> None:
    """Record that somebody helped to file, and what the helper says of the person's consent."""
    HelperConsent.objects.create(
        complaint=complaint,
        helper=helper,
        consent=Consent.SAID if has_agreed else Consent.NOT_ASKED,
    )


@transaction.atomic
def decide_on_help(complaint: Complaint, *, agrees: bool) -> None:
    """Confirm with the code that the person agrees to what a helper filed, or does not.

    The last word counts; said twice, it is said once. Refusing stops nothing by itself:
    withdrawing is another verb.

    Raises:
        InputRefused: nobody helped with this complaint.
    """
    helped = HelperConsent.objects.select_for_update().filter(complaint=complaint).first()
    if helped is None:
        raise InputRefused(_("Nobody else filed this complaint"))
    decision = Consent.CONFIRMED if agrees else Consent.REFUSED
    if helped.consent == decision:
        return
    helped.consent = decision
    helped.decided_at = now()
    helped.save(update_fields=["consent", "decided_at"])
    record(AuditAction.HELP_DECIDED, by=PERSON, about=complaint.reference, agrees=agrees)


def _find_by_name(complaint: Complaint) -> None:
    """Let complaints of the same person find each other now that there is a name."""
    known = set(complaint.keys.values_list("key", flat=True))
    ComplaintKey.objects.bulk_create(
        ComplaintKey(complaint=complaint, key=key)
        for key in sorted(duplicate_keys(complaint) - known)
    )
