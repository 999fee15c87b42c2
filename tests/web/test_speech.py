"""Questions that can be heard: only where a file is, marked where a computer speaks."""

import re

import pytest
from django.test import Client

from hamkor.languages import OWN_NAMES, base_of
from hamkor.web.asking import speech
from hamkor.web.forms.filing import PAGES
from tests.web.asking import SAID, Journey

LARGEST = 40 * 1024
WITHOUT_A_VOICE = {"tg"}
LANGUAGES = sorted({base_of(language) for language in OWN_NAMES} - WITHOUT_A_VOICE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_can_be_heard_in_a_small_file(language):
    assert speech.spoken(language) == PAGES.keys(), "run vendor/speech"
    for page in PAGES:
        content = (speech.FOLDER / language / f"{page}.ogg").read_bytes()
        assert content.startswith(b"OggS")
        assert b"OpusHead" in content[:64]
        assert len(content) <= LARGEST


def test_no_file_lies_there_that_no_question_plays():
    for path in speech.FOLDER.rglob("*.ogg"):
        assert path.parent.name in {*LANGUAGES, *WITHOUT_A_VOICE}
        assert path.stem in PAGES


def page_in(language):
    journey = Journey(Client(headers={"accept-language": language})).begin()
    return journey.walk(SAID, until="mode").answer.content.decode()


@pytest.mark.django_db
def test_a_question_with_a_recording_has_a_player_that_loads_nothing_by_itself():
    page = page_in("uz-cyrl")
    player = re.search(r"<audio[^>]*>", page)[0]
    assert 'preload="none"' in player
    assert re.search(r'src="/static/hamkor/speech/uz/mode(\.[0-9a-f]+)?\.ogg"', player)
    assert "hk-who" in page


@pytest.mark.django_db
def test_what_a_person_has_read_is_not_called_a_computers(monkeypatch, tmp_path):
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru/people.txt").write_text("mode\n")
    speech.read_by_people.cache_clear()
    monkeypatch.setattr(speech, "FOLDER", tmp_path)
    assert not speech.is_computer_voice("mode", "ru")
    assert speech.is_computer_voice("what", "ru")
    speech.read_by_people.cache_clear()


@pytest.mark.django_db
def test_a_question_without_a_recording_has_no_player():
    assert "<audio" not in page_in("tg")
