"""What the rolling views cost on ten million stored scores, beside pandas over one Parquet file.

    python -m benchmarks.views [--scores 10000000] [--repeats 5] [--dry]

Scores are of 8 pairs, 4 horizons, 2 tracks and as many models as it takes, a forecast a business
day for ten years; they are stored with their daily sums, and a walk of each model. Then each view
is read as `forex` reads it, and a day's scores are appended. pandas reads the columns it needs of
one Parquet file of the same scores, computes the same recent window against the year before, and
writes the whole file anew at each append. Every measurement is a process of its own; figures are
medians. Writes docs/performance-views.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from forexlib.store.database import Database
from forexlib.store.performance import DuckPerformance

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "performance-views.md"
PER_MODEL: Final = 8 * 4 * 2 * 2575
FIRST: Final = date(2016, 1, 4)
NEWEST: Final = date(2025, 12, 19)
NEXT: Final = date(2025, 12, 22)
LIMIT: Final = 2.0

FILL = """
select
    'USD' || (1000 + pair) as pair, 'nbp_fixing' as target, horizon::smallint as horizon_days,
    origin as origin_date, track, if(m = 0, 'random_walk', 'm' || m) as model,
    '0123456789ab' as model_version, 1 as issue, true as is_record, 900.0 as actual,
    origin + horizon as actual_date, (origin + horizon)::timestamptz as actual_available_at,
    e as error, abs(e) as abs_error, abs(e) / 9 as abs_pct_error, abs(e) < 12.8 as inside_80,
    abs(e) < 19.6 as inside_95, 25.6 as width_80, 39.2 as width_95,
    abs(e) * 0.6 + 1 as crps, 5.64 as crps_expected, 39.2 as interval_score_95,
    null::boolean as direction_hit, (origin + horizon)::timestamptz as scored_at
