"""What is known of a person's situation; everything may be unknown, and unknown is a value.

A lawyer writes facts as YAML (`docs/reference/facts.md`), a page as answers, a register as
columns; all become these frozen objects. None means that nobody said; it is never guessed. Dates
are local dates of the place where the thing happened.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Purpose = Literal["work", "study", "private", "tourism", "business", "transit", "other"]
DecisionKind = Literal[
    "entry_ban",
    "undesirability",
    "controlled_person",
    "expulsion",
    "deportation",
    "readmission",
    "shortened_stay",
    "permit_refusal",
    "permit_annulment",
    "fine",
    "bailiff_act",
]
Removal = Literal["forced", "controlled"]
"""How an expulsion is executed: by force, or by leaving under control."""

NOT_YET = frozenset(
    {
        "address_changed_on",
        "address_told_on",
        "annulled_on",
        "appeal_copy_on",
        "appealed_on",
        "applied_on",
        "arrived_at_place_on",
        "consulate_told_on",
        "contract_copy_sent_on",
        "decided_on",
        "days_abroad",
        "discovered_on",
        "ended_on",
        "executed_on",
        "execution_asked_on",
        "fine_paid_on",
        "fingerprints_on",
        "forwarded_on",
        "has_left",
        "in_force_on",
        "is_continuing",
        "is_stateless",
        "is_unclear",
        "issued_on",
        "known_on",
        "left_on",
        "lifted_on",
        "location_lost_on",
        "missed_for_good_reason",
        "needs_no_check",
        "notice_sent_on",
        "notified_on",
        "paid_on",
        "part",
        "planned_days",
        "published_on",
        "refused_on",
        "regime_breaches",
        "removed_on",
        "request_received_on",
        "school_test_failed_on",
        "suspended_on",
        "term_months",
        "until",
        "valid_until",
    }
)
"""Fields whose absence is an answer: the thing has not happened, or was not special."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in the state; `left_on` None means still there, or not known if `has_left`.

    The last three are about the location application: a new address, when it was told, and since
    when the telephone shows no place.
    """

    entered_on: date | None = None
    left_on: date | None = None
    has_left: bool | None = None
    purpose: Purpose | None = None
    is_visa_free: bool | None = None
    planned_days: int | None = None
    arrived_at_place_on: date | None = None
    address_changed_on: date | None = None
    address_told_on: date | None = None
    location_lost_on: date | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """Migration registration at a place."""

    registered_on: date | None = None
    valid_until: date | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Patent:
    """A patent of labour and its history; `region` is an ISO 3166-2 code such as RU-MOW."""

    applied_on: date | None = None
    issued_on: date | None = None
    refused_on: date | None = None
    paid_until: date | None = None
    region: str | None = None
    contract_copy_sent_on: date | None = None
    annulled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit of residence: temporary (rvp), temporary for study (rvpo) or permanent (vnzh).

    `notice_sent_on` is the last yearly notice of residence; `days_abroad` counts those of the
    calendar year that is asked about.
    """

    kind: Literal["rvp", "rvpo", "vnzh"] | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    refused_on: date | None = None
    annulled_on: date | None = None
    notice_sent_on: date | None = None
    days_abroad: int | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """Work or services for an employer."""

    made_on: date | None = None
    ended_on: date | None = None
    kind: Literal["labour", "civil"] | None = None
    notified_on: date | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Examination:
    """A medical examination: where (state code) and when; `is_authorised_point` if abroad."""

    done_on: date | None = None
    state: str | None = None
    is_authorised_point: bool | None = None


