"""Against a decision: by when, to whom, when it enters into force, lapses or must be obeyed.

KoAP arts 30.1–30.5, 31.1, 31.9, 32.2, 32.10 and KAS art. 219 of Russia.
"""

from dataclasses import replace
from datetime import date

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Alternative, Answer, Conclusion
from hamkor.law.counting import ONE_DAY, count
from hamkor.law.engine import Law, rule
from hamkor.law.facts import Decision
from hamkor.law.rules.from_data import due_by
from hamkor.parties.sayings import Saying

COMPLAINT, CLAIM, BAILIFF = "RU-KOAP-30.3", "RU-KAS-219-1", "RU-KAS-219-3"
WHERE, LAPSE, LEAVE = "RU-KOAP-30.1", "RU-KOAP-31.9", "RU-KOAP-32.10-6"
FINE, HEARD_FAST, HEARD = "RU-KOAP-32.2", "RU-KOAP-30.5-EXPULSION", "RU-KOAP-30.5-COURT"
PROTEST_STOPS_NOT = "RU-KOAP-31.6-2"
HEARD_BY_BODY, SECOND = "RU-KOAP-30.5-1", "RU-KOAP-30.9"
LATE, DEFERRAL = "RU-KOAP-30.12", "RU-KOAP-31.5"
OFFENCE_KINDS = ("expulsion", "fine")


@rule("appeal_by")
def appeal_by(decision: Decision, law: Law) -> Answer | None:
    """Return the last day to contest the decision, inclusive."""
    if decision.kind is None or decision.lifted_on:
        return None
    provision, start = _way(decision)
    if start is None:
        says = _("The day on which the person received or learned of the decision is needed.")
        return Answer(None, Saying(says))
    term = law.term(provision, start)
    if term is None:
        return None
    counted = count(term, start, law.calendar("RU"))
    notes: tuple[Saying, ...] = (_RESTORED,)
    if counted.moved_from:
        moved = Saying(_("It moved from %(day)s, a day off."), {"day": counted.moved_from})
        notes = (moved, *notes)
    says = _("Contest the decision by %(day)s.")
    return Answer(counted.last_day, Saying(says, {"day": counted.last_day}), notes=notes)


@rule("appeal_to")
def appeal_to(decision: Decision, law: Law) -> Answer | None:
    """Say who decides on the appeal: a stable word, and the sentence for the reader."""
    if decision.kind is None:
        return None
    if decision.kind not in OFFENCE_KINDS:
        return Answer("court", Saying(_("A claim goes to the district court (KAS).")))
    day = decision.adopted_on or decision.served_on
    if day:
        law.version(WHERE, day)
    if decision.decided_by_kind == "judge":
        return Answer("higher_court", Saying(_("Against a judge: to the higher court.")))
    if decision.decided_by_kind is None:
        says = _("Who decided is needed: a judge or an official.")
        return Answer(None, Saying(says))
    says = _("Against an official: to the higher official or to the district court.")
    return Answer("higher_official_or_court", Saying(says))


@rule("appeal_decided_by")
def appeal_decided_by(decision: Decision, law: Law) -> Answer | None:
    """Return the day by which an appeal that was lodged must be decided."""
    if decision.appealed_on is None or decision.kind not in OFFENCE_KINDS:
        return None
    provision = HEARD_FAST if decision.kind == "expulsion" else HEARD
    says = _("The appeal must be decided by %(day)s.")
    answer = due_by(provision, decision.appealed_on, law, says)
    body = law.term(HEARD_BY_BODY, decision.appealed_on)
    if answer is None or body is None or provision == HEARD_FAST:
        return answer
    day = count(body, decision.appealed_on, law.calendar("RU")).last_day
    if decision.decided_by_kind == "judge":
        return answer
    return replace(answer, alternatives=(Alternative(day, _BY_BODY),))


@rule("protest_by")
def protest_by(decision: Decision, appeal_by: Conclusion | None, law: Law) -> Answer | None:
    """Return the last day for a prosecutor's protest before entry into force (KoAP 30.10)."""
    if decision.kind not in OFFENCE_KINDS or appeal_by is None or appeal_by.value is None:
        return None
    is_forced = decision.kind == "expulsion" and decision.removal == "forced"
    notes: tuple[Saying, ...] = ()
    if is_forced and law.version(PROTEST_STOPS_NOT, decision.adopted_on or appeal_by.value):
        notes = (_DOES_NOT_STOP,)
    says = _("The prosecutor may protest by %(day)s; later only a regional prosecutor and above.")
    return Answer(appeal_by.value, Saying(says, {"day": appeal_by.value}), notes=notes)


