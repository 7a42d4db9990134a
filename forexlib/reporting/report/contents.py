"""What a report consists of before it is rendered, and what is known once it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

Document = Literal["pronostico", "horizonte"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure. Attributes: svg: of its file; alt: what it shows, in words; caption: its title."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Contents:
    """A report in one language, as `forexlib.render` takes it.

    Attributes:
        document: Name of the template.
        stem: Of the files.
        as_of: The instant the contents are of.
        parts: Part name to Markdown; none is blank.
        meta: Key to one line of plain text.
        pictures: Figure name to figure.
    """

    document: Document
    stem: str
    as_of: datetime
    parts: Mapping[str, str]
    meta: Mapping[str, str]
    pictures: Mapping[str, Picture]


@dataclass(frozen=True, slots=True)
class Printed:
    """What was rendered, by what.

    Attributes:
        files: Where they are, by format: pdf, html.
        sha256: Of each, in hex.
        pages: Of the PDF, if there is one.
        engine: quarto or twin.
        versions: Program to version, of whatever took part.
        warnings: Whatever a person who looks after the reports should know.
    """

    files: Mapping[str, Path]
    sha256: Mapping[str, str]
    pages: int | None
    engine: str
    versions: Mapping[str, str]
    warnings: tuple[str, ...] = ()
