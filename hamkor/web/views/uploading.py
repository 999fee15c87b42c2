"""Large files over weak lines: a script sends them in parts, the form alone sends them whole."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hamkor.errors import HamkorError, InputRefused, NodeIsFull, WrongState
from hamkor.intake.services import uploads
from hamkor.web.person_session import person_required

if TYPE_CHECKING:
    from hamkor.intake.models import Complaint

REFUSALS: dict[type[HamkorError], int] = {InputRefused: 422, WrongState: 409, NodeIsFull: 503}
LONGEST_NUMBER = 10


def _in_words(view: Callable[..., JsonResponse]) -> Callable[..., JsonResponse]:
    """Say a refusal as a sentence that the script shows beside the file."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> JsonResponse:
        try:
            return view(request, *args, **kwargs)
        except tuple(REFUSALS) as refusal:
            said = gettext(refusal.sentence)
            said = said % refusal.facts if refusal.facts else said
            return JsonResponse({"refused": said}, status=_status_of(refusal))

    return answered


def _status_of(refusal: HamkorError) -> int:
    return next(status for kind, status in REFUSALS.items() if isinstance(refusal, kind))


@require_POST
@never_cache
@person_required
@_in_words
def begin(request: HttpRequest, complaint: "Complaint") -> JsonResponse:
    """Announce a file by name and size; say which part is to come first."""
    known = uploads.begin_upload(
        complaint,
        name=request.POST.get("name", ""),
        size=_number(request.POST.get("size", "")),
        changes_voice="changes_voice" in request.POST,
    )
    return JsonResponse(
        {"upload": str(known.reference), "next": known.parts_here, "bytes": uploads.PART_BYTES}
    )


def _number(text: str) -> int:
    """Read a size; what is none counts as empty, and is refused as that."""
    is_one = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_one else 0


@require_POST
@never_cache
@person_required
@_in_words
def part(
    request: HttpRequest, complaint: "Complaint", reference: UUID, number: int
) -> JsonResponse:
    """Take in one part; say which is to come next, or that the file is whole and was added."""
    known = uploads.upload_of(complaint, reference)
    if known is None:
        return JsonResponse({"refused": gettext("Begin with this file again")}, status=404)
    content = request.read(uploads.PART_BYTES + 1)
    known = uploads.add_part(known, number=number, content=content)
    if known.parts_here < uploads.parts_of(known):
        return JsonResponse({"next": known.parts_here})
    uploads.finish_upload(known)
    return JsonResponse({"done": True})
