"""Walk-forward validation as the rows the tables hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl
from dataframely.exc import SchemaError, ValidationError

from forexlib.core.errors import ContractError
from forexlib.core.frames import Predictions
from forexlib.core.validation import ValidationRun, ValidationTests, WalkedOrigin
from forexlib.store.rows import as_json

_INSTANT: Final = pl.Datetime("us", "UTC")
_RUN_TYPES: Final = {"window_days": pl.Int32}
_ORIGIN_TYPES: Final = {
    "as_of": _INSTANT,
    "state": pl.String,
    "origin_date": pl.Date,
    "reason": pl.String,
    "weights": pl.String,
}
_FAILURE_TYPES: Final = {"as_of": _INSTANT, "model": pl.String, "reason": pl.String}


def validation_row(run: ValidationRun) -> pl.DataFrame:
    """One row, its lists and mappings as JSON."""
    row = {
        "run_id": run.run_id,
        "pair": run.pair,
        "target": run.target,
        "horizons": as_json(run.horizons, run.run_id),
        "models": as_json(run.models, run.run_id),
        "window": run.window,
        "window_days": run.window_days,
        "initial_days": run.initial_days,
        "step_days": run.step_days,
        "first_day": run.first_day,
        "last_day": run.last_day,
        "fingerprint": run.fingerprint,
        "seed": run.seed,
        "recipe": run.recipe,
        "versions": as_json(run.versions, run.run_id),
    }
    return pl.DataFrame([row], schema_overrides=_RUN_TYPES)


def origin_rows(run_id: str, origins: Sequence[WalkedOrigin]) -> pl.DataFrame:
    """One row per origin, its weights as JSON."""
    rows = [
        (one.as_of, one.state, one.origin_date, one.reason, as_json(one.weights, run_id))
        for one in origins
    ]
    return pl.DataFrame(rows, schema=_ORIGIN_TYPES, orient="row")


def failure_rows(origins: Sequence[WalkedOrigin]) -> pl.DataFrame:
    """One row per model that failed at an origin."""
    rows = [(one.as_of, model, reason) for one in origins for model, reason in one.failures.items()]
    return pl.DataFrame(rows, schema=_FAILURE_TYPES, orient="row")


def forecast_rows(run_id: str, origins: Sequence[WalkedOrigin]) -> pl.DataFrame:
    """All forecasts of `origins`, of which there is at least one.

    Raises:
        ContractError: If forecasts break their contract, or belong to no origin that is done.
    """
    together = pl.concat([one.forecasts for one in origins])
    try:
        rows = Predictions.validate(together)
    except (ValidationError, SchemaError) as error:
        raise ContractError(
            f"The forecasts of validation run {run_id} break their contract: {error}.",
            remedy="Correct what made them; nothing was stored.",
        ) from error
    done = [(one.as_of, one.origin_date) for one in origins if one.state == "done"]
    known = pl.DataFrame(done, {"as_of": _INSTANT, "origin_date": pl.Date}, orient="row")
    if rows.join(known, on=["as_of", "origin_date"], how="anti").height:
        raise ContractError(
            f"Validation run {run_id} has forecasts of another instant or day than their origin's.",
            remedy="Give each origin that is done its own forecasts; nothing was stored.",
        )
    return rows


def validation_test_rows(run_id: str, tests: pl.DataFrame) -> pl.DataFrame:
    """The tests of a run; what is no finite number is null.

    Raises:
        ContractError: If they break the contract `ValidationTests`.
    """
    numbers = pl.selectors.float()
    try:
        return ValidationTests.validate(
            tests.with_columns(pl.when(numbers.is_finite()).then(numbers)), cast=True
        )
    except (ValidationError, SchemaError) as error:
        raise ContractError(
            f"The tests of validation run {run_id} break their contract: {error}.",
            remedy="Correct what made them; nothing was stored.",
        ) from error
