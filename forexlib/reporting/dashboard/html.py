"""Editions of the dashboard as the parts of a page. Whatever is said is escaped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from forexlib.reporting.dashboard.blocks import (
    Block,
    Cards,
    Cell,
    Chart,
    Edition,
    Line,
    Note,
    Pair,
    Section,
    Switch,
    Table,
)
from forexlib.reporting.dashboard.svg import draw, points, shapes, sizes
from forexlib.reporting.numbers import Numerals

SAFE: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""What must not stand in the JSON of a page: it would end the element, or begin a comment."""


def parts(editions: Sequence[Edition], *, horizon_days: int, institution: str) -> dict[str, str]:
    """What the page's template is filled in with, by name.

    Args:
        editions: The same dashboard in each language; the first is seen first.
        horizon_days: Chosen at first.
        institution: Who publishes it.
    """
    first = editions[0]
    return {
        "lang": first.language,
        "title": escape(first.title),
        "horizons": _horizons(editions, horizon_days),
        "languages": _languages(editions),
        "rules": _rules(editions),
        "body": "".join(_edition(one, institution) for one in editions),
        "shapes": _shapes(first),
        "data": embedded(data(editions)),
    }


def data(editions: Sequence[Edition]) -> dict[str, Any]:
    """What is told when a pointer is over a chart, by the chart's id."""
    return {
        "places": {chart.name: _places(chart) for chart in charts_of(editions[0])},
        "words": {
            _id(edition, chart.name): {
                "heads": list(chart.heads),
                "rows": [list(one) for one in chart.rows],
            }
            for edition in editions
            for chart in charts_of(edition)
        },
    }


def charts_of(edition: Edition) -> Iterator[Chart]:
    """Every chart, those of all horizons."""
    for section in edition.sections:
        yield from _charts(section.blocks)


def embedded(values: Mapping[str, Any]) -> str:
    """JSON that may stand in an element of HTML."""
    written = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return written.translate(SAFE)


def _places(chart: Chart) -> dict[str, Any]:
    x, y = points(chart)
    return {"x": x, "y": y}


def _shapes(edition: Edition) -> str:
    """What both languages' charts show, drawn once and out of sight."""
    drawn = "".join(shapes(chart, size) for chart in charts_of(edition) for size in sizes(chart))
    return f'<svg class="formas" aria-hidden="true" width="0" height="0"><defs>{drawn}</defs></svg>'


def _charts(blocks: Sequence[Block]) -> Iterator[Chart]:
    for block in blocks:
        match block:
            case Chart():
                yield block
            case Pair():
                yield from (block.left, block.right)
            case Switch():
                for panel in block.panels.values():
                    yield from _charts(panel)
            case _:
                pass


def _horizons(editions: Sequence[Edition], chosen: int) -> str:
    legend = _in_each(editions, "choose_horizon")
    buttons = "".join(
        f'<label><input type="radio" name="plazo" id="p{days}" value="{days}"'
        f"{' checked' if days == chosen else ''}><span>"
        f"{''.join(_tagged(one, one.horizons[days]) for one in editions)}</span></label>"
        for days in editions[0].horizons
    )
    return f'<fieldset class="opciones"><legend>{legend}</legend>{buttons}</fieldset>'


def _languages(editions: Sequence[Edition]) -> str:
    legend = _in_each(editions, "choose_language")
    buttons = "".join(
        f'<label><input type="radio" name="idioma" id="{one.language}" value="{one.language}"'
        f"{' checked' if one is editions[0] else ''}>"
        f'<span lang="{one.language}">{escape(one.says["language"])}</span></label>'
        for one in editions
    )
    return f'<fieldset class="opciones"><legend>{legend}</legend>{buttons}</fieldset>'


def _in_each(editions: Sequence[Edition], name: str) -> str:
    return "".join(_tagged(one, one.says[name]) for one in editions)


def _tagged(edition: Edition, text: str) -> str:
    return f'<span class="en-idioma" lang="{edition.language}">{escape(text)}</span>'


def _rules(editions: Sequence[Edition]) -> str:
    """What hides the horizons and languages that are not chosen; works without a script."""
    horizons = [
        f"body:has(#p{days}:checked) .panel:not(.p{days}){{display:none}}"
        for days in editions[0].horizons
    ]
    languages = [
        f"body:has(#{one.language}:checked) .en-idioma:not([lang={one.language}]){{display:none}}"
        for one in editions
    ]
    return "".join([*horizons, *languages])


