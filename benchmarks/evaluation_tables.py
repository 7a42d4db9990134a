"""The tables of docs/evaluation.md, from rows of `walk_forward_scored`; read by evaluation.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forexlib.core.history import Floats
from forexlib.core.levels import LEVELS
from forexlib.scoring.bootstrap import Interval, block_length, mean_interval, ratio_interval
from forexlib.scoring.coverage import coverage
from forexlib.scoring.equal_accuracy import compare
from forexlib.scoring.losses import crps
from forexlib.scoring.overlap import overlap

SPLIT = date(2022, 1, 1)
"""Settings were chosen on forecasts whose outcome lies before this day."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
TERCILES = ("calm", "usual", "stormy")
SEED = 20_110_831
PARTS: Mapping[str, pl.Expr] = {
    "to 2021": pl.col("actual_date") < SPLIT,
    "from 2022": pl.col("origin_date") >= SPLIT,
}


@dataclass(frozen=True, slots=True)
class Loss:
    """What is compared. Attributes: own, walk: expressions of the losses; root: of their ratio."""

    own: pl.Expr
    walk: pl.Expr
    root: bool = False


CRPS = Loss(pl.col("crps"), pl.col("crps_random_walk"))
INTERVAL = Loss(pl.col("interval_score_95"), pl.col("interval_score_95_random_walk"))
SQUARED = Loss(pl.col("error") ** 2, pl.col("error_random_walk") ** 2, root=True)


def losses(rows: pl.DataFrame, loss: Loss) -> Floats:
    """A model's losses and the random walk's on common origins in order, shape (2, n)."""
    common = rows.drop_nulls("crps_random_walk").sort("origin_date")
    return common.select(own=loss.own, walk=loss.walk).to_numpy().T


def ratio(rows: pl.DataFrame, loss: Loss) -> Interval:
    """Ratio to the random walk with its 95 % block-bootstrap interval."""
    pair = losses(rows, loss)
    days = int(rows.get_column("horizon_days")[0])
    block = block_length(pair.shape[1], overlap=overlap(rows.get_column("origin_date"), days))
    found = ratio_interval(pair, block=block, rng=np.random.default_rng(SEED))
    ends = (found.estimate, found.low, found.high)
    return Interval(*(float(np.sqrt(end)) for end in ends)) if loss.root else found


def by_weekday(rows: pl.DataFrame, loss: Loss) -> list[float]:
    """The ratio over the origins of each weekday, Monday to Friday."""
    found = []
    for weekday in range(1, 6):
        own, walk = losses(rows.filter(pl.col("origin_date").dt.weekday() == weekday), loss)
        value = float(np.sum(own) / np.sum(walk))
        found.append(float(np.sqrt(value)) if loss.root else value)
    return found


def ratio_table(
    scored: pl.DataFrame, model: str, loss: Loss, targets: Sequence[float]
) -> list[str]:
    """Both parts and every horizon: the ratio of all origins, its interval, each weekday's."""
    head = "| part | days | n | ratio | 95 % of it | mean of weekdays | " + " | ".join(WEEKDAYS)
    lines = [f"{head} | asked | |", "|---" * 13 + "|"]
    for part, keep in PARTS.items():
        for days, asked in zip(horizons(scored), targets, strict=True):
            rows = of(scored, model, days).filter(keep)
            whole, weekdays = ratio(rows, loss), by_weekday(rows, loss)
            mean = float(np.mean(weekdays))
            met = "met" if round(mean, 3) <= asked else "**missed**"
            each = " | ".join(f"{value:.3f}" for value in weekdays)
            lines.append(
                f"| {part} | {days} | {rows.height} | {whole.estimate:.3f} |"
                f" {whole.low:.3f}–{whole.high:.3f} | {mean:.3f} | {each} | ≤ {asked:.3f} | {met} |"
            )
    return lines


