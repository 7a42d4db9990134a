"""The renderer: which engine, what it says of it, and that files appear whole or not at all."""

import hashlib
import html
import os
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from forexlib.core.errors import RenderError
from forexlib.render.document import Document, Figure
from forexlib.render.renderer import Renderer
from tests.render.conftest import Rendered, rendered
from tests.render.samples import DAILY, REPORTS, SHORT, drawing

WORKING = """#!/bin/sh
[ "$1" = --version ] && { echo 1.9.37; exit 0; }
printf '%s %s %s' "$2" "$4" "$SOURCE_DATE_EPOCH" > "$6"
"""
FAILING = (
    '#!/bin/sh\n[ "$1" = --version ] && { echo 1.9.37; exit 0; }\necho "ERROR: no" >&2\nexit 1\n'
)
TWIN = Renderer(REPORTS, engine="twin")


def executable(folder: Path, text: str) -> str:
    program = folder / "quarto"
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def written(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_the_manifest_tells_what_was_made_by_what(daily: Rendered) -> None:
    manifest = daily.manifest

    assert (manifest.document, manifest.language, manifest.engine) == ("pronostico", "es", "twin")
    assert manifest.as_of == DAILY.as_of
    assert set(manifest.versions) == {"pandoc", "typst"}
    assert all(re.match(r"\d+\.\d+", version) for version in manifest.versions.values())
    assert manifest.warnings == ()
    for file in manifest.files:
        content = (daily.folder / file.name).read_bytes()
        assert file.sha256 == hashlib.sha256(content).hexdigest()
        assert file.size == len(content)
    assert [(file.format, bool(file.pages)) for file in manifest.files] == [
        ("pdf", True),
        ("html", False),
    ]


def test_only_the_reports_are_left_in_the_folder(daily: Rendered) -> None:
    assert written(daily.folder) == [f"{DAILY.stem}.html", f"{DAILY.stem}.pdf"]


def test_the_same_contents_give_the_same_bytes(daily: Rendered, tmp_path: Path) -> None:
    again = rendered(DAILY, tmp_path / "elsewhere")

    assert again.manifest == daily.manifest


def test_a_later_instant_changes_the_pdf_alone(tmp_path: Path) -> None:
    later = replace(SHORT, as_of=SHORT.as_of.replace(year=2027))

    one, two = (TWIN.render(doc, into=tmp_path) for doc in (SHORT, later))

    assert one.files[0].sha256 != two.files[0].sha256
    assert one.files[1].sha256 == two.files[1].sha256


def test_one_format_can_be_had_alone(tmp_path: Path) -> None:
    manifest = TWIN.render(SHORT, into=tmp_path, formats=["html"])

    assert written(tmp_path) == [f"{SHORT.stem}.html"]
    assert (manifest.fonts, manifest.standards) == ((), ())


def test_whatever_plain_texts_hold_is_shown_as_it_is(tmp_path: Path) -> None:
    odd = 'A "B" & *C* <d> $5 #6 {7} [8] @9 `x` \\ ~ ^ _i_ {{< meta x >}}'
    figure = Figure(drawing("1"), alt=odd, caption=odd)
    document = replace(
        SHORT, meta={**SHORT.meta, "institucion": odd, "par": odd}, figures={"abanico": figure}
    )

    page = rendered(document, tmp_path).html

    bare = html.unescape(page)
    assert bare.count(f"<span>{odd}</span>") == 1
    assert f"</strong> {odd}" in " ".join(bare.split())
    assert f'alt="{odd}"' in bare
    assert f'<meta name="author" content="{odd}">' in bare
    assert 'content="A &quot;B&quot; &amp; *C* &lt;d&gt;' in page


def test_quarto_renders_where_it_is_installed_and_works(tmp_path: Path) -> None:
    renderer = Renderer(REPORTS, quarto=executable(tmp_path, WORKING))

    manifest = renderer.render(SHORT, into=tmp_path / "out")

    epoch = int(SHORT.as_of.timestamp())
    assert (manifest.engine, manifest.versions) == ("quarto", {"quarto": "1.9.37"})
    pdf, page = (tmp_path / "out" / file.name for file in manifest.files)
    assert pdf.read_text(encoding="utf-8") == f"pronostico.qmd typst {epoch}"
    assert page.read_text(encoding="utf-8") == f"pronostico.qmd html {epoch}"
    assert manifest.warnings == ("The PDF does not say that it obeys PDF/A-2a and PDF/UA-1.",)


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("#!/bin/sh\nexit 1\n", "it ended with code 1"),
        (FAILING, "ERROR: no"),
        ("#!/bin/sh\nsleep 60 & sleep 60\n", "it did not answer within 0.5 seconds"),
        ('#!/bin/sh\n[ "$1" = --version ] && echo 1.9\n', "it ended with code 1"),
        ("no program", "failed"),
    ],
    ids=["exits", "cannot render", "hangs", "writes nothing", "is none"],
)
def test_a_broken_quarto_gives_way_to_its_twin_and_is_named(
    tmp_path: Path, program: str, told: str
) -> None:
    broken = executable(tmp_path, program)
    started = time.monotonic()

    manifest = Renderer(REPORTS, quarto=broken, seconds=0.5 if "sleep" in program else 30).render(
        SHORT, into=tmp_path / "out", formats=["html"]
    )

    assert manifest.engine == "twin"
    assert len(manifest.warnings) == 1
    assert manifest.warnings[0].startswith(f"Quarto ({broken}) failed: ")
    assert told in manifest.warnings[0]
    assert manifest.warnings[0].endswith("Its twin rendered instead.")
    assert time.monotonic() - started < 20


