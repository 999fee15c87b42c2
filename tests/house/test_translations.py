import pytest

from hamkor.command.translations import LANGUAGES, problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_said_in_every_language_of_the_pages(language):
    assert list(problems(language)) == []