@rule("in_force_on")
def in_force_on(decision: Decision, appeal_by: Conclusion | None, law: Law) -> Answer | None:
    """Return the day on which the decision entered or enters into force (KoAP 31.1)."""
    if decision.in_force_on:
        began = Saying(_("It entered into force on %(day)s."), {"day": decision.in_force_on})
        return Answer(decision.in_force_on, began)
    if decision.kind not in OFFENCE_KINDS:
        return None
    if decision.appealed_on:
        return _after_appeal(decision, law)
    if appeal_by is None or appeal_by.value is None:
        return Answer(None, Saying(_("When the copy was received is needed.")))
    day = appeal_by.value + ONE_DAY
    says = _("If nobody contests it, it enters into force on %(day)s.")
    return Answer(day, Saying(says, {"day": day}))


@rule("expulsion_lapses_on")
def expulsion_lapses_on(
    decision: Decision, in_force_on: Conclusion | None, law: Law
) -> Answer | None:
    """Return the last day on which an expulsion may still be executed."""
    if decision.kind != "expulsion" or decision.removed_on:
        return None
    day = _day(in_force_on)
    term = law.term(LAPSE, day) if day else None
    if term is None or day is None:
        return None
    last = count(term, day, law.calendar("RU")).last_day
    says = _("After %(day)s the expulsion is no longer executed, unless the person evaded it.")
    return Answer(last, Saying(says, {"day": last}))


@rule("leave_by")
def leave_by(decision: Decision, in_force_on: Conclusion | None, law: Law) -> Answer | None:
    """Return the last day to leave under control."""
    if decision.kind != "expulsion" or decision.removed_on:
        return None
    if decision.removal is None:
        return Answer(None, Saying(_("Whether the departure is forced or controlled is needed.")))
    day = _day(in_force_on)
    if decision.removal == "forced" or day is None:
        return None
    return due_by(LEAVE, day, law, _("Leave the country by %(day)s."))


@rule("fine_pay_by")
def fine_pay_by(decision: Decision, in_force_on: Conclusion | None, law: Law) -> Answer | None:
    """Return the last day to pay the fine, inclusive."""
    day = _day(in_force_on)
    if decision.kind not in OFFENCE_KINDS or day is None:
        return None
    name = "with_expulsion" if decision.kind == "expulsion" else "term"
    return due_by(FINE, day, law, _("Pay the fine by %(day)s."), name)


@rule("late_review")
def late_review(
    decision: Decision, in_force_on: Conclusion | None, on: date, law: Law
) -> Answer | None:
    """Say that a decision in force can still be reviewed, and how fast it is decided."""
    day = _day(in_force_on)
    if decision.kind not in OFFENCE_KINDS or day is None or day > on or decision.lifted_on:
        return None
    term = law.term(LATE, on)
    if term is None:
        return None
    says = _(
        "In force, it can still be contested, and a regional prosecutor may protest; the article "
        "sets no time limit, and the court decides within %(months)s months."
    )
    return Answer(value=True, says=Saying(says, {"months": term.length}))


@rule("deferral_until")
def deferral_until(decision: Decision, in_force_on: Conclusion | None, law: Law) -> Answer | None:
    """Return the day until which a forced expulsion may at most be put off."""
    day = _day(in_force_on)
    if decision.kind != "expulsion" or decision.removal != "forced" or day is None:
        return None
    term = law.term(DEFERRAL, day)
    if term is None or decision.removed_on:
        return None
    last = count(term, day, law.calendar("RU")).last_day
    says = _("The judge may put the expulsion off until %(day)s at most.")
    return Answer(last, Saying(says, {"day": last}))


def _after_appeal(decision: Decision, law: Law) -> Answer:
    """Say when a decision enters into force that was contested (KoAP 30.9, 31.1(2))."""
    if decision.appeal_copy_on is None:
        return Answer(None, Saying(_("It enters into force when the appeal is decided.")))
    term = law.term(SECOND, decision.appeal_copy_on)
    if term is None:
        return Answer(None, Saying(_("It enters into force when the appeal is decided.")))
    day = count(term, decision.appeal_copy_on, law.calendar("RU")).last_day + ONE_DAY
    says = _("If nobody contests the decision on the appeal, it enters into force on %(day)s.")
    return Answer(day, Saying(says, {"day": day}))


def _way(decision: Decision) -> tuple[str, date | None]:
    """Return the provision that opens the way, and the day from which its time runs."""
    if decision.kind in OFFENCE_KINDS:
        return COMPLAINT, decision.served_on
    learned = [day for day in (decision.known_on, decision.served_on) if day]
    start = min(learned) if learned else decision.published_on
    return (BAILIFF if decision.kind == "bailiff_act" else CLAIM), start


def _day(conclusion: Conclusion | None) -> date | None:
    value = conclusion.value if conclusion else None
    return value if isinstance(value, date) else None


_BY_BODY = Saying(_("If an official and not a court decides on the appeal."))
_RESTORED = Saying(_("Missed time may be restored by the court for a good reason."))
_DOES_NOT_STOP = Saying(_("A protest does not stop a forced expulsion."))
