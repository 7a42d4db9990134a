"""Ridge regression on the features, one a horizon, its penalty by generalised cross-validation.

    b = (X'X + penalty I)^-1 X'y,   GCV = (|y - Xb|**2 / n) / (1 - m df / n)**2
    df = sum d / (d + penalty),   d the eigenvalues of X'X

The target is that of `direct`: scaled return, less its mean. The features are free of scale
already; each has its mean taken out, so that the average day has the forecast zero and no constant,
drift in disguise, comes in with them, and one that is unknown stands at its mean. At a horizon of m
trading days m neighbouring targets share a day, so n rows hold about n / m independent errors: a
degree of freedom follows m times as much noise, and is charged m times. Without that factor
cross-validation believes in the trends that overlap makes, and hardly shrinks.

References: Hoerl & Kennard (1970), "Ridge regression: biased estimation for nonorthogonal
problems", Technometrics 12, 55-67, doi:10.1080/00401706.1970.10488634; Golub, Heath & Wahba (1979),
"Generalized cross-validation as a method for choosing a good ridge parameter", Technometrics 21,
215-223, doi:10.1080/00401706.1979.10489751.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from forexlib.core.history import Floats, History
from forexlib.core.model import Refit
from forexlib.models.direct import LearnedDirect, Lesson, lessons

PENALTIES = np.logspace(-2, 4, 37)
"""Per row: from next to nothing to next to everything, when a feature's variance is about one."""


@dataclass(frozen=True, slots=True)
class Ridge:
    """Settings.

    Attributes:
        decay: Of the volatility the target is scaled by.
        least: Fewest fixings from which coefficients are estimated.
        refit: When coefficients are estimated again.
    """

    decay: float = 0.985
    least: int = 750
    refit: Refit = "year"

    def learn(self, history: History, *, horizons: Sequence[int], seed: int) -> LearnedRidge:  # noqa: ARG002
        """Choose the penalty and estimate the coefficients of each horizon, in closed form.

        Raises:
            TooLittleHistory: If there are fewer than `least` fixings.
            MemberFailed: If the history carries no features.
        """
        taught = lessons(
            history, horizons, decay=self.decay, least=self.least, who="The ridge regression"
        )
        lines = tuple(regression(lesson) for lesson in taught)
        return LearnedRidge(tuple(horizons), history.feature_names, self.decay, lines)


@dataclass(frozen=True, slots=True)
class Line:
    """The regression of one horizon.

    Attributes:
        means: Of the features, f of them.
        slopes: Coefficients, f of them.
        penalty: The penalty chosen, in rows.
    """

    means: tuple[float, ...]
    slopes: tuple[float, ...]
    penalty: float

    def answer(self, rows: Floats) -> Floats:
        """The expected target of each row of features, shape (n,)."""
        return (_about(rows, np.asarray(self.means)) * np.asarray(self.slopes)).sum(axis=1)


@dataclass(frozen=True, slots=True)
class LearnedRidge(LearnedDirect):
    """One regression a horizon.

    Attributes:
        lines: The regressions, as the horizons stand.
    """

    lines: tuple[Line, ...]

    @override
    def regression(self, days: int) -> Line:
        """The regression of a horizon."""
        return self.lines[self.horizons.index(days)]

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        """Coefficients are not shares; none are reported."""
        return {}


def regression(lesson: Lesson) -> Line:
    """The coefficients at the penalty that generalised cross-validation prefers."""
    known = np.isfinite(lesson.features)
    means = np.where(known, lesson.features, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    rows = _about(lesson.features, means)
    values, vectors = np.linalg.eigh(rows.T @ rows)
    values = np.maximum(values, 0.0)
    along = vectors.T @ (rows.T @ lesson.target)
    penalties = PENALTIES * len(rows)
    squares = float(lesson.target @ lesson.target)
    scores = cross_validated(values, along, penalties, squares=squares, lesson=lesson)
    penalty = float(penalties[np.argmin(scores)])
    slopes = vectors @ (along / (values + penalty))
    return Line(tuple(means.tolist()), tuple(slopes.tolist()), penalty)


def cross_validated(
    values: Floats, along: Floats, penalties: Floats, *, squares: float, lesson: Lesson
) -> Floats:
    """GCV of each penalty; infinite where the degrees of freedom are more than the errors.

    Args:
        values: Eigenvalues d of X'X.
        along: X'y in the directions of its eigenvectors.
        penalties: In rows.
        squares: y'y.
        lesson: Whose rows and overlap count the independent errors.
    """
    shrunk = values + penalties[:, None]
    left = squares - (along**2 * (shrunk + penalties[:, None]) / shrunk**2).sum(axis=1)
    count = len(lesson.target)
    free = 1.0 - lesson.overlap * (values / shrunk).sum(axis=1) / count
    return np.where(free > 0, left / count / np.maximum(free, 1e-12) ** 2, np.inf)


def _about(rows: Floats, means: Floats) -> Floats:
    """Rows less the means; what is unknown is taken to be its mean."""
    moved = rows - means
    return np.where(np.isfinite(moved), moved, 0.0)
