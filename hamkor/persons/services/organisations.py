"""Employers and recruiters as complaints and cases name them: found again in any spelling."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from hamkor.matching.organisations import organisation_keys
from hamkor.persons import limits
from hamkor.persons.forms import FORM_VERSION
from hamkor.persons.keys import key_number
from hamkor.persons.models import Mention, Organisation, OrganisationKey
from hamkor.persons.texts import check_text


@transaction.atomic
def name_organisation(
    name: str, *, what: str, about: UUID, country: str = "", is_invented: bool = False
) -> Organisation:
    """Keep that a complaint or a case names an organisation; the same twice is kept once.

    Called by verbs of intake and cases, which say who may and what is recorded of it.

    Args:
        name: as written there.
        what: "complaint" or "case".
        about: its reference.
        country: ISO 3166-1 alpha-2, or empty.
        is_invented: belongs to a demonstration.

    Raises:
        InputRefused: the name cannot be stored.
    """
    check_text(name, field="name", at_least=1, at_most=limits.ORGANISATION)
    organisation, is_new = Organisation.objects.get_or_create(
        name=name.strip(), country=country, defaults={"is_invented": is_invented}
    )
    if is_new:
        index_organisations([organisation])
    Mention.objects.get_or_create(organisation=organisation, about=about, defaults={"what": what})
    return organisation


def index_organisations(organisations: Iterable[Organisation]) -> None:
    """Write the keys that organisations have now."""
    chosen = list(organisations)
    OrganisationKey.objects.filter(organisation__in=chosen).delete()
    OrganisationKey.objects.bulk_create(
        OrganisationKey(organisation=each, key=number)
        for each in chosen
        for number in sorted({key_number(key) for key in organisation_keys(each.name)})
    )
    for each in chosen:
        each.key_version = FORM_VERSION
    Organisation.objects.bulk_update(chosen, ["key_version"])
