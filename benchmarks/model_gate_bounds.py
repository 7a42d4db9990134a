"""Within which bounds the shipped recipe must stay: model_gate.toml, from the evaluation.

python -m benchmarks.model_gate_bounds     writes the file anew from docs/evaluation.md
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "evaluation.md"
FILE: Final = ROOT / "benchmarks" / "model_gate.toml"
PART: Final = "from 2022"
"""Of the evaluation; its days are those that the gate walks."""

RATIO_TABLES: Final = {
    ("## The random-walk-centred default, QR4", "CRPS ratio"): ("qr4", "crps_ratio"),
    ("## The issued ensemble", "RMSE ratio"): ("ensemble", "rmse_ratio"),
    ("## The issued ensemble", "CRPS ratio"): ("ensemble", "crps_ratio"),
}
COVERAGE: Final = "## Coverage of the issued intervals"
NUMBER: Final = r"([\d.]+)"
RATIO_ROW: Final = re.compile(
    rf"\| {PART} \| (?P<days>\d+) \| \d+ \| {NUMBER} \| {NUMBER}–{NUMBER} \|"
)
COVERAGE_ROW: Final = re.compile(
    rf"\| {PART} \| (?P<days>\d+) \| (?P<level>\d+) % \| {NUMBER} \| {NUMBER}–{NUMBER} \|"
)


@dataclass(frozen=True, slots=True)
class Bound:
    """Between which ends a figure must lie.

    Attributes:
        model: Whose figure it is.
        figure: crps_ratio or rmse_ratio, to the random walk's; coverage_80 or _95, in percent.
        days: The horizon.
        low: The lower end of the documented 95 % interval.
        documented: What was found when the evaluation was written.
        high: The upper end.
    """

    model: str
    figure: str
    days: int
    low: float
    documented: float
    high: float

    def holds(self, found: float) -> bool:
        """Whether a figure lies within; one that is no number does not."""
        return self.low <= found <= self.high


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which days are walked, with what was public at `known_at`, and which models."""

    pair: str
    first: date
    last: date
    known_at: datetime
    models: tuple[str, ...]


def read(file: Path = FILE) -> tuple[Stretch, tuple[Bound, ...]]:
    """What is walked, and every bound."""
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    walked: dict[str, Any] = told["stretch"]
    stretch = Stretch(models=tuple(walked.pop("models")), **walked)
    bounds = (
        Bound(model, figure, int(days), *ends)
        for model, figures in told["bounds"].items()
        for figure, horizons in figures.items()
        for days, ends in horizons.items()
    )
    return stretch, tuple(bounds)


def documented(page: str) -> tuple[Bound, ...]:
    """The bounds that a page of the evaluation gives: its 95 % block-bootstrap intervals."""
    found: list[Bound] = []
    heading = table = ""
    for line in page.splitlines():
        if line.startswith("## "):
            heading = line
        elif line and not line.startswith("|"):
            table = re.split(r"[:,]", line)[0]
        if (named := RATIO_TABLES.get((heading, table))) and (row := RATIO_ROW.match(line)):
            found.append(_bound(*named, row))
        if heading == COVERAGE and (row := COVERAGE_ROW.match(line)):
            found.append(_bound("ensemble", f"coverage_{row['level']}", row))
    return tuple(sorted(found, key=lambda one: (one.model, one.figure, one.days)))


def _bound(model: str, figure: str, row: re.Match[str]) -> Bound:
    estimate, low, high = map(float, row.groups()[-3:])
    return Bound(model, figure, int(row["days"]), low, estimate, high)


def written(bounds: tuple[Bound, ...]) -> str:
    """The tables of the file."""
    tables: dict[str, list[str]] = {}
    for one in bounds:
        name = f"[bounds.{one.model}.{one.figure}]"
        ends = ", ".join(f"{end:.{1 if one.high > 2 else 3}f}" for end in _ends(one))  # noqa: PLR2004
        tables.setdefault(name, []).append(f"{one.days} = [{ends}]")
    return "\n\n".join("\n".join([name, *lines]) for name, lines in tables.items()) + "\n"


def _ends(one: Bound) -> tuple[float, float, float]:
    return one.low, one.documented, one.high


def main() -> None:
    """Keep what is said of the stretch, and write the bounds anew."""
    head, _, _ = FILE.read_text(encoding="utf-8").partition("[bounds.")
    bounds = documented(PAGE.read_text(encoding="utf-8"))
    FILE.write_text(head + written(bounds), encoding="utf-8")


if __name__ == "__main__":
    main()
