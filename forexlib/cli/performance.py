"""`forex performance`: whether forecasts have become worse, and whether their intervals hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Final

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, as_table, cell, console, emit
from forexlib.jobs.performance import Judged, as_rows
from forexlib.jobs.performance import performance as judge
from forexlib.monitoring.performance_words import in_words
from forexlib.reporting.columns import label
from forexlib.wiring import platform

Figure = Callable[[pl.DataFrame], list[str]]
"""From rows to words, one a row."""

Whose = Annotated[str, typer.Option("--model", help="A model's name, such as ensemble.")]


def performance(
    horizon: options.Horizon = None,
    as_of: options.AsOf = None,
    model: Whose = "ensemble",
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Hold recent forecasts against the model's own past, live and backfilled ones apart."""
    now, parts = clock.now(), platform(pair=pair, target=target)
    moment = now if as_of is None else clock.read_instant(as_of, parts.settings)
    if as_of is None:
        parts.store.score(as_of=now)
    chosen = replace(parts.yardstick, model=model)
    if horizon is not None:
        chosen = replace(chosen, horizons=(clock.read_horizon(horizon),))
    judged = judge(parts.score_book, chosen, as_of=moment)
    rows = as_rows(judged)
    if as_json:
        emit(rows, Format(json=True), table=rows, title="")
        return
    for days in chosen.horizons:
        here = [one for one in judged if one.degradation.horizon_days == days]
        shown = _for_people(rows.filter(horizon_days=days))
        console().print(as_table(shown, title=_title(days, parts.settings.series, model, here)))
        for one in here:
            said = in_words(
                one.degradation,
                one.coverage,
                track=one.track,
                language=parts.settings.language,
            )
            console().print(said, markup=False, soft_wrap=True)
        console().print()


def _title(days: int, series: str, model: str, here: Sequence[Judged]) -> str:
    first, last = here[0].first_day, here[0].last_day
    window = "nothing scored yet" if first is None else f"outcomes of {first} to {last}"
    return f"{days} d · {series} · {model} · {window}"


def _for_people(rows: pl.DataFrame) -> pl.DataFrame:
    """A column a track, a row a figure."""
    tracks = rows.select(label()).to_series().to_list()
    cells = {name: figure(rows) for name, figure in FIGURES.items()}
    return pl.DataFrame(
        {"": list(cells)}
        | {name: [told[i] for told in cells.values()] for i, name in enumerate(tracks)}
    )


def _plain(name: str) -> Figure:
    return lambda rows: [cell(value) for value in rows.get_column(name)]


def _with_ends(name: str) -> Figure:
    """A figure and, in brackets, the ends of its interval or band."""

    def told(rows: pl.DataFrame) -> list[str]:
        ends = rows.select(name, f"{name}_low", f"{name}_high").iter_rows()
        return [
            cell(one) if low is None else f"{one:.1f} ({low:.1f} – {high:.1f})"
            for one, low, high in ends
        ]

    return told


def _with_change(name: str) -> Figure:
    """A figure and by how many percent it rose on the baseline."""

    def told(rows: pl.DataFrame) -> list[str]:
        pairs = rows.select(name, f"{name}_change").iter_rows()
        return [
            cell(one) if change is None else f"{one:.2f} ({change:+.1f} %)" for one, change in pairs
        ]

    return told


FIGURES: Final[dict[str, Figure]] = {
    "state": _plain("state"),
    "severity, coverage included": _plain("severity"),
    "forecasts": _plain("n"),
    "outcomes that do not overlap": _plain("outcomes"),
    "baseline": _plain("baseline"),
    "forecasts of the baseline": _plain("n_base"),
    "degradation beside the random walk, % (95 %)": _with_ends("degradation"),
    "CRPS above its expectation, % (95 %)": _with_ends("surprise"),
    "inside 80 %, % (band)": _with_ends("coverage_80"),
    "inside 95 %, % (band)": _with_ends("coverage_95"),
    "horizons these are counted in": lambda rows: [
        " and ".join(cell(times) for times in pair)
        for pair in rows.select("coverage_80_times", "coverage_95_times").iter_rows()
    ],
    "RMSE (on the baseline's)": _with_change("rmse"),
    "MAE (on the baseline's)": _with_change("mae"),
    "MAPE, % (on the baseline's)": _with_change("mape"),
    "RMSE beside the random walk's": _with_change("rmse_ratio"),
    "bias": _plain("bias"),
    "RMSE rose only with the market": _plain("with_the_market"),
}
"""What a person is shown, in order."""
