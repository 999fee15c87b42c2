import re
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor import parties
from hamkor.data_files import Names
from hamkor.errors import NotFound
from hamkor.law.firewall import LAWFUL_PURPOSES
from hamkor.parties.measures import all_measures
from hamkor.parties.sayings import Saying, cited, joined

STATES = {"AZ", "AM", "BY", "KZ", "KG", "MD", "RU", "TJ", "TM", "UZ"}
AREAS = {
    "labour-migrants", "illegal-migration", "trafficking", "migration-law", "terrorism",
    "arms-drugs", "corruption", "cyber", "environment", "minors", "military",
}  # fmt: skip
CYRILLIC = re.compile("[а-яёғӣқӯҳҷ]", re.IGNORECASE)


def test_every_state_of_the_council_has_an_office_of_its_prosecutor_general():
    states = {office.state for office in parties.all_offices().values()
              if office.kind == "prosecutor_general"}  # fmt: skip
    assert states == set(parties.states()) == STATES


def test_the_military_offices_of_tajikistan_and_russia_are_offices_of_their_own():
    military = [o.id for o in parties.all_offices().values() if o.kind == "military_prosecutor"]
    assert sorted(military) == ["ru-military-prosecutor", "tj-military-prosecutor"]


def test_every_office_keeps_a_time_that_exists_and_accepts_a_language():
    for office in parties.all_offices().values():
        assert ZoneInfo(office.time_zone).key == office.time_zone
        assert "ru" in office.languages
        assert parties.state(office.state).own_language in office.languages


def test_an_office_is_found_by_its_id_only():
    assert parties.office("tj-prosecutor-general").city.en == "Dushanbe"
    assert parties.state("TJ").time_zone == "Asia/Dushanbe"


@pytest.mark.parametrize(
    "look_up", [parties.office, parties.state, parties.area, parties.measure, parties.agreement]
)
def test_what_is_not_known_is_not_found_and_named(look_up):
    with pytest.raises(NotFound, match="xx-nobody"):
        look_up("xx-nobody")


def test_there_are_the_ten_areas_of_the_agreement_and_the_military_one():
    assert set(parties.all_areas()) == AREAS
    assert parties.area("trafficking").is_protective


@pytest.mark.parametrize(
    "area", ["labour-migrants", "migration-law", "illegal-migration", "minors"]
)
def test_where_migrants_and_children_complain_what_they_say_is_protected(area):
    known = parties.area(area)
    assert known.is_protective
    assert "protection" in known.purposes


def test_no_area_serves_the_enforcement_of_migration_rules():
    for area in parties.all_areas().values():
        assert set(area.purposes) <= set(LAWFUL_PURPOSES)


def test_a_complaint_never_travels_as_a_matter_of_illegal_migration():
    assert not parties.measure("complaint_referral").is_made_in("illegal-migration")
    agreement = parties.agreement("cis-offices-illegal-migration-2025")
    assert "complaint_referral" not in agreement.kinds
    assert "illegal-migration" not in parties.measure("complaint_referral").areas


def test_a_person_finds_what_happened_to_them_among_the_categories():
    categories = parties.complaint_categories()
    wanted = {"wages", "documents-taken", "violence", "detention", "expulsion", "entry-ban",
              "forced-labour", "child-in-danger"}  # fmt: skip
    assert wanted <= set(categories)
    assert categories["child-in-danger"][1].id == "minors"


def test_tajik_and_russian_names_are_written_in_their_own_letters():
    for category, _area in parties.complaint_categories().values():
        assert CYRILLIC.search(category.names.tg)
        assert CYRILLIC.search(category.names.ru)
        assert not CYRILLIC.search(category.names.en)