def test_a_broken_quarto_that_was_asked_for_is_an_error(tmp_path: Path) -> None:
    broken = executable(tmp_path, FAILING)

    with pytest.raises(RenderError, match="ERROR: no"):
        Renderer(REPORTS, engine="quarto", quarto=broken).render(SHORT, into=tmp_path / "out")

    assert written(tmp_path / "out") == []


def test_a_quarto_that_was_asked_for_and_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="is not installed"):
        Renderer(REPORTS, engine="quarto", quarto="no-such-quarto").render(SHORT, into=tmp_path)


def test_without_quarto_the_twin_renders_and_nobody_is_warned(tmp_path: Path) -> None:
    manifest = Renderer(REPORTS, quarto="no-such-quarto").render(
        SHORT, into=tmp_path, formats=["html"]
    )

    assert (manifest.engine, manifest.warnings) == ("twin", ())


@pytest.mark.slow
def test_quarto_and_its_twin_say_the_same(tmp_path: Path, daily: Rendered) -> None:
    if shutil.which("quarto") is None:
        pytest.skip("Quarto is not installed here")

    manifest = Renderer(REPORTS, engine="quarto").render(DAILY, into=tmp_path)

    assert manifest.files[0].pages == daily.manifest.files[0].pages
    theirs = Rendered(DAILY, manifest, tmp_path)
    assert headings(theirs.html) == headings(daily.html)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("Ver @sec-x.", "In part metodo, Quarto and its twin would not render alike: line 1"),
        ("Ver @fig-torta.", "@fig-torta leads nowhere"),
        ("| a |\n|---|\n| 1 |\n\n: Otra {#tbl-horizontes}", "#tbl-horizontes is there 2 times"),
        ("![x](figs/no.svg){#fig-no fig-alt='x'}", "figs/no.svg is missing"),
        ("{{< include x.md >}}", "cannot be used here"),
        ("{{< meta dato.nada >}}", "asks for the meta dato.nada, which nobody gives"),
    ],
)
def test_a_part_that_cannot_be_rendered_is_refused(tmp_path: Path, part: str, told: str) -> None:
    document = replace(SHORT, parts={**SHORT.parts, "metodo": part})

    with pytest.raises(RenderError, match=re.escape(told)):
        TWIN.render(document, into=tmp_path)

    assert written(tmp_path) == []


