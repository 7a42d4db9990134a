"""What a PDF says of itself. Reads what Typst writes: objects in the clear, XMP uncompressed."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """Attributes: pages: how many; fonts: embedded ones, by name; standards: it says it obeys."""

    pages: int
    fonts: tuple[str, ...]
    standards: tuple[str, ...]


def pdf_facts(pdf: bytes) -> PdfFacts:
    """Pages, fonts and standards of a PDF that Typst wrote."""
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    embedded = re.findall(rb"/Type\s*/FontDescriptor\s*/FontName\s*/(?:[A-Z]{6}\+)?([\w.-]+)", pdf)
    return PdfFacts(pages, tuple(sorted({name.decode() for name in embedded})), _standards(pdf))


def _standards(pdf: bytes) -> tuple[str, ...]:
    said = {
        key: found[1].decode()
        for key in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")
        if (found := re.search(rf"<{key}>(\w+)<".encode(), pdf))
    }
    archive = f"PDF/A-{said.get('pdfaid:part')}{said.get('pdfaid:conformance', '').lower()}"
    access = f"PDF/UA-{said.get('pdfuaid:part')}"
    return tuple(name for name in (archive, access) if "None" not in name)
