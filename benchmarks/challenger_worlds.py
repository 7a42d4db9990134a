"""Worlds in which it is known who forecasts better, and what the rules of promotion say there.

Rates move as in `performance_worlds`: driftless GARCH-t, or a bootstrap of real returns. Who knows
the truth would issue the quantiles of a `Table`. Everybody errs from there in a manner of his own:

    log width       AR(1) from week to week, coefficient .9
    centre          white noise in deviations of the horizon, sqrt(7 / h) of it at h days: a claim
                    about the next day
    lasting centre  AR(1), coefficient .95, as much at every horizon

The sizes are those by which models of this project differ from each other in a walk (`ORDINARY`).
Champion and challenger err in the same manner, each by draws of his own, and are thus different but
equally good; or one of them has a flaw besides that makes his CRPS 1 / .95 of what it was. Losses
are those of quantiles against outcomes; nothing is drawn of a difference of losses itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, get_args

import numpy as np
from scipy.optimize import brentq

from benchmarks.performance_worlds import HORIZONS, STEPS, Draw, Teaching, ahead, filtered
from forexlib.core.history import Floats
from forexlib.core.levels import LOWER_95, UPPER_95
from forexlib.scoring.equal_accuracy import Comparison, compare
from forexlib.scoring.losses import crps

YEAR: Final = 260
WEEK: Final = 5
BURNT: Final = 2 * YEAR
TEN_YEARS: Final = 10 * YEAR
THREE_YEARS: Final = 3 * YEAR
DAYS: Final = BURNT + TEN_YEARS + YEAR
ORIGINS: Final = np.arange(BURNT, DAYS, WEEK)
NOW: Final = BURNT + TEN_YEARS
"""The day on which the simulated year of attempts begins."""

BETTER: Final = 0.95
"""CRPS of who has no flaw over that of who has one."""

Flaw = Literal["too wide", "too narrow", "wandering width", "noisy centre", "lasting centre"]
FLAWS: Final[tuple[Flaw, ...]] = get_args(Flaw)

Outcomes = Mapping[int, tuple[Floats, Floats]]
"""Horizon to true quantiles at the origins, shape (n, 39), and log returns, NaN where unknown."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How far somebody errs. Attributes: standard deviations, `centre` of that at 7 days."""

    width: float
    centre: float
    lasting: float


ORDINARY: Final = Manner(width=0.08, centre=0.05, lasting=0.03)
"""Two of these differ as recipes do: .11 in log width, .07 in the centre at 7 days, .04 lasting."""

REFIT: Final = Manner(width=0.003, centre=0.006, lasting=0.001)
"""What half a year of further learning changes in the centre, and some change of width."""


@dataclass(frozen=True, slots=True)
class Errors:
    """How somebody errs at the origins, shape (n,) each: as `Manner`, in units drawn once."""

    width: Floats
    centre: Floats
    lasting: Floats

    @classmethod
    def drawn(cls, manner: Manner, rng: np.random.Generator, count: int) -> Errors:
        """Errors of that size."""
        return cls(
            manner.width * wandering(rng, count, 0.9),
            manner.centre * rng.standard_normal(count),
            manner.lasting * wandering(rng, count, 0.95),
        )

    def plus(self, other: Errors) -> Errors:
        """Both together."""
        return Errors(
            self.width + other.width, self.centre + other.centre, self.lasting + other.lasting
        )


def wandering(rng: np.random.Generator, count: int, memory: float) -> Floats:
    """A stationary AR(1) of unit variance."""
    shocks = rng.standard_normal(count) * np.sqrt(1.0 - memory**2)
    value, found = rng.standard_normal(), np.empty(count)
    for week, shock in enumerate(shocks):
        value = memory * value + shock
        found[week] = value
    return found


def outcomes(taught: Teaching, moves: Floats) -> Outcomes:
    """What can be known at the origins of one world, and what follows."""
    variance = filtered(moves, taught.mean)[ORIGINS]
    return {
        days: (taught.tables[days].quantiles(variance), ahead(moves, STEPS[days])[ORIGINS])
        for days in HORIZONS
    }


def losses(world: Outcomes, days: int, errors: Errors) -> Floats:
    """CRPS of somebody, relative to the rate, shape (n,); NaN where the outcome is unknown."""
    truth, happened = world[days]
    deviation = (truth[:, UPPER_95] - truth[:, LOWER_95]) / 3.92
    centre = (errors.centre * np.sqrt(7.0 / days) + errors.lasting) * deviation
    quantiles = np.exp(errors.width)[:, None] * truth + centre[:, None]
    return crps(np.exp(quantiles), np.exp(happened))


def flawed(flaw: Flaw, size: float, days: int, own: Errors, rng: np.random.Generator) -> Errors:
    """The same errors with a flaw of some size besides."""
    count = len(own.width)
    none = np.zeros(count)
    if flaw == "too wide":
        return own.plus(Errors(np.full(count, size), none, none))
    if flaw == "too narrow":
        return own.plus(Errors(np.full(count, -size), none, none))
    if flaw == "wandering width":
        return own.plus(Errors(size * wandering(rng, count, 0.9), none, none))
    if flaw == "lasting centre":
        return own.plus(Errors(none, none, size * wandering(rng, count, 0.95)))
    noise = size * np.sqrt(days / 7.0) * rng.standard_normal(count)  # as much at every horizon
    return own.plus(Errors(none, noise, none))


Sizes = Mapping[tuple[Flaw, int], float]


def calibrated(taught: Teaching, draw: Draw, *, worlds: int = 60, seed: int = 777) -> Sizes:
    """How large each flaw is that costs 1 / .95, in worlds used for nothing else."""
    known = [outcomes(taught, moves) for moves in draw(worlds, DAYS, seed)]
    return {
        (flaw, days): float(brentq(partial(_excess, known, flaw, days), 0.01, 1.5, xtol=1e-3))
        for flaw in FLAWS
        for days in HORIZONS
    }


def _excess(known: list[Outcomes], flaw: Flaw, days: int, size: float) -> float:
    rng = np.random.default_rng(778)
    own = with_flaw = 0.0
    for world in known:
        errors = Errors.drawn(ORDINARY, rng, len(ORIGINS))
        own += float(np.nansum(losses(world, days, errors)))
        with_flaw += float(np.nansum(losses(world, days, flawed(flaw, size, days, errors, rng))))
    return own / with_flaw - BETTER


def compared(mine: Floats, other: Floats, days: int, *, now: int, span: int) -> Comparison:
    """What the walk over the last `span` days says on day `now`, of outcomes known by then."""
    seen = (now - span <= ORIGINS) & (ORIGINS + STEPS[days] <= now)
    return compare(mine[seen], other[seen], overlap=max(1.0, days / 7.0))
