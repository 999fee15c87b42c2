"""Patent, contract, examination, location application, school and pay in Russia.

115-FZ arts 5, 13, 13.3; 135-FZ of 2020; 121-FZ of 2025; 544-FZ of 2024; Labour Code art. 392.
"""

from datetime import date

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Answer, Conclusion
from hamkor.law.counting import ONE_DAY, count, count_back
from hamkor.law.engine import Law, rule
from hamkor.law.facts import (
    Examination,
    Patent,
    Permit,
    Person,
    Stay,
)
from hamkor.law.provisions import words_of
from hamkor.law.rules.from_data import due_by
from hamkor.law.rules.residence import is_citizen, needs_visa
from hamkor.law.rules.stay import is_eaeu
from hamkor.parties.sayings import Saying

APPLY, RENEW, COPY = "RU-115FZ-13.3-APPLY", "RU-135FZ-2020", "RU-115FZ-13.3-7"
MEDICAL, MEDICAL_AT_HOME = "RU-115FZ-5-MED", "RU-MED-TJ-2025"
PATENT, APP, SCHOOL = "RU-115FZ-5-PATENT", "RU-121FZ-APP", "RU-544FZ-SCHOOL"


@rule("patent_needed")
def patent_needed(
    stay: Stay, person: Person, permits: tuple[Permit, ...], law: Law
) -> Answer | None:
    """Say whether work on this stay needs a patent."""
    if stay.entered_on is None or stay.purpose is None or not person.citizenship:
        return None
    if stay.purpose != "work":
        return None
    if is_citizen(person, stay.entered_on, law):
        return Answer(value=False, says=Saying(_("A citizen of Russia needs no patent.")))
    if is_eaeu(person, stay.entered_on, law):
        says = _("Workers of this state need no patent: a contract of work is enough.")
        return Answer(value=False, says=Saying(says))
    if any(each.issued_on and not each.annulled_on for each in permits):
        says = _("Whoever has a permit of residence works without a patent.")
        return Answer(value=False, says=Saying(says))
    if stay.is_visa_free is False or needs_visa(person, stay.entered_on, law):
        says = _("Whoever came with a visa needs a work permit, not a patent.")
        return Answer(value=False, says=Saying(says))
    return Answer(value=True, says=Saying(_("To work, this person needs a patent.")))


@rule("patent_apply_by")
def patent_apply_by(stay: Stay, patent_needed: Conclusion | None, law: Law) -> Answer | None:
    """Return the last day to ask for a patent, inclusive."""
    if patent_needed is None or not patent_needed.value or stay.entered_on is None:
        return None
    return due_by(APPLY, stay.entered_on, law, _("Ask for the patent by %(day)s."))


@rule("patent_valid_until")
def patent_valid_until(patent: Patent, law: Law) -> Answer | None:
    """Return the last day on which the patent is valid, inclusive: paid, and within 12 months."""
    if patent.issued_on is None:
        return None
    longest = law.term(PATENT, patent.issued_on, "longest")
    if patent.paid_until is None or longest is None:
        return Answer(None, Saying(_("Until which day the patent is paid is needed.")))
    end = count(longest, patent.issued_on, law.calendar("RU")).last_day - ONE_DAY
    until = min(end, patent.paid_until)
    if patent.annulled_on:
        until = min(until, patent.annulled_on)
    return Answer(until, Saying(_("The patent is valid until %(day)s."), {"day": until}))


@rule("patent_renew_by")
def patent_renew_by(patent: Patent, law: Law) -> Answer | None:
    """Return the last day to ask for a new patent before the 12 months end."""
    if patent.issued_on is None or patent.annulled_on:
        return None
    end = law.term(RENEW, patent.issued_on, "longest")
    before = law.term(RENEW, patent.issued_on)
    if end is None or before is None:
        return None
    calendar = law.calendar("RU")
    day = count_back(before, count(end, patent.issued_on, calendar).last_day, calendar)
    return Answer(day, Saying(_("Ask for a new patent by %(day)s."), {"day": day}))


@rule("patent_contract_by")
def patent_contract_by(patent: Patent, law: Law) -> Answer | None:
    """Return the last day to send the copy of the contract and the notice."""
    if patent.issued_on is None or patent.contract_copy_sent_on:
        return None
    with_notice = law.value(COPY, "needs_notice", patent.issued_on)
    sentence = _("Send the copy of the contract by %(day)s.")
    if with_notice:
        sentence = _("Send the copy of the contract and the notice by %(day)s.")
    return due_by(COPY, patent.issued_on, law, sentence)


