"""What happened, from stored rows: what a monitor looks for, and what could not be looked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from forexlib.core.ages import Age, age
from forexlib.core.calendar import business_days_between, local_date
from forexlib.core.errors import ForexError
from forexlib.core.event import Event, rank
from forexlib.core.events import Agenda, upcoming
from forexlib.core.ports import Store
from forexlib.core.series import quantity_of, series_name
from forexlib.jobs.ages import ages_beside
from forexlib.jobs.drift import Drift
from forexlib.jobs.performance import Judged
from forexlib.monitoring import market_events as market
from forexlib.monitoring import system_events as system
from forexlib.monitoring.market_events import MarketRules
from forexlib.reporting.forecast_table import ISSUED
from forexlib.reporting.report.regime import CARRY, HAVENS, risk_regime

LOG: Final = logging.getLogger(__name__)

RECENT: Final = timedelta(days=30)
"""Days that withheld values may be about to be told of: an archive's old ones are no news."""

SILENT_FOR: Final = 2
"""Business days without a live forecast from which that is trouble."""


@dataclass(frozen=True, slots=True)
class Lookout:
    """What is looked at.

    Attributes:
        pair: For example USDCLP.
        target: The quantity forecast.
        regressors: Series beside it.
        agenda: Planned events.
        zone: Whose calendar day it is.
        rules: What is worth telling of the market.
    """

    pair: str
    target: str
    regressors: Sequence[str]
    agenda: Agenda
    zone: str
    rules: MarketRules = field(default_factory=MarketRules)

    @property
    def series(self) -> str:
        """The target's own."""
        return series_name(self.target, self.pair)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found.

    Attributes:
        events: What holds.
        checked: Kinds that were looked for.
        failures: Check to why it could not be done.
        unjudged: Keys of those kinds of which too little is known to say.
    """

    events: tuple[Event, ...] = ()
    checked: frozenset[str] = frozenset()
    failures: dict[str, str] = field(default_factory=dict)
    unjudged: frozenset[str] = frozenset()

    def __add__(self, other: Found) -> Found:
        return Found(
            (*self.events, *other.events),
            self.checked | other.checked,
            {**self.failures, **other.failures},
            self.unjudged | other.unjudged,
        )


def looked_for(check: str, kinds: Sequence[str], look: Callable[[], Sequence[Event]]) -> Found:
    """What `look` finds; if it cannot, that is an event itself, and nothing of its kinds ended."""
    try:
        return Found(tuple(look()), frozenset(kinds))
    except ForexError as error:
        LOG.info("The check %s could not be done: %s", check, error)
        failed = Event(
            "check_failed",
            "WARNING",
            audience="operations",
            subject=check,
            metrics={"check": check, "error": error.what},
        )
        return Found((failed,), frozenset(), {check: str(error)})


def market_events(store: Store, lookout: Lookout, *, as_of: datetime) -> Found:
    """Changes of the forecast, volatility, the regime, and what is planned, as known at `as_of`.

    Of a target so old that it is not mailed nothing is said of today's market, nor that it calmed.
    """
    today = local_date(as_of, zone=lookout.zone)
    planned = upcoming(lookout.agenda.events, today, market="santiago")
    found = Found(tuple(market.economic_events(planned, today)), frozenset({"economic_event"}))
    found += looked_for("regime", ["regime_change"], lambda: _regime(store, as_of))
    if "not mailed" in _age(store, lookout, as_of).follows:
        return found
    return (
        looked_for("forecast", ["forecast_change"], lambda: _changes(store, lookout, as_of))
        + looked_for("volatility", ["high_volatility"], lambda: _storm(store, lookout, as_of))
        + found
    )


def system_events(store: Store, lookout: Lookout, *, as_of: datetime) -> Found:
    """Late series, failing sources, values in quarantine, lower modes, and missing forecasts."""
    return (
        looked_for("target", ["stale_target"], lambda: _target(store, lookout, as_of))
        + looked_for("regressors", ["stale_regressor"], lambda: _regressors(store, lookout, as_of))
        + looked_for(
            "sources",
            ["failing_source"],
            lambda: system.failing_sources(store.read("source_status")),
        )
        + looked_for("quarantine", ["quarantined"], lambda: _quarantine(store, as_of))
        + looked_for("mode", ["lower_mode"], lambda: _mode(store, lookout, as_of))
        + looked_for("service", ["no_forecast"], lambda: _service(store, lookout, as_of))
    )


def drift_events(drift: Drift) -> list[Event]:
    """That the drift tests found something."""
    if drift.severity not in {"WARNING", "HIGH", "CRITICAL"}:
        return []
    tests = drift.tests.filter(pl.col("drifted"))
    named = sorted({f"{row['series']} {row['test']}" for row in tests.to_dicts()})
    metrics = {"n_drifted": drift.n_drifted, "score": drift.score, "tests": ", ".join(named)}
    return [Event("data_drift", drift.severity, audience="operations", metrics=metrics)]


def performance_events(judged: Sequence[Judged]) -> list[Event]:
    """That live forecasts got worse, or their intervals do not hold as often as they say."""
    found = []
    for one in judged:
        if one.track != "live":
            continue
        verdict = one.degradation
        for kind, rise in (("degraded", verdict.skill), ("surprised", verdict.surprise)):
            if rise is None or rise.severity == "INFO":
                continue
            metrics = {
                "percent": rise.percent,
                "low": rise.low,
                "high": rise.high,
                "n": verdict.n,
                "baseline": verdict.baseline or "",
            }
            found.append(
                Event(kind, rise.severity, verdict.horizon_days, "operations", metrics=metrics)
            )
        found += _coverage(one)
    return found


def unjudged(judged: Sequence[Judged], drift: Drift | None) -> frozenset[str]:
    """Keys of what cannot be said for want of outcomes or fixings; it has not ended."""
    found: list[Event] = []
    if drift is not None and drift.severity is None:
        found.append(Event("data_drift", "INFO"))
    for one in judged:
        if one.track != "live":
            continue
        verdict, days = one.degradation, one.degradation.horizon_days
        rises = {"degraded": verdict.skill, "surprised": verdict.surprise}
        found += [Event(kind, "INFO", days) for kind, rise in rises.items() if rise is None]
        if all(alarm.severity is None for alarm in one.coverage):
            found.append(Event("coverage", "INFO", days))
    return frozenset(one.key for one in found)


def issued_live(store: Store, lookout: Lookout, *, as_of: datetime) -> pl.DataFrame:
    """Rows of the view `forecasts` of what was issued live by `as_of`, the newest origin last."""
    rows = store.read(
        "forecasts", pair=lookout.pair, target=lookout.target, model=ISSUED, track="live"
    )
    return rows.filter(pl.col("as_of") <= as_of).sort("origin_date", "horizon_days")


def _coverage(judged: Judged) -> list[Event]:
    grave = [one for one in judged.coverage if one.severity not in {None, "INFO"}]
    if not grave:
        return []
    worst = max(grave, key=lambda one: rank(one.severity or "INFO"))
    metrics = {
        "level": worst.level,
        "share": worst.share,
        "low": worst.low,
        "high": worst.high,
        "n": worst.n,
        "state": worst.state,
    }
    severity = worst.severity or "WARNING"
    return [Event("coverage", severity, worst.horizon_days, "operations", metrics=metrics)]


def _changes(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    rows = issued_live(store, lookout, as_of=as_of)
    if rows.is_empty():
        return []
    origins = rows.get_column("origin_date").unique().sort()
    now = rows.filter(pl.col("origin_date") == origins[-1])
    before = rows.filter(pl.col("origin_date") == origins[-2]) if len(origins) > 1 else now.clear()
    return market.forecast_changes(now, before, rules=lookout.rules)


def _known(store: Store, series: Sequence[str], as_of: datetime) -> pl.DataFrame:
    """series, event_date and value: the newest vintage of each day known at `as_of`."""
    panel = store.panel(series, as_of=as_of, admitted_by=None)
    return panel.sort("available_at").unique(["series", "event_date"], keep="last")


def _storm(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    known = _known(store, [lookout.series], as_of).sort("event_date")
    today = local_date(as_of, zone=quantity_of(lookout.series).zone)
    fixings = known.filter(pl.col("event_date") <= today).select("event_date", "value")
    return market.high_volatility(fixings, rules=lookout.rules)


def _regime(store: Store, as_of: datetime) -> list[Event]:
    known = _known(store, [*CARRY, *HAVENS], as_of)
    if known.is_empty():
        return []
    wide = known.pivot("series", index="event_date", values="value").sort("event_date")
    found = risk_regime(wide)
    if found is None:
        return []
    newest = found.path.get_column("event_date")[-1]
    metrics = {"component": found.component, "share": found.share}
    return market.regime_change(found.state, found.since, newest, metrics=metrics)


def _target(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    return system.stale_series([_age(store, lookout, as_of)], "target")


def _age(store: Store, lookout: Lookout, as_of: datetime) -> Age:
    days = _known(store, [lookout.series], as_of).get_column("event_date").to_list()
    return age(lookout.series, max(days, default=None), role="target", now=as_of)


def _regressors(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    today = local_date(as_of, zone=quantity_of(lookout.series).zone)
    known: list[date] = _known(store, [lookout.series], as_of).get_column("event_date").to_list()
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
    )
    return system.stale_series(ages, "regressor")


def _quarantine(store: Store, as_of: datetime) -> list[Event]:
    rows = store.read("quarantine_status").filter(
        "is_open",
        pl.col("seen_at") <= as_of,
        pl.col("event_date") >= (as_of - RECENT).date(),
    )
    return system.quarantined_values(rows)


def _mode(store: Store, lookout: Lookout, as_of: datetime) -> list[Event]:
    rows = issued_live(store, lookout, as_of=as_of)
    if rows.is_empty():
        return []
    newest = rows.filter(pl.col("origin_date") == pl.col("origin_date").max())
    names = newest.get_column("run_id").unique().to_list()
    runs = pl.concat([store.read("runs", run_id=name) for name in names])
    return system.lower_mode(runs.select("mode", "reason"))


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
    if missed < SILENT_FOR or _is_up_to_date(store, lookout, rows, as_of):
        return []
    newest = {"newest": f"{day}"} if made_at else {"state": "never", "since": f"{day}"}
    metrics = {**newest, "business_days": missed}
    return [Event("no_forecast", "HIGH", audience="operations", metrics=metrics)]


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
    if issued.is_empty() or min(lately, default=SILENT_FOR) >= SILENT_FOR:
        return False
    origins = issued.get_column("origin_date").to_list()
    fixings = _known(store, [lookout.series], as_of).get_column("event_date").to_list()
    return max(origins) >= max(fixings, default=date.min)
