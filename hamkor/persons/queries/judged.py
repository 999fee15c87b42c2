"""What officers have judged, as pairs of parsed forms without a name or a reference."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from hamkor.matching import FORM_VERSION
from hamkor.persons.models import IdentityDecision, Person, Verdict
from hamkor.persons.queries.decisions import in_effect

AT_ONCE = 2_000


def judged_pairs() -> Iterator[tuple[dict[str, Any], dict[str, Any], bool]]:
    """Give both forms and whether it is one person, for each decision that holds.

    Left out: decisions that are unsure, wait for a second officer or were withdrawn, sealed
    persons, and records that wait to be read anew.
    """
    every = IdentityDecision.objects.order_by("pk").values_list("pk", "first")
    decisions = every.iterator(chunk_size=AT_ONCE)
    while chunk := list(islice(decisions, AT_ONCE)):
        holding = in_effect(first for _decision, first in chunk)
        yield from _forms(holding.filter(pk__in=[decision for decision, _first in chunk]))


def _forms(
    decisions: QuerySet[IdentityDecision],
) -> Iterator[tuple[dict[str, Any], dict[str, Any], bool]]:
    known = Person.objects.filter(is_sealed=False, form_version=FORM_VERSION)
    told = decisions.filter(verdict__in=(Verdict.SAME, Verdict.NOT_SAME))
    both = told.filter(first__in=known, second__in=known).select_related("first", "second")
    for decision in both.order_by("pk"):
        yield decision.first.form, decision.second.form, decision.verdict == Verdict.SAME
