"""The dashboard's rows for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import polars as pl

from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.part_runs import MOST
from forexlib.reporting.dashboard.scorecard import by_track, held, scores

FORECAST: Final = (
    *("horizon_days", "model", "track", "origin_date", "target_date", "mode", "model_version"),
    *("last_rate", "mean", "median", "lower_80", "upper_80", "lower_95", "upper_95", "run_id"),
)


def machine(facts: Facts, horizon_days: int | None = None) -> dict[str, pl.DataFrame]:
    """The dashboard's rows for machines, by section; of one horizon if it is given."""
    rows = {
        "forecast": facts.forecast.select(FORECAST).sort("horizon_days", "model"),
        "scores": pl.DataFrame(
            [_flat(asdict(one)) for one in scores(facts.scored, facts.walked)],
            infer_schema_length=None,
        ),
        "coverage": _coverage(facts),
        "performance": facts.performance,
        "drift": facts.drift,
        "drift_tests": facts.tests,
        "standing": facts.standing,
        "decisions": facts.log,
        "leaderboard": facts.board.sort("horizon_days", "rank", nulls_last=True),
        "readiness": facts.readiness,
        "champions": facts.champions,
        "candidates": facts.candidates,
        "series": pl.DataFrame(
            [
                {name: getattr(one, name) for name in ("series", "newest", "overdue", "state")}
                for one in facts.ages
            ]
        ),
        "sources": facts.sources,
        "quarantine": facts.quarantine,
        "runs": facts.runs.head(MOST).drop("importances", "versions"),
    }
    if horizon_days is None:
        return rows
    own = pl.col("horizon_days") == horizon_days
    return {
        name: one.filter(own | pl.col("horizon_days").is_null())
        if "horizon_days" in one.columns
        else one
        for name, one in rows.items()
    }


def _flat(one: Mapping[str, Any]) -> dict[str, Any]:
    """A score with what is within it beside it."""
    plain = {name: value for name, value in one.items() if not isinstance(value, dict)}
    ratio = one["ratio"]
    plain |= {"n_common": ratio["n"], "crps_ratio": ratio["ratio"], "p_value": ratio["p_value"]}
    plain |= {f"crps_ratio_{end}": ratio[end] for end in ("low", "high")}
    for level, held_in in one["coverage"].items():
        plain |= {
            f"coverage_{level}": held_in["share"],
            f"coverage_{level}_low": held_in["low"],
            f"coverage_{level}_high": held_in["high"],
        }
    return plain


def _coverage(facts: Facts) -> pl.DataFrame:
    rows = [
        {
            "horizon_days": days,
            "track": track,
            "day": one.day,
            "n": one.n,
            **{f"coverage_{level}": share for level, share in one.shares.items()},
            **{
                f"coverage_{level}_{end}": value
                for level, band in one.bands.items()
                for end, value in zip(("low", "high"), band, strict=True)
            },
        }
        for (days, track), own in by_track(facts.scored, facts.walked).items()
        for one in held(own, days)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
