from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.data_files import Names, Source
from hamkor.errors import NotFound
from hamkor.parties import (
    agreements,
    all_agreements,
    all_measures,
    all_offices,
    applicable,
    reasons,
)
from hamkor.parties.agreements import NATIONAL_LAW, RECIPROCITY
from hamkor.parties.instruments import Agreement, Standing, StatusRow
from hamkor.parties.offices import office

TODAY = date(2026, 11, 24)
SIGNED, BEGAN, CHECKED = date(2010, 1, 1), date(2012, 5, 1), date(2020, 6, 1)
UZ, TM, KG = "uz-prosecutor-general", "tm-prosecutor-general", "kg-prosecutor-general"
RU, TJ = "ru-prosecutor-general", "tj-prosecutor-general"

offices = st.sampled_from(sorted(all_offices()))
kinds = st.sampled_from(sorted(all_measures()))
days = st.dates(date(1960, 1, 1), date(2040, 1, 1))
areas = st.sampled_from(
    [None, "labour-migrants", "illegal-migration", "trafficking", "corruption"]
)


def source(confidence="high"):
    return Source(instrument="INVENTED", checked_on=CHECKED, confidence=confidence)


def names(text):
    return Names(tg=text, ru=text, en=text)


def row(party, standing="party", confidence="high", **dates):
    return StatusRow(party=party, standing=standing, source=source(confidence), **dates)


def treaty(id, *rows, **more):
    """An invented treaty; nothing in it is law."""
    shape = {
        "names": names(id), "short": names(id), "level": "convention", "signed_on": SIGNED,
        "subject": "criminal_assistance", "kinds": ("interview",), "source": source(),
        "status": rows,
    }  # fmt: skip
    return Agreement(**{"id": id, **shape, **more})


@pytest.fixture
def world(monkeypatch):
    """Replace every instrument by invented ones between states that have no part in the real."""

    def replace(*known):
        invented = {agreement.id: agreement for agreement in known}
        for module in (agreements, reasons):
            monkeypatch.setattr(module, "all_agreements", lambda: invented)

    return replace


def both(**dates):
    return row("UZ", **dates), row("TM", **dates)


def ask(on=TODAY, kind="interview", **more):
    return applicable(UZ, TM, kind, on=on, **more)


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


# ---- invented instruments between other states: nothing is hard-wired


def test_nothing_known_is_an_answer_that_is_never_certain(world):
    world()
    found = ask()
    assert (found.basis, found.is_certain, found.agreement_ids) == (RECIPROCITY, False, ())
    assert "rests on reciprocity" in str(found.because[0].saying)


@pytest.mark.parametrize(
    ("on", "basis"),
    [
        (BEGAN - timedelta(days=1), RECIPROCITY),
        (BEGAN, "pact"),
        (date(2018, 3, 1), "pact"),
        (date(2018, 3, 2), RECIPROCITY),
    ],
    ids=["the day before", "the first day", "the last day", "the day after"],
)
def test_a_treaty_governs_from_its_first_day_to_its_last(world, on, basis):
    world(treaty("pact", *both(in_force_from=BEGAN, in_force_until=date(2018, 3, 1))))
    found = ask(on)
    assert found.basis == basis
    assert found.is_certain is (basis == "pact")


def test_one_side_alone_binds_nobody_and_the_reader_is_told(world):
    world(treaty("pact", row("UZ", in_force_from=BEGAN), row("TM", "not_party")))
    found = ask()
    said = [str(reason.saying) for reason in found.because]
    assert found.basis == RECIPROCITY
    assert said[1:] == [
        "pact does not bind Turkmenistan on 24 November 2026.",
        "pact has been in force for Uzbekistan since 1 May 2012.",
    ]


def test_a_treaty_of_others_is_not_mentioned(world):
    world(treaty("pact", row("UZ", in_force_from=BEGAN), row("KG", in_force_from=BEGAN)))
    found = ask()
    assert found.basis == RECIPROCITY
    assert len(found.because) == 1


def test_a_treaty_not_yet_signed_is_not_mentioned(world):
    world(treaty("pact", *both(in_force_from=BEGAN)))
    assert len(ask(SIGNED - timedelta(days=1)).because) == 1
    assert len(ask(SIGNED).because) == 3


