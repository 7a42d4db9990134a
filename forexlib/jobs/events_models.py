"""What happened to the models: drift, and forecasts that got worse."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from forexlib.core.event import Event, rank
from forexlib.core.severities import TIERS, USUAL, Severities
from forexlib.jobs.drift import Drift
from forexlib.jobs.performance import Judged


def drift_events(drift: Drift, severities: Severities = USUAL) -> list[Event]:
    """That the drift tests found something."""
    if drift.severity is None or drift.severity not in TIERS:
        return []
    tests = drift.tests.filter(pl.col("drifted"))
    named = sorted({f"{row['series']} {row['test']}" for row in tests.to_dicts()})
    metrics = {"n_drifted": drift.n_drifted, "score": drift.score, "tests": ", ".join(named)}
    severity = severities[f"data_drift.{TIERS[drift.severity]}"]
    return [Event("data_drift", severity, audience="operations", metrics=metrics)]


def performance_events(judged: Sequence[Judged], severities: Severities = USUAL) -> list[Event]:
    """That live forecasts got worse, or their intervals do not hold as often as they say."""
    found = []
    for one in judged:
        if one.track != "live":
            continue
        verdict = one.degradation
        for kind, rise in (("degraded", verdict.skill), ("surprised", verdict.surprise)):
            if rise is None or rise.severity not in TIERS:
                continue
            metrics = {
                "percent": rise.percent,
                "low": rise.low,
                "high": rise.high,
                "n": verdict.n,
                "baseline": verdict.baseline or "",
            }
            severity = severities[f"{kind}.{TIERS[rise.severity]}"]
            found.append(Event(kind, severity, verdict.horizon_days, "operations", metrics=metrics))
        found += _coverage(one, severities)
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


def _coverage(judged: Judged, severities: Severities) -> list[Event]:
    grave = [one for one in judged.coverage if one.severity in TIERS]
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
    severity = severities[f"coverage.{TIERS[worst.severity or 'WARNING']}"]
    return [Event("coverage", severity, worst.horizon_days, "operations", metrics=metrics)]
