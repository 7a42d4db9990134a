"""What the monitors of performance and coverage said of simulated worlds, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.performance_worlds import HORIZONS
from forexlib.core.history import Floats

if TYPE_CHECKING:
    from benchmarks.alarms_performance import FalseAlarms

TEXT = """# False alarms and power of the monitors of performance and coverage

    python -m benchmarks.alarms_performance --worlds {worlds}

wrote this page. Forecasts are daily, at 7, 15, 30 and 90 days, and the monitors look each day, with
the thresholds they have by default. Baseline: a walk of {base} years with weekly origins.

## When nothing changes

{years} years of two kinds of worlds with a forecaster who knows the truth
(`benchmarks/performance_worlds.py`): driftless GARCH(1,1)-t, and a stationary bootstrap of the real
returns of USD/CLP. Percent of days, joint over all horizons; the standard error is over worlds. The
confidence of the tiers was set on other worlds (seeds 0 and 5); these were looked at once.

{quiet}

- *Percentile interval*: what a tier of HIGH would do if it rested on the usual 95 % block-bootstrap
  interval of the recent window's own six outcomes (CRPS over its expectation; each 60th day).
- *Trailing year*: degradation with the year before the window as baseline (each 60th day). At 90
  days that holds four outcomes and the state is insufficient; at 30 days two windows fit into it,
  and hardly anything is found.
- In bootstrap worlds coverage alarms at 7 days are partly true: the forecaster there is right on
  average and at each variance, not in each stretch of the real past.
- *Naive*: RMSE of the window 20 % above that of the same window a year before, at any horizon.

Of {n_checked} single days judged anew by `degradation` and `coverage_alarms` themselves, {n_agree}
agree with the ranks counted here.

## What is found by outcomes alone

In {changes} changes in the GARCH worlds, percent in which some look had reached WARNING or more /
HIGH or more, by the monitors of one horizon alone, when so many forecasts made after the change had
come due. A change that can be seen when a forecast is made is the output check's to stop, the same
day; this is what is left to outcomes. `nothing` is what chance finds in as many looks.

- Six outcomes are few: a spread a little off, or anything at 90 days, is not seen in months, and
  nothing should pretend otherwise.
- A bias is found as soon as here only because this forecaster's centre is the random walk's: beside
  it, chance does next to nothing to its skill. A model that strayed from the random walk all along
  its own walk hides a bias of that size for longer.
- Of 15 or 30 due forecasts at 30 and 90 days most share their days, and the recent window is still
  full of forecasts from before the change.

{powers}
"""


def page(
    quiet: Mapping[str, Sequence[FalseAlarms]],
    powers: Mapping[str, Mapping[int, Floats]],
    checked: Sequence[bool],
    *,
    years: int,
    base: int,
) -> str:
    """The whole page.

    Args:
        quiet: By kind, each world's false alarms.
        powers: By defect and horizon, percent found, shape (2, due).
        checked: Whether single days agree.
        years: Watched, of each kind.
        base: Years of the baseline.
    """
    worlds = len(next(iter(quiet.values())))
    return TEXT.format(
        worlds=worlds,
        years=years,
        base=base,
        quiet=_quiet(quiet),
        n_checked=len(checked),
        n_agree=sum(checked),
        changes=4 * worlds,
        powers="\n\n".join(_powers(powers, horizon) for horizon in HORIZONS),
    )


def _quiet(quiet: Mapping[str, Sequence[FalseAlarms]]) -> str:
    rows = {
        "**HIGH or CRITICAL, any monitor**": lambda one: one.high,
        "WARNING or more, any monitor": lambda one: one.warning,
        "HIGH or more: degradation": lambda one: one.by_monitor[0],
        "HIGH or more: CRPS over its expectation": lambda one: one.by_monitor[1],
        "HIGH: coverage": lambda one: one.by_monitor[2],
        "episodes of HIGH or more, a year": lambda one: one.episodes,
        "*trailing year*": lambda one: one.trailing,
        "*percentile interval*": lambda one: one.percentile,
        "*naive*": lambda one: one.naive,
    }
    lines = [f"| | {' | '.join(quiet)} |", f"|---|{'---:|' * len(quiet)}"]
    for name, figure in rows.items():
        cells = []
        for worlds in quiet.values():
            told = [figure(one) for one in worlds]
            error = np.std(told, ddof=1) / np.sqrt(len(told)) if len(told) > 1 else np.nan
            cells.append(f"{np.mean(told):.2f} ± {error:.2f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _powers(powers: Mapping[str, Mapping[int, Floats]], horizon: int) -> str:
    lines = [
        f"| {horizon} d | 15 due | 30 due | 60 due | 120 due |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, found in powers.items():
        warning, high = found[horizon]
        cells = [f"{w:.0f} / {h:.0f}" for w, h in zip(warning, high, strict=True)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)
