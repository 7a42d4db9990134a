"""Defects of a forecast that can be seen when it is issued, against the output check.

On one fixing of each quarter since 2015 the engine makes its forecast with a fault planted into
one of its parts. A run that stands on a lower rung, or names what it left out or doubts, has
stopped or flagged it; what else it issues is what nobody would have noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from benchmarks.evaluation import NOW, ROOT
from forexlib.core.calendar import expected_fixings, target_date
from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, History
from forexlib.core.series import NBP_FIXING, series_name
from forexlib.engine.forecast import Question
from forexlib.engine.ladder import Issued, climb_at
from forexlib.engine.learning import Learner
from forexlib.engine.workbench import Workbench
from forexlib.features.history import history_known_at
from forexlib.jobs.daily import fetch_rates
from forexlib.store.artefacts import FolderArtefacts
from forexlib.wiring import Platform, Settings

FIRST: Final = date(2015, 1, 2)
HORIZONS: Final = (7, 15, 30, 90)

Fault = Callable[[Workbench], None]


@dataclass(frozen=True, slots=True)
class Caught:
    """What became of a fault over all days.

    Attributes:
        name: Of the fault.
        days: Tried.
        lower: On which the run stood on a lower rung.
        named: On which it stayed, and named what it left out or doubts.
        missed: On which nobody would have noticed.
    """

    name: str
    days: int
    lower: int
    named: int

    @property
    def missed(self) -> int:
        """Days on which it went out in silence."""
        return self.days - self.lower - self.named


def _spread(name: str, times: float) -> Fault:
    def plant(bench: Workbench) -> None:
        bench.spread(name)
        bench.errors[name] = times * bench.errors[name]

    return plant


def _shifted(times: float) -> Fault:
    """The spread of what is issued has its middle elsewhere: a biased centre of any origin."""

    def plant(bench: Workbench) -> None:
        gaussian = bench.spread("gaussian")
        deviation = (gaussian[:, -3] - gaussian[:, 2]) / (2 * 1.96)
        bench.errors["qr4"] = bench.spread("qr4") + times * deviation[:, None]

    return plant


FAULTS: Final[Mapping[str, Fault | None]] = {
    "none": None,
    "spread x 0.5": _spread("qr4", 0.5),
    "spread x 2": _spread("qr4", 2.0),
    "spread x 0.25": _spread("qr4", 0.25),
    "spread x 4": _spread("qr4", 4.0),
    "reference's spread x 2": _spread("qa4", 2.0),
    "reference's spread x 0.5": _spread("qa4", 0.5),
    "centre + 0.6 sigma": _shifted(0.6),
    "centre - 0.6 sigma": _shifted(-0.6),
    "centre + 1 sigma": _shifted(1.0),
    "centre + 0.25 sigma": _shifted(0.25),
}


def defects() -> list[Caught]:
    """Plant each fault on each day."""
    history, learner = known_of("USDCLP")
    places = _quarterly(history)
    found = []
    for name, fault in FAULTS.items():
        runs = [_issued(learner, history.first(place + 1), fault) for place in places]
        lower = sum(run is None or run.mode != "ensemble" for run in runs)
        named = sum(
            run is not None and run.mode == "ensemble" and bool(run.warnings) for run in runs
        )
        found.append(Caught(name, len(places), lower, named))
    return found


def known_of(pair: str) -> tuple[History, Learner]:
    """Every fixing of a rate, and who learns from them."""
    folder = ROOT / ".make" / "evaluation" / pair
    parts = Platform(Settings(_env_file=None, data=folder, pair=pair, online=False))
    question = Question(pair, NBP_FIXING, "backfill", as_of=NOW)
    target, *regressors = question.series(parts.recipe)
    fetch_rates(parts.intake, parts.store, (target, *regressors), now=NOW)
    panel = parts.store.panel((target, *regressors), as_of=NOW, admitted_by=None)
    history = history_known_at(panel, target=target, regressors=regressors, as_of=NOW)
    assert target == series_name(NBP_FIXING, pair)  # noqa: S101
    return history, Learner(parts.recipe, FolderArtefacts(folder / "artefacts"))


def _quarterly(history: History) -> Sequence[int]:
    """The tenth fixing of each quarter."""
    months = history.dates.astype("datetime64[M]").astype(int) // 3
    firsts = np.flatnonzero(np.diff(months)) + 10
    return [int(one) for one in firsts if history.dates[one] >= np.datetime64(FIRST)]


def ahead_of(known: History) -> Ahead:
    """All horizons from the last fixing."""
    dates = [target_date(known.last_day, horizon_days=days, market="warsaw") for days in HORIZONS]
    steps = tuple(expected_fixings(known.last_day, day, market="warsaw") for day in dates)
    return Ahead(HORIZONS, steps)


def _issued(learner: Learner, known: History, fault: Fault | None) -> Issued | None:
    """The run with the fault in it; None if it was refused."""
    bench = Workbench(learner, known, ahead_of(known))
    if fault is not None:
        fault(bench)
    try:
        return climb_at(bench)
    except MemberFailed:
        return None
