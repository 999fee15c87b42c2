"""What is clean in one language is not read by axe again in another; whatever differs is."""

import pytest

from tests.browser import axe

pytestmark = pytest.mark.browser

CLEAN = """<!doctype html><html lang="tg"><title>Сарлавҳа</title>
<main><h1>Шикоят</h1><p id="hint-1">Бинависед</p>
<label for="text-1">Матн</label><input id="text-1" aria-describedby="hint-1">
<ul><li>як</li><li>ду</li></ul><img src="data:," alt="Акс">
<p><button>Фиристодан</button></p></main>"""
IN_ANOTHER_LANGUAGE = [
    ("Сарлавҳа", "Title"),
    ("Бинависед", "Write, and take the time that you need"),
    ('lang="tg"', 'lang="ru"'),
    ("text-1", "text-27"),
    ('alt="Акс"', 'alt="Picture"'),
]
FAULTS = {
    "document-title": ("Сарлавҳа", ""),
    "image-alt": ('alt="Акс"', ""),
    "button-name": ("Фиристодан", " "),
    "label": ('for="text-1"', 'for="text-2"'),
    "aria-valid-attr-value": ('aria-describedby="hint-1"', 'aria-invalid="perhaps"'),
    "aria-roles": ("<ul>", '<ul role="heap">'),
    "list": ("<ul>", "<ul><p>нодуруст</p>"),
    "color-contrast": ("<h1>", '<h1 style="color: #ddd">'),
    "heading-order": ("<p><button>", "<h4>Поён</h4><p><button>"),
    "target-size": (
        "<p><button>Фиристодан</button>",
        '<p><button style="font-size:1px;padding:0;border:0">а</button>'
        '<button style="font-size:1px;padding:0;border:0">б</button>',
    ),
}


@pytest.fixture
def read_again(browser, monkeypatch):
    """Read the clean page, then another, and count how often axe was asked."""
    monkeypatch.setattr(axe, "_clean", set())
    asked = []
    read = axe.read_by_axe
    monkeypatch.setattr(axe, "read_by_axe", lambda page: asked.append(page) or read(page))
    page = browser.new_page(viewport={"width": 360, "height": 740})

    def again(content, width=360):
        page.set_content(CLEAN)
        assert axe.findings(page) == []
        page.set_viewport_size({"width": width, "height": 740})
        page.set_content(content)
        return axe.findings(page), len(asked)

    yield again
    page.close()


def test_other_words_numbers_and_languages_are_the_page_that_was_read(read_again):
    other = CLEAN
    for what, instead in IN_ANOTHER_LANGUAGE:
        other = other.replace(what, instead)
    assert read_again(other) == ([], 1)


def test_at_another_width_a_page_is_read_again(read_again):
    assert read_again(CLEAN, width=1280) == ([], 2)


def test_every_page_is_read_when_that_is_asked_for(read_again, monkeypatch):
    monkeypatch.setenv("HAMKOR_READ", "all")
    assert read_again(CLEAN) == ([], 2)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_page_that_was_clean_before_is_found(read_again, fault):
    found, times = read_again(CLEAN.replace(*FAULTS[fault]))
    assert times == 2
    assert fault in {each.partition(":")[0] for each in found}


def test_a_page_with_a_fault_is_told_of_each_time(read_again):
    worse = CLEAN.replace(*FAULTS["image-alt"])
    first, _times = read_again(worse)
    second, times = read_again(worse)
    assert (first, times) == (second, 3)
