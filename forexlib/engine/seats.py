"""A run by champions: each horizon is forecast by the version that serves it.

What a version says of a horizon does not depend on which other horizons it serves: it is asked for
all of them, and only its own rows are taken. Where versions that differ meet in a run, what they
issue together must still widen with the horizon; else the horizons of each fall to its robust
model.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, get_args

import numpy as np
import polars as pl

from forexlib.core.errors import MemberFailed
from forexlib.core.frames import Predictions
from forexlib.core.history import Ahead
from forexlib.core.reason import Reason
from forexlib.core.runs import Mode, Run
from forexlib.engine.alike import unlike
from forexlib.engine.bundle import Served
from forexlib.engine.check import check_rates, distance
from forexlib.engine.forecast import Prepared, predictions
from forexlib.engine.ladder import ENSEMBLE, Issued, climb_at
from forexlib.engine.learning import Learner, releases
from forexlib.engine.recipe import digest
from forexlib.engine.weights import RANDOM_WALK
from forexlib.engine.workbench import Workbench

MODES: Final[tuple[Mode, ...]] = get_args(Mode)
"""The best first."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who forecasts some horizons.

    Attributes:
        version: Its name in the rows.
        prepared: The question with what is known of its own series.
        learner: What it learned.
        horizons: Calendar days that it serves.
        barred: Why its ensemble must not be issued; "" where it may.
    """

    version: str
    prepared: Prepared
    learner: Learner
    horizons: Collection[int]
    barred: str = ""

    def issued(self) -> Issued:
        """What the ladder answers, under the version's name.

        Raises:
            Refused: If not even the random walk can be estimated.
        """
        bench = Workbench(self.learner, self.prepared.history, self.prepared.ahead)
        return _named(climb_at(bench, barred=self.barred), self.version)

    def unlike(self) -> str:
        """Why the width of what it issues is not its recipe's; "" where it is."""
        return unlike(self.learner, self.prepared.history, self.prepared.ahead)

    def learned(self) -> dict[int, str]:
        """Its horizons, to the last fixing it learned from; none where the calendar stands in."""
        if not isinstance(self.learner, Served):
            return {}
        return dict.fromkeys(self.own(), self.learner.bundle.anchor.isoformat())

    def own(self) -> list[int]:
        """The horizons that it serves and that can be answered."""
        return [days for days in self.prepared.ahead.horizon_days if days in self.horizons]


def forecast_from(seats: Sequence[Seat]) -> Run:
    """One run of all seats, at least one, each of which can answer something.

    It warns where the width of a version is not its recipe's, also where it falls for another one.

    Raises:
        Refused: If not even the random walk can be estimated.
    """
    issued = [seat.issued() for seat in seats]
    doubts = [
        Reason("unlike", version=seat.version, why=why) for seat in seats if (why := seat.unlike())
    ]
    clash = _clash(seats, issued)
    if clash:
        seats = _at_one_table(seats, issued, clash)
        issued = [seat.issued() for seat in seats]
    first = seats[0].prepared
    question = first.question
    prints = list(dict.fromkeys(seat.prepared.fingerprint for seat in seats))
    fingerprint = prints[0] if len(prints) == 1 else digest(*prints)
    served = tuple((days, seat.version) for seat in seats for days in sorted(seat.own()))
    mode = max((one.mode for one in issued), key=MODES.index)
    run_id = digest(
        (question.pair, question.target, question.track),
        (served, fingerprint, tuple(one.mode for one in issued), sorted(releases().items())),
    )
    rows = [
        predictions(seat.prepared, one.rates, versions=one.versions, mode=one.mode, run_id=run_id)
        .filter(pl.col("horizon_days").is_in(seat.own()))
        .with_columns(fingerprint=pl.lit(fingerprint))  # by which people find the rows of a run
        for seat, one in zip(seats, issued, strict=True)
    ]
    recipes = list(dict.fromkeys(seat.learner.recipe.digest() for seat in seats))
    return Run(
        run_id=run_id,
        pair=question.pair,
        target=question.target,
        track=question.track,
        as_of=question.as_of,
        admitted_by=question.admitted_by,
        origin_date=first.history.last_day,
        mode=mode,
        reason=_joined(seats, issued),
        fingerprint=fingerprint,
        seed=seats[0].learner.recipe.seed,
        spot=question.spot,
        weights=_merged(seats, [one.weights for one in issued]),
        importances=_merged(seats, [one.importances for one in issued]),
        versions={
            **releases(),
            "recipe": recipes[0] if len(recipes) == 1 else digest(*recipes),
            **{f"version_{days}d": version for days, version in served},
            **{f"learned_{days}d": day for seat in seats for days, day in seat.learned().items()},
        },
        warnings=tuple(dict.fromkeys(chain(doubts, *(one.warnings for one in issued)))),
        refused={days: why for seat in seats for days, why in seat.prepared.refused.items()},
        predictions=Predictions.validate(pl.concat(rows)),
    )


