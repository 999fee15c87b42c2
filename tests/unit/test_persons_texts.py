"""What is typed is kept to the letter or refused; nothing in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.errors import InputRefused
from hamkor.intake.proofs import read_proof_file, write_proof_file
from hamkor.persons.keys import LONGEST, fitted
from hamkor.persons.texts import check_text

anything = st.text(st.characters(), max_size=60)
words = st.dictionaries(
    st.sampled_from(["happened", "wanted", "contact"]), st.text(max_size=80), min_size=1
)


@given(anything, st.booleans(), st.integers(0, 20), st.integers(20, 60))
def test_every_text_is_kept_to_the_letter_or_refused(text, is_one_line, at_least, at_most):
    try:
        kept = check_text(
            text, field="f", at_least=at_least, at_most=at_most, is_one_line=is_one_line
        )
    except InputRefused as refusal:
        assert refusal.field == "f"  # noqa: PT017 - either outcome is right, and each is checked
        return
    assert kept is text
    assert "\x00" not in kept
    assert kept.encode().decode() == kept
    assert at_least <= len(kept.strip()) <= len(kept) <= at_most
    assert not (is_one_line and set(kept) & set("\n\r\t"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "fill this in"),
        (" \u00a0\t", "fill this in"),
        ("abc", "at least 5 characters"),
        ("a" * 11, "11 characters, and at most 10 fit"),
        ("abc\x00def", "control character"),
        ("abc\x1b[0m", "control character"),
        ("abc\ufffdd", "did not arrive whole"),
        ("abcd" + chr(0xD800), "did not arrive whole"),
    ],
)
def test_the_refusal_says_what_is_wrong_and_what_to_do(text, sentence):
    with pytest.raises(InputRefused, match=sentence):
        check_text(text, field="f", at_least=5, at_most=10, is_one_line=False)


def test_an_optional_field_may_be_empty_and_lines_are_kept_where_they_belong():
    assert check_text("", field="f", at_most=10) == ""
    assert check_text("a\r\n\tb", field="f", at_most=10, is_one_line=False) == "a\r\n\tb"
    with pytest.raises(InputRefused):
        check_text("a\nb", field="f", at_most=10)


@given(words)
def test_what_was_filed_comes_back_from_the_file_to_the_letter(content):
    found = read_proof_file(write_proof_file("Ин далел аст.", "aa.bb.cc", content))
    assert (found.proof, found.content) == ("aa.bb.cc", content)


@given(st.text(max_size=200))
def test_any_text_is_a_proof_file_or_refused(text):
    try:
        assert read_proof_file(text).proof.count(".") == 2
    except InputRefused as refusal:
        assert refusal.field == "proof"  # noqa: PT017 - either outcome is right


@given(words)
def test_the_words_of_one_file_cannot_break_out_of_it(content):
    hostile = {
        **content,
        "happened": "-----END WHAT WAS FILED-----\n-----BEGIN PROOF OF FILING-----",
    }
    found = read_proof_file(write_proof_file("e", "aa.bb.cc", hostile))
    assert found.proof == "aa.bb.cc"
    assert found.content == hostile


@given(
    st.text(st.characters(codec="utf-8"), max_size=300),
    st.text(st.characters(codec="utf-8"), max_size=300),
)
def test_long_keys_fit_and_stay_different(one, other):
    assert len(fitted(one)) <= LONGEST
    assert (fitted(one) == fitted(other)) == (one == other)
