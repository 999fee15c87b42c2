from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hamkor.data_files import Names, Source
from hamkor.errors import NotFound, RuleViolation
from hamkor.law import deadlines
from hamkor.law.calendars import WorkingCalendar, for_state
from hamkor.law.deadlines import LegalValue, OfficeTarget, Span, TimeLimit, deadline, time_limits

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)

days = st.dates(date(2018, 1, 1), date(2035, 12, 31))
spans = st.builds(
    Span,
    length=st.integers(1, 120),
    counted_in=st.sampled_from(["calendar_days", "working_days", "months"]),
    if_last_day_is_off=st.sampled_from(["stays", "next_working_day"]),
)
calendars = st.builds(
    WorkingCalendar,
    state=st.just("RU"),
    holidays=st.frozensets(days, max_size=20),
    years=st.frozensets(st.integers(2018, 2036)),
    weekly_days_off=st.frozensets(st.integers(0, 6), max_size=6),
    is_verified=st.booleans(),
)


def names(text):
    return Names(tg=text, ru=text, en=text)


def source(confidence="high", provision="art. 1"):
    return Source(instrument="INVENTED", provision=provision, checked_on=MONDAY,
                  confidence=confidence)  # fmt: skip


def value(span, since=date(2010, 1, 1), confidence="high", provision="art. 1", note=None):
    return LegalValue(in_force_from=since, span=span, source=source(confidence, provision),
                      note=note)  # fmt: skip


def span(length, counted_in="calendar_days", off="stays"):
    return Span(length=length, counted_in=counted_in, if_last_day_is_off=off)


@pytest.fixture
def law(monkeypatch):
    """Replace the law by invented limits of the duty "invented.duty"."""

    def replace(*history, target=None, state=""):
        limit = TimeLimit(
            id=f"invented.duty{state}",
            duty=names("do it"),
            counts_from=names("receipt"),
            history=history,
            office_target=target,
        )
        known = {**deadlines.time_limits(), limit.id: limit}
        monkeypatch.setattr(deadlines, "time_limits", lambda: known)

    return replace


def due(received_on=MONDAY, calendar=None):
    calendar = calendar or WorkingCalendar("RU", years=frozenset({2026, 2027}))
    return deadline("invented.duty", received_on=received_on, calendar=calendar)


# ---- properties


def counted(limit_span, start, calendar):
    return deadlines._count(limit_span, start, calendar)[0]


@given(spans, days, calendars)
def test_a_deadline_is_after_receipt(limit_span, start, calendar):
    assert counted(limit_span, start, calendar) > start


@given(spans, st.tuples(days, days), calendars)
def test_under_the_same_law_later_receipt_is_never_due_earlier(limit_span, received, calendar):
    earlier, later = (counted(limit_span, day, calendar) for day in sorted(received))
    assert earlier <= later


@given(spans, days, calendars)
def test_a_longer_limit_is_never_due_earlier(limit_span, start, calendar):
    longer = limit_span.model_copy(update={"length": limit_span.length + 1})
    assert counted(limit_span, start, calendar) <= counted(longer, start, calendar)


@given(spans, days, calendars, days)
def test_one_more_day_off_never_brings_the_date_forward(limit_span, start, calendar, day):
    more = WorkingCalendar(
        "RU", calendar.holidays | {day}, calendar.years, calendar.weekly_days_off
    )
    assert counted(limit_span, start, calendar) <= counted(limit_span, start, more)


@given(spans, days, calendars)
def test_a_date_that_moves_falls_on_a_working_day(limit_span, start, calendar):
    assume(limit_span.if_last_day_is_off == "next_working_day" or
           limit_span.counted_in == "working_days")  # fmt: skip
    assert calendar.is_working(counted(limit_span, start, calendar))


@given(st.integers(1, 60), days, calendars)
def test_working_days_are_exactly_as_many_as_the_law_says(length, start, calendar):
    last = counted(span(length, "working_days"), start, calendar)
    between = (start + timedelta(days=n) for n in range(1, (last - start).days + 1))
    assert sum(calendar.is_working(day) for day in between) == length


