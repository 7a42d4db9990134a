"""The twin of Quarto: pandoc and Typst, as packages of Python; no network, nothing is executed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from forexlib.core.errors import RenderError
from forexlib.render.command import run
from forexlib.render.document import Format
from forexlib.render.engine import Made
from forexlib.render.workshop import Workshop

if TYPE_CHECKING:
    from typst import Fonts, PDFStandard

PDF_STANDARDS: Final[tuple[PDFStandard, ...]] = ("a-2a", "ua-1")
FILTER: Final = "_plantilla/twin.lua"
TEMPLATE: Final = "_plantilla/twin.typ"


@dataclass(frozen=True, slots=True)
class Twin:
    """Attributes: seconds: that pandoc may take."""

    seconds: float = 60.0
    name: str = "twin"

    def versions(self) -> Mapping[str, str]:
        """Of pandoc and Typst."""
        from pypandoc import get_pandoc_version  # noqa: PLC0415  (heavy)

        return {"pandoc": str(get_pandoc_version()), "typst": version("typst")}

    def make(self, workshop: Workshop, kind: Format) -> Made:
        """One file; the same workshop gives the same bytes.

        Raises:
            RenderError: If pandoc or Typst refuse.
        """
        return self._pdf(workshop) if kind == "pdf" else self._html(workshop)

    def typst(self, workshop: Workshop) -> Made:
        """The document in Typst's language."""
        partials = workshop.folder / "partials"
        partials.mkdir(exist_ok=True)
        for source in (TEMPLATE, *workshop.template.partials):
            file = workshop.folder / source
            (partials / file.name).write_bytes(file.read_bytes())
        return self._pandoc(workshop, "typst", ["--template", str(partials / "twin.typ")])

    def _pdf(self, workshop: Workshop) -> Made:
        from typst import Compiler, TypstError  # noqa: PLC0415  (heavy)

        written = self.typst(workshop)
        compiler = Compiler(
            written.content,
            root=str(workshop.folder),
            font_paths=_fonts((workshop.folder / workshop.template.fonts).resolve()),
        )
        try:
            pdf, warnings = compiler.compile_with_warnings(
                format="pdf",
                timestamp=int(workshop.as_of.timestamp()),
                pdf_standards=list(PDF_STANDARDS),
            )
        except TypstError as error:
            raise RenderError(
                f"Typst cannot make the PDF: {'; '.join((error.message, *error.hints))}.",
                remedy="Look at the part or the figure it names; every figure needs its alt text.",
            ) from error
        if not isinstance(pdf, bytes):
            raise RenderError("Typst made no PDF.", remedy="Check the version in the lock.")
        return Made(pdf, (*written.warnings, *(f"typst: {one.message}" for one in warnings)))

    def _html(self, workshop: Workshop) -> Made:
        template = workshop.template
        return self._pandoc(
            workshop,
            "html5",
            ["--template", template.html, "--css", template.css, "--embed-resources"],
        )

    def _pandoc(self, workshop: Workshop, target: str, options: Sequence[str]) -> Made:
        from pypandoc import get_pandoc_path  # noqa: PLC0415  (heavy)

        filters = [f"--lua-filter={name}" for name in (*workshop.template.filters, FILTER)]
        answer = run(
            [
                *(get_pandoc_path(), "--from", "markdown", "--to", target, "--standalone"),
                *("--wrap=none", "--metadata-file", "_gen/meta.yml"),
                *filters,
                *options,
            ],
            folder=workshop.folder,
            seconds=self.seconds,
            text=workshop.markdown,
        )
        if answer.code != 0:
            raise RenderError(
                f"pandoc cannot read {workshop.name}: {_gist(answer.said) or answer.complaint}.",
                remedy="Look at the part it names; tables and divs must be closed.",
            )
        said = answer.said.replace("[WARNING] ", "").splitlines()
        return Made(answer.out.encode(), tuple(f"pandoc: {line}" for line in said if line.strip()))


def _gist(said: str) -> str:
    """What a Lua filter refused, without its stack."""
    lines = said.partition("Error running filter")[2].splitlines()
    return lines[1].strip().rstrip(".") if len(lines) > 1 else ""


@cache
def _fonts(folder: Path) -> Fonts:
    """The fonts of a folder and Typst's own (for formulas), never the machine's."""
    from typst import Fonts  # noqa: PLC0415  (heavy)

    return Fonts(include_system_fonts=False, font_paths=[str(folder)])
