"""How versions live: retrained at past dates, through a whole year, and broken on purpose.

    python -m benchmarks.lifecycle [--retrainings 100] [--faults 16] [--timed 6]

Writes docs/lifecycle.md, from real USD/CLP. Each part is kept in .make/lifecycle when it is done,
and not measured again; delete that folder to measure anew.
"""

from __future__ import annotations

import argparse
import pickle
import platform
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final, TypeVar

from benchmarks.lifecycle_faults import Caught, defects, replaced
from benchmarks.lifecycle_outcomes import Found, outcomes
from benchmarks.lifecycle_past import Timed, Tried, past, timed
from benchmarks.lifecycle_world import FOLDER, HORIZONS, ROOT
from benchmarks.lifecycle_year import FIRST, LAST, Year, year

PAGE: Final = ROOT / "benchmarks" / "lifecycle.md"
"""The prose around the tables; {name} in braces is where one goes."""

OUTCOMES: Final = ("promoted", "rejected", "unchanged", "failed")
ASKED_SECONDS: Final = 60
ASKED_DAYS: Final = 45

Measured = TypeVar("Measured")


def kept(name: str, measure: Callable[[], Measured]) -> Measured:
    """What was measured before under this name, or now."""
    file = FOLDER / f"{name}.pickle"
    if file.exists():
        return pickle.loads(file.read_bytes())  # noqa: S301  (our own file)
    found = measure()
    FOLDER.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps(found))
    return found


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """In Markdown; all but the first column to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def columns() -> list[str]:
    """One a horizon."""
    return [f"{days} d" for days in HORIZONS]


def past_table(tried: Sequence[Tried]) -> str:
    """Outcomes by horizon."""
    own = {days: [one for one in tried if one.horizon_days == days] for days in HORIZONS}
    rows = [
        [name, *(f"{sum(one.outcome == name for one in own[days])}" for days in HORIZONS)]
        for name in OUTCOMES
    ]
    oldest = [f"{max(one.age for one in own[days])}" for days in HORIZONS]
    return table(["", *columns()], [*rows, ["oldest champion, days", *oldest]])


def reasons(tried: Sequence[Tried]) -> str:
    """Why something was not promoted, without the figures, and how often."""
    whys = (re.sub(r"\d+(\.\d+)?", "…", one.why) for one in tried if one.outcome != "promoted")
    found = [f"- {count} times: {why}" for why, count in Counter(whys).most_common()]
    return "\n".join(found) or "None was."


def ratios(tried: Sequence[Tried]) -> str:
    """How far the new version is from the old one, in a sentence."""
    found = sorted(one.ratio for one in tried if one.ratio is not None and one.age <= ASKED_DAYS)
    if not found:
        return ""
    low, high = found[len(found) // 20], found[-1 - len(found) // 20]
    return f"{low:.4f} to {high:.4f}"


def timed_table(found: Timed) -> str:
    """Seconds of one retraining of four horizons."""
    walls, cpus = [one.wall for one in found.costs], [one.cpu for one in found.costs]
    rows = [
        ["wall", f"{median(walls):.0f}", f"{max(walls):.0f}"],
        ["CPU, all processes", f"{median(cpus):.0f}", f"{max(cpus):.0f}"],
    ]
    return table(["seconds", "median", "largest"], rows)


def timed_verdict(found: Timed) -> str:
    """Against what is asked."""
    slow = sum(one.wall > ASKED_SECONDS for one in found.costs)
    busy = f"{min(found.loads):.0f} to {max(found.loads):.0f}"
    met = "met each time" if slow == 0 else f"**missed {slow} times**"
    return f"At most {ASKED_SECONDS} s on two cores are asked for: {met}, at a load of {busy}."


def year_tables(lived: Year) -> dict[str, str]:
    """What was lived."""
    asked = Counter((one.reason, one.outcome) for one in lived.refreshed)
    refreshed = [[reason, outcome, f"{n}"] for (reason, outcome), n in sorted(asked.items())]
    ages = [
        ["since its last fixing", *(f"{lived.oldest[days]}" for days in HORIZONS)],
        ["since it was crowned", *(f"{lived.latest[days]}" for days in HORIZONS)],
    ]
    against = [
        [
            f"{days} d",
            f"{one.n}",
            "–" if one.ratio is None else f"{one.ratio:.4f}",
            "too few" if one.low is None else f"{one.low:.4f} to {one.high:.4f}",
        ]
        for days, one in lived.against.items()
    ]
    acts = [f"- {day}, {days} d: {act}. {why}" for day, days, act, why in lived.acts]
    worst = max(lived.oldest.values())
    return {
        "year_span": f"{FIRST} to {LAST}",
        "year_days": f"{lived.days}",
        "year_fallen": f"{len(lived.fallen)}",
        "year_refreshed": table(["reason", "outcome", "horizons"], refreshed),
        "year_ages": table(["most days", *columns()], ages),
        "year_age": f"{'met' if worst <= ASKED_DAYS else '**not met**'}: {worst} at most",
        "year_against": table(["horizon", "origins", "CRPS ratio", "95 % interval"], against),
        "year_acts": "\n".join(acts) or "It did nothing: there was no rollback.",
    }


def defects_table(found: Mapping[str, Caught]) -> str:
    """What became of each fault on its day."""
    rows = [
        [name, f"{one.days}", f"{one.refused}", f"{one.gone}", f"{one.stayed}"]
        for name, one in found.items()
    ]
    head = ["fault", "days", "refused", "forced in and gone the same day", "stayed"]
    return table(head, rows)


def outcomes_table(found: Sequence[Found]) -> str:
    """How soon outcomes sent it back: how many of how many, and their median."""
    rows = []
    for name in dict.fromkeys(one.fault for one in found):
        cells = []
        for days in HORIZONS:
            own = [one.days for one in found if one.fault == name and one.horizon_days == days]
            gone = [one for one in own if one is not None]
            soon = f", {median(gone):.0f} d ({min(gone)}–{max(gone)})" if gone else ""
            cells.append(f"{len(gone)} of {len(own)}{soon}")
        rows.append([name, *cells])
    return table(["fault", *columns()], rows)


def replaced_table(found: Mapping[str, Counter[str]]) -> str:
    """What the next refresh did with each fault."""
    rows = [[name, *(f"{one[outcome]}" for outcome in OUTCOMES)] for name, one in found.items()]
    return table(["fault", *OUTCOMES], rows)


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--retrainings", type=int, default=100)
    parser.add_argument("--faults", type=int, default=16, help="days of each fault")
    parser.add_argument("--timed", type=int, default=6, help="retrainings whose cost is measured")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "lifecycle.md")
    asked = parser.parse_args()
    tried = kept("past", partial(past, asked.retrainings))
    lived = kept("year", year)
    cost = kept("timed", partial(timed, asked.timed))
    caught = kept("defects", partial(defects, asked.faults))
    found = kept("outcomes", partial(outcomes, asked.faults))
    again = kept("replaced", replaced)
    turned_down = [one for one in tried if one.outcome != "promoted"]
    text = PAGE.read_text(encoding="utf-8").format(
        python=platform.python_version(),
        past=past_table(tried),
        past_count=f"{len({one.day for one in tried})}",
        past_span=f"{tried[0].day} to {tried[-1].day}",
        past_reasons=reasons(tried),
        past_ratios=ratios(tried),
        untouched=f"{sum(one.untouched for one in turned_down)} of {len(turned_down)}",
        timed=timed_table(cost),
        timed_count=f"{len(cost.costs)}",
        timed_verdict=timed_verdict(cost),
        defects=defects_table(caught),
        outcomes=outcomes_table(found),
        replaced=replaced_table(again),
        **year_tables(lived),
    )
    print(text)
    asked.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
