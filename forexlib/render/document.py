"""What is rendered, and what came of it. Knows nothing of how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Format = Literal["pdf", "html"]
Language = Literal["es", "en"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart.

    Attributes:
        svg: The drawing as the text of an SVG file, 17 cm (482 pt) wide, or 8.2 cm (232 pt) where
            it shares a row; its letters keep their size at that width.
        alt: What it shows, in plain words, for those who cannot see it.
        caption: In plain words; numbered by the renderer.
    """

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Document:
    """The contents of a report, in one language.

    Attributes:
        name: Of the template: reports/<name>.qmd.
        stem: Of the files that are written: <stem>.pdf and <stem>.html.
        as_of: The instant the contents are of; the only time that enters the files.
        parts: Part name to Markdown.
        meta: Key to one line of plain text.
        figures: Figure name to figure.
    """

    name: str
    stem: str
    as_of: datetime
    parts: Mapping[str, str]
    meta: Mapping[str, str]
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file that was written.

    Attributes:
        format: Of the file.
        name: Of the file, in the folder that was asked for.
        sha256: Of its bytes, in hex.
        size: In bytes.
        pages: Of a PDF, else None.
    """

    format: Format
    name: str
    sha256: str
    size: int
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was rendered, by what, from when.

    Attributes:
        document: Name of the template.
        language: Of the words around the contents.
        as_of: Of the document.
        engine: Who rendered: "quarto" or "twin".
        versions: Program to version, of whatever took part.
        files: One per format, in the order asked for.
        fonts: Embedded in the PDF, for example Inter-Regular.
        standards: That the PDF says it obeys: PDF/A-2a, PDF/UA-1.
        warnings: Whatever a person who looks after the reports should know.
    """

    document: str
    language: Language
    as_of: datetime
    engine: str
    versions: Mapping[str, str]
    files: tuple[RenderedFile, ...]
    fonts: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
