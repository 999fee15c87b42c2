"""Which forms of officers were taken in, so that a form sent twice counts once."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from hamkor.accounts.models import UsedForm
from hamkor.clock import now

KEPT = timedelta(days=1)


@transaction.atomic
def claim_form(key: str) -> UsedForm | None:
    """Take a form for the transaction around; None when it was taken in before.

    Of two that come at the same moment the second waits here until the first is through.
    """
    UsedForm.objects.filter(used_at__lt=now() - KEPT).delete()
    try:
        with transaction.atomic():
            return UsedForm.objects.create(key=key)
    except IntegrityError:
        return None


@transaction.atomic
def settle_form(form: UsedForm, *, answer: str) -> None:
    """Remember where the officer was led to; without an address the form may be sent again."""
    if answer:
        UsedForm.objects.filter(pk=form.pk).update(answer=answer)
    else:
        form.delete()


def answer_to(key: str) -> str:
    """Return the address that the officer was led to when the form was taken in."""
    return UsedForm.objects.values_list("answer", flat=True).get(key=key)
