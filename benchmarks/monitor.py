"""What one look of the monitor costs with ten years of daily forecasts stored.

    python -m benchmarks.monitor [--repeats 5]

Real fixings of USD/CLP and of what stands beside it; a forecast of 10 models at 4 horizons from
each of them in the last ten years, lognormal, all that came due scored. Each look is a process of
its own, of a day that was not looked at before; what it takes beyond importing is timed inside it,
and figures are medians. Prints a table.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from forexlib.jobs.daily import fetch_rates
from forexlib.wiring import Platform, Settings

NOW: Final = datetime(2026, 10, 26, 12, 15, tzinfo=UTC)
LIMIT: Final = 3.0
MODELS: Final = (
    *("ensemble", "random_walk", "qr4", "qa4", "arima_garch"),
    *("var", "lead_lag", "random_forest", "ridge", "theta"),
)

FILL = """
insert into predictions by name
with fixings as (
    select event_date, arg_max(value, available_at) as rate, min(available_at) as known_at
    from observations
    where series = 'nbp_fixing/USDCLP' and event_date >= date '2016-10-26'
    group by event_date
),

asked as (
    select *, 0.008 * sqrt(horizon * 5 / 7) as width
    from fixings,
        (select unnest([7, 15, 30, 90]) as horizon),
        (select unnest($1) as model)
)

select
    'USDCLP' as pair, 'nbp_fixing' as target, horizon::smallint as horizon_days,
    event_date as origin_date, 'live' as track, model, '0123456789ab' as model_version, 1 as issue,
    strftime(event_date, 'run%Y%m%d') as run_id, 'ensemble' as mode, known_at as as_of,
    known_at as admitted_by,
    (
        event_date + horizon
        + case dayofweek(event_date + horizon) when 6 then 2 when 0 then 1 else 0 end
    )::date as target_date,
    greatest(1, horizon * 5 // 7)::smallint as trading_days, rate as last_rate, rate as mean,
    list_transform(range(1, 40), lambda i: rate * exp(width * (i - 20) / 9.7))::double[39]
        as quantiles,
    [rate * exp(-2.6 * width), rate * exp(-2.3 * width), rate * exp(2.3 * width),
        rate * exp(2.6 * width)]::double[4] as tails,
    'benchmark' as fingerprint, known_at as saved_at
from asked
"""

RUNS = """
insert into runs by name
select distinct
    run_id, 'USDCLP' as pair, 'nbp_fixing' as target, 'live' as track, as_of, admitted_by,
    origin_date, 'ensemble' as mode, '' as reason, 'benchmark' as fingerprint, 1 as seed,
    null::double as spot, '{}' as weights, '{}' as importances, '{}' as versions, '[]' as warnings,
    '{}' as refused, saved_at
from predictions
"""

LOOK = """
import time
from datetime import UTC, datetime
from pathlib import Path
from forexlib.jobs.monitor import monitor
from forexlib.wiring import Platform, Settings
parts = Platform(Settings(_env_file=None, data=Path({data!r}), online=False))
desk = parts.desk
begun, cpu = time.perf_counter(), time.process_time()
done = monitor(desk, now=datetime.fromisoformat({now!r}))
assert not done.found.failures, done.found.failures
print(time.perf_counter() - begun, time.process_time() - cpu, len(done.decisions))
"""


def build(data: Path) -> int:
    """Ten years of forecasts in a folder; return how many were scored."""
    parts = Platform(Settings(_env_file=None, data=data, online=False))
    series = ("nbp_fixing/USDCLP", *parts.recipe.regressors)
    fetch_rates(parts.intake, parts.store, series, now=NOW)
    with parts.store._database().writing() as opened:  # noqa: SLF001  (rows that no job would make)
        opened.execute("update observations set admitted_at = available_at")
        opened.execute(FILL, [list(MODELS)])
        opened.execute(RUNS)
    return parts.store.score(as_of=NOW)


def look(data: Path, now: datetime) -> tuple[float, float]:
    """Seconds of wall and of processor of one look."""
    program = LOOK.format(data=str(data), now=now.isoformat())
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    wall, cpu, _ = done.stdout.split()
    return float(wall), float(cpu)


def _forget_drift(data: Path) -> None:
    """Let the day be one whose drift was not measured."""
    parts = Platform(Settings(_env_file=None, data=data, online=False))
    with parts.store._database().writing() as opened:  # noqa: SLF001
        opened.execute("delete from drift_tests")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        scored = build(made)
        first = look(made, NOW)
        costs = []
        for place in range(repeats):
            copy = Path(folder) / f"copy{place}"
            shutil.copytree(made, copy)
            _forget_drift(copy)
            costs.append(look(copy, NOW.replace(hour=13, minute=place)))
    wall, cpu = (statistics.median(one[i] for one in costs) for i in (0, 1))
    print(f"{scored} scores stored")
    print("| look | wall, s | processor, s |")
    print("|---|---:|---:|")
    print(f"| the first of a year, which learns what is usual | {first[0]:.2f} | {first[1]:.2f} |")
    print(f"| any other, median of {repeats} | {wall:.2f} | {cpu:.2f} |")
    print(f"{'holds' if wall <= LIMIT else 'misses'} the limit of {LIMIT:g} s beyond start-up")


if __name__ == "__main__":
    main()
