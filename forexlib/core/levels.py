"""The probability levels every predictive distribution is stored at."""

from __future__ import annotations

from typing import Final

LEVELS: Final = tuple(i / 40 for i in range(1, 40))
"""Levels of `quantiles`, 0.025 to 0.975: the median, the 80 % and 95 % intervals and the CRPS."""

TAIL_LEVELS: Final = (0.005, 0.01, 0.99, 0.995)
"""Levels of `tails`, for questions of risk; not part of the CRPS."""

ALL_LEVELS: Final = (*TAIL_LEVELS[:2], *LEVELS, *TAIL_LEVELS[2:])
"""Both together in rising order; what the models compute before the two are told apart."""

MEDIAN: Final = 19
LOWER_80, UPPER_80, LOWER_95, UPPER_95 = 3, 35, 0, 38
"""Positions in `LEVELS` (0-based) of the median and of the ends of the two intervals."""
