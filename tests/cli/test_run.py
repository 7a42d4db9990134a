"""The main job, as a person runs it."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from forexlib.core.levels import LOWER_95, UPPER_95
from forexlib.engine.forecast import Prepared, Question, forecast
from forexlib.wiring import Platform, Settings
from tests.e2e import ARCHIVE_END, forex

pytestmark = pytest.mark.slow

ON_THE_DAY = ("run", "--as-of", ARCHIVE_END)


def platform(data: Path) -> Platform:
    return Platform(Settings(_env_file=None, data=data, online=False))


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(data / "forex.duckdb", read_only=True) as opened:
        return opened.sql(query).fetchall()


def test_the_first_run_forecasts_four_horizons_and_labels_the_record(made: Path) -> None:
    answer = forex(*ON_THE_DAY, data=made, record_days="56")

    assert answer.code == 0
    assert [f"│ {days} d" in answer.said for days in (7, 15, 30, 90)] == [True] * 4
    assert "BACKFILLED" in answer.said
    assert str(made / "forex.duckdb") in answer.said


def test_the_same_inputs_write_nothing_new(data: Path) -> None:
    before = {table: rows(data, f"from {table} order by all") for table in ("runs", "predictions")}

    answer = forex(*ON_THE_DAY, data=data, record_days="56")

    assert answer.code == 0
    assert before == {table: rows(data, f"from {table} order by all") for table in before}


def test_every_number_printed_is_a_row(data: Path) -> None:
    printed = json.loads(forex(*ON_THE_DAY, "--json", data=data, record_days="56").said)

    stored = platform(data).store.read("forecasts", model="ensemble", track="backfill")
    newest = stored.filter(pl.col("origin_date") == pl.lit(ARCHIVE_END).str.to_date())
    for row in printed:
        match = newest.row(by_predicate=pl.col("horizon_days") == row["horizon_days"], named=True)
        assert {name: row[name] for name in ("median", "lower_80", "upper_95", "last_rate")} == {
            name: match[name] for name in ("median", "lower_80", "upper_95", "last_rate")
        }


def test_a_first_live_run_sees_what_it_has_just_ingested(tmp_path: Path) -> None:
    answer = forex("run", "--json", "--no-record", data=tmp_path / "data")

    refused_for_age = answer.code == 2 and "already past" in answer.complained
    assert answer.code == 0 or refused_for_age
    partly = "No forecast at" in answer.complained
    assert ("shows every horizon as of the newest value" in answer.complained) == partly
    stored = platform(tmp_path / "data").store.read("observations")
    assert stored.height > 30_000


def test_a_live_forecast_can_be_rebuilt_after_revisions(data: Path) -> None:
    parts = platform(data)
    moment = datetime(2026, 10, 26, 12, 0, tzinfo=UTC)
    question = Question("USDCLP", "nbp_fixing", "live", moment, admitted_by=moment)
    _admit_at(data, moment)
    before = forecast(_known(parts, question), parts.learner)
    parts.store.save([before], saved_at=moment)
    _revise(data, later=datetime(2026, 10, 27, 9, 0, tzinfo=UTC))

    again = forecast(_known(parts, question), parts.learner)
    unbounded = Question("USDCLP", "nbp_fixing", "live", datetime(2026, 10, 28, tzinfo=UTC))

    assert again.predictions.equals(before.predictions)
    assert _known(parts, unbounded).fingerprint != _known(parts, question).fingerprint


def _known(parts: Platform, question: Question) -> Prepared:
    panel = parts.store.panel(
        question.series(parts.recipe), as_of=question.as_of, admitted_by=question.admitted_by
    )
    return Prepared.look(panel, question, parts.recipe)


def _admit_at(data: Path, moment: datetime) -> None:
    """Pretend that everything was admitted when it became public, so that `moment` saw it."""
    with duckdb.connect(data / "forex.duckdb") as opened:
        opened.execute("update observations set admitted_at = least(admitted_at, $1)", [moment])


def _revise(data: Path, *, later: datetime) -> None:
    with duckdb.connect(data / "forex.duckdb") as opened:
        opened.execute(
            "insert into observations by name"
            " select * replace (value * 1.01 as value, $1 as available_at, $1 as admitted_at)"
            " from observations where series = 'nbp_fixing/USDCLP' and event_date >= '2026-10-20'",
            [later],
        )


def test_a_spot_re_anchors_and_is_kept_apart(data: Path) -> None:
    answer = forex(*ON_THE_DAY, "--spot", "941.2", data=data, record_days="56")

    assert "RE-ANCHORED at the spot 941.2" in answer.said
    plain, spot = (
        platform(data).store.read("forecasts", track=track, model="ensemble").sort("horizon_days")
        for track in ("backfill", "spot")
    )
    plain = plain.filter(pl.col("origin_date") == pl.lit(ARCHIVE_END).str.to_date())
    ratio = spot.get_column("median") / plain.get_column("median")
    assert ratio.to_list() == pytest.approx([941.2 / plain.get_column("last_rate")[0]] * 4)


@pytest.mark.parametrize("pair", ["USDBRL", "USDEUR"])
def test_another_pair_goes_the_whole_road(ingested: Path, tmp_path: Path, pair: str) -> None:
    data = shutil.copytree(ingested, tmp_path / "data")

    answer = forex(*ON_THE_DAY, "--pair", pair, "--json", data=data, record_days="0")

    assert answer.code == 0, answer.complained
    assert {(row["pair"], row["mode"]) for row in json.loads(answer.said)} == {(pair, "ensemble")}


def test_before_there_is_history_it_is_refused_and_nothing_is_said_of_later_values(
    data: Path,
) -> None:
    answer = forex("run", "--as-of", "2011-12-01", "--horizons", "7", data=data, record_days="0")

    assert answer.code == 2
    assert "No forecast can be made from" in answer.complained
    assert "before the forecast's day" not in answer.complained


def test_own_rates_can_be_the_target(ingested: Path, tmp_path: Path) -> None:
    data = shutil.copytree(ingested, tmp_path / "data")
    stored = platform(data).store.read("observations", series="nbp_fixing/USDCLP")
    own = stored.select(date="event_date", value="value").sort("date")
    own.write_csv(tmp_path / "own.csv")

    taken = forex(
        "ingest", "--csv", str(tmp_path / "own.csv"), "--series", "mesa/USDCLP", data=data
    )
    answer = forex(*ON_THE_DAY, "--target", "mesa", "--json", data=data, record_days="0")

    assert taken.code == 0, taken.complained
    assert answer.code == 0, answer.complained
    assert {row["target"] for row in json.loads(answer.said)} == {"mesa"}


def test_intervals_widen_with_the_horizon(made: Path) -> None:
    stored = platform(made).store.read("predictions", model="ensemble").sort("horizon_days")

    widths = stored.with_columns(
        width=pl.col("quantiles").list.get(UPPER_95) - pl.col("quantiles").list.get(LOWER_95)
    )

    assert (
        widths.group_by("origin_date")
        .agg(growing=(pl.col("width").diff().drop_nulls() > 0).all())
        .get_column("growing")
        .all()
    )


def test_nothing_stored_breaks_a_rule(made: Path) -> None:
    found = platform(made).store.violations()

    assert {name: count for name, count in found.items() if count} == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--pair", "CLPUSD"), "is not a pair"),
        (("run", "--pair", "USDXXX"), "USDXXX"),
        (("run", "--horizons", "30,7"), "rising whole numbers"),
        (("run", "--horizons", "seven"), "horizons"),
        (("run", "--as-of", "yesterday"), "is not a date"),
        (("run", "--as-of", "2026-10-26T08:30"), "in which zone"),
        (("run", "--as-of", "2048-01-02"), "has not come yet"),
        (("run", "--as-of", "2999-01-01"), "outside of the calendars, 1998 to 2049"),
        (("run", "--as-of", "2011-09-15"), "No forecast can be made"),
        (("run", "--as-of", "2001-01-01"), "No value of nbp_fixing/USDCLP is known"),
        (("run", "--spot=-3"), "is no rate"),
        (("run", "--target", "a b"), "cannot be part"),
        (("predictions", "--json", "--csv"), "Only one of"),
        (("predictions", "--horizon", "soon"), "is not a horizon"),
        (("backfill", "--start", "2030-01-01"), "There is no day"),
        (("scores", "--xlsx", "/proc/no/such.xlsx"), "cannot be written"),
        (("ingest", "--csv", "nowhere.csv", "--series", "mesa/USDCLP"), "nowhere.csv"),
        (("ingest", "--csv", "nowhere.csv"), "needs a name"),
        (("ingest", "--series", "mesa/USDCLP"), "describe a file"),
    ],
)
def test_a_users_mistake_is_one_message_and_code_2(
    data: Path, words: tuple[str, ...], said: str
) -> None:
    answer = forex(*words, data=data)

    assert answer.code == 2
    assert said in answer.complained
    assert "Traceback" not in answer.complained + answer.said


def test_a_file_that_is_no_database_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "forex.duckdb").write_text("not a database at all, " * 500)

    answer = forex("run", data=tmp_path / "data")

    assert answer.code == 2
    assert "forex.duckdb" in answer.complained
    assert "Traceback" not in answer.complained
