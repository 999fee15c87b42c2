"""Charts are read aloud, printed and seen on a phone: never wider than the page, never unsafe."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.web.charts import SERIES_COLOURS, Bars, StackedBars, TimeSeries, shown

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=30
)
NUMBERS = st.integers(0, 10**9) | st.floats(0, 1e6, allow_nan=False)


def bars(values) -> Bars:
    return Bars("b", "Complaints", "Area", "Number", values)


def stacked(values, series=("sent", "answered")) -> StackedBars:
    return StackedBars("s", "Requests", "Office", series, values)


def line(points, series=("sent", "answered")) -> TimeSeries:
    return TimeSeries("t", "Requests", "Month", series, points)


def drawn(chart) -> ET.Element:
    return ET.fromstring(chart.svg())


def percents(root: ET.Element) -> list[float]:
    return [
        float(value[:-1])
        for element in root.iter()
        for name, value in element.attrib.items()
        if value.endswith("%") and name != "width"
    ]


def rects(root: ET.Element) -> list[tuple[float, float]]:
    return [
        (float(r.attrib["x"][:-1]), float(r.attrib["width"][:-1]))
        for r in root.iter("rect")
        if r.attrib["width"].endswith("%")
    ]


@given(st.lists(st.tuples(WORDS, NUMBERS), max_size=12))
def test_bars_stay_inside_the_picture_and_are_as_long_as_their_numbers_say(values):
    root = drawn(bars(values))
    found = [width for _x, width in rects(root)]
    full = max((n for _label, n in values), default=0)
    expected = [82 * n / full for _label, n in values if full and 82 * n / full]
    assert found == pytest.approx(expected, abs=0.01)
    assert all(0 <= x + width <= 100 for x, width in rects(root))


@given(st.lists(st.tuples(WORDS, st.tuples(NUMBERS, NUMBERS)), max_size=8))
def test_the_parts_of_a_stacked_bar_follow_one_another_without_gap(values):
    root = drawn(stacked(values))
    for x, width in rects(root):
        assert 0 <= x <= x + width <= 82.05
    full = max((sum(pair) for _label, pair in values), default=0)
    lengths = sum(width for _x, width in rects(root))
    total = sum(sum(pair) for _label, pair in values)
    assert lengths == pytest.approx(
        82 * total / full if full else 0, abs=0.02 * len(values) + 0.01
    )


@given(st.lists(st.tuples(WORDS, st.tuples(NUMBERS, NUMBERS)), max_size=14))
def test_a_time_series_stays_between_its_axes(points):
    root = drawn(line(points))
    height = float(root.attrib["height"])
    assert all(0 <= place <= 100 for place in percents(root))
    for circle in root.iter("circle"):
        assert 0 <= float(circle.attrib["cy"]) <= height
    steps = [t for t in root.iter("text") if t.attrib["text-anchor"] == "middle"]
    assert len(steps) <= 6


@given(WORDS, WORDS)
def test_words_cannot_become_markup(title, label):
    chart = Bars("b", f"<b>{title}", "Area", "Number", [(f'"><script>{label}', 1)])
    root = drawn(chart)
    assert not list(root.iter("script"))
    assert not list(root.iter("b"))
    assert root.find("title").text == f"<b>{title}"


def test_a_chart_says_its_title_and_all_numbers_to_those_who_do_not_see_it():
    root = drawn(stacked([("Dushanbe", (3, 4)), ("Moscow", (5, 6))]))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "s-t s-d"
    assert root.find("title").attrib["id"] == "s-t"
    assert root.find("desc").attrib["id"] == "s-d"
    assert root.find("desc").text == "Dushanbe: 3, 4; Moscow: 5, 6"


def test_the_table_beside_holds_the_numbers_of_the_picture():
    chart = stacked([("Dushanbe", (3, 4.25))])
    assert list(chart.columns) == ["Office", "sent", "answered"]
    assert list(chart.rows) == [("Dushanbe", ("3", shown(4.25)))]
    assert list(bars([("Moscow", 7)]).rows) == [("Moscow", ("7",))]


def test_the_first_point_is_left_and_the_highest_on_top():
    root = drawn(line([("Jan", (0, 0)), ("Feb", (10, 0))], ("sent", "answered")))
    places = [(float(c.attrib["cx"][:-1]), float(c.attrib["cy"])) for c in root.iter("circle")]
    (first_x, first_y), (last_x, last_y) = places
    assert first_x < last_x
    assert first_y > last_y
    assert last_y == first_y - 150, "10 is the top of the axis"


@pytest.mark.parametrize("series", [(), tuple("abcdef")])
def test_a_chart_without_series_or_with_more_than_colours_is_refused(series):
    with pytest.raises(ValueError, match="1 to 5 series"):
        stacked([], series)


def test_a_row_with_a_number_missing_is_refused():
    with pytest.raises(ValueError, match="Feb: 1 numbers for 2 series"):
        line([("Jan", (1, 2)), ("Feb", (1,))])


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", SERIES_COLOURS)
def test_each_colour_is_seen_on_white(colour):
    assert contrast(colour, "#ffffff") >= 3


# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
DEFICIENCIES = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
}


def as_seen(colour: str, deficiency: str) -> tuple[float, ...]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p**2.2 for p in parts]
    rows = DEFICIENCIES[deficiency]
    seen = [sum(w * p for w, p in zip(row, linear, strict=True)) for row in rows]
    return tuple(max(0.0, min(1.0, s)) ** (1 / 2.2) for s in seen)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_neighbouring_colours_differ_for_colour_blind_readers(deficiency):
    for one, other in pairwise(SERIES_COLOURS):
        a, b = as_seen(one, deficiency), as_seen(other, deficiency)
        distance = sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5
        assert distance > 0.2, (one, other, round(distance, 2))
