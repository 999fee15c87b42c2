"""About the person: who, whether a child, how to be reached."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkor.web.forms.filing.base import Page, choice, day, line, select, yes_no
from hamkor.web.forms.filing.happening import countries

NOT_SAID = ("", _("I do not want to say"))


class AgePage(Page):
    age_group = choice(
        _("How old are you?"),
        (("minor", _("Under 18")), ("adult", _("18 or older"))),
        _("Children have more rights, and others look after their case."),
    )


class SexPage(Page):
    sex = choice(
        _("Are you a woman or a man?"), (("woman", _("Woman")), ("man", _("Man")), NOT_SAID)
    )


class GrownUpPage(Page):
    """A child alone gets somebody to speak for it."""

    grown_up = line(
        _("Is there a grown-up whom you trust?"),
        _("Name and telephone. If there is nobody, write: nobody."),
    )


class WomanOfficerPage(Page):
    woman_officer = yes_no(
        _("Do you want to speak with a woman only?"),
        _("The office is asked to let a woman write to you and listen to you."),
    )


class CitizenshipPage(Page):
    citizenship = select(_("Your citizenship"), ())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        setattr(self.fields["citizenship"], "choices", countries())  # noqa: B010


class TellHomePage(Page):
    """A citizen of another state: nobody there is told without a yes."""

    tell_home = yes_no(
        _("May the prosecutor's office of your own country be told?"),
        _("Say no if that could harm you or your family. Without a yes nobody there is told."),
    )


class NamePage(Page):
    heading = _("Your name")
    intro = _("If you leave the name empty, you write without a name.")
    person_name = line(_("Name"), _("As in your passport, or as people call you"))
    born = day(_("Date of birth"))
    document_number = line(_("Passport number"))


class ContactPage(Page):
    contact = line(
        _("How can we reach you without danger?"),
        _("A telephone, or a person you trust. Without it, you read our answer here"),
    )


class LeavePage(Page):
    is_screening = True
    screen_leave = yes_no(_("Can you leave the work or the house when you want to?"))


class ThreatPage(Page):
    is_screening = True
    screen_threat = yes_no(
        _("Does somebody threaten you or your family with harm if you leave or speak?")
    )


class HoldsPage(Page):
    is_screening = True
    screen_holds = yes_no(_("Does somebody else hold your papers or your telephone?"))


class EndlessDebtPage(Page):
    is_screening = True
    screen_debt = yes_no(_("Must you work for a debt that does not get smaller?"))


class ForcedPage(Page):
    is_screening = True
    screen_forced = yes_no(
        _("Does somebody make you do sexual acts, beg or break the law against your will?")
    )
