"""The dashboard's rows of who serves, and of who would like to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import polars as pl

from forexlib.core.ports import Store
from forexlib.reporting.dashboard.facts import Scope
from forexlib.reporting.forecast_table import ISSUED

KEY: Final = ("horizon_days", "version")
TOLD: Final = ("number", "origin", "anchor_date")


def champions_then(store: Store, scope: Scope) -> pl.DataFrame:
    """Who served each horizon at the scope's instant, and how good each was live by then.

    Returns:
        Rows of the view `champion_reigns`, with the version's number, origin and anchor_date, and
        n_scored and crps_ratio of its own live forecasts.

    Raises:
        StoreError: If the database cannot be read.
    """
    reigns = store.read("champion_reigns", **_whose(scope)).filter(pl.col("since") <= scope.as_of)
    last = reigns.sort("turn").unique("horizon_days", keep="last").drop("number", "until")
    return _with_scores(last.join(_listed(store, scope), on=KEY), store, scope, "live")


def candidates_then(store: Store, scope: Scope, *, shadow_days: float) -> pl.DataFrame:
    """Every version in shadow at the scope's instant, and the last that was rejected, by horizon.

    Args:
        store: Where rows are.
        scope: Of what, and when.
        shadow_days: Days that one shadows at least.

    Returns:
        Rows of `version_states`, as `champions_then` with what is known of each version, of its
        forecasts in shadow; may_serve_from; and level, its readiness as last judged.

    Raises:
        StoreError: If the database cannot be read.
    """
    steps = store.read("version_states", **_whose(scope)).filter(
        pl.col("decided_at") <= scope.as_of
    )
    states = steps.sort("step").unique(KEY, keep="last")
    shadows = states.filter(state="shadow")
    rejected = states.filter(state="rejected").sort("decided_at", "version")
    newest = rejected.unique("horizon_days", keep="last")
    rows = pl.concat([shadows, newest]).join(_listed(store, scope), on=KEY)
    return (
        _with_scores(rows, store, scope, "shadow")
        .join(_levels(store, scope), on=KEY, how="left")
        .with_columns(may_serve_from=pl.col("decided_at") + timedelta(days=shadow_days))
        .sort("horizon_days", "state", "number", descending=[False, True, False])
    )


def _whose(scope: Scope) -> dict[str, str]:
    return {"pair": scope.pair, "target": scope.target}


def _listed(store: Store, scope: Scope) -> pl.DataFrame:
    """What never changes of each version."""
    return store.read("version_list", **_whose(scope)).select(*KEY, *TOLD)


def _levels(store: Store, scope: Scope) -> pl.DataFrame:
    """The level of each version as last judged."""
    rows = store.read("readiness", **_whose(scope), model=ISSUED)
    known = rows.filter(pl.col("as_of") <= scope.as_of).sort("as_of")
    return known.unique(KEY, keep="last").select(*KEY, "level")


def _with_scores(rows: pl.DataFrame, store: Store, scope: Scope, track: str) -> pl.DataFrame:
    """The rows with n_scored and crps_ratio of a version's forecasts, as `version_scores` has them.

    That view counts all that is stored; here only what was known by the scope's instant counts.
    """
    scored = store.read(
        "scored_forecasts", **_whose(scope), model=ISSUED, track=track, issue=1
    ).filter(_known_by(scope.as_of))
    beside = pl.col("crps_random_walk").is_not_null()
    sums = scored.group_by("horizon_days", version="model_version").agg(
        n_scored=pl.len(),
        crps_ratio=pl.col("crps").filter(beside).sum() / pl.col("crps_random_walk").sum(),
    )
    return rows.join(sums, on=KEY, how="left").with_columns(pl.col("n_scored").fill_null(0))


def _known_by(as_of: datetime) -> pl.Expr:
    return (pl.col("as_of") <= as_of) & (pl.col("actual_available_at") <= as_of)