@rule("patent_reapply_from")
def patent_reapply_from(patent: Patent, law: Law) -> Answer | None:
    """Return the first day on which a new patent may be asked for after an annulment."""
    if patent.annulled_on is None:
        return None
    bar = law.term(COPY, patent.annulled_on, "bar")
    if bar is None:
        return None
    day = count(bar, patent.annulled_on, law.calendar("RU")).last_day
    return Answer(day, Saying(_("A new patent may be asked for from %(day)s."), {"day": day}))


@rule("medical_by")
def medical_by(
    stay: Stay, person: Person, examinations: tuple[Examination, ...], law: Law
) -> Answer | None:
    """Return the last day for the medical examination, inclusive."""
    if stay.entered_on is None or _is_exempt(person, stay.entered_on, law):
        return None
    if any(_counts(each, stay.entered_on, law) for each in examinations):
        return None
    answer = _examination(
        stay, stay.entered_on, law, _("Pass the medical examination by %(day)s.")
    )
    abroad = [each for each in examinations if each.state not in (None, "RU")]
    if answer is None or not abroad:
        return answer
    return Answer(answer.value, answer.says, (_NOT_YET_RECOGNISED,), answer.alternatives)


@rule("fingerprints_by")
def fingerprints_by(stay: Stay, person: Person, law: Law) -> Answer | None:
    """Return the last day for fingerprints and photograph, inclusive."""
    if stay.entered_on is None or person.fingerprints_on:
        return None
    if _is_exempt(person, stay.entered_on, law):
        return None
    return _examination(
        stay, stay.entered_on, law, _("Give fingerprints and a photograph by %(day)s.")
    )


@rule("location_app_duty")
def location_app_duty(stay: Stay, person: Person, region: str | None, law: Law) -> Answer | None:
    """Say whether the location application of Moscow and its region must be used."""
    if stay.entered_on is None or not person.citizenship:
        return None
    version = law.version(APP, stay.entered_on)
    if version is None or region is None:
        return None
    values = version.values
    planned = stay.planned_days or 0
    long_enough = planned > _number(values["over_days"]) or stay.purpose == "work"
    is_bound = (
        region in words_of(values["regions"])
        and bool(set(person.citizenship) & set(words_of(values["citizenships"])))
        and stay.purpose in words_of(values["purposes"])
        and long_enough
    )
    says = _("The location application is not required of this person here.")
    if is_bound:
        says = _("Whoever lives here must register in the location application.")
    return Answer(is_bound, Saying(says))


@rule("school_retest_from")
def school_retest_from(person: Person, law: Law) -> Answer | None:
    """Return the first day on which a child may take the school test again."""
    if person.school_test_failed_on is None:
        return None
    wait = law.term(SCHOOL, person.school_test_failed_on, "wait")
    if wait is None:
        return None
    day = count(wait, person.school_test_failed_on, law.calendar("RU")).last_day
    return Answer(day, Saying(_("The child may take the test again from %(day)s."), {"day": day}))


def _examination(stay: Stay, entered_on: date, law: Law, sentence: str) -> Answer | None:
    if stay.purpose is None:
        return Answer(None, Saying(_("The purpose of the stay is needed.")))
    name = "work" if stay.purpose == "work" else "other"
    if name == "other" and stay.planned_days is not None and stay.planned_days <= 90:
        return None
    return due_by(MEDICAL, entered_on, law, sentence, name)


def _is_exempt(person: Person, on: date, law: Law) -> bool:
    exempt = words_of(law.value(MEDICAL, "exempt", on))
    return bool({*exempt, "RU"} & set(person.citizenship or ()))


def _counts(examination: Examination, entered_on: date, law: Law) -> bool:
    """Say whether an examination discharges the duty: in Russia, or recognised from abroad."""
    if examination.done_on is None:
        return False
    if examination.state == "RU":
        return examination.done_on >= entered_on
    recognised = law.value(MEDICAL_AT_HOME, "state", entered_on)
    return bool(examination.is_authorised_point) and examination.state == recognised


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


_NOT_YET_RECOGNISED = Saying(
    _(
        "The examination passed at home is not recognised in Russia yet: the agreement of "
        "9 October 2025 was not in force when this was checked."
    )
)
