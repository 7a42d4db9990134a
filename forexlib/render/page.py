"""A page that is one file: template, style sheet, script and the letters it uses, all in it."""

from __future__ import annotations

import hashlib
import io
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from string import Template
from typing import Final
from uuid import uuid4

from typing_extensions import override

from forexlib.core.errors import RenderError
from forexlib.render.trouble import told_as_render_errors

WEIGHTS: Final = {400: "Inter-Regular.otf", 600: "Inter-SemiBold.otf"}
FACE: Final = (
    "@font-face{font-family:Inter;font-weight:%d;font-display:swap;"
    "src:url(data:font/woff;base64,%s) format('woff')}"
)


@dataclass(frozen=True, slots=True)
class PageMaker:
    """Attributes: reports: the folder of `_tablero/` and `fonts/`."""

    reports: Path

    def write(self, file: Path, page: bytes) -> None:
        """Put a page into a file, whole or not at all; its folder is made if need be.

        Raises:
            RenderError: If it cannot be written.
        """
        unfinished = file.with_name(f"{file.name}.{uuid4().hex}.unfinished")
        with told_as_render_errors(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                unfinished.write_bytes(page)
                unfinished.replace(file)
            finally:
                unfinished.unlink(missing_ok=True)

    def page(self, parts: Mapping[str, str]) -> bytes:
        """The page that `parts` fill the template with; the same parts give the same bytes.

        Args:
            parts: What the names in `_tablero/tablero.html` stand for, but for the style sheet, the
                script and the fonts.

        Raises:
            RenderError: If a file of the folder or a part is missing.
        """
        folder = self.reports / "_tablero"
        try:
            template, css, script = (
                (folder / f"tablero.{kind}").read_text(encoding="utf-8")
                for kind in ("html", "css", "js")
            )
            digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
            letters = _letters("".join(parts.values()))
            made = Template(template).substitute(
                parts,
                css=css,
                script=script,
                script_hash=f"sha256-{digest}",
                fonts="".join(
                    FACE % (weight, _subset(self.reports / "fonts" / name, letters))
                    for weight, name in WEIGHTS.items()
                ),
            )
        except OSError as error:
            raise RenderError(
                f"{error.filename} cannot be read.",
                remedy="Set FOREX_HOME to the folder that holds sql/ and reports/.",
            ) from error
        except (KeyError, ValueError) as error:
            raise RenderError(
                f"The page's template and what fills it do not agree: {error}.",
                remedy="Give every name in reports/_tablero/tablero.html its part.",
            ) from error
        return made.encode()


class _Seen(HTMLParser):
    """Collects what a page says."""

    def __init__(self) -> None:
        super().__init__()
        self.said: set[str] = set()

    @override
    def handle_data(self, data: str) -> None:
        self.said.update(data)


def _letters(html: str) -> frozenset[str]:
    """Every letter that the page shows, and those of ASCII, which a script may put together."""
    seen = _Seen()
    seen.feed(html)
    return frozenset(seen.said | {chr(code) for code in range(32, 127)})


def _subset(font: Path, letters: frozenset[str]) -> str:
    """The font with these letters and their features alone, as WOFF in Base64."""
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415  (heavy)
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    opened = TTFont(font, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["kern", "tnum", "lnum", "ccmp", "locl", "mark"]
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(letters)))
    subsetter.subset(opened)
    opened.flavor = "woff"
    file = io.BytesIO()
    opened.save(file)
    return b64encode(file.getvalue()).decode()
