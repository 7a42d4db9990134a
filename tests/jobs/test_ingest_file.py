"""A desk's own file passes the splice check and the gate; one that cannot be true is refused."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

import dataframely as dy
import numpy as np
import polars as pl
import pytest

from forexlib.core.errors import SourceError
from forexlib.core.frames import Published
from forexlib.core.series import NBP_FIXING, STORED_INSTRUMENTS, quantity_of, series_name
from forexlib.jobs.ingest import IngestReport
from forexlib.jobs.ingest_file import SHOWN, ingest_file
from forexlib.sources.nbp_archive import NbpArchive
from forexlib.store.duck import DuckStore
from forexlib.store.quarantine import DuckQuarantine
from tests.panels import warsaw_days
from tests.paths import SQL

DESK, OBSERVED = "desk/USDCLP", "dolar_observado/USDCLP"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
DAYS = warsaw_days(400)
CALM = 900.0 * np.exp(np.cumsum(0.005 * np.random.default_rng(3).standard_normal(400)))


def rows(
    values: Sequence[float] | np.ndarray,
    days: Sequence[date],
    *,
    series: str = DESK,
    source: str = "csv:own.csv",
) -> dy.DataFrame[Published]:
    quantity = quantity_of(series)
    return Published.validate(
        pl.DataFrame(
            {
                "series": series,
                "event_date": list(days),
                "available_at": [quantity.available_at(day) for day in days],
                "value": np.asarray(values),
                "source": source,
            },
            schema=Published.create_empty().schema,
        )
    )


def part(
    first: int, end: int, *, source: str = "csv:own.csv", series: str = DESK, factor: float = 1.0
) -> dy.DataFrame[Published]:
    """The calm market's days from `first` to before `end`."""
    return rows(factor * CALM[first:end], DAYS[first:end], source=source, series=series)


def spoilt(first: int, end: int, **factors: float) -> dy.DataFrame[Published]:
    """The same, the value of `d350` say multiplied."""
    frame = part(first, end)
    for name, factor in factors.items():
        here = pl.col("event_date") == DAYS[int(name[1:])]
        frame = frame.with_columns(
            value=pl.when(here).then(pl.col("value") * factor).otherwise("value")
        )
    return Published.validate(frame)


