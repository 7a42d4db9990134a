"""What MLflow is to show, from the rows of the ledger's views: pure, and plain data throughout.

A version has one run, whatever number of places it serves: its settings, the numbers behind its
decisions at each horizon, and its artefact. Each place has one registered model.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

import polars as pl

CHAMPION, CHALLENGER = "champion", "challenger"

SHADOW, DELETED = "shadow", "deleted"

LONGEST: Final = 5000
"""Signs of a parameter or a tag: what every MLflow store takes."""

ANCESTORS: Final = 100
"""How far a lineage is told."""

_RATIO: Final = {"ratio": "crps_ratio", "low": "crps_ratio_low", "high": "crps_ratio_high"}
"""What the fields of a comparison are called among other numbers."""

_NOT_IN_NAMES: Final = re.compile(r"[^\w.\- ]")


@dataclass(frozen=True, slots=True)
class Interval:
    """A CRPS ratio. Attributes: horizon_days; ratio, low, high: None where unknown."""

    horizon_days: int
    ratio: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Record:
    """A run: one of each version.

    Attributes:
        version: Which.
        experiment: Where it lies.
        started_at: Milliseconds since 1970.
        params: The recipe, flat.
        metrics: Numbers behind decisions, each named with its horizon.
        tags: Of the run.
        table: Rows of horizon_days, decision, measure, value.
        intervals: What the figure shows.
    """

    version: str
    experiment: str
    started_at: int
    params: Mapping[str, str]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]
    table: Sequence[tuple[int, str, str, float]]
    intervals: Sequence[Interval]

    @property
    def digest(self) -> str:
        """12 hex digits that differ whenever anything of it does."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Entry:
    """A version at one place. Attributes: description: its state's reason; tags: all else."""

    version: str
    description: str
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Model:
    """A registered model: one of each place.

    Attributes:
        name: Such as forex-USDCLP-nbp_fixing-7d.
        description: For people.
        entries: By number.
        aliases: To the version that has it; None: nobody.
    """

    name: str
    description: str
    entries: Sequence[Entry]
    aliases: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that MLflow is to show."""

    records: Sequence[Record]
    models: Sequence[Model]


def plan_of(versions: pl.DataFrame, reigns: pl.DataFrame) -> Plan:
    """What MLflow is to show.

    Args:
        versions: Rows of `version_list`. What is deleted is not shown.
        reigns: Rows of `champion_reigns`.
    """
    place = ("pair", "target", "horizon_days")
    rows = versions.sort(*place, "number").to_dicts()
    turns = reigns.sort(*place, "turn").to_dicts()
    parents = {row["version"]: row["parent"] for row in rows}
    shown = [row for row in rows if row["state"] != DELETED]
    models = []
    for own in _grouped(rows, *place):
        there = [row for row in own if row["state"] != DELETED]
        models.append(_model(own[0], there, parents))
    records = [_record(own, turns, parents) for own in _grouped(shown, "version")]
    return Plan(records, models)


def _model(
    place: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    parents: Mapping[str, str | None],
) -> Model:
    pair, target, days = place["pair"], place["target"], place["horizon_days"]
    champion = next((row["version"] for row in rows if row["is_champion"]), None)
    shadows = [row["version"] for row in rows if row["state"] == SHADOW and not row["is_champion"]]
    return Model(
        name=f"{_experiment(place)}-{days}d",
        description=f"Forecasts of {pair} ({target}) {days} calendar days ahead. Shows what the"
        " ledger of champions says; changes made here are undone.",
        entries=[_entry(row, parents) for row in rows],
        aliases={CHAMPION: champion, CHALLENGER: shadows[-1] if shadows else None},
    )


def _entry(row: Mapping[str, Any], parents: Mapping[str, str | None]) -> Entry:
    told = ("number", "state", "state_since", "is_champion", "n_reigns", "registered_at")
    tags = {**_origin(row, parents), **{name: _text(row[name]) for name in told}}
    return Entry(row["version"], _short(row["state_reason"] or ""), tags)


def _origin(row: Mapping[str, Any], parents: Mapping[str, str | None]) -> dict[str, str]:
    """Where a version comes from, as tags."""
    told = ("version", "origin", "recipe", "feature_set", "anchor_date", "as_of", "code")
    tags = {name: _text(row[name]) for name in told}
    tags["parent"] = row["parent"] or "none"
    tags["lineage"] = _short(" < ".join(_lineage(row["version"], parents)))
    return tags


def _lineage(version: str, parents: Mapping[str, str | None]) -> list[str]:
    """A version and its ancestors, each learned to replace the next."""
    line: list[str] = []
    one: str | None = version
    while one is not None and one not in line and len(line) < ANCESTORS:
        line.append(one)
        one = parents.get(one)
    return line


def _record(
    rows: Sequence[Mapping[str, Any]],
    turns: Sequence[Mapping[str, Any]],
    parents: Mapping[str, str | None],
) -> Record:
    first = min(rows, key=lambda row: row["registered_at"])
    table = [cell for row in rows for cell in _numbers_behind(row, turns)]
    metrics = {f"{measure}_{days}d": value for days, _, measure, value in table}
    return Record(
        version=first["version"],
        experiment=_experiment(first),
        started_at=round(first["registered_at"].timestamp() * 1000),
        params={
            **_params(_read(first["settings"])),
            **_params(_read(first["releases"]), "release"),
        },
        metrics=metrics,
        tags=_origin(first, parents),
        table=table,
        intervals=[one for row in rows for one in _intervals(row["horizon_days"], metrics)],
    )


def _numbers_behind(
    row: Mapping[str, Any], turns: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[int, str, str, float]]:
    """Numbers behind what was decided of a version at one place; the newest last.

    Those behind a roll-back to it are about the version that was rolled back.
    """
    days = row["horizon_days"]
    own = ("pair", "target", "horizon_days", "version")
    for turn in turns:
        if turn["act"] != "rollback" and all(turn[name] == row[name] for name in own):
            for measure, value in _numbers(_read(turn["evidence"])):
                yield days, f"{turn['act']} (turn {turn['turn']})", measure, value
    for measure, value in _numbers(_read(row["state_evidence"])):
        yield days, f"state {row['state']}", measure, value


def _numbers(data: object, *path: str) -> Iterator[tuple[str, float]]:
    """Every finite number in plain data, and the way to it."""
    if isinstance(data, Mapping):
        compared = data.keys() >= _RATIO.keys()
        for key, value in data.items():
            yield from _numbers(value, *path, _RATIO.get(key, key) if compared else str(key))
    elif isinstance(data, int | float) and math.isfinite(data):
        yield _NOT_IN_NAMES.sub("_", ".".join(path)), float(data)


def _intervals(days: int, metrics: Mapping[str, float]) -> Iterator[Interval]:
    ratio, low, high = (metrics.get(f"{name}_{days}d") for name in _RATIO.values())
    if ratio is not None:
        yield Interval(days, ratio, low, high)


def _params(data: object, *path: str) -> dict[str, str]:
    """Plain data, flat: what is in a list stays together."""
    if isinstance(data, Mapping):
        return {
            name: value
            for key, inner in data.items()
            for name, value in _params(inner, *path, str(key)).items()
        }
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return {_NOT_IN_NAMES.sub("_", ".".join(path))[:250]: _short(text)}


def _read(column: str | None) -> object:
    """Plain data out of the text that a column of JSON is read as."""
    return {} if column is None else json.loads(column)


def _experiment(row: Mapping[str, Any]) -> str:
    return _NOT_IN_NAMES.sub("-", f"forex-{row['pair']}-{row['target']}")


def _text(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _grouped(rows: Sequence[Mapping[str, Any]], *keys: str) -> list[list[Mapping[str, Any]]]:
    found: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return list(found.values())
