"""Whose persons are compared privately with another office: those of open cases of one area."""

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.cases.models import Case, CaseStatus, PersonRole
from hamkor.parties.areas import area as area_of
from hamkor.persons import services as persons
from hamkor.persons.models import Person, PrivateMatch

NOT_COMPARED = (PersonRole.OFFICIAL, PersonRole.EMPLOYER, PersonRole.RECRUITER)


@transaction.atomic
def propose_private_match(
    *, peer: str, area: str, purpose: str, legal_ground: str, by: Officer
) -> PrivateMatch:
    """Propose to another office to learn which persons of an area both know.

    Raises:
        NotFound: no such area.
        NotAllowed: `by` may not start private matching; see `persons.services` for the rest.
    """
    return persons.propose_private_match(
        persons_compared(area_of(area).id, purpose),
        peer=peer,
        area=area,
        purpose=purpose,
        legal_ground=legal_ground,
        by=by,
    )


@transaction.atomic
def agree_to_private_match(match: PrivateMatch, *, by: Officer) -> None:
    """Let the persons of our open cases of the same area be compared, for the same purpose."""
    persons.agree_to_private_match(match, persons_compared(match.area, match.purpose), by=by)


def persons_compared(area: str, purpose: str) -> list[Person]:
    """Return who is compared: nobody whose name is sealed, none whose case serves other ends."""
    cases = Case.objects.filter(area=area, status=CaseStatus.OPEN)
    allowed = [case.pk for case in cases if purpose in case.limits_on_use]
    roles = [role for role in PersonRole.values if role not in NOT_COMPARED]
    found = Person.objects.filter(
        case_roles__case__in=allowed, case_roles__role__in=roles, is_sealed=False
    )
    return list(found.distinct().prefetch_related("name_forms", "documents").order_by("pk"))