@pytest.mark.parametrize(
    ("standing", "confidence", "on", "expected"),
    [
        ("party", "high", CHECKED, Standing.BOUND),
        ("party", "high", CHECKED - timedelta(days=1), Standing.POSSIBLE),
        ("party", "medium", CHECKED, Standing.POSSIBLE),
        ("signatory", "high", CHECKED, Standing.POSSIBLE),
        ("unknown", "low", CHECKED, Standing.POSSIBLE),
        ("signatory", "high", SIGNED, Standing.POSSIBLE),
        ("signatory", "high", SIGNED - timedelta(days=1), Standing.NOT_BOUND),
        ("not_party", "high", CHECKED, Standing.NOT_BOUND),
        ("not_party", "medium", CHECKED, Standing.POSSIBLE),
    ],
)
def test_without_a_day_of_entry_into_force_only_a_read_list_binds(
    standing, confidence, on, expected
):
    pact = treaty("pact", row("UZ", standing, confidence))
    assert pact.standing_of(office(UZ), on) is expected


def test_a_signature_later_than_that_of_the_treaty_counts_for_its_state():
    pact = treaty("pact", row("UZ", "signatory", signed_on=date(2015, 1, 1)))
    days = (date(2014, 12, 31), date(2015, 1, 1))
    assert [pact.standing_of(office(UZ), day) for day in days] == [
        Standing.NOT_BOUND,
        Standing.POSSIBLE,
    ]


def test_a_known_day_of_entry_into_force_beats_application_from_signature(world):
    pact = treaty("pact", *both(in_force_from=BEGAN), applies_from_signature=True)
    world(pact)
    assert ask(SIGNED).basis == RECIPROCITY
    assert ask(BEGAN).is_certain


def test_nobody_who_did_not_sign_is_bound_by_signature():
    pact = treaty("pact", row("UZ", "unknown", "low"), applies_from_signature=True)
    assert pact.standing_of(office(UZ), TODAY) is Standing.POSSIBLE


def test_a_party_whose_first_day_was_not_found_is_said_to_be_so(world):
    world(treaty("pact", *both()))
    found = ask()
    assert found.basis == "pact"
    assert found.is_certain
    assert "since which day was not found" in str(found.because[0].saying)


@pytest.mark.parametrize(
    ("confidence", "date_confidence", "on", "is_certain"),
    [
        ("high", "high", BEGAN, True),
        ("high", "medium", BEGAN, False),
        ("high", "medium", BEGAN + timedelta(days=365), False),
        ("high", "medium", BEGAN + timedelta(days=366), True),
        ("medium", "high", BEGAN + timedelta(days=3660), False),
    ],
)
def test_a_doubtful_day_matters_for_a_year_a_doubtful_source_always(
    world, confidence, date_confidence, on, is_certain
):
    doubtful = row("UZ", "party", confidence, in_force_from=BEGAN, date_confidence=date_confidence)
    world(treaty("pact", doubtful, row("TM", in_force_from=BEGAN)))
    found = ask(on)
    assert (found.basis, found.is_certain) == ("pact", is_certain)


def test_the_newer_of_two_that_bind_goes_first_and_the_doubt_is_shown(world):
    older = treaty("older", *both(in_force_from=BEGAN))
    newer = treaty("newer", *both(in_force_from=BEGAN), signed_on=date(2011, 1, 1))
    world(older, newer)
    found = ask()
    assert (found.basis, found.is_certain) == ("newer", False)
    assert [(b.basis, "goes first" in str(b.condition)) for b in found.also] == [("older", True)]


def test_a_newer_treaty_that_may_bind_but_replaces_nothing_stands_beside(world):
    older = treaty("older", *both(in_force_from=BEGAN))
    maybe = treaty("maybe", *both(confidence="medium"), signed_on=date(2011, 1, 1))
    world(older, maybe)
    found = ask()
    assert (found.basis, found.alternatives, found.is_certain) == ("older", (), True)
    assert str(found.also[0].condition).startswith("If maybe binds Turkmenistan, Uzbekistan")


def test_a_newer_treaty_that_would_replace_the_older_if_it_binds_leaves_both_open(world):
    older = treaty("older", *both(in_force_from=BEGAN))
    maybe = treaty("maybe", *both(confidence="low"), replaces=("older",), signed_on=BEGAN)
    world(older, maybe)
    found = ask()
    assert (found.basis, found.agreement_ids) == ("older", ("maybe", "older"))
    assert (found.is_certain, found.also) == (False, ())


def test_a_signature_read_in_a_source_still_leaves_its_ratification_unverified(world):
    world(treaty("pact", row("UZ", "signatory"), row("TM", in_force_from=BEGAN)))
    told = {str(reason.saying): reason.is_verified for reason in ask().because}
    assert told["pact has been in force for Turkmenistan since 1 May 2012."]
    assert not told["Whether pact binds Uzbekistan on 24 November 2026 has not been confirmed."]


