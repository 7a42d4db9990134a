"""How often a challenger that is no better is promoted, and how often one that is, is.

    python -m benchmarks.challengers [--worlds 1000]

Writes docs/challengers.md: simulated worlds (`benchmarks.challenger_worlds`), and the verdicts of
`forexlib.decisions.promotion` on them. Seeds are fixed; some minutes.
"""

from __future__ import annotations

import argparse
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, get_args

import numpy as np
from scipy.special import betaincinv

from benchmarks.challenger_worlds import (
    BURNT,
    DAYS,
    FLAWS,
    NOW,
    ORDINARY,
    ORIGINS,
    REFIT,
    TEN_YEARS,
    THREE_YEARS,
    YEAR,
    Errors,
    Flaw,
    Outcomes,
    Sizes,
    calibrated,
    compared,
    flawed,
    losses,
    outcomes,
)
from benchmarks.null_world import VOLATILITY
from benchmarks.performance_worlds import (
    HORIZONS,
    Draw,
    Teaching,
    bootstrap_of,
    garch,
    learn,
    real_returns,
)
from forexlib.core.history import Floats
from forexlib.decisions.promotion import LEVEL, judge_challenger, judge_refresh, one_sided
from forexlib.scoring.equal_accuracy import Comparison

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "benchmarks" / "challengers.md"
"""The prose around the tables; {name} in braces is where one goes."""

ATTEMPTS: Final = (1, 4, 12)
"""Challengers tried within the year, spread evenly over it."""

QUARTERLY: Final = 4

MOST: Final = LEVEL
"""Of years in which one that is no better may be promoted."""

ASKED: Final = 0.80
"""Of challengers that are truly better, at 7 and 15 days."""

