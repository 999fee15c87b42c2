"""Why an instrument governs or does not: each step as a sentence, with how sure we are of it."""

from dataclasses import dataclass
from datetime import date

from hamkor.data_files import Names
from hamkor.errors import gettext_noop as _
from hamkor.parties.instruments import Agreement, Standing, StatusRow, all_agreements
from hamkor.parties.offices import Office, all_offices, state
from hamkor.parties.sayings import Saying

Pair = tuple[Office, Office]

_STATUS = {
    "in_force": _("%(agreement)s has been in force for %(party)s since %(since)s."),
    "date_unknown": _("%(agreement)s is in force for %(party)s; since which day was not found."),
    "signature": _(
        "%(agreement)s was signed for %(party)s on %(signed_on)s; the day of entry into force "
        "has not been published, so it is applied from its signature."
    ),
    "possible": _("Whether %(agreement)s binds %(party)s on %(on)s has not been confirmed."),
    "outside": _("%(agreement)s does not bind %(party)s on %(on)s."),
}
_ONE_STATE = _(
    "Both offices belong to %(state)s; its own law applies, and no agreement between states is "
    "needed."
)
_NOTHING = _(
    "No agreement for this kind of request is known to bind both %(a)s and %(b)s on %(on)s; "
    "cooperation rests on reciprocity."
)
_REPLACED = _("Between parties of %(newer)s, %(older)s no longer applies (%(provision)s).")
_AMENDED = _("%(agreement)s applies in the wording of %(amending)s.")
_PERHAPS_AMENDED = _(
    "It has not been confirmed that %(amending)s amends %(agreement)s between the two; compare "
    "both wordings."
)


@dataclass(frozen=True)
class Reason:
    """One step of the explanation.

    Args:
        agreement: id of the instrument it speaks of; empty for none.
        saying: the sentence and its facts.
        is_verified: whether its fact was read in a source.
    """

    agreement: str
    saying: Saying
    is_verified: bool

    @property
    def sentence(self) -> str:
        """The English msgid."""
        return self.saying.sentence


def one_state(pair: Pair) -> Reason:
    """Two offices of one state."""
    return Reason("", Saying(_ONE_STATE, {"state": state(pair[0].state).names}), True)


def nothing_known(pair: Pair, on: date) -> Reason:
    """No instrument; never verified, because what was not found may exist."""
    a, b = (side.names for side in pair)
    return Reason("", Saying(_NOTHING, {"a": a, "b": b, "on": on}), False)


def replaced(older: Agreement, newer: Agreement) -> Reason:
    """The older of two stops between the parties of the newer."""
    facts = {
        "newer": newer.short,
        "older": older.short,
        "provision": newer.replaces_provision,
    }
    return Reason(newer.id, Saying(_REPLACED, facts), newer.source.is_verified)


def status_of(known: Agreement, side: Office, on: date) -> Reason:
    """Say how one side stands under an instrument."""
    row = known.row_of(side)
    facts = {
        "agreement": known.short,
        "party": party_names(known, side),
        "on": on,
        "since": row and row.in_force_from,
        "signed_on": (row and row.signed_on) or known.signed_on,
    }
    word = _status_word(known, row, known.standing_of(side, on))
    return Reason(known.id, Saying(_STATUS[word], facts), _is_verified(known, side, on))


def wordings(known: Agreement, pair: Pair, on: date) -> tuple[Reason, ...]:
    """Say in which wording an amended instrument applies."""
    amending = (a for a in all_agreements().values() if a.amends == known.id)
    return tuple(_wording(known, a, pair, on) for a in amending if a.signed_on <= on)


def party_names(known: Agreement, side: Office) -> Names:
    """Return the name of the office or of its state, whichever is party to the instrument."""
    row = known.row_of(side)
    is_office = known.level == "inter_office" if row is None else row.party in all_offices()
    return side.names if is_office else state(side.state).names


def _wording(known: Agreement, amending: Agreement, pair: Pair, on: date) -> Reason:
    facts = {"agreement": known.short, "amending": amending.short}
    if any(amending.standing_of(side, on) is not Standing.BOUND for side in pair):
        return Reason(amending.id, Saying(_PERHAPS_AMENDED, facts), False)
    is_verified = all(_is_verified(amending, side, on) for side in pair)
    return Reason(amending.id, Saying(_AMENDED, facts), is_verified)


def _is_verified(known: Agreement, side: Office, on: date) -> bool:
    row = known.row_of(side)
    if row is None:  # a silence: the list of parties itself must have been read
        return known.source.is_verified
    is_assumed = known.applies_from_signature and row.in_force_from is None
    is_open = known.standing_of(side, on) is Standing.POSSIBLE
    return row.is_verified_on(on) and not is_assumed and not is_open


def _status_word(known: Agreement, row: StatusRow | None, standing: Standing) -> str:
    if row is None or standing is Standing.NOT_BOUND:
        return "outside"
    if standing is Standing.POSSIBLE:
        return "possible"
    if row.in_force_from:
        return "in_force"
    return "signature" if known.applies_from_signature else "date_unknown"
