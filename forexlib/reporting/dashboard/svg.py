"""A chart as an SVG drawing; its colours are classes of the page's style sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from forexlib.reporting.dashboard.axes import round_days, round_numbers
from forexlib.reporting.dashboard.blocks import Band, Chart, Line, Look
from forexlib.reporting.fan import apart
from forexlib.reporting.numbers import Numerals

PAD: Final = 0.05
LINE: Final = 13.0
"""Height of a line of letters."""
RADII: Final[dict[Look, float]] = {"walked": 3.5, "hindsight": 6.0}
"""So that points in the same place are all seen."""
YEAR: Final = 300
"""Days from which on the axis tells years."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of a drawing, in its own units, which are pixels at full size.

    Attributes:
        name: Class of the drawing; the style sheet shows it where it fits.
        width: Of the whole.
        height: Of the whole.
        right: Room for labels at the right edge.
        ticks: Of days, at most.
    """

    name: str
    width: int
    height: int
    right: int
    ticks: int


WIDE: Final = Size("ancho", 1000, 360, 66, 9)
HALF: Final = Size("ancho", 480, 270, 16, 5)
PHONE: Final = Size("angosto", 324, 250, 12, 4)
LEFT, TOP, BOTTOM = 52, 10, 40


@dataclass(frozen=True, slots=True)
class Scale:
    """Where days and numbers lie.

    Attributes:
        first: The first day.
        span: Days from it to the last, at least one.
        low: Of the numbers.
        high: Above `low`.
        size: Of the drawing.
    """

    first: date
    span: int
    low: float
    high: float
    size: Size

    @property
    def plot(self) -> tuple[float, float, float, float]:
        """Left, right, top and bottom of the area within the axes."""
        size = self.size
        return LEFT, size.width - size.right, TOP, size.height - BOTTOM

    def share(self, day: date) -> float:
        """How far right a day lies, from 0 to 1."""
        return (day - self.first).days / self.span

    def x(self, day: date) -> float:
        """Where a day lies."""
        return self.across(self.share(day))

    def across(self, share: float) -> float:
        """Where such a share of the way to the right lies."""
        left, right, _, _ = self.plot
        return left + (right - left) * share

    def y(self, value: float) -> float:
        """Where a number lies."""
        _, _, top, bottom = self.plot
        return bottom - (bottom - top) * self.depth(value)

    def depth(self, value: float) -> float:
        """How far up a number lies, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def scale(chart: Chart, size: Size) -> Scale:
    """What holds every number of a chart."""
    values = [
        value
        for part in (
            *(line.values for line in chart.lines),
            *(end for band in chart.bands for end in (band.low, band.high)),
            [chart.level, chart.floor],
        )
        for value in part
        if value is not None
    ]
    low, high = min(values), max(values)
    pad = PAD * (high - low) or max(abs(high) * PAD, 1.0)
    bottom = low - pad if chart.floor is None else chart.floor
    span = max(1, (chart.days[-1] - chart.days[0]).days)
    return Scale(chart.days[0], span, bottom, high + pad, size)


def sizes(chart: Chart) -> tuple[Size, Size]:
    """In which a chart is drawn: for a desk, and for a telephone."""
    return (WIDE if chart.wide else HALF, PHONE)


def draw(chart: Chart, size: Size, n: Numerals) -> str:
    """Axes and words in one language around the shapes, which `shapes` draws once for all."""
    on = scale(chart, size)
    plot = " ".join(f"{edge:g}" for edge in on.plot)
    return "".join(
        [
            f'<svg class="{size.name}" viewBox="0 0 {size.width} {size.height}" role="img"',
            f' aria-label="{escape(chart.title)}" data-plot="{plot}">',
            f'<use href="#{chart.name}-{size.name}"/>',
            *_axes(chart, on, n),
            *(_labels(chart, on) if chart.labels and size.right > LEFT else ()),
            '<g class="marca"></g></svg>',
        ]
    )


def shapes(chart: Chart, size: Size) -> str:
    """Grid, bands and lines, which no language changes."""
    on = scale(chart, size)
    return "".join(
        [
            f'<g id="{chart.name}-{size.name}">',
            *_grid(on),
            *(_area(band, chart, on) for band in chart.bands),
            *_level(chart, on),
            *(_line(line, chart, on) for line in chart.lines),
            "</g>",
        ]
    )