def coverage_table(scored: pl.DataFrame, model: str) -> list[str]:
    """Share held, its block-bootstrap interval, and whether that holds the nominal level."""
    lines = ["| part | days | level | held | 95 % of it | nominal inside |", "|---" * 6 + "|"]
    parts = {"all years": pl.lit(value=True), **PARTS}
    for part, keep in parts.items():
        for days in horizons(scored):
            rows = of(scored, model, days).filter(keep).sort("origin_date")
            for level in (80, 95):
                inside = rows.get_column(f"inside_{level}").cast(pl.Float64).to_numpy()
                times = overlap(rows.get_column("origin_date"), days)
                block = block_length(len(inside), overlap=times)
                band = mean_interval(inside, block=block, rng=np.random.default_rng(SEED))
                told = "yes" if band.low <= level / 100 <= band.high else "**no**"
                lines.append(
                    f"| {part} | {days} | {level} % | {100 * band.estimate:.1f} |"
                    f" {100 * band.low:.1f}–{100 * band.high:.1f} | {told} |"
                )
    return lines


def year_table(scored: pl.DataFrame, model: str, level: int) -> list[str]:
    """Share held in each year; a star where it lies outside that year's own nominal band."""
    days_of = horizons(scored)
    lines = [f"| year | {' | '.join(f'{days} d' for days in days_of)} |"]
    lines.append("|---" * (1 + len(days_of)) + "|")
    outside = dict.fromkeys(days_of, 0)
    years = scored.get_column("origin_date").dt.year().unique().sort().to_list()
    for year in years:
        cells = []
        for days in days_of:
            rows = of(scored, model, days).filter(pl.col("origin_date").dt.year() == year)
            inside = rows.get_column(f"inside_{level}").to_numpy()
            times = overlap(rows.get_column("origin_date"), days)
            held = coverage(inside, level=level / 100, overlap=times)
            outside[days] += held.outside
            mark = "*" if held.outside else ""
            cells.append(f"{held.share:.1f}{mark} [{held.low:.0f}–{held.high:.0f}]")
        lines.append(f"| {year} | {' | '.join(cells)} |")
    counted = " | ".join(f"{outside[days]} of {len(years)}" for days in days_of)
    return [*lines, f"| outside | {counted} |"]


def tercile_table(scored: pl.DataFrame, model: str) -> list[str]:
    """Coverage and CRPS ratio by the width of the issued interval relative to the rate."""
    lines = [
        "| days | | n | 80 % held | 95 % held | CRPS ratio | interval score ratio |",
        "|---" * 7 + "|",
    ]
    for days in horizons(scored):
        rows = of(scored, model, days)
        ranked = (rows.get_column("volatility").rank() - 1) * 3 // rows.height
        for third, name in enumerate(TERCILES):
            own = rows.filter(ranked == third)
            lines.append(
                f"| {days} | {name} | {own.height} | {share(own, 'inside_80'):.1f} |"
                f" {share(own, 'inside_95'):.1f} | {ratio(own, CRPS).estimate:.3f} |"
                f" {ratio(own, INTERVAL).estimate:.3f} |"
            )
    return lines


def stale_table(scored: pl.DataFrame, models: Sequence[str]) -> list[str]:
    """RMSE ratio of log errors as issued, and of the same forecast from the next fixing on."""
    lines = [
        "| part | days | model | all | p | "
        + " | ".join(WEEKDAYS)
        + " | first day skipped | p | RMSE ratio of the next day alone |",
        "|---" * 13 + "|",
    ]
    for part, keep in PARTS.items():
        for days in horizons(scored):
            for model in models:
                rows = of(scored, model, days).filter(keep).drop_nulls("next_rate")
                lines.append(f"| {part} | {days} | {model} | {_stale(rows)} |")
    return lines


