"""Worlds in which forecasts are right and overlap, many at once."""

import numpy as np

from forexlib.core.history import Floats

SEED = 20240607


def moves(
    worlds: int, n: int, steps: int, *, seed: int = SEED, increments: Floats | None = None
) -> Floats:
    """Standard normal moves of a walk over `steps` from n origins, shape (worlds, n)."""
    if increments is None:
        drawn = np.random.default_rng(seed).standard_normal((worlds, n + steps - 1))
    else:
        drawn = increments
    sums = np.cumsum(np.pad(drawn, ((0, 0), (1, 0))), axis=1)
    return (sums[:, steps:] - sums[:, :-steps]) / np.sqrt(steps)


def rejected(p_values: list[float | None], *, at: float = 0.05) -> float:
    """Share of worlds with a p-value below the level; every world must have one."""
    assert None not in p_values
    return float(np.mean([one < at for one in p_values if one is not None]))
