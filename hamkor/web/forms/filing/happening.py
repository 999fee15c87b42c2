"""The story, when, where, who and what is wanted."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor.intake import limits
from hamkor.languages import OWN_NAMES
from hamkor.parties import states
from hamkor.persons.texts import check_text
from hamkor.web.forms.filing.base import Page, choice, day, line, select, story

UNKNOWN_COUNTRY = ("", _("I do not know, or another"))
REGIONS = (
    ("", _("I do not know, or another")),
    ("RU-MOW", _("Moscow")),
    ("RU-MOS", _("Moscow region")),
    ("RU-SPE", _("Saint Petersburg")),
    ("RU-LEN", _("Leningrad region")),
    ("RU-SVE", _("Sverdlovsk region")),
    ("RU-NVS", _("Novosibirsk region")),
    ("RU-KDA", _("Krasnodar territory")),
    ("RU-TA", _("Tatarstan")),
    ("RU-SAM", _("Samara region")),
    ("RU-KHM", _("Khanty-Mansi district")),
    ("RU-KYA", _("Krasnoyarsk territory")),
    ("RU-PRI", _("Primorye territory")),
    ("TJ-DU", _("Dushanbe")),
    ("TJ-SU", _("Sughd region")),
    ("TJ-KT", _("Khatlon region")),
    ("TJ-GB", _("Mountainous Badakhshan")),
    ("TJ-RA", _("Districts near Dushanbe")),
)
SOMETHING_ELSE = "other"


def countries() -> list[tuple[str, Any]]:
    """Return the states that work together, by their names in the reader's language."""
    language = get_language() or "en"
    named = [(code, of.names.in_language(language)) for code, of in states().items()]
    return [UNKNOWN_COUNTRY, *sorted(named, key=lambda one: one[1])]


class HappenedPage(Page):
    """The story in the person's own words; whoever cannot write records it after sending."""

    heading = _("Tell us what happened")
    happened = story(
        _("In your own words, as you would tell a friend"),
        _(
            "Mistakes do not matter. If writing is hard, leave it empty: after sending you can add"
            " your voice or a photograph."
        ),
        rows=7,
    )
    language = forms.ChoiceField(
        label=_("In which language do you write?"),
        choices=list(OWN_NAMES.items()),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", get_language() or "en")

    def check_line(self, name: str, text: str) -> None:
        """Ask for the story where no picture tells it; a few letters tell nothing."""
        at_least = limits.HAPPENED_AT_LEAST if text.strip() or self._tells_nothing() else 0
        at_most = limits.AT_MOST[name]
        check_text(text, field=name, at_least=at_least, at_most=at_most, is_one_line=False)

    def _tells_nothing(self) -> bool:
        if self.said is None or self.said.one("is_in_danger") == "yes":
            return False
        return self.said.one("what").rpartition("/")[2] in ("", SOMETHING_ELSE)


class WhenPage(Page):
    """Days of which only a part may be known, or words."""

    heading = _("When was it?")
    began = day(_("It began"))
    ended = day(_("It ended"), _("Leave it empty if it still goes on"))
    happened_when = line(_("Or in your words"), _("For example: in spring, for three months"))


class WherePage(Page):
    """By country, region or any words; nobody is asked where the telephone is."""

    heading = _("Where was it?")
    country = select(_("In which country?"), ())
    region = select(_("In which region?"), REGIONS)
    happened_where = line(_("Which place?"), _("Town, street, building site, police station"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        setattr(self.fields["country"], "choices", countries())  # noqa: B010


class DoerPage(Page):
    who_did_it = line(
        _("Who did it?"), _("Name, firm, telephone or car number: whatever you know")
    )


class WantedPage(Page):
    wanted = story(
        _("What do you want to happen?"),
        _("For example: that they pay me, or give my passport back"),
        rows=3,
    )


class SharePage(Page):
    may_be_shared = choice(
        _("May the prosecutor's office of the other country read this too?"),
        (("yes", _("Yes")), ("no", _("No"))),
        _("Without your yes we do not send your words there. You can change this later."),
    )
