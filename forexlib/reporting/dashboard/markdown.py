"""An edition as Markdown, and its cards as lines: for Prefect's pages and for mails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forexlib.reporting.dashboard.blocks import (
    Block,
    Card,
    Cards,
    Cell,
    Edition,
    Note,
    Switch,
    Table,
)


def markdown(edition: Edition, horizon_days: int) -> str:
    """Every section's words and tables; what depends on the horizon, for one."""
    lines = [f"# {edition.title}", f"{edition.subtitle} · {edition.date}"]
    for section in edition.sections:
        lines += [f"## {section.title}"] if section.title else []
        lines += [text for block in at(section.blocks, horizon_days) for text in _block(block)]
    return "\n\n".join([*lines, f"*{edition.foot}*"]) + "\n"


def headlines(edition: Edition, horizon_days: int) -> list[str]:
    """A line for each card."""
    return [f"{one.label}: {one.value} ({one.detail})" for one in cards(edition, horizon_days)]


def cards(edition: Edition, horizon_days: int) -> list[Card]:
    """What the dashboard begins with."""
    return [
        card
        for block in at(edition.sections[0].blocks, horizon_days)
        if isinstance(block, Cards)
        for card in block.cards
    ]


def at(blocks: Sequence[Block], horizon_days: int) -> Iterator[Block]:
    """The blocks, with one panel in the place of each switch."""
    for block in blocks:
        if isinstance(block, Switch):
            yield from block.panels.get(horizon_days, ())
        else:
            yield block


def plain(cell: Cell | str) -> str:
    """What a cell says."""
    return cell if isinstance(cell, str) else cell.text


def shown(table: Table) -> list[int]:
    """Positions of the columns that a narrow place shows."""
    wanted = table.terminal or table.heads
    return [place for place, head in enumerate(table.heads) if head in wanted]


def _block(block: Block) -> Iterator[str]:
    match block:
        case Note():
            yield block.text
        case Cards():
            yield "\n".join(f"- {one.label}: **{one.value}** ({one.detail})" for one in block.cards)
        case Table():
            yield f"**{block.title}**"
            yield _table(block)
        case _:
            pass


def _table(table: Table) -> str:
    places = shown(table)
    rows = [[plain(row[place]) for place in places] for row in table.rows[: table.most]]
    sides = ["---" if place in table.left else "---:" for place in places]
    lines = [[table.heads[place] for place in places], sides, *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )
