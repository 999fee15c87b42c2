"""A file that a person added: officers look at the copy; the original opens with a reason."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hamkor.errors import NotFound
from hamkor.files.store import read_file
from hamkor.intake import queries, services
from hamkor.web.access import officer_of, officer_required
from hamkor.web.answers import download
from hamkor.web.forms.attachments import OriginalForm

if TYPE_CHECKING:
    from hamkor.intake.models import Attachment

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "audio/ogg": "ogg"}
SHOWN_AS = {"image": "picture", "audio": "sound", "video": "film"}


@officer_required
@require_GET
def attachment(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show the copy to work with, what it leaves out, and how to get at the original."""
    found = queries.attachment_for(officer_of(request), reference)
    return _page(request, found, OriginalForm())


@officer_required
@require_GET
def attachment_copy(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Hand out the copy; that the file was read goes into the audit log."""
    officer = officer_of(request)
    found = queries.attachment_for(officer, reference)
    if not found.working_type:
        raise NotFound(_("There is no copy of this file to work with"))
    services.note_attachment_read(found, by=officer)
    content = read_file(found.working_reference, owner=found.complaint.reference)
    return download(name=_copy_name(found), media_type=found.working_type, content=content)


@officer_required
@require_POST
def attachment_original(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Hand out the original for the reason that is given, which goes into the audit log."""
    officer = officer_of(request)
    found = queries.attachment_for(officer, reference)
    form = OriginalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    services.note_original_read(found, by=officer, reason=form.cleaned_data["reason"])
    content = read_file(found.reference, owner=found.complaint.reference)
    return download(name=found.name, media_type=found.media_type, content=content)


def _page(request: HttpRequest, found: "Attachment", form: OriginalForm) -> HttpResponse:
    page = {
        "section": "complaints",
        "heading": found.name,
        "caption": found.complaint.number,
        "file": found,
        "shown_as": SHOWN_AS.get(found.working_type.partition("/")[0], ""),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "hamkor/office/attachment.html", page, status=status)


def _copy_name(found: "Attachment") -> str:
    """Name the copy after the original, with the ending of what it has become."""
    path = PurePosixPath(found.name)
    is_same = found.working_type == found.media_type
    ending = path.suffix if is_same else f".{ENDINGS.get(found.working_type, 'bin')}"
    return f"{path.stem}-copy{ending}"
