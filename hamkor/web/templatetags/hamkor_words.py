"""Codes in the reader's words, `{% load hamkor_words %}`: `{{ complaint.area|area_name }}`."""

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamkor import parties
from hamkor.cases.models import Act, JournalEntry
from hamkor.deadlines import queries as deadlines
from hamkor.deadlines.models import Deadline
from hamkor.persons.models import Person
from hamkor.web.templatetags.hamkor_ui import in_language

register = template.Library()

PURPOSES = {
    "protection": _("Protection of the person"),
    "investigation_of_harm": _("Investigation of the harm done to the person"),
    "statistics": _("Statistics"),
}
LANGUAGES = {
    "az": _("Azerbaijani"),
    "be": _("Belarusian"),
    "en": _("English"),
    "hy": _("Armenian"),
    "kk": _("Kazakh"),
    "ky": _("Kyrgyz"),
    "ro": _("Romanian"),
    "ru": _("Russian"),
    "tg": _("Tajik"),
    "tk": _("Turkmen"),
    "uz": _("Uzbek"),
    "uz-cyrl": _("Uzbek in Cyrillic letters"),
}
SCRIPTS = {
    "Cyrl": _("Cyrillic"),
    "Latn": _("Latin"),
    "Arab": _("Arabic"),
    "mixed": _("mixed"),
}
SOURCES = {
    "complaint": _("complaint"),
    "passport": _("passport"),
    "translation": _("translation"),
    "court": _("court"),
    "patent": _("patent"),
    "officer": _("officer"),
    "request": _("request"),
    "identity_document": _("identity document"),
    "national_id": _("national identity number"),
}


FACTS = {
    "name": _("Name"),
    "born": _("Born"),
    "citizenship": _("Citizenship"),
    "birthplace": _("Place of birth"),
    "document": _("Document"),
}


@register.filter
def fact_name(kind: str) -> str:
    """Return what a fact about a person is."""
    return str(FACTS.get(kind, kind))


@register.filter
def script_name(code: str) -> str:
    """Return the name of a script."""
    return str(SCRIPTS.get(code, code))


@register.filter
def source_name(source: str) -> str:
    """Return where something was read, or what kind of document it is."""
    return str(SOURCES.get(source, source))


@register.filter
def area_name(area: str) -> str:
    """Return the name of an area of the agreement; the code when it is none."""
    known = parties.all_areas().get(area)
    return in_language(known.names) if known else area


@register.filter
def category_name(category: str) -> str:
    """Return the words of a complaint category."""
    if category == "other":
        return gettext("Something else")
    known = parties.complaint_categories().get(category)
    return in_language(known[0].names) if known else category


@register.filter
def office_name(office: str) -> str:
    """Return the name of an office; what was typed when it is none of the data."""
    known = parties.all_offices().get(office)
    return in_language(known.names) if known else office


@register.filter
def office_city(office: str) -> str:
    """Return the city of an office: short, and enough among colleagues."""
    known = parties.all_offices().get(office)
    return in_language(known.city) if known else office


@register.filter
def country_name(code: str) -> str:
    """Return the name of a state; the code when it is no party."""
    known = parties.states().get(code)
    return in_language(known.names) if known else code


@register.filter
def measure_name(kind: str) -> str:
    """Return what a request asks for."""
    known = parties.all_measures().get(kind)
    return in_language(known.names) if known else kind


@register.filter
def purpose_name(purpose: str) -> str:
    """Return what material may be used for."""
    return str(PURPOSES.get(purpose, purpose))


@register.filter
def language_name(code: str) -> str:
    """Return the name of a language a person writes in."""
    return str(LANGUAGES.get(code, code))


@register.filter
def duty_name(deadline: Deadline) -> str:
    """Return what is owed by a date."""
    return in_language(deadlines.duty_of(deadline)) or deadline.time_limit


@register.filter
def journal_line(entry: JournalEntry) -> str:
    """Say a line of a case's journal in the reader's language."""
    if not entry.sentence:
        return entry.get_kind_display()
    said = gettext(entry.sentence)
    return said % entry.facts if entry.facts else said


@register.filter
def person_name(person: Person | None) -> str:
    """Return the first spelling of a person's name. Prefetch `name_forms` for a list."""
    if person is None:
        return gettext("not known")
    written = next((form.written for form in person.name_forms.all()), "")
    return written or gettext("without a name")


@register.filter
def born(person: Person) -> str:
    """Return the date of birth as far as it is known: "1990", "05.1990", "31.05.1990"."""
    return _partial(person.birth_year, person.birth_month, person.birth_day)


@register.filter
def act_date(act: Act) -> str:
    """Return when an act was done, as far as it is known."""
    return _partial(act.year, act.month, act.day)


def _partial(year: int | None, month: int | None, day: int | None) -> str:
    if year is month is day is None:
        return ""
    parts = [f"{day:02}" if day else "", f"{month:02}" if month else ""]
    if day and not month:
        parts = [f"{day:02}", "??"]
    return ".".join([*filter(None, parts), str(year or "????")])
