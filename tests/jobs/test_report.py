"""The report of a small world: what it says, what it must not know, and where numbers are from."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from pypdf import PdfReader

from forexlib.core.errors import SettingsError
from forexlib.jobs.report import Kind, Order, Report, contents, gather, report
from forexlib.render.renderer import Renderer
from forexlib.reporting.chart_words import Language
from forexlib.reporting.numbers import HYPHEN, SPACE, Numerals
from forexlib.reporting.report.contents import Contents, Printed
from forexlib.store.duck import DuckStore
from forexlib.wiring import ReportPress
from tests.reporting.report_trace import REPORTS, numbers_in, reachable
from tests.reporting.report_world import ISSUED_AT, LAST, World, order

DAY = timedelta(days=1)
PRESS = ReportPress(Renderer(REPORTS, "twin"))
Stored = Callable[[World], DuckStore]


@dataclass(frozen=True)
class Proof:
    """A press that only remembers what it was to print."""

    fonts: Sequence[Path] = ()

    def print(
        self, contents: Contents, *, into: Path, language: Language, kinds: Sequence[Kind]
    ) -> Printed:
        files: dict[str, Path] = {kind: into / f"{contents.stem}.{kind}" for kind in kinds}
        return Printed(files, {}, None, f"proof in {language}", {})


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """A world's store, made once."""
    made: dict[World, DuckStore] = {}

    def build(world: World) -> DuckStore:
        if world not in made:
            made[world] = world.build(tmp_path_factory.mktemp("world"))
        return made[world]

    return build


def said(store: DuckStore, asked: Order) -> Contents:
    return contents(gather(store, asked), asked)


def plain(text: str) -> str:
    """Without what keeps words and numbers together."""
    return re.sub(r"\s+", " ", text.replace(SPACE, " ").replace(HYPHEN, "-").replace("**", ""))


def page_text(file: Path) -> str:
    """What a reader of the HTML page sees; alternative texts too."""
    page = file.read_text(encoding="utf-8").partition("<body>")[2]
    alts = " ".join(re.findall(r'alt="([^"]*)"', page))
    return html.unescape(re.sub(r"<[^>]*>", " ", re.sub(r'src="data:[^"]*"', "", page)) + alts)


def pdf_text(file: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(file).pages)


@pytest.mark.parametrize(
    ("language", "horizon"), [("es", None), ("en", None), ("es", 30)], ids=["es", "en", "es-30d"]
)
def test_every_number_is_found_again_in_the_database(
    stored: Stored, tmp_path: Path, language: Language, horizon: int | None
) -> None:
    store, n = stored(World()), Numerals(language)
    asked = replace(order(), language=language, horizon_days=horizon)

    made = report(store, PRESS, asked, into=tmp_path)

    known = reachable(store, n)
    assert made.printed.pages is not None
    assert made.printed.pages <= 4
    for kind, text_of in (("pdf", pdf_text), ("html", page_text)):
        shown = numbers_in(text_of(made.printed.files[kind]), n)
        assert len(shown) > 60
        assert sorted(shown - known) == []


def test_a_forged_number_would_be_noticed(stored: Stored) -> None:
    n = Numerals("es")

    shown = numbers_in("El 26 de octubre de 2026, en la Tabla 3, son 1.234,56 de 78,9 %.", n)

    assert shown == {"1.234,56", "78,9"}
    assert shown.isdisjoint(reachable(stored(World()), n))


def test_a_report_is_where_it_was_to_be_and_says_what_made_it(
    stored: Stored, tmp_path: Path
) -> None:
    made = report(stored(World()), PRESS, replace(order(), kinds=("html",)), into=tmp_path)

    assert made.folder == tmp_path / f"{LAST}-{made.run_id}"
    assert made.printed.files == {"html": made.folder / "usdclp-2024-03-01.html"}
    assert made.printed.files["html"].is_file()
    assert made.printed.engine == "twin"
    assert set(made.printed.versions) == {"pandoc", "typst"}
    assert made.regime in {"risk-on", "risk-off"}


def test_the_same_rows_and_instant_say_the_same(stored: Stored) -> None:
    first, second = (said(stored(World()), order()) for _ in range(2))

    assert first == second


def test_a_folder_that_was_named_is_used_itself(stored: Stored, tmp_path: Path) -> None:
    made = report(stored(World()), Proof(), order(), into=tmp_path, subfolder=False)

    assert isinstance(made, Report)
    assert made.folder == tmp_path


def test_the_cards_and_the_messages_are_of_the_rows(stored: Stored) -> None:
    store = stored(World())
    row = store.read("forecasts", model="ensemble", origin_date=LAST, horizon_days=30).row(
        0, named=True
    )
    n = Numerals("es")

    parts = said(store, order()).parts

    assert n.rate(row["median"]) in parts["tarjetas"]
    assert f"{n.rate(row['lower_80'])} y {n.rate(row['upper_80'])} CLP" in parts["mensajes"]
    assert "no se distingue de la última tasa" in plain(parts["mensajes"])


def test_the_changes_shown_add_up(stored: Stored) -> None:
    table = said(stored(World()), order()).parts["cambios"]

    lines = [line.strip("| ").split(" | ") for line in table.splitlines() if "días" in line]
    numbers = [
        [float(cell.replace("−", "-").replace(".", "").replace(",", ".")) for cell in cells[1:-1]]
        for cells in lines
    ]
    assert len(numbers) == 4
    for before, now, total, *parts in numbers:
        assert total == pytest.approx(now - before)
        assert total == pytest.approx(sum(parts))


