"""What renders a document that is ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from forexlib.render.document import Format
from forexlib.render.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Made:
    """Attributes: content: the file's bytes; warnings: what the engine said about it."""

    content: bytes
    warnings: tuple[str, ...] = ()


class Engine(Protocol):
    """Quarto, or its twin."""

    @property
    def name(self) -> str:
        """As manifests call it."""
        ...

    def versions(self) -> Mapping[str, str]:
        """Program to version.

        Raises:
            RenderError: If it does not answer.
        """
        ...

    def make(self, workshop: Workshop, kind: Format) -> Made:
        """One file.

        Raises:
            RenderError: If it cannot be made.
        """
        ...
