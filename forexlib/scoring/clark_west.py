"""Whether a model that nests the random walk predicts the mean better, its own noise allowed for.

With errors e0 of the random walk and e1 of the model, whose forecasts are y0 and y1,

    f = e0^2 - (e1^2 - (y0 - y1)^2) = 2 e0 (e0 - e1)

Under the null the model's extra coefficients are zero and only add noise: its squared error is
larger by (y0 - y1)^2 in expectation, and Diebold and Mariano's test would favour the walk. The
mean of f over its HAC standard error is compared, one-sided, with Student's t; overlap, factor for
small samples and degrees of freedom are those of `forexlib.scoring.equal_accuracy`. Rejection says
that the model knows something, not that its RMSE is smaller. Example: e0 = 1, 3 repeated to n = 40
and e1 = e0 / 2 make f = 1, 9: mean 5, variance 16, 5 / 4 sqrt(40) sqrt(39 / 40) = 7.81 with h = 1.

Reference: Clark & West (2007), Journal of Econometrics 138, 291-311,
doi:10.1016/j.jeconom.2006.05.023.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from forexlib.core.history import Floats
from forexlib.scoring.equal_accuracy import LEAST_OUTCOMES, standard_error
from forexlib.scoring.overlap import whole_steps


@dataclass(frozen=True, slots=True)
class ClarkWest:
    """What the test says.

    Attributes:
        n: Common origins.
        gain: Mean of f, in squared units of the errors, positive where the model knows something;
            None without origins.
        statistic: None with too few outcomes, or where the forecasts never differ.
        p_value: That the random walk is right, against that the model is better, one-sided.
    """

    n: int
    gain: float | None = None
    statistic: float | None = None
    p_value: float | None = None


def clark_west(errors: Floats, reference: Floats, *, overlap: float) -> ClarkWest:
    """Test a model against the random walk it nests, on common origins.

    Args:
        errors: The model's, mean - actual, shape (n,), in the order of the origins.
        reference: The random walk's on the same origins.
        overlap: The horizon in steps of the origins, at least 1.
    """
    n = len(errors)
    if n == 0:
        return ClarkWest(n)
    adjusted = reference**2 - (errors**2 - (errors - reference) ** 2)
    gain = float(np.mean(adjusted))
    if n < LEAST_OUTCOMES * overlap:
        return ClarkWest(n, gain)
    error = standard_error(adjusted, overlap=whole_steps(overlap))
    if error <= 0:
        return ClarkWest(n, gain)
    statistic = gain / error
    return ClarkWest(n, gain, statistic, float(stdtr(n / overlap - 1.0, -statistic)))
