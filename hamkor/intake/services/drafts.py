"""Drafts that a person chose to leave here: three days, sealed under a PIN, gone after sending."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from hamkor import envelope
from hamkor.clock import now
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.exchange import identity
from hamkor.intake.models import Draft

KEPT = timedelta(hours=72)
PIN_DIGITS = (4, 8)
WRONG_PINS = 10
"""After so many the draft is erased: a PIN is short."""
LARGEST = 128 * 1024


@dataclass(frozen=True)
class KeptDraft:
    """What the person writes down: the number; and until when the draft is kept (exclusive)."""

    number: str
    expires_at: datetime


def check_pin(pin: str) -> None:
    """Raise `InputRefused` unless `pin` has four to eight digits and not all the same."""
    digits = envelope.digits_in(pin)
    fewest, most = PIN_DIGITS
    if not fewest <= len(digits) <= most or digits != "".join(pin.split()):
        raise InputRefused(
            _("Choose from %(fewest)s to %(most)s digits"), field="pin", fewest=fewest, most=most
        )
    if len(set(digits)) == 1:
        raise InputRefused(_("Choose digits that are not all the same"), field="pin")


def keep_draft(content: bytes, *, token: str, pin: str) -> KeptDraft:
    """Keep an unfinished form for 72 hours under its number and the person's PIN.

    The same form kept again has the same number and the newest PIN.

    Args:
        content: the form.
        token: the form's own, from `envelope.new_token`.
        pin: four to eight digits.

    Raises:
        InputRefused: the PIN is too short, too long or too simple; the form is too large.
    """
    check_pin(pin)
    if len(content) > LARGEST:
        raise InputRefused(_("This is too much to be kept: send it now"), field="pin")
    pepper = identity.pepper()
    number = envelope.draft_number_for(token, pepper)
    sealed = envelope.seal_draft(content, number=number, pin=pin, pepper=pepper)
    erase_old_drafts()
    expires_at = now() + KEPT
    Draft.objects.update_or_create(
        locator=envelope.draft_locator(number, pepper),
        defaults={"sealed": sealed, "expires_at": expires_at, "wrong_pins": 0},
    )
    return KeptDraft(number, expires_at)


@transaction.atomic
def take_up_draft(number: str, *, pin: str) -> bytes | None:
    """Return an unfinished form; None for a wrong number, a wrong PIN or one that is gone.

    The tenth wrong PIN erases the draft.
    """
    pepper = identity.pepper()
    locator = envelope.draft_locator(number, pepper)
    kept = Draft.objects.filter(locator=locator, expires_at__gt=now()).first()
    # A number that leads nowhere costs as much work as one that does.
    sealed = bytes(kept.sealed) if kept else b""
    content = envelope.open_draft(sealed, number=number, pin=pin, pepper=pepper)
    if kept is not None and content is None:
        _count_wrong_pin(kept)
    return content


def erase_draft(number: str) -> None:
    """Erase a draft that was sent or is no longer wanted; nothing happens when there is none."""
    locator = envelope.draft_locator(number, identity.pepper())
    Draft.objects.filter(locator=locator).delete()


def erase_old_drafts() -> int:
    """Erase what was kept longer than promised; returns how many drafts."""
    return Draft.objects.filter(expires_at__lte=now()).delete()[0]


def _count_wrong_pin(kept: Draft) -> None:
    Draft.objects.filter(pk=kept.pk).update(wrong_pins=F("wrong_pins") + 1)
    Draft.objects.filter(pk=kept.pk, wrong_pins__gte=WRONG_PINS).delete()