def _stale(rows: pl.DataFrame) -> str:
    centre = (rows.get_column("mean") / rows.get_column("walk_mean")).log().to_numpy()
    last, after = rows.get_column("last_rate"), rows.get_column("next_rate")
    moved = (rows.get_column("actual") / last).log().to_numpy()
    tomorrow = (after / last).log().to_numpy()
    days = int(rows.get_column("horizon_days")[0])
    times = overlap(rows.get_column("origin_date"), days)
    whole = compare((moved - centre) ** 2, moved**2, overlap=times)
    later = compare((moved - tomorrow - centre) ** 2, (moved - tomorrow) ** 2, overlap=times)
    one = compare((tomorrow - centre) ** 2, tomorrow**2, overlap=1)
    weekday = rows.get_column("origin_date").dt.weekday().to_numpy()
    each = [
        np.sqrt(np.sum(((moved - centre)[weekday == d]) ** 2) / np.sum(moved[weekday == d] ** 2))
        for d in range(1, 6)
    ]
    cells = [
        _root(whole.ratio),
        _p(whole.p_value),
        *(f"{value:.3f}" for value in each),
        _root(later.ratio),
        _p(later.p_value),
        _root(one.ratio),
    ]
    return " | ".join(cells)


def delayed_table(scored: pl.DataFrame, model: str) -> list[str]:
    """CRPS ratio as issued, and of the distribution relative to the rate of the fixing before."""
    lines = ["| part | days | as issued | a fixing late |", "|---" * 4 + "|"]
    for part, keep in PARTS.items():
        for days in horizons(scored):
            rows = of(scored, model, days)
            shape = pl.col("quantiles") / pl.col("last_rate")
            late = rows.with_columns(late=shape.shift(1) * pl.col("last_rate")).filter(keep)
            late = late.drop_nulls("late")
            quantiles = late.get_column("late").list.to_array(len(LEVELS)).to_numpy()
            own = crps(quantiles, late.get_column("actual").to_numpy())
            walk = late.get_column("crps_random_walk").to_numpy()
            issued = ratio(rows.filter(keep), CRPS).estimate
            lines.append(f"| {part} | {days} | {issued:.3f} | {np.sum(own) / np.sum(walk):.3f} |")
    return lines


def mode_table(scored: pl.DataFrame) -> list[str]:
    """On how many origins `ensemble` stood on which rung."""
    rungs = scored.filter(pl.col("model") == "ensemble").unique("origin_date")
    counted = rungs.group_by("mode").len().sort("len", descending=True)
    return ["| mode | origins |", "|---|---|", *(f"| {m} | {n} |" for m, n in counted.iter_rows())]


def models_table(scored: pl.DataFrame, models: Sequence[str]) -> list[str]:
    """Every model: ratios on both parts."""
    lines = [
        "| days | model | "
        + " | ".join(f"{what}, {part}" for part in PARTS for what in ("n", "RMSE", "CRPS", "IS"))
        + " |",
        "|---" * 10 + "|",
    ]
    for days in horizons(scored):
        for model in models:
            cells = []
            for keep in PARTS.values():
                rows = of(scored, model, days).filter(keep)
                if rows.is_empty():
                    cells += ["0", "–", "–", "–"]
                    continue
                cells.append(str(rows.height))
                cells += [f"{ratio(rows, one).estimate:.3f}" for one in (SQUARED, CRPS, INTERVAL)]
            lines.append(f"| {days} | {model} | {' | '.join(cells)} |")
    return lines


def of(scored: pl.DataFrame, model: str, days: int) -> pl.DataFrame:
    """The rows of one model and horizon, in order."""
    own = (pl.col("model") == model) & (pl.col("horizon_days") == days)
    return scored.filter(own).sort("origin_date")


def horizons(scored: pl.DataFrame) -> list[int]:
    """Calendar days, rising."""
    return scored.get_column("horizon_days").unique().sort().to_list()


def share(rows: pl.DataFrame, column: str) -> float:
    """How many of the rows say yes, in percent."""
    return 100.0 * float(np.mean(rows.get_column(column).to_numpy()))


def _root(value: float | None) -> str:
    return "–" if value is None else f"{np.sqrt(value):.3f}"


def _p(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