def defects(run: Run) -> dict[int, str]:
    """Horizon to why what was issued is not what its version should issue: below the best mode."""
    fallen = pl.col("model") == ENSEMBLE, pl.col("mode") != MODES[0]
    horizons = run.predictions.filter(*fallen).get_column("horizon_days")
    return {int(days): run.reason for days in horizons}


def _named(issued: Issued, version: str) -> Issued:
    """The same, in which what is issued bears the version's name."""
    return replace(issued, versions={**issued.versions, ENSEMBLE: version})


def _clash(seats: Sequence[Seat], issued: Sequence[Issued]) -> str:
    """Why what different versions issue cannot stand side by side; "" where it can."""
    if len(seats) == 1:
        return ""
    rows = sorted(
        (days, seat.prepared.ahead.trading_days[at], one.rates[ENSEMBLE][at])
        for seat, one in zip(seats, issued, strict=True)
        for at, days in enumerate(seat.prepared.ahead.horizon_days)
        if days in seat.horizons
    )
    ahead = Ahead(tuple(days for days, _, _ in rows), tuple(steps for _, steps, _ in rows))
    try:
        check_rates(np.vstack([rates for _, _, rates in rows]), ahead)
    except MemberFailed as error:
        versions = tuple(dict.fromkeys(seat.version for seat in seats))
        return Reason("versions_contradict", versions=versions, why=error.what)
    return ""


def _at_one_table(seats: Sequence[Seat], issued: Sequence[Issued], clash: str) -> list[Seat]:
    """The seats with the robust model of one of them, as each alone would contradict the others.

    It is the one whose width is nearest to the random walk's, which is the same for all: of those
    that contradict each other the farthest is taken to be wrong, as where one forecast is checked.
    """

    def apart(both: tuple[Seat, Issued]) -> tuple[bool, float]:
        seat, one = both
        widths = (np.log(one.rates[name]) for name in (ENSEMBLE, RANDOM_WALK))
        return not asked <= set(seat.prepared.ahead.horizon_days), distance(*widths)

    asked = {days for seat in seats for days in seat.own()}
    nearest, _ = min(zip(seats, issued, strict=True), key=apart)
    barred = (
        Reason("both", first=seat.barred, second=clash) if seat.barred else clash for seat in seats
    )
    return [
        Seat(seat.version, nearest.prepared, nearest.learner, seat.horizons, why)
        for seat, why in zip(seats, barred, strict=True)
    ]


def _joined(seats: Sequence[Seat], issued: Sequence[Issued]) -> str:
    """Why no better mode, of each version that fell."""
    fallen = [
        (seat, one) for seat, one in zip(seats, issued, strict=True) if one.reason and seat.own()
    ]
    if len(fallen) == len(seats) and len({one.reason for _, one in fallen}) == 1:
        return fallen[0][1].reason
    each = tuple(
        Reason("at_horizons", horizons=tuple(f"{days}d" for days in seat.own()), why=one.reason)
        for seat, one in fallen
    )
    return Reason("each", parts=each) if each else ""


def _merged(
    seats: Sequence[Seat], parts: Sequence[Mapping[int, Mapping[str, float]]]
) -> dict[int, Mapping[str, float]]:
    return {
        days: part[days]
        for seat, part in zip(seats, parts, strict=True)
        for days in seat.own()
        if days in part
    }
