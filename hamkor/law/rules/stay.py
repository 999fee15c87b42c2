"""How long a person may stay in Russia, when the stay is registered, and whether it is lawful.

115-FZ arts 5 and 13.3, 109-FZ art. 20, agreements with Tajikistan and Uzbekistan, EAEU art. 97.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Alternative, Answer, Conclusion
from hamkor.law.counting import ONE_DAY, count
from hamkor.law.engine import Law, rule
from hamkor.law.facts import Contract, Patent, Permit, Person, Stay
from hamkor.law.provisions import Version
from hamkor.law.rules.residence import is_citizen, last_day_by_permit
from hamkor.parties.sayings import Saying

STAY, PATENT, EAEU = "RU-115FZ-5-1", "RU-115FZ-5-PATENT", "RU-EAEU-97"
REGISTRATION = ("RU-RUTJ-2013", "RU-RUUZ-2022", EAEU, "RU-BY-REG")
REGULARISATION = "RU-1126-2024"
SEARCH = "RU-EAEU-97-9"


@rule("days_used")
def days_used(stays: tuple[Stay, ...], on: date, law: Law) -> Answer | None:
    """Count the days of visa-free stay that the limit in force on `on` counts, up to `on`."""
    version = law.version(STAY, on, "window")
    if version is None or not any(stay.entered_on for stay in stays):
        return None
    days = _counted_days(stays, on, _window_start(on, version))
    return Answer(
        len(days),
        Saying(
            _("%(days)s days of stay have been used in %(window)s."),
            {"days": len(days), "window": _WINDOWS[str(version.values["window"])]},
        ),
        notes=(_BOTH_ENDS,),
    )


@rule("days_left")
def days_left(days_used: Conclusion | None, on: date, law: Law) -> Answer | None:
    """Say how many days of visa-free stay remain after `on`; never below zero."""
    term = law.term(STAY, on, "limit")
    if days_used is None or term is None:
        return None
    left = max(0, term.length - days_used.value)
    return Answer(left, Saying(_("%(days)s days of visa-free stay are left."), {"days": left}))


@rule("last_day_of_stay")
def last_day_of_stay(
    stays: tuple[Stay, ...],
    patents: tuple[Patent, ...],
    contracts: tuple[Contract, ...],
    permits: tuple[Permit, ...],
    person: Person,
    on: date,
    law: Law,
) -> Answer | None:
    """Return the last lawful day of the present stay: permit, patent, contract or limit."""
    entered = _present_since(stays, on)
    if entered is None:
        return None
    if is_citizen(person, on, law):
        return Answer(date.max, Saying(_("A citizen of Russia needs no right to stay.")))
    if until := last_day_by_permit(permits, on, law):
        says = _("The permit of residence gives the right to stay until %(day)s.")
        if until == date.max:
            says = _("The permit of residence gives the right to stay.")
        return Answer(until, Saying(says, {"day": until}))
    paid = [patent.paid_until for patent in patents if _is_alive(patent, on)]
    if paid and (until := max(day for day in paid if day)):
        law.version(PATENT, until)
        return Answer(until, Saying(_("The patent is paid until %(day)s."), {"day": until}))
    if _is_eaeu_worker(person, contracts, on, law):
        return Answer(
            date.max,
            Saying(_("The stay is lawful as long as the contract of work runs.")),
        )
    by_limit = _by_limit(stays, entered, law)
    search = _last_day_of_search(person, contracts, entered, law)
    if search and search > by_limit.value and (search >= on or by_limit.value < on):
        says = _("The contract has ended; a new one may be made without leaving until %(day)s.")
        return Answer(search, Saying(says, {"day": search}))
    return by_limit


@rule("lawful")
def lawful(last_day_of_stay: Conclusion | None, on: date) -> Answer | None:
    """Say whether the person's stay is lawful on `on`."""
    if last_day_of_stay is None or last_day_of_stay.value is None:
        return None
    until = last_day_of_stay.value
    if on <= until:
        return Answer(value=True, says=Saying(_("On %(day)s the stay is lawful."), {"day": on}))
    over = (on - until).days
    doubt = [each.value for each in last_day_of_stay.answer.alternatives if on <= each.value]
    says = Saying(
        _("On %(day)s the stay is over its last day, %(until)s, by %(over)s days."),
        {"day": on, "until": until, "over": over},
    )
    other = tuple(Alternative(value=True, why=_OTHER_READING) for _day in doubt[:1])
    return Answer(value=False, says=says, alternatives=other)


