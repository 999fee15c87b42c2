"""Pictures of numbers as SVG made on the server: no script, readable aloud, sharp on paper.

Widths are percentages and texts have the size of the page, so that one picture suits a phone and
a wide screen. Each chart also gives the rows of the table that stands beside it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import Protocol

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

Words = str | Promise

# Told apart by lightness as well as by hue, so that colour-blind readers and grey printers can;
# each at least 3:1 against white.
SERIES_COLOURS = ("#0b5563", "#c9781a", "#6d5aa6", "#8a949a", "#9c2f5c")
INK, FAINT = "#15252b", "#dfe5e6"
LABEL, ROW, BAR = 15, 46, 18
PLOT_TOP, PLOT_HEIGHT = 16, 150


class Chart(Protocol):
    """What `{% chart %}` needs."""

    @property
    def ident(self) -> str: ...

    @property
    def title(self) -> Words: ...

    @property
    def note(self) -> Words: ...

    @property
    def columns(self) -> Sequence[Words]: ...

    @property
    def rows(self) -> Sequence[tuple[Words, Sequence[str]]]: ...

    def svg(self) -> SafeString: ...


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, one number each.

    Args:
        ident: unique on the page; letters, digits and hyphens.
        values: (label, number of at least 0), in the order shown.
        unit: head of the numbers' column.
    """

    ident: str
    title: Words
    label: Words
    unit: Words
    values: Sequence[tuple[Words, int | float]]
    note: Words = ""

    @property
    def columns(self) -> Sequence[Words]:
        return (self.label, self.unit)

    @property
    def rows(self) -> Sequence[tuple[Words, Sequence[str]]]:
        return [(label, (shown(value),)) for label, value in self.values]

    def svg(self) -> SafeString:
        """Draw it; the longest bar leaves room for its number."""
        full = max((value for _label, value in self.values), default=0) or 1
        parts = [
            _bar_row(index, label, [(value / full, SERIES_COLOURS[0])], shown(value))
            for index, (label, value) in enumerate(self.values)
        ]
        return _picture(self.ident, self.title, self.rows, ROW * len(parts), parts)


@dataclass(frozen=True)
class StackedBars:
    """Horizontal bars, each made of the same series.

    Args:
        series: names of at most five parts, in the order they are stacked.
        values: (label, one number of at least 0 per series).
    """

    ident: str
    title: Words
    label: Words
    series: Sequence[Words]
    values: Sequence[tuple[Words, Sequence[int | float]]]
    note: Words = ""

    def __post_init__(self) -> None:
        _check_series(self.series, self.values)

    @property
    def columns(self) -> Sequence[Words]:
        return (self.label, *self.series)

    @property
    def rows(self) -> Sequence[tuple[Words, Sequence[str]]]:
        return [(label, tuple(map(shown, numbers))) for label, numbers in self.values]

    def svg(self) -> SafeString:
        full = max((sum(numbers) for _label, numbers in self.values), default=0) or 1
        legend, height = _legend(self.series)
        parts = [
            _bar_row(
                index,
                label,
                [(n / full, SERIES_COLOURS[i]) for i, n in enumerate(numbers)],
                shown(sum(numbers)),
                top=height,
            )
            for index, (label, numbers) in enumerate(self.values)
        ]
        return _picture(
            self.ident, self.title, self.rows, height + ROW * len(parts), [legend, *parts]
        )


