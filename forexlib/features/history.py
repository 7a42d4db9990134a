"""From a panel of values and instants to the arrays a model may look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import dataframely as dy
import numpy as np
import polars as pl

from forexlib.core.calendar import local_date
from forexlib.core.errors import TooLittleHistory
from forexlib.core.frames import Panel
from forexlib.core.history import History
from forexlib.core.series import quantity_of
from forexlib.features.recipe import feature_frame

STALE_AFTER = "10d"
"""A regressor older than this beside a fixing counts as unknown there."""


def history_known_at(
    panel: dy.DataFrame[Panel], *, target: str, regressors: Sequence[str], as_of: datetime
) -> History:
    """The past of `target` and of `regressors` as known at the instant `as_of`.

    Each day has its newest vintage; values dated after the day of `as_of`, as those of a rate that
    is announced in advance, are left for later days. Beside the fixing of a day stands, for each regressor, the
    newest value that was public when that fixing was (its first vintage), so that training sees
    regressors exactly as late as forecasting does.

    Args:
        panel: Values with the instants at which they became known.
        target: Series name, for example nbp_fixing/USDCLP.
        regressors: Series names; those without a value are left out.
        as_of: Rows of the panel available later are not looked at.

    Returns:
        The history; regressors are named by the second part of their series' name.

    Raises:
        TooLittleHistory: If the target has no value by `as_of`.
    """
    known = _known_at(panel, as_of)
    today = local_date(as_of, zone=quantity_of(target).zone)
    fixings = known.filter(pl.col("series") == target, pl.col("event_date") <= today).sort(
        "event_date"
    )
    if fixings.is_empty():
        raise TooLittleHistory(
            f"No value of {target} is known at {as_of:%Y-%m-%d %H:%M} UTC.",
            remedy="Run `forex ingest`, or forecast from a later day.",
        )
    wide = fixings.select("event_date", "known_at", log_rate=pl.col("value").log())
    names: list[str] = []
    for series in regressors:
        values = known.filter(pl.col("series") == series)
        if values.is_empty() or series == target:
            continue
        name = series.split("/", maxsplit=1)[1]
        names.append(name)
        wide = wide.join_asof(
            values.select("known_at", pl.col("value").log().alias(name)).sort("known_at"),
            on="known_at",
            tolerance=STALE_AFTER,
        )
    features = feature_frame(wide.select("log_rate", *names))
    return History(
        dates=wide.get_column("event_date").to_numpy().astype("datetime64[D]"),
        log_rate=np.ascontiguousarray(wide.get_column("log_rate").to_numpy()),
        regressors=_matrix(wide.select(names)),
        regressor_names=tuple(names),
        features=_matrix(features),
        feature_names=tuple(features.columns),
    )


def _known_at(panel: dy.DataFrame[Panel], as_of: datetime) -> pl.DataFrame:
    """One row per series and day: its newest vintage, and when its first became known."""
    return (
        panel.filter(pl.col("available_at") <= as_of)
        .sort("series", "event_date", "available_at")
        .group_by("series", "event_date", maintain_order=True)
        .agg(known_at=pl.col("available_at").first(), value=pl.col("value").last())
    )


def _matrix(frame: pl.DataFrame) -> np.ndarray:
    """Rows by columns as C-contiguous floats; what is undefined (also 0/0 and x/0) is NaN."""
    known = frame.select(pl.when(pl.all().is_finite()).then(pl.all()).otherwise(float("nan")))
    return np.ascontiguousarray(known.to_numpy()).reshape(frame.height, frame.width)
