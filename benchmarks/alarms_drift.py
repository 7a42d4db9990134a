"""How often drift is seen where nothing changes, and how soon where something does.

    python -m benchmarks.alarms_drift [--worlds 40] [--workers 2]

writes docs/alarms-drift.md. Half of the worlds are driftless GARCH(1,1)-t paths with the
coefficients of `benchmarks.null_world`, half are stationary bootstraps of the packaged NBP fixings
of USD/CLP in blocks of 50 on average. Each has 2,000 fixings from which it is learned what is
usual, and 1,260 (five years) on which drift is looked for every day, in the returns and in the
forecasts of a perfect model at four horizons. Numbers depend neither on the workers nor on the
machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from benchmarks.alarms_drift_real import Cluster, real_fixings, real_record
from benchmarks.null_world import ALPHA, BETA, BURN_IN, FREEDOM, VOLATILITY
from forexlib.core.drift import RETURNS
from forexlib.core.history import Floats
from forexlib.monitoring.drift_family import Family, Levels
from forexlib.monitoring.drift_null import (
    ORIGIN_DECAY,
    Column,
    Design,
    moves_over,
    rehearse,
    scores_among,
    statistics_at,
)
from forexlib.monitoring.drift_series import (
    WARM_UP,
    known_volatility,
    standardised,
    steps_of,
)
from forexlib.monitoring.drift_tests import TESTS

PAGE: Final = Path(__file__).parents[1] / "docs" / "alarms-drift.md"
LEARNED: Final = 2000
TESTED: Final = 1260
YEAR: Final = 252
BLOCK: Final = 50
BEFORE: Final = 900
"""Fixings before a planted change that are looked at: scale and windows reach no further."""
AFTER: Final = 60
ONSETS: Final = np.arange(LEARNED + 30, LEARNED + TESTED - AFTER, 175)
CHECKED: Final = (5, 10, 15, 20, 40, 60)

Kind = Literal["garch", "bootstrap"]
Counts = NDArray[np.intp]

CHANGES: Final = (
    "volatility x 2",
    "volatility x 1.5",
    "volatility x 0.5",
    "mean + 0.5 sigma a day",
    "mean + 1 sigma a day",
    "autocorrelation 0.5",
)


@dataclass(frozen=True, slots=True)
class World:
    """Rates in which nothing changes.

    Attributes:
        returns: Daily log returns, shape (worlds, t).
        usual: Horizon in days to the scaled moves of the unchanged worlds, rising.
        kind: How they were made.
    """

    returns: Floats
    usual: dict[int, Floats]
    kind: Kind


@dataclass(frozen=True, slots=True)
class NoChange:
    """What was seen of worlds without change.

    Attributes:
        kind: How they were made.
        drifted: Tests that drifted on each day, shape (worlds, days).
        by_test: Share of days on which each test drifted, shape (series, 5).
        score: Shape (worlds, days).
    """

    kind: Kind
    drifted: Counts
    by_test: Floats
    score: Floats

    def share(self, least: int) -> float:
        """Of days on which at least so many tests drifted."""
        return float(np.mean(self.drifted >= least))

    def entries(self, least: int) -> float:
        """How often a year such days begin."""
        seen = self.drifted >= least
        begun = int(np.sum(seen[:, 1:] & ~seen[:, :-1])) + int(np.sum(seen[:, 0]))
        return begun / (seen.size / YEAR)

    @property
    def years(self) -> float:
        """That were simulated."""
        return self.drifted.size / YEAR


@dataclass(frozen=True, slots=True)
class Power:
    """Of one planted change.

    Attributes:
        change: One of `CHANGES`.
        first: Fixings from the change to the first day on which one test had drifted, or more than
            are looked at; shape (planted,).
        high: The same of two tests.
    """

    change: str
    first: Counts
    high: Counts


def simulate(kind: Kind, worlds: int, *, seed: int, design: Design) -> World:
    """Make worlds, and see what is usual among them."""
    rng = np.random.default_rng(seed)
    length = LEARNED + TESTED
    made = _garch(worlds, length, rng) if kind == "garch" else _bootstrap(worlds, length, rng)
    usual = {}
    for days in design.horizons:
        moves = _moves(made, days, kind)
        usual[days] = np.sort(moves[~np.isnan(moves)])
    return World(made, usual, kind)


def no_change(world: World, families: Sequence[Family], design: Design, levels: Levels) -> NoChange:
    """Look for drift on every day of the five years."""
    moments = np.arange(LEARNED, LEARNED + TESTED)
    statistics = statistics_at(_series(world, world.returns, design), moments, _daily(design))
    judged = [family.judge(one, levels) for family, one in zip(families, statistics, strict=True)]
    drifted = np.stack([one.drifted for one in judged])
    by_test = drifted.mean(axis=(0, 1)).reshape(-1, len(TESTS))
    return NoChange(
        world.kind, drifted.sum(axis=2), by_test, np.stack([one.score for one in judged])
    )


def power(
    world: World, families: Sequence[Family], change: str, design: Design, levels: Levels
) -> Power:
    """Plant a change at each of `ONSETS` of each world, and see how soon it is found."""
    first, high = [], []
    for onset in ONSETS:
        part = world.returns[:, onset - BEFORE : onset + AFTER].copy()
        part[:, BEFORE:] = _changed(part[:, BEFORE - 1 :], change, world)
        moments = np.arange(BEFORE, BEFORE + AFTER)
        statistics = statistics_at(_series(world, part, design), moments, _daily(design))
        for family, one in zip(families, statistics, strict=True):
            drifted = family.judge(one, levels).drifted.sum(axis=1)
            first.append(_when(drifted >= 1))
            high.append(_when(drifted > 1))
    return Power(change, np.asarray(first), np.asarray(high))


def learn(world: World, design: Design) -> list[Family]:
    """What each world can know of what is usual, from its first 2,000 fixings."""
    columns = _daily(design).columns
    return [Family.of(rehearse(one[:LEARNED], design), columns) for one in world.returns]


@dataclass(frozen=True, slots=True)
class _DailyDesign(Design):
    """Forecasts are made daily."""

    @property
    @override
    def columns(self) -> tuple[Column, ...]:
        return (Column(RETURNS), *(Column(f"{days}d") for days in self.horizons))


def _daily(design: Design) -> Design:
    return _DailyDesign(design.baseline, design.test, design.horizons, design.seed)


def _when(seen: NDArray[np.bool_]) -> int:
    return int(np.argmax(seen)) + 1 if seen.any() else AFTER + 1


def _changed(part: Floats, change: str, world: World) -> Floats:
    """Returns from the change on; `part` begins a day before it."""
    usual, moves = float(np.std(world.returns)), part[:, 1:]
    match change.split():
        case ["volatility", _, times]:
            return moves * float(times)
        case ["mean", _, shift, *_]:
            return moves + float(shift) * usual
        case _:
            before, followed = part[:, 0], []
            phi = float(change.rsplit(maxsplit=1)[-1])
            for today in moves.T:
                before = phi * before + np.sqrt(1.0 - phi**2) * today
                followed.append(before)
            return np.stack(followed, axis=1)


def _series(world: World, returns: Floats, design: Design) -> dict[str, Floats]:
    """As `drift_null.scored_paths`, by a model that keeps to what was right before a change."""
    early = np.full((len(returns), WARM_UP), np.nan)
    series = {RETURNS: np.concatenate((early, standardised(returns)), axis=1)}
    for days in design.horizons:
        moves = _moves(returns, days, world.kind)
        series[f"{days}d"] = scores_among(moves, world.usual[days])
    return series


def _moves(returns: Floats, days: int, kind: Kind) -> Floats:
    """Over the scale the perfect model knows: GARCH's own, or an average of the past."""
    steps = steps_of(days)
    if kind == "bootstrap":
        return moves_over(returns, steps, known_volatility(returns, decay=ORIGIN_DECAY))
    mean, variance = VOLATILITY**2, np.full(len(returns), VOLATILITY**2)
    faded = (1.0 - (ALPHA + BETA) ** steps) / (1.0 - ALPHA - BETA) / steps
    scale = np.empty(returns.shape)
    for day, moved in enumerate(returns.T):
        scale[:, day] = np.sqrt(mean + (variance - mean) * faded)
        variance = (1.0 - ALPHA - BETA) * mean + ALPHA * moved**2 + BETA * variance
    return moves_over(returns, steps, scale)


