"""What the daily run costs, where its time goes, and what a loop over library defaults costs.

    python benchmarks/daily.py [--repeats 7] [--dry]

Prints the tables and writes them to docs/performance.md (`--dry`: does not). Works on folders of
its own; the project's data are not touched. Nothing else should run on the machine meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from forexlib.engine.recipe import REGRESSORS
from forexlib.sources.nbp_archive import NbpArchive

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
TARGET = "nbp_fixing/USDCLP"
PEER_ORIGINS = 3
FIRST_PARTY = "forexlib"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took. Attributes: wall, cpu: seconds; peak: resident memory in MB."""

    wall: float
    cpu: float
    peak: float
    printed: str


def measure(command: Sequence[str], data: Path) -> Cost:
    """Run a command as a new process and read its resources from the kernel.

    Raises:
        RuntimeError: If it fails.
    """
    environment = {**os.environ, "FOREX_DATA": str(data), "FOREX_ONLINE": "false"}
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *command], stdout=printed, stderr=said, env=environment
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        said.seek(0)
        if process.returncode != 0:
            raise RuntimeError(said.read().decode())
        cpu = used.ru_utime + used.ru_stime
        return Cost(wall, cpu, used.ru_maxrss / 1024, printed.read().decode())


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each number."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.peak for cost in costs),
        costs[-1].printed,
    )


def imports(command: Sequence[str], data: Path) -> dict[str, float]:
    """Seconds each top-level package adds to the command by being imported, the largest first."""
    environment = {**os.environ, "FOREX_DATA": str(data)}
    said = subprocess.run(
        [sys.executable, "-X", "importtime", *command],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    ).stderr
    packages: dict[str, float] = {}
    for own, name in re.findall(r"^import time: +(\d+) \| +\d+ \| +([\w.]+)$", said, re.MULTILINE):
        package = name.split(".", maxsplit=1)[0]
        packages[package] = packages.get(package, 0.0) + int(own) / 1e6
    return dict(sorted(packages.items(), key=lambda item: -item[1]))


def write_rates(file: Path, as_of: datetime) -> None:
    """The peer's input: the target and the regressors, a column each."""
    names = [TARGET, *REGRESSORS]
    tall = NbpArchive().fetch(names, since={}, as_of=as_of)
    wide = tall.pivot("series", index="event_date", values="value").sort("event_date")
    wide.select("event_date", *names).drop_nulls().write_csv(file)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, numbers to the right."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def shares(seconds: Mapping[str, float], *, most: int) -> list[tuple[str, str]]:
    """The `most` largest, and the rest together, in milliseconds."""
    ordered = sorted(seconds.items(), key=lambda item: -item[1])
    rest = sum(value for _, value in ordered[most:])
    shown = [*ordered[:most], *([("the rest", rest)] if rest else [])]
    return [(name, f"{1000 * value:.0f} ms") for name, value in shown]


def cost_row(name: str, cost: Cost, base: Cost) -> list[str]:
    """One line of the first table."""
    ratio = f"{cost.wall / base.wall:.1f}"
    return [name, f"{cost.wall:.2f} s", f"{cost.cpu:.2f} s", f"{cost.peak:.0f} MB", ratio]


def report(repeats: int, work: Path) -> str:
    """Measure everything and say it in Markdown."""
    end = NbpArchive().end()
    day, before = end.isoformat(), (end - timedelta(days=1)).isoformat()
    run = ["-m", "forexlib.cli.main", "run", "--offline", "--as-of"]
    prepared = work / "prepared"
    cold = measure([*run, before], prepared)

    def fresh() -> Path:
        return Path(shutil.copytree(prepared, work / "day", dirs_exist_ok=True))

    daily, stages = [], []
    for _ in range(repeats):
        shutil.rmtree(work / "day", ignore_errors=True)
        daily.append(measure([*run, day], fresh()))
        shutil.rmtree(work / "day", ignore_errors=True)
        timed = measure([str(HERE / "stages.py"), *run[2:], day], fresh())
        stages.append(json.loads(timed.printed))
    again = [measure([*run, day], work / "day") for _ in range(repeats)]
    loaded = imports([*run, day], work / "day")
    rates = work / "rates.csv"
    write_rates(rates, datetime.combine(end, datetime.max.time(), tzinfo=UTC))
    peer = [measure([str(HERE / "peer.py"), str(rates), "1"], work) for _ in range(3)]
    loop = json.loads(measure([str(HERE / "peer.py"), str(rates), str(PEER_ORIGINS)], work).printed)
    base = median(daily)
    parts = {name: statistics.median(one.get(name, 0.0) for one in stages) for name in stages[0]}
    costs = [
        cost_row("a day's run", base, base),
        cost_row("the same day again (nothing is written)", median(again), base),
        cost_row("the first run: a year's record, everything learned", cold, base),
        cost_row("peer: one forecast, everything fitted anew", median(peer), base),
    ]
    return PAGE_TEXT.format(
        made=date.fromtimestamp(time.time()).isoformat(),  # noqa: DTZ012
        machine=f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        load=f"{os.getloadavg()[0]:.1f}",
        repeats=repeats,
        day=day,
        costs=table(["process", "wall", "CPU", "peak memory", "wall / a day's run"], costs),
        stages=table(["part", "time"], shares(parts, most=12)),
        imports=table(["package", "own import time"], shares(loaded, most=12)),
        imported=f"{sum(loaded.values()):.2f}",
        ours=f"{loaded.get(FIRST_PARTY, 0.0):.2f}",
        loop=f"{statistics.median(loop):.1f}",
        year=f"{52 * statistics.median(loop):.0f}",
        cold=f"{cold.wall:.0f}",
    )


PAGE_TEXT = """# What a run costs

Written by `make bench` on {made}: {machine}, load average {load} at the end. Medians of {repeats}
processes with a warm file cache, on a data folder of its own; origin {day}, four horizons, no
network. Peak memory is the resident set.

{costs}

A day's run starts from a folder in which the day before was the last: it reads the archive, makes
the forecast, saves it and scores what came due. On the first day of a quarter GARCH, ARIMA, VAR and
the weights are learned anew, and on the first of a year the forests too; those days cost seconds
more, as part of the first run does.

The peer (`benchmarks/peer.py`) is a loop over library defaults, as in a notebook: at each origin
AutoARIMA, GJR-GARCH-t with 10,000 bootstrapped paths, a VAR and four forests (LightGBM on one
thread) are fitted anew, from a CSV file. It has no database, no scores, no evidence-based weights.
Inside one process it takes {loop} s an origin, so a year of weekly origins would take it about
{year} s. The first run above does that year in {cold} s, and on top of it walks forward over every
fifth fixing from the 1,000th on for the weights.

## Where a day's run spends its time

Measured inside the process with a stopwatch at each part; the time of a part excludes the parts it
calls. Libraries that a part imports when first used count in that part.

{stages}

## Imports

{imported} s of the process are imports, {ours} s of them this project's own modules (measured with
`-X importtime`, which slows imports somewhat).

{imports}
"""


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--repeats", type=int, default=7, help="processes per median")
    parser.add_argument("--dry", action="store_true", help="print only")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        text = report(chosen.repeats, Path(work))
    print(text)
    if not chosen.dry:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
