"""The building blocks of pages say in words what their colours say, in the reader's language."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from hamkor.assistance.states import Status
from hamkor.data_files import Names, Source
from hamkor.web.templatetags.hamkor_ui import TONES
from tests.factories import OfficerFactory

TODAY = date(2026, 11, 24)


def shown(html: str, /, **context) -> str:
    request = RequestFactory().get("/office/", {"q": "Раҳмонов", "page": "2"})
    template = Template("{% load hamkor_ui %}" + html)
    return template.render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("due_on", "tone", "words"),
    [
        (date(2026, 11, 23), "overdue", "Overdue, days: 1"),
        (date(2026, 11, 24), "today", "Due today"),
        (date(2026, 11, 25), "soon", "Days left: 1"),
        (date(2026, 12, 1), "soon", "Days left: 7"),
        (date(2026, 12, 2), "later", "Days left: 8"),
    ],
)
def test_a_deadline_says_how_near_it_is(due_on, tone, words):
    html = shown("{% deadline_chip due_on today %}", due_on=due_on, today=TODAY)
    assert f"hk-chip--{tone}" in html
    assert words in html
    assert due_on.isoformat() in html


def test_a_deadline_is_counted_from_the_day_of_the_node(frozen_clock):
    assert "Due today" in shown("{% deadline_chip due_on %}", due_on=TODAY)
    frozen_clock.move_on(days=2)
    assert "Overdue, days: 2" in shown("{% deadline_chip due_on %}", due_on=TODAY)


def test_every_state_of_a_request_has_a_tone():
    assert set(Status) <= TONES.keys()


def test_a_badge_shows_the_word_and_the_tone():
    html = shown("{% state_badge 'refused' 'отказано' %}")
    assert "hk-state--bad" in html
    assert "отказано" in html


def source(confidence: str, url: str = "https://example.org/minsk") -> Source:
    return Source(
        instrument="Minsk 1993",
        provision="art. 7",
        checked_on=TODAY,
        confidence=confidence,
        url=url,
    )


def test_a_provision_is_cited_with_its_source():
    html = shown("{% citation source %}", source=source("high"))
    assert "art. 7, Minsk 1993" in html
    assert 'href="https://example.org/minsk"' in html
    assert "unverified" not in html


@pytest.mark.parametrize("confidence", ["medium", "low"])
def test_what_was_not_read_in_the_text_is_marked(confidence):
    assert "hk-unverified" in shown("{% citation source %}", source=source(confidence))


def test_a_provision_without_address_is_no_link():
    assert "<a" not in shown("{% citation source %}", source=source("high", url=""))


def test_a_source_without_confidence_is_not_taken_for_checked():
    html = shown("{% citation source %}", source={"instrument": "Minsk 1993"})
    assert "hk-unverified" in html


def test_pages_of_a_list_keep_the_rest_of_the_question():
    page = Paginator(range(100), 10).page(2)
    html = shown("{% pagination page %}", page=page)
    assert "11–20 of 100" in html
    assert "q=%D0%A0%D0%B0" in html
    assert "page=3" in html
    assert html.count('aria-current="page"') == 1


def test_a_list_of_one_page_shows_no_pages():
    assert shown("{% pagination page %}", page=Paginator([1], 10).page(1)).strip() == ""


def test_languages_are_offered_by_their_own_names_whatever_the_page_speaks():
    with translation.override("ru"):
        html = shown("{% language_chooser %}")
    for name in ("Тоҷикӣ", "Русский", "English"):
        assert name in html
    assert html.count("aria-current") == 1
    assert 'value="ru" lang="ru" aria-current="true"' in html
    assert 'name="next" value="/office/?q=' in html


def test_a_section_without_page_or_beyond_the_role_is_not_offered(monkeypatch):
    addresses = {"inbox": "/office/", "cases": "/office/cases/"}
    monkeypatch.setattr(
        "hamkor.web.templatetags.hamkor_ui.office_url", lambda name: addresses.get(name, "")
    )
    page = {
        "section": "cases",
        "nav_counts": {"inbox": 4},
        "sections": {"inbox", "cases", "audit"},
    }
    html = shown("{% office_navigation %}", **page)
    assert html.count("<li>") == 2
    assert 'href="/office/cases/" aria-current="page"' in html
    assert '<span class="hk-count">4</span>' in html
    assert "Cases" not in shown("{% office_navigation %}", sections={"inbox"})


def test_a_frame_knows_whether_a_block_was_filled():
    source = (
        "{% filled beside %}{{ words }}{% endfilled %}{% if beside %}[{{ beside }}]{% endif %}"
    )
    assert shown(source, words="  ") == ""
    assert shown(source, words=" <b> ") == "[&lt;b&gt;]", "escaped once, not twice, not never"


def test_filled_without_a_name_is_a_mistake_of_the_template():
    with pytest.raises(TemplateSyntaxError):
        Template("{% load hamkor_ui %}{% filled %}{% endfilled %}")


def test_a_name_is_said_in_the_language_of_the_reader():
    names = Names(tg="Душанбе", ru="Душанбе (ru)", en="Dushanbe")
    with translation.override("tg"):
        assert shown("{{ names|in_language }}", names=names) == "Душанбе"
    with translation.override("en"):
        assert shown("{{ names|in_language }}", names=names) == "Dushanbe"
    assert shown("{{ names|in_language }}", names=None) == ""


def test_the_way_out_leads_where_the_node_says(settings):
    assert shown("{% quick_exit_url %}") == "/leave/"
    settings.HAMKOR_QUICK_EXIT_URL = "/elsewhere/"
    assert shown("{% quick_exit_url %}") == "/elsewhere/"
    del settings.HAMKOR_QUICK_EXIT_URL
    assert shown("{% quick_exit_url %}").startswith("https://www.wikipedia.org")


def frame(name: str, language: str, **context) -> str:
    request = RequestFactory().get("/")
    user = SimpleNamespace(is_authenticated=False)
    with translation.override(language):
        template = Template(f"{{% extends 'hamkor/{name}.html' %}}")
        return template.render(Context({"request": request, "user": user, **context}))


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
@pytest.mark.parametrize("name", ["base_public", "base_office"])
def test_a_frame_says_its_language_and_offers_a_way_past_itself(name, language):
    html = frame(name, language)
    assert f'<html lang="{language}"' in html
    assert 'href="#main" class="govuk-skip-link"' in html
    assert 'id="main"' in html


def test_the_tab_of_a_public_page_says_nothing_about_the_matter():
    title = frame("base_public", "en").split("<title>")[1].split("</title>")[0]
    assert title == "Page"


def test_the_public_frame_fetches_at_most_two_files_and_nothing_from_elsewhere():
    html = frame("base_public", "en")
    assert html.count('<link rel="stylesheet"') == 1
    assert html.count("<script") == 1
    assert len(html.encode()) < 8 * 1024


def test_two_offices_differ_in_word_and_colour():
    office = SimpleNamespace(
        names=Names(tg="т", ru="р", en="Prosecutor General's Office"),
        city=Names(tg="Душанбе", ru="Душанбе", en="Dushanbe"),
        state="TJ",
    )
    html = frame("base_office", "en", our_office=office)
    assert 'data-office-state="TJ"' in html
    assert "· Dushanbe</title>" in html


def test_whoever_is_not_signed_in_sees_no_sections_and_no_search():
    html = frame("base_office", "en")
    assert "<nav" not in html
    assert 'role="search"' not in html


def refusal(status: int, *, is_htmx: bool = False) -> str:
    request = RequestFactory().get("/")
    request.htmx = is_htmx
    return render_to_string(
        "hamkor/refusal.html",
        {
            "request": request,
            "user": SimpleNamespace(is_authenticated=False),
            "sentence": "Somebody <else> was first",
            "provision": "Minsk 1993, art. 19",
            "status": status,
            "base": "hamkor/base_office.html",
        },
    )


@pytest.mark.parametrize("status", [403, 404, 409, 422, 500])
def test_a_refusal_is_a_whole_page_with_its_reason_and_provision(status):
    html = refusal(status)
    assert html.count("<html") == 1
    assert html.count("<h1") == 1
    assert "Somebody &lt;else&gt; was first" in html
    assert "Minsk 1993, art. 19" in html


def test_a_refusal_swapped_into_a_page_brings_no_second_page():
    html = refusal(409, is_htmx=True)
    assert "<html" not in html
    assert "<h1" not in html
    assert 'role="alert"' in html
    assert "Somebody &lt;else&gt; was first" in html


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_wrong_address_leads_back_to_the_first_page(is_signed_in):
    request = RequestFactory().get("/")
    request.user = OfficerFactory.build() if is_signed_in else AnonymousUser()
    html = render_to_string("404.html", {"request": request, "user": request.user})
    assert 'href="/"' in html
    assert ("hk-side" in html) == is_signed_in


def test_a_broken_page_still_says_so_when_nothing_else_works():
    html = render_to_string("500.html")
    assert "Something went wrong here" in html
    assert html.count("<h1") == 1
