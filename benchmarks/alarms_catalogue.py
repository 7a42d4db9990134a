"""Days with and without trouble that can be seen when they are judged, and what was told of each.

Each case is a calm day of real USD/CLP, on a database of its own that knows what was known then,
with a forecast of the day and of the one before; into half of them trouble is planted. The monitor
looks once, and what it raises and sends is held against the label. Which days are calm is decided
by the rates alone, with a margin: no move of 1.5 %, and a week no stormier than the quarter.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import polars as pl

from benchmarks.alarms_drift_real import real_fixings
from forexlib.core.calendar import instant, target_date
from forexlib.core.drift import DriftTests
from forexlib.core.event import rank
from forexlib.core.events import Agenda
from forexlib.core.frames import Predictions
from forexlib.core.runs import Mode, Run
from forexlib.jobs.daily import fetch_rates
from forexlib.jobs.drift import Drift
from forexlib.jobs.monitor import Desk, Watched, monitor
from forexlib.store.duck import DuckStore
from forexlib.wiring import Platform, Settings

SEED: Final = 26
FIRST: Final = date(2016, 1, 4)
SERIES: Final = "nbp_fixing/USDCLP"
DEAD: Final = "nbp_fixing/USDMXN"
HORIZONS: Final = (7, 15, 30, 90)
CALM_MOVE, CALM_RATIO = 0.015, 1.0
KNOWN_LATER: Final = datetime.fromisoformat("2026-11-01T00:00+00:00")
STEP: Final = 0.01


@dataclass(frozen=True, slots=True)
class Case:
    """One day.

    Attributes:
        name: What was planted; "nothing".
        raised: Kinds of events that must be raised, at WARNING or more.
        sent: Whether somebody must be told.
    """

    name: str
    raised: frozenset[str]
    sent: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What the monitor made of a case. Attributes: raised: kinds; sent: whether a message left."""

    case: Case
    raised: frozenset[str]
    sent: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day and its database.

    Attributes:
        data: Folder of the database.
        place: Position of the newest fixing.
        now: When the monitor looks.
    """

    data: Path
    place: int
    now: datetime

    @property
    def store(self) -> DuckStore:
        """Its own."""
        return self.platform.store

    @property
    def platform(self) -> Platform:
        """Its parts."""
        return Platform(Settings(_env_file=None, data=self.data, online=False))

    def execute(self, query: str, *values: object) -> None:
        """Change the database by hand."""
        with duckdb.connect(str(self.data / "forex.duckdb")) as opened:
            opened.execute(query, list(values))


Plant = Callable[[Day, np.random.Generator], Day]


def nothing(day: Day, chance: np.random.Generator) -> Day:
    """The day and the day before are forecast, and all is well."""
    _forecast(day, day.place - 1, 0.0)
    _forecast(day, day.place, float(chance.uniform(-0.002, 0.002)))
    return day


def jump(day: Day, chance: np.random.Generator) -> Day:
    """The median moved by 3.2 to 6 % since the forecast before."""
    size = float(chance.uniform(0.032, 0.06) * chance.choice([-1, 1]))
    _forecast(day, day.place - 1, -size)
    _forecast(day, day.place, 0.0)
    return day


def storm(day: Day, chance: np.random.Generator) -> Day:
    """The last seven returns are 3 to 5 times what they were, none of them a jump of its own."""
    rates, dates = np.exp(real_fixings().log_rate), real_fixings().dates
    window = slice(day.place - 90, day.place + 1)
    usual = float(np.std(np.diff(np.log(rates[window]))))
    level = np.log(rates[day.place - 7])
    for step in range(7):
        level += float(chance.choice([-1, 1]) * chance.uniform(2.6, 3.2) * usual)
        moved = dates[day.place - 6 + step].astype(date)
        day.execute(
            "update observations set value = $1 where series = $2 and event_date = $3",
            *(float(np.exp(level)), SERIES, moved),
        )
    return nothing(day, chance)


def stale(day: Day, chance: np.random.Generator) -> Day:
    """No value of the target for 12 to 25 business days, and no forecast since."""
    nothing(day, chance)
    _forget(day, "series like 'nbp_fixing/%'")
    return replace(day, now=day.now + timedelta(days=int(chance.integers(17, 35))))


def silent_service(day: Day, chance: np.random.Generator) -> Day:
    """The values come in, and for 4 to 8 days nobody made a forecast."""
    nothing(day, chance)
    return replace(day, now=day.now + timedelta(days=int(chance.integers(4, 9))))


def dead_regressor(day: Day, chance: np.random.Generator) -> Day:
    """One regressor has had no value for seven weeks or more."""
    nothing(day, chance)
    last = real_fixings().dates[day.place - int(chance.integers(35, 60))].astype(date)
    day.execute("delete from observations where series = $1 and event_date > $2", DEAD, last)
    return day


def failing_source(day: Day, chance: np.random.Generator) -> Day:
    """A service has failed three to six times in a row."""
    nothing(day, chance)
    for call in range(int(chance.integers(3, 7))):
        began = day.now - timedelta(hours=10 - call)
        day.execute(
            "insert into source_calls values"
            " ('nbp-web', $1, $2, $2, 'failed', 'no answer', null, 0)",
            *(call + 1, began),
        )
    return day


def withheld(day: Day, chance: np.random.Generator) -> Day:
    """A tick off by a hundred waits in quarantine."""
    nothing(day, chance)
    value = float(np.exp(real_fixings().log_rate[day.place]) * chance.choice([0.01, 100.0]))
    day.execute(
        "insert into quarantine values ($1, $2, $3, $4, 'nbp-web', 'jump', 'quarantined', $4, $4,"
        " 'gate', '')",
        *(SERIES, real_fixings().dates[day.place].astype(date), value, day.now),
    )
    return day


def naive(day: Day, chance: np.random.Generator) -> Day:
    """The forecast stands on the lowest rung."""
    _forecast(day, day.place - 1, 0.0)
    _forecast(day, day.place, float(chance.uniform(-0.002, 0.002)), mode="naive")
    return day


def robust(day: Day, chance: np.random.Generator) -> Day:
    """The forecast stands on the second rung."""
    _forecast(day, day.place - 1, 0.0)
    _forecast(day, day.place, float(chance.uniform(-0.002, 0.002)), mode="robust")
    return day


def two_warnings(day: Day, chance: np.random.Generator) -> Day:
    """A regressor is dead, and a source fails."""
    return failing_source(dead_regressor(day, chance), chance)


PLANTED: Final[Mapping[str, tuple[Plant, tuple[str, ...], bool]]] = {
    "forecast jumps by more than 3 %": (jump, ("forecast_change",), True),
    "storm: a week of thrice the moves": (storm, ("high_volatility",), True),
    "target silent": (stale, ("stale_target", "no_forecast"), True),
    "no forecast for days": (silent_service, ("no_forecast",), True),
    "regressor dead": (dead_regressor, ("stale_regressor",), False),
    "source failing": (failing_source, ("failing_source",), False),
    "tick x100 in quarantine": (withheld, ("quarantined",), False),
    "naive mode": (naive, ("lower_mode",), True),
    "robust mode": (robust, ("lower_mode",), False),
    "regressor dead and source failing": (
        two_warnings,
        ("stale_regressor", "failing_source"),
        True,
    ),
}
"""What is planted: how, what must be raised, and whether somebody must be told."""


def catalogue(*, quiet: int = 120, each: int = 12) -> list[Seen]:
    """Judge so many calm days, and so many of each trouble."""
    chance = np.random.default_rng(SEED)
    wanted: list[tuple[Plant, Case]] = [
        (nothing, Case("nothing", frozenset(), sent=False)),
    ] * quiet
    for name, (plant, kinds, sent) in PLANTED.items():
        wanted += [(plant, Case(name, frozenset(kinds), sent))] * each
    places = chance.choice(calm_days(), len(wanted), replace=False)
    with tempfile.TemporaryDirectory() as folder:
        template = _template(Path(folder) / "template")
        return [
            _judge(template, Path(folder) / "case", int(place), plant, case, chance)
            for place, (plant, case) in zip(places, wanted, strict=True)
        ]


def calm_days() -> np.ndarray:
    """Positions of the fixings on which nothing is to be told, by the rates alone."""
    history = real_fixings()
    squares = history.returns**2
    moves = np.abs(history.returns)
    found = []
    for place in range(
        int(np.searchsorted(history.dates, np.datetime64(FIRST))), len(history) - 40
    ):
        week, quarter = (float(np.mean(squares[place - n : place])) for n in (7, 90))
        # A ratio that was high a while ago may still stand, until it has abated: look back.
        before = max(
            float(np.mean(squares[p - 7 : p]) / np.mean(squares[p - 90 : p]))
            for p in range(place - 15, place)
        )
        calm = moves[place - 3 : place].max() < CALM_MOVE
        if calm and (week / quarter) ** 0.5 < CALM_RATIO and before**0.5 < 1.3:  # noqa: PLR2004
            found.append(place)
    return np.asarray(found)


def _template(data: Path) -> Path:
    """A database with every fixing in it."""
    parts = Platform(Settings(_env_file=None, data=data, online=False))
    series = (SERIES, *parts.recipe.regressors)
    fetch_rates(parts.intake, parts.store, series, now=KNOWN_LATER)
    return data


def _judge(
    template: Path, data: Path, place: int, plant: Plant, case: Case, chance: np.random.Generator
) -> Seen:
    shutil.copytree(template, data)
    day = real_fixings().dates[place].astype(date)
    now = instant(day, time(9, 15), zone="America/Santiago")
    made = plant(Day(data, place, now), chance)
    # Value by value, everything was admitted when it was published.
    made.execute("update observations set admitted_at = available_at")
    done = monitor(_desk(made), now=made.now)
    shutil.rmtree(data)
    raised = {one.kind for one in done.found.events if rank(one.severity) >= rank("WARNING")}
    return Seen(case, frozenset(raised), _told(done))


def _told(done: Watched) -> bool:
    return bool(done.messages)


def _desk(day: Day) -> Desk:
    """Without the monitors that judge by outcomes: they have pages of their own."""
    desk = day.platform.desk
    lookout = replace(desk.lookout, agenda=Agenda((), ()))
    return replace(desk, lookout=lookout, drift=_still, performance=lambda _: [])


def _still(now: datetime) -> Drift:
    rows = DriftTests.create_empty()
    return Drift(now.date(), "INFO", 0, 0.0, worsens=False, tests=rows, sentence={}, new=False)


def _forget(day: Day, which: str) -> None:
    last = real_fixings().dates[day.place].astype(date)
    day.execute(f"delete from observations where {which} and event_date > $1", last)  # noqa: S608


def _forecast(day: Day, place: int, moved: float, *, mode: Mode = "ensemble") -> None:
    """Store a live forecast from a fixing: lognormal, 1 % a day wide, its centre moved."""
    history = real_fixings()
    origin = history.dates[place].astype(date)
    rate = float(np.exp(history.log_rate[place]))
    base = float(np.exp(history.log_rate[day.place]))
    as_of = instant(origin, time(8, 30), zone="America/Santiago")
    run_id = f"{place:06d}{'' if mode == 'ensemble' else mode}"
    said = {
        "pair": "USDCLP",
        "target": "nbp_fixing",
        "origin_date": origin,
        "track": "live",
        "run_id": run_id,
        "mode": mode,
        "as_of": as_of,
        "admitted_by": as_of,
        "last_rate": rate,
        "fingerprint": run_id,
        "model_version": "0" * 12,
    }
    rows = []
    for days in HORIZONS:
        width = STEP * (days * 5 / 7) ** 0.5
        grid = np.linspace(-2.0, 2.0, 43) * width
        rates = base * (1.0 + moved) * np.exp(grid)
        told = {
            **said,
            "horizon_days": days,
            "target_date": target_date(origin, horizon_days=days, market="warsaw"),
            "trading_days": max(1, days * 5 // 7),
            "mean": float(rates[21]),
            "quantiles": rates[2:-2].tolist(),
            "tails": [*rates[:2], *rates[-2:]],
        }
        rows += [{**told, "model": model} for model in ("ensemble", "random_walk")]
    types = {column: rule.dtype for column, rule in Predictions.columns().items()}
    run = Run(
        run_id=run_id,
        pair="USDCLP",
        target="nbp_fixing",
        track="live",
        as_of=as_of,
        admitted_by=as_of,
        origin_date=origin,
        mode=mode,
        reason="" if mode == "ensemble" else "planted",
        fingerprint=run_id,
        seed=1,
        predictions=Predictions.validate(pl.DataFrame(rows, schema=types)),
        weights={},
        versions={},
        refused={},
    )
    day.store.save([run], saved_at=as_of)


def precision_and_recall(seen: Sequence[Seen]) -> tuple[float, float, float, float]:
    """Percent: of kinds raised, those that should be, and the reverse; the same of messages."""
    right = sum(len(one.raised & one.case.raised) for one in seen)
    raised = sum(len(one.raised) for one in seen)
    wanted = sum(len(one.case.raised) for one in seen)
    told = sum(one.sent for one in seen)
    rightly = sum(one.sent and one.case.sent for one in seen)
    should = sum(one.case.sent for one in seen)
    return 100 * right / raised, 100 * right / wanted, 100 * rightly / told, 100 * rightly / should
