"""A walk-forward in tables: every cell is a number of a row, or a dash where there is none."""

from __future__ import annotations

import polars as pl
import pytest

from forexlib.core.validation import ValidationTests
from forexlib.reporting.validation_tables import (
    DENSITIES,
    LEGEND,
    POINTS,
    density_table,
    point_table,
)

USUAL: dict[str, object] = {
    "model": "ensemble",
    "n": 52,
    "n_failed": 0,
    "n_common": 52,
    "rmse": 12.344,
    "rmse_ratio": 0.9876,
    "mae": 9.5,
    "mape": 1.004,
    "bias": -0.25,
    "n_direction": 40,
    "direction_accuracy": 57.5,
    "mean_window_rmse": 11.0,
    "sd_window_rmse": 2.5,
    "mean_window_mae": 8.0,
    "sd_window_mae": 1.25,
    "crps": 6.54321,
    "crps_ratio": 0.991,
    "mean_width_80": 30.04,
    "mean_width_95": 1045.06,
    "interval_score_95": 61.25,
    "interval_score_ratio": 1.01,
}
TYPES: dict[str, type[pl.DataType]] = {
    name: pl.String if name == "model" else pl.Int64 if name.startswith("n") else pl.Float64
    for name in USUAL
}


def metrics(*rows: dict[str, object]) -> pl.DataFrame:
    """Rows of the view, the usual one changed."""
    return pl.DataFrame([USUAL | row for row in rows or ({},)], schema=TYPES)


def findings(
    *rows: tuple[str, str, float | None, float | None, float | None, float | None],
) -> pl.DataFrame:
    """Model, test, p value, estimate, low and high."""
    told = [(7, model, test, 52, 52.0, 1.0, *rest) for model, test, *rest in rows]
    order = [
        *("horizon_days", "model", "test", "n", "outcomes", "statistic"),
        *("p_value", "estimate", "low", "high"),
    ]
    schema = {name: ValidationTests.columns()[name].dtype for name in order}
    return pl.DataFrame(told, schema=schema, orient="row")


def only(table: pl.DataFrame) -> dict[str, str]:
    """The only row."""
    return table.row(0, named=True)


def test_points_of_one_model_cell_by_cell() -> None:
    found = findings(
        ("ensemble", "rmse_ratio", 0.0434, 0.9876, 0.9512, 1.0239),
        ("ensemble", "clark_west", 0.0107, 3.0, None, None),
        ("ensemble", "pesaran_timmermann", 0.25, 57.5, 40.0, 60.0),
    )

    row = only(point_table(metrics(), found))

    assert row == {
        "model": "ensemble",
        "n": "52",
        "failed": "0",
        "RMSE": "12.34",
        "ratio": "0.988",
        "95 % of it": "0.951–1.024",
        "p DM": "0.043",
        "p CW": "0.011",
        "MAE": "9.50",
        "MAPE %": "1.00",
        "bias": "-0.25",
        "direction": "58 % of 40",
        "p PT": "0.250",
        "RMSE a window": "11.00 ± 2.50",
        "MAE a window": "8.00 ± 1.25",
    }


def test_distributions_of_one_model_cell_by_cell() -> None:
    found = findings(
        ("ensemble", "crps_ratio", 0.31, 0.991, 0.97, 1.012),
        ("ensemble", "coverage_80", None, 82.7, 68.0, 90.0),
        ("ensemble", "coverage_95", None, 84.6, 88.0, 100.0),
        ("ensemble", "kupiec_95", 0.005, 84.6, None, None),
        ("ensemble", "christoffersen_95", 0.0004, None, None, None),
        ("ensemble", "pit_uniform", 1.0, None, None, None),
    )

    row = only(density_table(metrics(), found))

    assert row == {
        "model": "ensemble",
        "CRPS": "6.543",
        "ratio": "0.991",
        "95 % of it": "0.970–1.012",
        "p DM": "0.310",
        "80 % held": "82.7 [68–90]",
        "95 % held": "84.6* [88–100]",
        "width 80": "30.0",
        "width 95": "1,045.1",
        "IS 95": "61.2",
        "IS ratio": "1.010",
        "p Kupiec": "0.005",
        "p Christoffersen": "0.000",
        "p PIT": "1.000",
    }