@dataclass(frozen=True, slots=True)
class Offence:
    """An administrative offence: `article` such as "18.8", `part` such as "1.1"."""

    article: str | None = None
    part: str | None = None
    committed_on: date | None = None
    discovered_on: date | None = None
    is_continuing: bool | None = None
    decided_on: date | None = None
    in_force_on: date | None = None
    executed_on: date | None = None
    fine_paid_on: date | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """Who stands behind the person; counts of people who live in the state."""

    has_spouse_citizen: bool | None = None
    minor_children: int | None = None
    minor_children_citizens: int | None = None
    has_dependants: bool | None = None
    years_of_residence: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of a state against the person.

    Attributes:
        ground: the provision it names, such as "114-FZ 27(1)(2)"; see `hamkor law list`.
        term_months: length as written; None where it says none or until further notice.
        until: end as written, inclusive.
        removal: of an expulsion.
        removed_on: when the person actually left, was expelled or handed over.
        decided_by: who decided, as written.
        decided_by_kind: judge, police, border, ministry or other.
        family_weighed: whether the decision weighs family and private life.
        appeal_copy_on: when the person received what was decided on the appeal.
        execution_asked_on: when the person asked to be expelled at once.
        missed_for_good_reason: whether illness, no translation or the like kept from contesting.
        regime_breaches: how often duties of the register of controlled persons were ignored.
    """

    kind: DecisionKind | None = None
    ground: str | None = None
    decided_by: str | None = None
    decided_by_kind: Literal["judge", "police", "border", "ministry", "other"] | None = None
    adopted_on: date | None = None
    published_on: date | None = None
    served_on: date | None = None
    known_on: date | None = None
    in_force_on: date | None = None
    appealed_on: date | None = None
    until: date | None = None
    term_months: int | None = None
    removal: Removal | None = None
    removed_on: date | None = None
    lifted_on: date | None = None
    suspended_on: date | None = None
    family_weighed: bool | None = None
    names_document: bool | None = None
    appeal_copy_on: date | None = None
    execution_asked_on: date | None = None
    missed_for_good_reason: bool | None = None
    regime_breaches: int | None = None


@dataclass(frozen=True, slots=True)
class Wage:
    """Pay that fell due; money in minor units of `currency` (ISO 4217)."""

    due_on: date | None = None
    amount: int | None = None
    currency: str | None = None
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class Dismissal:
    """An end of work; the clock starts with whichever paper was handed over."""

    paper_received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Detention:
    """Deprivation of liberty: by whom is not asked, since when and whom they told is.

    `since_hour` is the full hour of the local clock, from 0 to 23.
    """

    since: date | None = None
    since_hour: int | None = None
    is_for_extradition: bool | None = None
    consulate_told_on: date | None = None
    request_received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A complaint to an authority: state code, and when it was received and registered.

    `is_unclear`: its substance cannot be made out; `needs_no_check`: it is answered from the file.
    """

    state: str | None = None
    authority: Literal["prosecutor", "regional_head", "body"] | None = None
    received_on: date | None = None
    registered_on: date | None = None
    forwarded_on: date | None = None
    is_unclear: bool | None = None
    needs_no_check: bool | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What of the person decides which rules apply; `citizenship` in ISO 3166-1 alpha-2."""

    citizenship: tuple[str, ...] = ()
    born_on: date | None = None
    is_stateless: bool | None = None
    is_family_of_worker: bool | None = None
    serves_in_army: bool | None = None
    is_trafficking_victim: bool | None = None
    refugee_status: Literal["none", "applied", "refugee", "temporary_asylum"] | None = None
    has_grave_illness: bool | None = None
    health_ground_lifted: bool | None = None
    has_unspent_conviction: bool | None = None
    owes_money: bool | None = None
    used_false_papers: bool | None = None
    late_departure_excused: bool | None = None
    fingerprints_on: date | None = None
    school_test_failed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was said of one person's situation in one state.

    Attributes:
        state: whose law is asked, two-letter code.
        region: where the person lives or lived there, ISO 3166-2; decides a few sanctions.
    """

    state: str = "RU"
    region: str | None = None
    person: Person = Person()
    family: Family = Family()
    stays: tuple[Stay, ...] = ()
    registrations: tuple[Registration, ...] = ()
    patents: tuple[Patent, ...] = ()
    permits: tuple[Permit, ...] = ()
    contracts: tuple[Contract, ...] = ()
    examinations: tuple[Examination, ...] = ()
    offences: tuple[Offence, ...] = ()
    decisions: tuple[Decision, ...] = ()
    wages: tuple[Wage, ...] = ()
    dismissals: tuple[Dismissal, ...] = ()
    detentions: tuple[Detention, ...] = ()
    complaints: tuple[Filed, ...] = ()
