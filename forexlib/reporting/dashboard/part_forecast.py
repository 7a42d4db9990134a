"""What is forecast: a fan for each horizon, and a table of them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import polars as pl

from forexlib.core.distribution import probability_above
from forexlib.core.series import quote_currency, series_name
from forexlib.reporting.dashboard.blocks import Band, Chart, Line, Note, Section, Switch, Table
from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.words import Words
from forexlib.reporting.fan import fan
from forexlib.reporting.forecast_table import ISSUED
from forexlib.reporting.numbers import NONE

WALK: Final = "random_walk"
BEHIND: Final = 3
"""The history in a fan, in horizons."""
LEAST_BEHIND: Final = 60
WEEK: Final = 7
CURVE: Final = 40
"""Places at which a band's edge is drawn, the closer the nearer to the origin."""


def part_forecast(facts: Facts, words: Words) -> Section:
    """The fans, and what is issued at each horizon."""
    issued = issued_rows(facts)
    if issued.is_empty():
        return Section("forecast", words("forecast"), [Note(words("forecast_none"), "warn")])
    there = issued.get_column("horizon_days").to_list()
    panels: dict[int, list[Chart | Note]] = {
        days: [
            _fan(facts, days, words)
            if days in there
            else Note(words("forecast_none_at", days=days), "warn")
        ]
        for days in sorted({*there, *facts.horizons})
    }
    return Section(
        "forecast",
        words("forecast"),
        [*_caveats(issued, words), Switch(panels), _table(facts, issued, words)],
    )


def issued_rows(facts: Facts) -> pl.DataFrame:
    """One row a horizon of what is issued, rising; none if there is no forecast."""
    return facts.forecast.filter(pl.col("model") == ISSUED).sort("horizon_days")


def unit(facts: Facts, words: Words) -> str:
    """Of rates."""
    return words("unit", currency=quote_currency(facts.scope.pair))


def change(one: Mapping[str, Any]) -> float:
    """From the anchor to the median, in percent."""
    return 100.0 * (one["median"] / one["last_rate"] - 1.0)


def higher(one: Mapping[str, Any]) -> float:
    """Percent, of a rate above the anchor."""
    above = probability_above(one["quantiles"], one["tails"], [one["last_rate"]])
    return 100.0 * float(above[0])


def _caveats(issued: pl.DataFrame, words: Words) -> list[Note]:
    one = issued.row(0, named=True)
    said = []
    if one["track"] == "spot":
        said.append(Note(words("forecast_spot", rate=words.n.rate(one["last_rate"])), "warn"))
    if not one["issued"]:
        day = words.n.day(one["origin_date"])
        said.append(Note(words("forecast_backfill", day=day), "warn"))
    return said


def _fan(facts: Facts, days: int, words: Words) -> Chart:
    rows = facts.forecast.filter(pl.col("horizon_days") <= days).sort("horizon_days")
    issued = rows.filter(pl.col("model") == ISSUED)
    last = issued.row(-1, named=True)
    past = _past(facts.rates, last["origin_date"], days)
    ahead = _daily(issued)
    walk = _daily(rows.filter(pl.col("model") == WALK))
    before: list[None] = [None] * past.height
    nothing: list[None] = [None] * ahead.height
    drawn = {name: [*before, *ahead.get_column(name)] for name in ahead.columns if name != "day"}
    walked = walk.get_column("median").to_list() if walk.height == ahead.height else nothing
    begin = past.get_column("event_date")[0] if past.height else last["origin_date"]
    targets = set(issued.get_column("target_date"))
    seen = past.get_column("value").to_list()
    since = dict(facts.rates.select("event_date", "value").iter_rows())
    later = [since.get(day) for day in ahead.get_column("day")]
    seen_rows = [_seen(day, value, words) for day, value in past.iter_rows()]
    said = [
        _ahead(one, value, targets, words)
        for one, value in zip(ahead.iter_rows(named=True), later, strict=True)
    ]
    if later and later[0] is not None:
        said[0] = _seen(last["origin_date"], later[0], words)
    n = words.n
    return Chart(
        name=f"fan-{days}",
        title=words("fan", pair=told_pair(facts), days=days, unit=unit(facts, words)),
        about=words(
            "fan_about",
            origin=n.day(last["origin_date"]),
            median=n.rate(last["median"]),
            target=n.day(last["target_date"]),
            interval_80=n.interval(last["lower_80"], last["upper_80"]),
            interval_95=n.interval(last["lower_95"], last["upper_95"]),
        ),
        days=[*past.get_column("event_date"), *ahead.get_column("day")],
        lines=[
            Line(words("walk"), "walk", [*before, *walked]),
            Line(words("median"), "median", drawn["median"]),
            Line(words("seen"), "seen", [*seen, *later]),
        ],
        bands=[
            Band(
                words(f"band_{level}"),
                look,
                drawn[low],
                drawn[high],
                _curve(issued, begin, low, high),
            )
            for level, look, low, high in (
                (95, "outer", "lower_95", "upper_95"),
                (80, "inner", "lower_80", "upper_80"),
            )
        ],
        heads=[words(name) for name in ("day", "kind", "seen", "median", "band_80", "band_95")],
        rows=[*seen_rows, *said],
        kept=_kept(past.get_column("event_date").to_list(), ahead, targets),
        tick=n.level,
        wide=True,
        labels=[
            (last[name], n.rate(last[name]))
            for name in ("upper_95", "upper_80", "median", "lower_80", "lower_95")
        ],
    )


