from datetime import date
from pathlib import Path

import django
import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from hamkor.command.translations import PACKAGE, catalogue
from hamkor.command.translations.sentences import in_python

BORROWED = list(in_python((PACKAGE / "locale/borrowed.py").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def said_by_django():
    """What the Django installed here says, read from the English catalogues it comes with."""
    package = Path(django.__file__).parent
    places = (package / "conf", package / "contrib/auth")
    paths = [place / "locale/en/LC_MESSAGES/django.po" for place in places]
    return {key: entry.plural for path in paths for key, entry in catalogue.read(path).items()}


@pytest.mark.parametrize("sentence", BORROWED, ids=lambda sentence: sentence.text)
def test_what_is_borrowed_from_django_is_still_said_by_it(sentence, said_by_django):
    assert said_by_django.get(sentence.key) == sentence.plural


@pytest.mark.parametrize(
    ("language", "said"), [("tg", "9 марти 2026"), ("ru", "9 марта 2026"), ("en", "9 March 2026")]
)
def test_the_month_of_a_date_stands_in_the_case_its_language_asks_for(language, said):
    with override(language):
        assert date_format(date(2026, 3, 9), "j E Y") == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("tg", "31 майи 2026"),
        ("ru", "31 мая 2026"),
        ("en", "31 May 2026"),
        ("uz", "31-may, 2026"),
        ("uz-cyrl", "31-май, 2026"),
        ("ky", "2026-ж., 31-май"),
    ],
)
def test_a_date_without_a_format_is_written_as_its_language_writes_it(language, said):
    with override(language):
        assert date_format(date(2026, 5, 31)) == said


@pytest.mark.parametrize(
    ("language", "said"), [("uz", "sentabr 2026"), ("uz-cyrl", "сентябрь 2026")]
)
def test_a_month_alone_is_named_in_the_script_of_the_page(language, said):
    with override(language):
        assert date_format(date(2026, 9, 1), "YEAR_MONTH_FORMAT").lower() == said
