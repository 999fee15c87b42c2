from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hamkor import parties


def node(request: HttpRequest) -> dict[str, Any]:
    """Tell every page which office it belongs to."""
    return {
        "our_office": parties.office(settings.NODE.office) if settings.IS_CONFIGURED else None,
        "is_demo": settings.NODE.is_demo,
    }
