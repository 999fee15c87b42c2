"""A form of an officer counts once, however often its button is pressed."""

from collections.abc import Callable
from hashlib import sha256

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hamkor.accounts.used_forms import answer_to, claim_form, settle_form


def once(request: HttpRequest, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer with `act`, or, when this very form was taken in before, lead where it led then.

    A form that comes back with errors has not been taken in. The verb and the note that it was
    done are one transaction: whatever is killed between, the form can be sent again.
    """
    if request.method != "POST" or "csrfmiddlewaretoken" not in request.POST:
        return act()
    key = _key(request)
    with transaction.atomic():
        if form := claim_form(key):
            answer = act()
            settle_form(form, answer=answer["Location"] if answer.status_code == 302 else "")
            return answer
    messages.info(request, _("This form was taken in before. It counts once."))
    return redirect(answer_to(key))


def _key(request: HttpRequest) -> str:
    """Name the form: the token against forgery is drawn anew each time a page is shown."""
    files = [(name, file.name, file.size) for name, sent in request.FILES.lists() for file in sent]
    what = (request.user.pk, request.get_full_path(), request.POST.urlencode(), files)
    return sha256(repr(what).encode()).hexdigest()
