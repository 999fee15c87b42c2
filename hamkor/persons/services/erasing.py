"""Forgetting what one complaint said of persons, when the person had it erased."""

from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from hamkor.persons.models import Mention, Organisation, Person


@transaction.atomic
def erase_person(person: Person) -> bool:
    """Erase a record that nothing else stands on; say whether it was erased.

    A record that a case, another complaint or an officer's decision rests on stays: it is known
    from there too.
    """
    try:
        with transaction.atomic():
            person.delete()
    except ProtectedError:
        return False
    return True


@transaction.atomic
def forget_mentions(about: UUID) -> None:
    """Forget whom a complaint named, and the organisations that nobody else names."""
    named = list(Mention.objects.filter(about=about).values_list("organisation", flat=True))
    Mention.objects.filter(about=about).delete()
    Organisation.objects.filter(pk__in=named, mentions=None).delete()
