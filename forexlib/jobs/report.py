"""Make the report of the newest forecast: rows in, one PDF and one HTML page out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import polars as pl

from forexlib.core.errors import SettingsError
from forexlib.core.ports import Store
from forexlib.core.series import series_name
from forexlib.engine.recipe import REGRESSORS
from forexlib.jobs.ages import ages_beside
from forexlib.jobs.probability import every_model, last_issues, newest_forecast
from forexlib.reporting.chart_words import Language
from forexlib.reporting.forecast_table import ISSUED
from forexlib.reporting.look import use_fonts
from forexlib.reporting.report.compose import horizonte, pronostico
from forexlib.reporting.report.contents import Contents, Printed
from forexlib.reporting.report.facts import Edition, Facts
from forexlib.reporting.report.regime import CARRY, HAVENS, State, risk_regime
from forexlib.reporting.report.words import Words

Kind = Literal["pdf", "html"]

RIVALS: Final = ("last_traded", "forward")
"""Benchmarks beside the random walk, where their series are there."""


class Press(Protocol):
    """What turns contents into files."""

    @property
    def fonts(self) -> Sequence[Path]:
        """Files of the fonts that figures are lettered in."""
        ...

    def print(
        self, contents: Contents, *, into: Path, language: Language, kinds: Sequence[Kind]
    ) -> Printed:
        """Write the files into a folder, which is made if need be.

        Raises:
            RenderError: If they cannot be made or written.
        """
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be reported, and how.

    Attributes:
        pair: For example USDCLP.
        target: The quantity forecast.
        edition: For whom, and when: nothing that became known later is in the report.
        past: Whether the forecast is chosen as of the edition too, instead of the newest issued.
        horizon_days: The only horizon reported; every one of the forecast by default.
        language: Of the report.
        kinds: Of files.
        optional: Series that the forecast uses beside the usual ones, where they are there.
    """

    pair: str
    target: str
    edition: Edition
    past: bool = False
    horizon_days: int | None = None
    language: Language = "es"
    kinds: Sequence[Kind] = ("pdf", "html")
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an order.

    Attributes:
        run_id: Of the forecast.
        origin_date: Of the forecast.
        regime: Of risk, where it is known.
        folder: Where the files are.
        printed: The files, and what made them.
    """

    run_id: str
    origin_date: date
    regime: State | None
    folder: Path
    printed: Printed


def report(
    store: Store, press: Press, order: Order, *, into: Path, subfolder: bool = True
) -> Report:
    """Make the report of the newest forecast.

    Args:
        store: Where rows are; it is only read.
        press: Makes the files.
        order: What is wanted.
        into: A folder.
        subfolder: Whether the files go into <origin>-<run_id> in it.

    Raises:
        SettingsError: If there is no such forecast, or none at that horizon.
        StoreError: If the database cannot be read.
        RenderError: If the files cannot be made or written.
    """
    facts = gather(store, order)
    head = facts.head
    use_fonts(press.fonts)
    folder = into / f"{head['origin_date']}-{head['run_id']}" if subfolder else into
    printed = press.print(
        contents(facts, order), into=folder, language=order.language, kinds=order.kinds
    )
    risk = risk_regime(facts.rates)
    state = None if risk is None else risk.state
    return Report(head["run_id"], head["origin_date"], state, folder, printed)


def contents(facts: Facts, order: Order) -> Contents:
    """What the report says.

    Raises:
        SettingsError: If the forecast has no such horizon.
    """
    words = Words.for_rate(facts.head["last_rate"], order.language)
    days = order.horizon_days
    if days is None:
        return pronostico(facts, words)
    if days not in facts.horizons:
        known = ", ".join(f"{one}d" for one in facts.horizons)
        raise SettingsError(
            f"The forecast of origin {facts.head['origin_date']} has no horizon of {days} days.",
            remedy=f"Ask for one of {known}.",
        )
    return horizonte(facts, days, words)


def gather(store: Store, order: Order) -> Facts:
    """Every row the report is made from, none of which became known after the edition.

    Raises:
        SettingsError: If there is no forecast.
        StoreError: If the database cannot be read.
    """
    pair, target, as_of = order.pair, order.target, order.edition.as_of
    seen_at = as_of if order.past else None
    issued = newest_forecast(store, pair=pair, target=target, as_of=seen_at)
    head = issued.row(0, named=True)
    stored = last_issues(store, seen_at, pair=pair, target=target, model=ISSUED)
    issues = stored.filter(
        pl.col("track") != "shadow",
        pl.col("as_of") <= head["as_of"],
        pl.col("origin_date") <= head["origin_date"],
    )
    before = _before(store, issues, head, seen_at=seen_at)
    forecast = every_model(store, issued, as_of=seen_at)
    rivals = pl.concat([_scored(store, order, model) for model in RIVALS])
    own = series_name(target, pair)
    beside = tuple(dict.fromkeys((*REGRESSORS, *order.optional)))
    series = [own, *beside, *CARRY, *HAVENS]
    return Facts(
        edition=order.edition,
        forecast=forecast,
        before=before,
        issues=issues,
        runs=_runs(store, pl.concat([forecast, before])),
        rates=_rates(store, dict.fromkeys(series), head),
        scored=_scored(store, order, ISSUED),
        sources=_sources(store, series, head),
        regressors=REGRESSORS,
        rivals=rivals,
        ages=ages_beside(
            store,
            beside,
            target=own,
            origin=head["origin_date"],
            as_of=head["as_of"],
            admitted_by=head["admitted_by"],
        ),
    )


def _scored(store: Store, order: Order, model: str) -> pl.DataFrame:
    """What a model published and what came of it, as far as the edition may know."""
    rows = store.read("scored_forecasts", pair=order.pair, target=order.target, model=model)
    as_of = order.edition.as_of
    return rows.filter(
        "is_record",
        pl.col("track").is_in(["live", "backfill"]),
        pl.col("as_of") <= as_of,
        pl.col("actual_available_at") <= as_of,
    )


def _before(
    store: Store, issues: pl.DataFrame, head: Mapping[str, Any], *, seen_at: datetime | None
) -> pl.DataFrame:
    """The forecast from the newest earlier origin, a live one first; no rows if there is none."""
    earlier = issues.filter(
        pl.col("origin_date") < head["origin_date"], pl.col("track").is_in(["live", "backfill"])
    )
    if earlier.is_empty():
        return issues.clear().with_columns(issued=pl.lit(value=False))
    live = pl.col("track") == "live"
    order = ["origin_date", live, pl.col("as_of")]
    newest = earlier.sort(*order, descending=True).head(1)
    return every_model(store, newest.with_columns(issued=live), as_of=seen_at)


def _runs(store: Store, rows: pl.DataFrame) -> pl.DataFrame:
    """What was said once of each run that these rows name."""
    names = rows.get_column("run_id").unique().sort()
    return pl.concat([store.read("runs", run_id=name) for name in names])


def _rates(store: Store, series: Mapping[str, None], head: Mapping[str, Any]) -> pl.DataFrame:
    """The newest vintage of each day that the forecast could see, a column per series."""
    vintages = store.panel([*series], as_of=head["as_of"], admitted_by=head["admitted_by"])
    newest = vintages.sort("available_at").unique(["series", "event_date"], keep="last")
    wide = newest.pivot("series", index="event_date", values="value")
    ordered = [name for name in series if name in wide.columns]
    return wide.select("event_date", *ordered).sort("event_date")


def _sources(store: Store, series: Sequence[str], head: Mapping[str, Any]) -> pl.DataFrame:
    """Where the values come from that the forecast could see, by series."""
    seen = store.read("observations").filter(
        pl.col("series").is_in([*series]), pl.col("available_at") <= head["as_of"]
    )
    if head["admitted_by"] is not None:
        seen = seen.filter(pl.col("admitted_at") <= head["admitted_by"])
    order = {name: place for place, name in enumerate(dict.fromkeys(series))}
    newest = pl.col("event_date") == pl.col("event_date").max().over("series")
    return (
        seen.filter(newest)
        .group_by("series")
        .agg(
            source=pl.col("source").sort_by("admitted_at").last(),
            last_event_date=pl.col("event_date").max(),
            last_admitted_at=pl.col("admitted_at").max(),
        )
        .sort(pl.col("series").replace_strict(order, return_dtype=pl.Int64))
    )
