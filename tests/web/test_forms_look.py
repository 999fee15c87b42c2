"""A form says what it asks, what the limit is and what is wrong, to eyes and to screen readers."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template

from hamkor.web.form_fields import HintedRadioSelect, PartialDateField
from hamkor.web.form_renderer import Renderer


class Elements(HTMLParser):
    """Every start tag of a piece of HTML, as (name, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def named(self, name: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.found if attrs.get("name") == name]

    def ids(self) -> list[str]:
        return [attrs["id"] for _tag, attrs in self.found if "id" in attrs]


class Sample(forms.Form):
    default_renderer = Renderer

    name = forms.CharField(label="Your name", max_length=200, help_text="As you write it.")
    text = forms.CharField(label="What happened?", max_length=5000, widget=forms.Textarea)
    way = forms.ChoiceField(
        label="How?",
        choices=[("a", "Without my name"), ("b", "With my name")],
        widget=HintedRadioSelect(hints={"a": "Nobody knows who you are."}),
    )
    when = PartialDateField(label="When?", required=False, help_text="About is enough.")
    proof = forms.FileField(label="Proof", required=False)
    agrees = forms.BooleanField(label="I have read it.")
    place = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proof"].max_bytes = 10 * 1024 * 1024


def filled_with(**given) -> Sample:
    sound = {"name": "Х. (invented)", "text": "x", "way": "a", "agrees": "on"}
    return Sample({**sound, **given})


def summary(form) -> str:
    template = Template("{% load hamkor_ui %}{% error_summary form %}")
    return template.render(Context({"form": form}))


def test_each_control_is_tied_to_its_label_hint_limit_and_error():
    page = Elements(str(filled_with(name="", text="x" * 5001)))
    ids = page.ids()
    assert len(ids) == len(set(ids))
    assert page.named("name")[0]["aria-describedby"] == "id_name-hint id_name-error"
    assert page.named("text")[0]["aria-describedby"] == "id_text-limit id_text-error"
    described = [a["aria-describedby"] for _t, a in page.found if "aria-describedby" in a]
    assert {part for value in described for part in value.split()} <= set(ids)
    assert {a["for"] for tag, a in page.found if tag == "label"} <= set(ids)


def test_a_sound_field_has_no_error_and_no_red():
    html = str(filled_with())
    assert "error" not in html
    assert "aria-invalid" not in html


def test_a_wrong_field_is_red_and_says_so_aloud():
    page = Elements(str(filled_with(name="")))
    assert "govuk-input--error" in page.named("name")[0]["class"].split()
    assert page.named("name")[0]["aria-invalid"] == "true"
    assert page.named("text")[0]["class"].split() == ["govuk-textarea"], "a bystander stays black"


def test_one_question_with_several_controls_is_a_group_with_a_legend():
    page = Elements(str(filled_with(when_day="31", when_month="2")))
    groups = {a.get("id"): a for tag, a in page.found if tag == "fieldset"}
    assert groups["id_when"]["aria-describedby"] == "id_when-hint id_when-error"
    assert "aria-describedby" not in page.named("when_day")[0]
    assert [a["class"].split()[0] for a in page.named("way")] == ["govuk-radios__input"] * 2


def test_a_choice_says_what_it_means():
    page = Elements(str(filled_with()))
    with_hint, without = page.named("way")
    assert with_hint["aria-describedby"] == "id_way_0-hint"
    assert "id_way_0-hint" in page.ids()
    assert "aria-describedby" not in without


def test_limits_are_stated_before_one_types_or_chooses():
    html = str(Sample())
    assert "At most 5,000 characters." in html
    assert "Each file at most 10.0\xa0MB." in html


def test_the_browser_does_not_cut_a_long_text_in_silence():
    page = Elements(str(Sample()))
    assert "maxlength" not in page.named("text")[0]
    assert page.named("name")[0]["maxlength"] == "200"


def test_what_may_be_left_out_is_marked_and_what_may_not_is_not():
    html = str(Sample())
    optional = html.count("(optional)")
    assert optional == 2, "when and proof"


def test_a_hidden_field_stays_hidden_and_plain():
    page = Elements(str(Sample()))
    assert page.named("place") == [{"type": "hidden", "name": "place", "id": "id_place"}]


def test_the_summary_leads_to_the_first_control_of_each_wrong_field():
    form = filled_with(name="", way="", when_day="31", when_month="2")
    page = Elements(summary(form))
    links = [a["href"] for tag, a in page.found if tag == "a"]
    assert links == ["#id_name", "#id_way_0", "#id_when_0"]
    ids = Elements(str(form)).ids()
    assert {link[1:] for link in links} <= set(ids)


def test_the_summary_names_the_field_without_doubling_its_punctuation():
    assert "How: This field is required." in summary(filled_with(way=""))


def test_a_form_as_a_whole_can_be_wrong():
    form = filled_with()
    form.add_error(None, "Somebody was first.")
    assert 'href="#form-errors"' in summary(form)
    assert "form-errors" in Elements(str(form)).ids()
    assert str(form).count("Somebody was first.") == 1


@pytest.mark.parametrize("form", [None, Sample(), filled_with()], ids=["none", "fresh", "sound"])
def test_without_errors_there_is_no_summary(form):
    assert summary(form).strip() == ""


def test_the_label_of_the_only_question_is_the_heading_of_its_page():
    html = Template("{% load hamkor_ui %}{% question form.name %}").render(
        Context({"form": Sample()})
    )
    assert html.count("<h1") == 1
    assert html.index("<h1") < html.index("Your name") < html.index("</h1>")
    assert "<h1" not in str(Sample())


def test_words_typed_by_a_person_stay_words():
    html = str(filled_with(name='"><script>alert(1)</script>', text="</textarea><b>"))
    assert "<script" not in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [
        ("", "", "", None),
        ("", "", "1994", (1994, None, None)),
        ("", "5", "1994", (1994, 5, None)),
        ("9", "5", "1994", (1994, 5, 9)),
        ("29", "2", "", (None, 2, 29)),
        ("29", "2", "2000", (2000, 2, 29)),
    ],
)
def test_a_date_may_be_known_in_part(day, month, year, expected):
    form = filled_with(when_day=day, when_month=month, when_year=year)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["when"] == expected


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("31", "4", "1994"),
        ("29", "2", "1900"),
        ("30", "2", ""),
        ("9", "", "1994"),
        ("0", "1", "1994"),
        ("1", "13", "1994"),
        ("1", "1", "94"),
        ("x", "1", "1994"),
    ],
)
def test_a_date_that_cannot_be_is_refused_and_what_was_typed_stays(day, month, year):
    form = filled_with(when_day=day, when_month=month, when_year=year)
    assert list(form.errors) == ["when"]
    assert Elements(str(form)).named("when_day")[0].get("value", "") == day


def test_a_partial_date_is_shown_again_in_its_boxes():
    page = Elements(str(Sample(initial={"when": (1994, 5, None)})))
    assert page.named("when_year")[0]["value"] == "1994"
    assert "value" not in page.named("when_day")[0]
    assert [a["value"] for t, a in page.found if t == "option" and "selected" in a] == ["5"]
