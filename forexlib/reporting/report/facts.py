"""Everything a report is made from: rows as they are stored, and for whom it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import polars as pl

from forexlib.core.ages import Age
from forexlib.core.calendar import business_days_between, local_date
from forexlib.core.series import quantity_of, series_name
from forexlib.reporting.forecast_table import ISSUED
from forexlib.reporting.reason_words import told_of_run

RANDOM_WALK = "random_walk"


@dataclass(frozen=True, slots=True)
class Edition:
    """For whom and when a report is made.

    Attributes:
        as_of: Nothing that became known later is in it.
        zone: Whose calendar day `as_of` falls on.
        institution: Who publishes.
        stale_days: Business days after which the data are called stale.
    """

    as_of: datetime
    zone: str = "America/Santiago"
    institution: str = "forexlib"
    stale_days: int = 4

    @property
    def day(self) -> date:
        """The calendar day of the report."""
        return local_date(self.as_of, zone=self.zone)


@dataclass(frozen=True)
class Facts:
    """The rows. Nothing in them became known after the edition's `as_of`.

    Attributes:
        edition: For whom and when.
        forecast: Every model's rows of the newest issued forecast (view `forecasts`), and whether
            they were `issued`: without hindsight.
        before: The same of the forecast issued before, from an earlier origin; may be empty.
        issues: Rows of every forecast issued (model `ensemble`) up to this one.
        runs: Rows of the table `runs` that these forecasts name.
        rates: event_date, and a column for each series: the newest vintage the forecast could see.
        scored: Rows of the view `scored_forecasts` of the model `ensemble`: the first published.
        sources: series, source, last_event_date and last_admitted_at of what the forecast saw.
        regressors: Series used beside the target, in order.
        rivals: As `scored`, of the benchmarks beside the random walk.
        ages: Of the regressors that the forecast went without or saw late.
    """

    edition: Edition
    forecast: pl.DataFrame
    before: pl.DataFrame
    issues: pl.DataFrame
    runs: pl.DataFrame
    rates: pl.DataFrame
    scored: pl.DataFrame
    sources: pl.DataFrame
    regressors: tuple[str, ...]
    rivals: pl.DataFrame
    ages: tuple[Age, ...] = ()

    @cached_property
    def issued(self) -> pl.DataFrame:
        """The rows of what is issued, by horizon."""
        return self.forecast.filter(pl.col("model") == ISSUED).sort("horizon_days")

    @cached_property
    def head(self) -> Mapping[str, Any]:
        """What all horizons have in common."""
        return self.issued.row(0, named=True)

    @property
    def pair(self) -> str:
        """Such as USD/CLP."""
        return f"{self.head['pair'][:3]}/{self.head['pair'][3:]}"

    @property
    def currency(self) -> str:
        """Such as CLP."""
        return self.head["pair"][3:]

    @property
    def series(self) -> str:
        """The target's own."""
        return series_name(self.head["target"], self.head["pair"])

    @property
    def horizons(self) -> list[int]:
        """Calendar days, rising."""
        return self.issued.get_column("horizon_days").to_list()

    @cached_property
    def fixings(self) -> pl.DataFrame:
        """event_date and value of the target, by day, up to the origin."""
        own = self.rates.select("event_date", value=pl.col(self.series)).drop_nulls()
        return own.filter(pl.col("event_date") <= self.head["origin_date"]).sort("event_date")

    @property
    def age(self) -> int:
        """Business days of the target's market between the origin and the edition."""
        market = quantity_of(self.series).market
        return business_days_between(self.head["origin_date"], self.edition.day, market=market)

    @cached_property
    def days_to_read_at(self) -> tuple[int, int]:
        """The two horizons told first: those nearest 7 and 30 days."""
        near = min(self.horizons, key=lambda days: abs(days - 7))
        return near, min(self.horizons, key=lambda days: abs(days - 30))

    def at(self, horizon_days: int, model: str = ISSUED) -> Mapping[str, Any] | None:
        """The row of a model at a horizon, if there is one."""
        return row_of(self.forecast, horizon_days, model)

    def run(self, run_id: str) -> Mapping[str, Any]:
        """What was said once of a run; its JSON columns read."""
        found = self.runs.filter(pl.col("run_id") == run_id).row(0, named=True)
        said = ("weights", "importances", "versions", "refused")
        reason, warnings = told_of_run(found)
        plain = {name: json.loads(found[name]) for name in said}
        return {**found, **plain, "reason": reason, "warnings": warnings}

    def weights(self, rows: pl.DataFrame, horizon_days: int) -> Mapping[str, float]:
        """Member to weight at one horizon of a forecast."""
        row = row_of(rows, horizon_days, ISSUED)
        return {} if row is None else self.run(row["run_id"])["weights"].get(str(horizon_days), {})


def row_of(rows: pl.DataFrame, horizon_days: int, model: str) -> Mapping[str, Any] | None:
    """The row of a model at a horizon, if there is one."""
    found = rows.filter(pl.col("horizon_days") == horizon_days, pl.col("model") == model)
    return None if found.is_empty() else found.row(0, named=True)
