"""What the gate lets in and keeps out: clean fixings since 2011, and the same with planted faults.

    python benchmarks/gate.py [--passes 40] [--dry]

Prints the tables and writes them to docs/gate.md (`--dry`: does not). Everything is judged day by
day from what was admitted before; the thresholds were chosen on seeds below 2000, the tables are of
seeds from 5000 on.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from gate_faults import (
    KINDS,
    LATE,
    SECOND,
    SHIFTED,
    TARGET,
    Kind,
    Outcome,
    archive,
    outcome,
    plant,
)

from forexlib.core.errors import SourceError
from forexlib.core.frames import Published
from forexlib.decisions.gate import Judgement, judge
from forexlib.decisions.gate_rules import ROUNDING
from forexlib.sources.csv_file import read_csv

HERE = Path(__file__).parent
TEXT = HERE / "gate.md"
PAGE = HERE.parent / "docs" / "gate.md"
LARGE = 0.03
FIRST_SEED = 5000
NOTHING = Published.create_empty()
NUMBER_TEXTS = ("NaN", "ND", "nan", "N/A", "inf", "null", "-", "")


def at_once(published: pl.DataFrame) -> Judgement:
    """The verdict on a history that arrives whole."""
    return judge(published, known=NOTHING, pending=NOTHING, as_of=LATE)


def planted(passes: int) -> tuple[dict[Kind, list[Outcome]], dict[Kind, int]]:
    """What became of the faults of every kind, and of how many it was none after all."""
    found: dict[Kind, list[Outcome]] = {kind: [] for kind in KINDS}
    none: Counter[Kind] = Counter()
    others = tuple(kind for kind in KINDS if kind != SHIFTED)
    for turn in range(passes):
        kinds = (SHIFTED,) if turn % 4 == 0 else others
        dirty, faults = plant(archive().values, target=0, seed=FIRST_SEED + turn, kinds=kinds)
        judged = at_once(archive().published(dirty, second=kinds == (SHIFTED,)))
        reasons, gaps = where(judged)
        for fault in faults:
            if fault.real:
                found[fault.kind].append(outcome(fault, reasons, gaps))
            else:
                none[fault.kind] += 1
    return found, none


def where(judged: Judgement) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Reasons of what was quarantined, days by series, and where gaps were reported to end."""
    days = {day: t for t, day in enumerate(archive().days)}
    places = {name: i for i, name in enumerate(archive().names)}
    reasons = np.full(archive().values.shape, None, dtype=object)
    for series, day, reason in judged.quarantined.select(
        "series", "event_date", "reason"
    ).iter_rows():
        reasons[days[day], places[series]] = reason
    ends = judged.gaps.select("until", "series").iter_rows()
    return reasons, [(days[day], places[series]) for day, series in ends]


def slips() -> Counter[str]:
    """Fixings dated a day off on the way through another zone, each on the day it arrives.

    Half of them keep the instant of publication, for half it is made from the wrong date.
    """
    clean, counted = archive(), Counter[str]()
    rows = clean.published(clean.values, second=False).filter(series=TARGET)
    rows = rows.sort("event_date")
    generator = np.random.default_rng(FIRST_SEED)
    for t in generator.choice(np.arange(60, rows.height), size=600, replace=False):
        today, known = rows.slice(int(t), 1), rows.slice(int(t) - 40, 40)
        step, keeps = int(generator.choice([-1, 1])), bool(generator.random() < 1 / 2)
        day, instant = today.item(0, "event_date"), today.item(0, "available_at")
        off = timedelta(days=step)
        slipped = today.with_columns(
            event_date=pl.lit(day + off),
            available_at=pl.lit(instant if keeps else instant + off).cast(
                rows.schema["available_at"]
            ),
        )
        judged = judge(slipped, known=known, pending=NOTHING, as_of=instant)
        before = known.filter(event_date=day + off).get_column("value")
        is_none = len(before) and abs(np.log(today.item(0, "value") / before[0])) <= ROUNDING
        counted["none" if is_none else "real"] += 1
        counted["caught"] += not is_none and judged.admitted.is_empty()
    return counted


