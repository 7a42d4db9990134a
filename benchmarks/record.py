"""How good the issued forecast was: every Wednesday walked forward through the engine.

    python benchmarks/record.py [--pair USDCLP] [--start 2016-01-06] [--end 2026-10-26]

Each origin is forecast by the engine that makes live forecasts, at its issue time, from what was
public then; the rows are stored and scored by the same SQL as live ones, in a folder that is thrown
away. Writes docs/record.md. Diebold-Mariano: CRPS differences on common origins, HAC, with
the Harvey-Leybourne-Newbold correction.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from forexlib.core.calendar import each_day, instant
from forexlib.core.levels import LEVELS
from forexlib.core.series import NBP_FIXING
from forexlib.engine.forecast import Question
from forexlib.jobs.backfill import backfill
from forexlib.jobs.daily import fetch_fixings
from forexlib.scoring.equal_accuracy import compare
from forexlib.wiring import Platform, Settings

MODELS = ("ensemble", "qa4", "arima_garch", "var", "random_forest", "random_walk")


def walked(parts: Platform, start: date, end: date) -> pl.DataFrame:
    """Every scored forecast of the Wednesdays from `start` to `end`."""
    chosen = parts.settings
    moments = [
        instant(day, chosen.issue_time, zone=chosen.zone) for day in each_day(start, end, step=7)
    ]
    asked = Question(chosen.pair, NBP_FIXING, "backfill", as_of=moments[-1])
    fetch_fixings(parts.sources, parts.store, asked.series(parts.recipe), now=moments[-1])
    backfill(parts.store, parts.learner, asked, instants=moments, saved_at=moments[-1])
    parts.store.score(as_of=instant(end, chosen.issue_time, zone=chosen.zone))
    return parts.store.read("scored_forecasts").sort("horizon_days", "model", "origin_date")


def table(scored: pl.DataFrame) -> pl.DataFrame:
    """One row per horizon and model, ratios to the random walk on common origins."""
    walk = scored.filter(pl.col("model") == "random_walk").select(
        "horizon_days", "origin_date", walk_error="error", walk_crps="crps"
    )
    common = scored.filter(pl.col("model").is_in(MODELS)).join(
        walk, on=["horizon_days", "origin_date"], maintain_order="left"
    )
    rows = []
    for (days, model), part in common.group_by("horizon_days", "model", maintain_order=True):
        error, crps = part.get_column("error"), part.get_column("crps")
        squares = (error**2).to_numpy(), (part.get_column("walk_error") ** 2).to_numpy()
        overlap = max(1.0, float(str(days)) / 7)
        points = compare(*squares, overlap=overlap)
        density = compare(crps.to_numpy(), part.get_column("walk_crps").to_numpy(), overlap=overlap)
        rows.append(
            {
                "days": days,
                "model": model,
                "n": part.height,
                "CRPS ratio": density.ratio,
                "95 % of it": _interval(density.low, density.high),
                "p": density.p_value,
                "RMSE ratio": None if points.ratio is None else float(np.sqrt(points.ratio)),
                "p of MSE": points.p_value,
                "80 % held": 100.0 * np.mean(part.get_column("inside_80").to_numpy()).item(),
                "95 % held": 100.0 * np.mean(part.get_column("inside_95").to_numpy()).item(),
            }
        )
    return pl.DataFrame(rows)


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.3f} to {high:.3f}"


def _markdown(rows: pl.DataFrame) -> str:
    def cell(name: str, value: object) -> str:
        if not isinstance(value, float):
            return "" if value is None else str(value)
        return f"{value:.1f}" if name.endswith("held") else f"{value:.3f}"

    lines = [" | ".join(rows.columns), " | ".join("---" for _ in rows.columns)]
    lines += [" | ".join(cell(name, row[name]) for name in rows.columns) for row in rows.to_dicts()]
    return "\n".join(f"| {line} |" for line in lines)


def main() -> None:
    """Walk, and write the tables of all years and of the two parts."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pair", default="USDCLP")
    asked.add_argument("--start", type=date.fromisoformat, default=date(2016, 1, 6))
    asked.add_argument("--end", type=date.fromisoformat, default=date(2026, 10, 26))
    asked.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs/record.md")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data=Path(folder), pair=chosen.pair, online=False)
        scored = walked(Platform(settings), chosen.start, chosen.end)
    year = pl.col("origin_date").dt.year()
    parts = {
        "All years": scored,
        "Origins to 2021": scored.filter(year <= 2021),  # noqa: PLR2004
        "Origins from 2022": scored.filter(year >= 2022),  # noqa: PLR2004
    }
    by_year = (
        scored.filter(pl.col("model") == "ensemble")
        .group_by("horizon_days", year=year)
        .agg(held=100.0 * pl.col("inside_80").mean())
        .pivot(on="horizon_days", index="year", values="held", sort_columns=True)
        .sort("year")
        .rename(lambda name: name if name == "year" else f"{name} d held")
    )
    text = [f"# Track record of {chosen.pair}, walked forward", "", f"{__doc__}".strip(), ""]
    text += [f"{len(LEVELS)} quantiles a forecast; weekly origins {chosen.start} to {chosen.end}."]
    for title, rows in parts.items():
        text += ["", f"## {title}", "", _markdown(table(rows))]
    text += ["", "## Held by the 80 % interval of the ensemble, by year, in percent", ""]
    text += [_markdown(by_year)]
    chosen.out.write_text("\n".join(text) + "\n", encoding="utf-8")
    print(chosen.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
