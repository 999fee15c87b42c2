"""A measured figure, how it is taken fairly, and how it is shown."""

import json
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

COLUMNS = ("name", "ours", "peer", "limit", "unit", "× peer", "× limit", "target", "runs")


@dataclass(frozen=True)
class Figure:
    """What was measured, beside what another does and what the machine can do at best.

    `ours`, `peer` and `limit` are medians over `runs`, all in `unit`; None where there is no such
    thing, never where it failed. `peer_name` and `limit_name` say what was measured, `target`
    what was set as a goal, in words: "≥ 300", "≥ 15 × peer".
    """

    name: str
    ours: float
    unit: str
    runs: int
    peer: float | None = None
    peer_name: str = ""
    limit: float | None = None
    limit_name: str = ""
    target: str = ""

    @property
    def ratio_to_peer(self) -> float | None:
        """Ours divided by the peer's."""
        return _ratio(self.ours, self.peer)

    @property
    def ratio_to_limit(self) -> float | None:
        """Ours divided by the machine's limit."""
        return _ratio(self.ours, self.limit)

    def as_json(self) -> str:
        """Return the figure as one line of JSON."""
        fields = {
            "name": self.name,
            "ours": self.ours,
            "unit": self.unit,
            "peer": self.peer,
            "peer_name": self.peer_name,
            "limit": self.limit,
            "limit_name": self.limit_name,
            "ratio_to_peer": self.ratio_to_peer,
            "ratio_to_limit": self.ratio_to_limit,
            "runs": self.runs,
            "target": self.target,
        }
        return json.dumps(fields, ensure_ascii=False)


def _ratio(ours: float, other: float | None) -> float | None:
    return ours / other if other else None


def medians_in_turn(
    contenders: Mapping[str, Callable[[], float]], *, runs: int = 5
) -> dict[str, float]:
    """Measure each contender once per run, in turn, and return the median of each.

    In turn, because a machine grows slower and faster over minutes; each run starts with another
    contender, because the first finds the caches cold.

    Args:
        contenders: name → a function that measures once and returns its figure.
        runs: how many times each is measured, at least 1.
    """
    names = list(contenders)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for run in range(runs):
        first = run % len(names)
        for name in names[first:] + names[:first]:
            taken[name].append(contenders[name]())
    return {name: statistics.median(values) for name, values in taken.items()}


def compare(
    name: str,
    unit: str,
    *,
    ours: Callable[[], float],
    peer: tuple[str, Callable[[], float]] | None = None,
    limit: tuple[str, Callable[[], float]] | None = None,
    target: str = "",
    runs: int = 5,
) -> Figure:
    """Measure ours, the peer and the limit in turn.

    Args:
        name: what is measured, as it stands in the table.
        unit: of all figures, for example "1/s" or "ms".
        ours: measures us once.
        peer: what it is, and its measurement.
        limit: what the machine can do at best, and its measurement.
        target: what was set as a goal, in words.
        runs: how many times each is measured.
    """
    others = {"peer": peer, "limit": limit}
    measured = {key: other[1] for key, other in others.items() if other}
    medians = medians_in_turn({"ours": ours, **measured}, runs=runs)
    return Figure(
        name=name,
        ours=medians["ours"],
        unit=unit,
        runs=runs,
        peer=medians.get("peer"),
        peer_name=peer[0] if peer else "",
        limit=medians.get("limit"),
        limit_name=limit[0] if limit else "",
        target=target,
    )


def as_table(figures: Iterable[Figure]) -> str:
    """Return figures as a table for a terminal, with what peer and limit are below it."""
    figures = list(figures)
    rows = [COLUMNS, *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    lines = ["  ".join(_aligned(row, widths)).rstrip() for row in rows]
    return "\n".join([*lines, *_footnotes(figures)])


def _row(figure: Figure) -> tuple[str, ...]:
    numbers = (figure.ours, figure.peer, figure.limit)
    ratios = (figure.ratio_to_peer, figure.ratio_to_limit)
    return (
        figure.name,
        *map(_short, numbers),
        figure.unit,
        *map(_short, ratios),
        figure.target or "–",
        str(figure.runs),
    )


def _short(number: float | None) -> str:
    """Write three significant digits, no exponent."""
    if number is None:
        return "–"
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def _aligned(row: tuple[str, ...], widths: list[int]) -> list[str]:
    return [row[0].ljust(widths[0])] + [
        cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)
    ]


def _footnotes(figures: list[Figure]) -> list[str]:
    notes = []
    for figure in figures:
        against = [("peer", figure.peer_name), ("limit", figure.limit_name)]
        said = "; ".join(f"{what}: {name}" for what, name in against if name)
        if said:
            notes.append(f"{figure.name}: {said}")
    return ["", *notes] if notes else []
