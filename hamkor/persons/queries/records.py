"""Records of persons: who may see which, and finding one by what somebody typed."""

from uuid import UUID

from django.db.models import Q, QuerySet

from hamkor import matching
from hamkor.accounts.models import Officer
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.persons import limits
from hamkor.persons.forms import weigh_forms
from hamkor.persons.keys import comparison_keys, search_keys
from hamkor.persons.models import Person
from hamkor.persons.permissions import may_read_persons, may_read_sealed_persons
from hamkor.persons.queries.ranking import rank


def visible_to(officer: Officer) -> QuerySet[Person]:
    """Return the records the officer may look up.

    A record known only from a complaint whose name was given to be kept secret is for those who
    register, for the officer who answers for the complaint and for those who work on its case.
    """
    every = Person.objects.prefetch_related("name_forms", "documents")
    if not may_read_persons(officer):
        return every.none()
    if may_read_sealed_persons(officer):
        return every
    working_on = Q(
        case_roles__case__assignments__officer=officer,
        case_roles__case__assignments__ended_at=None,
    )
    theirs = Person.objects.filter(Q(complaints__responsible=officer) | working_on)
    return every.filter(Q(is_sealed=False) | Q(pk__in=theirs.values("pk")))


def person_for(officer: Officer, reference: UUID) -> Person:
    """Return one record.

    Raises:
        NotFound: there is none, or the officer may not know of it.
    """
    person = visible_to(officer).filter(reference=reference).first()
    if person is None:
        raise NotFound(_("There is no such person on file"))
    return person


def find(text: str, *, to: Officer, limit: int = 20) -> list[Person]:
    """Return the persons that `to` may see and whose name, in any spelling, may be that typed.

    A whole document number finds its holder too; a part of one finds nobody.
    """
    typed = matching.Record(names=(matching.Name(text[: limits.NAME]),))
    numbered = matching.Record(
        documents=(matching.DocumentNumber("", text[: limits.DOCUMENT_NUMBER]),)
    )
    keys = comparison_keys(typed) | search_keys(typed) | comparison_keys(numbered)
    # Somebody who types a common surname must find its holders, however many there are.
    pks = rank(keys, at_most=limits.CANDIDATES_COMPARED, most_holders=None)
    likeness = weigh_forms(matching.parse(typed), visible_to(to).filter(pk__in=pks))
    best = sorted(likeness, key=lambda pk: (-likeness[pk], pk))[:limit]
    found = {person.pk: person for person in visible_to(to).filter(pk__in=best)}
    return [found[pk] for pk in best]
