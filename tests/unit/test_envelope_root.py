"""A root on paper and under a passphrase; what it states about keys, and when that is believed."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor.envelope import (
    CLOCK_SKEW,
    GRACE,
    OfficeKeys,
    OfficeStatement,
    Revocation,
    RootKey,
    SingleKey,
    check_follows,
    read_office_statement,
    root_fingerprint,
    sign_office_statement,
    statement_digest,
)
from hamkor.errors import (
    BadSignature,
    InputRefused,
    KeyExpired,
    KeyRevoked,
    Malformed,
    OurFault,
    PeerFault,
    TooLarge,
)
from hamkor.keyring.schedule import Window
from hamkor.keyring.stating import stated_keys, stated_single, suites_of
from tests.stated import statement_of

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DUSHANBE = "tj-prosecutor-general"
ROOT = RootKey.generate()
DAY = timedelta(days=1)


def stated(*windows, revoked=(), suite="A", **changes):
    """Return a statement with new keys for each (use, first day, last day), and those keys."""
    made, keys = [], []
    for use, begins, ends in windows:
        made.append(OfficeKeys.generate(suite))
        window = Window(use, NOW + begins * DAY, NOW + ends * DAY)
        keys.append(stated_keys(made[-1], window))
    values = {
        "office": DUSHANBE,
        "version": 1,
        "root": ROOT.public,
        "keys": tuple(key for group in keys for key in group),
        "suites": suites_of(suite),
        "max_bytes": 1024,
        "issued_at": NOW,
        "expires_at": NOW + 90 * DAY,
        "revoked": revoked,
    }
    return OfficeStatement(**(values | changes)), [group[0].id for group in keys]


USUAL = (("sign", -10, 100), ("encrypt", -10, 80), ("encrypt", 70, 160))


class TestPaper:
    def test_what_was_printed_is_the_same_root_when_it_is_typed_again(self):
        assert RootKey.from_paper(ROOT.to_paper()).public == ROOT.public

    def test_digits_of_any_script_and_any_spaces_will_do(self):
        eastern = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
        typed = ROOT.to_paper().translate(eastern).replace(" ", "   ")
        assert RootKey.from_paper(f"\n{typed}\n\n").public == ROOT.public

    @given(row=st.integers(0, 7), place=st.integers(0, 11), digit=st.integers(0, 9))
    @settings(max_examples=60, deadline=None)
    def test_a_single_wrong_digit_is_noticed_and_the_row_is_named(self, row, place, digit):
        rows = ROOT.to_paper().splitlines()
        number, digits = rows[row].split(".")
        plain = list(digits.replace(" ", ""))
        if plain[place] == str(digit):
            return
        plain[place] = str(digit)
        rows[row] = f"{number}. {''.join(plain)}"
        with pytest.raises(InputRefused, match=f"Row {row + 1}"):
            RootKey.from_paper("\n".join(rows))

    def test_rows_in_another_order_are_noticed(self):
        rows = ROOT.to_paper().splitlines()
        for first, second in permutations(range(3), 2):
            swapped = list(rows)
            swapped[first], swapped[second] = rows[second], rows[first]
            with pytest.raises(InputRefused):
                RootKey.from_paper("\n".join(swapped))

    @pytest.mark.parametrize("count", [0, 7, 9])
    def test_a_missing_row_is_missed(self, count):
        rows = ROOT.to_paper().splitlines()
        with pytest.raises(InputRefused, match=f"here are {count}"):
            RootKey.from_paper("\n".join((rows * 2)[:count]))


class TestPassphrase:
    def test_a_root_opens_with_its_passphrase_only(self):
        pem = ROOT.to_pem(b"a long passphrase")
        assert RootKey.from_pem(pem, b"a long passphrase").public == ROOT.public
        for wrong in (b"another", None):
            with pytest.raises(OurFault):
                RootKey.from_pem(pem, wrong)

    def test_other_keys_are_no_root(self):
        with pytest.raises(OurFault):
            RootKey.from_pem(OfficeKeys.generate().to_pem(None)[-120:], None)

    def test_nothing_secret_is_printed(self):
        assert "secret" not in repr(ROOT)


def test_a_fingerprint_is_digits_and_belongs_to_office_and_root():
    ours = root_fingerprint(DUSHANBE, ROOT.public)
    assert len(ours.split()) == 8
    assert ours.replace(" ", "").isdigit()
    others = {
        root_fingerprint("ru-prosecutor-general", ROOT.public),
        root_fingerprint(DUSHANBE, RootKey.generate().public),
    }
    assert ours not in others
    assert stated(*USUAL)[0].fingerprint() == ours


class TestStatement:
    def test_what_was_signed_is_read_again(self):
        statement, _ids = stated(*USUAL, suite="B")
        assert read_office_statement(sign_office_statement(statement, ROOT)) == statement

    def test_it_is_signed_by_the_root_it_names(self):
        statement, _ids = stated(*USUAL)
        with pytest.raises(BadSignature):
            read_office_statement(sign_office_statement(statement, RootKey.generate()))

    def test_no_character_of_it_can_be_changed(self):
        text = sign_office_statement(stated(*USUAL)[0], ROOT)
        for position in range(0, len(text), 7):
            other = "A" if text[position] != "A" else "w"
            with pytest.raises(PeerFault):
                read_office_statement(text[:position] + other + text[position + 1 :])

    def test_what_is_too_long_or_nothing_is_refused(self):
        with pytest.raises(TooLarge):
            read_office_statement("a" * 100_000)
        for text in ("", "hello", "a.b.c", "\0"):
            with pytest.raises(Malformed):
                read_office_statement(text)

    @pytest.mark.parametrize(
        "changes",
        [
            {"version": 2},
            {"previous": "0" * 64},
            {"root": b"\0" * 32},
            {"root": b"\1" + b"\0" * 31},
            {"suites": ()},
            {"keys": ()},
        ],
        ids=str,
    )
    def test_what_cannot_be_is_not_stated(self, changes):
        with pytest.raises(ValueError, match=r"\w"):
            stated(*USUAL, **changes)

    def test_a_key_stands_under_its_own_name_once(self):
        statement, _ids = stated(*USUAL)
        first, *others = statement.keys
        for keys in (
            (first, first, *others),
            (first.model_copy(update={"id": "A" * 43}), *others),
        ):
            with pytest.raises(ValueError, match=r"\w"):
                statement.with_changes(keys=[key.model_dump() for key in keys])


class TestTime:
    def test_the_key_that_began_last_is_used(self):
        statement, (_sign, first, second) = stated(*USUAL)
        assert statement.keys_at(NOW).encryption_key_id == first
        assert statement.keys_at(NOW + 71 * DAY).encryption_key_id == second

    def test_a_next_key_is_not_used_before_its_day_even_by_a_wrong_clock(self):
        statement, (_sign, first, _second) = stated(*USUAL)
        assert statement.keys_at(NOW + 69 * DAY).encryption_key_id == first

    def test_after_its_last_day_a_key_serves_for_the_grace_and_no_longer(self):
        statement, _ids = stated(("sign", -10, 300), ("encrypt", -10, 80))
        assert statement.keys_at(NOW + 80 * DAY + GRACE - DAY)
        with pytest.raises(KeyExpired):
            statement.keys_at(NOW + 80 * DAY + GRACE)

    def test_signatures_of_past_present_and_next_keys_are_known_in_their_time(self):
        windows = (("sign", -400, -20), ("sign", -27, 100), ("sign", 90, 400), ("encrypt", 0, 90))
        statement, (past, present, coming, _seal) = stated(*windows)
        for named in (past, present):
            assert statement.keys_signing(named, NOW).signing_key_id == named
        assert statement.keys_signing(coming, NOW + 90 * DAY - CLOCK_SKEW)
        for named, at in ((coming, NOW + 80 * DAY), (past, NOW + 11 * DAY)):
            with pytest.raises(KeyExpired):
                statement.keys_signing(named, at)
        assert statement.keys_signing("A" * 43, NOW) is None

    def test_a_revoked_key_is_good_for_what_was_met_before_and_for_nothing_after(self):
        statement, ids = stated(*USUAL, ("sign", 0, 100))
        lost = Revocation(id=ids[0], at=NOW, reason="lost")
        statement = statement.model_copy(update={"revoked": (lost,)})
        assert statement.keys_signing(ids[0], NOW - DAY).signing_key_id == ids[0]
        with pytest.raises(KeyRevoked):
            statement.keys_signing(ids[0], NOW)
        assert statement.keys_at(NOW).signing_key_id == ids[3]
        assert [keys.signing_key_id for keys in statement.signers()] == [ids[3]]

    def test_the_keys_of_a_suite_stay_together(self):
        statement, _ids = stated(("sign", -10, 100), ("sign", 0, 100), *USUAL[1:], suite="B")
        for key in (key for key in statement.keys if key.use == "sign"):
            keys = statement.keys_signing(key.id, NOW)
            assert key.id in keys.signing_key_ids
            assert keys.suite == "B"
        spans = [
            {statement.key_named(i).not_before for i in k.signing_key_ids}
            for k in statement.signers()
        ]
        assert [len(span) for span in spans] == [1, 1]

    def test_a_key_is_good_for_its_own_use_only(self):
        log = SingleKey.generate()
        window = Window("log", NOW - DAY, NOW + 100 * DAY)
        statement, _ids = stated(*USUAL)
        keys = (*statement.keys, stated_single("log", log, window))
        statement = statement.with_changes(keys=keys)
        assert statement.single("log", NOW).public == log.public
        assert statement.keys_signing(log.key_id, NOW) is None
        assert statement.single("witness", NOW) is None


class TestOneAfterAnother:
    def next(self, text, **changes):
        older = read_office_statement(text)
        values = {"version": older.version + 1, "previous": statement_digest(text)}
        return older.with_changes(**(values | changes))

    @pytest.fixture
    def text(self):
        return statement_of(OfficeKeys.generate(), DUSHANBE, root=ROOT, at=NOW)

    def test_the_next_statement_of_the_same_root_follows(self, text):
        check_follows(self.next(text), read_office_statement(text), text)

    @pytest.mark.parametrize(
        "changes",
        [{"office": "ru-prosecutor-general"}, {"root": RootKey.generate().public}],
        ids=["another office", "another root"],
    )
    def test_another_root_or_office_does_not(self, text, changes):
        with pytest.raises(BadSignature):
            check_follows(self.next(text, **changes), read_office_statement(text), text)

    def test_two_statements_with_one_number_are_noticed(self, text):
        with pytest.raises(Malformed):
            check_follows(self.next(text, previous="0" * 64), read_office_statement(text), text)