def test_nothing_that_came_later_is_in_a_report_of_the_past(stored: Stored) -> None:
    store = stored(World())
    middle = ISSUED_AT - 60 * DAY
    outcomes = store.read("scored_forecasts", model="ensemble")
    later = outcomes.filter(pl.col("actual_available_at") > middle)

    facts = gather(store, order(as_of=middle, past=True))

    assert facts.head["as_of"] <= middle
    assert facts.scored.height == outcomes.height - later.height
    assert (facts.scored["actual_available_at"] <= middle).all()
    assert (facts.issues["as_of"] <= middle).all()
    assert (facts.rates["event_date"] <= middle.date()).all()
    assert (facts.sources["last_event_date"] <= middle.date()).all()


def test_hindsight_is_labelled_on_the_first_page(stored: Stored, tmp_path: Path) -> None:
    store = stored(World(track="backfill"))

    made = report(store, PRESS, replace(order(), kinds=("pdf",)), into=tmp_path)

    first = PdfReader(made.printed.files["pdf"]).pages[0].extract_text()
    assert "BACKFILLED · hecho en retrospectiva" in plain(first)
    assert "no se emitió en su momento" in plain(first)


def test_foresight_is_not_labelled(stored: Stored) -> None:
    live = said(stored(World()), order())

    assert "sello" not in live.meta
    assert "avisos" not in live.parts


def test_horizons_without_a_forecast_are_named_with_their_target_dates(stored: Stored) -> None:
    store = stored(World(horizons=(30, 90), refused=(7, 15)))

    told = said(store, order())

    assert "Sin pronóstico a 7 y 15 días: su fecha objetivo (8-mar-2024 y 18-mar-2024)" in plain(
        told.parts["avisos"]
    )
    assert told.meta["horizontes"] == "30 y 90"


def test_old_data_and_targets_that_have_come_are_told(stored: Stored) -> None:
    told = said(stored(World()), order(as_of=ISSUED_AT + 10 * DAY))

    assert "Datos desactualizados. El último valor es del 1-mar-2024, 6 días hábiles" in plain(
        told.parts["avisos"]
    )
    assert "A la fecha" not in told.parts["avisos"]
    assert "a 7 días (8-mar-2024) ya llegó o pasó" in plain(told.parts["avisos"])


def test_a_mode_below_the_best_is_told_with_its_reason(stored: Stored) -> None:
    told = said(stored(World(mode="robust")), order())

    assert "Modo robusto. No se emite el ensamble, sino el paseo aleatorio" in plain(
        told.parts["avisos"]
    )
    assert "ensemble failed: its width is 1.9 times" in plain(told.parts["metodo"])
    assert "Pesos" not in told.parts["metodo"]


def test_a_mode_of_some_horizons_is_told_of_these_alone(stored: Stored) -> None:
    facts = gather(stored(World()), order())
    long = pl.col("horizon_days") > 7
    mixed = replace(
        facts,
        forecast=facts.forecast.with_columns(
            mode=pl.when(long).then(pl.lit("robust")).otherwise("mode")
        ),
    )

    told = contents(mixed, order())

    assert "Modo robusto a 15, 30 y 90 días. No se emite" in plain(told.parts["avisos"])
    assert "Modo robusto a 15, 30 y 90 días. Centro" in plain(told.parts["metodo"])
    assert "Modo ensamble. Centro" in plain(told.parts["metodo"])


def test_without_scores_nothing_is_claimed(stored: Stored) -> None:
    told = said(stored(World(weeks=0)), order())

    assert "nada se puede decir de los aciertos" in plain(told.parts["mensajes"])
    assert "Todavía no hay" in told.parts["historial"]
    assert {"cobertura", "habilidad", "vencidos"}.isdisjoint(told.pictures)
    assert "cambios" not in told.parts


def test_a_cheap_currency_has_the_decimals_it_needs(stored: Stored) -> None:
    store = stored(World(pair="USDBRL", start=5.0))
    row = store.read("forecasts", model="ensemble", origin_date=LAST, horizon_days=7)

    told = said(store, order("USDBRL"))

    assert told.meta["par"] == "USD/BRL"
    assert f"{row['median'][0]:.4f}".replace(".", ",") in told.parts["horizontes"]
    assert "| BRL |" not in told.parts["factores"]


def test_english_is_english(stored: Stored) -> None:
    told = said(stored(World()), replace(order(), language="en"))

    assert told.stem == "usdclp-2024-03-01-en"
    assert "cannot be told from the last rate" in told.parts["mensajes"]
    assert not re.search(r"días|paseo|mediana", " ".join(told.parts.values()))


def test_association_is_never_called_a_cause(stored: Stored) -> None:
    told = said(stored(World()), order()).parts["factores"]

    assert "Asociación, no causa" in told
    assert "n = 60" in told


def test_a_report_of_one_horizon_is_of_that_horizon(stored: Stored) -> None:
    told = said(stored(World()), replace(order(), horizon_days=30))

    assert told.document == "horizonte"
    assert told.stem == "usdclp-2024-03-01-30d"
    assert told.meta["horizonte"] == "30"
    assert "97,5" in told.parts["distribucion"]
    assert "VAR" in told.parts["componentes"]


def test_a_horizon_that_was_not_forecast_is_a_mistake(stored: Stored) -> None:
    asked = replace(order(), horizon_days=8)

    with pytest.raises(SettingsError, match=r"Ask for one of 7d, 15d, 30d, 90d\."):
        said(stored(World()), asked)


def test_no_forecast_is_a_mistake(stored: Stored) -> None:
    with pytest.raises(SettingsError, match="no forecast of USDMXN"):
        gather(stored(World()), order("USDMXN"))
