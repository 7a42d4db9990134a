"""What the twin makes of each construct: Typst for the PDF, and the page of HTML."""

from pathlib import Path

import pytest

from forexlib.core.errors import RenderError
from forexlib.render.twin import Twin
from tests.render.benches import bench, html_of, typst_of

TABLE = "| a | b |\n|:--|--:|\n| 1 | 22 |\n"
COLUMN = ":::: {.columna}\n%s\n::::"


def test_a_callout_is_the_template_s_with_its_kind_s_colour(tmp_path: Path) -> None:
    markdown = "::: {.callout-warning}\n## Ojo\n\nTexto.\n:::"

    assert typst_of(tmp_path, markdown) == (
        '#callout(title: [ Ojo ], icon_color: rgb("#EB9113"), body: [ Texto. ])'
    )


def test_a_callout_is_a_box_in_html(tmp_path: Path) -> None:
    markdown = '::: {.callout-note title="Ojo"}\nTexto.\n:::'

    assert html_of(tmp_path, markdown) == (
        '<div class="callout callout-note"> <div class="callout-title"> Ojo </div>'
        ' <div class="callout-body"> <p>Texto.</p> </div> </div>'
    )


def test_a_figure_is_captioned_described_and_referred_to(tmp_path: Path) -> None:
    markdown = (
        "![Leyenda](figs/abanico.svg){#fig-a fig-alt='Un \"abanico\"' width=100%}\n\n"
        "Ver @fig-a y [-@fig-a]."
    )

    assert typst_of(tmp_path, markdown) == (
        '#figure([ #box(image("figs/abanico.svg", alt: "Un \\"abanico\\"", width: 100%)) ],'
        " caption: figure.caption(position: bottom, [ Leyenda ]),"
        ' kind: "quarto-float-fig", supplement: "Gráfico") <fig-a>'
        " Ver #ref(<fig-a>, supplement: [Gráfico]) y #ref(<fig-a>, supplement: none)."
    )


def test_a_figure_in_html_carries_its_drawing_and_its_number(tmp_path: Path) -> None:
    markdown = "![Leyenda](figs/abanico.svg){#fig-a fig-alt='Abanico'}\n\nVer @fig-a."

    page = html_of(tmp_path, markdown)

    assert "<figcaption> <strong>Gráfico 1.</strong> Leyenda </figcaption>" in page
    assert 'src="data:image/svg+xml;base64,' in page
    assert 'alt="Abanico"' in page
    assert '<a href="#fig-a">Gráfico' in page


def test_a_table_is_captioned_above_and_as_wide_as_the_page(tmp_path: Path) -> None:
    markdown = TABLE + "\n: Leyenda {#tbl-x}\n\nVer @tbl-x."

    assert typst_of(tmp_path, markdown) == (
        "#figure([ #table( columns: (44.44%, 55.56%), align: (left,right,),"
        " table.header([a], [b],), table.hline(), [1], [22], ) ],"
        " caption: figure.caption(position: top, [ Leyenda ]),"
        ' kind: "quarto-float-tbl", supplement: "Tabla") <tbl-x>'
        " Ver #ref(<tbl-x>, supplement: [Tabla])."
    )


def test_widths_that_are_asked_for_are_kept(tmp_path: Path) -> None:
    markdown = TABLE + '\n: Leyenda {#tbl-x tbl-colwidths="[30,70]"}'

    assert "columns: (30%, 70%)" in typst_of(tmp_path, markdown)


def test_a_table_without_a_caption_is_no_figure(tmp_path: Path) -> None:
    assert typst_of(tmp_path, TABLE).startswith("#table( columns: (44.44%, 55.56%)")


def test_a_table_in_html_slides_under_its_caption(tmp_path: Path) -> None:
    page = html_of(tmp_path, TABLE + "\n: Leyenda {#tbl-x}")

    assert page.startswith('<figure id="tbl-x" class="float tbl"><figcaption> <strong>Tabla')
    assert '</figcaption> <div class="desliza" tabindex="0"> <table> <thead>' in page
    assert '<td class="corto" style="text-align: right;">22</td>' in page


def test_a_grid_table_is_a_table(tmp_path: Path) -> None:
    markdown = "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n"

    assert "table.header([a], [b],), table.hline(), [1], [2]," in typst_of(tmp_path, markdown)


def test_formulas_have_alternative_texts_and_numbers(tmp_path: Path) -> None:
    markdown = "$$ a = b $$ {#eq-z}\n\nVer @eq-z y $x^2$."

    assert typst_of(tmp_path, markdown) == (
        '#math.equation(block: true, alt: " a = b ", numbering: "(1)", $ a = b $)<eq-z>'
        ' Ver #ref(<eq-z>, supplement: [Ecuación]) y #math.equation(alt: "x^2", $x^2$).'
    )


