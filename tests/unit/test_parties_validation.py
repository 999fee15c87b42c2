"""What the start of a node refuses: each fault is named by file, line and field."""

import shutil

import pytest

from hamkor import parties
from hamkor.data_files import DATA
from hamkor.errors import BrokenDataFile
from hamkor.law.validation import validate_data as validate_law


@pytest.fixture
def data(tmp_path):
    """A copy of every data file, to be broken."""
    root = tmp_path / "data"
    shutil.copytree(DATA, root)
    return root


def spoil(data, file, old, new):
    """Replace the first `old` in a file; return the 1-based line where it stood."""
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def refusal(validate, data):
    with pytest.raises(BrokenDataFile) as caught:
        validate(data)
    return caught.value


def test_the_real_files_agree_with_one_another():
    parties.validate_data()
    validate_law()


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "says"),
    [
        ("parties/md.yaml", "code: MD", "code: no", "state.code", "pattern"),
        ("parties/md.yaml", "code: MD", "code: yes", "state.code", "pattern"),
        ("parties/md.yaml", "code: MD", "code: UZ", "state.code", "name of the file"),
        ("parties/tj.yaml", "state: TJ\n", "state: RU\n", "offices.0.state", "not the state"),
        ("parties/tj.yaml", "id: tj-military-prosecutor", "id: tj-prosecutor-general",
         "offices.1.id", "repeated"),
        ("parties/uz.yaml", "id: uz-prosecutor-general", "id: tj-prosecutor-general",
         "offices.0.id", "repeated"),
        ("parties/uz.yaml", "languages: [uz, ru]\n    source", "languages: [uz, fr]\n    source",
         "offices.0.languages.1", "Input should be"),
        ("areas/cyber.yaml", "id: cyber", "id: syber", "id", "name of the file"),
        ("areas/minors.yaml", "id: child-alone", "id: child-in-danger",
         "complaint_categories.1.id", "repeated"),
        ("areas/cyber.yaml", "statistics]", "migration_enforcement]", "purposes.1",
         "Input should be"),
        ("areas/cyber.yaml", "is_protective: false", "is_protective: perhaps", "is_protective",
         "boolean"),
        ("agreements/ru-kg-1992.yaml", "id: ru-kg-1992", "id: ru-kg", "id", "name of the file"),
        ("agreements/minsk-1993.yaml", "party: RU", "party: XX", "status.0.party",
         "neither a state nor an office"),
        ("agreements/minsk-1993.yaml", "party: TJ", "party: RU", "status.1.party",
         "second time"),
        ("agreements/minsk-1993.yaml", "confidence: high", "confidence: sure",
         "status.0.source.confidence", "Input should be"),
        ("agreements/minsk-1993.yaml", "kinds: [interview, ", "kinds: [interview, search, ",
         "kinds.1", "search is not known"),
        ("agreements/minsk-1993.yaml", "id: contrary_to_law", "id: sovereignty_security",
         "refusal_grounds.1.id", "repeated"),
        ("agreements/chisinau-2002.yaml", "replaces: [minsk-1993", "replaces: [minsk-1992",
         "replaces.0", "minsk-1992 is not known"),
        ("agreements/minsk-1997-protocol.yaml", "amends: minsk-1993", "amends: minsk-1992",
         "amends", "minsk-1992 is not known"),
        ("agreements/cis-cyber-2018.yaml", "areas: [cyber]", "areas: [syber]", "areas.0",
         "syber is not known"),
        ("agreements/untoc-2000.yaml", "is_default_only: true", "is_defult_only: true",
         "is_defult_only", "not permitted"),
        ("contents.yaml", "id: requesting_body", "id: requested_body", "1.id", "repeated"),
        ("contents.yaml", "{agreement: minsk-1993", "{agreement: minsk-1992",
         "0.provisions.0.agreement", "minsk-1992 is not known"),
        ("contents.yaml", "not_for: [records]", "not_for: [record]", "6.provisions.0.not_for.0",
         "record is not known"),
        ("safeguards.yaml", "id: child\n", "id: self_incrimination\n", "1.id", "repeated"),
        ("kinds/arms_tracing/kind.yaml", "id: arms_tracing\n", "id: tracing\n", "id",
         "name of the folder"),
        ("kinds/whereabouts/kind.yaml", "id: relatives", "id: appearance", "items.1.id",
         "repeated"),
        ("kinds/extradition/kind.yaml", "{agreement: minsk-1993, provision: \"art. 58\"",
         "{agreement: minsk-1992, provision: \"art. 58\"", "items.0.provisions.0.agreement",
         "minsk-1992 is not known"),
        ("kinds/interview/kind.yaml", "required: [requested_body", "required: [requested_bdy",
         "required.0", "requested_bdy is not known"),
        ("kinds/interview/kind.yaml", "asked: [case_number, stage, birth",
         "asked: [facts, stage, birth", "asked.0", "facts is not known"),
        ("kinds/interview/kind.yaml", "safeguards: [self_incrimination, child",
         "safeguards: [child, kid", "safeguards.1", "kid is not known"),
        ("kinds/complaint_referral/kind.yaml", "areas: [labour-migrants", "areas: [labour",
         "areas.0", "labour is not known"),
        ("kinds/interview/kind.yaml", "between: any_office", "between: friends", "between",
         "Input should be"),
    ],
)  # fmt: skip
def test_a_fault_in_the_parties_is_named_by_file_line_and_field(data, file, old, new, field, says):
    line = spoil(data, file, old, new)
    error = refusal(parties.validate_data, data)
    assert error.path == file.rpartition("/")[2]
    assert error.field == field
    assert says in error.problem
    assert line <= error.line <= line + new.count("\n") + 1


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "says"),
    [
        ("law/deadlines/complaint.yaml", "id: complaint.register.ru", "id: petition.register.ru",
         "0.id", "does not begin with the name"),
        ("law/deadlines/complaint.yaml", "id: complaint.register.ru", "id: complaint.register.xx",
         "0.id", "XX is not a state"),
        ("law/deadlines/complaint.yaml", "id: complaint.forward.ru", "id: complaint.register.ru",
         "1.id", "repeated"),
        ("law/deadlines/complaint.yaml", "length: 3,", "length: 0,",
         "0.history.0.span.length", "greater than 0"),
        ("law/deadlines/complaint.yaml", "counted_in: calendar_days", "counted_in: days",
         "0.history.0.span.counted_in", "Input should be"),
        ("law/deadlines/assistance.yaml", "id: assistance.decide", "id: assistance.decision",
         "clocks.1", "assistance.decide is not known"),
        ("law/house_grounds.yaml", "id: outside_powers", "id: firewall", "1.id", "repeated"),
        ("calendars/ru-2026.yaml", "year: 2026", "year: 2025", "year", "name of the file"),
        ("calendars/ru-2026.yaml", "  - 2026-01-01", "  - 2025-01-01", "holidays.0",
         "not a day of this year"),
        ("calendars/ru-2026.yaml", "  - 2026-01-02", "  - 2026-01-01", "holidays.1",
         "listed twice"),
        ("calendars/ru-2026.yaml", "  - 2026-01-01", "  - 2026-01-32", "holidays.0", "date"),
        ("calendars/ru-2026.yaml", "[saturday, sunday]", "[saturday, funday]",
         "weekly_days_off.1", "Input should be"),
        ("parties/md.yaml", "code: MD", "code: no", "state.code", "pattern"),
    ],
)  # fmt: skip
def test_a_fault_in_the_law_is_named_by_file_and_field(data, file, old, new, field, says):
    spoil(data, file, old, new)
    error = refusal(validate_law, data)
    assert error.field == field
    assert says in error.problem
    assert error.line > 0


