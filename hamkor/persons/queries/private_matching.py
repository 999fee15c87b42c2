"""Runs of private matching, for those who may start one."""

from uuid import UUID

from django.db.models import QuerySet

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.persons.models import Person, PrivateMatch, PrivateMatchFound
from hamkor.persons.queries.records import visible_to


def private_matches(officer: Officer) -> QuerySet[PrivateMatch]:
    """Return the runs with all other offices, newest first."""
    every = PrivateMatch.objects.all()
    return every if officer.may(Permission.PRIVATE_MATCH) else every.none()


def private_match_for(officer: Officer, reference: UUID) -> PrivateMatch:
    """Return one run.

    Raises:
        NotFound: there is none, or the officer may not know of it.
    """
    match = private_matches(officer).filter(reference=reference).first()
    if match is None:
        raise NotFound(_("There is no such run"))
    return match


def found_in(match: PrivateMatch, *, to: Officer) -> list[tuple[Person, int]]:
    """Return whom the other office probably knows too, with how many combinations both hold."""
    rows = PrivateMatchFound.objects.filter(match=match).order_by("-items", "pk")
    items = dict(rows.values_list("person", "items"))
    persons = {person.pk: person for person in visible_to(to).filter(pk__in=items)}
    return [(persons[pk], items[pk]) for pk in items if pk in persons]