@dataclass(frozen=True)
class TimeSeries:
    """Lines over equal steps of time, for example months.

    Args:
        points: (name of the step, one number of at least 0 per series), oldest first.
    """

    ident: str
    title: Words
    label: Words
    series: Sequence[Words]
    points: Sequence[tuple[Words, Sequence[int | float]]]
    note: Words = ""
    _marks: tuple[Callable[[float, float, str], str], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check_series(self.series, self.points)
        object.__setattr__(self, "_marks", (_dot, _square, _ring, _dot, _square))

    @property
    def columns(self) -> Sequence[Words]:
        return (self.label, *self.series)

    @property
    def rows(self) -> Sequence[tuple[Words, Sequence[str]]]:
        return [(label, tuple(map(shown, numbers))) for label, numbers in self.points]

    def svg(self) -> SafeString:
        top = _round_up(max((n for _label, numbers in self.points for n in numbers), default=0))
        legend, height = _legend(self.series)
        plot = [*_grid(height, top), *self._lines(height, top), *self._steps(height)]
        whole = height + PLOT_TOP + PLOT_HEIGHT + 28
        return _picture(self.ident, self.title, self.rows, whole, [legend, *plot])

    def _x(self, index: int) -> float:
        return 10 + 84 * (index / max(len(self.points) - 1, 1))

    def _lines(self, height: int, top: int) -> list[str]:
        parts: list[str] = []
        for number, colour in zip(range(len(self.series)), SERIES_COLOURS, strict=False):
            places = [
                (self._x(i), _y(height, values[number], top))
                for i, (_label, values) in enumerate(self.points)
            ]
            dash = ' stroke-dasharray="6 3"' if number % 2 else ""
            parts += [
                f'<line x1="{a:.2f}%" y1="{b:.1f}" x2="{c:.2f}%" y2="{d:.1f}" '
                f'stroke="{colour}" stroke-width="2.5"{dash}/>'
                for (a, b), (c, d) in pairwise(places)
            ]
            parts += [self._marks[number](x, y, colour) for x, y in places]
        return parts

    def _steps(self, height: int) -> list[str]:
        """Name at most six steps, so that names do not run into each other on a phone."""
        every = max(1, -(-len(self.points) // 6))
        y = height + PLOT_TOP + PLOT_HEIGHT + 20
        return [
            _text(f"{self._x(i):.2f}%", y, label, size=12, anchor="middle")
            for i, (label, _numbers) in enumerate(self.points)
            if i % every == 0
        ]


def shown(number: int | float) -> str:
    """Write `number` in the reader's language; at most one decimal."""
    return number_format(number, decimal_pos=0 if float(number).is_integer() else 1, use_l10n=True)


def _check_series(
    series: Sequence[Words], values: Sequence[tuple[Words, Sequence[int | float]]]
) -> None:
    if not 1 <= len(series) <= len(SERIES_COLOURS):
        raise ValueError(f"a chart shows 1 to {len(SERIES_COLOURS)} series, not {len(series)}")
    for label, numbers in values:
        if len(numbers) != len(series):
            raise ValueError(f"{label}: {len(numbers)} numbers for {len(series)} series")


def _bar_row(
    index: int,
    label: Words,
    parts: Sequence[tuple[float, str]],
    total: str,
    *,
    top: int = 0,
) -> str:
    """Draw one label with its bar below; `parts` are shares (0–1) of the longest bar."""
    y = top + index * ROW
    drawn, x = [_text("0", y + LABEL, label)], 0.0
    for share, colour in parts:
        width = share * 82
        if width:
            drawn.append(
                f'<rect x="{x:.2f}%" y="{y + 22}" width="{width:.2f}%" height="{BAR}" '
                f'fill="{colour}" stroke="#fff"/>'
            )
        x += width
    drawn.append(_text(f"{x:.2f}%", y + 36, total, dx=6, is_bold=True))
    return "".join(drawn)


def _legend(series: Sequence[Words]) -> tuple[str, int]:
    """Return the legend, one line per series, and its height in pixels."""
    lines = [
        f'<rect x="0" y="{4 + 22 * i}" width="14" height="14" fill="{SERIES_COLOURS[i]}"/>'
        + _text("0", 16 + 22 * i, name, dx=22)
        for i, name in enumerate(series)
    ]
    return "".join(lines), 22 * len(series) + 10


def _grid(height: int, top: int) -> list[str]:
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = _y(height, top * share, top)
        parts.append(f'<line x1="10%" y1="{y:.1f}" x2="96%" y2="{y:.1f}" stroke="{FAINT}"/>')
        parts.append(_text("8%", y + 4, shown(top * share), size=12, anchor="end"))
    return parts


def _y(height: int, value: float, top: int) -> float:
    return height + PLOT_TOP + PLOT_HEIGHT * (1 - value / top)


def _round_up(highest: float) -> int:
    """Return a round number at or above `highest`, at least 2, whose half is whole."""
    step = 1
    while True:
        for factor in (2, 4, 6, 10):
            if factor * step >= highest:
                return factor * step
        step *= 10


def _dot(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:.2f}%" cy="{y:.1f}" r="4" fill="{colour}"/>'


def _ring(x: float, y: float, colour: str) -> str:
    line = f'stroke="{colour}" stroke-width="2"'
    return f'<circle cx="{x:.2f}%" cy="{y:.1f}" r="4" fill="#fff" {line}/>'


def _square(x: float, y: float, colour: str) -> str:
    return (
        f'<svg x="{x:.2f}%" y="{y:.1f}" overflow="visible">'
        f'<rect x="-4" y="-4" width="8" height="8" fill="{colour}"/></svg>'
    )


def _text(
    x: str,
    y: float,
    words: Words,
    *,
    size: int = 14,
    dx: int = 0,
    anchor: str = "start",
    is_bold: bool = False,
) -> str:
    weight = ' font-weight="700"' if is_bold else ""
    return (
        f'<text x="{x}" y="{y:.0f}" dx="{dx}" font-size="{size}" fill="{INK}" '
        f'text-anchor="{anchor}"{weight}>{escape(str(words))}</text>'
    )


def _picture(
    ident: str,
    title: Words,
    rows: Sequence[tuple[Words, Sequence[str]]],
    height: int,
    parts: Sequence[str],
) -> SafeString:
    """Put the parts into an SVG that says in words what it shows."""
    spoken = "; ".join(f"{label}: {', '.join(numbers)}" for label, numbers in rows)
    return mark_safe(  # noqa: S308 - every text in it went through escape()
        f'<svg role="img" aria-labelledby="{ident}-t {ident}-d" width="100%" height="{height}">'
        f'<title id="{ident}-t">{escape(str(title))}</title>'
        f'<desc id="{ident}-d">{escape(spoken)}</desc>{"".join(parts)}</svg>'
    )
