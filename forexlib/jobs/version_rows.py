"""Versions, champions and what was tried, as rows that people and machines read."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from forexlib.core.ports import Ledger
from forexlib.core.version import Champion
from forexlib.jobs.deploy import Deployed
from forexlib.jobs.health import Checked
from forexlib.jobs.retrain import Retrained


def champion_rows(champions: Sequence[Champion]) -> pl.DataFrame:
    """Who serves each horizon."""
    schema = {
        "horizon_days": pl.Int16,
        "number": pl.Int32,
        "version": pl.String,
        "since": pl.Datetime("us", "UTC"),
        "act": pl.String,
        "reason": pl.String,
        "decided_by": pl.String,
        "turn": pl.Int32,
    }
    rows = [
        {
            "horizon_days": one.place.horizon_days,
            "number": one.number,
            "version": one.version,
            "since": one.since,
            "act": one.act,
            "reason": one.reason,
            "decided_by": one.by,
            "turn": one.turn,
        }
        for one in champions
    ]
    return pl.DataFrame(rows, schema=schema).sort("horizon_days")


def version_rows(ledger: Ledger, pair: str, target: str) -> pl.DataFrame:
    """Every version with its state, and how good it was live."""
    asked = {"pair": pair, "target": target}
    listed = ledger.read("version_list", **asked)
    live = ledger.read("version_scores", **asked, track="live")
    return listed.join(
        live.select("horizon_days", "version", n_scored="n", live_crps_ratio="crps_ratio"),
        on=["horizon_days", "version"],
        how="left",
    ).sort("horizon_days", "number", descending=[False, True])


def retrained_rows(results: Sequence[Retrained]) -> pl.DataFrame:
    """What came of each horizon."""
    return pl.DataFrame(
        [
            {
                "horizon_days": one.horizon_days,
                "due": one.verdict.due,
                "reason": one.verdict.reason,
                "outcome": one.outcome,
                "version": one.version,
                "why": one.why,
            }
            for one in results
        ],
        schema={
            "horizon_days": pl.Int16,
            "due": pl.Boolean,
            "reason": pl.String,
            "outcome": pl.String,
            "version": pl.String,
            "why": pl.String,
        },
    )


def deployed_rows(results: Sequence[Deployed]) -> pl.DataFrame:
    """What was done at each horizon."""
    return pl.DataFrame(
        [
            {
                "horizon_days": one.horizon_days,
                "act": one.act,
                "number": one.number,
                "version": one.version,
                "before": one.before,
                "warning": one.warning,
            }
            for one in results
        ]
    )


def checked_rows(results: Sequence[Checked]) -> pl.DataFrame:
    """What became of each version."""
    return pl.DataFrame(
        [
            {
                "horizon_days": one.horizon_days,
                "version": one.version,
                "act": one.act,
                "to": one.to,
                "why": one.why,
            }
            for one in results
        ],
        schema={
            "horizon_days": pl.Int16,
            "version": pl.String,
            "act": pl.String,
            "to": pl.String,
            "why": pl.String,
        },
    )
