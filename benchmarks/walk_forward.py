"""What three years of weekly forecasts made again cost us, and what a user's other choices would.

    python benchmarks/walk_forward.py [--repeats 5] [--no-peers] [--dry]

Prints the tables and writes them to docs/performance-walk-forward.md (`--dry`: does not). Works on
folders of its own; the peers get an environment of their own in .make/peers, from
benchmarks/peers/requirements.txt. Nothing else should run on the machine meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import walk_forward_peers as peers
from walk_forward_cost import Cost, measure, median, table

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance-walk-forward.md"
FOREX = Path(sys.executable).with_name("forex")
MODELS = "arima_garch,var,random_forest,lightgbm,xgboost,ensemble,qa4"
LAST = "2026-10-21"
FIRST = {1: "2025-10-29", 3: "2023-11-01", 10: "2016-11-02"}
"""Years of weekly origins up to `LAST` to the day of the first."""

NEWEST_SCORED, BEFORE = "2026-10-14", "2026-10-07"
"""The newest Wednesday with an outcome, and the one before it."""

PROCESSES = {"1": "one process", "2": "two processes"}

DISTURBED = 2.5
"""Load before a walk by two processes above which others were at work."""

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bench:
    """Folders in which the same can be measured again and again.

    Attributes:
        work: Where they lie.
    """

    work: Path

    @property
    def ingested(self) -> Path:
        """A data folder with the archive's rates and nothing else."""
        folder = self.work / "ingested"
        if not folder.exists():
            measure([FOREX, "ingest", "--offline"], _settings(folder))
        return folder

    def cold(self) -> Path:
        """The same, new: nothing walked, nothing learned."""
        shutil.rmtree(self.work / "data", ignore_errors=True)
        return Path(shutil.copytree(self.ingested, self.work / "data"))

    def warm(self) -> Path:
        """What the last walk learned is there, and nothing is walked."""
        for file in (self.work / "data").glob("forex.duckdb*"):
            file.unlink()
        return Path(shutil.copytree(self.ingested, self.work / "data", dirs_exist_ok=True))


def _settings(data: Path) -> dict[str, str]:
    return {"FOREX_DATA": str(data), "FOREX_ONLINE": "false"}


def walk(
    data: Path, *more: str, first: str = FIRST[3], last: str = LAST, models: str = MODELS
) -> Cost:
    """What `forex validate` costs as a new process."""
    days = ["--start", first, "--end", last]
    command = [FOREX, "validate", "--offline", *days, "--models", models, "--json", *more]
    return measure(command, _settings(data))


def row(name: str, cost: Cost, *, per: float) -> list[str]:
    """One line of a table of costs."""
    return [
        name,
        f"{cost.wall:.1f} s",
        f"{cost.fastest:.1f} s",
        f"{cost.cpu:.1f} s",
        f"{cost.peak:,.0f} MiB",
        f"{1000 * cost.wall / per:.0f} ms",
        f"{1000 * cost.cpu / per:.0f} ms",
        f"{cost.load:.1f}",
    ]


HEAD = ["", "wall", "fastest", "CPU", "peak memory", "wall / origin", "CPU / origin", "load before"]


def ours(bench: Bench, repeats: int) -> dict[str, Cost]:
    """Three years of origins, cold and warm, by one process and by two."""
    found: dict[str, list[Cost]] = {}
    for _ in range(repeats):
        for workers, name in PROCESSES.items():
            cold = walk(bench.cold(), "--workers", workers)
            found.setdefault(f"cold, {name}", []).append(cold)
            warm = walk(bench.warm(), "--workers", workers)
            found.setdefault(f"warm, {name}", []).append(warm)
    return {name: median(costs) for name, costs in sorted(found.items())}