Kind = Literal["garch", "bootstrap"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
NAMES: Final = {"garch": "driftless GARCH-t", "bootstrap": "bootstrap of real returns"}


@dataclass(frozen=True, slots=True)
class Found:
    """Counts over the worlds of one kind.

    Attributes:
        worlds: How many.
        promoted: Attempts in the year to worlds in which one that is no better passed somewhere.
        naive: The same if each horizon and attempt were tested at 5 % alone.
        places: Horizon to such worlds by 4 attempts a year.
        found: Flaw of the champion and horizon to worlds in which who has none passed.
        refreshed: Horizon to worlds in which a refresh as good was accepted.
        refused: Flaw and horizon to worlds in which a refresh that has it was not.
        sizes: Of the flaws.
    """

    worlds: int
    sizes: Sizes
    promoted: Counter[int] = field(default_factory=Counter)
    naive: Counter[int] = field(default_factory=Counter)
    places: Counter[int] = field(default_factory=Counter)
    found: Counter[tuple[Flaw, int]] = field(default_factory=Counter)
    refreshed: Counter[int] = field(default_factory=Counter)
    refused: Counter[tuple[Flaw, int]] = field(default_factory=Counter)


def measure(kind: Kind, worlds: int) -> Found:
    """Simulate, try, judge."""
    draw: Draw = garch
    mean = VOLATILITY**2
    if kind == "bootstrap":
        real = real_returns()
        draw, mean = bootstrap_of(real), float(np.var(real))
    taught = learn(draw, mean)
    counts = Found(worlds, calibrated(taught, draw))
    for number, moves in enumerate(draw(worlds, DAYS, 5)):
        _try(counts, taught, moves, np.random.default_rng([number, KINDS.index(kind)]))
    return counts


def _try(counts: Found, taught: Teaching, moves: Floats, rng: np.random.Generator) -> None:
    world = outcomes(taught, moves)
    champion = _somebody(rng)
    reference = {days: losses(world, days, champion) for days in HORIZONS}
    for attempts in ATTEMPTS:
        _year(counts, world, reference, attempts, rng)
    for flaw in FLAWS:
        _better(counts, world, champion, flaw, rng)
    _refresh(counts, world, champion, reference, rng)


def _somebody(rng: np.random.Generator) -> Errors:
    return Errors.drawn(ORDINARY, rng, len(ORIGINS))


def _year(
    counts: Found,
    world: Outcomes,
    reference: dict[int, Floats],
    attempts: int,
    rng: np.random.Generator,
) -> None:
    """A year in which so many challengers as good as the champion are tried."""
    passed: set[int] = set()
    naive = False
    for attempt in range(1, attempts + 1):
        now = NOW + (attempt - 1) * YEAR // attempts
        other = _somebody(rng)
        compare_all = {
            days: compared(
                losses(world, days, other), reference[days], days, now=now, span=TEN_YEARS
            )
            for days in HORIZONS
        }
        verdicts = judge_challenger(compare_all, attempts=attempt)
        passed |= {days for days, one in verdicts.items() if one.accepted}
        naive = naive or any((one_sided(one) or 1.0) < LEVEL for one in compare_all.values())
    counts.promoted[attempts] += bool(passed)
    counts.naive[attempts] += naive
    if attempts == QUARTERLY:
        counts.places.update(passed)


def _better(
    counts: Found, world: Outcomes, champion: Errors, flaw: Flaw, rng: np.random.Generator
) -> None:
    """A challenger without the flaw that the champion has at every horizon."""
    other = _somebody(rng)
    found: dict[int, Comparison] = {}
    for days in HORIZONS:
        worse = flawed(flaw, counts.sizes[flaw, days], days, champion, rng)
        pair = losses(world, days, other), losses(world, days, worse)
        found[days] = compared(*pair, days, now=NOW, span=TEN_YEARS)
    verdicts = judge_challenger(found, attempts=1)
    counts.found.update((flaw, days) for days, one in verdicts.items() if one.accepted)


def _refresh(
    counts: Found,
    world: Outcomes,
    champion: Errors,
    reference: dict[int, Floats],
    rng: np.random.Generator,
) -> None:
    """The champion's recipe learned anew: as good, and with each flaw."""
    fresh = champion.plus(Errors.drawn(REFIT, rng, len(ORIGINS)))
    for days in HORIZONS:
        own = {days: _lately(losses(world, days, fresh), reference[days], days)}
        counts.refreshed[days] += judge_refresh(own)[days].accepted
        for flaw in FLAWS:
            worse = flawed(flaw, counts.sizes[flaw, days], days, fresh, rng)
            against = {days: _lately(losses(world, days, worse), reference[days], days)}
            counts.refused[flaw, days] += not judge_refresh(against)[days].accepted


def _lately(mine: Floats, other: Floats, days: int) -> Comparison:
    return compared(mine, other, days, now=NOW, span=THREE_YEARS)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """In Markdown; all but the first column to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def share(count: int, worlds: int) -> str:
    """Of the worlds, with its 95 % interval (Clopper and Pearson's)."""
    low = betaincinv(count, worlds - count + 1, 0.025) if count else 0.0
    high = betaincinv(count + 1, worlds - count, 0.975) if count < worlds else 1.0
    return f"{100 * count / worlds:.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def null_table(found: dict[Kind, Found]) -> str:
    """Worlds with a promotion, by how often it is tried."""
    rows = [
        [NAMES[kind], f"{attempts}", share(one.promoted[attempts], one.worlds),
         share(one.naive[attempts], one.worlds)]
        for kind, one in found.items()
        for attempts in ATTEMPTS
    ]  # fmt: skip
    return table(["worlds", "attempts a year", "any promotion", "each tested at 5 % alone"], rows)


def places_table(found: dict[Kind, Found]) -> str:
    """Where the promotions of four attempts a year happened."""
    rows = [
        [NAMES[kind], *(share(one.places[days], one.worlds) for days in HORIZONS)]
        for kind, one in found.items()
    ]
    return table(["worlds", *_columns()], rows)


def flaws_table(found: dict[Kind, Found], of: Literal["found", "refused"]) -> str:
    """What became of each flaw."""
    rows = [
        [
            f"{NAMES[kind]}: {flaw}",
            *(share(getattr(one, of)[flaw, d], one.worlds) for d in HORIZONS),
        ]
        for kind, one in found.items()
        for flaw in FLAWS
    ]
    return table(["", *_columns()], rows)


def refreshed_table(found: dict[Kind, Found]) -> str:
    """Refreshes as good as what they replace that were accepted."""
    rows = [
        [NAMES[kind], *(share(one.refreshed[days], one.worlds) for days in HORIZONS)]
        for kind, one in found.items()
    ]
    return table(["worlds", *_columns()], rows)


def sizes_table(found: dict[Kind, Found]) -> str:
    """How large a flaw is that costs 1 / .95."""
    rows = [
        [f"{NAMES[kind]}: {flaw}", *(f"{one.sizes[flaw, days]:.2f}" for days in HORIZONS)]
        for kind, one in found.items()
        for flaw in FLAWS
    ]
    return table(["", *_columns()], rows)


def verdict(found: dict[Kind, Found]) -> str:
    """What is asked and not met, in a sentence."""
    short = [
        f"{flaw} at {days} days in {NAMES[kind]} ({100 * one.found[flaw, days] / one.worlds:.0f} %)"
        for kind, one in found.items()
        for flaw in FLAWS
        for days in HORIZONS[:2]
        if one.found[flaw, days] < ASKED * one.worlds
    ]
    asked = f"Asked for at 7 and 15 days are {100 * ASKED:.0f} %"
    return f"{asked}; **not met**: {'; '.join(short)}." if short else f"{asked}: met."


def size_verdict(found: dict[Kind, Found]) -> str:
    """Whether one that is no better is promoted too often, in a sentence."""
    often = [
        f"{100 * one.promoted[attempts] / one.worlds:.1f} % in {NAMES[kind]}, {attempts} a year"
        for kind, one in found.items()
        for attempts in ATTEMPTS
        if one.promoted[attempts] > MOST * one.worlds
    ]
    asked = f"At most {100 * MOST:.0f} % are asked for"
    return f"{asked}; **not met**: {'; '.join(often)}." if often else f"{asked}: met."


def _columns() -> list[str]:
    return [f"{days} d" for days in HORIZONS]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=1000, help="of each kind")
    parser.add_argument("--dry", action="store_true", help="print the page, do not write it")
    asked = parser.parse_args()
    found = {kind: measure(kind, asked.worlds) for kind in KINDS}
    text = PAGE.read_text(encoding="utf-8").format(
        worlds=asked.worlds,
        years=(DAYS - BURNT) // YEAR,
        python=platform.python_version(),
        null=null_table(found),
        size=size_verdict(found),
        places=places_table(found),
        found=flaws_table(found, "found"),
        verdict=verdict(found),
        refreshed=refreshed_table(found),
        refused=flaws_table(found, "refused"),
        sizes=sizes_table(found),
    )
    print(text)
    if not asked.dry:
        (ROOT / "docs" / "challengers.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
