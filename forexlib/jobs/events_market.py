"""What happened in the market and to the forecast, from stored rows."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import polars as pl

from forexlib.core.calendar import local_date
from forexlib.core.event import Event
from forexlib.core.events import upcoming
from forexlib.core.ports import Store
from forexlib.core.series import quantity_of
from forexlib.jobs.events import (
    Found,
    Lookout,
    age_of_target,
    issued_live,
    known_values,
    looked_for,
)
from forexlib.monitoring import market_events as market
from forexlib.reporting.report.regime import CARRY, HAVENS, risk_regime


def market_events(store: Store, lookout: Lookout, *, as_of: datetime) -> Found:
    """Changes of the forecast, volatility, the regime, and what is planned, as known at `as_of`.

    Of a target so old that it is not mailed nothing is said of today's market, nor that it calmed.
    """
    look = partial(looked_for, severities=lookout.severities)
    today = local_date(as_of, zone=lookout.zone)
    planned = upcoming(lookout.agenda.events, today, market="santiago")
    found = Found(
        tuple(market.economic_events(planned, today, rules=lookout.rules)),
        frozenset({"economic_event"}),
    )
    found += look("regime", ["regime_change"], lambda: _regime(store, lookout, as_of))
    if "not mailed" in age_of_target(store, lookout, as_of=as_of).follows:
        return found
    return (
        look("forecast", ["forecast_change"], lambda: _changes(store, lookout, as_of))
        + look("volatility", ["high_volatility"], lambda: _storm(store, lookout, as_of))
        + found
    )


def _changes(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    rows = issued_live(store, lookout, as_of=as_of)
    if rows.is_empty():
        return []
    origins = rows.get_column("origin_date").unique().sort()
    now = rows.filter(pl.col("origin_date") == origins[-1])
    before = rows.filter(pl.col("origin_date") == origins[-2]) if len(origins) > 1 else now.clear()
    return market.forecast_changes(now, before, rules=lookout.rules)


def _storm(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    known = known_values(store, [lookout.series], as_of=as_of).sort("event_date")
    today = local_date(as_of, zone=quantity_of(lookout.series).zone)
    fixings = known.filter(pl.col("event_date") <= today).select("event_date", "value")
    return market.high_volatility(fixings, rules=lookout.rules)


def _regime(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    known = known_values(store, [*CARRY, *HAVENS], as_of=as_of)
    if known.is_empty():
        return []
    wide = known.pivot("series", index="event_date", values="value").sort("event_date")
    found = risk_regime(wide)
    if found is None:
        return []
    newest = found.path.get_column("event_date")[-1]
    metrics = {"component": found.component, "share": found.share}
    return market.regime_change(
        found.state, found.since, newest, metrics=metrics, rules=lookout.rules
    )
