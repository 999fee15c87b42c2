from datetime import date

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases import limits
from hamkor.cases.models import Act, Case, CasePerson, EntryKind, PersonRole
from hamkor.cases.permissions import check_can_write
from hamkor.cases.services.journal import add_entry, check_is_open
from hamkor.clock import today
from hamkor.errors import InputRefused, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_office
from hamkor.parties.areas import complaint_categories
from hamkor.persons.models import Person
from hamkor.persons.texts import check_text

LEAP_YEAR = 2000


@transaction.atomic
def add_person(
    case: Case, *, person: Person, role: str, note: str = "", by: Officer
) -> CasePerson:
    """Say which part a recorded person has in the case; one person may have several.

    Raises:
        NotAllowed: the officer may not write in this case.
        InputRefused: no such role, or the note is too long.
        WrongState: the person has this role already, or the case is closed.
    """
    check_can_write(by, case)
    if role not in PersonRole.values:
        raise InputRefused(_("Choose one of the roles"), field="role")
    check_text(note, field="note", at_most=limits.LINE)
    check_is_open(case)
    added, is_new = CasePerson.objects.get_or_create(
        case=case, person=person, role=role, defaults={"note": note}
    )
    if not is_new:
        raise WrongState(_("This person has this role in the case already"))
    add_entry(
        case,
        kind=EntryKind.PERSON,
        by=by.username,
        sentence=_("Person added to the case"),
        facts={"role": role},
        about=person.reference,
    )
    record(AuditAction.CASE_CHANGED, by=by.username, about=case.reference, what="person")
    return added


@transaction.atomic
def record_act(
    case: Case,
    *,
    actor: CasePerson | None,
    affected: CasePerson | None,
    category: str,
    description: str,
    year: int | None = None,
    month: int | None = None,
    day: int | None = None,
    place: str = "",
    country: str = "",
    by: Officer,
) -> Act:
    """Record who did what to whom, where and when. One act is one harm.

    Args:
        case: an open one.
        actor: a person of this case; None when unknown.
        affected: a person of this case; None when unknown.
        category: a complaint category.
        description: what happened.
        year: None when unknown; the same for `month` and `day`, each by itself.
        month: 1 to 12.
        day: 1 to 31.
        place: in words.
        country: ISO 3166-1 alpha-2; may be empty.
        by: an officer of the case.

    Raises:
        NotAllowed: the officer may not write in this case.
        InputRefused: a date that never was or is still to come, an unknown category, a person
            of another case, or a text that is empty or too long.
        WrongState: the case is closed.
    """
    check_can_write(by, case)
    _check_description(description)
    check_text(place, field="place", at_most=limits.LINE)
    _check_category(category)
    _check_country(country)
    _check_when(year, month, day)
    for field, somebody in (("actor", actor), ("affected", affected)):
        if somebody is not None and somebody.case_id != case.pk:
            raise InputRefused(_("This person is not in the case"), field=field)
    check_is_open(case)
    act = Act.objects.create(
        case=case,
        actor=actor,
        affected=affected,
        category=category,
        description=description,
        year=year,
        month=month,
        day=day,
        place=place,
        country=country,
        recorded_by=by.username,
    )
    add_entry(
        case,
        kind=EntryKind.ACT,
        by=by.username,
        sentence=_("Act recorded"),
        facts={"category": category},
    )
    record(AuditAction.CASE_CHANGED, by=by.username, about=case.reference, what="act")
    return act


def _check_description(text: str) -> None:
    check_text(text, field="description", at_most=limits.TEXT, at_least=1, is_one_line=False)


def _check_category(category: str) -> None:
    if category not in complaint_categories():
        raise InputRefused(_("Choose one of the categories"), field="category")


def _check_country(country: str) -> None:
    is_code = len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()
    if country and not is_code:
        raise InputRefused(_("Choose a country"), field="country")


def _check_when(year: int | None, month: int | None, day: int | None) -> None:
    """Refuse a date that never was, and one to come; what is unknown stays open."""
    first, last = limits.YEARS
    if year is not None and not first <= year <= last:
        raise InputRefused(_("There is no such date"), field="year")
    try:
        # A day without a month could be any month's, one without a year any year's.
        earliest = date(
            LEAP_YEAR if year is None else year,
            1 if month is None else month,
            1 if day is None else day,
        )
    except ValueError:
        raise InputRefused(_("There is no such date"), field="day") from None
    if year is not None and earliest > today(our_office().time_zone):
        raise InputRefused(_("This date is still to come"), field="year")
