"""Employers and recruiters on file whose name, in any spelling, is like one given."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from hamkor.matching.organisations import compare_organisations, organisation_keys
from hamkor.persons import limits
from hamkor.persons.keys import key_number
from hamkor.persons.models import Mention, Organisation, OrganisationKey

ALIKE = ("likely_same", "possible")


@dataclass(frozen=True)
class Named:
    """An organisation on file that may be the one named, and where it is named.

    `verdict` and `score` (bits) are those of a comparison; `mentions` are references of
    complaints and cases.
    """

    organisation: Organisation
    verdict: str
    score: float
    mentions: tuple[UUID, ...]


def organisations_like(name: str, *, but_not: UUID | None = None) -> list[Named]:
    """Return the organisations on file that may be the one called `name`, likeliest first.

    A suggestion: whether two names are one employer is for an officer to say.

    Args:
        name: as somebody wrote it, in any script, with or without its legal form.
        but_not: reference of a complaint or case whose own mention does not count.
    """
    written = name.strip()[: limits.ORGANISATION]
    if not written:
        return []
    numbers = {key_number(key) for key in organisation_keys(written)}
    pks = OrganisationKey.objects.filter(key__in=numbers).values("organisation")
    found = Organisation.objects.filter(pk__in=pks).order_by("-pk")[: limits.CANDIDATES_COMPARED]
    compared = [(each, compare_organisations(written, each.name)) for each in found]
    alike = [(each, said) for each, said in compared if said.verdict in ALIKE]
    mentions = _mentions((each.pk for each, _said in alike), but_not)
    named = [
        Named(each, said.verdict, said.score, tuple(mentions.get(each.pk, ())))
        for each, said in alike
    ]
    return sorted(named, key=lambda each: (-each.score, each.organisation.pk))


def _mentions(pks: Iterable[int], but_not: UUID | None) -> dict[int, list[UUID]]:
    rows = Mention.objects.filter(organisation__in=list(pks)).order_by("id")
    found: dict[int, list[UUID]] = {}
    for pk, about in rows.values_list("organisation", "about"):
        if about != but_not:
            found.setdefault(pk, []).append(about)
    return found
