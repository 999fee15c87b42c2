"""Which change of law is weighed."""

from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hamkor.law.changing import changes_known
from hamkor.law.provisions import Provision


class LawChangeForm(forms.Form):
    """Choose a wording that began on a day, or a bill that might."""

    change = forms.ChoiceField(label=_("Which change of law?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(changes_known(), key=lambda pair: pair[1] or date.max, reverse=True)
        self.fields["change"].choices = [  # type: ignore[attr-defined]
            (f"{each.id}|{day or ''}", _named(each, day)) for each, day in known
        ]

    def chosen(self, today: date) -> tuple[str, date]:
        """Return the provision and the day; a bill is weighed as if it began today."""
        id, _bar, day = self.cleaned_data["change"].partition("|")
        return id, date.fromisoformat(day) if day else today


def _named(each: Provision, day: date | None) -> str:
    cite = each.cite.in_language(get_language() or "en")
    when = formats.date_format(day, "j E Y") if day else gettext("not in force")
    return f"{when}: {cite}"