def test_default_rules_say_what_they_cover():
    with pytest.raises(ValueError, match="what they cover"):
        treaty("default", *both(), is_default_only=True, always="art. 1")
    with pytest.raises(ValueError, match="always applies"):
        treaty("default", *both(), is_default_only=True, covers=names("arson"))


def test_a_treaty_that_may_bind_leaves_reciprocity_as_the_other_branch(world):
    world(treaty("maybe", *both(confidence="low")))
    found = ask()
    assert [branch.basis for branch in found.alternatives] == ["maybe", RECIPROCITY]
    assert found.alternatives[-1].agreement is None
    assert found.agreement_ids == ("maybe",)


def test_a_replaced_treaty_governs_again_with_a_state_outside_the_newer(world):
    older = treaty("older", *both(in_force_from=BEGAN), row("KG", in_force_from=BEGAN))
    newer = treaty("newer", *both(in_force_from=BEGAN), replaces=("older",),
                   replaces_provision="art. 9", signed_on=date(2011, 1, 1))  # fmt: skip
    world(older, newer)
    assert ask().basis == "newer"
    assert applicable(UZ, KG, "interview", on=TODAY).basis == "older"


def test_default_rules_give_way_to_any_treaty_of_the_two(world):
    limited = {"is_default_only": True, "covers": names("arson"), "always": "art. 1"}
    default = treaty("default", *both(in_force_from=BEGAN), signed_on=date(2019, 1, 1), **limited)
    own = treaty("own", *both(in_force_from=BEGAN))
    world(default, own)
    found = ask()
    assert (found.basis, found.is_certain) == ("own", True)
    assert "art. 1 apply beside it" in str(found.also[0].condition)
    world(default)
    found = ask()
    assert [str(b.condition) for b in found.alternatives] == [
        "If the offence is one that default covers: arson",
        "Otherwise",
    ]


def test_an_agreement_on_some_areas_governs_in_them_only(world):
    world(treaty("green", *both(in_force_from=BEGAN), areas=("environment",)))
    assert ask(area="environment").is_certain
    assert ask(area="cyber").alternatives == ()
    assert ask(area="cyber").basis == RECIPROCITY
    found = ask()
    assert [branch.basis for branch in found.alternatives] == ["green", RECIPROCITY]
    assert "subject of green" in str(found.alternatives[0].condition)


def test_an_agreement_on_everything_goes_before_a_newer_one_on_some_areas(world):
    wide = treaty("wide", *both(in_force_from=BEGAN))
    green = treaty("green", *both(in_force_from=BEGAN), areas=("environment",),
                   signed_on=date(2011, 1, 1))  # fmt: skip
    world(green, wide)
    assert ask(area="environment").basis == "wide"


def test_another_kind_is_not_governed(world):
    world(treaty("pact", *both(in_force_from=BEGAN)))
    assert ask(kind="records").basis == RECIPROCITY


def test_an_agreement_of_offices_binds_those_offices_not_their_states(world):
    rows = (row("ru-military-prosecutor", in_force_from=BEGAN),
            row("tj-military-prosecutor", in_force_from=BEGAN))  # fmt: skip
    world(treaty("pact", *rows, level="inter_office"))
    military = ("ru-military-prosecutor", "tj-military-prosecutor")
    found = applicable(*military, "interview", on=TODAY)
    assert found.basis == "pact"
    assert "Military Prosecutor" in str(found.because[0].saying)
    assert applicable(RU, TJ, "interview", on=TODAY).basis == RECIPROCITY


@pytest.mark.parametrize(
    ("protocol_rows", "on", "says", "is_certain"),
    [
        (both(in_force_from=BEGAN), TODAY, "applies in the wording of", True),
        (both(in_force_from=BEGAN, date_confidence="low"), BEGAN, "in the wording of", False),
        (
            (row("UZ", in_force_from=BEGAN), row("TM", "signatory")),
            TODAY,
            "not been confirmed",
            False,
        ),
    ],
    ids=["both bound", "the day is doubtful", "one side not confirmed"],
)
def test_the_wording_of_an_amended_treaty_is_told(world, protocol_rows, on, says, is_certain):
    pact = treaty("pact", *both(in_force_from=SIGNED))
    protocol = treaty("protocol", *protocol_rows, amends="pact", kinds=(), signed_on=BEGAN)
    world(pact, protocol)
    found = ask(on)
    assert says in str(found.because[2].saying)
    assert found.is_certain is is_certain
    assert len(ask(BEGAN - timedelta(days=1)).because) == 2
