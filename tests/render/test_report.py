"""The files a reader opens: what they say, what they obey, what they are made of."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from forexlib.render.document import Document
from forexlib.render.pdf import pdf_facts
from tests.render.conftest import Rendered, rendered
from tests.render.samples import DAILY, SHORT

NUMBER = re.compile(r"[+−]?\d(?:[\d.,]*\d)?(?: %)?")


def numbers(document: Document) -> set[str]:
    """Every number a producer gave, but those in addresses and ids."""
    texts = [*document.parts.values(), *document.meta.values()]
    texts += [figure.caption for figure in document.figures.values()]
    plain = [re.sub(r"\(https[^)]*\)|\{#[^}]*\}|[@#^][\w-]+", "", text) for text in texts]
    return {found for text in plain for found in NUMBER.findall(text)}


def pdf_text(file: Path) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(file).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def page_text(page: str) -> str:
    bare = re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(bare).replace("\u00a0", " ").split())


@pytest.mark.parametrize("report", ["daily", "daily_en", "one_horizon"])
def test_every_number_given_is_found_in_both_files(
    report: str, request: pytest.FixtureRequest
) -> None:
    made: Rendered = request.getfixturevalue(report)
    given = numbers(made.document)

    printed, shown = pdf_text(made.pdf), page_text(made.html)

    assert {one for one in given if one not in printed} == set()
    assert {one for one in given if one not in shown} == set()
    assert len(given) > 5


def test_no_number_comes_from_elsewhere(daily: Rendered) -> None:
    pages = daily.manifest.files[0].pages or 0
    ordinals = {str(n) for n in range(1, len(DAILY.figures) + 5 + pages)}

    shown = {one.rstrip(" %").lstrip("+−") for one in NUMBER.findall(page_text(daily.html))}

    given = {one.rstrip(" %").lstrip("+−") for one in numbers(DAILY)}
    assert {one.rstrip(".,") for one in shown} - given - ordinals == set()


def test_the_pdf_says_that_it_obeys_the_archive_and_the_accessibility_standard(
    daily: Rendered,
) -> None:
    root = PdfReader(daily.pdf).root_object

    xmp = root["/Metadata"].get_object().get_data().decode()  # ty: ignore[missing-attribute]

    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert daily.manifest.standards == ("PDF/A-2a", "PDF/UA-1")


def test_the_pdf_has_a_title_an_author_a_language_and_the_time_of_its_contents(
    daily: Rendered,
) -> None:
    reader = PdfReader(daily.pdf)
    facts = reader.metadata

    assert facts is not None
    assert facts.title == "Pronóstico del tipo de cambio USD/CLP"
    assert facts.author == "Unidad de Pronósticos"
    assert facts.creation_date == DAILY.as_of
    assert reader.root_object["/Lang"] == "es-CL"


def test_every_font_is_embedded_and_is_inter(daily: Rendered) -> None:
    raw = daily.pdf.read_bytes()

    used = set(re.findall(rb"/BaseFont/[A-Z]{6}\+([\w-]+?)(?:-Identity-H)?[\s/>]", raw))

    assert {name.decode() for name in used} == set(daily.manifest.fonts)
    assert all(name.startswith("Inter-") for name in daily.manifest.fonts)
    assert len(re.findall(rb"/FontFile\d", raw)) == len(used)


def test_the_facts_of_a_pdf_are_those_another_reader_finds(daily: Rendered) -> None:
    facts = pdf_facts(daily.pdf.read_bytes())

    assert facts.pages == len(PdfReader(daily.pdf).pages)
    assert facts.pages == daily.manifest.files[0].pages


def test_every_figure_is_described_in_both_files(daily: Rendered) -> None:
    alts = {figure.alt for figure in DAILY.figures.values()}

    described = set(re.findall(r'<img[^>]* alt="([^"]*)"', daily.html))
    tagged = [alt for alt in alts if in_structure(daily.pdf, alt)]

    assert described == alts
    assert set(tagged) == alts


def test_the_page_of_html_asks_for_nothing(daily: Rendered) -> None:
    page = daily.html

    sources = re.findall(r'(?:src|<link[^>]*href|url\()="?([^">]{5})', page)

    assert {source for source in sources if source != "data:"} == set()
    assert "<script" not in page
    assert "default-src 'none'" in html.unescape(page)


def test_the_page_of_html_fits_a_phone_and_says_its_language(daily_en: Rendered) -> None:
    assert '<html lang="en">' in daily_en.html
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in daily_en.html
    assert '<meta name="author" content="Forecasting Unit">' in daily_en.html


def test_the_same_document_speaks_english(daily_en: Rendered) -> None:
    text = pdf_text(daily_en.pdf)

    assert "USD/CLP exchange rate forecast" in text
    assert "Key messages" in text
    assert "Figure 1" in text
    assert re.search(r"Page 1 of \d", text)
    assert "Mensajes" not in text
    assert PdfReader(daily_en.pdf).root_object["/Lang"] == "en"


def test_the_seal_of_hindsight_is_on_the_cover(daily_en: Rendered, daily: Rendered) -> None:
    assert "BACKFILLED · made in hindsight" in pdf_text(daily_en.pdf)
    assert '<p class="sello">' in daily_en.html
    assert '<p class="sello">' not in daily.html


def test_every_page_says_which_run_it_is_of(daily: Rendered) -> None:
    pages = [page.extract_text() for page in PdfReader(daily.pdf).pages]

    assert all(f"Corrida {DAILY.meta['corrida']}" in text for text in pages)
    assert all(f"Página {i} de {len(pages)}" in text for i, text in enumerate(pages, 1))


def test_what_is_left_out_leaves_no_heading(tmp_path: Path) -> None:
    text = page_text(rendered(SHORT, tmp_path).html)

    assert "Mensajes principales" in text
    assert "Historial de aciertos" in text
    assert not {"Factores", "Régimen y volatilidad", "Cambios desde"}.intersection(
        re.findall(r"Factores|Régimen y volatilidad|Cambios desde", text)
    )


def test_a_long_table_goes_on_overleaf_with_its_head(tmp_path: Path) -> None:
    rows = "\n".join(f"| {day} | {900 + day} |" for day in range(1, 121))
    table = f"| Día | Valor |\n|----:|------:|\n{rows}\n\n: Muchas filas {{#tbl-muchas}}"

    made = rendered(replace(SHORT, parts={**SHORT.parts, "metodo": table}), tmp_path)

    heads = [page for page in PdfReader(made.pdf).pages if "Valor" in page.extract_text()]
    assert len(heads) >= 3
    assert {str(900 + day) for day in range(1, 121)} <= set(pdf_text(made.pdf).split())


def in_structure(pdf: Path, alt: str) -> bool:
    """Whether a tag of the PDF has this alternative text."""
    raw = pdf.read_bytes()
    encoded = alt.encode("utf-16-be").hex().upper().encode()
    return encoded in raw.upper() or alt.encode() in raw
