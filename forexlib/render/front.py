"""A document's file: its front matter, which Quarto obeys and the twin too, and its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from forexlib.core.errors import RenderError
from forexlib.render.trouble import plain_yaml

_TOP: Final = frozenset({"metadata-files", "mainfont", "filters", "format"})
_NEEDED: Final = {"typst": ("template-partials", "font-paths"), "html": ("template", "css")}


@dataclass(frozen=True, slots=True)
class Template:
    """One document of reports/. Paths are relative to its folder.

    Attributes:
        text: The whole file.
        body: The Markdown after the front matter.
        filters: Lua filters.
        partials: Typst templates.
        fonts: Folder of the fonts.
        html: HTML template.
        css: Style sheet.
    """

    text: str
    body: str
    filters: tuple[str, ...]
    partials: tuple[str, ...]
    fonts: str
    html: str
    css: str


def read_template(file: Path) -> Template:
    """Read a document.

    Raises:
        RenderError: If it is not there, or its front matter is not what the twin understands.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RenderError(
            f"The document {file} cannot be read.", remedy="Restore it from the repository."
        ) from error
    opening, _, rest = text.partition("\n")
    front, closing, body = rest.partition("\n---\n")
    if opening.strip() != "---" or not closing:
        raise _bad(file, "there is none between two lines of ---")
    said = plain_yaml(front, file)
    strange = sorted(set(said) - _TOP)
    if strange:
        raise _bad(file, f"the twin does not know {', '.join(strange)}")
    return _template(file, text, body, said)


def _template(file: Path, text: str, body: str, said: Mapping[str, Any]) -> Template:
    formats = said.get("format")
    options = {
        key: value
        for kind in _NEEDED
        for key, value in _options(file, formats if isinstance(formats, dict) else {}, kind).items()
    }
    return Template(
        text=text,
        body=body,
        filters=tuple(str(name) for name in said.get("filters", [])),
        partials=tuple(str(name) for name in options["template-partials"]),
        fonts=str(options["font-paths"]),
        html=str(options["template"]),
        css=str(options["css"]),
    )


def _options(file: Path, formats: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What the front matter says of one format."""
    said = formats.get(kind)
    options = said if isinstance(said, dict) else {}
    missing = [key for key in _NEEDED[kind] if key not in options]
    if missing:
        raise _bad(file, f"format {kind} does not say {', '.join(missing)}")
    return options


def _bad(file: Path, why: str) -> RenderError:
    return RenderError(
        f"The front matter of {file.name} cannot be used: {why}.",
        remedy="Write it as in reports/pronostico.qmd.",
    )
