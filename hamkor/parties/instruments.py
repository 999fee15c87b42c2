"""Treaties and agreements as dated data: whom each binds, from when, and how sure we are."""

from datetime import date, timedelta
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from hamkor.data_files import DATA, Confidence, Fact, Names, Source, load_folder
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.parties.offices import Language, Office

A_YEAR = timedelta(days=366)

NATIONAL_CODES = {
    "ru-upk": Names(
        tg="Кодекси мурофиавии ҷиноятии Федератсияи Россия",
        ru="Уголовно-процессуальный кодекс РФ",
        en="Code of Criminal Procedure of Russia",
    ),
}
"""Codes that bind what a state's own bodies send; not agreements."""

_REQUESTS_FOR_ACTS = frozenset(
    {"service_of_documents", "interview", "search_and_seizure", "expert_examination", "records"}
)
_BINDS = {"ru-upk": ("RU", _REQUESTS_FOR_ACTS)}
"""Art. 453 and 454 of the code of Russia speak of requests for procedural acts."""


def codes_binding(state: str, kind: str) -> list[str]:
    """Return the codes whose list of contents a request must meet that leaves a state."""
    return [code for code, (whose, kinds) in _BINDS.items() if whose == state and kind in kinds]


class Standing(IntEnum):
    """Whether an instrument binds a party on a day; the smaller of two is that of the pair."""

    NOT_BOUND = 0
    POSSIBLE = 1
    BOUND = 2


class StatusRow(Fact):
    """What is known of one party of an instrument.

    `party` is a state's code or, in an agreement of offices, an office's id. `in_force_until` is
    the last day in force. `date_confidence` speaks of `in_force_from` alone: a deposit may be
    certain while the day counted from it is not.
    """

    party: str
    standing: Literal["party", "signatory", "not_party", "unknown"]
    signed_on: date | None = None
    deposited_on: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    date_confidence: Confidence = "high"
    source: Source
    note: str = ""

    def is_verified_on(self, day: date) -> bool:
        """Say whether what the row says of `day` was read in a source.

        A day of entry into force that is off by weeks decides nothing a year later.
        """
        if not self.source.is_verified:
            return False
        is_far = self.in_force_from is not None and day >= self.in_force_from + A_YEAR
        return self.date_confidence == "high" or is_far


class LanguageRule(Fact):
    """In which language a request under the instrument is made."""

    rule: Names
    provision: str
    without_translation: tuple[Language, ...]
    translation_into: Language | Literal[""] = ""
    source: Source


class UsedArticle(Fact):
    """What an article says, in our own words.

    `in_force_from`: first day of an article that came later than its instrument.
    """

    provision: str
    in_force_from: date | None = None
    says: str
    source: Source


class RefusalGround(Fact):
    """A reason for which a request may be refused."""

    id: str = Field(pattern="^[a-z][a-z0-9_]*$")
    names: Names
    provision: str
    source: Source


class Agreement(Fact):
    """An instrument between states or between offices.

    `is_default_only`: its rules on procedure apply only where the two states have no treaty on
    legal assistance; what it says beside them (`always`) applies in any case. `covers`: it binds
    only for the offences named. `applies_from_signature`: until the day of entry into force is
    known, the node applies it from its signature and marks the answer as unverified.
    """

    id: str = Field(pattern="^[a-z][a-z0-9-]*$")
    names: Names
    short: Names
    level: Literal["convention", "inter_office", "intergovernmental"]
    subject: Literal[
        "criminal_assistance",
        "extradition",
        "sentenced_persons",
        "wanted_persons",
        "offences",
        "joint_teams",
        "protection",
        "minors",
        "migrant_workers",
        "offices_cooperation",
        "consular",
        "medical_examination",
    ]
    signed_on: date
    is_in_force: bool = True
    applies_from_signature: bool = False
    is_default_only: bool = False
    always: str = ""
    covers: Names | None = None
    amends: str = ""
    replaces: tuple[str, ...] = ()
    replaces_provision: str = ""
    kinds: tuple[str, ...] = ()
    areas: tuple[str, ...] = Field((), description="empty: every area")
    channel: str = ""
    languages: LanguageRule | None = None
    status: tuple[StatusRow, ...] = Field(min_length=1)
    articles: tuple[UsedArticle, ...] = ()
    refusal_grounds: tuple[RefusalGround, ...] = ()
    source: Source
    note: str = ""

    @model_validator(mode="after")
    def _defaults_say_what_they_cover(self) -> Self:
        if self.is_default_only and not (self.covers and self.always):
            raise ValueError("default rules must say what they cover and what always applies")
        return self

    def row_of(self, office: Office) -> StatusRow | None:
        """Return what is known of the office or its state under this instrument."""
        return next((row for row in self.status if row.party in (office.id, office.state)), None)

    def standing_of(self, office: Office, on: date) -> Standing:
        """Say whether the instrument binds `office` on the day `on`."""
        row = self.row_of(office)
        if row is None or not self.is_in_force or _is_surely_outside(row, on):
            return Standing.NOT_BOUND
        if row.in_force_from:
            return Standing.BOUND if on >= row.in_force_from else Standing.NOT_BOUND
        signed_on = row.signed_on or self.signed_on
        if on < signed_on:
            return Standing.NOT_BOUND
        is_bound = self._is_applied_from_signature(row) or _was_in_force_when_checked(row, on)
        return Standing.BOUND if is_bound else Standing.POSSIBLE

    def _is_applied_from_signature(self, row: StatusRow) -> bool:
        return self.applies_from_signature and row.standing in ("party", "signatory")


def _is_surely_outside(row: StatusRow, on: date) -> bool:
    """An unverified "not a party" leaves the question open, like an unconfirmed ratification."""
    has_left = row.in_force_until is not None and on > row.in_force_until
    return has_left or (row.standing == "not_party" and row.source.is_verified)


def _was_in_force_when_checked(row: StatusRow, on: date) -> bool:
    return row.standing == "party" and row.source.is_verified and on >= row.source.checked_on


def read_agreements(root: Path) -> dict[str, Agreement]:
    """Read ``agreements/`` under `root`; keys are file names without ending."""
    return load_folder(root / "agreements", Agreement)


@cache
def all_agreements() -> dict[str, Agreement]:
    """Return every instrument by its id."""
    return {agreement.id: agreement for agreement in read_agreements(DATA).values()}


def agreement(id: str) -> Agreement:
    """Return one instrument.

    Raises:
        NotFound: no such instrument.
    """
    try:
        return all_agreements()[id]
    except KeyError:
        raise NotFound(_("No agreement is called %(id)s."), id=id) from None
