"""`forex challenge`: hold another recipe against the champions."""

from __future__ import annotations

from typing import Annotated

import typer

from forexlib.cli import clock, options
from forexlib.cli.retrain import Horizon, read_horizons, show_retrained
from forexlib.cli.who import who
from forexlib.jobs.challenge import challenge as job
from forexlib.jobs.challenge import changed
from forexlib.jobs.retrain import Order
from forexlib.wiring import platform

Members = Annotated[
    str, typer.Option(help="Models whose centres are combined, such as var,lead_lag.")
]
Combination = Annotated[
    str | None, typer.Option(help="How: shrunk, equal, inverse_rmse or stacked.", metavar="RULE")
]
Robust = Annotated[
    str | None, typer.Option(help="The model whose spread is issued.", metavar="MODEL")
]


def challenge(  # noqa: PLR0913  (one option each)
    horizon: Horizon = "all",
    members: Members = "",
    combination: Combination = None,
    robust: Robust = None,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Walk another recipe beside the champions' over ten years; what is better may shadow.

    Each attempt of a year makes the next one harder, so that luck alone promotes nothing.
    """
    parts = platform(pair=pair, target=target)
    order = Order(read_horizons(parts, horizon), "MANUAL", who(None))
    named = [one.strip() for one in members.split(",") if one.strip()]
    recipe = changed(parts.recipe, members=named, combination=combination, robust=robust)
    parts.spare_the_disk("walking a challenger")
    now = clock.now()
    results = job(parts.workshop, parts.live_question(now), recipe, order, now=now)
    show_retrained(parts, results, as_json=as_json)