def _garch(worlds: int, length: int, rng: np.random.Generator) -> Floats:
    shocks = rng.standard_t(FREEDOM, (BURN_IN + length, worlds))
    shocks *= np.sqrt((FREEDOM - 2) / FREEDOM)
    mean, variance = VOLATILITY**2, np.full(worlds, VOLATILITY**2)
    moves = np.empty_like(shocks)
    for day, shock in enumerate(shocks):
        moves[day] = np.sqrt(variance) * shock
        variance = (1.0 - ALPHA - BETA) * mean + ALPHA * moves[day] ** 2 + BETA * variance
    return moves[BURN_IN:].T.copy()


def _bootstrap(worlds: int, length: int, rng: np.random.Generator) -> Floats:
    real = np.diff(real_fixings().log_rate)
    begins = rng.random((worlds, length)) < 1.0 / BLOCK
    begins[:, 0] = True
    days = np.arange(length)
    latest = np.maximum.accumulate(np.where(begins, days, 0), axis=1)
    starts = np.take_along_axis(rng.integers(len(real), size=begins.shape), latest, axis=1)
    return real[(starts + days - latest) % len(real)]


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one kind of world. Attributes: still: without change; powers: with each change."""

    still: NoChange
    powers: list[Power]


def measure(kind: Kind, *, worlds: int, seed: int = 0) -> Measured:
    """Everything of one kind of world."""
    design, levels = Design(), Levels()
    world = simulate(kind, worlds, seed=seed, design=design)
    families = learn(world, design)
    still = no_change(world, families, design, levels)
    return Measured(still, [power(world, families, one, design, levels) for one in CHANGES])


def page(measured: Sequence[Measured], real: tuple[float, float, float, list[Cluster]]) -> str:
    """docs/alarms-drift.md."""
    kinds = " | ".join(one.still.kind for one in measured)
    years = sum(one.still.years for one in measured)
    both = [np.mean([one.still.share(k) for one in measured]) for k in (1, 2)]
    lines = [
        "# Drift: how often it is seen, and how soon",
        "",
        "    python -m benchmarks.alarms_drift",
        "",
        "wrote this page; how worlds are made and tested is said in that file.",
        "",
        f"## Where nothing changes: {years:.0f} years",
        "",
        f"Two or more tests (HIGH) drift on **{100 * both[1]:.2f} %** of days, at least one on",
        f"{100 * both[0]:.1f} %, jointly over five series and 25 tests.",
        "",
        f"| | {kinds} |",
        "| --- |" + " ---: |" * len(measured),
        _row("years", [f"{one.still.years:.0f}" for one in measured]),
        _row(
            "days with a drifted test, %", [f"{100 * one.still.share(1):.2f}" for one in measured]
        ),
        _row("days HIGH, %", [f"{100 * one.still.share(2):.2f}" for one in measured]),
        _row("entries a year, any", [f"{one.still.entries(1):.1f}" for one in measured]),
        _row("entries a year, HIGH", [f"{one.still.entries(2):.2f}" for one in measured]),
        _row("mean score", [f"{one.still.score.mean():.1f}" for one in measured]),
        "",
    ]
    for one in measured:
        lines += [*_by_test(one.still), ""]
    lines += [
        "## Where something changes",
        "",
        "Share of planted changes, in percent, at which at least one test (in brackets: two) had",
        "drifted on some day within so many fixings. Days without change that happen to be drifted",
        "count as well; the first table says how many to expect.",
        "",
    ]
    for one in measured:
        lines += [*_powers(one), ""]
    return "\n".join([*lines, *_real(real)]) + "\n"


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def _by_test(still: NoChange) -> list[str]:
    series = ("returns", "7d", "15d", "30d", "90d")
    return [
        f"Percent of days on which each test drifted, {still.kind}:",
        "",
        _row("series", TESTS),
        "| --- |" + " ---: |" * len(TESTS),
        *(
            _row(name, [f"{100 * share:.2f}" for share in shares])
            for name, shares in zip(series, still.by_test, strict=True)
        ),
    ]


def _powers(measured: Measured) -> list[str]:
    planted = len(measured.powers[0].first)
    return [
        f"{measured.still.kind}, {planted} of each:",
        "",
        _row("change", [f"{days}" for days in CHECKED]),
        "| --- |" + " ---: |" * len(CHECKED),
        *(
            _row(
                one.change,
                [
                    f"{_percent(one.first <= days)} ({_percent(one.high <= days)})"
                    for days in CHECKED
                ],
            )
            for one in measured.powers
        ),
    ]


def _percent(seen: NDArray[np.bool_]) -> str:
    return f"{100 * np.mean(seen):.0f}"


def _real(real: tuple[float, float, float, list[Cluster]]) -> list[str]:
    years, any_share, high_share, clusters = real
    return [
        f"## USD/CLP, the last {years:.1f} years",
        "",
        "NBP fixings; daily forecasts by the random walk's centre with the spread of `qa4`; what",
        "is usual is learned anew each year from the returns before it. At least one test drifted",
        f"on {100 * any_share:.1f} % of days, two or more (HIGH) on {100 * high_share:.2f} %.",
        "",
        "Each time, gaps of up to ten fixings closed. The last column has the largest move in it",
        "or in the ten fixings before its end, the volatility of these ten against the 90 before",
        "them, and what was in the news then or in the fortnight before, where known:",
        "",
        "| from | to | days drifted | HIGH | tests | what it was |",
        "| --- | --- | ---: | ---: | --- | --- |",
        *(
            f"| {one.first} | {one.last} | {one.days} | {one.high} | {', '.join(one.tests)} |"
            f" {one.why} |"
            for one in clusters
        ),
    ]


def _measure(asked: tuple[Kind, int]) -> Measured:
    return measure(asked[0], worlds=asked[1])


def main() -> None:
    """Simulate, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=40, help="of each kind")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--dry", action="store_true", help="print the page, do not write it")
    asked = parser.parse_args()
    start = time.perf_counter()
    kinds: list[tuple[Kind, int]] = [("garch", asked.worlds), ("bootstrap", asked.worlds)]
    with multiprocessing.get_context("spawn").Pool(asked.workers) as pool:
        measured = pool.map(_measure, kinds, chunksize=1)
    text = page(measured, real_record())
    print(text)
    if not asked.dry:
        PAGE.write_text(text, encoding="utf-8")
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
