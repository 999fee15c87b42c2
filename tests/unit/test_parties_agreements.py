from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.errors import NotFound
from hamkor.parties import (
    all_agreements,
    all_measures,
    all_offices,
    applicable,
)
from hamkor.parties.agreements import NATIONAL_LAW, RECIPROCITY
from hamkor.parties.instruments import Standing
from hamkor.parties.offices import office

TODAY = date(2026, 11, 24)
RU, TJ = "ru-prosecutor-general", "tj-prosecutor-general"

offices = st.sampled_from(sorted(all_offices()))
kinds = st.sampled_from(sorted(all_measures()))
days = st.dates(date(1960, 1, 1), date(2040, 1, 1))
areas = st.sampled_from(
    [None, "labour-migrants", "illegal-migration", "trafficking", "corruption"]
)


# ---- every pair, kind and day


@given(offices, offices, kinds, days, areas)
def test_every_pair_kind_and_day_has_an_answer_that_can_be_read(a, b, kind, day, area):
    found = applicable(a, b, kind, on=day, area=area)
    assert found.because
    for said in (
        *(reason.saying for reason in found.because),
        *(branch.condition for branch in (*found.alternatives, *found.also)),
        found.language_rule,
    ):
        for language in ("tg", "ru", "en"):
            assert said.in_language(language)
            assert "None" not in said.in_language(language)


@given(offices, offices, kinds, days, areas)
def test_the_answer_does_not_depend_on_who_asks(a, b, kind, day, area):
    assert applicable(a, b, kind, on=day, area=area) == applicable(b, a, kind, on=day, area=area)


@given(offices, offices, kinds, days, areas)
def test_what_governs_binds_both_on_that_day_and_knows_the_kind(a, b, kind, day, area):
    found = applicable(a, b, kind, on=day, area=area)
    if found.governs is None:
        assert found.basis in (RECIPROCITY, NATIONAL_LAW)
        assert (found.basis == NATIONAL_LAW) == (office(a).state == office(b).state)
        return
    assert found.basis == found.governs.id
    assert kind in found.governs.kinds
    assert found.governs.signed_on <= day
    assert all(found.governs.standing_of(office(o), day) is Standing.BOUND for o in (a, b))


@given(offices, offices, kinds, days, areas)
def test_a_certain_answer_has_one_branch_and_only_verified_grounds(a, b, kind, day, area):
    found = applicable(a, b, kind, on=day, area=area)
    bases = [branch.basis for branch in found.alternatives]
    if found.is_certain:
        assert not bases
        assert found.because[0].is_verified
    if bases:
        assert not found.is_certain
        assert bases[-1] == found.basis
        assert len(set(bases)) == len(bases) > 1
    assert not {branch.basis for branch in found.also} & {found.basis, *bases}


@given(offices, offices, kinds, days)
def test_an_instrument_replaced_between_the_two_is_in_no_branch(a, b, kind, day):
    found = applicable(a, b, kind, on=day)
    if found.governs:
        shown = {branch.basis for branch in (*found.alternatives, *found.also)}
        assert not shown & set(found.governs.replaces)


@pytest.mark.parametrize("kind", ["interview", "records", "service_of_documents"])
def test_a_coercive_kind_never_rests_on_an_agreement_of_offices(kind):
    for known in all_agreements().values():
        assert known.level == "convention" or kind not in known.kinds


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [("xx-nobody", TJ, "interview"), (TJ, "xx-nobody", "interview"), (TJ, RU, "xx-nobody")],
)
def test_only_an_unknown_office_or_kind_is_an_error(a, b, kind):
    with pytest.raises(NotFound, match="xx-nobody"):
        applicable(a, b, kind, on=TODAY)


# ---- the pair the first agreement is about


def test_both_branches_are_shown_while_a_ratification_is_not_confirmed():
    found = applicable(TJ, RU, "interview", on=TODAY)
    said = [str(branch.condition) for branch in found.alternatives]
    assert found.agreement_ids == ("chisinau-2002", "minsk-1993")
    assert said == [
        "If Chisinau Convention binds Tajikistan, which has not been confirmed",
        "Otherwise",
    ]
    because = [(str(reason.saying), reason.is_verified) for reason in found.because]
    assert (
        "Minsk Convention has been in force for Russia since 10 December 1994.",
        True,
    ) in because
    unsure = (
        "Whether Chisinau Convention binds Tajikistan on 24 November 2026 has not been confirmed."
    )
    assert (unsure, False) in because


def test_the_end_of_minsk_is_explained_with_its_article():
    found = applicable(RU, "kz-prosecutor-general", "interview", on=TODAY)
    assert found.because[-1].sentence.startswith("Between parties of")
    assert "120(3)" in str(found.because[-1].saying)
    assert found.agreement_ids == ("chisinau-2002",)


def test_universal_treaties_stand_beside_a_treaty_on_assistance():
    found = applicable(TJ, RU, "records", on=TODAY)
    assert {branch.basis for branch in found.also} == {"untoc-2000", "uncac-2003", "un-drugs-1988"}
    assert any("art. 18(1)-(8) apply beside it" in str(b.condition) for b in found.also)


def test_a_signature_that_is_applied_says_so():
    found = applicable(TJ, RU, "complaint_referral", on=TODAY)
    assert "applied from its signature" in str(found.because[0].saying)
    assert found.because[0].agreement == "ru-tj-offices-2025"
    assert "Prosecutor General" in str(found.because[0].saying)


def test_the_language_of_the_agreement_or_one_that_both_offices_share():
    assert "ст. 17" in applicable(TJ, RU, "interview", on=TODAY).language_rule.in_language("ru")
    assert str(applicable(TJ, RU, "complaint_referral", on=TODAY).language_rule).endswith(": ru.")
    military = applicable(TJ, "tj-military-prosecutor", "interview", on=TODAY)
    assert str(military.language_rule).endswith(": ru, tg.")


def test_an_agreement_that_is_not_in_force_governs_nothing():
    for known in all_agreements().values():
        if not known.is_in_force:
            sides = [o for o in all_offices().values() if known.row_of(o)]
            assert sides
            assert {known.standing_of(o, TODAY) for o in sides} == {Standing.NOT_BOUND}
