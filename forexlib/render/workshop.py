"""The folder both engines work in: the document, its parts and figures, and the templates."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from forexlib.core.errors import RenderError
from forexlib.render.contract import Contract
from forexlib.render.document import Document, Figure, Language
from forexlib.render.front import Template, read_template
from forexlib.render.references import check_references
from forexlib.render.shortcodes import assembled
from forexlib.render.subset import unsupported
from forexlib.render.svg import FULL, width_of
from forexlib.render.words import literal, metadata

SHARED: Final = ("_plantilla", "fonts")
SHOWN: Final = 5
"""Findings that a message lists; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """A document that is ready to be rendered.

    Attributes:
        folder: Where everything lies; nothing is read from outside.
        name: Of the document: <folder>/<name>.qmd.
        template: What its front matter says.
        markdown: The document with its parts in it, for the twin.
        meta: What `_gen/meta.yml` says.
        as_of: Of the document.
    """

    folder: Path
    name: str
    template: Template
    markdown: str
    meta: Mapping[str, Any]
    as_of: datetime


def set_up(
    folder: Path, reports: Path, document: Document, contract: Contract, *, language: Language
) -> Workshop:
    """Put everything `document` needs into the empty `folder`.

    Raises:
        RenderError: If a text leaves the subset, a figure is no SVG, or anything is missing.
        OSError: If the folder cannot be written.
    """
    template = read_template(reports / f"{document.name}.qmd")
    _refuse_unsupported(f"{document.name}.qmd", template.text)
    for name, part in document.parts.items():
        _refuse_unsupported(f"part {name}", part)
    sections = contract.sections(document)
    meta = metadata(reports, document, language=language, sections=sections)

    for shared in SHARED:
        (folder / shared).symlink_to((reports / shared).resolve(), target_is_directory=True)
    (folder / f"{document.name}.qmd").write_text(template.text, "utf-8")
    _write_generated(folder, document, contract, meta)
    markdown = assembled(template.body, folder=folder, meta=meta)
    check_references(markdown, folder=folder)
    return Workshop(folder, document.name, template, markdown, meta, document.as_of)


def _write_generated(
    folder: Path, document: Document, contract: Contract, meta: Mapping[str, Any]
) -> None:
    """The parts and figures of the contract, those left out as empty files, and the meta."""
    generated, figures = folder / "_gen", folder / "figs"
    generated.mkdir()
    figures.mkdir()
    for name in contract.parts:
        (generated / f"{name}.md").write_text(document.parts.get(name, "") + "\n", "utf-8")
    for name in contract.figures:
        figure = document.figures.get(name)
        placed = "" if figure is None else _placed(name, figure)
        (generated / f"fig-{name}.md").write_text(placed + "\n", "utf-8")
        if figure is not None:
            (figures / f"{name}.svg").write_text(figure.svg, "utf-8")
    # JSON is YAML, without the surprises
    (generated / "meta.yml").write_text(json.dumps(meta, ensure_ascii=False, indent=1), "utf-8")


def _placed(name: str, figure: Figure) -> str:
    """The Markdown that shows a figure at the width it was drawn for; its id is fig-<name>."""
    share = min(100, round(100 * width_of(name, figure.svg) / FULL))
    caption = literal(" ".join(figure.caption.split()))
    alt = html.escape(" ".join(figure.alt.split())).replace("{", "&#123;").replace("\\", "&#92;")
    return f'![{caption}](figs/{name}.svg){{#fig-{name} fig-alt="{alt}" width={share}%}}'


def _refuse_unsupported(name: str, text: str) -> None:
    found = unsupported(text)
    if not found:
        return
    more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    listed = "; ".join(one.told for one in found[:SHOWN])
    raise RenderError(
        f"In {name}, Quarto and its twin would not render alike: {listed}{more}.",
        remedy="Stay in the subset of forexlib/render/subset.py.",
    )
