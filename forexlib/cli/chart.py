"""`forex chart`: the newest forecast as a fan chart in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import polars as pl
import typer

from forexlib.cli import clock, options
from forexlib.cli.output import notes
from forexlib.core.errors import SettingsError
from forexlib.jobs.probability import every_model, newest_forecast
from forexlib.reporting.fan_chart import Kind, Language, fan_chart
from forexlib.wiring import Platform, platform

Out = Annotated[str, typer.Option(help="A .png, .svg or .pdf to write.", metavar="FILE")]
Speech = Annotated[str, typer.Option(help="Of labels and numbers: es or en.")]


def chart(
    out: Out,
    as_of: options.AsOf = None,
    pair: options.Pair = None,
    target: options.Target = None,
    language: Speech = "es",
) -> None:
    """Draw the newest forecast, or the one that was the newest at --as-of, into a file."""
    file = Path(out)
    kind, spoken = _kind(file), _language(language)
    parts = platform(pair=pair, target=target)
    moment = None if as_of is None else clock.read_instant(as_of, parts.settings)
    issued = newest_forecast(
        parts.store, pair=parts.settings.pair, target=parts.settings.target, as_of=moment
    )
    beside = every_model(parts.store, issued, as_of=moment).filter(model="random_walk")
    drawn = fan_chart(
        pl.concat([issued, beside]),
        _known_to(parts, issued),
        source=_source(parts),
        language=spoken,
        kind=kind,
    )
    _write(file, drawn)
    origin, track, run = issued.select("origin_date", "track", "run_id").row(0)
    notes(None, f"{out}: forecast of origin {origin}, track {track}, run {run}.")


def _kind(file: Path) -> Kind:
    kinds: dict[str, Kind] = {f".{kind}": kind for kind in get_args(Kind)}
    kind = kinds.get(file.suffix.lower())
    if kind is None:
        raise SettingsError(
            f"{file} is no picture this command can draw.",
            remedy=f"End its name in {', '.join(kinds)}.",
        )
    return kind


def _language(text: str) -> Language:
    languages: dict[str, Language] = {one: one for one in get_args(Language)}
    language = languages.get(text)
    if language is None:
        raise SettingsError(
            f"There is no chart in {text!r}.", remedy=f"Choose {' or '.join(languages)}."
        )
    return language


def _known_to(parts: Platform, issued: pl.DataFrame) -> pl.DataFrame:
    """The newest vintage of each day that the forecast could see."""
    as_of, admitted_by = issued.select("as_of", "admitted_by").row(0)
    series = parts.settings.series
    vintages = parts.store.panel([series], as_of=as_of, admitted_by=admitted_by)
    return vintages.sort("available_at").unique("event_date", keep="last").sort("event_date")


def _source(parts: Platform) -> str:
    status = parts.store.read("data_status", series=parts.settings.series)
    return ", ".join(status.get_column("sources"))


def _write(file: Path, drawn: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(drawn)
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be written: {error.strerror}.", remedy="Choose another file or folder."
        ) from error
