"""From contents to files: the engine is chosen here, and the files appear whole or not at all."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from forexlib.core.errors import RenderError
from forexlib.render.contract import DOCUMENTS, Contract, check
from forexlib.render.document import Document, Format, Language, Manifest, RenderedFile
from forexlib.render.engine import Engine, Made
from forexlib.render.pdf import pdf_facts
from forexlib.render.quarto import Quarto
from forexlib.render.trouble import told_as_render_errors
from forexlib.render.twin import Twin
from forexlib.render.workshop import Workshop, set_up

Choice = Literal["auto", "quarto", "twin"]


@dataclass(frozen=True, slots=True)
class _Rendering:
    """Attributes: engine: who made it; versions: of what; made: the files; warnings: about it."""

    engine: str
    versions: Mapping[str, str]
    made: Mapping[Format, Made]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renderer:
    """Makes reports.

    Attributes:
        reports: The folder of documents, words, templates and fonts.
        engine: "quarto", "twin", or "auto": Quarto where it is installed and works, else the twin.
        quarto: Quarto's executable, by name or path.
        seconds: That Quarto or pandoc may take for one file.
        contracts: What each document expects.
    """

    reports: Path
    engine: Choice = "auto"
    quarto: str = "quarto"
    seconds: float = 120.0
    contracts: Mapping[str, Contract] = field(default_factory=lambda: DOCUMENTS)

    def render(
        self,
        document: Document,
        *,
        into: Path,
        language: Language = "es",
        formats: Sequence[Format] = ("pdf", "html"),
    ) -> Manifest:
        """Write <stem>.pdf and <stem>.html into a folder; what had those names is replaced.

        Args:
            document: The contents.
            into: The folder, made if need be.
            language: Of the words around the contents; the contents must be in it already.
            formats: Which files.

        Raises:
            RenderError: If the contents break the document's contract or leave the subset, if the
                engine that was asked for fails, or if the folder cannot be written.
        """
        contract = check(document, self.contracts)
        with told_as_render_errors(into):
            into.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(prefix=f".{document.stem}-", dir=into) as room:
                bench = Path(room).resolve() / "workshop"  # engines work in it, not where we stand
                bench.mkdir()
                workshop = set_up(bench, self.reports, document, contract, language=language)
                rendering = self._rendering(workshop, formats)
                _publish(rendering.made, document.stem, room=Path(room), into=into)
        return _manifest(document, language, rendering)

    def _rendering(self, workshop: Workshop, formats: Sequence[Format]) -> _Rendering:
        """Every format by one engine."""
        twin = Twin(self.seconds)
        program = shutil.which(self.quarto)
        if self.engine == "twin" or (self.engine == "auto" and program is None):
            return _made_by(twin, workshop, formats)
        if program is None:
            raise RenderError(
                f"Quarto ({self.quarto}) is not installed.",
                remedy="Install it, or choose the engine auto or twin.",
            )
        try:
            return _made_by(Quarto(program, self.seconds), workshop, formats)
        except RenderError as error:
            if self.engine == "quarto":
                raise
            return _made_by(twin, workshop, formats, f"{error.what} Its twin rendered instead.")


def _made_by(
    engine: Engine, workshop: Workshop, formats: Sequence[Format], *warnings: str
) -> _Rendering:
    versions = engine.versions()
    made = {kind: engine.make(workshop, kind) for kind in formats}
    said = (text for one in made.values() for text in one.warnings)
    return _Rendering(engine.name, versions, made, tuple(dict.fromkeys((*warnings, *said))))


def _publish(made: Mapping[Format, Made], stem: str, *, room: Path, into: Path) -> None:
    """Write the files beside their places, then move them there."""
    for kind, one in made.items():
        (room / f"{stem}.{kind}").write_bytes(one.content)
    for kind in made:
        (room / f"{stem}.{kind}").replace(into / f"{stem}.{kind}")


def _manifest(document: Document, language: Language, rendering: _Rendering) -> Manifest:
    facts = {kind: pdf_facts(one.content) for kind, one in rendering.made.items() if kind == "pdf"}
    pdf = facts.get("pdf")
    plain = pdf is not None and not pdf.standards
    doubts = ("The PDF does not say that it obeys PDF/A-2a and PDF/UA-1.",) if plain else ()
    files = tuple(
        RenderedFile(
            format=kind,
            name=f"{document.stem}.{kind}",
            sha256=hashlib.sha256(one.content).hexdigest(),
            size=len(one.content),
            pages=facts[kind].pages if kind in facts else None,
        )
        for kind, one in rendering.made.items()
    )
    return Manifest(
        document=document.name,
        language=language,
        as_of=document.as_of,
        engine=rendering.engine,
        versions=rendering.versions,
        files=files,
        fonts=pdf.fonts if pdf else (),
        standards=pdf.standards if pdf else (),
        warnings=(*rendering.warnings, *doubts),
    )