@rule("register_by")
def register_by(stay: Stay, person: Person, law: Law) -> Answer | None:
    """Return the last day to be registered at the place, inclusive."""
    arrived = stay.arrived_at_place_on or stay.entered_on
    if stay.entered_on is None or not person.citizenship:
        return _need(stay.entered_on, person)
    special = _special_registration(person, stay.entered_on, law)
    provision, start = (special, stay.entered_on) if special else ("RU-109FZ-20", arrived)
    term = law.term(provision, stay.entered_on)
    if term is None or start is None:
        return None
    calendar = law.calendar("RU")
    safe = count(term, start, calendar).last_day
    others = []
    if term.is_open:
        later = count(term, start, calendar, first_day_counts=False).last_day
        others.append(Alternative(later, _DAY_OF_ENTRY))
    other_term = law.term(provision, stay.entered_on, "other_reading")
    if other_term:
        late = count(other_term, start, calendar).last_day
        others.append(Alternative(late, _SOURCES_DISAGREE))
    return Answer(
        safe,
        Saying(_("Register the place of stay by %(day)s."), {"day": safe}),
        alternatives=tuple(others),
    )


@rule("regularise_by")
def regularise_by(lawful: Conclusion | None, on: date, law: Law) -> Answer | None:
    """Return the day until which an unlawful stay could be put right without expulsion."""
    if lawful is None or lawful.value is not False:
        return None
    last_day = law.value(REGULARISATION, "last_day", on)
    if last_day is None:
        return None
    day = date.fromisoformat(str(last_day))
    says = _("Until %(day)s an unlawful stay could be put right without expulsion.")
    return Answer(day, Saying(says, {"day": day}))


def is_eaeu(person: Person, on: date, law: Law) -> bool:
    """Say whether a person is a citizen of a state whose workers need no permit."""
    states = law.value(EAEU, "citizenships", on)
    return isinstance(states, tuple) and bool(set(states) & set(person.citizenship or ()))


def last_day_by_limit(stays: Iterable[Stay], law: Law) -> date | None:
    """Return the last day that the limit of visa-free stay allowed in the latest stay."""
    entered = max((stay.entered_on for stay in stays if stay.entered_on), default=None)
    return _by_limit(stays, entered, law).value if entered else None


def _is_eaeu_worker(person: Person, contracts: Iterable[Contract], on: date, law: Law) -> bool:
    if not person.citizenship:
        return False
    runs = any(
        each.made_on and each.made_on <= on and (each.ended_on is None or each.ended_on >= on)
        for each in contracts
    )
    return (runs or bool(person.is_family_of_worker)) and is_eaeu(person, on, law)


def _last_day_of_search(
    person: Person, contracts: Iterable[Contract], entered: date, law: Law
) -> date | None:
    """Return until when a worker of the EAEU whose contract ended may look for another."""
    ended = max((each.ended_on for each in contracts if each.ended_on), default=None)
    if ended is None or not person.citizenship or not is_eaeu(person, ended, law):
        return None
    after, term = law.term(SEARCH, ended, "after"), law.term(SEARCH, ended)
    calendar = law.calendar("RU")
    if term is None or after is None or ended <= count(after, entered, calendar).last_day:
        return None
    return count(term, ended, calendar).last_day