@given(st.sampled_from(sorted(time_limits())), days, st.sampled_from(["RU", "TJ", "KG", "UZ"]))
def test_every_limit_in_the_files_gives_a_date_with_its_source(limit_id, start, state):
    found = deadline(limit_id, received_on=start, calendar=for_state(state))
    assert found.due_on is None or found.due_on > start
    assert found.source.instrument in found.provision
    assert found.is_promise == (found.source.instrument == "House rule of the node")
    assert not (found.is_promise and found.is_verified)
    for language in ("tg", "ru", "en"):
        assert all(said.in_language(language) for said in (found.counted, *found.notes))


# ---- the wording in force


def test_the_past_keeps_its_law_and_its_unit(law):
    law(value(span(30), date(2019, 7, 1), provision="old"),
        value(span(15, "working_days"), date(2024, 1, 1), provision="new"))  # fmt: skip
    days_of_receipt = (date(2019, 7, 1), date(2023, 12, 31), date(2024, 1, 1))
    found = [due(day, WorkingCalendar("RU")) for day in days_of_receipt]
    assert [f.source.provision for f in found] == ["old", "old", "new"]
    assert [f.due_on for f in found] == [date(2019, 7, 31), date(2024, 1, 30), date(2024, 1, 22)]


def test_before_the_law_there_was_no_limit(law):
    law(value(span(30), date(2024, 1, 1)))
    with pytest.raises(RuleViolation, match=r"invented\.duty did not yet exist on 2023-12-31"):
        due(date(2023, 12, 31))


def test_a_limit_nobody_knows_is_not_found():
    with pytest.raises(NotFound, match=r"complaint\.dream"):
        deadline("complaint.dream", received_on=MONDAY, calendar=for_state("TJ"))


def test_a_state_with_a_limit_of_its_own_uses_it_and_others_do_not(law):
    law(value(span(5)), state=".ru")
    assert due().time_limit_id == "invented.duty.ru"
    with pytest.raises(NotFound):
        due(calendar=WorkingCalendar("TJ"))


# ---- law that was not read


def test_no_number_is_made_up_where_the_law_was_not_read(law):
    law(value(None, confidence="low"))
    found = due()
    assert found.due_on is None
    assert (found.is_promise, found.is_verified) == (False, False)
    assert "no number of days is taken" in str(found.counted)
    assert found.notes == (found.counted,)


def test_the_promise_of_the_office_stands_in_and_says_so(law):
    target = OfficeTarget(span=span(7), source=source(provision="target"))
    law(value(None), target=target)
    found = due()
    assert (found.due_on, found.is_promise, found.is_verified) == (date(2026, 11, 30), True, False)
    notes = [str(note) for note in found.notes]
    assert "has not been checked (INVENTED)" in notes[0]
    assert "own promise" in notes[1]
    assert len(notes) == 2


def test_without_any_law_the_promise_says_that_none_was_read(law):
    law(target=OfficeTarget(span=span(7), source=source()))
    assert "No instrument that was read" in str(due().notes[0])


def test_law_that_was_read_goes_before_the_promise(law):
    law(value(span(3)), target=OfficeTarget(span=span(7), source=source()))
    assert (due().due_on, due().is_promise) == (date(2026, 11, 26), False)


def test_tajik_law_gives_no_number_for_any_complaint():
    for duty in ("register", "forward", "answer", "answer_simple", "extend"):
        found = deadline(f"complaint.{duty}", received_on=MONDAY, calendar=for_state("TJ"))
        assert found.is_promise
        assert "1339" in str(found.notes[0])


# ---- counting, and how it is told


@pytest.mark.parametrize(
    ("limit_span", "received_on", "due_on"),
    [
        (span(1), MONDAY, date(2026, 11, 24)),
        (span(1, "working_days"), FRIDAY, date(2026, 11, 30)),
        (span(1, "calendar_days", "next_working_day"), FRIDAY, date(2026, 11, 30)),
        (span(1, "calendar_days", "stays"), FRIDAY, date(2026, 11, 28)),
        (span(1, "months"), date(2026, 1, 31), date(2026, 2, 28)),
        (span(1, "months"), date(2027, 12, 15), date(2028, 1, 15)),
        (span(1, "months"), date(2028, 1, 30), date(2028, 2, 29)),
        (span(12, "months"), date(2026, 12, 1), date(2027, 12, 1)),
        (span(1, "months", "next_working_day"), date(2026, 10, 28), date(2026, 11, 30)),
    ],
)
def test_days_working_days_and_months_are_counted(law, limit_span, received_on, due_on):
    law(value(limit_span))
    assert due(received_on).due_on == due_on


