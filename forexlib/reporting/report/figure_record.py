"""How past forecasts turned out: coverage, skill, and the last ones that came due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import polars as pl

from forexlib.reporting.look import BLUE, GREY, NARROW, NAVY, PALE, RED, WIDE, svg
from forexlib.reporting.report.contents import Picture
from forexlib.reporting.report.record import TRACKS, Record
from forexlib.reporting.report.words import Words
from forexlib.scoring.coverage import Coverage

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LAST: Final = 60
"""Forecasts that came due shown at most."""

MARKS: Final[Mapping[str, Literal["full", "none"]]] = {"live": "full", "backfill": "none"}
"""Hindsight is hollow."""


def coverage_picture(record: Sequence[Record], words: Words) -> Picture:
    """Coverage of both intervals beside where it can be expected."""

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0.13, 0.14, 0.85, 0.82))
        for one, place in _places(record):
            width = _width(record)
            _covered(axes, one.coverage_80, (place - width / 2, 80, BLUE), one.track, width)
            _covered(axes, one.coverage_95, (place + width / 2, 95, NAVY), one.track, width)
        _named(axes, *_places(record)[0], _width(record))
        _horizons(axes, record)
        lowest = min(min(one.coverage_80.low, one.coverage_80.share) for one in record)
        axes.set_ylim(max(-8.0, lowest - 12), 103)
        axes.set_yticks([level for level in range(0, 101, 20) if level > lowest - 12])
        axes.set_ylabel(words("axis_coverage"), color=GREY)

    told = [
        words(
            "coverage_point",
            days=one.horizon_days,
            low=words.n.percent(one.coverage_80.share),
            high=words.n.percent(one.coverage_95.share),
            track=words.track(one.track),
        )
        for one in record
    ]
    alt = words("alt_coverage", each="; ".join(told))
    return Picture(svg((NARROW, 1.35), draw), alt, words("figure_coverage"))


def skill_picture(record: Sequence[Record], words: Words) -> Picture:
    """The CRPS ratio to the random walk, with its interval where there are enough outcomes."""

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0.13, 0.14, 0.85, 0.82))
        axes.axhline(1, color=GREY, linewidth=0.8, dashes=(2, 2))
        ends = [1.0]
        for one, place in _places(record):
            if one.crps.ratio is None:
                continue
            low, high = one.crps.low or one.crps.ratio, one.crps.high or one.crps.ratio
            ends += [low, high]
            axes.vlines(place, low, high, color=PALE, linewidth=4, alpha=0.6)
            axes.plot(
                [place],
                [one.crps.ratio],
                "o",
                color=NAVY,
                markersize=4.2,
                fillstyle=MARKS[one.track],
            )
        _horizons(axes, record)
        room = 0.12 * (max(ends) - min(ends)) + 0.01
        axes.set_ylim(min(ends) - room, max(ends) + room)
        _ratios(axes, words)

    told = [
        words(
            "skill_point",
            days=one.horizon_days,
            ratio=words.n.ratio(one.crps.ratio),
            track=words.track(one.track),
        )
        for one in record
    ]
    alt = words("alt_skill", each="; ".join(told))
    return Picture(svg((NARROW, 1.35), draw), alt, words("figure_skill"))


def due_picture(scored: pl.DataFrame, days: int, words: Words) -> Picture | None:
    """The last forecasts of a horizon that came due; None if there is none.

    Args:
        scored: Rows of `scored_forecasts` of what was issued.
        days: The horizon.
        words: Of the report.
    """
    own = scored.filter(pl.col("horizon_days") == days).sort("target_date", "track")
    shown = own.unique(["origin_date", "target_date"], keep="last", maintain_order=True).tail(LAST)
    if shown.is_empty():
        return None

    def draw(figure: Figure) -> None:
        axes = figure.add_axes((0.062, 0.22, 0.925, 0.64))
        _due(axes, shown.rows(named=True), words)

    inside = int(shown.get_column("inside_80").sum())
    tracks = [one for one in TRACKS if one in set(shown.get_column("track"))]
    return Picture(
        svg((WIDE, 1.35), draw),
        words("alt_due", n=shown.height, days=days, inside=inside, outside=shown.height - inside),
        words("figure_due", days=days, tracks=words.n.listed([words.track(one) for one in tracks])),
    )


def _covered(
    axes: Axes, one: Coverage, at: tuple[float, int, str], track: str, width: float
) -> None:
    """One coverage beside its nominal band; `at` is place, nominal level and colour."""
    place, level, colour = at
    wide = 0.8 * width
    axes.bar(place, one.high - one.low, wide, one.low, color=colour, alpha=0.16, linewidth=0)
    axes.hlines(level, place - wide / 2, place + wide / 2, color=colour, linewidth=0.8)
    dot = RED if one.outside else colour
    axes.plot([place], [one.share], "o", color=dot, markersize=4.2, fillstyle=MARKS[track])


def _named(axes: Axes, first: Record, place: float, width: float) -> None:
    """Which bars are of which interval, below the leftmost ones."""
    for side, level, one, colour in (
        (-width / 2, 80, first.coverage_80, BLUE),
        (width / 2, 95, first.coverage_95, NAVY),
    ):
        axes.annotate(
            f"{level}",
            (place + side, one.low),
            xytext=(0, -1.5),
            textcoords="offset points",
            ha="center",
            va="top",
            color=colour,
        )


def _width(record: Sequence[Record]) -> float:
    """Of one interval's bar: half as wide where live and hindsight stand side by side."""
    return 0.19 if len({one.track for one in record}) > 1 else 0.34


