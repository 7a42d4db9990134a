"""A small world: a year of fixings, a forecast each Wednesday, and the newest on 2024-03-01."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from math import exp, sqrt
from pathlib import Path

import dataframely as dy
import numpy as np
import polars as pl

from forexlib.core.calendar import business_calendar, expected_fixings, target_date
from forexlib.core.frames import Predictions, Published
from forexlib.core.runs import Mode, Run, Track
from forexlib.core.series import NBP_FIXING, quantity_of, series_name
from forexlib.engine.recipe import REGRESSORS
from forexlib.jobs.report import Order
from forexlib.reporting.report.facts import Edition
from forexlib.store.duck import DuckStore
from tests.reporting.forecasts import lognormal
from tests.store.empty import empty_store

LAST = date(2024, 3, 1)
ISSUED_AT = datetime(2024, 3, 1, 11, 30, tzinfo=UTC)
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "7": {"random_walk": 0.25, "var": 0.75},
    "15": {"random_walk": 0.4, "var": 0.6},
    "30": {"random_walk": 1.0, "var": 0.0},
    "90": {"random_walk": 1.0, "var": 0.0},
}


@dataclass(frozen=True)
class World:
    """What may differ.

    Attributes:
        pair: Of the target.
        start: Its first rate.
        horizons: Of the newest forecast.
        refused: Horizons it has no forecast at.
        track: Of the newest forecast.
        mode: Of the newest forecast.
        weeks: Wednesdays before it with a forecast made in hindsight.
    """

    pair: str = "USDCLP"
    start: float = 900.0
    horizons: tuple[int, ...] = (7, 15, 30, 90)
    refused: tuple[int, ...] = ()
    track: Track = "live"
    mode: Mode = "ensemble"
    weeks: int = 38

    def build(self, folder: Path) -> DuckStore:
        """Store everything, scored."""
        store = empty_store(folder)
        rates = self.rates()
        store.admit(rates, admitted_at=ISSUED_AT)
        own = rates.filter(pl.col("series") == series_name(NBP_FIXING, self.pair))
        values = dict(own.select("event_date", "value").iter_rows())
        wednesdays = [LAST - timedelta(days=2 + 7 * back) for back in range(self.weeks, 0, -1)]
        past = replace(
            self, horizons=(7, 15, 30, 90), refused=(), track="backfill", mode="ensemble"
        )
        runs = [past.run(day, values[day]) for day in wednesdays if day in values]
        store.save(runs, saved_at=ISSUED_AT)
        store.save([self.run(LAST, values[LAST])], saved_at=ISSUED_AT + timedelta(hours=1))
        store.score(as_of=ISSUED_AT + timedelta(days=30))
        return store

    def rates(self) -> dy.DataFrame[Published]:
        """Random walks on Warsaw's business days, one per series, alike in half of their moves."""
        days = np.arange("2023-01-02", "2024-03-02", dtype="datetime64[D]")
        days = days[np.is_busday(days, busdaycal=business_calendar("warsaw"))]
        names = dict.fromkeys([series_name(NBP_FIXING, self.pair), *REGRESSORS])
        draws = np.random.default_rng(7).standard_normal((len(names) + 1, len(days)))
        rows = []
        for place, name in enumerate(names):
            moves = 0.006 * (draws[place] + draws[-1])
            start = self.start if place == 0 else 10.0
            for day, value in zip(days.tolist(), start * np.exp(np.cumsum(moves)), strict=True):
                known = quantity_of(name).available_at(day)
                rows.append((name, day, known, round(float(value), 6), "sample 1"))
        columns = ["series", "event_date", "available_at", "value", "source"]
        types = {column: Published.columns()[column].dtype for column in columns}
        return Published.validate(pl.DataFrame(rows, schema=types, orient="row"))

    def run(self, origin: date, rate: float) -> Run:
        """A forecast of three models and what is issued of them."""
        as_of = datetime(origin.year, origin.month, origin.day, 11, 30, tzinfo=UTC)
        name = hashlib.sha256(f"{origin}{self}".encode()).hexdigest()[:12]
        live = as_of if self.track == "live" else None
        said = {
            "pair": self.pair,
            "target": NBP_FIXING,
            "origin_date": origin,
            "track": self.track,
            "run_id": name,
            "mode": self.mode,
            "as_of": as_of,
            "admitted_by": live,
            "last_rate": rate,
            "fingerprint": name[::-1],
            "model_version": "0123456789ab",
        }
        rows = [
            {**said, **row} for days in self.horizons for row in self._models(origin, rate, days)
        ]
        types = {column: rule.dtype for column, rule in Predictions.columns().items()}
        return Run(
            run_id=name,
            pair=self.pair,
            target=NBP_FIXING,
            track=self.track,
            as_of=as_of,
            admitted_by=live,
            origin_date=origin,
            mode=self.mode,
            reason="" if self.mode == "ensemble" else "ensemble failed: its width is 1.9 times",
            fingerprint=name[::-1],
            seed=7,
            predictions=Predictions.validate(pl.DataFrame(rows, schema=types)),
            weights={int(days): WEIGHTS[days] for days in WEIGHTS},
            versions={"forexlib": "0.1.0", "recipe": "ba9876543210"},
            refused=dict.fromkeys(self.refused, "its target was published"),
        )

    def _models(self, origin: date, rate: float, days: int) -> list[dict[str, object]]:
        """The issued forecast, the random walk, QA4 and the member var, at one horizon."""
        target = target_date(origin, horizon_days=days, market="warsaw")
        trading = expected_fixings(origin, target, market="warsaw")
        pull = 0.004 * np.sin(origin.toordinal() / 9)
        weight = WEIGHTS[str(days)]["var"] if self.mode == "ensemble" else 0.0
        sigma = 0.0085 * sqrt(trading) * (1 + 0.1 * np.cos(origin.toordinal() / 40))
        centres = {
            "ensemble": (weight * pull, sigma),
            "random_walk": (0.0, 0.0095 * sqrt(trading)),
            "qa4": (0.0, sigma),
            "var": (pull, sigma),
        }
        rows: list[dict[str, object]] = []
        for model, (centre, width) in centres.items():
            rates = lognormal(rate * exp(centre), float(width))
            numbers = {"quantiles": rates[2:-2], "tails": [*rates[:2], *rates[-2:]]}
            dates = {"target_date": target, "trading_days": trading, "horizon_days": days}
            rows.append({**numbers, **dates, "model": model, "mean": rates[21]})
        return rows


def order(pair: str = "USDCLP", *, as_of: datetime = ISSUED_AT, past: bool = False) -> Order:
    """The report of the newest forecast, for the day it was made."""
    return Order(pair, NBP_FIXING, Edition(as_of, institution="Mesa de Dinero"), past=past)
