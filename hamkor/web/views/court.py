"""Evidence for a court: one file with all that was exchanged about a request or a case."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_POST

from hamkor.clock import now
from hamkor.court.services import export_matter
from hamkor.exchange.frames import folder
from hamkor.web.access import each_time, officer_of, officer_required
from hamkor.web.answers import NEVER_OPENED_HERE

ASIC = "application/vnd.etsi.asic-e+zip"


@officer_required
@require_POST
@each_time
def export_for_court(request: HttpRequest, reference: UUID) -> FileResponse:
    """Write what was exchanged about a request or a case, and hand it out; no copy stays here."""
    with TemporaryDirectory(dir=folder(), prefix="court-") as name:
        path = Path(name) / "evidence.asice"
        export_matter(reference, path, by=officer_of(request))
        file = os.fdopen(os.open(path, os.O_RDONLY), "rb")
    # The name is gone; the bytes go with the last reader, whatever becomes of this process.
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"hamkor-{now():%Y-%m-%d}-{str(reference)[:8]}.asice",
        content_type=ASIC,
        headers=NEVER_OPENED_HERE,
    )
