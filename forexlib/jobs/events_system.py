"""What happened to the system, from stored rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import polars as pl

from forexlib.core.calendar import business_days_between, local_date
from forexlib.core.event import Event
from forexlib.core.ports import Store
from forexlib.core.series import quantity_of
from forexlib.jobs.ages import ages_beside
from forexlib.jobs.events import (
    Found,
    Lookout,
    age_of_target,
    issued_live,
    known_values,
    looked_for,
)
from forexlib.monitoring import system_events as system
from forexlib.monitoring.system_events import SystemRules


def system_events(store: Store, lookout: Lookout, *, as_of: datetime) -> Found:
    """Late series, failing sources, values in quarantine, lower modes, and missing forecasts."""
    look, rules = partial(looked_for, severities=lookout.severities), lookout.system
    return (
        look("target", ["stale_target"], lambda: _target(store, lookout, as_of))
        + look("regressors", ["stale_regressor"], lambda: _regressors(store, lookout, as_of))
        + look(
            "sources",
            ["failing_source"],
            lambda: system.failing_sources(store.read("source_status"), rules=rules),
        )
        + look("quarantine", ["quarantined"], lambda: _quarantine(store, rules, as_of))
        + look("mode", ["lower_mode"], lambda: _mode(store, lookout, as_of))
        + look("service", ["no_forecast"], lambda: _service(store, lookout, as_of))
    )


def _target(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    aged = age_of_target(store, lookout, as_of=as_of)
    return system.stale_series([aged], "target", rules=lookout.system)


def _regressors(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    today = local_date(as_of, zone=quantity_of(lookout.series).zone)
    known: list[date] = (
        known_values(store, [lookout.series], as_of=as_of).get_column("event_date").to_list()
    )
    days = [day for day in known if day <= today]
    if not days:
        return []
    ages = ages_beside(
        store,
        lookout.regressors,
        target=lookout.series,
        origin=max(days),
        as_of=as_of,
        admitted_by=None,
        rules=lookout.system.ages,
    )
    return system.stale_series(ages, "regressor", rules=lookout.system)


def _quarantine(store: Store, rules: SystemRules, as_of: datetime) -> list[Event]:
    rows = store.read("quarantine_status").filter(
        "is_open",
        pl.col("seen_at") <= as_of,
        pl.col("event_date") >= (as_of - timedelta(days=rules.withheld)).date(),
    )
    return system.quarantined_values(rows, rules=rules)


def _mode(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    rows = issued_live(store, lookout, as_of=as_of)
    if rows.is_empty():
        return []
    newest = rows.filter(pl.col("origin_date") == pl.col("origin_date").max())
    names = newest.get_column("run_id").unique().to_list()
    runs = pl.concat([store.read("runs", run_id=name) for name in names])
    return system.lower_mode(runs.select("mode", "reason", "said"), rules=lookout.system)


def _service(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    rows = issued_live(store, lookout, as_of=as_of)
    runs = store.read("runs", pair=lookout.pair, target=lookout.target)
    live = runs.filter(pl.col("track") == "live", pl.col("as_of") <= as_of)
    made_at: list[datetime] = [*rows.get_column("as_of"), *live.get_column("as_of")]
    began: list[datetime] = (
        runs.filter(pl.col("saved_at") <= as_of).get_column("saved_at").to_list()
    )
    if not made_at and not began:
        return []
    since = max(made_at) if made_at else min(began)
    day, today = (local_date(moment, zone=lookout.zone) for moment in (since, as_of))
    missed = business_days_between(day, today, market="santiago")
    if missed < lookout.system.missed or _is_up_to_date(store, lookout, rows, as_of):
        return []
    severity = lookout.severities["no_forecast.missing"]
    newest = {"newest": f"{day}"} if made_at else {"state": "never", "since": f"{day}"}
    metrics = {**newest, "business_days": missed}
    return [Event("no_forecast", severity, audience="operations", metrics=metrics)]


def _is_up_to_date(store: Store, lookout: Lookout, issued: pl.DataFrame, as_of: datetime) -> bool:
    """Whether sources were asked lately, and had no fixing that is newer than the last origin's.

    The same inputs give the same forecast, which is not issued again: that the fixing is late is
    trouble of its own. Where nobody asked, nobody knows.
    """
    today = local_date(as_of, zone=lookout.zone)
    asked = store.read("source_status").get_column("last_asked_at").drop_nulls()
    lately = [
        business_days_between(local_date(moment, zone=lookout.zone), today, market="santiago")
        for moment in asked
        if moment <= as_of
    ]
    missed = lookout.system.missed
    if issued.is_empty() or min(lately, default=missed) >= missed:
        return False
    origins = issued.get_column("origin_date").to_list()
    fixings = known_values(store, [lookout.series], as_of=as_of).get_column("event_date").to_list()
    return max(origins) >= max(fixings, default=date.min)
