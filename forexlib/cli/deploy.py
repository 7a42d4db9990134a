"""`forex deploy` and `forex rollback`: which version serves, by a person's order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, notes
from forexlib.cli.retrain import read_horizons, warn_of_mlflow
from forexlib.cli.who import By, who
from forexlib.jobs.deploy import Deployed, Deployment
from forexlib.jobs.deploy import deploy as deploy_job
from forexlib.jobs.deploy import rollback as rollback_job
from forexlib.jobs.version_rows import deployed_rows
from forexlib.reporting.columns import days
from forexlib.wiring import Platform, platform

Horizon = Annotated[str, typer.Option(help="Days, such as 7d or 7d,15d; or all.", metavar="DAYS")]
Version = Annotated[
    str,
    typer.Option(help="A number, the beginning of a version's name, or latest.", metavar="V"),
]
ToVersion = Annotated[
    str | None,
    typer.Option("--to-version", help="The same. Default: who served before.", metavar="V"),
]
NoShadow = Annotated[
    bool, typer.Option("--no-shadow", help="Let it serve at once, with no shadow before.")
]
Force = Annotated[
    bool, typer.Option("--force", help="Although its forecast fails its output check.")
]


def deploy(  # noqa: PLR0913  (one option each)
    horizon: Horizon,
    version: Version,
    pair: options.Pair = None,
    target: options.Target = None,
    by: By = None,
    *,
    no_shadow: NoShadow = False,
    force: Force = False,
    as_json: options.AsJson = False,
) -> None:
    """Let a version forecast in the shadow of the champion, or with --no-shadow in its place."""
    parts = platform(pair=pair, target=target)
    order = Deployment(read_horizons(parts, horizon), version, who(by), not no_shadow, force)
    now = clock.now()
    done = deploy_job(parts.workshop, parts.live_question(now), order, now=now)
    _show(parts, done, as_json=as_json)


def rollback(
    horizon: Horizon,
    to_version: ToVersion = None,
    pair: options.Pair = None,
    target: options.Target = None,
    by: By = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Let an earlier version serve again; the next forecast is what it would have issued."""
    parts = platform(pair=pair, target=target)
    order = Deployment(read_horizons(parts, horizon), to_version, who(by))
    now = clock.now()
    done = rollback_job(parts.workshop, parts.live_question(now), order, now=now)
    _show(parts, done, as_json=as_json)


def _show(parts: Platform, done: Sequence[Deployed], *, as_json: bool) -> None:
    rows = deployed_rows(done)
    table = rows.select(days(), "act", "number", "version", "before")
    emit(rows, Format(json=as_json), table=table, title=parts.settings.series)
    warnings = (f"Warning: {one.horizon_days}d: {one.warning}" for one in done if one.warning)
    notes(None, *warnings)
    warn_of_mlflow(parts)
