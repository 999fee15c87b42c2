import gettext
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.command import translations
from hamkor.command.translations import catalogue
from hamkor.command.translations.sentences import Sentence, in_python, in_template
from hamkor.errors import BrokenDataFile

CODE = """
from hamkor.errors import gettext_noop as _
raise NotAllowed(_("You may not do this"))
gettext(error.sentence)
ngettext("%(n)s day", "%(n)s days", n)
pgettext("of a case", "Open")
print("not for people")
"""
TEMPLATE = """{% load i18n %}
{% translate "File a complaint" %} {% translate 'Open' context "of a door" %}
{% blocktranslate trimmed count n=days %}
  {{ n }} day left
{% plural %}
  {{ n }} days left
{% endblocktranslate %}
{{ _("Yes")|upper }} <p>not marked</p> {% translate "100% sure" %}
{# a _("comment") #}
"""


def test_sentences_are_found_in_code():
    assert sorted(in_python(CODE)) == [
        Sentence("%(n)s day", "", "%(n)s days"),
        Sentence("Open", "of a case"),
        Sentence("You may not do this"),
    ]


def test_sentences_are_found_in_templates_as_django_looks_them_up():
    assert sorted(in_template(TEMPLATE)) == [
        Sentence("%(n)s day left", "", "%(n)s days left"),
        Sentence("100%% sure"),
        Sentence("File a complaint"),
        Sentence("Open", "of a door"),
        Sentence("Yes"),
    ]


@pytest.fixture
def package(tmp_path):
    """A package that says three sentences, with a bystander that says nothing."""
    folder = tmp_path / "example"
    (folder / "templates").mkdir(parents=True)
    (folder / "code.py").write_text(CODE)
    (folder / "bystander.py").write_text("print('_(\"nothing\")')")
    (folder / "templates" / "a.html").write_text('{% load i18n %}{% translate "Yes" %}')
    return folder


def translate(package, language="ru", **said):
    """Fill the catalogue as a translator would, in the text file."""
    path = translations.path_of(language, package)
    text = path.read_text()
    for place, words in said.items():
        before, after = text.split(f'msgid "{place.replace("_", " ")}"\nmsgstr ""')
        text = f'{before}msgid "{place.replace("_", " ")}"\nmsgstr "{words}"{after}'
    path.write_text(text)


def test_new_sentences_wait_for_a_translator_and_are_named(package):
    assert translations.update("ru", prune=False, package=package) == 4
    named = "\n".join(translations.problems("ru", package))
    assert "“Yes” (example/templates/a.html) has no translation" in named
    assert named.count("has no translation") == 4


def test_what_was_translated_stays_when_the_program_learns_to_say_more(package):
    translations.update("ru", prune=False, package=package)
    translate(package, Yes="Да")
    (package / "more.py").write_text("_('No')")
    assert translations.update("ru", prune=False, package=package) == 4
    with translations.path_of("ru", package).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Yes") == "Да"


def test_what_is_no_longer_said_is_kept_and_named_until_it_is_pruned(package):
    translations.update("ru", prune=False, package=package)
    translate(package, Yes="Да")
    (package / "templates" / "a.html").write_text("")
    translations.update("ru", prune=False, package=package)
    assert any("“Yes” is no longer said" in line for line in translations.problems("ru", package))
    translations.update("ru", prune=True, package=package)
    assert "Yes" not in translations.path_of("ru", package).read_text()


def test_a_catalogue_that_was_not_compiled_is_named(package):
    translations.update("ru", prune=False, package=package)
    translate(package, Yes="Да")
    assert any("compiled" in line for line in translations.problems("ru", package))


def test_a_whole_catalogue_has_no_problems_and_writing_it_again_changes_nothing(package):
    (package / "code.py").write_text("")
    translations.update("tg", prune=False, package=package)
    translate(package, "tg", Yes="Ҳа")
    translations.update("tg", prune=False, package=package)
    before = translations.path_of("tg", package).read_bytes()
    translations.update("tg", prune=False, package=package)
    assert list(translations.problems("tg", package)) == []
    assert translations.path_of("tg", package).read_bytes() == before


def entry(said, plural="", **more):
    return catalogue.Entry("%(n)s of %(all)s", "", plural, said, **more)


@pytest.mark.parametrize(
    ("one", "problem"),
    [
        (entry(["%(n)s из %(all)s"]), None),
        (entry(["%(n)s из всех"]), "fills other places: %(all)s"),
        (entry(["%(n)s из %(al)s"]), "fills other places: %(al)s, %(all)s"),
        (entry([""]), "has no translation"),
        (entry(["%(n)s из %(all)s"], is_unsure=True), "is marked fuzzy"),
        (entry(["a", "b"], plural="%(n)s of %(all)s"), "has 2 forms, ru has 3"),
        (entry(["a", "b", "%(n)s"], plural="%(n)s of %(all)s"), None),
    ],
)
def test_a_translation_that_would_break_a_page_is_named(one, problem):
    sentence = Sentence(one.text, "", one.plural)
    assert next(catalogue.problems_of("ru", one, sentence), None) == problem


def test_a_line_that_does_not_belong_is_named_with_its_number(tmp_path):
    path = tmp_path / "django.po"
    path.write_text('msgid "a"\nmsgstr "b"\nnonsense\n')
    with pytest.raises(BrokenDataFile, match="line 3"):
        catalogue.read(path)