from (
    select *, 10 * sqrt(-2 * ln(random() + 1e-12)) * cos(2 * pi() * random()) as e
    from (
        select date '2016-01-04' + (7 * (i // 5) + i % 5)::integer as origin
        from range(2600) as days (i)
    ),
    range(8) as pairs (pair),
    (select unnest([7, 15, 30, 90]) as horizon),
    (select unnest(['live', 'backfill']) as track),
    range($models) as models (m)
)
where origin + horizon between $first and $last
order by origin + horizon
"""

WALK = """
insert into validation_scores by name
select
    'walk' as run_id, horizon_days, origin_date, model, actual, actual_date, actual_available_at,
    error, abs_error, abs_pct_error, inside_80, inside_95, width_80, width_95, crps,
    interval_score_95, direction_hit, scored_at, crps_expected
from scores
where pair = 'USD1000' and track = 'live' and dayofweek(origin_date) = 3
"""

RUN = """
insert into validation_runs
select 'walk', 'USD1000', 'nbp_fixing', '[7,15,30,90]', '[]', 'expanding', null, 365, 7,
    date '2016-01-04', date '2025-12-19', '', 1, '', '{}', timestamptz '2025-12-19 00:00:00+00'
"""


INSERT = """
insert into scores by name
from read_parquet($file)
where year(actual_date) = $year
"""

APPEND = """
insert into scores by name
select * replace (
    origin_date + $days as origin_date,
    actual_date + $days as actual_date,
    timestamptz '2030-01-01 00:00:00+00' + to_days($days) as scored_at
)
from read_parquet($file)
"""


def build(folder: Path, models: int) -> int:
    """Both stores, with the same scores; a day more of them waits in day.parquet."""
    with _database(folder).writing() as opened:
        for name, first, last in (("scores", FIRST, NEWEST), ("day", NEXT, NEXT)):
            given = {"models": models, "first": first, "last": last}
            opened.sql(FILL, params=given).write_parquet(str(folder / f"{name}.parquet"))
    years = range(FIRST.year, NEWEST.year + 1)
    file = str(folder / "scores.parquet")
    for year in years:  # a transaction has to fit into the memory that a connection may take
        with _database(folder).writing() as opened:
            opened.execute(INSERT, {"file": file, "year": year})
    with _database(folder).writing() as opened:
        opened.execute(RUN)
        opened.execute(WALK)
    for year in years:
        with _database(folder).writing() as opened:
            refresh = _refresh().replace("scored_at = $1", "year(origin_date) = $1")
            opened.execute(refresh, [year])
    with _database(folder).reading() as opened:
        return int(opened.execute("select count(*) from scores").fetchall()[0][0])


def _database(folder: Path) -> Database:
    return Database(folder / "forex.duckdb", ROOT / "sql", 60.0)


def _refresh() -> str:
    return (ROOT / "sql" / "writes" / "refresh_metrics.sql").read_text(encoding="utf-8")


def recent(folder: Path) -> int:
    """The view of now, whole."""
    with _database(folder).reading() as opened:
        return len(opened.table("performance_recent").pl())


def at_a_day(folder: Path) -> int:
    """The macro, at a day three years ago, by the setting's windows."""
    book = DuckPerformance(folder / "forex.duckdb", ROOT / "sql")
    return book.windows(date(2022, 12, 30), least_days=30, times=6, tier=10.0).height


def rows_of_a_model(folder: Path) -> int:
    """What `forex performance` bootstraps: all scores of a model, and its walk's."""
    from datetime import UTC, datetime  # noqa: PLC0415  (of this measurement alone)

    book, moment = (
        DuckPerformance(folder / "forex.duckdb", ROOT / "sql"),
        datetime(2026, 6, 1, tzinfo=UTC),
    )
    asked = ("USD1000", "nbp_fixing", "m1")
    return book.scored(*asked, as_of=moment).height + book.walked(*asked, as_of=moment).height


def live_scores(folder: Path) -> int:
    """How good each model was over all its life."""
    with _database(folder).reading() as opened:
        return len(opened.table("live_scores").pl())


def append(folder: Path) -> int:
    """A day's scores and their sums, a week after the last that was appended."""
    weeks = len(list(folder.glob("appended-*")))
    (folder / f"appended-{weeks}").touch()
    with _database(folder).writing() as opened:
        told = {"file": str(folder / "day.parquet"), "days": 7 * weeks}
        written = opened.execute(APPEND, told).fetchall()[0][0]
        opened.execute(_refresh(), [datetime(2030, 1, 1, tzinfo=UTC) + timedelta(days=7 * weeks)])
    return int(written)


def pandas_recent(folder: Path) -> int:
    """The same recent window and year before it, by pandas from the Parquet file."""
    import pandas as pd  # noqa: PLC0415  (only the peer needs it)

    key = ["pair", "target", "horizon_days", "track", "model"]
    sums = [
        "error",
        "abs_error",
        "abs_pct_error",
        "inside_80",
        "inside_95",
        "crps",
        "crps_expected",
    ]
    rows = pd.read_parquet(
        folder / "scores.parquet",
        columns=[*key, "origin_date", "actual_date", *sums],
        dtype_backend="pyarrow",
    )
    rows["actual_date"] = pd.to_datetime(rows["actual_date"])
    last = rows.groupby(["pair", "target"], observed=True)["actual_date"].transform("max")
    length = pd.to_timedelta(rows["horizon_days"].clip(lower=5) * 6 - 1, unit="D")
    first = last - length
    rows["part"] = "old"
    rows.loc[rows["actual_date"] >= first - pd.Timedelta(days=365), "part"] = "year"
    rows.loc[rows["actual_date"] >= first, "part"] = "recent"
    rows = rows[rows["part"] != "old"]
    walk = rows[rows["model"] == "random_walk"]
    on = ["pair", "target", "horizon_days", "track", "origin_date"]
    paired = rows.merge(walk[[*on, "error", "crps"]], on=on, how="left", suffixes=("", "_walk"))
    for name in ("error", "error_walk"):
        paired[f"squared_{name}"] = paired[name] ** 2
    wanted = [*sums, "crps_walk", "squared_error", "squared_error_walk"]
    summed = paired.groupby([*key, "part"], observed=True)[wanted].sum().unstack("part")  # noqa: PD010
    ratio = summed["crps"] / summed["crps_walk"]
    return len(100 * (ratio["recent"] / ratio["year"] - 1))


def pandas_append(folder: Path) -> int:
    """The whole Parquet file anew, with a day more."""
    import pandas as pd  # noqa: PLC0415  (only the peer needs it)

    parts = [
        pd.read_parquet(folder / f"{name}.parquet", dtype_backend="pyarrow")
        for name in ("scores", "day")
    ]
    pd.concat(parts, ignore_index=True).to_parquet(folder / "anew.parquet")
    return len(parts[1])


STEPS: Final[Mapping[str, Callable[[Path], int]]] = {
    "recent": recent,
    "at_a_day": at_a_day,
    "rows_of_a_model": rows_of_a_model,
    "live_scores": live_scores,
    "append": append,
    "pandas_recent": pandas_recent,
    "pandas_append": pandas_append,
}

VIEWS: Final = ("recent", "at_a_day", "rows_of_a_model")

TITLES: Final = {
    "recent": "`performance_recent`, every pair and model",
    "at_a_day": "`performance_at` a day three years ago",
    "rows_of_a_model": "all scores of a model and of its walk, for the bootstrap",
    "live_scores": "`live_scores`: no window, all of every life",
    "append": "append a day's scores, renew the sums",
    "pandas_recent": "pandas: recent window and year before",
    "pandas_append": "pandas: append a day's scores",
}


def measured(step: str, folder: Path, models: int = 2) -> dict[str, float]:
    """Seconds, CPU seconds and peak MB of one step in a process of its own, imports apart."""
    told = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.views", "--step", step),
            *("--folder", str(folder), "--models", str(models)),
        ],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    ).stdout
    answer: dict[str, float] = json.loads(told.splitlines()[-1])
    return answer