def _edition(edition: Edition, institution: str) -> str:
    cards, *sections = edition.sections
    links = "".join(
        f'<li><a href="#{edition.language}-{one.name}">{escape(one.title)}</a></li>'
        for one in sections
    )
    return (
        f'<div class="en-idioma" lang="{edition.language}"><header class="portada"><div'
        f' class="sup"><span>{escape(institution)}</span><span>'
        f"{escape(edition.says['series_name'])}</span></div><h1>{escape(edition.title)}</h1>"
        f'<p class="subtitle">{escape(edition.subtitle)}</p><p class="date">'
        f'{escape(edition.date)}</p></header><main><nav aria-label="'
        f'{escape(edition.says["sections"])}"><ul>{links}</ul></nav>'
        f"{_blocks(cards, edition)}{''.join(_section(one, edition) for one in sections)}</main>"
        f'<footer class="pie">{escape(institution)} · {escape(edition.foot)}</footer></div>'
    )


def _section(section: Section, edition: Edition) -> str:
    name = f"{edition.language}-{section.name}"
    return (
        f'<section id="{name}" aria-labelledby="{name}-h"><h2 id="{name}-h">'
        f"{escape(section.title)}</h2>{_blocks(section, edition)}</section>"
    )


def _blocks(section: Section, edition: Edition) -> str:
    return "".join(_block(one, edition) for one in section.blocks)


def _block(block: Block, edition: Edition) -> str:
    match block:
        case Note():
            return f'<p class="nota tono-{block.tone}">{escape(block.text)}</p>'
        case Cards():
            return _cards(block)
        case Table():
            return _table(block)
        case Chart():
            return _chart(block, edition)
        case Pair():
            both = "".join(_chart(one, edition) for one in (block.left, block.right))
            return f'<div class="columnas">{both}</div>'
        case Switch():
            return "".join(
                f'<div class="panel p{days}">{"".join(_block(one, edition) for one in panel)}</div>'
                for days, panel in block.panels.items()
            )


def _cards(block: Cards) -> str:
    cards = "".join(
        f'<div class="tarjeta tono-{one.tone}"><p class="etiqueta">{escape(one.label)}</p>'
        f'<p class="valor">{escape(one.value)}</p><p class="detalle">{escape(one.detail)}</p></div>'
        for one in block.cards
    )
    return f'<div class="tarjetas">{cards}</div>'


def _table(table: Table) -> str:
    heads = "".join(
        f'<th scope="col"{_side(table, place)}>{escape(head)}</th>'
        for place, head in enumerate(table.heads)
    )
    body = "".join(f"<tr>{''.join(_cells(table, row))}</tr>" for row in table.rows)
    note = f'<p class="pie-tabla">{escape(table.note)}</p>' if table.note else ""
    title = escape(table.title)
    return (
        f'<p class="titulo" aria-hidden="true">{title}</p><div class="desliza" tabindex="0"'
        f' role="region" aria-label="{title}"><table><caption class="oculto">{title}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>{note}"
    )


def _cells(table: Table, row: Sequence[Cell | str]) -> Iterator[str]:
    for place, cell in enumerate(row):
        text, tone = (cell, "plain") if isinstance(cell, str) else (cell.text, cell.tone)
        tag = "th" if place == 0 else "td"
        scope = ' scope="row"' if place == 0 else ""
        yield f"<{tag}{scope}{_side(table, place, tone)}>{escape(text)}</{tag}>"


def _side(table: Table, place: int, tone: str = "plain") -> str:
    classes = [
        *(() if place in table.left else ("num",)),
        *(() if tone == "plain" else (f"tono-{tone}",)),
    ]
    return f' class="{" ".join(classes)}"' if classes else ""


def _chart(chart: Chart, edition: Edition) -> str:
    name, says, n = _id(edition, chart.name), edition.says, Numerals(edition.language)
    drawings = "".join(draw(chart, size, n) for size in sizes(chart))
    legend = "".join(
        [
            *(_key(one) for one in chart.lines),
            *(
                f'<li class="llave banda-{one.look}"><i></i>{escape(one.name)}</li>'
                for one in reversed(chart.bands)
            ),
        ]
    )
    behind = Table(chart.title, chart.heads, [chart.rows[place] for place in chart.kept])
    said = escape(f"{chart.title}. {chart.about} {says['keys']}")
    return (
        f'<figure><figcaption>{escape(chart.title)}</figcaption><ul class="leyenda"'
        f' aria-hidden="true">{legend}</ul><div class="lienzo" id="{name}"'
        f' data-trazo="{chart.name}" tabindex="0"'
        f' role="group" aria-label="{said}">{drawings}<div class="globo" role="status" hidden>'
        f"</div></div><details><summary>{escape(says['behind'])}</summary>{_table(behind)}"
        "</details></figure>"
    )


def _key(line: Line) -> str:
    dots = " puntos" if line.dots else ""
    return f'<li class="llave linea-{line.look}{dots}"><i></i>{escape(line.name)}</li>'


def _id(edition: Edition, name: str) -> str:
    return f"{edition.language}-{name}"
