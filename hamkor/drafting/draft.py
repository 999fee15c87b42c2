"""What a drafter says of a request: its parties, its text, and the facts the law asks about.

None means that nobody said. States are two-letter codes, days local dates of the place where they
happened; hours are aware instants.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Doubt = Literal[
    "torture",
    "persecution",
    "fair_trial",
    "sovereignty",
    "contrary_to_law",
    "danger_at_home",
    "danger_from_searcher",
    "persons_among_goods",
]
Assurance = Literal["death_penalty", "torture", "fair_trial", "specialty"]


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person whom the request is about.

    Attributes:
        role: such as suspect, witness, victim, sentenced, child.
        asked_for_asylum_in: state that gave asylum or was asked for it.
        consents: to what the request wants done.
        was_heard: whether a child was heard.
        wants_notice: whether the home state may be told.
    """

    name: str | None = None
    role: str | None = None
    born_on: date | None = None
    citizenships: tuple[str, ...] = ()
    is_second_citizenship_excluded: bool | None = None
    is_stateless: bool | None = None
    asked_for_asylum_in: str | None = None
    is_serviceman: bool | None = None
    is_trafficking_victim: bool | None = None
    consents: bool | None = None
    was_heard: bool | None = None
    wants_notice: bool | None = None


@dataclass(frozen=True, slots=True)
class InLaw:
    """How the law of one state sees an act.

    Attributes:
        most_months: highest penalty of imprisonment, in months; 0 where there is none.
        barred_on: first day on which prosecution or execution is barred by time.
    """

    state: str | None = None
    article: str | None = None
    is_crime: bool | None = None
    most_months: int | None = None
    may_be_death: bool | None = None
    barred_on: date | None = None


@dataclass(frozen=True, slots=True)
class Offence:
    """An act that the request is about."""

    done_on: date | None = None
    done_in: str | None = None
    character: Literal["ordinary", "political", "military", "fiscal"] | None = None
    is_private_prosecution: bool | None = None
    is_petty: bool | None = None
    was_in_the_extradition: bool | None = None
    laws: tuple[InLaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A judgment that is to be executed; lengths in months."""

    state: str | None = None
    given_on: date | None = None
    is_final: bool | None = None
    months: int | None = None
    months_left: int | None = None


@dataclass(frozen=True, slots=True)
class EarlierDecision:
    """A judgment, or a case that was closed, about the same person."""

    state: str | None = None
    is_for_the_same_act: bool | None = None
    is_final: bool | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """Days from which clocks run."""

    custody_since: date | None = None
    detained_at: datetime | None = None
    information_asked_on: date | None = None
    decision_notified_on: date | None = None
    appeal_reached_court_on: date | None = None
    handover_set_for: date | None = None
    decision_on: date | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """How the request looks.

    Attributes:
        has_sanction: a prosecutor's sanction or a court order is attached.
        translated_into: languages of certified translations that are attached.
        third_parties_told: owners in good faith have been told.
    """

    language: str = "ru"
    translated_into: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    is_signed: bool | None = None
    is_sealed: bool | None = None
    has_sanction: bool | None = None
    is_confidential: bool | None = None
    third_parties_told: bool | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """An instrument, and perhaps an article, that the draft names as its ground."""

    instrument: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A request before it is sent.

    Attributes:
        kind: a kind of request; see `hamkor requests kinds`.
        sender: office that asks.
        recipient: office that is asked.
        on_behalf_of: body whose case it is.
        stage: what the help is for; an extradition is for prosecution or for execution.
        purpose: one of `law.firewall.Purpose`, or "prosecution".
        contents: item → text.
        extradition_refused: the recipient has refused to hand the person over.
    """

    kind: str | None = None
    sender: str | None = None
    recipient: str | None = None
    area: str | None = None
    on_behalf_of: (
        Literal[
            "prosecutor",
            "supreme_court",
            "court",
            "investigative_committee",
            "interior",
            "security",
        ]
        | None
    ) = None
    stage: Literal["prosecution", "execution"] | None = None
    purpose: str | None = None
    persons: tuple[PersonFacts, ...] = ()
    offences: tuple[Offence, ...] = ()
    sentence: Sentence | None = None
    earlier_decisions: tuple[EarlierDecision, ...] = ()
    days: Days = Days()
    paper: Paper = Paper()
    cites: tuple[Cited, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    assurances: tuple[Assurance, ...] = ()
    extradition_refused: bool | None = None
    contents: Mapping[str, str] = field(default_factory=dict)
