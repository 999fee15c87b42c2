"""Sheets of paper: the code is there before anything is written, and serves once."""

import pytest
from django.urls import reverse

from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.errors import InputRefused, NotAllowed
from hamkor.intake.models import Complaint, PaperForm
from hamkor.intake.queries import by_code
from hamkor.intake.services import draw_paper_forms, file_complaint, token_of_paper
from tests.factories import (
    DutyOfficerFactory,
    OperatorFactory,
    complaint_facts,
    file_a_complaint,
)
from tests.services.assertions import refused
from tests.web.office import as_officer, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(frozen_clock):
    return OperatorFactory(username="olim")


def type_in(sheet, by):
    token = token_of_paper(sheet.serial, by=by)
    return file_complaint(token=token, facts=complaint_facts(), language="tg", operator=by)


def test_what_was_written_is_found_with_the_code_of_the_sheet(operator):
    sheet, other = draw_paper_forms(2, by=operator)
    file_a_complaint()
    filed = type_in(sheet, operator)
    assert filed.code == sheet.code
    assert by_code(sheet.code) == filed.complaint
    assert by_code(other.code) is None
    entry = AuditEntry.objects.get(action=AuditAction.PAPER_FORMS_DRAWN)
    assert (entry.actor, entry.facts) == ("olim", {"count": 2})


def test_a_sheet_is_typed_in_once_and_its_token_is_gone(operator):
    sheet, other = draw_paper_forms(2, by=operator)
    type_in(sheet, operator)
    with refused(InputRefused, "typed in already"):
        token_of_paper(sheet.serial, by=operator)
    held = {form.serial: form for form in PaperForm.objects.all()}
    assert bytes(held[sheet.serial].sealed) == b""
    assert held[sheet.serial].used_at is not None
    assert bytes(held[other.serial].sealed)
    assert held[other.serial].used_at is None


def test_the_database_alone_gives_no_code(operator):
    (sheet,) = draw_paper_forms(1, by=operator)
    token = token_of_paper(sheet.serial, by=operator)
    stored = str(PaperForm.objects.values().get())
    assert token not in stored
    assert sheet.code not in stored


def test_a_number_that_nobody_drew_is_refused(operator):
    (sheet,) = draw_paper_forms(1, by=operator)
    for wrong in ("", "x", str(int(sheet.serial) + 1)):
        with refused(InputRefused, "no sheet"):
            token_of_paper(wrong, by=operator)


@pytest.mark.parametrize("count", [0, 51, -1])
def test_as_many_are_drawn_as_can_be_printed(operator, count):
    with refused(InputRefused):
        draw_paper_forms(count, by=operator)


def test_only_whoever_files_for_others_draws_and_types_in(operator):
    (sheet,) = draw_paper_forms(1, by=operator)
    duty = DutyOfficerFactory()
    with refused(NotAllowed):
        draw_paper_forms(1, by=duty)
    with refused(NotAllowed):
        token_of_paper(sheet.serial, by=duty)


def test_the_sheets_are_printed_in_the_language_of_those_who_write(operator):
    client = as_officer(operator)
    page = text_of(client.post("/office/paper-forms/", {"count": "2", "language": "ru"}))
    serials = list(PaperForm.objects.values_list("serial", flat=True))
    assert len(serials) == 2
    assert all(serial in page for serial in serials)
    assert '<html lang="ru"' in page
    begun = client.get(reverse("file_for"), {"paper": serials[0]})
    assert begun.status_code == 200
    assert client.get(reverse("file_for"), {"paper": "1"}).status_code == 422
    assert not Complaint.objects.exists()
