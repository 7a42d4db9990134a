"""Runs as the rows the tables hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import polars as pl
from dataframely.exc import SchemaError, ValidationError

from forexlib.core.errors import ContractError
from forexlib.core.frames import Predictions
from forexlib.core.reason import as_data
from forexlib.core.runs import Run

_RUN_TYPES: Final = {
    "as_of": pl.Datetime("us", "UTC"),
    "admitted_by": pl.Datetime("us", "UTC"),
    "spot": pl.Float64,
}


def run_rows(runs: Sequence[Run]) -> pl.DataFrame:
    """One row per run, its mappings as JSON."""
    return pl.DataFrame([_run_row(run) for run in runs], schema_overrides=_RUN_TYPES)


def prediction_rows(runs: Sequence[Run]) -> pl.DataFrame:
    """All predictions of `runs`; `position` is the place of a row's run among them.

    Raises:
        ContractError: If predictions break their contract, or name another run than their own.
    """
    return pl.concat(
        [_checked(run).with_columns(position=pl.lit(position)) for position, run in enumerate(runs)]
    )


def _checked(run: Run) -> pl.DataFrame:
    try:
        rows = Predictions.validate(run.predictions)
    except (ValidationError, SchemaError) as error:
        raise ContractError(
            f"The predictions of run {run.run_id} break their contract: {error}.",
            remedy="Correct what made them; nothing was stored.",
        ) from error
    if not (rows.get_column("run_id") == run.run_id).all():
        raise ContractError(
            f"The predictions of run {run.run_id} name another run.",
            remedy="Give each prediction the run_id of its own run; nothing was stored.",
        )
    return rows


def _run_row(run: Run) -> dict[str, object]:
    return {
        "run_id": run.run_id,
        "pair": run.pair,
        "target": run.target,
        "track": run.track,
        "as_of": run.as_of,
        "admitted_by": run.admitted_by,
        "origin_date": run.origin_date,
        "mode": run.mode,
        "reason": str(run.reason),
        "fingerprint": run.fingerprint,
        "seed": run.seed,
        "spot": run.spot,
        "weights": as_json(run.weights, run.run_id),
        "importances": as_json(run.importances, run.run_id),
        "versions": as_json(run.versions, run.run_id),
        "warnings": as_json(run.warnings, run.run_id),
        "refused": as_json(run.refused, run.run_id),
        "said": as_json(_said(run), run.run_id),
    }


def _said(run: Run) -> dict[str, object]:
    """What its reason and its warnings were made of."""
    return {"reason": as_data(run.reason), "warnings": [as_data(one) for one in run.warnings]}


def as_json(said: object, run_id: str) -> str:
    """What run `run_id` says, as JSON.

    Raises:
        ContractError: If JSON cannot hold it.
    """
    try:
        return json.dumps(said, allow_nan=False, default=dict, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise ContractError(
            f"Run {run_id} says something JSON cannot hold: {error}.",
            remedy="Use texts, finite numbers, lists and mappings; nothing was stored.",
        ) from error