def _special_registration(person: Person, on: date, law: Law) -> str:
    for provision in REGISTRATION:
        states = law.value(provision, "citizenships", on)
        if isinstance(states, tuple) and set(states) & set(person.citizenship):
            return provision
    return ""


def _need(entered_on: date | None, person: Person) -> Answer:
    what = _("The day of entry is needed.")
    if entered_on is not None:
        what = _("The citizenship is needed.")
    return Answer(None, Saying(what))


def _present_since(stays: Iterable[Stay], on: date) -> date | None:
    """Return when the stay that covers `on`, or that never ended, began."""
    for stay in stays:
        if stay.entered_on and stay.entered_on <= on and (not stay.left_on or stay.left_on >= on):
            return stay.entered_on
    return None


def _is_alive(patent: Patent, on: date) -> bool:
    """Say whether a patent may still have carried the stay: issued, paid once, not annulled."""
    begun = patent.issued_on is not None and patent.issued_on <= on
    return begun and patent.paid_until is not None and not patent.annulled_on


def _by_limit(stays: Iterable[Stay], entered: date, law: Law) -> Answer:
    """Find the last day within the limit, taking both days of a stay as days of stay."""
    last = _last_within_limit(stays, entered, law, counts_entry=True)
    later = _last_within_limit(stays, entered, law, counts_entry=False)
    others = (Alternative(later, _DAY_OF_ENTRY),) if later != last else ()
    if last < entered:
        says = Saying(_("When the person entered on %(day)s no day was left."), {"day": entered})
        return Answer(last, says, alternatives=others)
    turn = last.year > entered.year
    notes = (_BOTH_ENDS, *((_OVER_NEW_YEAR,) if turn else ()))
    return Answer(
        last,
        Saying(_("Without another ground the last day of stay is %(day)s."), {"day": last}),
        notes=notes,
        alternatives=others,
    )


def _last_within_limit(
    stays: Iterable[Stay], entered: date, law: Law, *, counts_entry: bool
) -> date:
    """Go from day to day; the limits are too small for anything cleverer to pay."""
    earlier = [stay for stay in stays if stay.entered_on and stay.entered_on < entered]
    before = _counted_days(earlier, entered - ONE_DAY, date.min)
    own: list[date] = []
    day = entered if counts_entry else entered + ONE_DAY
    while True:
        version = law.version(STAY, day, "limit")
        if version is None:
            return day - ONE_DAY
        limit = version.terms["limit"].length
        start = _window_start(day, version)
        used = sum(start <= each for each in (*before, *own))
        if used + 1 > limit or len(own) + 1 > limit:
            return day - ONE_DAY
        own.append(day)
        day += ONE_DAY


def _window_start(on: date, version: Version) -> date:
    """Return the first day that the limit looks back to from `on`, inclusive."""
    if version.values["window"] == "calendar_year":
        return date(on.year, 1, 1)
    return on - timedelta(days=version.terms["window"].length - 1)


def _counted_days(stays: Iterable[Stay], until: date, since: date) -> set[date]:
    return {day for stay in stays for day in _days(stay, until) if day >= since}


def _days(stay: Stay, until: date) -> Iterator[date]:
    if stay.entered_on is None or stay.is_visa_free is False:
        return
    day, end = stay.entered_on, min(stay.left_on or until, until)
    while day <= end:
        yield day
        day += ONE_DAY


_WINDOWS = {"calendar_year": _("this calendar year"), "rolling": _("the last 180 days")}
_BOTH_ENDS = Saying(_("The days of entry and of exit are counted as days of stay: that is safe."))
_OVER_NEW_YEAR = Saying(
    _("The stay runs over 31 December; no text that was read says how it is counted then.")
)
_DAY_OF_ENTRY = Saying(_("If the day of entry is not counted."))
_SOURCES_DISAGREE = Saying(_("Another source says so."))
_OTHER_READING = Saying(_("Under the other reading of the last day."))
