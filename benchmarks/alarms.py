"""How often alarms ring when nothing is wrong, and whether they ring when something is.

    python -m benchmarks.alarms [--worlds 32] [--quiet 120] [--each 12]

Writes docs/alarms.md. Each part is kept in .make/alarms when it is done, and not measured again;
delete that folder to measure anew. What the drift tests and the monitors of performance do alone is
measured by `benchmarks.alarms_drift` and `benchmarks.alarms_performance`, on pages of their own.
"""

from __future__ import annotations

import argparse
import pickle
import platform
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from benchmarks.alarms_catalogue import PLANTED, Seen, catalogue, precision_and_recall
from benchmarks.alarms_defects import Caught, defects
from benchmarks.alarms_real import LAST, WALKED_FROM, WATCHED_FROM, Record, real
from benchmarks.alarms_widths import FACTORS, Widths, widths
from benchmarks.alarms_worlds import Alarms, watch

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "benchmarks" / "alarms.md"
"""The prose around the tables; {name} in braces is where one goes."""

Measured = TypeVar("Measured")

NAMES: Final = {"garch": "driftless GARCH-t", "bootstrap": "bootstrap of real returns"}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """In Markdown; all but the first column to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def worlds_table(found: Sequence[Alarms]) -> str:
    """Alarms and messages in worlds in which nothing changes."""
    rows = [
        ["years", *(f"{one.years:.0f}" for one in found)],
        [
            "days with a model or drift alarm of HIGH or more",
            *(f"{100 * one.grave / one.days:.2f} %" for one in found),
        ],
        *(
            [
                f"of these: {name}",
                *(f"{100 * one.by_monitor[name] / one.days:.2f} %" for one in found),
            ]
            for name in found[0].by_monitor
        ),
        [
            "messages a month beside the forecasts' mails",
            *(f"{one.per_month(one.messages):.2f}" for one in found),
        ],
        [
            "messages a month where no forecast is mailed",
            *(f"{one.per_month(one.alone):.2f}" for one in found),
        ],
    ]
    return table(["", *(NAMES[one.kind] for one in found)], rows)


def told_table(found: Sequence[Alarms]) -> str:
    """What messages carried where no forecast is mailed, a year."""
    names = sorted({name for one in found for name in one.told})
    rows = [[name, *(f"{one.told[name] / one.years:.2f}" for one in found)] for name in names]
    return table(["what, a year", *(NAMES[one.kind] for one in found)], rows)


def real_tables(record: Record) -> dict[str, str]:
    """The real record: days by kind, clusters, and messages."""
    kinds = [
        [kind, f"{low}", f"{high}", f"{100 * (low + high) / record.days:.1f} %"]
        for kind, (low, high) in record.by_kind.items()
    ]
    clusters = [[f"{first} to {last}", what, why] for first, last, what, why in record.clusters]
    years = sorted({one.day.year for one in record.told})
    told = [
        [
            f"{year}",
            f"{sum(one.day.year == year and one.audience == 'market' for one in record.told)}",
            f"{sum(one.day.year == year and one.audience != 'market' for one in record.told)}",
        ]
        for year in years
    ]
    modes = [[mode, f"{n}", f"{first}", f"{last}"] for mode, n, first, last in record.modes]
    return {
        "real_walked": f"{WALKED_FROM}",
        "real_modes": table(["walked in mode", "days", "first", "last"], modes),
        "real_days": f"{record.days}",
        "real_span": f"{WATCHED_FROM} to {LAST}",
        "real_grave": f"{100 * record.grave / record.days:.1f} %",
        "real_messages": f"{len(record.told) / record.months:.2f}",
        "real_kinds": table(["kind", "WARNING days", "HIGH days", "together"], kinds),
        "real_clusters": table(["days", "what stood", "what happened"], clusters),
        "real_told": table(["year", "to the market", "to operations"], told),
    }


def catalogue_table(seen: Sequence[Seen]) -> str:
    """Each label, and how often it was judged so."""
    rows = []
    for name in ("nothing", *PLANTED):
        own = [one for one in seen if one.case.name == name]
        rows.append(
            [
                name,
                f"{len(own)}",
                ", ".join(sorted(own[0].case.raised)) or "–",
                f"{sum(one.raised == one.case.raised for one in own)}",
                "yes" if own[0].case.sent else "no",
                f"{sum(one.sent == one.case.sent for one in own)}",
            ]
        )
    head = ["planted", "days", "must be raised", "was, and no more", "must be told", "right"]
    return table(head, rows)


def defects_table(found: Sequence[Caught]) -> str:
    """Each fault, and what became of it."""
    rows = [
        [one.name, f"{one.days}", f"{one.lower}", f"{one.named}", f"{one.missed}"] for one in found
    ]
    return table(["fault", "days", "lower rung", "named", "unnoticed"], rows)


def widths_tables(found: Widths) -> dict[str, str]:
    """Each fault of a width on every fixing; other rates; and what learning anew changes."""
    clp = {fault: one for (pair, fault), one in found.held.items() if pair == "USDCLP"}
    rows = [[fault, *_counted(one), *_counted(found.storm[fault])] for fault, one in clp.items()]
    others = [
        [pair, *_counted(one), *(f"{found.held[pair, name]['silent']}" for name in FACTORS)]
        for (pair, fault), one in found.held.items()
        if fault == "none" and pair != "USDCLP"
    ]
    anew = [[name, f"{low:.3f}", f"{high:.3f}"] for name, (low, high) in found.relearned.items()]
    head = ["days", "lower rung", "named", "unnoticed"]
    unnoticed = [f"unnoticed, {fault}" for fault in FACTORS]
    return {
        "widths_days": f"{clp['none'].total()}",
        "widths": table(["fault", *head, *(f"{one}, storms" for one in head)], rows),
        "widths_others": table(["sound", *head, *unnoticed], others),
        "widths_anew": table(["spread", "least", "largest"], anew),
    }


def _counted(one: Counter[str]) -> list[str]:
    """Forecasts, and how many were stopped, named, and neither."""
    return [f"{n}" for n in (one.total(), one["stopped"], one["named"], one["silent"])]


def kept(name: str, measure: Callable[[], Measured]) -> Measured:
    """What was measured before under this name, or now."""
    file = ROOT / ".make" / "alarms" / f"{name}.pickle"
    if file.exists():
        return pickle.loads(file.read_bytes())  # noqa: S301  (our own file)
    found = measure()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps(found))
    return found


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=32, help="of each kind, five years each")
    parser.add_argument("--quiet", type=int, default=120, help="days without trouble")
    parser.add_argument("--each", type=int, default=12, help="days of each trouble")
    asked = parser.parse_args()
    caught = kept("defects", defects)
    print(defects_table(caught), flush=True)
    wide = kept("widths", widths)
    print(widths_tables(wide)["widths"], flush=True)
    seen = kept("catalogue", partial(catalogue, quiet=asked.quiet, each=asked.each))
    print(catalogue_table(seen), flush=True)
    found = [
        kept("garch", partial(watch, "garch", worlds=asked.worlds)),
        kept("bootstrap", partial(watch, "bootstrap", worlds=asked.worlds)),
    ]
    print(worlds_table(found), flush=True)
    record = kept("real", real)
    print(real_tables(record)["real_clusters"], flush=True)
    raised_precision, raised_recall, precision, recall = precision_and_recall(seen)
    text = PAGE.read_text(encoding="utf-8").format(
        years=f"{sum(one.years for one in found):.0f}",
        python=platform.python_version(),
        worlds=worlds_table(found),
        told=told_table(found),
        defects=defects_table(caught),
        **widths_tables(wide),
        catalogue=catalogue_table(seen),
        cases=f"{len(seen)}",
        raised_precision=f"{raised_precision:.1f} %",
        raised_recall=f"{raised_recall:.1f} %",
        precision=f"{precision:.1f} %",
        recall=f"{recall:.1f} %",
        **real_tables(record),
    )
    (ROOT / "docs" / "alarms.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