def _places(record: Sequence[Record]) -> list[tuple[Record, float]]:
    """Where each record stands: by horizon, live left of hindsight if there are both."""
    horizons = sorted({one.horizon_days for one in record})
    both = len({one.track for one in record}) > 1
    aside = {"live": -0.21, "backfill": 0.21} if both else {}
    return [(one, horizons.index(one.horizon_days) + aside.get(one.track, 0.0)) for one in record]


def _horizons(axes: Axes, record: Sequence[Record]) -> None:
    horizons = sorted({one.horizon_days for one in record})
    axes.set_xticks(range(len(horizons)), [str(days) for days in horizons])
    axes.set_xlim(-0.6, len(horizons) - 0.4)


def _ratios(axes: Axes, words: Words) -> None:
    from matplotlib import ticker  # noqa: PLC0415

    axes.yaxis.set_major_locator(ticker.MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda at, _: words.n.number(at, 2)))


def _due(axes: Axes, rows: Sequence[dict[str, Any]], words: Words) -> None:
    from matplotlib import dates, ticker  # noqa: PLC0415

    days = [row["target_date"] for row in rows]
    low, high, median, actual = (
        np.array([row[name] for row in rows])
        for name in ("lower_80", "upper_80", "median", "actual")
    )
    inside = np.array([row["inside_80"] for row in rows])
    axes.vlines(days, low, high, color=BLUE, alpha=0.3, linewidth=3.4)
    axes.plot(days, median, "_", color=BLUE, markersize=4.4, label=words("due_band"))
    for mask, colour, name in ((inside, NAVY, "due_inside"), (~inside, RED, "due_outside")):
        at = [day for day, kept in zip(days, mask, strict=True) if kept]
        axes.plot(at, actual[mask], "o", color=colour, markersize=2.9, label=words(name))
    axes.legend(
        loc="lower right", bbox_to_anchor=(1.0, 0.99), ncols=3, frameon=False, borderpad=0.1
    )
    edge = timedelta(days=4)
    axes.set_xlim(min(days) - edge, max(days) + edge)
    axes.xaxis.set_major_locator(dates.MonthLocator())
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda at, _: words.n.month(_day(at))))
    axes.yaxis.set_major_locator(ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda at, _: words.n.level(at)))


def _day(at: float) -> date:
    return date(1970, 1, 1) + timedelta(days=int(at))
