"""Two learners on common origins: what each would have issued, and what it would have lost.

Both forecast at the same instants from what was known then; losses are of what stands for the
`ensemble`, on whatever rung. They are held against the first vintage of the first fixing on or
after the target date, at most a week late, as every forecast is. A learner may have learned from
those very days (a version that serves has): whether that is fair is for whoever asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import Final

import dataframely as dy
import numpy as np
import polars as pl

from forexlib.backtest.fan_out import walk_forward
from forexlib.backtest.walk_forward import Walk, Walker
from forexlib.core.frames import Panel, Predictions
from forexlib.core.history import Floats
from forexlib.core.levels import LEVELS
from forexlib.core.series import series_name
from forexlib.engine.forecast import Question
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.learning import Learner
from forexlib.engine.weights import RANDOM_WALK
from forexlib.scoring.equal_accuracy import Comparison, compare
from forexlib.scoring.losses import crps
from forexlib.scoring.overlap import overlap

LATEST: Final = "7d"
"""How long after a target date its actual may be."""

KEY: Final = ("horizon_days", "origin_date", "target_date")


class Duelled(dy.Schema):
    """Losses of two learners, one row for each origin and horizon that both answered."""

    horizon_days = dy.Int16(primary_key=True, min=1)  # calendar days
    origin_date = dy.Date(primary_key=True)
    target_date = dy.Date()
    crps = dy.Float64(min=0.0)  # of the first, in quote currency per USD
    crps_reference = dy.Float64(min=0.0)  # of the second
    crps_random_walk = dy.Float64(min=0.0)  # of the random walk beside the first
    mode = dy.String()  # the rung that the first stood on
    mode_reference = dy.String()


def duel(
    panel: dy.DataFrame[Panel],
    question: Question,
    first: Learner,
    second: Learner,
    instants: Sequence[datetime],
    *,
    workers: int = 1,
) -> dy.DataFrame[Duelled]:
    """Let both forecast, and score them.

    Args:
        panel: Every vintage that may count.
        question: Its pair and target are asked; outcomes public by its `as_of` count.
        first: Who is to be judged.
        second: Whom it is held against.
        instants: UTC, rising, at least one. One at which nothing new was known, or either could not
            answer, gives no rows.
        workers: Processes.

    Raises:
        TooLittleHistory: If the target has no value by the last instant.
        WorkerLost: If a process died.
    """
    return matched(
        panel,
        question,
        issued(panel, question, first, instants, workers=workers),
        issued(panel, question, second, instants, workers=workers),
    )


def matched(
    panel: dy.DataFrame[Panel], question: Question, own: pl.DataFrame, other: pl.DataFrame
) -> dy.DataFrame[Duelled]:
    """Score what two learners issued, as `issued` answers it, on the origins that are common."""
    columns = [*KEY, "mode", "quantiles"]
    unmoved = own.filter(pl.col("model") == RANDOM_WALK).select(*KEY, walk="quantiles")
    both = (
        own.filter(pl.col("model") == ENSEMBLE)
        .select(columns)
        .join(unmoved, on=KEY)
        .join(
            other.filter(pl.col("model") == ENSEMBLE).select(columns), on=KEY, suffix="_reference"
        )
        .sort("target_date")
        .join_asof(
            _actuals(panel, question),
            left_on="target_date",
            right_on="event_date",
            strategy="forward",
            tolerance=LATEST,
        )
        .drop_nulls("actual")
        .sort("horizon_days", "origin_date")
    )
    return Duelled.validate(
        both.select(
            *KEY,
            pl.Series("crps", _losses(both, "quantiles")),
            pl.Series("crps_reference", _losses(both, "quantiles_reference")),
            pl.Series("crps_random_walk", _losses(both, "walk")),
            "mode",
            "mode_reference",
        )
    )


def compare_by_horizon(
    duelled: dy.DataFrame[Duelled], horizons: Sequence[int]
) -> dict[int, Comparison]:
    """Whether the first is better at each of `horizons`; without common origins nothing is said."""
    found: dict[int, Comparison] = {}
    for days in horizons:
        rows = duelled.filter(pl.col("horizon_days") == days).sort("origin_date")
        found[days] = compare(
            rows.get_column("crps").to_numpy(),
            rows.get_column("crps_reference").to_numpy(),
            overlap=overlap(rows.get_column("origin_date"), days),
        )
    return found


def issued(
    panel: dy.DataFrame[Panel],
    question: Question,
    learner: Learner,
    instants: Sequence[datetime],
    *,
    workers: int = 1,
) -> pl.DataFrame:
    """What stands for the `ensemble` and for the random walk at each instant, as `Predictions`.

    Args and errors as in `duel`.
    """
    walk = Walk("duel", question, (RANDOM_WALK, ENSEMBLE), tuple(instants))
    walker = Walker.over(panel, walk, learner)
    fresh, _ = walker.new_instants()
    with closing(walk_forward(walker, fresh, workers=workers)) as batches:
        frames = [origin.forecasts for batch in batches for origin in batch]
    return pl.concat([Predictions.create_empty(), *frames])


def _actuals(panel: dy.DataFrame[Panel], question: Question) -> pl.DataFrame:
    """The first vintage of each day that was public by `as_of`."""
    own = pl.col("series") == series_name(question.target, question.pair)
    return (
        panel.filter(own, pl.col("available_at") <= question.as_of)
        .sort("available_at")
        .group_by("event_date")
        .agg(actual=pl.col("value").first())
        .sort("event_date")
    )


def _losses(rows: pl.DataFrame, quantiles: str) -> Floats:
    """CRPS of each row, shape (n,)."""
    rates = rows.get_column(quantiles).explode().to_numpy().reshape(-1, len(LEVELS))
    return crps(np.asarray(rates, dtype=np.float64), rows.get_column("actual").to_numpy())
