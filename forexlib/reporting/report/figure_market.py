"""What the other currencies contributed, and the path of volatility."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from forexlib.reporting.look import BLUE, GREY, NARROW, NAVY, PALE, RED, WIDE, svg
from forexlib.reporting.report.contents import Picture
from forexlib.reporting.report.drivers import Drivers
from forexlib.reporting.report.facts import Facts
from forexlib.reporting.report.regime import Regime, Volatility
from forexlib.reporting.report.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN: Final = timedelta(days=3 * 365)
"""Of the path of volatility."""


def drivers_picture(facts: Facts, found: Drivers, words: Words, *, alone: bool) -> Picture:
    """Bars of the contributions, the largest on top; those not significant pale.

    Args:
        facts: The rows.
        found: What was measured.
        words: Of the report.
        alone: Whether it takes the width of the page.
    """
    each = sorted(found.each, key=lambda one: -abs(one.contribution))
    names = [*(words.instrument(one.series) for one in each), words("driver_rest")]
    values = [*(one.contribution for one in each), found.rest]
    sure = [*(one.significant for one in each), False]

    def draw(figure: Figure) -> None:
        left, bottom = (0.1, 0.14) if alone else (0.2, 0.12)
        axes = figure.add_axes((left, bottom, 0.94 - left, 0.97 - bottom))
        _bars(axes, names, values, sure, words)

    said = ", ".join(
        f"{name} {words.n.change(value)}" for name, value in zip(names, values, strict=True)
    )
    return Picture(
        svg((WIDE, 1.55) if alone else (NARROW, 1.38), draw),
        words("alt_drivers", move=words.n.change(found.move), each=said),
        words("figure_drivers", currency=facts.currency),
    )


def volatility_picture(storm: Volatility, risk: Regime | None, words: Words) -> Picture:
    """The last three years of volatility over the days of risk-off."""
    last = storm.path.get_column("event_date")[-1]
    path = storm.path.filter(pl.col("event_date") >= last - SHOWN)
    middle = float(np.median(storm.path.get_column("volatility").to_numpy()))

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0.05, 0.34, 0.87, 0.62))
        _path(axes, path, words)
        if risk is not None:
            _shade(axes, risk.path.filter(pl.col("event_date") >= path["event_date"][0]))
        _middle(axes, middle, words)

    since = words.n.day(path.get_column("event_date")[0])
    told = {"now": words.n.percent(storm.now), "middle": words.n.percent(middle)}
    caption = "figure_volatility_alone" if risk is None else "figure_volatility"
    return Picture(
        svg((WIDE, 0.92), draw), words("alt_volatility", since=since, **told), words(caption)
    )


def _bars(
    axes: Axes, names: list[str], values: list[float], sure: list[bool], words: Words
) -> None:
    places = np.arange(len(values))[::-1]
    colours = [NAVY if certain else PALE for certain in sure]
    axes.barh(places, values, height=0.62, color=colours)
    axes.axvline(0, color=GREY, linewidth=0.8)
    for place, value in zip(places, values, strict=True):
        side = 1 if value >= 0 else -1
        axes.annotate(
            words.n.change(value),
            (value, place),
            xytext=(3 * side, 0),
            textcoords="offset points",
            ha="left" if value >= 0 else "right",
            va="center",
            color=GREY,
        )
    low, high = min(0.0, *values), max(0.0, *values)
    room = 0.24 * (high - low)
    axes.set_xlim(low - room, high + room)
    axes.set_yticks(places, names)
    axes.tick_params(axis="y", colors=NAVY)
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.annotate(
        words("not_significant"),
        (0.5, -0.02),
        xycoords="axes fraction",
        ha="center",
        va="top",
        color=GREY,
    )


def _path(axes: Axes, path: pl.DataFrame, words: Words) -> None:
    from matplotlib import dates, ticker  # noqa: PLC0415

    days = path.get_column("event_date").to_list()
    values = path.get_column("volatility").to_numpy()
    axes.plot(days, values, color=NAVY, linewidth=1.1)
    axes.plot([days[-1]], [values[-1]], "o", color=NAVY, markersize=3.4, clip_on=False)
    axes.annotate(
        words.n.percent(float(values[-1])),
        (days[-1], values[-1]),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        color=NAVY,
        fontweight="bold",
        annotation_clip=False,
    )
    axes.set_xlim(days[0], days[-1])
    axes.set_ylim(0, float(values.max()) * 1.15)
    axes.xaxis.set_major_locator(dates.MonthLocator(bymonth=(1, 4, 7, 10)))
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda at, _: words.n.month(_day(at))))
    axes.yaxis.set_major_locator(ticker.MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda at, _: words.n.percent(at, 0)))


def _shade(axes: Axes, path: pl.DataFrame) -> None:
    """The days on which risk was shunned."""
    days = path.get_column("event_date").to_list()
    off = path.get_column("off").to_numpy()
    axes.fill_between(
        days,
        0,
        1,
        where=off,
        transform=axes.get_xaxis_transform(),
        color=RED,
        alpha=0.10,
        linewidth=0,
    )


def _middle(axes: Axes, middle: float, words: Words) -> None:
    axes.axhline(middle, color=BLUE, linewidth=0.8, dashes=(4, 3))
    axes.annotate(
        words("volatility_middle", middle=words.n.percent(middle)),
        (0.01, middle),
        xycoords=("axes fraction", "data"),
        xytext=(0, -3),
        textcoords="offset points",
        color=BLUE,
        va="top",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
    )


def _day(at: float) -> date:
    return date(1970, 1, 1) + timedelta(days=int(at))
