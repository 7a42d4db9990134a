"""The fan of a forecast, and one horizon's distribution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from forexlib.core.distribution import join, probability_above
from forexlib.reporting.chart_words import WORDS
from forexlib.reporting.fan import fan
from forexlib.reporting.fan_chart import Drawing, drawn_past
from forexlib.reporting.forecast_table import ISSUED
from forexlib.reporting.look import AMBER, BLUE, GREY, NARROW, NAVY, WIDE, svg
from forexlib.reporting.report.contents import Picture
from forexlib.reporting.report.facts import RANDOM_WALK, Facts
from forexlib.reporting.report.part_forecast import above, chance
from forexlib.reporting.report.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BINS: Final = 44
"""Bars of a histogram, between the outermost stored quantiles."""


def fan_picture(facts: Facts, days: Sequence[int], words: Words) -> Picture:
    """What was observed, and the bands of these horizons."""
    own = facts.forecast.filter(pl.col("horizon_days").is_in(days)).sort("horizon_days")
    issued, walk = own.filter(model=ISSUED), own.filter(model=RANDOM_WALK)
    walk = walk if walk.height else issued
    past = drawn_past(facts.fixings, issued)
    drawing = Drawing(issued, fan(issued), fan(walk), past, WORDS[words.language], gap=0.066)

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0.062, 0.14, 0.765, 0.775))
        drawing.lines(axes)
        drawing.labels(axes)
        drawing.frame(axes)

    last = issued.row(-1, named=True)
    columns = ("lower_80", "upper_80", "lower_95", "upper_95")
    ends = zip(("low_80", "high_80", "low_95", "high_95"), columns, strict=True)
    return Picture(
        svg((WIDE, 2.05), draw),
        words(
            "alt_fan",
            last=words.n.rate(last["last_rate"]),
            origin=words.n.day(last["origin_date"]),
            days=last["horizon_days"],
            median=words.n.rate(last["median"]),
            **{end: words.n.rate(last[column]) for end, column in ends},
        ),
        words("figure_fan", pair=facts.pair, unit=words("unit", currency=facts.currency)),
    )


def distribution_picture(facts: Facts, days: int, words: Words, *, alone: bool) -> Picture:
    """How probability is spread over the rates of one horizon, below and above the rate now.

    Args:
        facts: The rows.
        days: The horizon.
        words: Of the report.
        alone: Whether it takes the width of the page.
    """
    row = facts.issued.filter(horizon_days=days).row(0, named=True)
    higher = above(row, row["last_rate"])
    told = (chance(100.0 - higher, words), chance(higher, words))

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0.03, 0.15, 0.94, 0.75))
        _bars(axes, row)
        _sides(axes, row, told, words)

    last = words.n.rate(row["last_rate"])
    return Picture(
        svg((WIDE, 1.5) if alone else (NARROW, 1.38), draw),
        words("alt_distribution", days=days, lower=told[0], higher=told[1], last=last),
        words("figure_distribution", days=days, unit=words("unit", currency=facts.currency)),
    )


def _bars(axes: Axes, row: dict[str, Any]) -> None:
    """The probability of each of equally wide ranges; one edge is the rate now."""
    known = join(row["quantiles"], row["tails"])
    last, width = row["last_rate"], (known[-1] - known[0]) / BINS
    below = np.ceil((last - known[0]) / width)
    edges = last + width * (np.arange(BINS + 2) - below)
    mass = -np.diff(probability_above(row["quantiles"], row["tails"], edges.tolist()))
    lower = int(below)
    axes.stairs(mass[:lower], edges[: lower + 1], fill=True, color=BLUE, alpha=0.45, linewidth=0)
    axes.stairs(mass[lower:], edges[lower:], fill=True, color=AMBER, alpha=0.45, linewidth=0)
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, float(mass.max()) * 1.16)


def _sides(axes: Axes, row: dict[str, Any], told: tuple[str, str], words: Words) -> None:
    """The two probabilities, and where the rate is now."""
    from matplotlib import ticker  # noqa: PLC0415

    last = row["last_rate"]
    axes.axvline(last, color=NAVY, linewidth=0.8, dashes=(2, 2))
    axes.annotate(
        words("rate_now", rate=words.n.rate(last)),
        (last, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 2),
        textcoords="offset points",
        ha="center",
        va="bottom",
        color=NAVY,
    )
    left, right = axes.get_xlim()
    for side, share, name, colour in (
        (left, told[0], "lower", BLUE),
        (right, told[1], "higher", AMBER),
    ):
        middle = last + 0.62 * (side - last)
        axes.annotate(
            share,
            (middle, 0.62),
            xycoords=("data", "axes fraction"),
            ha="center",
            color=colour,
            fontsize=10,
            fontweight="bold",
        )
        axes.annotate(
            words(name),
            (middle, 0.53),
            xycoords=("data", "axes fraction"),
            ha="center",
            color=colour,
        )
    axes.yaxis.set_visible(False)
    axes.grid(visible=False)
    axes.xaxis.set_major_locator(ticker.MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda at, _: words.n.level(at)))
    axes.tick_params(axis="x", colors=GREY)
