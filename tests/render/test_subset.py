"""The subset checker finds what Quarto and its twin would render differently, and nothing else."""

import pytest

from forexlib.render.subset import unsupported
from tests.render.samples import DAILY, DAILY_EN, ONE_HORIZON, REPORTS

GOOD = (
    "# A heading {#own}",
    "Text with **bold**, *italics*, a [link](https://x.cl), <https://x.cl> and a note[^1].",
    "See @fig-abanico, [-@tbl-x] and @eq-z.",
    "Mail desk\\@x.cl or desk@x.cl.",
    "![Caption](figs/a.svg){#fig-a fig-alt='What it shows' width=100%}",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n: Caption {#tbl-x}",
    '| a |\n|---|\n| 1 |\n\n: Caption {#tbl-x tbl-colwidths="[100]"}',
    "| a |\n|---|\n| 1 |\n\nNo caption.",
    "::: {.callout-note}\n## Title\n\nText.\n:::",
    '::: {.callout-note title="Title"}\nText.\n:::',
    '::: {.content-visible when-format="html"}\nText.\n:::',
    "::: {.columnas}\n:::: {.columna}\nText.\n::::\n:::",
    "{{< meta dato.par >}} and {{< meta texto.de >}}",
    "{{< include _gen/tarjetas.md >}}",
    "{{< pagebreak >}}",
    "```{=typst}\n#v(1pt)\n```",
    "```python\nimport os  # @not-a-citation <b>\n```",
    "`@code` and `<b>`",
    "$$ a < b $$ {#eq-z}",
    "$a<b$ and 3 < 4 > 2",
    "<!-- a comment -->",
    "---\ntitle: x\nlang: es\n---\n\nText.",
)
BAD = {
    "::: {layout-ncol=2}": "a layout attribute",
    '::: {layout="[1,2]"}': "a layout attribute",
    "::: {#fig-both}": "a figure as a div",
    "::: {#thm-x}": "such an id",
    ":::: {.columns}": "Quarto's columns",
    '::: {.column width="50%"}': "Quarto's columns",
    "::: {.column-margin}": "a margin block",
    "::: {.panel-tabset}": "a panel",
    '::: {.callout-note collapse="true"}': "a callout's option",
    '::: {.content-visible when-profile="x"}': "such a condition",
    '::: {.content-visible unless-format="html"}': "such a condition",
    "See @sec-method.": "a reference to a section",
    "As [@meese1983] showed.": "a citation",
    "As @Fig-abanico shows.": "a citation",
    "{{< var x >}}": "such a shortcode",
    "{{< video x.mp4 >}}": "such a shortcode",
    "Text {{< include x.md >}}": "an include",
    "{{< include x.md >}} text": "an include",
    "It is `{python} x`.": "code that is run",
    "It is `r x`.": "code that is run",
    "```{python}\n1\n```": "a cell that is run",
    "```{mermaid}\na\n```": "a cell that is run",
    "```{=html}\n<b>\n```": "raw html",
    '```{=typst}\n#import "@preview/x:1.0"\n```': "a package of Typst's registry",
    "A <b>word</b>.": "HTML",
    "A line<br>break": "HTML",
    "![C](https://x.cl/a.png){#fig-a fig-alt='x'}": "a picture from the web",
    "![C](a.svg){fig-alt='x'}": "a figure without an id",
    "![C](a.svg){#fig-a}": "a figure without fig-alt",
    "| a |\n|---|\n| 1 |\n\n: Caption": "a table's caption without an id",
    "---\nparams:\n  x: 1\n---\n": "parameters",
    "---\nbibliography: x.bib\n---\n": "citations",
    "---\njupyter: python3\n---\n": "code that is run",
}


@pytest.mark.parametrize("text", GOOD)
def test_what_both_engines_render_alike_is_let_through(text: str) -> None:
    assert unsupported(text) == []


@pytest.mark.parametrize(("text", "what"), BAD.items())
def test_what_they_render_differently_is_found(text: str, what: str) -> None:
    found = unsupported(text)

    assert what in [one.what for one in found]
    assert all(one.remedy for one in found)


def test_a_finding_names_its_line() -> None:
    text = "---\nlang: es\n---\n\nFine.\n\nSee @sec-x."

    assert [one.line for one in unsupported(text)] == [7]
    assert unsupported(text)[0].told.startswith("line 7: a reference to a section (")


def test_a_fence_ends_where_it_ends() -> None:
    text = "````markdown\n```{python}\n```\n````\n\nSee @sec-x."

    assert [one.line for one in unsupported(text)] == [6]


@pytest.mark.parametrize("name", ["pronostico", "horizonte"])
def test_the_documents_stay_in_the_subset(name: str) -> None:
    assert unsupported((REPORTS / f"{name}.qmd").read_text("utf-8")) == []


@pytest.mark.parametrize("document", [DAILY, DAILY_EN, ONE_HORIZON], ids=lambda one: one.stem)
def test_the_samples_stay_in_the_subset(document: object) -> None:
    parts = getattr(document, "parts", {})

    assert {name: unsupported(part) for name, part in parts.items() if unsupported(part)} == {}
