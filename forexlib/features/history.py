"""From a panel of values and instants to the arrays a model may look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import dataframely as dy
import numpy as np
import polars as pl

from forexlib.core.calendar import local_date
from forexlib.core.errors import TooLittleHistory
from forexlib.core.frames import Panel
from forexlib.core.history import History
from forexlib.core.reason import Reason
from forexlib.core.series import NBP_FIXING, quantity_of
from forexlib.features.recipe import feature_frame

STALE_AFTER = "10d"
"""A regressor older than this beside a fixing counts as unknown there."""


def history_known_at(
    panel: dy.DataFrame[Panel], *, target: str, regressors: Sequence[str], as_of: datetime
) -> History:
    """The past of `target` and of `regressors` as known at the instant `as_of`.

    Each day of the target has its newest vintage; values dated after the day of `as_of`, as those
    of a rate that is announced in advance, are left for later days. Beside the fixing of a day
    stands, for each regressor, the newest value that was public when that fixing was and its day
    had begun, so that training sees regressors exactly as late, and as little revised, as
    forecasting does: a rate announced the evening before is not an origin before midnight.

    Args:
        panel: Values with the instants at which they became known.
        target: Series name, for example nbp_fixing/USDCLP.
        regressors: Series names; those without a value are left out.
        as_of: Rows of the panel available later are not looked at.

    Returns:
        The history; an NBP fixing beside it is named by its instrument, any other regressor by its
        whole series' name.

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
            Reason("no_value", series=target, at=as_of),
            remedy="Run `forex ingest`, or forecast from a later day.",
        )
    wide = fixings.select(
        "event_date",
        pl.max_horizontal(pl.col("known_at").cum_min(reverse=True), _day_begins(target)),
        log_rate=pl.col("value").log(),
    )
    names: list[str] = []
    for series in regressors:
        values = _as_they_came(panel, series, as_of)
        if values.is_empty() or series == target:
            continue
        name = series.removeprefix(f"{NBP_FIXING}/")
        names.append(name)
        wide = wide.join_asof(
            values.select("known_at", pl.col("value").log().alias(name)),
            on="known_at",
            tolerance=STALE_AFTER,
        )
    features = feature_frame(wide.select("log_rate", *names))
    return History(
        dates=wide.get_column("event_date").to_numpy().astype("datetime64[D]"),
        log_rate=np.ascontiguousarray(wide.get_column("log_rate").to_numpy()),
        regressors=_matrix(wide.select(names), rows=len(wide)),
        regressor_names=tuple(names),
        features=_matrix(features, rows=len(wide)),
        feature_names=tuple(features.columns),
    )


@dataclass(frozen=True, slots=True)
class Past:
    """A panel to be asked for its history at many instants, byte for byte `history_known_at`'s.

    Where no value was ever revised or came before an older one, every history is a slice of the
    last one, as far as the same regressors had begun. Else each is built anew.

    Attributes:
        panel: As in `history_known_at`.
        target: As there.
        regressors: As there.
        wholes: What is known at the last instant by the regressors that had begun at the one it
            stands beside, the first first; none if the others are no slices of it.
        public: When each of its fixings became known, rising.
    """

    panel: dy.DataFrame[Panel]
    target: str
    regressors: tuple[str, ...]
    wholes: tuple[tuple[datetime, History], ...]
    public: pl.Series

    @classmethod
    def over(
        cls,
        panel: dy.DataFrame[Panel],
        *,
        target: str,
        regressors: Sequence[str],
        first: datetime,
        last: datetime,
    ) -> Self:
        """Get ready for instants from `first` to `last`.

        Raises:
            TooLittleHistory: If the target has no value by `last`.
        """
        asked = panel.filter(pl.col("series").is_in([target, *regressors]))
        own = asked.filter(pl.col("series") == target).sort("event_date")
        begun = dict(asked.group_by("series").agg(pl.col("available_at").min()).iter_rows())
        wholes: list[tuple[datetime, History]] = []
        for start in sorted({first, *(at for at in begun.values() if first < at <= last)}):
            there = [name for name in regressors if name in begun and begun[name] <= start]
            whole = history_known_at(panel, target=target, regressors=there, as_of=last)
            wholes.append((start, whole))
        return cls(
            panel,
            target,
            tuple(regressors),
            tuple(wholes) if _in_order(asked) else (),
            own.get_column("available_at"),
        )

    def known_at(self, as_of: datetime) -> History:
        """What `history_known_at` answers for an instant between the first and the last.

        Raises:
            TooLittleHistory: If the target has no value by `as_of`.
        """
        begun = [whole for start, whole in self.wholes if start <= as_of]
        if begun:
            today = local_date(as_of, zone=quantity_of(self.target).zone)
            public = int(self.public.search_sorted(as_of, "right"))
            sliced = begun[-1].first(public).until(today)
            if len(sliced):
                return sliced
        return history_known_at(
            self.panel, target=self.target, regressors=self.regressors, as_of=as_of
        )


def _in_order(panel: pl.DataFrame) -> bool:
    """Whether values came one a day, and none before that of an earlier day of its series."""
    came_next = (
        (pl.col("event_date").diff() > pl.duration(days=0))
        & (pl.col("available_at").diff() >= pl.duration(days=0))
    ).over("series")
    ordered = panel.sort("series", "event_date").select(fine=came_next.fill_null(value=True))
    return bool(ordered.get_column("fine").all())


def _known_at(panel: dy.DataFrame[Panel], as_of: datetime) -> pl.DataFrame:
    """One row per series and day: its newest vintage, and when its first became known."""
    return (
        panel.filter(pl.col("available_at") <= as_of)
        .sort("series", "event_date", "available_at")
        .group_by("series", "event_date", maintain_order=True)
        .agg(known_at=pl.col("available_at").first(), value=pl.col("value").last())
    )


def _day_begins(series: str) -> pl.Expr:
    """The instant, UTC, at which each `event_date` begins where the series is published."""
    midnight = pl.col("event_date").cast(pl.Datetime("us"))
    local = midnight.dt.replace_time_zone(
        quantity_of(series).zone, ambiguous="earliest", non_existent="null"
    )
    # Where a day begins at one o'clock there is no midnight, and the hour before is as good.
    return local.fill_null(
        (midnight - pl.duration(hours=1)).dt.replace_time_zone(
            quantity_of(series).zone, ambiguous="latest", non_existent="null"
        )
    ).dt.convert_time_zone("UTC")


def _as_they_came(panel: dy.DataFrame[Panel], series: str, as_of: datetime) -> pl.DataFrame:
    """Each value of `series` from the instant it was the newest on; late old days never were."""
    return (
        panel.filter(pl.col("series") == series, pl.col("available_at") <= as_of)
        .sort("available_at", "event_date")
        .filter(pl.col("event_date") == pl.col("event_date").cum_max())
        .select(pl.col("available_at").alias("known_at"), "value")
    )


def _matrix(frame: pl.DataFrame, *, rows: int) -> np.ndarray:
    """Rows by columns as C-contiguous floats; what is undefined (also 0/0 and x/0) is NaN."""
    known = frame.select(pl.when(pl.all().is_finite()).then(pl.all()).otherwise(float("nan")))
    return np.ascontiguousarray(known.to_numpy()).reshape(rows, frame.width)
