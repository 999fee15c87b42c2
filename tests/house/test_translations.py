import pytest

from hamkor.command.translations import (
    DERIVED,
    LANGUAGES,
    OF_THE_PERSON,
    problems,
    problems_of_derived,
    said_in,
)
from hamkor.languages import OF_OFFICERS, OWN_NAMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_said_in_every_language_of_the_pages(language):
    found = list(problems(language))
    assert not found, "\n".join([f"{len(found)} problems, the first are:", *found[:20]])


@pytest.mark.parametrize("language", DERIVED)
def test_a_catalogue_made_by_rule_is_the_one_that_the_rule_makes(language):
    assert list(problems_of_derived(language)) == []


def test_every_language_that_is_offered_has_its_sentences_from_somewhere():
    assert {*LANGUAGES, *DERIVED, "en"} == set(OWN_NAMES)
    assert {*LANGUAGES, "en"} - set(OF_THE_PERSON) == set(OF_OFFICERS)


def test_nothing_said_to_the_person_hangs_on_how_a_language_counts():
    """Tajik, Uzbek and Kyrgyz count unlike English: "Files: 3" is the same everywhere."""
    ours = [s for s in said_in("uz") if s.plural and s.places != ("hamkor/locale/borrowed.py",)]
    assert ours == []
