from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hamkor import parties
from hamkor.accounts.models import Officer
from hamkor.web.sections import open_to


def node(request: HttpRequest) -> dict[str, Any]:
    """Tell every page which office it belongs to, and what its reader has a use for."""
    officer = getattr(request, "user", None)
    return {
        "sections": open_to(officer) if isinstance(officer, Officer) else None,
        "our_office": parties.office(settings.NODE.office) if settings.IS_CONFIGURED else None,
        "is_demo": settings.NODE.is_demo,
    }
