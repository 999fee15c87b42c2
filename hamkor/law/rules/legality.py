"""What a supervising prosecutor or a court would raise against a decision: suggestions to a human.

Each check looks at one thing, says by which authority, how much it weighs and what to do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Answer, Conclusion, Finding, Weight
from hamkor.law.counting import months_after
from hamkor.law.engine import Law, rule
from hamkor.law.facts import Decision, Family, Offence, Person, Stay
from hamkor.law.provisions import provision, wording, words_of
from hamkor.law.rules.bans import BAN_KINDS, ban_provision, departure, written_end
from hamkor.law.rules.offences import are_close, counted
from hamkor.law.rules.stay import last_day_by_limit
from hamkor.parties.sayings import Saying

REPLACED, WHO, SOLDIER = "RU-KOAP-4.1-3.8", "RU-KOAP-3.10-2", "RU-KOAP-3.10-3"
REFUGEE, FAMILY, HEALTH = "RU-KOAP-30.1-1.2", "RU-CC-37P-2023", "RU-CC-4P-2015"
AUTOMATIC, CHILD, VICTIM = "RU-CC-5P-2016", "UN-CRC-3", "CIS-TRAFFICKING-26"
COPY, REGISTER = "RU-KOAP-30.3", "RU-115FZ-31.1"
NOTICE, CITIZEN, STATELESS = "RU-BAN-NOTICE", "RU-TJ-DUAL", "RU-CC-14P-2017"
READMISSION = "RU-READMISSION"
AGAINST_FOREIGNERS = (
    *BAN_KINDS,
    "controlled_person",
    "expulsion",
    "deportation",
    "readmission",
    "shortened_stay",
)
FULL_AGE_YEARS = 18


@dataclass(frozen=True, slots=True)
class Case:
    """A decision with all that is known around it, as a check looks at it."""

    decision: Decision
    person: Person
    family: Family
    offences: tuple[Offence, ...]
    stays: tuple[Stay, ...]
    law: Law
    on: date
    until_by_law: date | None
    term_by_law: object
    lapses_on: date | None


@rule("findings")
def findings(
    decision: Decision,
    person: Person,
    family: Family,
    offences: tuple[Offence, ...],
    stays: tuple[Stay, ...],
    ban_term: Conclusion | None,
    ban_until: Conclusion | None,
    expulsion_lapses_on: Conclusion | None,
    on: date,
    law: Law,
) -> Answer | None:
    """Return everything that speaks against the decision, the gravest first."""
    if decision.kind is None:
        return None
    case = Case(
        decision,
        person,
        family,
        offences,
        stays,
        law,
        on,
        until_by_law=ban_until.value if ban_until else None,
        term_by_law=ban_term.value if ban_term else None,
        lapses_on=expulsion_lapses_on.value if expulsion_lapses_on else None,
    )
    found = gravest_first(finding for check in CHECKS for finding in check(case))
    says = _("Points that speak against this decision: %(count)s.")
    if not found:
        says = _("Nothing that was checked speaks against this decision.")
    return Answer(found, Saying(says, {"count": len(found)}))


def gravest_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in the order in which they are told."""
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.weight)))


def _adopted(case: Case) -> Iterator[Finding]:
    adopted = case.decision.adopted_on
    if adopted is None:
        yield _found("no_date", "serious", (), _("No day of adoption is stated."), _ASK)
    elif adopted > case.on:
        yield _found("future_date", "serious", (), _("It is dated in the future."), _ASK)


def _served_too_early(case: Case) -> Iterator[Finding]:
    adopted, served = case.decision.adopted_on, case.decision.served_on
    if adopted and served and served < adopted:
        yield _found(
            "dates_contradict", "serious", (), _("It was served before it was adopted."), _ASK
        )


def _ends_too_early(case: Case) -> Iterator[Finding]:
    adopted, until = case.decision.adopted_on, written_end(case.decision)
    if adopted and until and until < adopted:
        yield _found("dates_contradict", "serious", (), _("It ends before it began."), _ASK)


def _ground(case: Case) -> Iterator[Finding]:
    if case.decision.kind not in BAN_KINDS:
        return
    id = ban_provision(case.decision.ground)
    if not case.decision.ground:
        yield _found("no_ground", "grave", (), _("No ground in law is named."), _LIFT)
    elif not id:
        says = _("The ground named is not one of articles 26 and 27 of law 114-FZ.")
        yield _found("unknown_ground", "grave", (), says, _LIFT)
    elif case.decision.adopted_on and wording(id, case.decision.adopted_on) is None:
        says = _("The ground named was not law on the day of the decision.")
        yield _found("ground_not_in_force", "grave", (id,), says, _LIFT)


def _term(case: Case) -> Iterator[Finding]:
    written, lawful = written_end(case.decision), case.until_by_law
    id = ban_provision(case.decision.ground)
    if written is None or not id:
        return
    if lawful and written > lawful:
        says = _("It runs until %(written)s; by its ground it ends with %(lawful)s.")
        facts = {"written": written, "lawful": lawful}
        yield _found("term_too_long", "serious", (id,), says, _SHORTEN, facts)
    elif lawful is None and isinstance(case.term_by_law, int):
        yield from _longer_than_possible(case, id, written, case.term_by_law)