def told_pair(facts: Facts) -> str:
    """`USD/CLP`."""
    pair = facts.scope.pair
    return f"{pair[:3]}/{pair[3:]}"


def _past(rates: pl.DataFrame, origin: date, days: int) -> pl.DataFrame:
    """event_date and value up to the day before the origin, which the fan begins with."""
    first = origin - timedelta(days=max(LEAST_BEHIND, BEHIND * days))
    day = pl.col("event_date")
    return rates.filter(day.is_between(first, origin, closed="left")).sort("event_date")


def _daily(issued: pl.DataFrame) -> pl.DataFrame:
    """The fan on each day from the origin to the last target."""
    if issued.is_empty():
        return pl.DataFrame({"day": []}, schema={"day": pl.Date}).with_columns(
            pl.lit(None, dtype=pl.Float64).alias("median")
        )
    bands = fan(issued)
    origin = issued.get_column("origin_date")[0]
    days = np.arange(0, int(bands.get_column("day")[-1]) + 1)
    at = bands.get_column("day").to_numpy()
    return pl.DataFrame(
        {
            "day": [origin + timedelta(days=int(day)) for day in days],
            **{
                name: np.interp(days, at, bands.get_column(name).to_numpy())
                for name in bands.columns
                if name != "day"
            },
        }
    )


def _curve(
    issued: pl.DataFrame, first: date, low: str, high: str
) -> list[tuple[float, float, float]]:
    """A band of the fan at `CURVE` and a few places, in days from the first day of the chart."""
    bands = fan(issued)
    before = (issued.get_column("origin_date")[0] - first).days
    at = bands.get_column("day").to_numpy()
    days = np.union1d(np.linspace(0.0, np.sqrt(at[-1]), CURVE) ** 2, at[-1:])
    return [
        (before + float(day), float(below), float(above))
        for day, below, above in zip(
            days,
            *(np.interp(days, at, bands.get_column(name).to_numpy()) for name in (low, high)),
            strict=True,
        )
    ]


def _seen(day: date, value: float, words: Words) -> list[str]:
    return [words.n.day(day), words("kind_seen"), words.n.rate(value), NONE, NONE, NONE]


def _ahead(
    one: Mapping[str, Any], seen: float | None, targets: set[date], words: Words
) -> list[str]:
    n = words.n
    kind = "kind_stored" if one["day"] in targets else "kind_between"
    return [
        n.day(one["day"]),
        words(kind),
        n.rate(seen),
        n.rate(one["median"]),
        n.interval(one["lower_80"], one["upper_80"]),
        n.interval(one["lower_95"], one["upper_95"]),
    ]


def _kept(past: Sequence[date], ahead: pl.DataFrame, targets: set[date]) -> list[int]:
    """The last fortnight that was seen, the origin, each week ahead, and every target."""
    first = max(0, len(past) - 2 * WEEK)
    weeks = [
        len(past) + place
        for place, day in enumerate(ahead.get_column("day"))
        if day in targets or place % WEEK == 0
    ]
    return [*range(first, len(past)), *weeks]


def _table(facts: Facts, issued: pl.DataFrame, words: Words) -> Table:
    n, head = words.n, issued.row(0, named=True)
    walks = dict(
        facts.forecast.filter(pl.col("model") == WALK).select("horizon_days", "median").iter_rows()
    )
    rows = [
        [
            words.days(one["horizon_days"]),
            n.day(one["target_date"]),
            n.rate(one["median"]),
            n.percent(change(one), 2, sign=True),
            n.interval(one["lower_80"], one["upper_80"]),
            n.interval(one["lower_95"], one["upper_95"]),
            n.percent(higher(one)),
            n.rate(walks.get(one["horizon_days"])),
        ]
        for one in issued.iter_rows(named=True)
    ]
    return Table(
        words(
            "forecasts",
            unit=unit(facts, words),
            day=n.day(head["origin_date"]),
            mode=words.modes(issued),
        ),
        words.heads("horizon", "target", "median", "change", "80", "95", "higher", "walk"),
        rows,
        left=frozenset({0, 1}),
    )


def series_of(facts: Facts) -> str:
    """The series that is forecast."""
    return series_name(facts.scope.target, facts.scope.pair)
