"""A walk-forward as tables that people read: per horizon one of points, one of distributions.

Every number comes from a row: of the view `walk_forward_metrics` or of `validation_tests`. Ratios
are to the random walk on the origins both forecast.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

POINTS: Final = (
    "model",
    "n",
    "failed",
    "RMSE",
    "ratio",
    "95 % of it",
    "p DM",
    "p CW",
    "MAE",
    "MAPE %",
    "bias",
    "direction",
    "p PT",
    "RMSE a window",
    "MAE a window",
)
"""Columns of the table of points."""

DENSITIES: Final = (
    "model",
    "CRPS",
    "ratio",
    "95 % of it",
    "p DM",
    "80 % held",
    "95 % held",
    "width 80",
    "width 95",
    "IS 95",
    "IS ratio",
    "p Kupiec",
    "p Christoffersen",
    "p PIT",
)
"""Columns of the table of distributions."""

LEGEND: Final = (
    "Ratios below 1 beat the random walk; n counts the origins both forecast. p: DM Diebold-Mariano"
    " (HLN, HAC) of squared errors or CRPS, CW Clark-West, PT Pesaran-Timmermann; Kupiec and"
    " Christoffersen of the 95 % interval, PIT of all quantiles. In brackets, where the coverage of"
    " a right interval lies 19 times in 20; * outside. A window is as long as the horizon: mean ±"
    " standard deviation over windows."
)


def point_table(metrics: pl.DataFrame, tests: pl.DataFrame) -> pl.DataFrame:
    """One row per model of one horizon, the best by CRPS first, in words.

    Args:
        metrics: Rows of `walk_forward_metrics` of one run and horizon.
        tests: Rows of `validation_tests` of the same.
    """
    found = _by_test(tests)
    rows = [
        {
            "model": row["model"],
            "n": str(row["n_common"]),
            "failed": str(row["n_failed"]),
            "RMSE": _fixed(row["rmse"], 2),
            "ratio": _fixed(row["rmse_ratio"], 3),
            "95 % of it": _interval(found.get((row["model"], "rmse_ratio")), 3),
            "p DM": _p(found.get((row["model"], "rmse_ratio"))),
            "p CW": _p(found.get((row["model"], "clark_west"))),
            "MAE": _fixed(row["mae"], 2),
            "MAPE %": _fixed(row["mape"], 2),
            "bias": _fixed(row["bias"], 2),
            "direction": _direction(row),
            "p PT": _p(found.get((row["model"], "pesaran_timmermann"))),
            "RMSE a window": _spread(row["mean_window_rmse"], row["sd_window_rmse"]),
            "MAE a window": _spread(row["mean_window_mae"], row["sd_window_mae"]),
        }
        for row in _best_first(metrics)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(POINTS, pl.String()))


def density_table(metrics: pl.DataFrame, tests: pl.DataFrame) -> pl.DataFrame:
    """The same of the distributions."""
    found = _by_test(tests)
    rows = [
        {
            "model": row["model"],
            "CRPS": _fixed(row["crps"], 3),
            "ratio": _fixed(row["crps_ratio"], 3),
            "95 % of it": _interval(found.get((row["model"], "crps_ratio")), 3),
            "p DM": _p(found.get((row["model"], "crps_ratio"))),
            "80 % held": _held(found.get((row["model"], "coverage_80"))),
            "95 % held": _held(found.get((row["model"], "coverage_95"))),
            "width 80": _fixed(row["mean_width_80"], 1),
            "width 95": _fixed(row["mean_width_95"], 1),
            "IS 95": _fixed(row["interval_score_95"], 1),
            "IS ratio": _fixed(row["interval_score_ratio"], 3),
            "p Kupiec": _p(found.get((row["model"], "kupiec_95"))),
            "p Christoffersen": _p(found.get((row["model"], "christoffersen_95"))),
            "p PIT": _p(found.get((row["model"], "pit_uniform"))),
        }
        for row in _best_first(metrics)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(DENSITIES, pl.String()))


Row = dict[str, Any]


def _best_first(metrics: pl.DataFrame) -> list[Row]:
    return metrics.sort("crps_ratio", "model", nulls_last=True).to_dicts()


def _by_test(tests: pl.DataFrame) -> dict[tuple[str, str], Row]:
    return {(row["model"], row["test"]): row for row in tests.to_dicts()}


def _fixed(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def _p(test: Row | None) -> str:
    return "–" if test is None or test["p_value"] is None else f"{test['p_value']:.3f}"


def _interval(test: Row | None, digits: int) -> str:
    if test is None or test["low"] is None:
        return "–"
    return f"{test['low']:.{digits}f}–{test['high']:.{digits}f}"


def _held(test: Row | None) -> str:
    """A coverage, its nominal band, and a mark where it lies outside."""
    if test is None or test["estimate"] is None:
        return "–"
    if test["low"] is None:
        return f"{test['estimate']:.1f}"
    mark = "" if test["low"] <= test["estimate"] <= test["high"] else "*"
    return f"{test['estimate']:.1f}{mark} [{test['low']:.0f}–{test['high']:.0f}]"


def _direction(row: Row) -> str:
    hit = row["direction_accuracy"]
    return "–" if hit is None else f"{hit:.0f} % of {row['n_direction']}"


def _spread(mean: float | None, deviation: float | None) -> str:
    return "–" if mean is None else f"{mean:.2f} ± {_fixed(deviation, 2)}"