@dataclass
class Desk:
    """A real database."""

    store: DuckStore
    quarantine: DuckQuarantine

    def take(self, published: dy.DataFrame[Published]) -> IngestReport:
        return ingest_file(published, self.store, self.quarantine, admitted_at=NOW)

    def stored(self, series: str = DESK) -> int:
        return self.store.read("observations", series=series).height

    def withheld(self, series: str = DESK) -> list[tuple[str, str]]:
        kept = self.quarantine.kept([series]).sort("event_date")
        return list(kept.select("state", "reason").iter_rows())


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with nothing in it, made once."""
    file = tmp_path_factory.mktemp("empty") / "forex.duckdb"
    DuckStore(file, SQL).admit(Published.create_empty(), admitted_at=NOW)
    return file


@pytest.fixture
def desk(empty: Path, tmp_path: Path) -> Desk:
    file = tmp_path / "forex.duckdb"
    shutil.copy(empty, file)
    return Desk(DuckStore(file, SQL), DuckQuarantine(file, SQL))


def test_a_clean_first_file_is_let_in_whole(desk: Desk) -> None:
    report = desk.take(part(0, 400))

    assert report == IngestReport(400, {DESK: DAYS[399]}, ("csv:own.csv",))
    assert desk.stored() == 400


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    file = spoilt(0, 400, d350=100.0)
    desk.take(file)

    again = desk.take(file)

    assert (again.admitted, again.warnings) == (0, ())
    assert (desk.stored(), desk.withheld()) == (399, [("quarantined", "unit")])


def test_a_slip_is_kept_out_and_named_and_the_rest_let_in(desk: Desk) -> None:
    report = desk.take(spoilt(0, 400, d350=100.0))

    assert report.admitted == 399
    assert f"of {DESK} of {DAYS[350]} is kept out: unit" in report.warnings[0]
    assert report.warnings[-1] == SHOWN
    assert desk.withheld() == [("quarantined", "unit")]


def test_a_row_put_right_is_let_in_by_the_next_file(desk: Desk) -> None:
    desk.take(spoilt(0, 400, d350=100.0))

    report = desk.take(part(0, 400))

    assert (report.admitted, desk.stored()) == (1, 400)


def test_a_jump_in_the_last_row_waits_for_the_next_file_whatever_its_name(desk: Desk) -> None:
    desk.take(part(0, 300))
    monday = rows([CALM[299] * 1.06], DAYS[300:301], source="csv:monday.csv")
    waits = desk.take(monday)

    report = desk.take(rows([CALM[299] * 1.07], DAYS[301:302], source="csv:tuesday.csv"))

    assert "waits for the next fixing" in waits.warnings[0]
    assert (report.admitted, desk.withheld()) == (2, [("released", "jump")])


@pytest.mark.parametrize("first", [0, 250], ids=["which repeats it all", "of a handful of rows"])
def test_another_file_goes_on_with_the_desks_own_series(desk: Desk, first: int) -> None:
    desk.take(part(0, 255))

    report = desk.take(part(first, 260, source="csv:later.csv"))

    assert (report.admitted, report.warnings) == (5, ())


def test_a_file_that_agrees_goes_on_with_the_series_of_a_service(desk: Desk) -> None:
    desk.store.admit(part(0, 300, source="bcch"), admitted_at=NOW)

    report = desk.take(part(240, 305))

    assert report.admitted == 5


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (part(241, 305), "only 59 days in common, and 60 are needed"),
        (part(298, 301), "only 2 days in common"),
        (part(200, 305, factor=1.002), "it lies 20.0 basis points from what is stored"),
        (part(200, 305, factor=0.001), "basis points from what is stored"),
    ],
    ids=["too short", "a handful of rows", "something else", "another unit"],
)
def test_a_file_that_does_not_agree_with_a_service_is_refused(
    desk: Desk, file: dy.DataFrame[Published], said: str
) -> None:
    desk.store.admit(part(0, 300, source="bcch"), admitted_at=NOW)

    with pytest.raises(SourceError, match=said) as caught:
        desk.take(file)

    assert caught.value.what.startswith(f"csv:own.csv: {DESK} was not taken")
    assert "stored from bcch" in caught.value.what
    assert f"--series own_{DESK}" in caught.value.remedy
    assert (desk.stored(), desk.withheld()) == (300, [])


def test_a_file_that_agreed_once_may_bring_a_handful_of_rows_after(desk: Desk) -> None:
    desk.store.admit(part(0, 300, source="bcch"), admitted_at=NOW)
    desk.take(part(240, 302))

    report = desk.take(part(302, 304))

    assert report.admitted == 2
    with pytest.raises(SourceError, match="only 0 days in common"):
        desk.take(part(304, 306, source="csv:other.csv"))


def test_an_old_file_fills_the_past(desk: Desk) -> None:
    desk.take(part(200, 400))

    report = desk.take(part(0, 200, source="csv:old.csv"))

    assert (report.admitted, report.warnings) == (200, ())


@pytest.mark.parametrize(
    ("first", "overlap", "source"),
    [(200, 0, "csv:own.csv"), (200, 10, "csv:own.csv"), (200, 100, "bcch")],
    ids=["that ends before", "that overlaps by a few days", "that agrees where it overlaps"],
)
def test_an_old_file_in_another_unit_is_refused(
    desk: Desk, first: int, overlap: int, source: str
) -> None:
    desk.store.admit(part(first, 400, source=source), admitted_at=NOW)
    old = [part(0, first, factor=0.001, source="csv:old.csv")]
    old += [part(first, first + overlap, source="csv:old.csv")] if overlap else []

    with pytest.raises(SourceError, match=r"would join its 0\..* % apart"):
        desk.take(Published.validate(pl.concat(old)))

    assert desk.stored() == 400 - first


def test_a_first_row_that_is_wrong_does_not_shut_out_all_others(desk: Desk) -> None:
    with pytest.raises(SourceError, match=r"399 of its 400 .* \(399 × unit: .*\), so none") as said:
        desk.take(spoilt(0, 400, d0=0.1))

    assert f"The first is {CALM[1]:.10g} of {DAYS[1]}" in said.value.what
    assert "the one before it" in said.value.remedy
    assert (desk.stored(), desk.withheld()) == (0, [])


def test_a_series_in_another_unit_under_its_own_name_is_refused(desk: Desk) -> None:
    desk.take(part(0, 300))

    with pytest.raises(SourceError, match="40 of its 40 new values"):
        desk.take(part(300, 340, factor=1000.0))

    assert (desk.stored(), desk.withheld()) == (300, [])


def test_a_handful_in_another_unit_is_kept_out_one_by_one(desk: Desk) -> None:
    desk.take(part(0, 300))

    report = desk.take(part(300, 303, factor=1000.0))

    assert (report.admitted, len(report.warnings)) == (0, 4)
    assert desk.withheld() == [("quarantined", "unit")] * 3


def test_a_rate_a_month_has_no_gaps_and_loses_nothing(desk: Desk) -> None:
    months = pl.date_range(date(2010, 1, 1), date(2024, 12, 1), "1mo", eager=True).to_list()
    moves = 0.03 * np.random.default_rng(4).standard_normal(len(months))

    report = desk.take(rows(900.0 * np.exp(np.cumsum(moves)), months))

    assert (report.admitted, report.warnings) == (180, ())


def test_five_rates_are_a_file_too(desk: Desk) -> None:
    months = [date(2024, month, 1) for month in range(1, 6)]

    report = desk.take(rows([900.0, 910.0, 905.0, 930.0, 925.0], months))

    assert (report.admitted, report.warnings) == (5, ())


def test_a_missing_week_is_told(desk: Desk) -> None:
    file = part(0, 300).filter(~pl.col("event_date").is_in(DAYS[200:205]))

    report = desk.take(Published.validate(file))

    assert report.warnings == (
        f"{DESK}: 5 fixings are missing between {DAYS[199]} and {DAYS[205]}.",
    )


def test_weekends_of_a_rate_that_has_none_are_said_to_be_wrong(desk: Desk) -> None:
    days = [date(2024, 1, 1) + timedelta(days=i) for i in range(300)]

    with pytest.raises(SourceError, match=r"implausible day: dated on a day"):
        desk.take(rows(CALM[:300], days, series=OBSERVED))


def test_vintages_of_a_day_are_taken_once(desk: Desk) -> None:
    first = part(0, 100)
    second = first.with_columns(
        available_at=pl.col("available_at") + timedelta(days=2), value=pl.col("value") * 1.001
    )
    file = Published.validate(pl.concat([first, second]).sort("event_date", "available_at"))

    reports = [desk.take(file), desk.take(file)]

    assert [(one.admitted, one.warnings) for one in reports] == [(200, ()), (0, ())]
    last = desk.store.read("observations", series=DESK).sort("available_at").tail(1)
    assert last.item(0, "value") == pytest.approx(CALM[99] * 1.001)


@pytest.mark.parametrize("alone", [False, True], ids=["at once", "the first alone before"])
def test_a_value_that_is_stated_again_after_another_is_the_last(
    desk: Desk,
    alone: bool,  # noqa: FBT001
) -> None:
    vintages = [
        part(0, 50).with_columns(
            available_at=pl.col("available_at") + timedelta(days=later),
            value=pl.col("value") * factor,
        )
        for later, factor in ((0, 1.0), (2, 1.001), (4, 1.0))
    ]
    if alone:
        desk.take(Published.validate(vintages[0]))

    desk.take(Published.validate(pl.concat(vintages)))

    stored = desk.store.read("observations", series=DESK).sort("event_date", "available_at")
    last = stored.unique("event_date", keep="last", maintain_order=True)
    assert (stored.height, desk.withheld()) == (150, [])
    assert last.get_column("value").to_list() == pytest.approx(CALM[:50].tolist())


def test_fifteen_years_beside_the_banks_fixings_load_quickly_and_whole(desk: Desk) -> None:
    bank = [series_name(NBP_FIXING, one) for one in ("USDCLP", *STORED_INSTRUMENTS)]
    archive = NbpArchive().fetch(bank, since={}, as_of=NOW)
    desk.store.admit(archive, admitted_at=NOW)
    clean = archive.filter(series=bank[0]).with_columns(
        series=pl.lit(DESK), source=pl.lit("csv:own.csv")
    )
    began = process_time()

    report = desk.take(Published.validate(clean))

    assert process_time() - began < 3.0  # 1.6 s on a quiet machine
    assert report.admitted == clean.height > 3500
    assert report.warnings == ()
