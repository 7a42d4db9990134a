"""Small histories for tests: what a model sees, without a panel behind it."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from forexlib.core.history import Floats, History
from tests.panels import FIRST_DAY, warsaw_days


def history(
    log_rates: Sequence[float] | Floats,
    *,
    regressors: Mapping[str, Sequence[float] | Floats] | None = None,
    features: Mapping[str, Sequence[float] | Floats] | None = None,
    first: date = FIRST_DAY,
) -> History:
    """One log rate per business day of Warsaw from `first`, logs of regressors beside it."""
    beside, seen = regressors or {}, features or {}
    return History(
        dates=np.asarray(warsaw_days(len(log_rates), first=first), dtype="datetime64[D]"),
        log_rate=np.asarray(log_rates, dtype=np.float64),
        regressors=_matrix(beside, len(log_rates)),
        regressor_names=tuple(beside),
        features=_matrix(seen, len(log_rates)),
        feature_names=tuple(seen),
    )


def from_returns(returns: Sequence[float] | Floats, *, start: float = 0.0) -> History:
    """The history whose daily log returns are `returns`: one fixing more than there are of them."""
    return history(start + np.concatenate(([0.0], np.cumsum(returns))))


def _matrix(columns: Mapping[str, Sequence[float] | Floats], count: int) -> Floats:
    return np.asarray([*columns.values()], dtype=np.float64).reshape(len(columns), count).T.copy()
