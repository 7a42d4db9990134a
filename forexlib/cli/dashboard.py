"""`forex dashboard`: everything a desk looks at, in the terminal or as one HTML page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from forexlib.cli import clock, options
from forexlib.cli.output import machine_rows, notes
from forexlib.core.errors import SettingsError
from forexlib.jobs import dashboard as job
from forexlib.jobs.dashboard import Dashboard
from forexlib.jobs.dashboard_rows import machine
from forexlib.reporting.dashboard.blocks import Block, Cards, Cell, Edition, Note, Table, Tone
from forexlib.reporting.dashboard.markdown import at, plain, shown
from forexlib.wiring import platform

COLUMNS: Final = 100
"""How wide the dashboard is at most, and where the output is no terminal."""

STYLES: Final[dict[Tone, str]] = {
    "plain": "",
    "good": "green",
    "warn": "yellow",
    "bad": "bold red",
    "soft": "dim",
}

Html = Annotated[
    str | None, typer.Option("--html", help="Write one HTML page to FILE.", metavar="FILE")
]
Speech = Annotated[str | None, typer.Option(help="es or en; the page has both.")]


def dashboard(  # noqa: PLR0913  (one option each)
    horizon: options.Horizon = None,
    html: Html = None,
    language: Speech = None,
    as_of: options.AsOf = None,
    pair: options.Pair = None,
    target: options.Target = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Show forecast, alerts, scores, coverage, drift, models, data and runs."""
    if html is not None and as_json:
        raise SettingsError(
            "Only one of --html and --json can be had at once.", remedy="Choose one."
        )
    now, parts = clock.now(), platform(pair=pair, target=target, language=language)
    moment = now if as_of is None else min(now, clock.read_instant(as_of, parts.settings))
    days = None if horizon is None else clock.read_horizon(horizon)
    board = parts.board(moment, days, past=as_of is not None)
    made = job.dashboard(parts.store, parts.score_book, board)
    if as_json:
        rows = machine(made.facts, days)
        told = {name: json.loads(machine_rows(one)) for name, one in rows.items()}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif html is not None:
        page = job.page(made, parts.page_maker)
        parts.page_maker.write(Path(html), page)
        notes(None, f"{html}  ({len(page) / 1000:.0f} kB)")
    else:
        _print(made)


def _print(made: Dashboard) -> None:
    terminal = Console(highlight=False)
    width = min(terminal.width, COLUMNS) if terminal.is_terminal else COLUMNS
    speaker = Console(highlight=False, width=width)
    edition, days = made.edition, made.facts.scope.horizon_days
    speaker.print(Text(f"{edition.title} · {edition.subtitle}", "bold"))
    speaker.print(Text(edition.date, "dim"))
    for section in edition.sections:
        if section.title:
            speaker.print(Rule(Text(section.title, "bold"), align="left", style="dim"))
        for block in at(section.blocks, days):
            for drawn in _drawn(block, edition, width):
                speaker.print(drawn)
    speaker.print(Text(edition.foot, "dim"))


def _drawn(block: Block, edition: Edition, width: int) -> Iterator[RenderableType]:
    match block:
        case Note():
            yield Text(block.text, STYLES[block.tone])
        case Cards():
            yield _cards(block, width)
        case Table():
            yield _table(block)
            if block.note:
                yield Text(block.note, "dim")
            if len(block.rows) > block.most:
                more = edition.says["more"].format(n=len(block.rows) - block.most)
                yield Text(more, "dim")
        case _:
            pass


def _cards(block: Cards, width: int) -> RenderableType:
    grid = Grid.grid(padding=(0, 2), expand=True)
    in_a_row = 3 if width >= COLUMNS else 2
    for _ in range(in_a_row):
        grid.add_column(ratio=1)
    cards = [
        Group(
            Text(one.label, "dim"),
            Text(one.value, STYLES[one.tone] or "bold"),
            Text(one.detail, "dim"),
        )
        for one in block.cards
    ]
    for start in range(0, len(cards), in_a_row):
        grid.add_row(*cards[start : start + in_a_row])
    return Padding(grid, (0, 0, 1, 0))


def _table(table: Table) -> Grid:
    places = shown(table)
    drawn = Grid(
        title=table.title,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=None,
        padding=(0, 1),
        pad_edge=False,
    )
    for place in places:
        side = "left" if place in table.left else "right"
        drawn.add_column(table.heads[place], justify=side, overflow="fold")
    for row in table.rows[: table.most]:
        drawn.add_row(*(_cell(row[place]) for place in places))
    return drawn


def _cell(cell: Cell | str) -> Text:
    return Text(plain(cell), "" if isinstance(cell, str) else STYLES[cell.tone])
