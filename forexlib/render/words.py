"""The words around the contents in one language, with the document's own facts in their places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forexlib.core.errors import RenderError
from forexlib.render.document import Document, Language
from forexlib.render.trouble import plain_yaml


def literal(text: str) -> str:
    """Markdown that reads exactly as the plain `text`, whatever signs it holds."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def metadata(
    reports: Path, document: Document, *, language: Language, sections: Mapping[str, bool]
) -> dict[str, Any]:
    """Everything a document may ask for with `meta`, and its template with `$...$`.

    Returns:
        title, subtitle, lang and author; `crossref` (how figures and tables are called); `texto`
        (words of the language), `dato` (the document's meta), `hay` (which sections there are).

    Raises:
        RenderError: If the language's file is missing or broken, or asks for meta nobody gave.
    """
    file = reports / "_idioma" / f"{language}.yml"
    try:
        said = plain_yaml(file.read_text("utf-8"), file)
    except OSError as error:
        raise RenderError(
            f"There are no words in {language!r}: {file} cannot be read.",
            remedy="Restore the file from the repository, or choose another language.",
        ) from error
    facts = {key: literal(text) for key, text in document.meta.items() if text.strip()}
    own = said.get("documentos", {}).get(document.name, {})
    words = {
        key: _filled(text, facts, f"{key} in {file.name}")
        for key, text in {**said.get("texto", {}), **own}.items()
    }
    return {
        "lang": language,
        "title": words.pop("title", literal(document.name)),
        "subtitle": words.pop("subtitle", ""),
        "author": facts.get("institucion", ""),
        "crossref": said.get("crossref", {}),
        "texto": words,
        "dato": facts,
        "hay": dict(sections),
    }


def _filled(text: str, facts: Mapping[str, str], where: str) -> str:
    """The text with {names} replaced by what they stand for."""
    try:
        return text.format_map(facts)
    except (KeyError, ValueError, IndexError) as error:
        raise RenderError(
            f"The text {where} cannot be filled in: {error}.",
            remedy="Use the names of the document's meta in braces, and no other braces.",
        ) from error
