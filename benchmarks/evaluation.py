"""How good the frozen settings are: every weekday from 2016 on, chosen to 2021, reported after.

    python -m benchmarks.evaluation [--workers 2]

Walks every business day of USD/CLP forward with every model, then the Wednesdays of six other
pairs with the same settings, and writes docs/evaluation.md. The walks are kept in .make/evaluation
and go on where they stopped; delete that folder to walk anew.
"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from benchmarks.evaluation_tables import (
    CRPS,
    INTERVAL,
    SQUARED,
    coverage_table,
    delayed_table,
    mode_table,
    models_table,
    of,
    ratio,
    ratio_table,
    share,
    stale_table,
    tercile_table,
    year_table,
)
from forexlib.core.ports import Store
from forexlib.core.series import NBP_FIXING, series_name
from forexlib.engine.forecast import Question
from forexlib.jobs.daily import fetch_rates
from forexlib.jobs.progress import silent
from forexlib.jobs.validate import Course, Effort, validate
from forexlib.wiring import Platform, Settings

ROOT = Path(__file__).parents[1]
FIRST, LAST = date(2016, 1, 4), date(2026, 10, 26)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
OTHERS = ("USDBRL", "USDMXN", "USDZAR", "USDKRW", "USDHUF", "USDINR")
"""Pairs on which nothing was chosen."""

STALE = ("lead_lag", "var", "ensemble")
EXPLAINED = ROOT / "benchmarks" / "evaluation.md"
"""The prose around the tables; {name} in braces is where one goes."""


def walked(pair: str, course: Course, models: tuple[str, ...], workers: int) -> pl.DataFrame:
    """Every scored forecast of a walk, with what the tables need beside it."""
    folder = ROOT / ".make" / "evaluation" / pair
    settings = Settings(_env_file=None, data=folder, pair=pair, online=False)
    parts = Platform(settings)
    question = Question(pair, NBP_FIXING, "backfill", as_of=NOW)
    fetch_rates(parts.intake, parts.store, question.series(parts.recipe), now=NOW)
    done = validate(
        parts.store,
        parts.validations,
        parts.learner,
        question,
        course,
        models=models,
        routine=parts.routine(silent),
        effort=Effort(workers, _counted(pair)),
        now=NOW,
    )
    print(pair, done.run_id, dict(done.states), dict(done.failures))
    scored = parts.validations.read("walk_forward_scored", run_id=done.run_id)
    return with_context(scored, fixings(parts.store, pair))


def fixings(store: Store, pair: str) -> pl.DataFrame:
    """Day, rate, the next day's rate, and the volatility known, of each fixing."""
    panel = store.panel([series_name(NBP_FIXING, pair)], as_of=NOW, admitted_by=None)
    squares = pl.col("value").log().diff() ** 2
    return (
        panel.sort("event_date")
        .unique("event_date", keep="first", maintain_order=True)
        .select(
            origin_date="event_date",
            next_rate=pl.col("value").shift(-1),
            volatility=squares.ewm_mean(alpha=0.015, adjust=False).sqrt(),
        )
    )


def with_context(scored: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The rows with the fixings' columns and the random walk's mean."""
    walk = scored.filter(pl.col("model") == "random_walk").select(
        "horizon_days", "origin_date", walk_mean="mean"
    )
    return scored.join(known, on="origin_date", how="left", maintain_order="left").join(
        walk, on=["horizon_days", "origin_date"], how="left", maintain_order="left"
    )


def pairs_table(workers: int) -> list[str]:
    """Ratios and coverage of the issued ensemble and of qr4 on other pairs."""
    lines = [
        "| pair | model | days | n | CRPS | 95 % of it | IS | RMSE | 80 % held | 95 % held |",
        "|---" * 10 + "|",
    ]
    for pair in OTHERS:
        course = Course(date(2016, 1, 6), LAST, 7)
        scored = walked(pair, course, ("ensemble", "qr4", "lead_lag"), workers)
        for model in ("ensemble", "qr4"):
            for days in scored.get_column("horizon_days").unique().sort():
                rows = of(scored, model, days)
                crps = ratio(rows, CRPS)
                held = [share(rows, f"inside_{level}") for level in (80, 95)]
                lines.append(
                    f"| {pair} | {model} | {days} | {rows.height} | {crps.estimate:.3f} |"
                    f" {crps.low:.3f}–{crps.high:.3f} | {ratio(rows, INTERVAL).estimate:.3f} |"
                    f" {ratio(rows, SQUARED).estimate:.3f} | {held[0]:.1f} | {held[1]:.1f} |"
                )
    return lines


def _counted(pair: str):  # noqa: ANN202  (what Effort asks for)
    def begin(steps: int):  # noqa: ANN202
        done = 0

        def advance(more: int) -> None:
            nonlocal done
            done += more
            print(f"\r{pair}: {done} of {steps}", end="", flush=True)

        return advance

    return begin


def main() -> None:
    """Walk, and write the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--out", type=Path, default=ROOT / "docs" / "evaluation.md")
    chosen = asked.parse_args()
    scored = walked("USDCLP", Course(FIRST, LAST, 1), ("all",), chosen.workers)
    models = scored.get_column("model").unique().sort().to_list()
    tables = {
        "crps": ratio_table(scored, "qr4", CRPS, (0.992, 0.993, 0.998, 1.002)),
        "interval": ratio_table(scored, "qr4", INTERVAL, (0.94, 0.97, 0.98, 0.99)),
        "rmse": ratio_table(scored, "ensemble", SQUARED, (1.0, 1.0, 1.005, 1.005)),
        "ensemble_crps": ratio_table(scored, "ensemble", CRPS, (0.992, 0.993, 0.998, 1.002)),
        "coverage": coverage_table(scored, "ensemble"),
        "years_80": year_table(scored, "ensemble", 80),
        "years_95": year_table(scored, "ensemble", 95),
        "terciles": tercile_table(scored, "ensemble"),
        "stale": stale_table(scored, STALE),
        "delayed": delayed_table(scored, "ensemble"),
        "modes": mode_table(scored),
        "models": models_table(scored, models),
        "pairs": pairs_table(chosen.workers),
    }
    page = EXPLAINED.read_text(encoding="utf-8")
    for name, lines in tables.items():
        page = page.replace(f"{{{name}}}", "\n".join(lines))
    chosen.out.write_text(page, encoding="utf-8")
    print(f"Written: {chosen.out}")


if __name__ == "__main__":
    main()
