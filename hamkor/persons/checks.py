"""What a person's record can hold, checked before anything is written."""

import re
from collections.abc import Sequence
from typing import Protocol

from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.matching import DocumentNumber, PartialDate
from hamkor.persons import limits
from hamkor.persons.models import Sex
from hamkor.persons.texts import check_text

COUNTRY = re.compile(r"[A-Z]{2}")


class WrittenName(Protocol):
    """A name as a source writes it."""

    @property
    def written(self) -> str: ...
    @property
    def surname(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def patronymic(self) -> str: ...
    @property
    def source(self) -> str: ...


def check_person(
    names: Sequence[WrittenName],
    documents: Sequence[DocumentNumber],
    born: PartialDate | None,
    sex: str,
    citizenship: str,
    birthplace: str,
) -> None:
    """Raise `InputRefused` at the first thing that cannot be recorded."""
    if not names and not documents:
        raise InputRefused(_("Write a name or a document: otherwise nobody can be found again"))
    _check_how_many(len(names), limits.NAME_FORMS, "written_names")
    _check_how_many(len(documents), limits.DOCUMENTS, "documents")
    for name in names:
        check_name(name)
    for document in documents:
        check_document(document)
    check_born(born)
    if sex not in Sex.values:
        raise InputRefused(_("Choose one of the answers"), field="sex")
    check_country(citizenship, field="citizenship")
    check_text(birthplace, field="birthplace", at_most=limits.BIRTHPLACE)


def _check_how_many(count: int, limit: int, field: str) -> None:
    if count > limit:
        raise InputRefused(_("At most %(limit)s of these are kept"), field=field, limit=limit)


def check_name(name: WrittenName) -> None:
    check_text(name.written, field="written", at_least=1, at_most=limits.NAME)
    for field in ("surname", "given_name", "patronymic"):
        check_text(getattr(name, field), field=field, at_most=limits.NAME_PART)
    check_text(name.source, field="source", at_least=1, at_most=limits.SOURCE)


def check_document(document: DocumentNumber) -> None:
    check_text(document.kind, field="kind", at_least=1, at_most=limits.DOCUMENT_KIND)
    check_text(document.number, field="number", at_least=1, at_most=limits.DOCUMENT_NUMBER)
    check_country(document.issued_by, field="issued_by")


def check_country(code: str, *, field: str) -> None:
    """Let empty and two capital letters (ISO 3166-1 alpha-2) through."""
    if code and not COUNTRY.fullmatch(code):
        raise InputRefused(_("Choose a country from the list"), field=field)


def check_born(born: PartialDate | None) -> None:
    if born is None:
        return
    earliest, latest = limits.BIRTH_YEARS
    is_in_range = born.year is None or earliest <= born.year <= latest
    if not (born.is_possible and is_in_range):
        raise InputRefused(_("No calendar has this date of birth"), field="born")
