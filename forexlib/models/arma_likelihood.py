"""Exact Gaussian likelihood of a zero-mean ARMA process of order at most two, and its maximum.

With r = max(p, q) and s[t] what is known at t of the next r values, the process is

    y[t] = s1[t-1] + e[t],   s[t] = F s[t-1] + K e[t],   K[i] = phi[i] + theta[i]

so the innovations are linear in the state s before the first value: e = u - G s, where u is y
filtered by phi(B) / theta(B) from rest, and column j of G is the impulse response of 1 / theta(B),
j days late. Before the first value s ~ N(0, sigma2 P), P = F P F' + K K'; taking it out leaves

    -2 log L = n log(Q / n) + log det(I + G'G P) + n (1 + log 2 pi),
    Q = u'u - (G'u)' P (I + G'G P)^-1 (G'u),   sigma2 = Q / n

which is what a Kalman filter computes, in two passes of a linear filter. Partial autocorrelations
tanh(x) keep phi stationary and theta invertible. References: Harvey (1989), "Forecasting,
structural time series models and the Kalman filter", ch. 3; Hannan & Rissanen (1982), "Recursive
estimation of mixed autoregressive-moving average order", Biometrika 69, 81-94,
doi:10.1093/biomet/69.1.81; Monahan (1984), "A note on enforcing stationarity in
autoregressive-moving average models", Biometrika 71, 403-404, doi:10.1093/biomet/71.2.403.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forexlib.core.history import Floats

LONG = 12
"""Order of the long autoregression whose residuals stand in for the shocks at the start."""

LOG_2_PI = float(np.log(2.0 * np.pi))

FURTHEST = 0.999
"""Greatest modulus of a partial autocorrelation: at one the process has no variance to start in."""

START_WITHIN = 0.95
"""Partial autocorrelations further from zero than this are brought back to it at the start."""


@dataclass(frozen=True, slots=True)
class Arma:
    """An ARMA process.

    Attributes:
        ar: phi1, phi2; as many as p.
        ma: theta1, theta2; as many as q.
    """

    ar: tuple[float, ...] = ()
    ma: tuple[float, ...] = ()

    def nearest_root(self) -> float:
        """Modulus of the root of phi(z) or theta(z) nearest to the unit circle; inf without any."""
        polynomials = ((1.0, *(-phi for phi in self.ar)), (1.0, *self.ma))
        inverses = np.concatenate([np.roots(polynomial) for polynomial in polynomials])
        furthest = float(np.abs(inverses).max(initial=0.0))
        return 1.0 / furthest if furthest > np.finfo(float).tiny else np.inf


def innovations(returns: Floats, process: Arma) -> Floats:
    """e[t] of every return, shape (n,), the returns before the first taken as zero."""
    if not process.ar and not process.ma:
        return returns
    from scipy.signal import lfilter  # noqa: PLC0415  (most of a second to import)

    return lfilter((1.0, *(-phi for phi in process.ar)), (1.0, *process.ma), returns)


def deviance(returns: Floats, process: Arma) -> float:
    """-2 log L of the returns, at the variance that suits the coefficients best."""
    shocks = innovations(returns, process)
    squares, log_det = float(shocks @ shocks), 0.0
    if process.ar or process.ma:
        var1, both, var2 = _start(process)
        response = _response(len(returns), process)
        late = response[:-1]
        a, b, c = (
            float(x @ y) for x, y in ((response, response), (late, response[1:]), (late, late))
        )
        w1, w2 = float(response @ shocks), float(late @ shocks[1:])
        m11, m12 = 1.0 + a * var1 + b * both, a * both + b * var2
        m21, m22 = b * var1 + c * both, 1.0 + b * both + c * var2
        det = m11 * m22 - m12 * m21
        x1, x2 = (m22 * w1 - m12 * w2) / det, (m11 * w2 - m21 * w1) / det
        squares -= w1 * (var1 * x1 + both * x2) + w2 * (both * x1 + var2 * x2)
        log_det = np.log(det)
    return float(len(returns) * (np.log(squares / len(returns)) + 1.0 + LOG_2_PI) + log_det)


def most_likely(returns: Floats, *, p: int, q: int) -> Arma:
    """The process of order (p, q) with the greatest likelihood."""
    if p + q == 0:
        return Arma()
    from scipy.optimize import minimize  # noqa: PLC0415  (a quarter of a second to import)

    def process_at(point: Floats) -> Arma:
        partial = FURTHEST * np.tanh(point)
        ma = from_partial(partial[p:])
        return Arma(from_partial(partial[:p]), tuple(-weight for weight in ma))

    found = minimize(
        lambda point: deviance(returns, process_at(point)) / len(returns),
        _first_guess(returns, p=p, q=q),
        method="BFGS",
        options={"gtol": 1e-4, "maxiter": 50},
    )
    return process_at(found.x)


def from_partial(partial: Sequence[float] | Floats) -> tuple[float, ...]:
    """Coefficients of the autoregression with these partial autocorrelations (Durbin-Levinson)."""
    coefficients: list[float] = []
    for value in map(float, partial):
        turned = coefficients[::-1]
        coefficients = [
            phi - value * mirror for phi, mirror in zip(coefficients, turned, strict=True)
        ]
        coefficients.append(value)
    return tuple(coefficients)


def to_partial(coefficients: Sequence[float]) -> tuple[float, ...]:
    """Partial autocorrelations of an autoregression, the inverse of `from_partial`.

    Of coefficients that are not stationary, the nearest that are.
    """
    left = list(coefficients)
    partial: list[float] = []
    while left:
        value = float(np.clip(left.pop(), -START_WITHIN, START_WITHIN))
        partial.insert(0, value)
        left = [
            (phi + value * mirror) / (1.0 - value**2)
            for phi, mirror in zip(left, left[::-1], strict=True)
        ]
    return tuple(partial)


def _first_guess(returns: Floats, *, p: int, q: int) -> Floats:
    """Hannan and Rissanen's regression on lagged returns and on a long autoregression's errors."""
    long = _lagged(returns, LONG)
    shocks = returns - long @ _slopes(long, returns, skip=LONG)
    beside = np.hstack((_lagged(returns, p), _lagged(shocks, q)))
    found = _slopes(beside, returns, skip=LONG + max(p, q)).tolist()
    partial = (*to_partial(found[:p]), *to_partial([-theta for theta in found[p:]]))
    return np.arctanh(np.divide(partial, FURTHEST))


def _lagged(values: Floats, lags: int) -> Floats:
    """Columns of the values 1, 2, ... `lags` days before, zero before the first."""
    columns = [np.concatenate((np.zeros(lag), values[:-lag])) for lag in range(1, lags + 1)]
    return np.column_stack(columns) if columns else np.empty((len(values), 0))


def _slopes(beside: Floats, values: Floats, *, skip: int) -> Floats:
    slopes, *_ = np.linalg.lstsq(beside[skip:], values[skip:], rcond=None)
    return slopes.astype(np.float64)


def _response(count: int, process: Arma) -> Floats:
    """Impulse response of 1 / theta(B), shape (count,)."""
    impulse = np.zeros(count)
    impulse[0] = 1.0
    return innovations(impulse, Arma(ma=process.ma))


def _start(process: Arma) -> tuple[float, float, float]:
    """P11, P12 and P22 of P = F P F' + K K', in units of sigma2; F has phi left and a one above."""
    phi1, phi2 = (*process.ar, 0.0, 0.0)[:2]
    theta1, theta2 = (*process.ma, 0.0, 0.0)[:2]
    k1, k2 = phi1 + theta1, phi2 + theta2
    own = 1.0 - phi1**2 - phi2**2 - 2.0 * phi1**2 * phi2 / (1.0 - phi2)
    var1 = (k1**2 + k2**2 + 2.0 * phi1 * k1 * k2 / (1.0 - phi2)) / own
    return var1, (phi1 * phi2 * var1 + k1 * k2) / (1.0 - phi2), phi2**2 * var1 + k2**2
