"""Invented treaties between states: the rules of applicability know no state by name."""

from datetime import date, timedelta

import pytest

from hamkor.data_files import Names, Source
from hamkor.parties import agreements, applicable, reasons
from hamkor.parties.agreements import RECIPROCITY
from hamkor.parties.instruments import Agreement, Standing, StatusRow
from hamkor.parties.offices import office

TODAY = date(2026, 11, 24)
SIGNED, BEGAN, CHECKED = date(2010, 1, 1), date(2012, 5, 1), date(2020, 6, 1)
UZ, TM, KG = "uz-prosecutor-general", "tm-prosecutor-general", "kg-prosecutor-general"
RU, TJ = "ru-prosecutor-general", "tj-prosecutor-general"


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
