import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.errors import FirewallBreach, NotFound, RuleViolation
from hamkor.law.contents import HOUSE_RULE, missing
from hamkor.law.firewall import BASIS, LAWFUL_PURPOSES, Purpose, check_purpose
from hamkor.law.refusal import refusal_ground, refusal_grounds
from hamkor.parties import all_agreements, all_measures, measure

kinds = st.sampled_from(sorted(all_measures()))
under = st.lists(st.sampled_from([*sorted(all_agreements()), "reciprocity", "ru-upk"]), max_size=4)
languages = st.sampled_from(["tg", "ru", "en", "uz"])


def lacking(kind, ids, contents=None, language="ru", attachments=0):
    return missing(kind, ids, contents or {}, language=language, attachments=attachments)


def items_of(found):
    return [fault.item for fault in found]


# ---- contents


def test_the_drafter_reads_what_is_missing_and_which_articles_ask_for_it():
    found = {fault.item: fault for fault in lacking("interview", ["minsk-1993", "chisinau-2002"])}
    assert (
        found["persons"].provision == "Minsk Convention, art. 7(1); Chisinau Convention, art. 7(1)"
    )
    assert str(found["case_number"].saying) == (
        "Number of the case is missing: Chisinau Convention, art. 7(1) asks for it."
    )
    assert "ст. 7(1)" in found["case_number"].saying.in_language("ru")
    assert found["question_list"].provision == HOUSE_RULE
    assert str(found["question_list"].saying) == "List of questions is missing."
    assert found["question_list"].is_verified
    assert found["question_list"].sentence == "%(item)s is missing."


def test_an_article_that_was_not_read_is_marked():
    found = {f.item: f for f in lacking("service_of_documents", ["chisinau-2002"])}
    assert not found["exact_address"].is_verified
    both = lacking("service_of_documents", ["chisinau-2002", "minsk-1993"])
    assert {f.item: f for f in both}["exact_address"].is_verified


def test_the_russian_code_is_cited_by_its_name():
    found = {f.item: f for f in lacking("interview", ["ru-upk"])}
    assert found["classification"].provision == "Code of Criminal Procedure of Russia, art. 454"


def test_blanks_are_nothing():
    assert "facts" in items_of(lacking("inter_office_inquiry", [], {"facts": " \n\t "}))
    assert "facts" not in items_of(lacking("inter_office_inquiry", [], {"facts": "x"}))


def test_no_fault_of_language_is_told_twice():
    found = items_of(lacking("interview", ["minsk-1993", "chisinau-2002"], language="tg"))
    assert found.count("translation") == 1
    assert found[-1] == "translation"


def test_a_translation_is_asked_for_with_its_article():
    fault = lacking("interview", ["minsk-1993"], language="tg")[-1]
    assert (fault.item, fault.provision) == ("translation", "Minsk Convention, art. 17")
    assert not fault.is_verified


@pytest.mark.parametrize("call", [("interview", ["xx-1900"]), ("dream", [])])
def test_an_unknown_kind_or_agreement_is_not_found(call):
    with pytest.raises(NotFound):
        lacking(*call)


@given(kinds, under, languages)
def test_a_form_that_is_filled_in_lacks_nothing_but_perhaps_a_translation(kind, ids, language):
    everything = {item.id: "written" for item in measure(kind).contents}
    found = lacking(kind, ids, everything, language, attachments=1)
    assert set(items_of(found)) <= {"language"}
    assert not lacking(kind, ids, everything, "ru")


@given(kinds, under, under, languages)
def test_one_more_branch_never_asks_for_less(kind, ids, more, language):
    fewer = set(items_of(lacking(kind, ids, language=language)))
    assert fewer <= set(items_of(lacking(kind, [*ids, *more], language=language)))


@given(kinds, under, st.data())
def test_writing_one_more_thing_never_makes_another_missing(kind, ids, data):
    ask = items_of(lacking(kind, ids))
    item = data.draw(st.sampled_from([item.id for item in measure(kind).contents]))
    assert items_of(lacking(kind, ids, {item: "x"})) == [name for name in ask if name != item]


@given(kinds, under)
def test_an_agreement_named_twice_is_cited_once(kind, ids):
    assert lacking(kind, ids) == lacking(kind, ids + ids)


# ---- refusal


def test_a_convention_has_its_own_grounds_only():
    assert [g.id for g in refusal_grounds("minsk-1993")] == [
        "sovereignty_security",
        "contrary_to_law",
    ]
    assert refusal_ground("untoc-2000", "form").provision == "art. 18(21)(a)"
    assert refusal_ground("uncac-2003", "form").source.is_verified


@pytest.mark.parametrize(
    "basis", ["ru-tj-offices-2025", "reciprocity", "national-law", "ru-kg-1992"]
)
def test_between_offices_the_firewall_is_always_a_ground(basis):
    grounds = [ground.id for ground in refusal_grounds(basis)]
    assert grounds == ["firewall", "outside_powers", "safety_of_person"]


def test_an_article_on_refusal_that_was_not_read_is_marked():
    assert not any(g.source.is_verified for g in refusal_grounds("chisinau-2002"))


def test_a_ground_the_agreement_does_not_know_is_refused():
    with pytest.raises(RuleViolation, match=r"minsk-1993 does not know .* inconvenience"):
        refusal_ground("minsk-1993", "inconvenience")
    with pytest.raises(RuleViolation, match="firewall"):
        refusal_ground("minsk-1993", "firewall")
    with pytest.raises(NotFound):
        refusal_grounds("xx-1900")


# ---- the firewall


@given(st.sets(st.sampled_from([*Purpose, "anything", ""])))
def test_migration_enforcement_has_no_way_in_whatever_the_limits_say(limits):
    with pytest.raises(FirewallBreach) as caught:
        check_purpose(Purpose.MIGRATION_ENFORCEMENT, limits=limits)
    assert caught.value.provision == BASIS


@given(st.sampled_from(sorted(LAWFUL_PURPOSES)), st.sets(st.sampled_from(list(Purpose))))
def test_a_lawful_purpose_passes_exactly_when_the_limits_name_it(purpose, limits):
    if purpose in limits:
        check_purpose(purpose, limits=limits)
        return
    with pytest.raises(FirewallBreach, match="only for the purposes"):
        check_purpose(purpose, limits=limits)


@given(st.text())
def test_a_word_that_is_no_purpose_opens_nothing(word):
    with pytest.raises(FirewallBreach):
        check_purpose(f"{word}?", limits=[f"{word}?"])


def test_limits_as_words_read_from_a_message_work_like_purposes():
    check_purpose("protection", limits=["protection"])
    with pytest.raises(FirewallBreach):
        check_purpose("MIGRATION_ENFORCEMENT", limits=["MIGRATION_ENFORCEMENT"])
