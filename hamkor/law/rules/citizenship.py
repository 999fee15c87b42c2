"""What differs by citizenship or by place: entry application, readmission, the location app.

Government decree 1510 of 2024 (ruID), readmission agreements, 121-FZ of 2025, Tax Code art. 227.1.
"""

from datetime import date

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Alternative, Answer, Conclusion
from hamkor.law.counting import count, count_back, months_after
from hamkor.law.engine import Law, rule
from hamkor.law.facts import Contract, Decision, Patent, Person, Registration, Stay
from hamkor.law.provisions import words_of
from hamkor.law.rules.from_data import due_by
from hamkor.parties.sayings import Saying

RUID, READMISSION, APP = "RU-RUID-1", "RU-READMISSION", "RU-121FZ-APP"
TRANSITION, STRIKE_OFF = "RU-121FZ-TRANS", "RU-121FZ-LOCATION"
PAY, RENEW, DOCUMENTS = "RU-NK-227.1", "RU-109FZ-RENEW", "RU-115FZ-13.3-2"
CHILD_YEARS = 6


@rule("entry_application_duty")
def entry_application_duty(stay: Stay, person: Person, law: Law) -> Answer | None:
    """Say whether an application through ruID was due before this entry."""
    if stay.entered_on is None:
        return None
    version = law.version(RUID, stay.entered_on)
    if version is None or stay.is_visa_free is False:
        return None
    exempt = set(words_of(version.values["exempt"])) & set(person.citizenship or ())
    is_small = person.born_on and stay.entered_on < months_after(person.born_on, 12 * CHILD_YEARS)
    if exempt or is_small:
        return Answer("none", Saying(_("No application is expected of this person.")))
    says = _(
        "An application through ruID %(hours)s hours before entry was voluntary: nobody may be "
        "turned back for its absence."
    )
    return Answer("voluntary", Saying(says, {"hours": version.values["hours_before"]}))


@rule("readmission_agreement")
def readmission_agreement(decision: Decision, person: Person, law: Law) -> Answer | None:
    """Say whether an agreement on readmission with the person's state was found."""
    if decision.kind != "readmission" or decision.adopted_on is None:
        return None
    if not person.citizenship:
        return Answer(None, Saying(_("The citizenship is needed.")))
    states = words_of(law.value(READMISSION, "citizenships", decision.adopted_on))
    if set(states) & set(person.citizenship):
        says = _("An agreement on readmission with this state is known; ask for its article.")
        return Answer(value=True, says=Saying(says))
    says = _("No agreement on readmission with this state was found; ask on which one it rests.")
    return Answer(value=False, says=Saying(says))


@rule("app_register_by")
def app_register_by(stay: Stay, location_app_duty: Conclusion | None, law: Law) -> Answer | None:
    """Return the last day for whoever already lived in the region when the app became a duty."""
    start = law.value(TRANSITION, "from", stay.entered_on) if stay.entered_on else None
    if start is None or (location_app_duty and not location_app_duty.value):
        return None
    if stay.left_on and stay.left_on < date.fromisoformat(str(start)):
        return None
    day = date.fromisoformat(str(start))
    term = law.term(TRANSITION, stay.entered_on or day)
    if term is None:
        return None
    last = count(term, day, law.calendar("RU")).last_day
    says = _("Whoever lived in Moscow or its region before %(from)s registers by %(day)s.")
    return Answer(last, Saying(says, {"from": day, "day": last}))


@rule("app_address_by")
def app_address_by(stay: Stay, location_app_duty: Conclusion | None, law: Law) -> Answer | None:
    """Return the last day to tell a new address in the app."""
    if stay.address_changed_on is None or stay.address_told_on:
        return None
    if location_app_duty is None or not location_app_duty.value:
        return None
    says = _("Tell the new address in the application by %(day)s.")
    return due_by(APP, stay.address_changed_on, law, says, "address")


@rule("app_location_by")
def app_location_by(stay: Stay, location_app_duty: Conclusion | None, law: Law) -> Answer | None:
    """Return the last day to show a place again before being struck off."""
    if stay.location_lost_on is None or location_app_duty is None or not location_app_duty.value:
        return None
    term = law.term(STRIKE_OFF, stay.location_lost_on)
    other = law.term(STRIKE_OFF, stay.location_lost_on, "other_reading")
    if term is None or other is None:
        return None
    calendar = law.calendar("RU")
    day = count(term, stay.location_lost_on, calendar).last_day
    late = count(other, stay.location_lost_on, calendar).last_day
    says = _("Switch the location on again by %(day)s, or be struck off registration.")
    others = (Alternative(late, _WORKING_DAYS),) if late != day else ()
    return Answer(day, Saying(says, {"day": day}), alternatives=others)


@rule("registration_renew_by")
def registration_renew_by(registration: Registration, law: Law) -> Answer | None:
    """Return the last day to ask that a registration be prolonged."""
    if registration.valid_until is None:
        return None
    before = law.term(RENEW, registration.valid_until)
    if before is None:
        return None
    day = count_back(before, registration.valid_until, law.calendar("RU"))
    return Answer(day, Saying(_("Ask to prolong the registration by %(day)s."), {"day": day}))


@rule("patent_documents")
def patent_documents(stay: Stay, patent_needed: Conclusion | None, law: Law) -> Answer | None:
    """Return what has to be handed in with an application for a patent."""
    if patent_needed is None or not patent_needed.value or stay.entered_on is None:
        return None
    listed = words_of(law.value(DOCUMENTS, "documents", stay.entered_on))
    says = _("Documents for the patent: %(count)s; see the provision for the list.")
    return Answer(listed, Saying(says, {"count": len(listed)})) if listed else None


@rule("patent_month_fee")
def patent_month_fee(patent: Patent, on: date, law: Law) -> Answer | None:
    """Return the payment for a month of the patent in its region, in roubles."""
    if patent.issued_on is None or patent.region is None or patent.annulled_on:
        return None
    version = law.version(PAY, on)
    fee = version.values.get(patent.region) if version else None
    if version is None:
        return None
    if not isinstance(fee, int):
        says = _("1,200 roubles by the deflator and the coefficient of the region; ask for it.")
        return Answer(None, Saying(says))
    says = _("A month of the patent costs %(fee)s roubles in this region.")
    return Answer(fee, Saying(says, {"fee": fee}))


@rule("work_outside_region")
def work_outside_region(
    contract: Contract, patents: tuple[Patent, ...], on: date, law: Law
) -> Answer | None:
    """Say whether the work is done outside the region of the patent (KoAP 18.10)."""
    regions = {each.region for each in patents if each.region and not each.annulled_on}
    if contract.region is None or not regions or contract.made_on is None:
        return None
    is_outside = contract.region not in regions
    says = _("The work is in the region of the patent.")
    if is_outside:
        law.version("RU-KOAP-18.10-1", on)
        says = _("The patent is for another region: working here is an offence.")
    return Answer(is_outside, Saying(says))


_WORKING_DAYS = Saying(_("If working days are counted: the final order was not seen."))