def _longer_than_possible(case: Case, id: str, written: date, months: int) -> Iterator[Finding]:
    """Without the event from which it runs: no event can be later than the decision was served."""
    latest = case.decision.in_force_on or case.decision.adopted_on
    if latest and _rests_on_past(id) and written > months_after(latest, months):
        says = _("It runs longer than its ground allows, whatever the day it is counted from.")
        yield _found("term_too_long", "serious", (id,), says, _SHORTEN)


def _rests_on_past(id: str) -> bool:
    return provision(id).history[-1].values.get("from") == "last_offence_in_force"


def _expired(case: Case) -> Iterator[Finding]:
    end = case.until_by_law or written_end(case.decision)
    if case.decision.lifted_on or case.decision.kind not in (*BAN_KINDS, "controlled_person"):
        return
    if end and end < case.on:
        id = ban_provision(case.decision.ground)
        says = _("It ended with %(end)s and is still listed.")
        yield _found("expired", "grave", (id,) if id else (), says, _LIFT, {"end": end})


def _offences(case: Case) -> Iterator[Finding]:
    """Two offences within the window: otherwise the ground does not exist."""
    id, day = ban_provision(case.decision.ground), case.decision.adopted_on
    version = wording(id, day) if id and day else None
    if version is None or "offences" not in version.values or not case.offences:
        return
    found = counted(case.offences, version)
    if len(found) < 2:
        says = _("The ground needs two offences; %(count)s of them counts.")
        facts = {"count": len(found)}
        yield _found("offences_too_few", "grave", (id,), says, _LIFT, facts)
    elif not are_close(found, version, case.law):
        says = _("No two of the offences lie within the time that the ground names.")
        yield _found("offences_too_far_apart", "grave", (id,), says, _LIFT)


def _overstay(case: Case) -> Iterator[Finding]:
    id, day = ban_provision(case.decision.ground), case.decision.adopted_on
    version = wording(id, day) if id and day else None
    if version is None or "over_days" not in version.values or not case.stays:
        return
    left, last = departure(case.decision, case.stays), last_day_by_limit(case.stays, case.law)
    over = (left - last).days if left and last else None
    least, most = version.values["over_days"], version.values["up_to_days"]
    if over is None or not isinstance(least, int) or not isinstance(most, int):
        return
    if not least < over <= most:
        says = _("The stay was over its term by %(over)s days; the ground is for another length.")
        facts = {"over": max(0, over)}
        yield _found("overstay_does_not_add_up", "grave", (id,), says, _LIFT, facts)
    if case.person.late_departure_excused and id.endswith("26-8"):
        says = _("Illness, a death in the family or force majeure excuses the late departure.")
        yield _found("late_departure_excused", "grave", (id,), says, _LIFT)


def _body(case: Case) -> Iterator[Finding]:
    decision = case.decision
    if decision.kind != "expulsion" or not decision.adopted_on or not decision.decided_by_kind:
        return
    allowed = case.law.value(WHO, "may_order", decision.adopted_on)
    at_border = case.law.value(WHO, "at_border", decision.adopted_on)
    able = (*words_of(allowed), *words_of(at_border))
    if able and decision.decided_by_kind not in able:
        says = _("On that day this body could not order an expulsion.")
        yield _found("wrong_body", "grave", (WHO,), says, _PROTEST)
    elif decision.decided_by_kind not in words_of(allowed):
        says = _("On that day this body could order an expulsion only for an offence at entry.")
        yield _found("wrong_body", "serious", (WHO,), says, _PROTEST)


def _served(case: Case) -> Iterator[Finding]:
    decision = case.decision
    if decision.served_on or decision.known_on or decision.lifted_on or not decision.adopted_on:
        return
    if decision.kind == "controlled_person" and decision.published_on:
        return
    authority = (COPY,) if decision.kind in ("expulsion", "fine") else ()
    if decision.kind in BAN_KINDS and wording(NOTICE, decision.adopted_on):
        authority = (NOTICE,)
    says = _("Nothing shows that the person was told; the time to contest has not begun.")
    yield _found("not_served", "serious", authority, says, _TELL)


def _private_life(case: Case) -> Iterator[Finding]:
    family, decision = case.family, case.decision
    is_bound = family.has_spouse_citizen or family.minor_children_citizens or family.has_dependants
    long_there = (family.years_of_residence or 0) >= 5
    if decision.family_weighed or not (is_bound or family.minor_children or long_there):
        return
    if decision.kind == "expulsion":
        id = REPLACED if _is_in_force(case, REPLACED) else AUTOMATIC
        says = _("Family and private life were not weighed; expulsion can be replaced.")
        yield _found("family_not_weighed", "grave", (id,), says, _PROTEST)
    elif decision.kind in BAN_KINDS:
        says = _("Family and private life were not weighed.")
        yield _found("family_not_weighed", "grave", (FAMILY,), says, _LIFT)