def _grid(on: Scale) -> Iterator[str]:
    left, right, _, bottom = on.plot
    for value in round_numbers(on.low, on.high, most=5):
        yield f'<path class="reja" d="M{left:g} {on.y(value):.1f}H{right:g}"/>'
    yield f'<path class="base" d="M{left:g} {bottom:g}H{right:g}"/>'


def _axes(chart: Chart, on: Scale, n: Numerals) -> Iterator[str]:
    left, _, _, bottom = on.plot
    for value in round_numbers(on.low, on.high, most=5):
        y = f"{on.y(value):.1f}"
        yield f'<text class="eje" x="{left - 8:g}" y="{y}" dy=".35em" text-anchor="end">'
        yield f"{escape(chart.tick(value))}</text>"
    days = round_days(chart.days[0], chart.days[-1], most=on.size.ticks)
    for place, day in enumerate(days):
        x = f"{on.x(day):.1f}"
        yield f'<path class="base" d="M{x} {bottom:g}v4"/>'
        yield f'<text class="eje" x="{x}" y="{bottom + 17:g}" text-anchor="middle">'
        yield f"{escape(_told(day, on.span, n))}</text>"
        if place == 0 or day.year != days[place - 1].year:
            yield f'<text class="eje" x="{x}" y="{bottom + 31:g}" text-anchor="middle">'
            yield f"{day.year}</text>"


def _told(day: date, span: int, n: Numerals) -> str:
    return n.day(day, year=False) if span < YEAR and day.day != 1 else n.month(day).split("\n")[0]


def _area(band: Band, chart: Chart, on: Scale) -> str:
    known = [
        (on.x(day), on.y(low), on.y(high))
        for day, low, high in zip(chart.days, band.low, band.high, strict=True)
        if low is not None and high is not None
    ]
    if band.curve:
        known = [(on.across(x / on.span), on.y(low), on.y(high)) for x, low, high in band.curve]
    if not known:
        return ""
    over = [f"{x:.1f} {high:.1f}" for x, _, high in known]
    under = [f"{x:.1f} {low:.1f}" for x, low, _ in reversed(known)]
    return f'<path class="banda-{band.look}" d="M{"L".join([*over, *under])}Z"/>'


def _line(line: Line, chart: Chart, on: Scale) -> str:
    known = [
        (on.x(day), on.y(value))
        for day, value in zip(chart.days, line.values, strict=True)
        if value is not None
    ]
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADII.get(line.look, 4):g}"/>'
        for x, y in (known if line.dots or len(known) == 1 else ())
    )
    path = f'<path d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in known)}"/>' if known else ""
    return f'<g class="linea-{line.look}{" puntos" if line.dots else ""}">{path}{dots}</g>'


def _level(chart: Chart, on: Scale) -> Iterator[str]:
    if chart.level is not None:
        left, right, _, _ = on.plot
        yield f'<path class="nivel" d="M{left:g} {on.y(chart.level):.1f}H{right:g}"/>'


def _labels(chart: Chart, on: Scale) -> Iterator[str]:
    """At the right edge, each as near to its number as the others let it be."""
    _, right, _, _ = on.plot
    wanted = [-on.y(value) for value, _ in chart.labels]
    for height, (_, text) in zip(apart(wanted, gap=LINE), chart.labels, strict=True):
        yield f'<text class="rotulo" x="{right + 6:g}" y="{-height:.1f}" dy=".35em">'
        yield f"{escape(text)}</text>"


def points(chart: Chart) -> tuple[list[float], list[list[float]]]:
    """Where each day lies, and each line on it, from 0 to 1 of the area within the axes."""
    on = scale(chart, WIDE)
    return (
        [round(on.share(day), 5) for day in chart.days],
        [
            [round(on.depth(value), 4) for value in at if value is not None]
            for at in _across([line.values for line in chart.lines])
        ],
    )


def _across(values: Sequence[Sequence[float | None]]) -> list[tuple[float | None, ...]]:
    return list(zip(*values, strict=True))
