"""The languages of the person on a cheap phone: every letter drawn, nothing to push sideways."""

import pytest
from django.conf import settings as django_settings

from tests.factories import file_a_complaint

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/", "/new/", "/code/", "/proof/", "/your-data/", "/check/"]
LETTERS = "ғӣқӯҳҷ ҒӢҚӮҲҶ ўқғҳ ЎҚҒҲ ңөү ҢӨҮ ʻʼ oʻgʻ OʻGʻ ёъэ"
# Draw a letter as the page would, and return the picture.
DRAW = """letters => letters.map(letter => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 80;
    const pen = canvas.getContext('2d');
    pen.font = '48px ' + getComputedStyle(document.body).fontFamily;
    pen.fillText(letter, 8, 60);
    return canvas.toDataURL();
})"""
UNASSIGNED = ["\u0378", "\u0379"]
# Words of the page that did not fit and were cut in two.
CUT = """() => {
    const cut = [], texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        for (const word of texts.currentNode.data.matchAll(/[^\\s-]+/g)) {
            const place = document.createRange();
            place.setStart(texts.currentNode, word.index);
            place.setEnd(texts.currentNode, word.index + word[0].length);
            const lines = [...place.getClientRects()].map(part => Math.round(part.top));
            if (new Set(lines).size > 1) cut.push(word[0]);
        }
    }
    return cut;
}"""
TO_THE_PICTURES = """() => {
    const form = document.querySelector('main form'), to = document.createElement('input');
    Object.assign(to, {type: 'hidden', name: 'change', value: 'what'});
    form.append(to);
    form.submit();
}"""
LONGEST = ("tg", "uz-cyrl", "ky")
BESIDE = "document.documentElement.scrollWidth"


@pytest.fixture
def phone(new_page, live_server):
    """Open a small phone that reads a language."""

    def opened(language):
        page = new_page(viewport={"width": 360, "height": 740})
        name = django_settings.LANGUAGE_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": language, "url": live_server.url}])
        return page

    return opened


@pytest.mark.parametrize("language", ["uz", "uz-cyrl", "ky"])
def test_no_page_is_wider_than_a_phone(phone, screenshots, language):
    page = phone(language)
    filed = file_a_complaint(language=language)
    page.goto("/code/")
    page.fill("[name=code]", filed.code)
    page.click("main form button")
    too_wide = {}
    for address in [*PAGES, "/status/"]:
        page.goto(address)
        assert page.get_attribute("html", "lang") == language
        if (wide := page.evaluate(BESIDE)) > 360:
            too_wide[address] = wide
        if address in ("/", "/new/"):
            name = address.strip("/") or "home"
            page.screenshot(path=screenshots / f"{name}-{language}-360.png", full_page=True)
    assert too_wide == {}


def test_no_word_of_the_pictures_is_cut_in_two(phone):
    cut = {}
    for language in LONGEST:
        page = phone(language)
        page.goto("/new/")
        with page.expect_navigation():
            page.evaluate(TO_THE_PICTURES)
        page.locator("details").first.evaluate("details => details.open = true")
        cut[language] = page.evaluate(CUT)
    assert cut == {language: [] for language in LONGEST}


def test_every_letter_of_the_six_alphabets_is_drawn_and_not_a_box(phone):
    page = phone("uz")
    page.goto("/")
    letters = sorted({*LETTERS} - {" "})
    drawn = dict(zip(letters, page.evaluate(DRAW, letters), strict=True))
    first_box, second_box = page.evaluate(DRAW, UNASSIGNED)
    assert first_box == second_box, "this is how a box looks that stands for a missing letter"
    assert [letter for letter, picture in drawn.items() if picture == first_box] == []
    assert len(set(drawn.values())) == len(letters)
