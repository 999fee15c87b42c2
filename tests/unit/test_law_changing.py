"""What one change of law does: to people whose facts are known, and to the rows of a register."""

from datetime import date

import pytest

from hamkor.command.law import main
from hamkor.errors import InputRefused, NotFound
from hamkor.law.changing import change_of, changes_known, compare
from hamkor.law.engine import Assessment
from hamkor.law.facts import Decision, Facts, Offence, Person, Stay
from hamkor.law.provisions import as_if, provision, provisions, wording

NEW_DAY = date(2024, 10, 29)
SATURDAY = date(2024, 11, 9)


def fined(served):
    return Facts(decisions=(Decision(kind="fine", adopted_on=served, served_on=served),))


def values(found):
    return {name: tuple(drawn and drawn.value for drawn in pair) for name, pair in found.items()}


def test_whoever_received_the_copy_before_the_change_keeps_the_date():
    change = change_of("RU-KOAP-30.3", NEW_DAY)
    old, new = compare([fined(date(2024, 10, 28)), fined(date(2024, 10, 30))], change)
    assert old == {}
    assert values(new)["decisions[0].appeal_by"] == (SATURDAY, date(2024, 11, 11))


def test_the_last_day_before_the_change_had_the_old_text_and_has_it_still():
    change = change_of("RU-KOAP-30.3", NEW_DAY)
    assert change.before.on(NEW_DAY) == change.before.on(date(2024, 10, 28))
    assert change.before.on(NEW_DAY).terms["term"].unit == "days_by_midnight"
    assert change.after.on(NEW_DAY).terms["term"].unit == "calendar_days"


def test_a_wording_that_came_later_stands_on_both_sides():
    change = change_of("RU-NK-227.1", date(2026, 1, 1))
    assert [each.in_force_from for each in change.before.history] == [
        date(2015, 1, 1),
        date(2027, 1, 1),
    ]
    assert change.before.on(date(2026, 12, 31)).in_force_from == date(2015, 1, 1)
    for day in (date(2025, 12, 31), date(2027, 1, 1)):
        assert change.before.on(day).values == change.after.on(day).values


def test_a_provision_that_begins_was_nothing_before():
    change = change_of("RU-115FZ-31.1", date(2025, 2, 5))
    facts = Facts(decisions=(Decision(kind="controlled_person", adopted_on=date(2025, 2, 5)),))
    assert change.before.history == ()
    found = values(compare([facts], change)[0])
    assert found["decisions[0].register_effects"] == (None, 30000)


def test_a_bill_takes_the_place_of_what_it_would_change_from_its_day_on():
    day = date(2027, 1, 1)
    change = change_of("RU-MED-2026-BILL", day)
    assert change.after.id == "RU-115FZ-5-MED"
    entered = [date(2026, 12, 31), day]
    people = [
        Facts(
            person=Person(citizenship=("TJ",)),
            stays=(Stay(entered_on=each, purpose="study"),),
        )
        for each in entered
    ]
    before, after = compare(people, change)
    assert "stays[0].medical_by" not in before
    assert values(after)["stays[0].medical_by"] == (date(2027, 3, 31), date(2027, 1, 30))


def test_a_bill_on_fines_shows_the_fine_it_would_bring():
    day = date(2027, 1, 1)
    facts = Facts(offences=(Offence(article="18.8", part="1", committed_on=day),))
    found = values(compare([facts], change_of("RU-KOAP-18.8-BILL", day))[0])
    assert found["offences[0].sanction"] == (
        (2000, 5000, "optional"),
        (25000, 50000, "optional"),
    )


def test_outside_the_block_the_law_is_what_it_was():
    before = wording("RU-KOAP-30.3", NEW_DAY)
    change = change_of("RU-KOAP-30.3", NEW_DAY)
    with as_if(change.before):
        assert wording("RU-KOAP-30.3", NEW_DAY) != before
        assert provision("RU-KOAP-30.3") is change.before
    assert wording("RU-KOAP-30.3", NEW_DAY) is before
    drawn = dict(Assessment(fined(date(2024, 10, 30)), NEW_DAY).results())
    assert drawn["decisions[0].appeal_by"].value == date(2024, 11, 11)


@pytest.mark.parametrize(
    ("id", "day", "error"),
    [("RU-KOAP-30.3", date(2024, 10, 30), InputRefused), ("RU-X-1", NEW_DAY, NotFound)],
    ids=["nothing begins then", "no such provision"],
)
def test_what_is_no_change_is_refused(id, day, error):
    with pytest.raises(error):
        change_of(id, day)


def test_every_change_that_is_offered_can_be_weighed():
    facts = fined(date(2026, 4, 1))
    for each, day in changes_known():
        change = change_of(each.id, day or date(2026, 11, 24))
        assert len(compare([facts], change)) == 1
    offered = {each.id for each, _day in changes_known()}
    assert offered == set(provisions())


def test_the_rows_of_a_register_that_a_change_concerns_are_told(tmp_path, capsys):
    table = tmp_path / "register.csv"
    table.write_text(
        "kind,adopted_on,served_on\nfine,2024-10-28,2024-10-28\nfine,2024-10-30,2024-10-30\nx\n"
    )
    asked = ["change", "RU-KOAP-30.3", "--on", str(NEW_DAY), "--table", str(table)]
    assert main(asked) == 1
    said = capsys.readouterr()
    assert "row 3: appeal_by: 2024-11-09 → 2024-11-11\n1 rows change\n" in said.out
    assert "without it: term 10 days_by_midnight" in said.out
    assert said.err == "row 4: 1 cells where the header has 3\n"
    assert main(["change", "RU-KOAP-30.3", "--on", "2020-01-01"]) == 2


def test_a_change_between_two_days_is_told_for_a_register_too(tmp_path, capsys):
    table = tmp_path / "register.csv"
    table.write_text("kind,ground,adopted_on,served_on,until\nentry_ban,,2024-01-01,,2025-01-31\n")
    assert main(["diff", "2025-01-31", "2025-02-01", "--table", str(table)]) == 0
    assert "row 2: findings: no_ground not_served → no_ground expired not_served" in (
        capsys.readouterr().out
    )
