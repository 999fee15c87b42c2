"""Sheets for detention places: each has its code before anybody writes on it."""

import hashlib
import secrets
from dataclasses import dataclass

from django.db import transaction

from hamkor import envelope
from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.exchange import identity
from hamkor.intake.models import PaperForm
from hamkor.intake.permissions import check_can_file_for

AT_ONCE = 50
SERIAL_DIGITS = 8


@dataclass(frozen=True)
class Sheet:
    """What is printed: the number that the office reads, and the code for the person alone."""

    serial: str
    code: str


@transaction.atomic
def draw_paper_forms(count: int, *, by: Officer) -> list[Sheet]:
    """Draw numbers and codes for `count` sheets; the codes are shown now and never again.

    Raises:
        NotAllowed: `by` may not file for others.
        InputRefused: none, or more than can be printed at once.
    """
    check_can_file_for(by)
    if not 1 <= count <= AT_ONCE:
        raise InputRefused(_("Choose from 1 to %(most)s sheets"), field="count", most=AT_ONCE)
    sheets = [_draw(by) for _each in range(count)]
    record(AuditAction.PAPER_FORMS_DRAWN, by=by.username, count=count)
    return sheets


def token_of_paper(serial: str, *, by: Officer) -> str:
    """Return the token with which what stands on a sheet is filed under the code of the sheet.

    Raises:
        NotAllowed: `by` may not file for others.
        InputRefused: no such sheet, or it was typed in already.
    """
    check_can_file_for(by)
    digits = "".join(serial.split())
    sheet = PaperForm.objects.filter(serial=digits).first()
    if sheet is None:
        raise InputRefused(_("There is no sheet with this number"), field="paper")
    if not bytes(sheet.sealed):
        raise InputRefused(_("This sheet was typed in already"), field="paper")
    sealed = bytes(sheet.sealed)
    return envelope.open_at_rest(identity.pepper(), sealed, context=_context(digits)).decode()


def _draw(by: Officer) -> Sheet:
    token, pepper = envelope.new_token(), identity.pepper()
    serial = _new_serial()
    PaperForm.objects.create(
        serial=serial,
        submission=hashlib.sha256(token.encode()).hexdigest(),
        sealed=envelope.seal_at_rest(pepper, token.encode(), context=_context(serial)),
        drawn_by=by,
    )
    return Sheet(serial, envelope.code_for(token, pepper))


def _new_serial() -> str:
    while True:
        serial = str(secrets.randbelow(9 * 10 ** (SERIAL_DIGITS - 1)) + 10 ** (SERIAL_DIGITS - 1))
        if not PaperForm.objects.filter(serial=serial).exists():
            return serial


def _context(serial: str) -> str:
    return f"paper form {serial}"
