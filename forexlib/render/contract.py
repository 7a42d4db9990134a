"""The names that each document expects of whoever fills it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from forexlib.core.errors import RenderError
from forexlib.render.document import Document


@dataclass(frozen=True, slots=True)
class Names:
    """Attributes: required: must be given and not blank; optional: may be left out."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    def __iter__(self) -> chain[str]:
        """Every name, the required ones first."""
        return chain(self.required, self.optional)


@dataclass(frozen=True, slots=True)
class Contract:
    """What one document expects.

    Attributes:
        parts: Markdown texts. An optional one that is left out or blank takes its section with it.
        figures: Charts. An optional one that is left out leaves no gap.
        meta: One-line texts.
        illustrated: Optional part to the figures of its section, which also keep it alive.
    """

    parts: Names = Names()
    figures: Names = Names()
    meta: Names = Names()
    illustrated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def sections(self, document: Document) -> dict[str, bool]:
        """Whether the section of each optional part has something to show."""
        return {
            name: bool(document.parts.get(name, "").strip())
            or any(figure in document.figures for figure in self.illustrated.get(name, ()))
            for name in self.parts.optional
        }


_EDITION: Final = ("par", "institucion", "fecha", "corte", "corrida", "version", "huella")

DOCUMENTS: Final[Mapping[str, Contract]] = {
    "pronostico": Contract(
        parts=Names(
            ("tarjetas", "mensajes", "horizontes", "historial", "metodo", "fuentes"),
            ("avisos", "cambios", "factores", "regimen"),
        ),
        figures=Names(
            ("abanico",),
            ("factores", "distribucion", "volatilidad", "cobertura", "habilidad", "vencidos"),
        ),
        meta=Names((*_EDITION, "horizontes"), ("sello",)),
        illustrated={"factores": ("factores", "distribucion"), "regimen": ("volatilidad",)},
    ),
    "horizonte": Contract(
        parts=Names(
            ("tarjetas", "mensajes", "distribucion", "historial", "metodo", "fuentes"),
            ("avisos", "probabilidades", "cambios", "factores", "componentes"),
        ),
        figures=Names(("abanico",), ("distribucion", "factores", "vencidos")),
        meta=Names((*_EDITION, "horizonte", "fecha_objetivo"), ("sello",)),
        illustrated={"factores": ("factores",)},
    ),
}
"""Template to contract; `forexlib.render`'s docstring says what each name holds."""


def check(document: Document, contracts: Mapping[str, Contract] = DOCUMENTS) -> Contract:
    """The contract of the document, which it keeps.

    Raises:
        RenderError: If it does not; names every name that is missing, blank or unexpected.
    """
    contract = contracts.get(document.name)
    if contract is None:
        raise RenderError(
            f"There is no document {document.name!r}.",
            remedy=f"Choose {' or '.join(contracts)}.",
        )
    given = {key: text for key, text in document.meta.items() if text.strip()}
    parts = {name: text for name, text in document.parts.items() if text.strip()}
    wrong = [
        *_faults("part", contract.parts, parts, document.parts),
        *_faults("figure", contract.figures, document.figures, document.figures),
        *_faults("meta", contract.meta, given, document.meta),
    ]
    if wrong:
        raise RenderError(
            f"The contents of {document.name} do not keep its contract: {'; '.join(wrong)}.",
            remedy="Give every required name and no other (forexlib/render/contract.py).",
        )
    _check_texts(document)
    return contract


def _faults(kind: str, names: Names, filled: Collection[str], given: Collection[str]) -> list[str]:
    """What is wrong with one kind of name."""
    absent = [name for name in names.required if name not in filled]
    strange = sorted(set(given) - set(names))
    return [f"no {kind} {name}" for name in absent] + [f"unknown {kind} {name}" for name in strange]


def _check_texts(document: Document) -> None:
    """Refuse what would be no file name, no line, or no words."""
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]*", document.stem):
        raise RenderError(
            f"{document.stem!r} is no name for a report's files.",
            remedy="Use letters, digits, hyphens and dots, such as usdclp-2026-11-23.",
        )
    for key, text in document.meta.items():
        if len(text.splitlines()) > 1:
            raise RenderError(
                f"The meta {key} has more than one line.", remedy="Put longer texts into a part."
            )
    for name, figure in document.figures.items():
        if not (figure.alt.strip() and figure.caption.strip()):
            raise RenderError(
                f"The figure {name} has no alternative text or no caption.",
                remedy="Say in words what it shows; some readers hear the report.",
            )
