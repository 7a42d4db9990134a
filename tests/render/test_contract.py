"""What producers are promised: the names of the contract are those the documents use."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from forexlib.core.errors import RenderError
from forexlib.render import __doc__ as promised
from forexlib.render.contract import DOCUMENTS, check
from forexlib.render.document import Document
from forexlib.render.front import read_template
from tests.render.samples import DAILY, ONE_HORIZON, REPORTS, SHORT

LANGUAGES = ("es", "en")


def words(language: str) -> dict[str, Any]:
    return yaml.safe_load((REPORTS / "_idioma" / f"{language}.yml").read_text("utf-8"))


def keys(tree: object, path: str = "") -> set[str]:
    if not isinstance(tree, dict):
        return {path}
    return {key for name, one in tree.items() for key in keys(one, f"{path}.{name}")}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_includes_every_part_and_figure_of_its_contract_once(name: str) -> None:
    contract = DOCUMENTS[name]

    included = re.findall(r"include _gen/([\w-]+)\.md", read_template(REPORTS / f"{name}.qmd").body)

    figures = [f"fig-{figure}" for figure in contract.figures]
    assert sorted(included) == sorted([*contract.parts, *figures])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_hides_only_the_sections_of_optional_parts(name: str) -> None:
    asked = re.findall(r'when-meta="hay\.(\w+)"', read_template(REPORTS / f"{name}.qmd").body)

    assert sorted(asked) == sorted(DOCUMENTS[name].parts.optional)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_name_of_a_contract_is_explained(name: str) -> None:
    contract = DOCUMENTS[name]

    told = set(re.findall(r"\w+", f"{promised}"))

    assert {*contract.parts, *contract.figures, *contract.meta} - told == set()


def test_the_languages_have_the_same_words() -> None:
    assert keys(words("es")) - {".lang"} == keys(words("en")) - {".lang"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_word_of_a_document_is_used_and_every_meta_appears(name: str) -> None:
    said = words("es")
    texts = {**said["texto"], **said["documentos"][name]}
    sources = [*REPORTS.glob("_plantilla/*.*"), REPORTS / f"{name}.qmd"]
    written = " ".join(file.read_text("utf-8") for file in sources)

    asked = set(re.findall(r"texto\.(\w+)", written)) | {"title", "subtitle"}
    facts = set(re.findall(r"dato\.(\w+)", written)) | set(re.findall(r"\{(\w+)\}", str(texts)))

    assert set(texts) == asked
    assert facts >= set(DOCUMENTS[name].meta)


@pytest.mark.parametrize(
    "file", [*REPORTS.glob("*.qmd"), *REPORTS.glob("_idioma/*.yml")], ids=lambda file: file.name
)
def test_no_document_has_a_number_of_its_own(file: Path) -> None:
    text = file.read_text("utf-8")
    prose = text.partition("\n---\n")[2] or text

    assert re.findall(r"\d", prose) == []


@pytest.mark.parametrize("document", [DAILY, SHORT, ONE_HORIZON], ids=lambda one: one.stem)
def test_contents_that_keep_the_contract_pass(document: Document) -> None:
    assert check(document) is DOCUMENTS[document.name]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": "diario"}, "There is no document 'diario'"),
        ({"stem": "../usdclp"}, "'../usdclp' is no name"),
        ({"parts": {**DAILY.parts, "riesgos": "x"}}, "unknown part riesgos"),
        ({"parts": {**DAILY.parts, "mensajes": " \n"}}, "no part mensajes"),
        ({"parts": {}}, "no part tarjetas; no part mensajes; no part horizontes"),
        ({"figures": {}}, "no figure abanico"),
        ({"figures": {**DAILY.figures, "torta": DAILY.figures["abanico"]}}, "unknown figure torta"),
        ({"meta": {**DAILY.meta, "color": "azul"}}, "unknown meta color"),
        ({"meta": {**DAILY.meta, "corrida": ""}}, "no meta corrida"),
        ({"meta": {**DAILY.meta, "fecha": "a\nb"}}, "The meta fecha has more than one line"),
        (
            {"figures": {"abanico": replace(DAILY.figures["abanico"], alt=" ")}},
            "The figure abanico has no alternative text",
        ),
    ],
)
def test_contents_that_break_the_contract_are_refused_by_name(
    change: dict[str, Any], told: str
) -> None:
    with pytest.raises(RenderError, match=re.escape(told)):
        check(replace(DAILY, **change))


def test_a_figure_keeps_the_section_of_a_part_that_is_left_out() -> None:
    parts = {name: text for name, text in DAILY.parts.items() if name != "factores"}

    sections = DOCUMENTS["pronostico"].sections(replace(DAILY, parts=parts))

    assert sections == {"avisos": True, "cambios": True, "factores": True, "regimen": True}
    assert DOCUMENTS["pronostico"].sections(SHORT) == dict.fromkeys(sections, False)
