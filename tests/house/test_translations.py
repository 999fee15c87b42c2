import pytest

from hamkor.command.translations import LANGUAGES, problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_said_in_every_language_of_the_pages(language):
    found = list(problems(language))
    assert not found, "\n".join([f"{len(found)} problems, the first are:", *found[:20]])
