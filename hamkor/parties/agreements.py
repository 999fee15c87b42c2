"""Which instrument governs a request between two offices on a day, and why.

Computed from the pair, the kind and the date; nothing here knows any state by name. A pair or a
day without an instrument is an answer. Where the answer hangs on something not confirmed, such as
a ratification, every branch is given and the answer says that it is not certain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hamkor.data_files import Names
from hamkor.errors import gettext_noop as _
from hamkor.parties.instruments import (
    Agreement,
    LanguageRule,
    RefusalGround,
    Standing,
    StatusRow,
    agreement,
    all_agreements,
)
from hamkor.parties.measures import measure
from hamkor.parties.offices import Office, all_offices, office, state
from hamkor.parties.sayings import Saying, cited, joined

__all__ = [
    "NATIONAL_LAW", "RECIPROCITY", "Agreement", "Applicable", "Branch", "LanguageRule", "Reason",
    "RefusalGround", "Saying", "agreement", "all_agreements", "applicable",
]

RECIPROCITY = "reciprocity"
NATIONAL_LAW = "national-law"

Pair = tuple[Office, Office]


@dataclass(frozen=True)
class Reason:
    """One step of the explanation, and whether its fact was read in a source."""

    agreement: str
    saying: Saying
    is_verified: bool

    @property
    def sentence(self) -> str:
        """The English msgid."""
        return self.saying.sentence


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
    reasons: tuple[Reason, ...]
    condition: Saying | None
    has_both_listed: bool

    @property
    def is_plain(self) -> bool:
        """Bound both, for every offence and the area asked about."""
        return self.standing is Standing.BOUND and self.condition is None


def applicable(
    a: str, b: str, kind: str, *, on: date, area: str | None = None
) -> Applicable:
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
        return _within_one_state(pair)
    considered = [
        _consider(known, pair, on, area)
        for known in all_agreements().values()
        if wanted.id in known.kinds and _is_open(known, area)
    ]
    return _decide(considered, pair, on)


def _in_order(a: Office, b: Office) -> Pair:
    """The answer must not depend on who asks, its wording included."""
    return (a, b) if (a.state, a.id) <= (b.state, b.id) else (b, a)


def _is_open(known: Agreement, area: str | None) -> bool:
    return area is None or not known.areas or area in known.areas


def _within_one_state(pair: Pair) -> Applicable:
    own = state(pair[0].state).names
    reason = Reason("", Saying(_("Both offices belong to %(state)s; its own law applies, and no "
                                 "agreement between states is needed."), {"state": own}), True)
    return Applicable(None, NATIONAL_LAW, (reason,), (), (), True, _language(None, pair))


def _consider(known: Agreement, pair: Pair, on: date, area: str | None) -> _Candidate:
    standing = min(known.standing_of(side, on) for side in pair)
    reasons = tuple(_reason(known, side, on) for side in pair)
    condition = _condition(known, pair, on, area, standing)
    has_both_listed = all(known.row_of(side) for side in pair)
    return _Candidate(known, standing, reasons, condition, has_both_listed)


def _condition(
    known: Agreement, pair: Pair, on: date, area: str | None, standing: Standing
) -> Saying | None:
    """Return what must be true for a bound or possible candidate to govern; None for nothing."""
    if standing is Standing.POSSIBLE:
        unsure = [p for p in pair if known.standing_of(p, on) is Standing.POSSIBLE]
        return Saying(_("If %(agreement)s binds %(party)s, which has not been confirmed"),
                      {"agreement": known.short,
                       "party": joined((_party(known, p) for p in unsure), ", ")})
    if known.covers:
        return Saying(_("If the offence is one that %(agreement)s covers: %(covers)s"),
                      {"agreement": known.short, "covers": known.covers})
    if known.areas and area is None:
        return Saying(_("If the case belongs to the subject of %(agreement)s"),
                      {"agreement": known.short})
    return None


def _decide(considered: list[_Candidate], pair: Pair, on: date) -> Applicable:
    found = [c for c in considered if c.standing is not Standing.NOT_BOUND]
    replaced = _replaced_by([c for c in found if c.standing is Standing.BOUND])
    alive = sorted((c for c in found if c.agreement.id not in replaced), key=_rank)
    plain = [c for c in alive if c.is_plain and not c.agreement.is_default_only]
    chosen = plain[0] if plain else None
    rest = [c for c in alive if c is not chosen]
    open_questions = [c for c in rest if _may_displace(c, chosen)]
    beside = [c for c in rest if c not in open_questions]
    reasons = _explain(considered, chosen, replaced, open_questions, pair, on)
    is_certain = bool(chosen) and not open_questions and len(plain) == 1 and all(
        reason.is_verified for reason in reasons)
    governs = chosen.agreement if chosen else None
    return Applicable(
        governs=governs,
        basis=governs.id if governs else RECIPROCITY,
        because=reasons,
        alternatives=_branches(governs, open_questions),
        also=tuple(_beside(c) for c in beside),
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
    return chosen is None or (
        candidate.standing is Standing.POSSIBLE
        and chosen.agreement.id in candidate.agreement.replaces
    )


def _branches(
    governs: Agreement | None, open_questions: list[_Candidate]
) -> tuple[Branch, ...]:
    if not open_questions:
        return ()
    otherwise = Branch(governs, Saying(_("Otherwise")))
    return (*(Branch(c.agreement, c.condition or Saying("")) for c in open_questions), otherwise)


def _beside(candidate: _Candidate) -> Branch:
    known = candidate.agreement
    if known.is_default_only:
        return Branch(known, Saying(
            _("If the offence is one that %(agreement)s covers, its %(always)s apply beside it; "
              "its rules on procedure do not, because the states have a treaty of their own."),
            {"agreement": known.short, "always": known.always}))
    return Branch(known, candidate.condition or Saying(
        _("%(agreement)s binds both as well; which of the two goes first was not confirmed."),
        {"agreement": known.short}))


def _explain(
    considered: list[_Candidate], chosen: _Candidate | None, replaced: dict[str, Agreement],
    open_questions: list[_Candidate], pair: Pair, on: date,
) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    if chosen is None:
        reasons.append(_nothing_known(pair, on))
    else:
        reasons += chosen.reasons + _amended(chosen.agreement, pair, on)
    for candidate in considered:
        reasons += _why_not(candidate, replaced, open_questions, on)
    return tuple(reasons)


def _nothing_known(pair: Pair, on: date) -> Reason:
    return Reason("", Saying(
        _("No agreement for this kind of request is known to bind both %(a)s and %(b)s on "
          "%(on)s; cooperation rests on reciprocity."),
        {"a": pair[0].names, "b": pair[1].names, "on": on}), False)


def _why_not(
    candidate: _Candidate, replaced: dict[str, Agreement], open_questions: list[_Candidate],
    on: date,
) -> tuple[Reason, ...]:
    """Explain the instruments that a reader would expect and that do not govern."""
    known = candidate.agreement
    if known.id in replaced:
        newer = replaced[known.id]
        return (Reason(newer.id, Saying(
            _("Between parties of %(newer)s, %(older)s no longer applies (%(provision)s)."),
            {"newer": newer.short, "older": known.short,
             "provision": newer.replaces_provision}), newer.source.is_verified),)
    if candidate in open_questions and candidate.standing is Standing.POSSIBLE:
        return candidate.reasons
    is_expected = known.covers is None and not known.areas and known.signed_on <= on
    if candidate.standing is Standing.NOT_BOUND and is_expected and candidate.has_both_listed:
        return candidate.reasons
    return ()


def _amended(known: Agreement, pair: Pair, on: date) -> tuple[Reason, ...]:
    """Say in which wording an amended instrument applies."""
    amending = (a for a in all_agreements().values() if a.amends == known.id)
    return tuple(_wording(known, a, pair, on) for a in amending if a.signed_on <= on)


def _wording(known: Agreement, amending: Agreement, pair: Pair, on: date) -> Reason:
    facts = {"agreement": known.short, "amending": amending.short}
    standing = min(amending.standing_of(side, on) for side in pair)
    is_verified = all(_is_verified(amending, side, on) for side in pair)
    if standing is Standing.BOUND:
        return Reason(amending.id, Saying(
            _("%(agreement)s applies in the wording of %(amending)s."), facts), is_verified)
    return Reason(amending.id, Saying(
        _("It has not been confirmed that %(amending)s amends %(agreement)s between the two; "
          "compare both wordings."), facts), False)


def _reason(known: Agreement, side: Office, on: date) -> Reason:
    row = known.row_of(side)
    sentence = _STATUS_SENTENCES[_status_word(known, row, known.standing_of(side, on))]
    facts = {
        "agreement": known.short, "party": _party(known, side), "on": on,
        "since": row and row.in_force_from,
        "signed_on": (row and row.signed_on) or known.signed_on,
    }
    return Reason(known.id, Saying(sentence, facts), _is_verified(known, side, on))


def _is_verified(known: Agreement, side: Office, on: date) -> bool:
    row = known.row_of(side)
    if row is None:  # a silence: the list of parties itself must have been read
        return known.source.is_verified
    is_settled = known.standing_of(side, on) is not Standing.POSSIBLE
    return is_settled and row.is_verified_on(on) and not (
        known.applies_from_signature and row.in_force_from is None)


_STATUS_SENTENCES = {
    "in_force": _("%(agreement)s has been in force for %(party)s since %(since)s."),
    "date_unknown": _("%(agreement)s is in force for %(party)s; since which day was not found."),
    "signature": _("%(agreement)s was signed for %(party)s on %(signed_on)s; the day of entry "
                   "into force has not been published, so it is applied from its signature."),
    "possible": _("Whether %(agreement)s binds %(party)s on %(on)s has not been confirmed."),
    "outside": _("%(agreement)s does not bind %(party)s on %(on)s."),
}


def _status_word(known: Agreement, row: StatusRow | None, standing: Standing) -> str:
    if row is None or standing is Standing.NOT_BOUND:
        return "outside"
    if standing is Standing.POSSIBLE:
        return "possible"
    if row.in_force_from:
        return "in_force"
    return "signature" if known.applies_from_signature else "date_unknown"


def _party(known: Agreement, side: Office) -> Names:
    row = known.row_of(side)
    is_office = known.level == "inter_office" if row is None else row.party in all_offices()
    return side.names if is_office else state(side.state).names


def _language(governs: Agreement | None, pair: Pair) -> Saying:
    if governs and governs.languages:
        rule = governs.languages
        return Saying("%(rule)s (%(provision)s)", {
            "rule": rule.rule, "provision": cited(governs.short, rule.provision)})
    shared = sorted(set(pair[0].languages) & set(pair[1].languages))
    return Saying(_("Write in a language that both offices accept: %(languages)s."),
                  {"languages": ", ".join(shared)})
