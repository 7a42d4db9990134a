"""The renderer, as the reports' job wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from forexlib.jobs.report import Kind
from forexlib.render.document import Document, Figure
from forexlib.render.renderer import Renderer
from forexlib.reporting.chart_words import Language
from forexlib.reporting.report.contents import Contents, Printed


@dataclass(frozen=True, slots=True)
class ReportPress:
    """The renderer as `jobs.report` wants it. Attributes: renderer: what makes the files."""

    renderer: Renderer

    @property
    def fonts(self) -> Sequence[Path]:
        """Files of the fonts that figures are lettered in."""
        return sorted((self.renderer.reports / "fonts").glob("*.otf"))

    def print(
        self, contents: Contents, *, into: Path, language: Language, kinds: Sequence[Kind]
    ) -> Printed:
        """Write the files into a folder, which is made if need be.

        Raises:
            RenderError: If they cannot be made or written.
        """
        document = Document(
            name=contents.document,
            stem=contents.stem,
            as_of=contents.as_of,
            parts=contents.parts,
            meta=contents.meta,
            figures={name: Figure(**asdict(one)) for name, one in contents.pictures.items()},
        )
        made = self.renderer.render(document, into=into, language=language, formats=kinds)
        return Printed(
            files={one.format: into / one.name for one in made.files},
            sha256={one.format: one.sha256 for one in made.files},
            pages=next((one.pages for one in made.files if one.pages is not None), None),
            engine=made.engine,
            versions=made.versions,
            warnings=made.warnings,
        )
