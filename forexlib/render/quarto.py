"""Quarto's command line, which nobody needs to have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from forexlib.core.errors import RenderError
from forexlib.render.command import Answer, run
from forexlib.render.document import Format
from forexlib.render.engine import Made
from forexlib.render.workshop import Workshop

_TARGETS: Final[Mapping[Format, str]] = {"pdf": "typst", "html": "html"}
_REMEDY: Final = "Mend or reinstall Quarto, or choose the engine auto or twin."


@dataclass(frozen=True, slots=True)
class Quarto:
    """Attributes: program: the executable; seconds: that one file may take."""

    program: str
    seconds: float = 120.0
    name: str = "quarto"

    def versions(self) -> Mapping[str, str]:
        """Of Quarto.

        Raises:
            RenderError: If it does not say.
        """
        answer = self._run(Path.cwd(), min(self.seconds, 15.0), "--version")
        if answer.code != 0 or not answer.out.strip():
            raise self._broken(answer)
        return {"quarto": answer.out.split()[0]}

    def make(self, workshop: Workshop, kind: Format) -> Made:
        """One file.

        Raises:
            RenderError: If Quarto fails, or takes too long.
        """
        name = f"{workshop.name}.{kind}"
        source, epoch = f"{workshop.name}.qmd", int(workshop.as_of.timestamp())
        answer = self._run(
            workshop.folder,
            self.seconds,
            *("render", source, "--to", _TARGETS[kind], "--output", name, "--no-execute"),
            epoch=epoch,
        )
        file = workshop.folder / name
        if answer.code != 0 or not file.is_file():
            raise self._broken(answer)
        lines = [line.strip() for line in answer.said.splitlines()]
        return Made(
            file.read_bytes(),
            tuple(f"quarto: {line}" for line in lines if line.startswith(("WARN", "[WARN"))),
        )

    def _run(self, folder: Path, seconds: float, *words: str, epoch: int = 0) -> Answer:
        """Ask Quarto; Typst takes the time of the PDF from the environment."""
        timed = ["env", f"SOURCE_DATE_EPOCH={epoch}", self.program, *words]
        return run(timed, folder=folder, seconds=seconds)

    def _broken(self, answer: Answer) -> RenderError:
        return RenderError(f"Quarto ({self.program}) failed: {answer.complaint}.", remedy=_REMEDY)
