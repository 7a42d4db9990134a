"""Drawings: whether one is whole and keeps to itself, and how wide it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from forexlib.core.errors import RenderError

FULL: Final = 482.0  # points across the page, 17 cm
_POINTS: Final = {"pt": 1.0, "px": 0.75, "": 0.75, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0}
_FORBIDDEN: Final = frozenset({"script", "foreignObject"})


def width_of(name: str, svg: str) -> float:
    """How wide a drawing is, in points; the whole page where it does not say.

    Raises:
        RenderError: If it is no SVG, or would run or fetch something.
    """
    elements = _elements(name, svg)
    if not elements or elements[0][0] != "svg":
        raise RenderError(f"The figure {name} is no SVG.", remedy="Its first element must be svg.")
    bad = [reason for tag, attributes in elements for reason in _reaching_out(tag, attributes)]
    if bad:
        raise RenderError(
            f"The figure {name} would run or fetch something: {bad[0]}.",
            remedy="Draw it with plain shapes and text.",
        )
    said = re.fullmatch(r"([\d.]+)(pt|px|mm|cm|in|)", elements[0][1].get("width", ""))
    return float(said[1]) * _POINTS[said[2]] if said else FULL


def _elements(name: str, svg: str) -> list[tuple[str, dict[str, str]]]:
    """Every element's name and attributes, the root first."""
    from xml.parsers import expat  # noqa: PLC0415

    found: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        found.append((tag.rpartition(":")[2], attributes))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(svg, True)  # noqa: FBT003  (expat's own way)
    except expat.ExpatError as error:
        raise RenderError(
            f"The figure {name} is no SVG: {error}.", remedy="Give the text of a whole SVG file."
        ) from error
    return found


def _reaching_out(tag: str, attributes: Mapping[str, str]) -> list[str]:
    """What in an element acts, or is not in the file."""
    acts = [tag] if tag in _FORBIDDEN else []
    return acts + [
        f"{key}={text!r}"
        for key, text in attributes.items()
        if key.startswith("on")
        or (key.endswith("href") and not text.startswith(("#", "data:")))
        or re.search(r"url\(['\"\s]*(?!#|['\"\s])", text)
    ]
