"""Answer what a desk asks of the newest forecast: how likely a rate above or below a level is."""

from __future__ import annotations

import math
from datetime import date, datetime

import polars as pl

from forexlib.core.errors import SettingsError
from forexlib.core.ports import Store
from forexlib.reporting.forecast_table import ISSUED
from forexlib.reporting.probabilities import Side, probabilities, round_thresholds


def probability(
    store: Store,
    *,
    pair: str,
    target: str,
    above: float | None = None,
    below: float | None = None,
    horizon_days: int | None = None,
) -> pl.DataFrame:
    """P(S > above) and P(S < below) by the newest forecast.

    Args:
        store: Where forecasts are kept.
        pair: For example USDCLP.
        target: The quantity forecast.
        above: A rate; with neither `above` nor `below`, P(S > K) of a grid of round K is told.
        below: A rate.
        horizon_days: The only horizon asked for; every one of the forecast by default.

    Returns:
        Rows of `reporting.probabilities.probabilities`.

    Raises:
        SettingsError: If a threshold is no rate, nothing is forecast, or not at that horizon.
        StoreError: If the database cannot be read.
    """
    events: list[tuple[Side, float]] = []
    if above is not None:
        events.append(("above", _rate(above)))
    if below is not None:
        events.append(("below", _rate(below)))
    forecast = newest_forecast(store, pair=pair, target=target)
    if horizon_days is not None:
        forecast = _at(forecast, horizon_days)
    grid: list[tuple[Side, float]] = [("above", one) for one in round_thresholds(forecast)]
    return probabilities(forecast, events or grid)


def newest_forecast(
    store: Store, *, pair: str, target: str, as_of: datetime | None = None
) -> pl.DataFrame:
    """The issued rows of one forecast, by horizon.

    Without `as_of`, the newest one issued; one made in hindsight only if none was issued. With
    `as_of`, of the forecasts from what was known by then the one with the newest origin, an issued
    one first. Of two made at the same instant the re-anchored one counts as the newer.

    Returns:
        Rows of the view `forecasts` of model `ensemble`, rising in horizon_days, and whether they
        were `issued`: forecast without hindsight.

    Raises:
        SettingsError: If there is none.
        StoreError: If the database cannot be read.
    """
    stored = last_issues(store, as_of, pair=pair, target=target, model=ISSUED)
    known = stored.filter(pl.col("track") != "shadow").with_columns(issued=_issued())
    if known.is_empty():
        raise _nothing(pair, target, as_of)
    first = ["issued"] if as_of is None else ["origin_date", "issued"]
    newest = known.sort(*first, "as_of", pl.col("track") == "spot", descending=True).head(1)
    # Not by run: the horizons that an earlier run had forecast from the same values are its rows.
    one = ["track", "origin_date", "fingerprint"]
    return known.join(newest.select(one), on=one, how="semi").sort("horizon_days")


def every_model(
    store: Store, issued: pl.DataFrame, *, as_of: datetime | None = None
) -> pl.DataFrame:
    """Every model's rows of the forecast whose issued rows `newest_forecast` gave, and `issued`.

    Raises:
        StoreError: If the database cannot be read.
    """
    head = issued.row(0, named=True)
    same = ("pair", "target", "track", "origin_date", "fingerprint")
    rows = last_issues(store, as_of, **{name: head[name] for name in same})
    return rows.with_columns(issued=pl.lit(head["issued"])).sort("horizon_days", "model")


def last_issues(store: Store, as_of: datetime | None, **equal: str | int | date) -> pl.DataFrame:
    """Rows of the view `forecasts`: the last issue of each, or the last one by `as_of`.

    Args:
        store: Where forecasts are kept.
        as_of: None: now.
        equal: Columns and what they have to be.

    Raises:
        StoreError: If the database cannot be read.
    """
    if as_of is None:
        return store.read("forecasts", **equal)
    return store.forecasts_at(as_of, **equal)


def _issued() -> pl.Expr:
    """Live rows, and re-anchored ones unless it was done for a past day."""
    re_anchored = (pl.col("track") == "spot") & pl.col("admitted_by").is_not_null()
    return (pl.col("track") == "live") | re_anchored


def _nothing(pair: str, target: str, as_of: datetime | None) -> SettingsError:
    if as_of is None:
        return SettingsError(
            f"There is no forecast of {pair} {target} yet.", remedy="Make one with `forex run`."
        )
    return SettingsError(
        f"There is no forecast of {pair} {target} from what was known at {as_of:%Y-%m-%d %H:%M}"
        " UTC.",
        remedy=f"Make one with `forex run --as-of {as_of:%Y-%m-%dT%H:%M}+00:00`.",
    )


def _rate(threshold: float) -> float:
    if not (math.isfinite(threshold) and threshold > 0):
        raise SettingsError(f"{threshold} is no rate.", remedy="Write it as 980 or 980.5.")
    return threshold


def _at(forecast: pl.DataFrame, horizon_days: int) -> pl.DataFrame:
    rows = forecast.filter(pl.col("horizon_days") == horizon_days)
    if rows.is_empty():
        known = ", ".join(f"{days}d" for days in forecast.get_column("horizon_days"))
        origin = forecast.get_column("origin_date")[0]
        raise SettingsError(
            f"The forecast of origin {origin} has no horizon of {horizon_days} days.",
            remedy=f"Ask for one of {known}; the others need `forex run` on newer rates.",
        )
    return rows
