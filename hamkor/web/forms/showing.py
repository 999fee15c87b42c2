"""A service's refusal of what was typed, shown beside the field it is about."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django import forms

from hamkor.errors import InputRefused, RuleViolation
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
        show_refusal(form, refusal, places or {})


def show_refusal(
    form: forms.BaseForm, refusal: InputRefused | RuleViolation, places: Mapping[str, str]
) -> None:
    """Put a refusal, with its provision if it has one, beside its field or above the form."""
    sentence = sentence_for(refusal)
    if provision := getattr(refusal, "provision", ""):
        sentence = f"{sentence} ({provision})"
    asked = getattr(refusal, "field", "")
    field = places.get(asked, asked)
    form.add_error(field if field in form.fields else None, sentence)
