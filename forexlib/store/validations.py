"""Walks through the past, in DuckDB: saved origin by origin, so that one broken off goes on."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import polars as pl

from forexlib.core.errors import ContractError, StoreError
from forexlib.core.validation import ValidationRun, WalkedOrigin
from forexlib.store.adapter import Adapter
from forexlib.store.trouble import first_line
from forexlib.store.walk_rows import (
    failure_rows,
    forecast_rows,
    origin_rows,
    validation_row,
    validation_test_rows,
)


@dataclass(frozen=True, slots=True)
class DuckValidations(Adapter):
    """Walk-forward validation; implements `forexlib.core.ports.Validations`."""

    def begin(self, run: ValidationRun, *, started_at: datetime) -> frozenset[datetime]:
        """Keep `run` if it is new; return the instants whose origins are saved already.

        Raises:
            ContractError: If the run contradicts itself.
        """
        with self._writing(run.run_id, {"new_run": validation_row(run)}) as opened:
            self._execute(opened, "begin_validation.sql", started_at)
            saved = self._fetch(opened, "walked_origins.sql", run.run_id)
        return frozenset(as_of for (as_of,) in saved)

    def save(self, run_id: str, origins: Sequence[WalkedOrigin], *, saved_at: datetime) -> int:
        """Append the origins that are new, all or nothing; return how many they were.

        Each is written with its failures and forecasts. An instant that is saved is skipped,
        whatever came of it this time.

        Raises:
            ContractError: If forecasts break their contract, or are not of this run.
            StoreError: Also if the run was never begun.
        """
        if not origins:
            return 0
        forecasts = forecast_rows(run_id, origins)
        frames = {
            "walked_origins": origin_rows(run_id, origins),
            "walked_failures": failure_rows(origins),
            "walked_forecasts": forecasts,
        }
        with self._writing(run_id, frames) as opened:
            begun = self._fetch(opened, "begun_validation.sql", run_id)
            _same_quantity(run_id, begun, forecasts)
            self._execute(opened, "save_walked_forecasts.sql", run_id)
            self._execute(opened, "save_walked_failures.sql", run_id)
            return self._execute(opened, "save_walked_origins.sql", run_id, saved_at)

    def score(self, run_id: str, *, as_of: datetime) -> int:
        """Score what came due by `as_of` and was not scored yet; return how many forecasts."""
        with self._writing(run_id) as opened:
            return self._execute(opened, "score_validation.sql", run_id, as_of)

    def keep_tests(self, run_id: str, tests: pl.DataFrame, *, tested_at: datetime) -> None:
        """Let `tests`, of the columns of `ValidationTests`, take the place of the run's tests.

        Raises:
            ContractError: If they break that contract.
            StoreError: Also if the run was never begun.
        """
        with self._writing(run_id, {"new_tests": validation_test_rows(run_id, tests)}) as opened:
            _known(run_id, self._fetch(opened, "begun_validation.sql", run_id))
            self._execute(opened, "forget_validation_tests.sql", run_id)
            self._execute(opened, "keep_validation_tests.sql", run_id, tested_at)

    @contextmanager
    def _writing(
        self, run_id: str, frames: Mapping[str, pl.DataFrame] | None = None
    ) -> Generator[duckdb.DuckDBPyConnection]:
        """One transaction that sees `frames` by their names; broken rules are ContractErrors."""
        frames = frames or {}
        with self._database().writing() as opened:
            for name, frame in frames.items():
                opened.register(name, frame)
            try:
                yield opened
            except duckdb.ConstraintException as error:
                raise ContractError(
                    f"Validation run {run_id} breaks a rule of its table: {first_line(error)}.",
                    remedy="Correct what made it; nothing was stored.",
                ) from error
            for name in frames:
                opened.unregister(name)

    def _fetch(
        self, opened: duckdb.DuckDBPyConnection, file: str, run_id: str
    ) -> list[tuple[Any, ...]]:
        text = self._database().text("reads", file)
        return opened.sql(text, params=[run_id]).fetchall()


def _known(run_id: str, begun: Sequence[tuple[object, ...]]) -> tuple[object, ...]:
    if not begun:
        raise StoreError(
            f"Validation run {run_id} was never begun.",
            remedy="Begin it before saving what came of it; nothing was stored.",
        )
    return begun[0]


def _same_quantity(
    run_id: str, begun: Sequence[tuple[object, ...]], forecasts: pl.DataFrame
) -> None:
    pair, target = _known(run_id, begun)
    others = forecasts.filter((pl.col("pair") != pair) | (pl.col("target") != target))
    if others.height:
        raise ContractError(
            f"Validation run {run_id} is of {target}/{pair}, but has forecasts of another.",
            remedy="Give each run forecasts of its own pair and target; nothing was stored.",
        )