@pytest.mark.parametrize(
    ("svg", "told"),
    [
        ("no drawing", "is no SVG"),
        ("<p/>", "is no SVG"),
        ("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "run or fetch"),
        ("<svg xmlns='http://www.w3.org/2000/svg'><image href='http://x.cl/a'/></svg>", "fetch"),
        ("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "onload"),
        ("<svg xmlns='http://www.w3.org/2000/svg'><g style='fill: url(//x.cl)'/></svg>", "fetch"),
    ],
)
def test_a_drawing_that_is_broken_or_reaches_out_is_refused(
    tmp_path: Path, svg: str, told: str
) -> None:
    document = replace(SHORT, figures={"abanico": replace(SHORT.figures["abanico"], svg=svg)})

    with pytest.raises(RenderError, match=told):
        TWIN.render(document, into=tmp_path)


@pytest.mark.parametrize(
    ("width", "shown"), [("482pt", "100%"), ("8.2cm", "48%"), ("900px", "100%"), ("1e9", "100%")]
)
def test_a_drawing_is_shown_at_the_width_it_was_made_for(
    tmp_path: Path, width: str, shown: str
) -> None:
    svg = drawing("1").replace('width="482pt"', f'width="{width}"')
    document = replace(SHORT, figures={"abanico": replace(SHORT.figures["abanico"], svg=svg)})

    page = rendered(document, tmp_path).html

    assert f'style="width:{shown[:-1]}.0%"' in page


@pytest.fixture
def own_reports(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    shutil.copytree(REPORTS, reports, ignore=shutil.ignore_patterns("fonts"))
    (reports / "fonts").symlink_to(REPORTS / "fonts")
    return reports


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("pronostico.qmd", "mainfont: Inter", "mainfont: [", "The YAML of pronostico.qmd"),
        ("pronostico.qmd", "mainfont", "fuente", "the twin does not know fuente"),
        ("pronostico.qmd", "    css:", "    estilo:", "format html does not say css"),
        ("pronostico.qmd", "---", "", "there is none between two lines of ---"),
        ("pronostico.qmd", "_gen/mensajes.md", "_gen/nada.md", "includes _gen/nada.md"),
        ("pronostico.qmd", "::: {.descargo}", "::: {.columns}", "In pronostico.qmd"),
        ("_idioma/es.yml", "{corte}", "{corta}", "cannot be filled in: 'corta'"),
        ("_idioma/es.yml", "  mensajes:", "  otros:", "meta texto.mensajes, which nobody"),
        ("_idioma/es.yml", "texto:", "- texto", "The YAML of es.yml"),
    ],
)
def test_a_document_that_was_spoilt_is_named(
    own_reports: Path, file: str, old: str, new: str, told: str
) -> None:
    text = (own_reports / file).read_text(encoding="utf-8")
    (own_reports / file).write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(RenderError, match=re.escape(told)):
        Renderer(own_reports, engine="twin").render(SHORT, into=own_reports.parent / "out")


@pytest.mark.parametrize("file", ["pronostico.qmd", "_idioma/es.yml"])
def test_a_document_that_is_not_there_is_named(own_reports: Path, file: str) -> None:
    (own_reports / file).unlink()

    with pytest.raises(RenderError, match=re.escape(str(own_reports / file))):
        Renderer(own_reports, engine="twin").render(SHORT, into=own_reports.parent / "out")


def test_a_full_disk_keeps_the_report_that_was_there(full_disk: Path) -> None:
    before = full_disk / f"{SHORT.stem}.html"
    before.write_text("before", encoding="utf-8")

    with pytest.raises(RenderError, match=r"No space left on device.* nothing was left"):
        TWIN.render(big(SHORT), into=full_disk)

    assert before.read_text(encoding="utf-8") == "before"
    assert written(full_disk) == ["ballast", before.name]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").touch()

    with pytest.raises(RenderError, match="cannot be written"):
        TWIN.render(SHORT, into=tmp_path / "out")


def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    if os.access(tmp_path, os.W_OK):
        tmp_path.chmod(0o755)
        forbidden = Path("/proc/reports")
    else:
        forbidden = tmp_path / "out"

    with pytest.raises(RenderError, match="cannot be written"):
        TWIN.render(SHORT, into=forbidden)


def test_a_report_of_yesterday_is_replaced(tmp_path: Path) -> None:
    (tmp_path / f"{SHORT.stem}.html").write_text("before", encoding="utf-8")

    manifest = TWIN.render(SHORT, into=tmp_path, formats=["html"])

    content = (tmp_path / f"{SHORT.stem}.html").read_bytes()
    assert hashlib.sha256(content).hexdigest() == manifest.files[0].sha256


def big(document: Document) -> Document:
    """The same with a figure of some 100 kB, which is there three times before it is written."""
    figure = document.figures["abanico"]
    svg = figure.svg.replace("</svg>", f"<desc>{'x' * 100_000}</desc></svg>")
    return replace(document, figures={"abanico": replace(figure, svg=svg)})


def headings(page: str) -> list[str]:
    return [
        re.sub(r"<[^>]*>", "", text).strip()
        for text in re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    ]


def test_a_folder_named_from_where_one_stands_is_as_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The data folder of a fresh clone is `data`."""
    monkeypatch.chdir(tmp_path)

    manifest = Renderer(REPORTS.resolve(), engine="twin").render(
        DAILY, into=Path("data") / "reports", language="es"
    )

    assert written(tmp_path / "data" / "reports") == sorted(one.name for one in manifest.files)