def test_a_footnote_is_one(tmp_path: Path) -> None:
    assert typst_of(tmp_path, "Hola[^1].\n\n[^1]: Nota.") == "Hola#footnote[Nota.]."


@pytest.mark.parametrize(
    ("condition", "pdf", "html"),
    [
        ('.content-visible when-format="html"', "", "<p>x</p>"),
        ('.content-visible when-format="typst"', "x", ""),
        ('.content-hidden when-format="html"', "x", ""),
        ('.content-visible when-meta="hay.cambios"', "x", "<p>x</p>"),
        ('.content-visible when-meta="hay.factores"', "", ""),
        ('.content-visible when-meta="hay.nothing"', "", ""),
        ('.content-hidden when-meta="hay.factores"', "x", "<p>x</p>"),
    ],
)
def test_a_condition_chooses(tmp_path: Path, condition: str, pdf: str, html: str) -> None:
    markdown = f"::: {{{condition}}}\nx\n:::"
    for name in ("pdf", "html"):
        (tmp_path / name).mkdir()

    assert typst_of(tmp_path / "pdf", markdown) == pdf
    assert html_of(tmp_path / "html", markdown) == html


def test_what_is_hidden_takes_no_number(tmp_path: Path) -> None:
    picture = "![%s](figs/abanico.svg){#fig-%s fig-alt='x'}"
    hidden = (
        '::: {.content-visible when-meta="hay.factores"}\n' + picture % ("A", "a") + "\n:::\n\n"
    )

    page = html_of(tmp_path, hidden + picture % ("B", "b"))

    assert "Gráfico 1." in page


def test_a_page_break_breaks_the_page_and_not_the_web(tmp_path: Path) -> None:
    for name in ("pdf", "html"):
        (tmp_path / name).mkdir()

    assert typst_of(tmp_path / "pdf", "a\n\n{{< pagebreak >}}\n\nb") == "a #pagebreak() b"
    assert html_of(tmp_path / "html", "a\n\n{{< pagebreak >}}\n\nb") == "<p>a</p> <p>b</p>"


def test_a_table_of_cards_becomes_cards(tmp_path: Path) -> None:
    markdown = "::: {.tarjetas}\n| A | B |\n|---|---|\n| 1 | 2 |\n| x | y |\n:::"
    for name in ("pdf", "html"):
        (tmp_path / name).mkdir()

    assert typst_of(tmp_path / "pdf", markdown) == (
        "#tarjetas( tarjeta( [ A ], [ 1 ], [ x ], ) , tarjeta( [ B ], [ 2 ], [ y ], ) , )"
    )
    assert html_of(tmp_path / "html", markdown).startswith(
        '<div class="tarjetas"> <div class="tarjeta"> <div class="etiqueta"> A </div>'
        ' <div class="valor"> 1 </div> <div class="detalle"> x </div> </div>'
    )


def test_cards_that_are_no_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="must be one table, a column per card"):
        typst_of(tmp_path, "::: {.tarjetas}\nHola\n:::")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("a", "b", "#columnas( [ a ], [ b ], )"), ("", "b", "b"), ("a", "", "a"), ("", "", "")],
)
def test_an_empty_column_leaves(tmp_path: Path, left: str, right: str, expected: str) -> None:
    markdown = f"::::: {{.columnas}}\n{COLUMN % left}\n\n{COLUMN % right}\n:::::"

    assert typst_of(tmp_path, markdown) == expected


def test_small_print_is_small(tmp_path: Path) -> None:
    assert typst_of(tmp_path, "::: {.descargo}\nx\n:::") == "#descargo( [ x ], )"


def test_raw_typst_is_for_the_pdf_alone(tmp_path: Path) -> None:
    markdown = "```{=typst}\n#v(1pt)\n```\n\nx"
    for name in ("pdf", "html"):
        (tmp_path / name).mkdir()

    assert typst_of(tmp_path / "pdf", markdown) == "#v(1pt) x"
    assert html_of(tmp_path / "html", markdown) == "<p>x</p>"


def test_a_reference_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="@fig-nada leads nowhere"):
        html_of(tmp_path, "Ver @fig-nada.")


def test_a_figure_nobody_described_is_refused_by_the_accessible_pdf(tmp_path: Path) -> None:
    markdown = '```{=typst}\n#image("figs/abanico.svg")\n```'

    with pytest.raises(RenderError, match="alt"):
        Twin().make(bench(tmp_path, markdown), "pdf")


def test_typst_that_is_wrong_is_told(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="Typst cannot make the PDF: unknown variable: nada"):
        Twin().make(bench(tmp_path, "```{=typst}\n#nada\n```"), "pdf")
