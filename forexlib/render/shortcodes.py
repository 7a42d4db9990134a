"""What Quarto does before it hands a document to pandoc: includes and the other shortcodes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from forexlib.core.errors import RenderError

_SHORTCODE: Final = re.compile(r"\{\{<\s*(\w+)\s*(.*?)\s*>\}\}")
PAGE_BREAK: Final = "```{=typst}\n#pagebreak()\n```"


def assembled(body: str, *, folder: Path, meta: Mapping[str, Any], whole: bool = True) -> str:
    """The text with its parts in it.

    Args:
        body: Markdown without front matter.
        folder: That includes are relative to.
        meta: What `meta` looks into, by dotted path.
        whole: Whether includes are followed; parts have none.

    Raises:
        RenderError: If something is included or asked for that is not there.
    """

    def replace(found: re.Match[str]) -> str:
        name, argument = found[1], found[2]
        if name == "meta":
            return _looked_up(argument, meta)
        if name == "pagebreak":
            return PAGE_BREAK
        if name == "include" and whole:
            part = _included(folder, argument)
            return assembled(part, folder=folder, meta=meta, whole=False).strip()
        raise RenderError(
            f"{found[0]} cannot be used here.",
            remedy="Documents may include parts; parts may use meta and pagebreak alone.",
        )

    return _SHORTCODE.sub(replace, body)


def _included(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text("utf-8")
    except OSError as error:
        raise RenderError(
            f"The document includes {name}, which is not there.",
            remedy="Include _gen/<part>.md or _gen/fig-<figure>.md of its contract.",
        ) from error


def _looked_up(path: str, meta: Mapping[str, Any]) -> str:
    found: Any = meta
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    if not isinstance(found, str):
        raise RenderError(
            f"The document asks for the meta {path}, which nobody gives.",
            remedy="Use texto.<word of reports/_idioma> or dato.<meta of its contract>.",
        )
    return found
