"""Rows of drift tests whose numbers a reader can follow."""

from __future__ import annotations

from datetime import date

import dataframely as dy
import polars as pl

from forexlib.core.drift import DriftTests
from forexlib.monitoring.drift_tests import TESTS
from tests.store.builders import FRIDAY, at


def day_of_tests(
    *drifted: str,
    day: date = FRIDAY,
    score: float | None = 20.0,
    worsens: bool | None = False,
    tested: bool = True,
) -> dy.DataFrame[DriftTests]:
    """A day of returns alone, on which the tests named had drifted."""
    rows = [
        _row(day, "returns", test, drifted=test in drifted if tested else None) for test in TESTS
    ]
    trend = _row(day, "score", "mann_kendall", drifted=worsens) | {"score": score, "n_test": 12}
    types = {name: column.dtype for name, column in DriftTests.columns().items()}
    return DriftTests.validate(pl.DataFrame([*rows, trend], schema=types))


def _row(day: date, series: str, test: str, *, drifted: bool | None) -> dict[str, object]:
    number = None if drifted is None else 0.01 if drifted else 0.5
    return {
        "pair": "USDCLP",
        "target": "nbp_fixing",
        "day": day,
        "series": series,
        "test": test,
        "n_baseline": 90,
        "n_test": 30,
        "statistic": number,
        "p_raw": number,
        "p_value": number,
        "p_adjusted": number,
        "level": None if drifted is None else 0.05,
        "drifted": drifted,
        "score": None,
        "as_of": at(1),
    }