def texts() -> Counter[str]:
    """Files of clean values with one text in them that is no number as the file writes numbers."""
    clean, counted = archive(), Counter[str]()
    generator = np.random.default_rng(FIRST_SEED)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "own.csv"
        for case in range(400):
            first = int(generator.integers(300, len(clean.days) - 30))
            days = [clean.days[first + k] for k in range(20)]
            written = [f"{clean.values[first + k, 0]:.2f}" for k in range(20)]
            kind = "decimal comma" if case % 2 else "NaN strings"
            bad = int(generator.integers(20))
            comma, mark = written[bad].replace(".", ","), ",;"[case % 4 // 2]
            text = comma if kind == "decimal comma" else NUMBER_TEXTS[case // 2 % len(NUMBER_TEXTS)]
            written[bad] = text
            lines = [f"{day}{mark}{value}" for day, value in zip(days, written, strict=True)]
            file.write_text("\n".join([f"date{mark}value", *lines]) + "\n", encoding="utf-8")
            counted[kind] += 1
            try:
                read_csv(file, series=SECOND, as_of=LATE)
            except SourceError:
                counted[f"{kind} caught"] += 1
    return counted


def row(kind: str, outcomes: Sequence[Outcome], none: int) -> list[str]:
    """One line of the table of faults."""
    n = len(outcomes)
    shares = [sum(getattr(one, name) for one in outcomes) for name in ("withheld", "condemned")]
    values = sum(len(one.fault.cells) for one in outcomes)
    let_in = sum(one.let_in for one in outcomes)
    caught = sum(one.caught for one in outcomes)
    return [
        kind,
        str(n),
        *(percent(k, n) for k in (*shares, caught)),
        f"{let_in} of {values}",
        str(none),
    ]


def simple_row(kind: str, n: int, caught: int, none: int = 0) -> list[str]:
    """The same where a fault is one value, decided when it comes."""
    return [kind, str(n), *[percent(caught, n)] * 3, f"{n - caught} of {n}", str(none)]


def percent(k: int, n: int) -> str:
    """A share, never rounded up to the whole."""
    return f"{np.floor(1000 * k / n) / 10:.1f} %" if n else "–"


def clean_tables(judged: Judgement) -> tuple[list[list[str]], list[list[str]], list[str]]:
    """By series: how much was let in; every move above 3 % that was not; all of the target's."""
    published = archive().published(archive().values, second=False).sort("series", "event_date")
    moves = published.with_columns(
        move=(pl.col("value") / pl.col("value").shift(1).over("series") - 1)
    )
    key = ["series", "event_date"]
    out = judged.quarantined.select(*key, "reason", "note")
    waited = judged.released.select(*key, waited=pl.lit(value=True))
    told = moves.join(out, on=key, how="left").join(waited, on=key, how="left")
    told = told.with_columns(pl.col("waited").fill_null(value=False))
    large = told.filter(pl.col("move").abs() > LARGE)
    counts = told.group_by("series", maintain_order=True).agg(
        n=pl.len(), waited=pl.col("waited").sum(), out=pl.col("reason").count()
    )
    in_large = large.group_by("series").agg(
        large=pl.len(), large_in=pl.col("reason").is_null().sum()
    )
    by_series = [
        [
            one["series"].removeprefix("nbp_fixing/"),
            *(str(one[name] or 0) for name in ("n", "waited", "out")),
            f"{100 * one['out'] / one['n']:.3f} %",
            f"{one['large_in'] or 0} of {one['large'] or 0}",
        ]
        for one in counts.join(in_large, on="series", how="left").iter_rows(named=True)
    ]
    missed = [
        [
            one["series"].removeprefix("nbp_fixing/"),
            str(one["event_date"]),
            one["reason"],
            one["note"],
        ]
        for one in told.filter(pl.col("reason").is_not_null()).iter_rows(named=True)
    ]
    return by_series, missed, [_told(one) for one in large.iter_rows(named=True)]


def _told(one: Mapping[str, object]) -> str:
    sign = "✗" if one["reason"] else "…" if one["waited"] else ""
    name = str(one["series"]).removeprefix("nbp_fixing/USD")
    return f"{name} {one['event_date']} {100 * float(str(one['move'])):+.1f}{sign}"


def speed() -> float:
    """Seconds of CPU for a first load of some 4,000 days of 20 series."""
    generator = np.random.default_rng(FIRST_SEED)
    walk = np.exp(np.cumsum(0.006 * generator.standard_normal((4000, 20)), axis=0))
    days = archive().days.tail(min(4000, len(archive().days)))
    frames = [
        pl.DataFrame({"event_date": days, "value": 100 * walk[: len(days), i]}).with_columns(
            series=pl.lit(f"nbp_fixing/USD{chr(65 + i)}XX")
        )
        for i in range(20)
    ]
    instants = pl.DataFrame({"event_date": archive().days, "available_at": archive().instants})
    rows = pl.concat(frames).join(instants, on="event_date").with_columns(source=pl.lit("x"))
    started = time.process_time()
    at_once(rows.select(Published.column_names()))
    return time.process_time() - started


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(one)} |" for one in (head, ["---"] * len(head), *rows))


HEAD = (
    "fault",
    "cases",
    "withheld on arrival",
    "called bad on arrival",
    "called bad by the next fixing",
    "wrong values let in",
    "drawn, but no fault",
)


def page(passes: int) -> str:
    """Measure everything and say it in Markdown."""
    found, none = planted(passes)
    slipped, read = slips(), texts()
    rows = [row(kind, found[kind], none.get(kind, 0)) for kind in KINDS]
    rows.append(simple_row("zone slip", slipped["real"], slipped["caught"], slipped["none"]))
    rows += [
        simple_row(f"{kind} (refused by the parser)", read[kind], read[f"{kind} caught"])
        for kind in ("decimal comma", "NaN strings")
    ]
    by_series, missed, large = clean_tables(
        at_once(archive().published(archive().values, second=False))
    )
    kept_out = [text for text in large if text.endswith("✗")]
    own = [text for text in large if text.startswith("CLP")]
    return TEXT.read_text(encoding="utf-8").format(
        made=datetime.now(UTC).date(),
        machine=f"{os.cpu_count()} cores, Python {platform.python_version()}",
        passes=passes,
        cases=sum(int(one[1]) for one in rows),
        faults=table(HEAD, rows),
        series=table(
            ("series", "values", "waited", "kept out", "share", "moves > 3 % let in"), by_series
        ),
        missed=table(("series", "day", "reason", "move, and volatility then"), missed),
        own=", ".join(own),
        n_large=len(large),
        n_in=len(large) - len(kept_out),
        large=", ".join(text for text in large if not text.startswith("CLP")),
        speed=f"{speed():.1f}",
    )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--passes", type=int, default=40)
    arguments.add_argument("--dry", action="store_true")
    chosen = arguments.parse_args()
    text = page(chosen.passes)
    print(text)
    if not chosen.dry:
        PAGE.write_text(text, encoding="utf-8")
