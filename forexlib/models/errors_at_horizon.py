"""The errors a no-change forecast made at one horizon, in units of the volatility known then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forexlib.core.errors import TooLittleHistory
from forexlib.core.history import Floats, History
from forexlib.core.reason import Reason
from forexlib.models.volatility import ewma_volatility

BURN_IN = 250
"""Fixings before volatility is settled enough to scale by."""

LEAST = 100
"""Fewest realised errors that say anything about a distribution."""


@dataclass(frozen=True, slots=True)
class ScaledErrors:
    """Realised moves over one horizon, one element per origin.

    Attributes:
        origins: Positions of the origins in the history.
        steps: Trading days from each origin to its target.
        moves: Log return over the horizon divided by sigma[origin] * sqrt(steps).
    """

    origins: NDArray[np.intp]
    steps: NDArray[np.intp]
    moves: Floats


def volatility_known(history: History, *, decay: float) -> Floats:
    """EWMA volatility per root trading day known at each fixing, shape (len(history),)."""
    volatility = ewma_volatility(history.returns, decay=decay)
    return np.concatenate((volatility[:1], volatility))


def scaled_errors(
    history: History, sigma: Floats, horizon_days: int, *, burn_in: int = BURN_IN
) -> ScaledErrors:
    """Realised log returns over `horizon_days`, each divided by the volatility known at its origin.

        z[s] = (log S[target(s)] - log S[s]) / (sigma[s] * sqrt(target(s) - s))

    Only origins whose target is realised count, so nothing after the last fixing is used.

    Args:
        history: The fixings.
        sigma: Volatility per root trading day known at each fixing, shape (len(history),).
        horizon_days: Calendar days.
        burn_in: Fixings before the first origin.

    Raises:
        TooLittleHistory: If fewer than 100 origins are realised.
    """
    targets = history.targets(horizon_days)
    origins = np.arange(len(history))
    realised = (targets < len(history)) & (origins >= burn_in)
    origins, targets = origins[realised], targets[realised]
    if len(origins) < LEAST:
        raise TooLittleHistory(
            Reason("too_few_errors", n=len(origins), days=horizon_days, least=LEAST),
            remedy="Ingest older rates or choose a shorter horizon.",
        )
    moved = history.log_rate[targets] - history.log_rate[origins]
    steps = targets - origins
    return ScaledErrors(origins, steps, moved / (sigma[origins] * np.sqrt(steps)))