def test_what_nobody_tested_is_a_dash() -> None:
    points, densities = point_table(metrics(), findings()), density_table(metrics(), findings())

    assert {only(points)[name] for name in ("95 % of it", "p DM", "p CW", "p PT")} == {"–"}
    held = ("95 % of it", "p DM", "80 % held", "95 % held", "p Kupiec", "p PIT")
    assert {only(densities)[name] for name in held} == {"–"}


def test_what_is_null_is_a_dash_and_never_a_zero() -> None:
    alone = metrics(
        {
            "n_common": 0,
            "rmse_ratio": None,
            "crps_ratio": None,
            "interval_score_ratio": None,
            "direction_accuracy": None,
            "n_direction": 0,
            "mean_window_rmse": None,
            "sd_window_mae": None,
        }
    )
    found = findings(
        ("ensemble", "rmse_ratio", None, 0.98, None, None),
        ("ensemble", "coverage_80", None, 80.0, None, None),
        ("ensemble", "coverage_95", None, None, None, None),
    )

    points, densities = only(point_table(alone, found)), only(density_table(alone, found))

    blank = ("ratio", "95 % of it", "p DM", "direction", "RMSE a window")
    assert {points[name] for name in blank} == {"–"}
    assert points["MAE a window"] == "8.00 ± –"
    assert (densities["ratio"], densities["IS ratio"]) == ("–", "–")
    assert (densities["80 % held"], densities["95 % held"]) == ("80.0", "–")


@pytest.mark.parametrize(
    ("held", "cell"),
    [
        (67.9, "67.9* [68–90]"),
        (68.0, "68.0 [68–90]"),
        (90.0, "90.0 [68–90]"),
        (90.1, "90.1* [68–90]"),
    ],
)
def test_a_coverage_outside_of_its_band_is_marked(held: float, cell: str) -> None:
    found = findings(("ensemble", "coverage_80", None, held, 68.0, 90.0))

    assert only(density_table(metrics(), found))["80 % held"] == cell


def test_the_best_by_crps_comes_first_and_those_without_a_ratio_last() -> None:
    rows = metrics(
        {"model": "random_walk", "crps_ratio": 1.0},
        {"model": "silent", "crps_ratio": None},
        {"model": "b", "crps_ratio": 0.9},
        {"model": "a", "crps_ratio": 0.9},
        {"model": "worse", "crps_ratio": 1.3},
    )

    order = ["a", "b", "random_walk", "worse", "silent"]
    assert point_table(rows, findings()).get_column("model").to_list() == order
    assert density_table(rows, findings()).get_column("model").to_list() == order


def test_a_models_tests_stand_in_its_own_row() -> None:
    rows = metrics({"model": "a", "crps_ratio": 0.9}, {"model": "b"})
    found = findings(
        ("b", "rmse_ratio", 0.5, 1.0, 0.9, 1.1), ("a", "rmse_ratio", 0.25, 1.0, 0.8, 1.2)
    )

    table = point_table(rows, found)

    assert table.select("model", "p DM").rows() == [("a", "0.250"), ("b", "0.500")]


def test_n_counts_the_origins_both_forecast() -> None:
    row = only(point_table(metrics({"n": 52, "n_common": 40, "n_failed": 12}), findings()))

    assert (row["n"], row["failed"]) == ("40", "12")


def test_without_a_model_there_is_a_head_and_no_row() -> None:
    nothing = metrics().clear()

    assert point_table(nothing, findings()).columns == [*POINTS]
    assert density_table(nothing, findings()).columns == [*DENSITIES]
    assert point_table(nothing, findings()).is_empty()


@pytest.mark.parametrize("sign", ["DM", "CW", "PT", "Kupiec", "Christoffersen", "PIT", "*", "±"])
def test_the_legend_explains_each_sign(sign: str) -> None:
    assert sign in LEGEND
