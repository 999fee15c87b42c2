"""Which instrument governs a request between two offices on a day, and why.

Computed from the pair, the kind and the date; nothing here knows any state by name. A pair or a
day without an instrument is an answer. Where the answer hangs on something not confirmed, such as
a ratification, every branch is given and the answer says that it is not certain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hamkor.errors import gettext_noop as _
from hamkor.parties import reasons
from hamkor.parties.instruments import Agreement, Standing, agreement, all_agreements
from hamkor.parties.measures import measure
from hamkor.parties.offices import Office, office
from hamkor.parties.reasons import Pair, Reason
from hamkor.parties.sayings import Saying, cited, joined

__all__ = [
    "NATIONAL_LAW",
    "RECIPROCITY",
    "Agreement",
    "Applicable",
    "Branch",
    "Reason",
    "agreement",
    "all_agreements",
    "applicable",
]

RECIPROCITY = "reciprocity"
NATIONAL_LAW = "national-law"

_IF_BINDING = _("If %(agreement)s binds %(party)s, which has not been confirmed")
_IF_COVERED = _("If the offence is one that %(agreement)s covers: %(covers)s")
_IF_SUBJECT = _("If the case belongs to the subject of %(agreement)s")
_OTHERWISE = _("Otherwise")
_BESIDE = _(
    "If the offence is one that %(agreement)s covers, its %(always)s apply beside it; its rules "
    "on procedure do not, because the states have a treaty of their own."
)
_BINDS_TOO = _("%(agreement)s binds both as well; which of the two goes first was not confirmed.")
_SHARED_LANGUAGES = _("Write in a language that both offices accept: %(languages)s.")


@dataclass(frozen=True)
class Branch:
    """What governs on a condition; no agreement means that reciprocity does."""

    agreement: Agreement | None
    condition: Saying

    @property
    def basis(self) -> str:
        """Id of the agreement, or "reciprocity"."""
        return self.agreement.id if self.agreement else RECIPROCITY


@dataclass(frozen=True)
class Applicable:
    """What governs a request.

    Args:
        governs: the instrument that is shown to bind both on that day, if any.
        basis: its id, else "reciprocity" or "national-law" (two offices of one state).
        because: the steps that led here.
        alternatives: every branch, the one of `governs` included, while the answer depends on
            something unconfirmed or on what the case is about; empty when it does not.
        also: instruments that apply beside it, each with its condition.
        is_certain: one answer, and every fact it rests on was read in a source.
        language_rule: in which language to write.
    """

    governs: Agreement | None
    basis: str
    because: tuple[Reason, ...]
    alternatives: tuple[Branch, ...]
    also: tuple[Branch, ...]
    is_certain: bool
    language_rule: Saying

    @property
    def agreement_ids(self) -> tuple[str, ...]:
        """Every agreement whose required contents a draft must hold, whichever branch is true."""
        branches = self.alternatives or (Branch(self.governs, Saying("")),)
        return tuple(b.agreement.id for b in branches if b.agreement)


@dataclass(frozen=True)
class _Candidate:
    agreement: Agreement
    standing: Standing
    status: tuple[Reason, ...]
    condition: Saying | None
    has_both_listed: bool

    @property
    def is_plain(self) -> bool:
        """Binds both, for every offence and the area asked about."""
        return self.standing is Standing.BOUND and self.condition is None


def applicable(a: str, b: str, kind: str, *, on: date, area: str | None = None) -> Applicable:
    """Say which instrument governs a request of `kind` between offices `a` and `b`.

    Args:
        a: id of an office; the order of the two does not matter.
        b: id of the other.
        kind: id of a measure.
        on: day of the request, local date of the requesting office.
        area: id of the area of the case, if known; it settles agreements limited to some areas.

    Raises:
        NotFound: no such office or kind.
    """
    wanted = measure(kind)
    pair = _in_order(office(a), office(b))
    if pair[0].state == pair[1].state:
        because = (reasons.one_state(pair),)
        return Applicable(None, NATIONAL_LAW, because, (), (), True, _language(None, pair))
    considered = [
        _consider(known, pair, on, area)
        for known in all_agreements().values()
        if wanted.id in known.kinds and _may_concern(known, area)
    ]
    return _decide(considered, pair, on)


def _in_order(a: Office, b: Office) -> Pair:
    """The answer must not depend on who asks, its wording included."""
    return (a, b) if (a.state, a.id) <= (b.state, b.id) else (b, a)


def _may_concern(known: Agreement, area: str | None) -> bool:
    return area is None or not known.areas or area in known.areas


def _consider(known: Agreement, pair: Pair, on: date, area: str | None) -> _Candidate:
    return _Candidate(
        agreement=known,
        standing=min(known.standing_of(side, on) for side in pair),
        status=tuple(reasons.status_of(known, side, on) for side in pair),
        condition=_condition(known, pair, on, area),
        has_both_listed=all(known.row_of(side) for side in pair),
    )


def _condition(known: Agreement, pair: Pair, on: date, area: str | None) -> Saying | None:
    """Return what must be true for a candidate to govern; None when nothing is open."""
    unsure = [side for side in pair if known.standing_of(side, on) is Standing.POSSIBLE]
    facts = {"agreement": known.short}
    if unsure:
        names = joined((reasons.party_names(known, side) for side in unsure), ", ")
        return Saying(_IF_BINDING, {**facts, "party": names})
    if known.covers:
        return Saying(_IF_COVERED, {**facts, "covers": known.covers})
    if known.areas and area is None:
        return Saying(_IF_SUBJECT, facts)
    return None


def _decide(considered: list[_Candidate], pair: Pair, on: date) -> Applicable:
    found = [c for c in considered if c.standing is not Standing.NOT_BOUND]
    replaced = _replaced_by(c for c in found if c.standing is Standing.BOUND)
    alive = sorted((c for c in found if c.agreement.id not in replaced), key=_rank)
    plain = [c for c in alive if c.is_plain]
    chosen = plain[0] if plain else None
    rest = [c for c in alive if c is not chosen]
    contested = [c for c in rest if _may_displace(c, chosen)]
    because = _basis_reasons(chosen, pair, on)
    is_certain = len(plain) == 1 and not contested and all(r.is_verified for r in because)
    for candidate in considered:
        because += _why_not(candidate, replaced, contested, on)
    governs = chosen.agreement if chosen else None
    return Applicable(
        governs=governs,
        basis=governs.id if governs else RECIPROCITY,
        because=because,
        alternatives=_branches(governs, contested),
        also=tuple(_beside(c) for c in rest if c not in contested),
        is_certain=is_certain,
        language_rule=_language(governs, pair),
    )


def _rank(candidate: _Candidate) -> tuple[bool, bool, int, str]:
    """Of two that bind, the wider goes first, then the newer."""
    known = candidate.agreement
    return known.is_default_only, bool(known.areas), -known.signed_on.toordinal(), known.id


def _replaced_by(bound: Iterable[_Candidate]) -> dict[str, Agreement]:
    return {old: c.agreement for c in bound for old in c.agreement.replaces}


def _may_displace(candidate: _Candidate, chosen: _Candidate | None) -> bool:
    """Without a chosen one anything may govern; else only what would replace it if it binds."""
    return chosen is None or chosen.agreement.id in candidate.agreement.replaces


def _branches(governs: Agreement | None, contested: list[_Candidate]) -> tuple[Branch, ...]:
    if not contested:
        return ()
    first = (Branch(c.agreement, c.condition) for c in contested if c.condition)
    return (*first, Branch(governs, Saying(_OTHERWISE)))


def _beside(candidate: _Candidate) -> Branch:
    known = candidate.agreement
    facts = {"agreement": known.short, "always": known.always}
    if known.is_default_only:
        return Branch(known, Saying(_BESIDE, facts))
    return Branch(known, candidate.condition or Saying(_BINDS_TOO, facts))


def _basis_reasons(chosen: _Candidate | None, pair: Pair, on: date) -> tuple[Reason, ...]:
    if chosen is None:
        return (reasons.nothing_known(pair, on),)
    return chosen.status + reasons.wordings(chosen.agreement, pair, on)


def _why_not(
    candidate: _Candidate, replaced: dict[str, Agreement], contested: list[_Candidate], on: date
) -> tuple[Reason, ...]:
    """Explain the instruments that a reader would expect and that do not govern."""
    known = candidate.agreement
    if known.id in replaced:
        return (reasons.replaced(known, replaced[known.id]),)
    if candidate in contested and candidate.standing is Standing.POSSIBLE:
        return candidate.status
    is_expected = known.covers is None and not known.areas and known.signed_on <= on
    is_outside = candidate.standing is Standing.NOT_BOUND and candidate.has_both_listed
    return candidate.status if is_expected and is_outside else ()


def _language(governs: Agreement | None, pair: Pair) -> Saying:
    if governs and governs.languages:
        rule = governs.languages
        provision = cited(governs.short, rule.provision)
        return Saying("%(rule)s (%(provision)s)", {"rule": rule.rule, "provision": provision})
    shared = sorted(set(pair[0].languages) & set(pair[1].languages))
    return Saying(_SHARED_LANGUAGES, {"languages": ", ".join(shared)})