def one_step(step: str, folder: Path, models: int) -> None:
    """Run a step and print what it took."""
    if step.startswith("pandas"):
        import pandas as pd  # noqa: F401, PLC0415  (imports are no part of the time)
        import pyarrow.parquet as pq  # noqa: F401, PLC0415
    start, cpu = time.perf_counter(), time.process_time()
    rows = build(folder, models) if step == "build" else STEPS[step](folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    sys.stdout.write(json.dumps({**told, "mb": peak, "rows": rows}) + "\n")


TEXT = """# What the rolling views cost

    python -m benchmarks.views

wrote this page: {scores:,} stored scores (8 pairs, 4 horizons, 2 tracks, {models} models, ten years
of business days), medians of {repeats} runs, each a process of its own, imports apart. Load of the
machine's {cores} processors when it began: {load:.1f}.

| | seconds | CPU seconds | peak MB | rows |
|---|---:|---:|---:|---:|
{rows}

The slowest rolling view takes {slowest:.2f} s; {limit:.0f} s are asked for: {verdict}. In CPU
seconds, which other work on the machine hardly changes, pandas takes {window:.0f} times as long as
`performance_recent`, without a walk as baseline, and {anew:.0f} times as long for an append, since
it writes the whole file anew.
"""


def page(models: int, n: int, figures: Mapping[str, Mapping[str, float]], asked: Asked) -> str:
    """In Markdown."""
    rows = "\n".join(
        f"| {TITLES[step]} | {one['seconds']:.2f} | {one['cpu']:.2f} | {one['mb']:,.0f} |"
        f" {one['rows']:,.0f} |"
        for step, one in figures.items()
    )
    seconds = {step: one["seconds"] for step, one in figures.items()}
    slowest = max(seconds[step] for step in VIEWS)
    return TEXT.format(
        scores=n,
        models=models,
        repeats=asked.repeats,
        cores=os.cpu_count(),
        load=asked.load,
        rows=rows,
        slowest=slowest,
        limit=LIMIT,
        verdict="held" if slowest <= LIMIT else "**not held**",
        window=figures["pandas_recent"]["cpu"] / figures["recent"]["cpu"],
        anew=figures["pandas_append"]["cpu"] / figures["append"]["cpu"],
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """How it was measured. Attributes: repeats: runs; load: of the machine before."""

    repeats: int
    load: float


def main() -> None:
    """Build, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scores", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--dry", action="store_true", help="print the page, do not write it")
    parser.add_argument("--step", choices=["build", *STEPS])
    parser.add_argument("--models", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.step:
        one_step(asked.step, asked.folder, asked.models)
        return
    models = max(2, round(asked.scores / PER_MODEL))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        load = os.getloadavg()[0]
        n = int(measured("build", folder, models)["rows"])
        figures = {}
        for step in STEPS:
            runs = [measured(step, folder) for _ in range(asked.repeats)]
            figures[step] = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
            print(step, figures[step], flush=True)
    text = page(models, n, figures, Asked(asked.repeats, load))
    print(text)
    if not asked.dry:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