def _minor(case: Case) -> Iterator[Finding]:
    if _was_minor(case.person.born_on, case.decision.adopted_on):
        says = _("The person was a minor on the day of the decision.")
        yield _found("minor", "grave", (CHILD,), says, _PROTEST)


def _protected(case: Case) -> Iterator[Finding]:
    person, decision = case.person, case.decision
    if person.is_trafficking_victim:
        says = _("The person is a victim of trafficking.")
        yield _found("trafficking_victim", "grave", (VICTIM,), says, _PROTEST)
    if person.refugee_status in ("refugee", "temporary_asylum") and decision.kind == "expulsion":
        says = _("Refugee status or temporary asylum obliges to review the expulsion.")
        yield _found("refugee", "grave", (REFUGEE,), says, _PROTEST)
    if person.serves_in_army and decision.kind == "expulsion":
        says = _("A foreigner in Russian military service is not expelled.")
        yield _found("serves_in_army", "grave", (SOLDIER,), says, _PROTEST)


def _own_citizen(case: Case) -> Iterator[Finding]:
    if case.decision.kind in AGAINST_FOREIGNERS and "RU" in case.person.citizenship:
        says = _("The person is a citizen of Russia; such a decision is only for foreigners.")
        yield _found("own_citizen", "grave", (CITIZEN,), says, _LIFT)


def _stateless(case: Case) -> Iterator[Finding]:
    decision = case.decision
    is_forced = decision.kind == "expulsion" and decision.removal == "forced"
    if is_forced and case.person.is_stateless:
        says = _("No state may take a stateless person; the holding must be reviewed by a court.")
        yield _found("holding_without_end", "serious", (STATELESS, REPLACED), says, _PROTEST)


def _readmission(case: Case) -> Iterator[Finding]:
    decision, citizenship = case.decision, set(case.person.citizenship)
    if decision.kind != "readmission" or not decision.adopted_on or not citizenship:
        return
    states = words_of(case.law.value(READMISSION, "citizenships", decision.adopted_on))
    if not citizenship & set(states):
        says = _("No agreement on readmission with this state was found.")
        yield _found("no_readmission_agreement", "serious", (READMISSION,), says, _ASK)


def _health(case: Case) -> Iterator[Finding]:
    is_health = ban_provision(case.decision.ground).endswith("27-1")
    has_family = case.family.has_spouse_citizen or case.family.minor_children
    if is_health and case.person.has_grave_illness and has_family:
        says = _("An illness alone cannot bar a person whose family lives permanently in Russia.")
        yield _found("health_rule_overtaken", "grave", (HEALTH,), says, _LIFT)
    if is_health and case.person.health_ground_lifted:
        says = _("The health ground has fallen away.")
        yield _found("health_ground_gone", "serious", (), says, _LIFT)


def _identity(case: Case) -> Iterator[Finding]:
    if case.decision.names_document is False:
        says = _("It names no document: it may be about somebody of the same name.")
        yield _found("identity_doubtful", "serious", (), says, _IDENTIFY)


def _lapsed(case: Case) -> Iterator[Finding]:
    if case.lapses_on and case.lapses_on < case.on and not case.decision.lifted_on:
        says = _("It was not executed by %(day)s and has lapsed, unless the person evaded it.")
        facts = {"day": case.lapses_on}
        yield _found("lapsed", "serious", ("RU-KOAP-31.9",), says, _PROTEST, facts)


def _before_regime(case: Case) -> Iterator[Finding]:
    adopted = case.decision.adopted_on
    if case.decision.kind != "controlled_person" or adopted is None:
        return
    if wording(REGISTER, adopted) is None:
        says = _("There was no register of controlled persons on that day.")
        yield _found("ground_not_in_force", "grave", (REGISTER,), says, _LIFT)


CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    _adopted,
    _served_too_early,
    _ends_too_early,
    _ground,
    _term,
    _expired,
    _offences,
    _overstay,
    _body,
    _served,
    _private_life,
    _minor,
    _protected,
    _own_citizen,
    _stateless,
    _readmission,
    _health,
    _identity,
    _lapsed,
    _before_regime,
)
_ORDER: tuple[Weight, ...] = ("grave", "serious", "minor")


def _found(
    id: str,
    weight: Weight,
    authority: tuple[str, ...],
    says: str,
    todo: str,
    facts: Mapping[str, object] | None = None,
) -> Finding:
    return Finding(id, weight, authority, Saying(says, facts or {}), Saying(todo))


def _is_in_force(case: Case, id: str) -> bool:
    day = case.decision.adopted_on
    return day is not None and case.law.version(id, day) is not None


def _was_minor(born_on: date | None, on: date | None) -> bool:
    return bool(born_on and on and months_after(born_on, FULL_AGE_YEARS * 12) > on)


_ASK = _("Ask the body that decided for the file.")
_LIFT = _("Represent to the body that decided that it be lifted.")
_SHORTEN = _("Represent to the body that decided that the term be shortened.")
_PROTEST = _("Protest against it, and ask that it be replaced or ended.")
_TELL = _("See to it that the person is told in writing.")
_IDENTIFY = _("Establish who is meant before anything is done on it.")
