"""Quantiles of a sample made symmetric, without the drift and skew it only happens to have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forexlib.core.history import Floats


def symmetric_quantiles(sample: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles of `sample` and its mirror image together: odd around the median, which is 0."""
    probabilities = np.asarray(levels)
    size = np.quantile(np.abs(sample), np.abs(2.0 * probabilities - 1.0))
    return np.sign(probabilities - 0.5) * size