def test_the_kinds_of_request_are_those_the_field_knows():
    between_offices = [
        "spontaneous_information",
        "complaint_referral",
        "verification_of_nationality",
        "detention_notice",
        "inter_office_inquiry",
    ]
    under_a_convention = [
        "service_of_documents",
        "interview",
        "search_and_seizure",
        "expert_examination",
        "records",
        "whereabouts",
        "extradition",
        "provisional_arrest",
        "transfer_of_prosecution",
        "asset_measures",
        "evidence_preservation",
        "controlled_delivery",
        "arms_tracing",
        "transfer_of_sentenced_person",
        "protection_of_participant",
        "return_of_child",
        "joint_team",
    ]
    assert {m.id: m.level for m in all_measures().values()} == {
        **dict.fromkeys(under_a_convention, "convention"),
        **dict.fromkeys(between_offices, "inter_office"),
    }


def test_extradition_goes_between_prosecutors_general_and_a_search_needs_a_sanction():
    assert parties.measure("extradition").between == "prosecutors_general"
    assert parties.measure("interview").between == "any_office"
    assert parties.measure("search_and_seizure").needs_sanction
    assert not parties.measure("interview").needs_sanction


def test_the_case_number_is_compulsory_in_chisinau_and_not_in_minsk():
    number = parties.measure("interview").item("case_number")
    assert number.required_by("chisinau-2002").provision == "art. 7(1)"
    assert number.required_by("minsk-1993") is None
    assert not number.required


def test_the_facts_are_not_compulsory_for_service_of_documents():
    assert parties.measure("interview").item("facts").required_by("untoc-2000")
    ids = [item.id for item in parties.measure("service_of_documents").contents]
    assert "facts" not in ids
    assert "exact_address" in ids


def test_a_provision_that_leaves_a_kind_out_does_not_bind_it():
    birth = [parties.measure(kind).item("birth") for kind in ("interview", "records")]
    assert [bool(item.required_by("minsk-1993")) for item in birth] == [True, False]
    assert birth[0].required_by("minsk-1993").is_verified


def test_an_item_of_another_kind_is_not_found():
    with pytest.raises(NotFound, match="question_list"):
        parties.measure("records").item("question_list")


def test_every_kind_that_touches_a_complaint_asks_about_the_firewall_and_safety():
    for kind in ("inter_office_inquiry", "complaint_referral", "spontaneous_information"):
        asked = [safeguard.id for safeguard in parties.measure(kind).safeguards]
        assert asked[0] == "firewall"
        assert "safety_of_person" in asked


def test_a_saying_is_said_in_the_language_of_the_reader():
    tajikistan = parties.state("TJ").names
    saying = Saying("Since %(day)s for %(who)s, %(n)s", {
        "day": date(2023, 6, 28), "who": tajikistan, "n": 3})  # fmt: skip
    assert str(saying) == "Since 28 June 2023 for Tajikistan, 3"
    translate = {"Since %(day)s for %(who)s, %(n)s": "%(who)s: с %(day)s, %(n)s"}.get
    assert saying.in_language("ru", translate) == "Таджикистан: с 28.06.2023, 3"


def test_a_saying_without_facts_may_hold_a_percent_sign():
    assert Saying("100 %").in_language("tg-cyrl") == "100 %"


def test_a_provision_is_cited_as_each_reader_cites_it():
    minsk = parties.agreement("minsk-1993").short
    both = joined([cited(minsk, "art. 7(1)"), cited(minsk, "art. 17")])
    assert both.en == "Minsk Convention, art. 7(1); Minsk Convention, art. 17"
    assert both.ru == "Минская конвенция, ст. 7(1); Минская конвенция, ст. 17"
    assert both.tg.startswith("Конвенсияи Минск, моддаи 7(1)")


@given(st.dates(), st.sampled_from(["tg", "ru", "en", "tg-cyrl"]))
def test_every_day_can_be_said(day, language):
    said = Saying("%(day)s", {"day": day}).in_language(language)
    assert str(day.year) in said
    assert str(day.day) in said


def test_joining_nothing_gives_nothing():
    assert joined([]) == Names(tg="", ru="", en="")
