"""What is asked further about violence, detention, decisions, children and missing people."""

from django.utils.translation import gettext_lazy as _

from hamkor.web.forms.filing.base import DO_NOT_KNOW, Page, choice, day, line, several, yes_no


class ByWhomPage(Page):
    by_whom = choice(
        _("Who hurt or threatened you?"),
        (
            ("employer", _("The employer or the foreman")),
            ("police", _("The police")),
            ("guard", _("A guard")),
            ("family", _("Somebody of my family")),
            ("stranger", _("A stranger")),
            ("other", _("Somebody else")),
            DO_NOT_KNOW,
        ),
    )


class InjuredPage(Page):
    injured = choice(
        _("Are you hurt?"),
        (
            ("now", _("Yes, I need a doctor now")),
            ("yes", _("Yes")),
            ("no", _("No")),
            DO_NOT_KNOW,
        ),
        _("If you need a doctor now, call 112 first."),
    )


class StillHeldPage(Page):
    still_held = yes_no(_("Are you, or is the person, still held?"))


class HeldWherePage(Page):
    held_where = line(
        _("Where are, or were, you held?"), _("Police station, centre, house, building site")
    )


class ToldWhyPage(Page):
    told_why = choice(
        _("Did they say or write why?"),
        (
            ("paper", _("They gave me a paper")),
            ("said", _("They only said it")),
            ("no", _("No")),
            DO_NOT_KNOW,
        ),
    )


class InterpreterPage(Page):
    interpreter = yes_no(_("Was there somebody who translated for you?"))


class PaperGotPage(Page):
    paper_got = choice(
        _("Do you have the decision on paper?"),
        (
            ("yes", _("Yes")),
            ("seen", _("I saw it, but do not have it")),
            ("no", _("No")),
            DO_NOT_KNOW,
        ),
    )


class DecidedOnPage(Page):
    decided_on = day(
        _("Which day stands on the decision, or when did you learn of it?"),
        _("From this day the time to complain is counted. Give what you know."),
    )


class FamilyHerePage(Page):
    family_here = several(
        _("Who of your family lives in that country?"),
        (
            ("spouse", _("Husband or wife")),
            ("children", _("Children")),
            ("parents", _("Parents")),
            ("nobody", _("Nobody")),
        ),
        _("A court must weigh it. Choose all that are true"),
    )


class ChildAgePage(Page):
    child_age = line(_("How old is the child?"), inputmode="numeric")


class ChildWherePage(Page):
    child_where = line(_("Where is the child now, and with whom?"))


class BecauseOfPage(Page):
    because_of = several(
        _("Because of what, do you think?"),
        (
            ("language", _("Language")),
            ("origin", _("Where I come from, how I look")),
            ("faith", _("Faith")),
            ("sex", _("Because I am a woman, or a man")),
            ("papers", _("My papers")),
            ("other", _("Something else")),
        ),
    )


class RelationPage(Page):
    relation = line(_("Who is the person to you, and what is the name?"))


class LastSeenPage(Page):
    last_seen = day(_("When did you last hear of the person?"))


class RefusedWhyPage(Page):
    refused_why = line(
        _("Who refused, and what did they say?"), _("Name of the school, hospital or office")
    )
