"""What the peers share: the rates and the origins they are handed, the forecasts they hand back.

A peer is run as `python peers/NAME.py RATES.parquet ORIGINS.parquet FORECASTS.parquet SAMPLE`.
RATES has a column `day` and one a series, the target first. ORIGINS has a row per origin and
horizon: `day`, on which the forecast is made, `horizon_days`, and `target_date`. FORECASTS gets the
same with `mean`, the rate's, and `quantiles` of it at the 39 levels i/40. SAMPLE says of how many
origins apart one is forecast: 1 is each of them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STARTED = time.perf_counter()

LEVELS = np.arange(1, 40) / 40

REFIT = 13
"""Origins from one fit to the next, of peers that do not fit at each: a quarter, as ours."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a peer.

    Attributes:
        log_rates: On every weekday, a holiday's that of the day before; `target` the first column.
            From the last day on the last rate is repeated, so that tools which want to see the days
            they forecast find some; no forecast depends on them.
        origins: Positions of the days of forecasts, every fifth one.
        steps: Weekdays from each origin to the target date of each horizon, columns by horizon.
    """

    log_rates: pd.DataFrame
    origins: list[int]
    steps: pd.DataFrame

    @property
    def furthest(self) -> int:
        """Weekdays to the furthest target date."""
        return int(self.steps.to_numpy().max())


def asked(rates: Path, origins: Path, *, sample: int) -> Asked:
    """Read what is asked."""
    known = pd.read_parquet(rates).astype({"day": "datetime64[ns]"}).set_index("day")
    wanted = pd.read_parquet(origins).astype({"day": "datetime64[ns]"})
    wanted["steps"] = np.busday_count(
        wanted["day"].to_numpy().astype("datetime64[D]"),
        wanted["target_date"].to_numpy().astype("datetime64[D]"),
    )
    steps = wanted.pivot_table(index="day", columns="horizon_days", values="steps")
    steps = steps.ffill().astype(int).iloc[::sample]
    end = steps.index[-1] + pd.offsets.BDay(int(steps.to_numpy().max()) + 5)
    days = pd.bdate_range(known.index[0], end)
    log_rates = known.reindex(days, method="ffill").apply(np.log)
    log_rates.columns = pd.Index(["target", *log_rates.columns[1:]])
    return Asked(log_rates, [days.get_loc(day) for day in steps.index], steps)


def answer(
    what: Asked, file: Path, said: Iterable[tuple[Floats, Floats]], *, seconds: float
) -> None:
    """Write what was forecast, and tell how long forecasting took, without imports and reading.

    Args:
        what: That was asked.
        file: To be written.
        said: For each origin the means and the quantiles of the rate, a row a weekday ahead.
        seconds: That it took.
    """
    rows = [
        {
            "day": day,
            "horizon_days": horizon,
            "mean": float(mean[step - 1]),
            "quantiles": np.sort(quantiles[step - 1]).tolist(),
        }
        for (day, ahead), (mean, quantiles) in zip(what.steps.iterrows(), said, strict=True)
        for horizon, step in ahead.items()
    ]
    pd.DataFrame(rows).to_parquet(file)
    sys.stdout.write(json.dumps({"seconds": seconds, "origins": len(what.origins)}))


def run(forecast: Callable[[Asked], Iterable[tuple[Floats, Floats]]]) -> None:
    """Do what the command line asks for with `forecast`."""
    rates, origins, file, sample = sys.argv[1:]
    what = asked(Path(rates), Path(origins), sample=int(sample))
    begun = time.perf_counter()
    said = list(forecast(what))
    answer(what, Path(file), said, seconds=time.perf_counter() - begun)
