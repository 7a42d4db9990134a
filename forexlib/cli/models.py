"""`forex models`: every version, one of them, or two side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, console, emit, notes
from forexlib.core.version import Place
from forexlib.jobs.version_rows import version_rows
from forexlib.jobs.versions_compared import compared
from forexlib.jobs.workshop import named, usable
from forexlib.reporting.columns import days
from forexlib.wiring import platform

models = typer.Typer(
    help="Versions of what is forecast with.", no_args_is_help=True, rich_markup_mode=None
)

Days = Annotated[str, typer.Option("--horizon", help="One horizon, such as 7d.", metavar="DAYS")]
Named = Annotated[
    str, typer.Argument(help="A number, the beginning of a name, or latest.", metavar="VERSION")
]


@models.command("list")
def list_versions(
    horizon: options.Horizon = None,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Print every version, the newest first."""
    parts = platform(pair=pair, target=target)
    rows = version_rows(parts.ledger, parts.settings.pair, parts.settings.target)
    if horizon is not None:
        rows = rows.filter(horizon_days=clock.read_horizon(horizon))
    if rows.is_empty() and not as_json:
        notes(None, f"There is no version for {parts.settings.series} yet: `forex run` makes one.")
        return
    table = rows.select(
        days(),
        pl.when("is_champion").then(pl.lit("serves")).otherwise("state").alias("state"),
        "number",
        "version",
        "origin",
        pl.col("anchor_date").alias("learned up to"),
        pl.col("registered_at").dt.strftime("%Y-%m-%d %H:%M").alias("registered (UTC)"),
        pl.col("n_scored").alias("live outcomes"),
        pl.col("live_crps_ratio").round(3).alias("live CRPS ratio"),
        pl.col("state_reason").alias("why"),
    )
    emit(rows, Format(json=as_json), table=table, title=f"{parts.settings.series} · versions")


@models.command("show")
def show_version(
    version: Named,
    horizon: Days,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Print all that is known of one version."""
    parts = platform(pair=pair, target=target)
    chosen = parts.settings
    place = Place(chosen.pair, chosen.target, clock.read_horizon(horizon))
    meant = named(parts.ledger.read("version_list"), place, version)
    rows = version_rows(parts.ledger, chosen.pair, chosen.target)
    one = rows.filter(horizon_days=place.horizon_days, version=meant["version"])
    (row,) = one.to_dicts()
    title = f"{parts.settings.series} {horizon} · version {row['number']} ({row['version']})"
    told = pl.DataFrame(list(_told(row)), schema=["what", "is"], orient="row")
    emit(one, Format(json=as_json), table=told, title=title)


@models.command("compare")
def compare_versions(
    first: Named,
    second: Named,
    horizon: Days,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Hold one version against another: settings that differ, past origins, live outcomes."""
    parts = platform(pair=pair, target=target)
    chosen, asked = parts.settings, clock.read_horizon(horizon)
    place = Place(chosen.pair, chosen.target, asked)
    versions = parts.ledger.read("version_list")
    own, other = usable(versions, place, first), usable(versions, place, second)
    found = compared(parts.workshop, parts.live_question(clock.now()), own, other)
    title = f"{chosen.series} {asked}d · {own['version']} against {other['version']}"
    emit(found, Format(json=as_json), table=found, title=title)
    if not as_json:
        console().print(
            "Of past origins both have learned from most: that compares two fits, and proves no"
            " improvement. Ratios below 1 speak for the first.",
            markup=False,
        )


def _told(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a person reads, line by line."""
    for name, value in row.items():
        if name == "settings":
            for key, part in _flat(_used(json.loads(value))):
                yield f"{name}: {key}", part
        elif name in {"state_evidence", "releases"}:
            for key, part in _flat(json.loads(value or "{}")):
                yield f"{name}: {key}", part
        elif value is not None:
            yield name, str(value)


def _used(settings: Mapping[str, Any]) -> dict[str, Any]:
    """A recipe without the models of the catalogue that it does not use."""
    named = (*settings["members"], *settings["beside"], settings["robust"], settings["reference"])
    models = {name: settings["models"][name] for name in named if name in settings["models"]}
    parts = {one[part] for one in models.values() for part in ("centre", "spread")}
    catalogue = {
        kind: {name: one for name, one in settings[kind].items() if name in parts}
        for kind in ("centres", "spreads")
    }
    return {**settings, "models": models, **catalogue}


def _flat(data: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{within}{key}.")
        else:
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield f"{within}{key}", text
