"""The gate before a release: whether the shipped recipe forecasts as well as is documented.

    python -m benchmarks.model_gate [--workers 2]

Walks the days of benchmarks/model_gate.toml forward on an empty folder, without the network, and
prints every bounded figure. Exit code 1, and a line for each violated bound, if one lies outside.
Equal code and rates give equal figures, on any number of workers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import polars as pl

from benchmarks.evaluation_tables import CRPS, SQUARED, Loss, losses, of
from benchmarks.model_gate_bounds import Bound, Stretch, read
from forexlib.core.errors import ForexError
from forexlib.core.series import NBP_FIXING
from forexlib.engine.forecast import Question
from forexlib.jobs.daily import fetch_rates
from forexlib.jobs.progress import silent
from forexlib.jobs.validate import Course, Effort, validate
from forexlib.wiring import Platform, Settings

RATIOS: Final[Mapping[str, Loss]] = {"crps_ratio": CRPS, "rmse_ratio": SQUARED}
WORDS: Final = {
    "crps_ratio": "CRPS ratio",
    "rmse_ratio": "RMSE ratio",
    "coverage_80": "coverage of the 80 % interval",
    "coverage_95": "coverage of the 95 % interval",
}
VIOLATED: Final = 1


def walked(stretch: Stretch, *, folder: Path, workers: int) -> tuple[str, pl.DataFrame]:
    """Hash of the rates that were used, and every scored forecast of the stretch."""
    settings = Settings(_env_file=None, data=folder, pair=stretch.pair, online=False)
    parts = Platform(settings)
    question = Question(stretch.pair, NBP_FIXING, "backfill", as_of=stretch.known_at)
    series = question.series(parts.recipe)
    fetch_rates(parts.intake, parts.store, series, now=stretch.known_at)
    done = validate(
        parts.store,
        parts.validations,
        parts.learner,
        question,
        Course(stretch.first, stretch.last, 1),
        models=stretch.models,
        routine=parts.routine(silent),
        effort=Effort(workers),
        now=stretch.known_at,
    )
    run = parts.validations.read("validation_runs", run_id=done.run_id)
    scored = parts.validations.read("walk_forward_scored", run_id=done.run_id)
    return str(run.get_column("fingerprint").item()), scored


def figure(scored: pl.DataFrame, bound: Bound) -> float:
    """What a bound is about, from rows of `walk_forward_scored`; NaN where there are none."""
    rows = of(scored, bound.model, bound.days)
    if rows.is_empty():
        return float("nan")
    if bound.figure not in RATIOS:
        inside = rows.get_column(bound.figure.replace("coverage", "inside"))
        return 100.0 * float(np.mean(inside.to_numpy()))
    loss = RATIOS[bound.figure]
    own, walk = losses(rows, loss)
    share = float(np.sum(own) / np.sum(walk))
    return float(np.sqrt(share)) if loss.root else share


def violations(found: Mapping[Bound, float]) -> Iterator[str]:
    """A line for each bound that does not hold."""
    for bound, value in found.items():
        if not bound.holds(value):
            low, told, high = (_told(bound, one) for one in (bound.low, value, bound.high))
            yield (
                f"{WORDS[bound.figure]} of {bound.model} at {bound.days} days: {told} does not lie"
                f" within {low} to {high} (documented: {_told(bound, bound.documented)})"
            )


def _told(bound: Bound, value: float) -> str:
    return f"{value:.4f}" if bound.figure in RATIOS else f"{value:.1f} %"


def _table(found: Mapping[Bound, float]) -> Iterator[str]:
    yield f"{'model':9} {'figure':12} {'days':>4} {'found':>8} {'documented':>10}   bounds"
    for bound, value in found.items():
        ends = f"{_told(bound, bound.low)} to {_told(bound, bound.high)}"
        yield (
            f"{bound.model:9} {bound.figure:12} {bound.days:4} {_told(bound, value):>8}"
            f" {_told(bound, bound.documented):>10}   {ends}"
        )


def main(words: Sequence[str] | None = None) -> int:
    """Walk, print, and say whether every bound holds; the exit code."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--workers", type=int, default=2)
    chosen = asked.parse_args(words)
    stretch, bounds = read()
    with TemporaryDirectory() as folder:
        data, scored = walked(stretch, folder=Path(folder), workers=chosen.workers)
    found = {bound: figure(scored, bound) for bound in bounds}
    print(f"{stretch.pair}, {stretch.first} to {stretch.last}; rates {data}")
    print(*_table(found), sep="\n")
    violated = list(violations(found))
    for line in violated:
        print(f"violated: {line}", file=sys.stderr)
    return VIOLATED if violated else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ForexError as error:
        sys.exit(f"model gate: {error}")
