"""Every test of a scored walk-forward, one row per horizon, model and test.

Ratios and tests against the random walk stand on the origins where it has a forecast; the random
walk itself gets only the tests of its own distribution. Overlap is the horizon in steps of the
origins of that horizon and model. With fewer than five outcomes that do not overlap, what would
need them is null.

| test | statistic, p | estimate | low, high |
|---|---|---|---|
| rmse_ratio | HLN of squared errors | RMSE / the walk's | delta method, 95 % |
| crps_ratio, interval_score_ratio | HLN | mean / the walk's | delta method, 95 % |
| clark_west | one-sided | mean f, squared units | |
| pesaran_timmermann | one-sided | hits, % | 95 % of hits by chance, % |
| coverage_80, _95 | | inside, % | nominal band, % |
| coverage_80_bootstrap, _95_ | | inside, % | block bootstrap, 95 %, % |
| kupiec_80, _95 | chi-squared, 1 | inside, % | |
| christoffersen_80, _95 | chi-squared, 2 (conditional coverage) | | |
| pit_uniform | chi-squared, 4 | | |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
import polars as pl

from forexlib.core.history import Floats
from forexlib.core.levels import LEVELS, MEDIAN
from forexlib.scoring.clark_west import clark_west
from forexlib.scoring.coverage import Hits, christoffersen, coverage, coverage_interval, kupiec
from forexlib.scoring.direction import direction
from forexlib.scoring.equal_accuracy import LEAST_OUTCOMES, compare
from forexlib.scoring.overlap import overlap
from forexlib.scoring.pit import pit, uniformity

RANDOM_WALK: Final = "random_walk"

LEAST_MOVE: Final = 0.0005
"""A median nearer to the last rate, relatively, has no direction; as in SQL's direction_hit."""

SCHEMA: Final = {
    "horizon_days": pl.Int16(),
    "model": pl.String(),
    "test": pl.String(),
    "n": pl.Int64(),  # forecasts the test stands on
    "outcomes": pl.Float64(),  # of them that do not overlap: n / overlap
    "statistic": pl.Float64(),
    "p_value": pl.Float64(),
    "estimate": pl.Float64(),  # unit of the test
    "low": pl.Float64(),
    "high": pl.Float64(),
}


@dataclass(frozen=True, slots=True)
class _Finding:
    test: str
    n: int
    statistic: float | None = None
    p_value: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def told(self) -> tuple[float | None, ...]:
        return self.statistic, self.p_value, self.estimate, self.low, self.high


def evaluate(scored: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
    """Test every model at every horizon.

    Args:
        scored: Rows of the view `walk_forward_scored`, one per horizon, model and origin; the
            columns that end in random_walk are null where that has no forecast.
        seed: Of the bootstrap; a row depends on it and not on which other rows are there.

    Returns:
        Columns of `SCHEMA`, by horizon and model; nothing is NaN.
    """
    ordered = scored.sort("horizon_days", "model", "origin_date")
    rows = [
        (horizon, model, one.test, one.n, one.n / times, *one.told)
        for own in ordered.partition_by("horizon_days", "model", maintain_order=True)
        for horizon, model in own.select("horizon_days", "model").head(1).iter_rows()
        for times in (overlap(own.get_column("origin_date"), horizon),)
        for one in _findings(own, model, times, _generator(seed, horizon, model))
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _generator(seed: int, horizon: int, model: str) -> np.random.Generator:
    return np.random.default_rng([seed, horizon, crc32(model.encode())])


def _findings(
    own: pl.DataFrame, model: str, times: float, rng: np.random.Generator
) -> Iterator[_Finding]:
    quantiles = own.get_column("quantiles").list.to_array(len(LEVELS)).to_numpy()
    actual = _numbers(own, "actual")
    if model != RANDOM_WALK:
        yield from _against_the_walk(own.drop_nulls("error_random_walk"), times)
        yield _direction(quantiles[:, MEDIAN], actual, _numbers(own, "last_rate"), times)
    for level in (80, 95):
        inside = own.get_column(f"inside_{level}").to_numpy().astype(np.bool_)
        yield from _coverages(inside, level, times, rng)
    shape = uniformity(pit(quantiles, actual), overlap=times)
    yield _Finding("pit_uniform", shape.n, shape.statistic, shape.p_value)


def _against_the_walk(common: pl.DataFrame, times: float) -> Iterator[_Finding]:
    errors, walk = _numbers(common, "error"), _numbers(common, "error_random_walk")
    yield _ratio("rmse_ratio", (errors**2, walk**2), times, root=True)
    yield _ratio("crps_ratio", _pair(common, "crps"), times)
    yield _ratio("interval_score_ratio", _pair(common, "interval_score_95"), times)
    nested = clark_west(errors, walk, overlap=times)
    yield _Finding("clark_west", nested.n, nested.statistic, nested.p_value, nested.gain)


def _ratio(test: str, pair: tuple[Floats, Floats], times: float, *, root: bool = False) -> _Finding:
    told = compare(*pair, overlap=times)
    power = 0.5 if root else 1.0
    estimate, low, high = (
        None if end is None else max(end, 0.0) ** power for end in (told.ratio, told.low, told.high)
    )
    return _Finding(test, told.n, told.statistic, told.p_value, estimate, low, high)


def _direction(median: Floats, actual: Floats, last_rate: Floats, times: float) -> _Finding:
    told = direction(
        median / last_rate - 1.0, actual / last_rate - 1.0, overlap=times, least_move=LEAST_MOVE
    )
    return _Finding(
        "pesaran_timmermann",
        told.n,
        told.statistic,
        told.p_value,
        told.hits,
        told.low,
        told.high,
    )


def _coverages(
    inside: Hits, level: int, times: float, rng: np.random.Generator
) -> Iterator[_Finding]:
    n, share = len(inside), level / 100.0
    found = coverage(inside, level=share, overlap=times)
    band = (found.low, found.high)
    yield _Finding(f"coverage_{level}", n, None, None, found.share, *band)
    drawn = coverage_interval(inside, overlap=times, rng=rng)
    ends = (drawn.low, drawn.high) if n >= LEAST_OUTCOMES * times else (None, None)
    yield _Finding(f"coverage_{level}_bootstrap", n, None, None, found.share, *ends)
    often = kupiec(inside, level=share, overlap=times)
    yield _Finding(f"kupiec_{level}", n, often.statistic, often.p_value, found.share)
    both = christoffersen(inside, level=share, overlap=times)
    yield _Finding(f"christoffersen_{level}", n, both.statistic, both.p_value)


def _pair(rows: pl.DataFrame, loss: str) -> tuple[Floats, Floats]:
    return _numbers(rows, loss), _numbers(rows, f"{loss}_random_walk")


def _numbers(rows: pl.DataFrame, column: str) -> Floats:
    return rows.get_column(column).to_numpy().astype(np.float64)