def test_how_it_was_counted_is_told_in_full(law):
    law(value(span(1, "calendar_days", "next_working_day")))
    assert str(due(FRIDAY).counted) == (
        "1 calendar days after receipt, 27 November 2026; that day is not counted. The last day, "
        "28 November 2026, is a day off, so the next working day counts."
    )
    assert "day off" not in str(due(MONDAY).counted)
    law(value(span(2, "working_days")))
    assert str(due().counted).startswith("2 working days after receipt")
    law(value(span(1, "months", "next_working_day")))
    assert "29 November 2026, is a day off" in str(due(date(2026, 10, 29)).counted)


def test_a_note_of_the_law_comes_first(law):
    law(value(span(3), note=names("mind this")))
    assert [str(note) for note in due().notes] == ["mind this"]


@pytest.mark.parametrize(
    ("limit_span", "received_on", "calendar_read", "is_verified"),
    [
        (span(3), MONDAY, False, True),
        (span(3, "working_days"), MONDAY, False, False),
        (span(3, "working_days"), MONDAY, True, True),
        (span(1, "calendar_days", "next_working_day"), FRIDAY, False, False),
        (span(1, "calendar_days", "next_working_day"), MONDAY, False, True),
        (span(1, "calendar_days", "next_working_day"), date(2029, 5, 7), False, False),
    ],
    ids=["calendar unused", "working days", "calendar read", "moved", "not moved", "unknown year"],
)
def test_an_unread_calendar_makes_the_date_unverified_only_if_it_decides(
    law, limit_span, received_on, calendar_read, is_verified
):
    law(value(limit_span))
    calendar = WorkingCalendar("RU", years=frozenset({2026}), is_verified=calendar_read)
    found = due(received_on, calendar)
    assert found.is_verified is is_verified


def test_an_unread_source_makes_the_date_unverified(law):
    law(value(span(3), confidence="medium"))
    assert not due().is_verified


def test_a_year_without_its_holidays_is_named(law):
    law(value(span(40, "working_days")))
    found = due(date(2027, 12, 1), WorkingCalendar("RU", years=frozenset({2027})))
    assert [str(note) for note in found.notes] == [
        "The public holidays of 2028 are not known; only weekly days off were left out."
    ]


def test_what_the_calendar_leaves_out_is_told():
    found = deadline("assistance.decide", received_on=MONDAY, calendar=for_state("RU"))
    assert "Transfers of days off by the government are not included" in map(str, found.notes)


def test_a_provision_is_shown_with_its_instrument():
    found = deadline("complaint.answer", received_on=MONDAY, calendar=for_state("RU"))
    assert found.provision.endswith("art. 12; point 5.1")
    bare = source(provision="")
    assert (
        deadlines.Deadline("x", None, bare, found.counted, False, False, ()).provision
        == "INVENTED"
    )


# ---- calendars


@pytest.mark.parametrize(
    ("state", "day", "is_working"),
    [
        ("RU", date(2026, 1, 8), False),
        ("RU", date(2026, 1, 9), True),
        ("RU", date(2026, 6, 12), False),
        ("RU", date(2026, 3, 23), True),
        ("TJ", date(2026, 3, 23), False),
        ("TJ", date(2026, 9, 9), False),
        ("TJ", date(2026, 6, 12), True),
        ("TJ", date(2026, 11, 28), False),
        ("KG", date(2026, 1, 1), True),
        ("KG", date(2026, 1, 3), False),
    ],
)
def test_a_state_works_by_its_own_calendar(state, day, is_working):
    assert WorkingCalendar.for_state(state).is_working(day) is is_working


def test_a_state_or_year_without_a_file_knows_weekends_only_and_says_so():
    assert [for_state("RU").is_complete(year) for year in (2024, 2025, 2027)] == [
        False,
        True,
        True,
    ]
    assert not for_state("KG").is_complete(2026)
    assert for_state("KG").note is None
