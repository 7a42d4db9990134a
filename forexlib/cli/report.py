"""`forex report`: the newest forecast as a PDF and an HTML page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

import typer

from forexlib.cli import clock, options
from forexlib.cli.output import console, notes
from forexlib.core.errors import SettingsError
from forexlib.jobs.report import Kind
from forexlib.jobs.report import report as make_report
from forexlib.wiring import platform

Choice = Literal["pdf", "html", "both"]

KINDS: Final[Mapping[Choice, tuple[Kind, ...]]] = {
    "pdf": ("pdf",),
    "html": ("html",),
    "both": ("pdf", "html"),
}

Kinds = Annotated[str, typer.Option("--format", help="pdf, html or both.")]
Out = Annotated[
    str | None,
    typer.Option(help="Folder. Default: reports/<origin>-<run> with the data.", metavar="DIR"),
]
Speech = Annotated[str | None, typer.Option(help="Of the report: es or en.")]


def report(  # noqa: PLR0913  (one option each)
    as_of: options.AsOf = None,
    horizon: options.Horizon = None,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    kinds: Kinds = "both",
    out: Out = None,
    language: Speech = None,
) -> None:
    """Make the report of the newest forecast, or of the one that was the newest at --as-of."""
    chosen = _kinds(kinds)
    parts = platform(pair=pair, target=target, language=language)
    parts.spare_the_disk("a report")
    now = clock.now()
    moment = now if as_of is None else min(now, clock.read_instant(as_of, parts.settings))
    made = make_report(
        parts.store,
        parts.press,
        replace(
            parts.order(moment, past=as_of is not None),
            horizon_days=None if horizon is None else clock.read_horizon(horizon),
            kinds=chosen,
        ),
        into=parts.settings.reports if out is None else Path(out),
        subfolder=out is None,
    )
    printed = made.printed
    for kind, file in printed.files.items():
        pages = f", {printed.pages} pages" if kind == "pdf" else ""
        console().print(
            f"{file}  ({kind}{pages}, sha256 {printed.sha256[kind][:12]})", markup=False
        )
    versions = ", ".join(f"{name} {version}" for name, version in printed.versions.items())
    console().print(
        f"Forecast of origin {made.origin_date}, run {made.run_id};"
        f" rendered by {printed.engine} ({versions}).",
        markup=False,
    )
    notes(None, *(f"Warning: {text}" for text in printed.warnings))


def _kinds(text: str) -> tuple[Kind, ...]:
    choices: dict[str, Choice] = {one: one for one in get_args(Choice)}
    choice = choices.get(text)
    if choice is None:
        raise SettingsError(
            f"There is no report in {text!r}.", remedy=f"Choose {' or '.join(choices)}."
        )
    return KINDS[choice]
