import ast
import re
from fnmatch import fnmatch
from functools import cache

import pytest

from hamkor.command import translations
from hamkor.command.translations import (
    DERIVED,
    LANGUAGES,
    OF_THE_PERSON,
    PACKAGE,
    catalogue,
    path_of,
    problems,
    problems_of_derived,
    said_in,
)
from hamkor.command.translations.public import FILES
from hamkor.command.translations.sentences import in_python, in_template
from hamkor.languages import OF_OFFICERS, OWN_NAMES


@pytest.fixture(scope="module", autouse=True)
def _the_package_is_read_once():
    """Remember what the package says: nobody changes it while these tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translations, "sentences_of", cache(translations.sentences_of))
        yield


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


# Modules of pages that the person's pages use a part of; what they say is for officers.
FOR_OFFICERS = {
    "web/templatetags/hamkor_words.py",
    "web/templatetags/hamkor_ui.py",
    "web/sections.py",
}
TEMPLATES = PACKAGE / "web/templates"


@cache
def imported(path):
    """Return the modules of `hamkor.web` that a module imports, as files."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        named = []
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hamkor.web"):
            named = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        for name in named:
            at = PACKAGE.joinpath(*name.split(".")[1:])
            found |= {at.with_suffix(".py"), at / "__init__.py"}
    return frozenset(each for each in found if each.exists())


def reached(start, following):
    """Return all that can be reached from `start`, itself included."""
    found, waiting = set(), list(start)
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += following(each)
    return found


def is_for_the_person(path):
    place = path.relative_to(PACKAGE).as_posix()
    return place in FOR_OFFICERS or any(fnmatch(place, pattern) for pattern in FILES)


def test_what_the_views_of_the_person_use_is_known_to_speak_to_the_person():
    modules = reached([PACKAGE / "web/urls/public.py"], imported)
    assert len(modules) > 15
    forgotten = {
        path.relative_to(PACKAGE).as_posix()
        for path in modules
        if not is_for_the_person(path) and list(in_python(path.read_text(encoding="utf-8")))
    }
    assert forgotten == set()


def included(path):
    names = re.findall(r'{%\s*(?:include|extends) "([^"]+)"', path.read_text(encoding="utf-8"))
    return [TEMPLATES / name for name in names]


def test_what_the_templates_of_the_person_take_in_is_known_to_speak_to_the_person():
    templates = reached(sorted((TEMPLATES / "hamkor/public").rglob("*.html")), included)
    assert TEMPLATES / "hamkor/base_public.html" in templates
    forgotten = {
        path.relative_to(PACKAGE).as_posix()
        for path in templates
        if not is_for_the_person(path) and list(in_template(path.read_text(encoding="utf-8")))
    }
    assert forgotten == set()


def test_dates_for_the_person_are_written_as_the_language_of_the_page_writes_them():
    templates = sorted((TEMPLATES / "hamkor/public").rglob("*.html"))
    parts = [TEMPLATES / f"hamkor/parts/_{name}.html" for name in ("files", "messages", "steps")]
    fixed = {
        (path.name, form)
        for path in [*templates, *parts]
        for form in re.findall(r"""\|date:["']([^"']+)["']""", path.read_text(encoding="utf-8"))
        if not re.fullmatch("[A-Z_]+_FORMAT|c|Y-m-d|H:i", form)
    }
    assert fixed == set()


PLACES = re.compile(r"%\(\w+\)[sd]|%%|<[^>]+>")
# Letters that no text of the language has.
FOREIGN = {
    "tg": "ңөүўщыь",
    "ky": "ғқҳўӣӯҷ",
    "uz": "абвгдеёжзийклмнопрстуфхцчшщъыьэюяғқҳўӣӯҷңөү",
}


def said_words(language):
    """Return what is said in a language without the places that are filled."""
    entries = catalogue.read(path_of(language)).values()
    return {(entry.text, PLACES.sub("", said)) for entry in entries for said in entry.said if said}


@pytest.mark.parametrize("language", FOREIGN)
def test_a_text_is_written_in_the_letters_of_its_language(language):
    foreign = re.compile(f"[{FOREIGN[language]}]", re.IGNORECASE)
    assert {(text, said) for text, said in said_words(language) if foreign.search(said)} == set()


def test_the_uzbek_letters_with_a_comma_and_the_apostrophe_are_their_own_signs():
    wrong = re.compile("['’‘`´]|(?<![oOgG])\u02bb|[oOgG]\u02bc(?!jiz)")
    assert {(text, said) for text, said in said_words("uz") if wrong.search(said)} == set()


def test_kyrgyz_is_not_russian_left_as_it_was():
    russian = dict(said_words("ru"))
    left = {
        (text, said)
        for text, said in said_words("ky")
        if said == russian.get(text) and len(re.findall(r"\w{3,}", said)) > 2
    }
    assert left == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_brings_no_mark_of_its_own_into_a_page(language):
    mark = re.compile(r"<[^>]*>|&\w+;|&#\d+;")
    entries = catalogue.read(path_of(language)).values()
    others = {
        entry.text
        for entry in entries
        for said in entry.said
        if sorted(mark.findall(said)) != sorted(mark.findall(entry.text))
    }
    assert others == set()


def numbers_in(text):
    """Return the numbers of a text, thousands written in whichever way."""
    text = re.sub(r"(?<=\d)[,\u0020\u00a0\u202f](?=\d{3})", "", PLACES.sub("", text))
    return sorted(re.findall(r"\d+", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_articles_dates_and_sums_are_the_same_in_every_language(language):
    entries = catalogue.read(path_of(language)).values()
    others = {
        (entry.text, said)
        for entry in entries
        for said in entry.said
        if said and not entry.plural and numbers_in(said) != numbers_in(entry.text)
    }
    assert others == set()
