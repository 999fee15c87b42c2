"""What hangs on a wall: the poster with the address, to be printed in every language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hamkor.exchange.identity import our_office
from hamkor.web.codes_for_cameras import camera_code

SCHEMES = ("https://", "http://")


@require_safe
@never_cache
def poster(request: HttpRequest) -> HttpResponse:
    """Show the poster in the reader's language, with the address for cameras and for typing."""
    address = settings.NODE.address
    short = next((address.removeprefix(s) for s in SCHEMES if address.startswith(s)), address)
    page = {"code": camera_code(f"{address}/"), "short": short, "office": our_office()}
    return render(request, "hamkor/public/poster.html", page)
