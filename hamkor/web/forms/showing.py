"""A service's refusal of what was typed, shown beside the field it is about."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django import forms

from hamkor.errors import InputRefused
from hamkor.web.errors import sentence_for


@contextmanager
def refusals_shown_in(
    form: forms.BaseForm, places: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Turn `InputRefused` inside the block into an error of `form`; everything typed comes back.

    Args:
        form: bound and cleaned; afterwards ask `form.errors` again.
        places: field of the service → field of the form, where the names differ.
    """
    try:
        yield
    except InputRefused as refusal:
        field = (places or {}).get(refusal.field, refusal.field)
        form.add_error(field if field in form.fields else None, sentence_for(refusal))