def years(bench: Bench, repeats: int) -> dict[int, tuple[int, Cost]]:
    """Years of origins to how many these are, and what a cold walk over them costs."""
    found = {}
    for span, first in FIRST.items():
        days = (date.fromisoformat(LAST) - date.fromisoformat(first)).days
        costs = [walk(bench.cold(), "--workers", "2", first=first) for _ in range(repeats)]
        found[span] = (1 + days // 7, median(costs))
    return found


def a_day(bench: Bench, repeats: int) -> Cost:
    """One origin with every model there is, what was learned the week before at hand."""
    walk(bench.cold(), first=BEFORE, last=BEFORE, models="all")
    one = {"first": NEWEST_SCORED, "last": NEWEST_SCORED, "models": "all"}
    return median([walk(bench.warm(), **one) for _ in range(repeats)])


def stages(bench: Bench, repeats: int) -> dict[str, float]:
    """Part of a cold walk by one process to its seconds."""
    command = [sys.executable, HERE / "walk_forward_stages.py", "validate", "--offline"]
    asked = ["--start", FIRST[3], "--end", LAST, "--models", MODELS, "--workers", "1", "--json"]
    taken = [
        json.loads(measure([*command, *asked], _settings(bench.cold())).printed)
        for _ in range(repeats)
    ]
    return {part: statistics.median(one[part] for one in taken) for part in taken[0]}


def our_forecasts(bench: Bench) -> pl.DataFrame:
    """Every forecast of the walk, with what happened."""
    file = bench.work / "ours.parquet"
    walk(bench.cold(), "--workers", "2", "--out", str(file))
    return pl.read_parquet(file).with_columns(day=pl.col("as_of").dt.date())


def score_rows(name: str, walk_rows: pl.DataFrame, forecasts: pl.DataFrame) -> list[str]:
    """One line of the table of ratios."""
    found = peers.ratios(walk_rows, forecasts)
    cells = [f"{one['rmse']:.3f} / {one['crps']:.3f}" for one in found.to_dicts()]
    return [name, *cells, ", ".join(str(n) for n in found.get_column("n"))]


def compared(bench: Bench) -> tuple[list[list[str]], list[list[str]]]:
    """Lines of what the peers cost, and of how good they and ours were."""
    walked = our_forecasts(bench)
    peers.hand_over(walked, bench.work, as_of=NOW)
    of = {str(name): part for (name,), part in walked.group_by("model")}
    naive = of["random_walk"]
    scores = [score_rows(name, naive, of[name]) for name in (*MODELS.split(","),)]
    costs = []
    for peer in peers.ALL:
        done = peers.walk(peer, bench.work)
        costs.append(row(f"{peer.name}: {done.origins} origins", done.cost, per=done.origins))
        scores.append(score_rows(peer.name, naive, done.forecasts))
        if peer.sample > 1:
            same = of["ensemble"].join(done.forecasts.select("day"), on="day", how="semi")
            scores.append(score_rows("ensemble, on the origins of the plain loop", naive, same))
    return costs, scores


def report(bench: Bench, repeats: int, *, with_peers: bool) -> str:
    """Measure everything and say it in Markdown."""
    load = os.getloadavg()[0]
    three = ours(bench, repeats)
    spans = years(bench, max(1, repeats // 2))
    day = a_day(bench, repeats)
    parts = stages(bench, max(1, repeats // 2))
    costs, scores = compared(bench) if with_peers else ([], [])
    in_order = sorted(parts.items(), key=lambda part: -part[1])
    return PAGE_TEXT.format(
        made=date.fromtimestamp(time.time()).isoformat(),  # noqa: DTZ012
        machine=f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        before=f"{load:.1f}",
        after=f"{os.getloadavg()[0]:.1f}",
        repeats=repeats,
        fewer=max(1, repeats // 2),
        models=MODELS.replace(",", ", "),
        first=FIRST[3],
        last=LAST,
        day=NEWEST_SCORED,
        three=table(HEAD, [row(name, cost, per=spans[3][0]) for name, cost in three.items()]),
        spans=table(
            HEAD,
            [row(f"{n} origins, {span} y", cost, per=n) for span, (n, cost) in spans.items()],
        ),
        a_day=table(HEAD, [row("one origin, every model", day, per=1)]),
        costs=table(
            HEAD,
            [
                row(
                    "ours: 156 origins, cold, two processes", three["cold, two processes"], per=156
                ),
                *costs,
            ],
        ),
        scores=table(["RMSE / CRPS ratio", "7 d", "15 d", "30 d", "90 d", "n"], scores),
        parts=table(
            ["part", "time", "share"],
            [
                [name, f"{1000 * value:.0f} ms", f"{100 * value / sum(parts.values()):.0f} %"]
                for name, value in in_order
            ],
        ),
        verdict=verdict(three["cold, two processes"]),
    )


def verdict(cold: Cost) -> str:
    """Which of the targets a cold walk by two processes meets."""
    targets = (
        ("20 s of wall time", cold.wall <= 20),  # noqa: PLR2004
        ("the 12 s hoped for", cold.wall <= 12),  # noqa: PLR2004
        ("1.5 GiB of memory", cold.peak <= 1536),  # noqa: PLR2004
    )
    told = "; ".join(f"{name}: {'met' if met else 'not met'}" for name, met in targets)
    if cold.load > DISTURBED:
        told += " (others were at work, so that wall time is to be measured again)"
    return told


PAGE_TEXT = """# What a walk forward costs

Written by `make bench-walk` on {made}: {machine}. Load average {before} at the start and {after} at
the end; that of the minute before stands in each line (a line of ours leaves one to two behind;
more was somebody else's, which makes wall time long, and CPU time somewhat). Weekly origins {first}
to {last}, each with the four horizons; new processes, imports included, no network; the rates were
ingested before. CPU is of all processes together. Peak memory is the resident sets of all processes
summed, looked at every 50 ms; pages that two of them share count twice.

## Three years

Models: {models}, and random_walk.
`forex validate ... --workers N`, medians of {repeats}, and the fastest of them. Cold: nothing is
learned yet, the folder of artefacts is empty. Warm: what was learned is there, the walk is not.

{three}

Targets of a cold walk by two processes: {verdict}.

## More and fewer years

Cold, two processes, medians of {fewer}. What members said in the past is learned from 2015 on,
however short the walk, so the first year is the dearest.

{spans}

## A day

`forex validate --start {day} --end {day} --models all`: each of the models and
ensembles there are, from one origin, with what was learned the week before at hand; scored and
tested too.

{a_day}

## Where a cold walk by one process spends its time

Stopwatches inside the process; a part's time excludes the parts it calls. Libraries that a part
imports when first used count in that part: SciPy's signal in ARMA, arch in GARCH. Medians of
{fewer}.

{parts}

With two processes, importing, reading the panel, saving, scoring and testing are not shared: they
are what the second process cannot shorten, beside its own start and its own imports.

## Peers

What a user would reach for, on the same rates and origins, asked for the same target dates; one run
each, in an environment of their own (`benchmarks/peers/requirements.txt`). They see every weekday,
a holiday's rate being that of the day before, and count weekdays where we count fixings.

- **statsforecast**: `cross_validation` of AutoARIMA on the log rate, fitted anew at every 13th
  origin (a quarter, as most of ours) and carried forward between. One model, one series.
- **skforecast**: `backtesting_forecaster` of LightGBM on 20 lagged differences of the log rate,
  fitted anew at every 13th origin; quantiles by its bootstrap. One model, no other markets: its
  recursion would have to be told their future.
- **plain loop**: VAR of all series, GJR-GARCH-t with 10,000 bootstrapped paths, and scikit-learn's
  forest per horizon, all fitted anew. Only every 26th origin, because of the time it takes; its
  ratios are of so few forecasts that they say nothing of how good it is.

None of them knows when a value was published or stores and scores anything, and none makes the
whole: ours is all of the models above, their weights by evidence, rows stored, scored and tested.

{costs}

### How good they were

RMSE and CRPS relative to our random walk (driftless, Gaussian), on common origins with an outcome;
below 1 is better. CRPS is twice the mean pinball loss at 39 levels for everybody. Three years
cannot tell a few per cent from luck (`docs/evaluation.md` has the long walk).

{scores}
"""


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--repeats", type=int, default=5, help="processes per median")
    parser.add_argument("--no-peers", action="store_true", help="measure ours only; writes no page")
    parser.add_argument("--dry", action="store_true", help="print only")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        text = report(Bench(Path(work)), chosen.repeats, with_peers=not chosen.no_peers)
    print(text)
    if not (chosen.dry or chosen.no_peers):
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
