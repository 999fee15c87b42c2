"""Persons as files speak of them: recorded, never guessed, never merged.

`record_person` and `add_name_form` are called by verbs of intake and cases, which say who may.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from hamkor import matching
from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.persons import limits
from hamkor.persons.checks import check_born, check_document, check_name, check_person
from hamkor.persons.models import BirthDate, NameForm, Person, PersonDocument
from hamkor.persons.permissions import check_can_add_to_person, check_can_read_persons
from hamkor.persons.scripts import script_code
from hamkor.persons.services.indexing import index_person
from hamkor.persons.services.locking import hold
from hamkor.persons.texts import check_text


@dataclass(frozen=True)
class NewName:
    """A name as one source writes it; the parts only where the source separates them.

    `source` says where it was read: "complaint", "passport", "translation", "court"…
    """

    written: str
    surname: str = ""
    given_name: str = ""
    patronymic: str = ""
    source: str = "complaint"


@transaction.atomic
def record_person(
    *,
    written_names: Sequence[NewName],
    by: str,
    born: matching.PartialDate | None = None,
    sex: str = "",
    citizenship: str = "",
    birthplace: str = "",
    documents: Sequence[matching.DocumentNumber] = (),
    is_sealed: bool = False,
    is_invented: bool = False,
) -> Person:
    """Record somebody a file speaks of, and the keys under which others will find the record.

    Args:
        written_names: every spelling known; may be empty when there is a document.
        by: user name of whoever records it.
        born: None when nothing is known; each part may be unknown.
        sex: "f", "m" or empty.
        citizenship: ISO 3166-1 alpha-2, or empty.
        birthplace: as written.
        documents: identity documents; numbers are compared, never searched by part.
        is_sealed: the name was given to be kept secret; see `queries.visible_to`.
        is_invented: belongs to a demonstration.

    Raises:
        InputRefused: neither a name nor a document, or something that cannot be stored.
    """
    check_person(written_names, documents, born, sex, citizenship, birthplace)
    person = Person.objects.create(
        sex=sex,
        citizenship=citizenship,
        birthplace=birthplace,
        birth_year=born.year if born else None,
        birth_month=born.month if born else None,
        birth_day=born.day if born else None,
        is_sealed=is_sealed,
        is_invented=is_invented,
    )
    NameForm.objects.bulk_create(_name_form(person, name) for name in _once(written_names))
    PersonDocument.objects.bulk_create(
        PersonDocument(person=person, **asdict(document)) for document in documents
    )
    index_person(person)
    record(AuditAction.PERSON_RECORDED, by=by, about=person.reference)
    return person


@transaction.atomic
def add_name_form(person: Person, name: NewName, *, by: str) -> NameForm:
    """Add one more spelling; the same spelling from the same source is kept once.

    Raises:
        InputRefused: it cannot be stored, or the person has as many spellings as are kept.
    """
    check_name(name)
    hold(person)
    known = person.name_forms.filter(written=name.written, source=name.source).first()
    if known:
        return known
    if person.name_forms.count() >= limits.NAME_FORMS:
        raise InputRefused(_("At most %(limit)s spellings are kept"), limit=limits.NAME_FORMS)
    form = _name_form(person, name)
    form.save()
    index_person(person)
    record(AuditAction.PERSON_CHANGED, by=by, about=person.reference, what="name")
    return form


@transaction.atomic
def add_person_document(
    person: Person, document: matching.DocumentNumber, *, by: str
) -> PersonDocument:
    """Add one more identity document; the same number of the same kind is kept once.

    Raises:
        InputRefused: it cannot be stored, or the person has as many documents as are kept.
    """
    check_document(document)
    hold(person)
    known = person.documents.filter(**asdict(document)).first()
    if known:
        return known
    if person.documents.count() >= limits.DOCUMENTS:
        raise InputRefused(_("At most %(limit)s documents are kept"), limit=limits.DOCUMENTS)
    added = PersonDocument.objects.create(person=person, **asdict(document))
    index_person(person)
    record(AuditAction.PERSON_CHANGED, by=by, about=person.reference, what="document")
    return added


@transaction.atomic
def add_birth_date(person: Person, born: matching.PartialDate, *, source: str, by: str) -> None:
    """Add the date of birth that one more source gives; the same from the same source once.

    What the record did not say yet is filled in and compared from now on. A date that contradicts
    the one on file is kept beside it: nothing that a source says is overwritten.

    Raises:
        InputRefused: no calendar has it, or as many dates are on file as are kept.
    """
    check_born(born)
    check_text(source, field="source", at_least=1, at_most=limits.SOURCE)
    hold(person)
    parts = {"year": born.year, "month": born.month, "day": born.day}
    if person.birth_dates.filter(source=source, **parts).exists():
        return
    if person.birth_dates.count() >= limits.BIRTH_DATES:
        raise InputRefused(_("At most %(limit)s dates are kept"), limit=limits.BIRTH_DATES)
    BirthDate.objects.create(person=person, source=source, **parts)
    _fill_in_birth_date(person, born)
    index_person(person)
    record(AuditAction.PERSON_CHANGED, by=by, about=person.reference, what="birth date")


@transaction.atomic
def add_to_person(
    person: Person,
    *,
    name: NewName | None = None,
    document: matching.DocumentNumber | None = None,
    born: matching.PartialDate | None = None,
    source: str = "",
    by: Officer,
) -> None:
    """Add what an officer read of a person somewhere: a spelling, a document, a date of birth.

    Args:
        person: a record the officer may see.
        name: one more spelling.
        document: one more identity document.
        born: one more date of birth; `source` says where it stands.
        source: where the date of birth was read.
        by: the officer.

    Raises:
        NotAllowed: the officer may not add to records.
        InputRefused: nothing was given, or something cannot be stored; nothing is added then.
    """
    check_can_add_to_person(by)
    if name is None and document is None and born is None:
        raise InputRefused(_("Write at least one thing that is new"))
    if name is not None:
        add_name_form(person, name, by=by.username)
    if document is not None:
        add_person_document(person, document, by=by.username)
    if born is not None:
        add_birth_date(person, born, source=source, by=by.username)


@transaction.atomic
def note_person_read(person: Person, *, by: Officer) -> None:
    """Write into the audit log that an officer looked at this record.

    Raises:
        NotAllowed: `by` may not look persons up.
    """
    check_can_read_persons(by)
    record(AuditAction.PERSON_READ, by=by.username, about=person.reference)


def _once(names: Sequence[NewName]) -> list[NewName]:
    return list({(name.written, name.source): name for name in names}.values())


def _name_form(person: Person, name: NewName) -> NameForm:
    return NameForm(person=person, script=script_code(name.written), **asdict(name))


def _fill_in_birth_date(person: Person, born: matching.PartialDate) -> None:
    """Fill the parts that are unknown, if those that are known agree."""
    person.refresh_from_db(fields=["birth_year", "birth_month", "birth_day"])
    pairs = [
        ("birth_year", born.year),
        ("birth_month", born.month),
        ("birth_day", born.day),
    ]
    if any(part and getattr(person, field) not in (None, part) for field, part in pairs):
        return
    filled = [getattr(person, field) or part for field, part in pairs]
    if not matching.PartialDate(*filled).is_possible:
        return
    for (field, _part), value in zip(pairs, filled, strict=True):
        setattr(person, field, value)
    person.save(update_fields=[field for field, _part in pairs])
