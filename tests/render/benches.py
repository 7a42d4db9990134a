"""A workshop for a few lines of Markdown, with the house's own filters and templates."""

import json
import re
from pathlib import Path

from forexlib.render.front import read_template
from forexlib.render.shortcodes import assembled
from forexlib.render.twin import Twin
from forexlib.render.workshop import SHARED, Workshop
from tests.render.samples import AS_OF, META, REPORTS, drawing

SAID = {
    "lang": "es",
    "title": "Título",
    "subtitle": "Subtítulo",
    "author": META["institucion"],
    "crossref": {"fig-title": "Gráfico", "tbl-title": "Tabla", "eq-prefix": "Ecuación"},
    "texto": {"serie": "Serie", "pie": "Pie", "corte": "Corte", "pagina": "Página", "de": "de"},
    "dato": META,
    "hay": {"cambios": True, "factores": False},
}


def bench(folder: Path, markdown: str) -> Workshop:
    """A folder ready to render `markdown`, with one picture, figs/abanico.svg."""
    for shared in SHARED:
        (folder / shared).symlink_to(REPORTS / shared)
    for made in ("_gen", "figs"):
        (folder / made).mkdir()
    (folder / "figs" / "abanico.svg").write_text(drawing("1"), encoding="utf-8")
    (folder / "_gen" / "meta.yml").write_text(json.dumps(SAID), encoding="utf-8")
    template = read_template(REPORTS / "pronostico.qmd")
    text = assembled(markdown, folder=folder, meta=SAID)
    return Workshop(folder, "pronostico", template, text, SAID, AS_OF)


def typst_of(folder: Path, markdown: str) -> str:
    """What the twin hands to Typst after the template, each run of white space as one space."""
    written = Twin().typst(bench(folder, markdown)).content.decode()
    body = written.rpartition("pagina: ([Página], [de]),\n)")[2]
    return " ".join(body.split())


def html_of(folder: Path, markdown: str) -> str:
    """What stands in the page between its head and its foot, white space as above."""
    page = Twin().make(bench(folder, markdown), "html").content.decode()
    main = re.search(r"<main>(.*)</main>", page, re.DOTALL)
    return " ".join(main[1].split()) if main else ""