def test_entries_out_of_order_of_time_are_refused(data):
    entry = "    - in_force_from: 2013-01-30\n"
    older = entry.replace("2013", "2014") + (
        "      span: ~\n      source: {instrument: INVENTED, checked_on: 2026-11-23, "
        "confidence: low}\n"
    )
    spoil(data, "law/deadlines/complaint.yaml", entry, older + entry)
    error = refusal(validate_law, data)
    assert (error.field, error.problem) == ("0.history", "the entries are not in order of time")


def test_a_limit_with_neither_law_nor_promise_is_refused(data):
    path = data / "law" / "deadlines" / "assistance.yaml"
    empty = (
        "- id: assistance.dream\n  duty: {tg: a, ru: a, en: a}\n"
        "  counts_from: {tg: a, ru: a, en: a}\n"
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(text + empty, encoding="utf-8")
    error = refusal(validate_law, data)
    assert error.field == str(text.count("\n- id: "))
    assert error.problem == "neither law nor a promise of the office"


def test_a_calendar_of_no_known_state_is_refused(data):
    text = (data / "calendars" / "ru-2026.yaml").read_text(encoding="utf-8")
    lone = text.replace("state: RU", "state: XX")
    (data / "calendars" / "xx-2026.yaml").write_text(lone, encoding="utf-8")
    error = refusal(validate_law, data)
    assert (error.path, error.line, error.field) == ("xx-2026.yaml", 1, "state")
