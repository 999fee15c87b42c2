"""What went by paper too, or by paper alone: an officer says so, and the node signs it."""

from datetime import date
from enum import StrEnum

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.assistance import limits
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.permissions import check_can_note_channel
from hamkor.assistance.services.moving import note
from hamkor.assistance.verbs import Step, Verb
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.clock import today
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_office
from hamkor.exchange.services import attest_last_sent
from hamkor.persons.texts import check_text


class Channel(StrEnum):
    """By which way else; the code stands in the signed evidence."""

    POST = "post"
    COURIER = "courier"
    EMBASSY = "embassy"
    TELEGRAM = "telegram"


@transaction.atomic
def note_other_channel(
    request: AssistanceRequest, *, channel: str, on: date, text: str = "", by: Officer
) -> None:
    """Say that our last message on a request went to the other office by another way.

    The other office is told, signed: by which way, in which role. Day and note stay here.

    Args:
        request: one on which this office has sent something.
        channel: a `Channel`.
        on: the day, in the office's time zone; not in the future.
        text: such as the number of the letter; may be empty.
        by: works on the request, or signs in it.

    Raises:
        NotAllowed: the officer does neither.
        InputRefused: an unknown channel, a day to come, or too long a note.
        WrongState: nothing has been sent.
    """
    check_can_note_channel(by, request)
    if channel not in {each.value for each in Channel}:
        raise InputRefused(_("Choose one of the ways listed"), field="channel")
    if on > today(our_office().time_zone):
        raise InputRefused(_("This day has not come yet"), field="on")
    check_text(text, field="text", at_most=limits.REASONS, is_one_line=False)
    check_ready(request, Verb.NOTE_OTHER_CHANNEL)
    attest_last_sent(request.reference, None, "other_channel", role=by.role, place=channel)
    facts = {"channel": channel, "on": on.isoformat()}
    note(request, Step.OTHER_CHANNEL, by=by, text=text, facts=facts)
    record(
        AuditAction.REQUEST_OTHER_CHANNEL,
        by=by.username,
        about=request.reference,
        channel=channel,
    )