@pytest.mark.parametrize(
    ("language", "forms"),
    [("ru", {1: 0, 2: 1, 5: 2, 11: 2, 12: 2, 21: 0, 22: 1, 111: 2}), ("tg", {1: 0, 2: 1, 21: 1})],
)
def test_numbers_take_the_form_of_the_language(language, forms):
    count = catalogue.PLURAL_FORMS[language][0]
    days = catalogue.Entry("day", "", "days", [str(form) for form in range(count)])
    binary = io.BytesIO(catalogue.compiled(language, [days]))
    read = gettext.GNUTranslations(binary)
    assert {n: int(read.ngettext("day", "days", n)) for n in forms} == forms


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), min_size=1
)


@given(text=texts, context=st.one_of(st.just(""), texts), said=texts)
def test_what_is_written_for_people_is_read_back(tmp_path_factory, text, context, said):
    path = tmp_path_factory.mktemp("po") / "django.po"
    written = catalogue.Entry(text, context, "", [said], ["# a note"])
    path.write_text(catalogue.as_text("tg", [(written, ("a.py",))]), encoding="utf-8")
    assert catalogue.read(path) == {written.key: written}


@given(said=st.dictionaries(texts, texts, min_size=1))
def test_what_is_written_for_programs_is_read_by_gettext(said):
    entries = [catalogue.Entry(text, "", "", [words]) for text, words in said.items()]
    read = gettext.GNUTranslations(io.BytesIO(catalogue.compiled("tg", entries)))
    assert {text: read.gettext(text) for text in said} == said


def test_the_binary_catalogue_is_sorted_as_gettext_searches_it_whatever_the_order_given():
    entries = [catalogue.Entry(text, "", "", [text]) for text in ("b", "a", "C")]
    assert catalogue.compiled("tg", entries) == catalogue.compiled("tg", entries[::-1])


PUBLIC_FORM = "_('Your name')\nngettext('%(n)s file', '%(n)s files', n)"
AREAS = """
- {tg: Музд, ru: Плата, en: Pay}
- names: {tg: Музд, ru: Плата, en: Pay}
  note: no name
- {tg: Роҳ, ru: Дорога}
"""
CLOCK = """
- history:
  - source: {instrument: Law 59-FZ, provision: art. 12, checked_on: 2026-11-24}
  - source: {instrument: Law 59-FZ, checked_on: 2026-11-24}
- source: {instrument: House rule of the node, provision: office target}
"""


@pytest.fixture
def speaking(package):
    """The package with a form and data for the person, and a bystander for officers."""
    for name, text in [
        ("web/forms/public.py", PUBLIC_FORM),
        ("web/forms/requests.py", "_('Approve the request')"),
        ("data/areas/pay.yaml", AREAS),
        ("data/measures.yaml", AREAS.replace("Pay", "A measure")),
        ("data/law/deadlines/complaint.yaml", CLOCK),
    ]:
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    return package


def test_what_a_person_can_meet_is_told_by_the_file_that_says_it(speaking):
    said = {(s.context, s.text, s.places) for s in translations.said_in("uz", speaking)}
    clock = ("example/data/law/deadlines/complaint.yaml",)
    assert said == {
        ("", "Your name", ("example/web/forms/public.py",)),
        ("", "%(n)s file", ("example/web/forms/public.py",)),
        ("data", "Pay", ("example/data/areas/pay.yaml",)),
        ("", "Law 59-FZ, art. 12", clock),
        ("", "Law 59-FZ", clock),
    }


def test_officers_languages_say_everything_but_the_names_that_stand_in_the_data(speaking):
    said = {(s.context, s.text) for s in translations.said_in("tg", speaking)}
    assert {("", "Approve the request"), ("", "Your name"), ("", "Law 59-FZ")} < said
    assert not any(context == "data" for context, _text in said)


def test_a_name_in_the_data_waits_for_a_translator_and_is_compiled_when_it_is_said(speaking):
    translations.update("ky", prune=False, package=speaking)
    named = "\n".join(translations.problems("ky", speaking))
    assert "“Pay” (example/data/areas/pay.yaml) has no translation" in named
    assert "Approve" not in named
    translate(speaking, "ky", Pay="Эмгек акы")
    translations.update("ky", prune=False, package=speaking)
    with translations.path_of("ky", speaking).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).pgettext("data", "Pay") == "Эмгек акы"


def test_the_cyrillic_catalogue_follows_the_latin_one_and_an_old_one_is_named(speaking):
    translations.update("uz", prune=False, package=speaking)
    translate(speaking, "uz", Your_name="Ismingiz")
    assert list(translations.problems_of_derived("uz-cyrl", speaking)) != []
    translations.derive("uz-cyrl", speaking)
    assert list(translations.problems_of_derived("uz-cyrl", speaking)) == []
    with translations.path_of("uz-cyrl", speaking).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Your name") == "Исмингиз"
    translate_again = translations.path_of("uz", speaking)
    translate_again.write_text(translate_again.read_text().replace("Ismingiz", "Ism"))
    assert list(translations.problems_of_derived("uz-cyrl", speaking)) != []
