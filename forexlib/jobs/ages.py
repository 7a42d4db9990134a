"""How old what stands beside a forecast is: what it goes without, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl

from forexlib.core.ages import USUAL, Age, AgeRules, beside_origin, regressor_ages, together
from forexlib.core.ports import Store
from forexlib.core.runs import Run
from forexlib.core.series import series_name


def ages_beside(  # noqa: PLR0913  (each a fact of the forecast)
    store: Store,
    regressors: Sequence[str],
    *,
    target: str,
    origin: date,
    as_of: datetime,
    admitted_by: datetime | None,
    rules: AgeRules = USUAL,
) -> tuple[Age, ...]:
    """Of the regressors of a forecast those that are not fresh, as the forecast itself saw them.

    Args:
        store: Where their values are.
        regressors: Names of series.
        target: Name of the series forecast.
        origin: Event date of its newest value.
        as_of: Instant of the forecast.
        admitted_by: Values admitted later were not seen; None where every admitted value counts.
        rules: How old is too old.
    """
    at = beside_origin(target, origin, as_of=as_of)
    known = store.panel(regressors, as_of=at, admitted_by=admitted_by)
    newest = known.group_by("series").agg(pl.col("event_date").max())
    return regressor_ages(dict(newest.iter_rows()), regressors, now=at, rules=rules)


def labels(store: Store, run: Run, regressors: Sequence[str]) -> tuple[str, ...]:
    """A line for each regressor that a run goes without or sees late, those alike in one."""
    found = ages_beside(
        store,
        regressors,
        target=series_name(run.target, run.pair),
        origin=run.origin_date,
        as_of=run.as_of,
        admitted_by=run.admitted_by,
    )
    return tuple(one.label("en") for one in together(found))
