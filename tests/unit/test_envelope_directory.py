"""A directory is believed when enough offices of the old list and of the new have signed it."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from hamkor.envelope import RootKey
from hamkor.envelope.directory import (
    Directory,
    Listed,
    check_directory,
    draw_up,
    read_directory,
    sign_directory,
    signers_of_directory,
)
from hamkor.errors import BadSignature, Malformed, PeerFault, TooLarge

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OFFICES = ("kg-prosecutor-general", "ru-prosecutor-general", "tj-prosecutor-general")
ROOTS = {office: RootKey.generate() for office in OFFICES}
NEWCOMER = "uz-prosecutor-general"
ROOTS_THEN = ROOTS | {NEWCOMER: RootKey.generate()}


def directory(roots=ROOTS, **changes):
    values = {
        "version": 1,
        "threshold": 2,
        "offices": tuple(Listed(office=o, root=r.public) for o, r in sorted(roots.items())),
        "issued_at": NOW,
        "expires_at": NOW + timedelta(days=90),
    }
    return Directory(**(values | changes))


def signed_by(drawn, *roots):
    text = draw_up(drawn)
    for root in roots:
        text = sign_directory(text, root)
    return text


FIRST = directory()


def following(roots=ROOTS_THEN, **changes):
    return directory(roots, **({"version": 2, "previous": FIRST.digest, "threshold": 3} | changes))


def test_any_two_of_three_are_enough_and_one_is_not():
    for pair in combinations(ROOTS.values(), 2):
        assert check_directory(signed_by(FIRST, *pair), after=None) == FIRST
    for alone in ROOTS.values():
        with pytest.raises(BadSignature):
            check_directory(signed_by(FIRST, alone, alone), after=None)


def test_a_strangers_signature_does_not_count():
    text = signed_by(FIRST, ROOTS[OFFICES[0]], RootKey.generate(), RootKey.generate())
    assert signers_of_directory(text, FIRST.offices) == [OFFICES[0]]
    with pytest.raises(BadSignature):
        check_directory(text, after=None)


def test_the_next_one_needs_enough_of_the_old_list_and_of_the_new():
    new = ROOTS_THEN[NEWCOMER]
    first, second, _third = ROOTS.values()
    assert check_directory(signed_by(following(), first, second, new), after=FIRST)
    for too_few in ((first, new), (first, second), (new,)):
        with pytest.raises(BadSignature):
            check_directory(signed_by(following(), *too_few), after=FIRST)
    alone = {NEWCOMER: new}
    with pytest.raises(BadSignature):
        check_directory(signed_by(following(alone, threshold=1), new, first), after=FIRST)


@pytest.mark.parametrize("changes", [{"version": 3}, {"previous": "0" * 64}], ids=str)
def test_what_does_not_follow_is_not_believed(changes):
    text = signed_by(following(**changes), *ROOTS_THEN.values())
    with pytest.raises(Malformed):
        check_directory(text, after=FIRST)


def test_an_older_one_does_not_come_back():
    second = following()
    with pytest.raises(Malformed):
        check_directory(signed_by(FIRST, *ROOTS.values()), after=second.model_copy())


@pytest.mark.parametrize(
    "changes",
    [
        {"threshold": 4},
        {"threshold": 0},
        {"offices": ()},
        {"version": 2},
        {"expires_at": NOW},
        {"offices": FIRST.offices[::-1]},
        {"offices": (FIRST.offices[0], FIRST.offices[0])},
    ],
    ids=lambda changes: ",".join(changes),
)
def test_what_cannot_be_is_no_directory(changes):
    with pytest.raises(ValueError, match=r"\w"):
        directory(**changes)


def test_no_character_can_be_changed():
    text = signed_by(FIRST, *list(ROOTS.values())[:2])
    for position in range(0, len(text), 5):
        other = "A" if text[position] != "A" else "w"
        with pytest.raises(PeerFault):
            check_directory(text[:position] + other + text[position + 1 :], after=None)


@pytest.mark.parametrize("text", ["", "{}", "[]", "hello", '{"payload":1,"signatures":[]}'])
def test_text_that_is_none_is_refused(text):
    with pytest.raises(Malformed):
        read_directory(text)
    with pytest.raises(TooLarge):
        read_directory("x" * 300_000)


def test_people_can_compare_it():
    assert len(FIRST.fingerprint().split()) == 8
    assert FIRST.fingerprint() != following().fingerprint()
