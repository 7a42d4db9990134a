"""What is published goes through the gate into the store, and what does not stays visible."""

from pathlib import Path

import dataframely as dy
import polars as pl
import pytest

from forexlib.core.errors import SourceError
from forexlib.core.frames import Published
from forexlib.core.quarantine import Ruling, Withheld
from forexlib.jobs.admit import admit_through_gate
from forexlib.sources.csv_file import read_csv
from forexlib.sources.nbp_table import read_tables
from forexlib.store.duck import DuckStore
from forexlib.store.quarantine import DuckQuarantine
from tests.decisions.market import CLP, LATER, calm, changed, days, on, until
from tests.paths import SQL
from tests.store.empty import empty_store

LAST = 300


@pytest.fixture
def store(tmp_path: Path) -> DuckStore:
    """Holds 301 days of a calm market."""
    made = empty_store(tmp_path)
    made.admit(Published.validate(until(calm(), LAST)), admitted_at=LATER)
    return made


@pytest.fixture
def quarantine(store: DuckStore) -> DuckQuarantine:
    return DuckQuarantine(store.database, SQL)


def fixings(day: int, factor: float = 1.0) -> dy.DataFrame[Published]:
    """All fixings of a day, the peso's multiplied by `factor`."""
    return Published.validate(on(changed(calm(), {(CLP, day): factor}), day))


def stored(store: DuckStore, day: int) -> list[float]:
    rows = store.read("observations", series=CLP, event_date=days()[day])
    return rows.get_column("value").to_list()


def test_an_absurd_value_is_kept_out_and_the_others_let_in(
    store: DuckStore, quarantine: DuckQuarantine
) -> None:
    done = admit_through_gate(fixings(301, 100.0), store, quarantine, admitted_at=LATER)

    assert (done.admitted, done.quarantined.height, done.pending.height) == (6, 1, 0)
    assert stored(store, 301) == []
    assert len(done.warnings) == 1
    assert " of nbp_fixing/USDCLP of 2019-03-" in done.warnings[0]
    assert "is kept out: unit" in done.warnings[0]


def test_while_a_jump_waits_the_value_before_it_is_used(
    store: DuckStore, quarantine: DuckQuarantine
) -> None:
    done = admit_through_gate(fixings(301, 1.06), store, quarantine, admitted_at=LATER)

    assert "waits for the next fixing of its series" in done.warnings[0]
    assert "until then the value before it is used" in done.warnings[0]
    assert store.newest()[CLP] == days()[300]


@pytest.mark.parametrize(("following", "state"), [(1.0, "quarantined"), (1.06, "released")])
def test_the_next_fixing_decides_a_jump(
    store: DuckStore, quarantine: DuckQuarantine, following: float, state: str
) -> None:
    admit_through_gate(fixings(301, 1.06), store, quarantine, admitted_at=LATER)

    admit_through_gate(fixings(302, following), store, quarantine, admitted_at=LATER)

    assert quarantine.kept([CLP]).get_column("state").to_list() == [state]
    assert len(stored(store, 301)) == (state == "released")
    assert len(stored(store, 302)) == 1
    assert not any(store.violations().values())


def test_the_same_again_changes_nothing(store: DuckStore, quarantine: DuckQuarantine) -> None:
    everything = Published.validate(
        pl.concat([fixings(301, 1.06), fixings(302), fixings(303, 0.01)])
    )
    admit_through_gate(everything, store, quarantine, admitted_at=LATER)
    before = store.read("observations").height, quarantine.kept([CLP])

    again = admit_through_gate(everything, store, quarantine, admitted_at=LATER)

    assert (again.admitted, again.warnings) == (0, ())
    assert store.read("observations").height == before[0]
    assert quarantine.kept([CLP]).equals(before[1])


def test_what_a_person_rejected_stays_out_though_the_next_fixing_stands_by_it(
    store: DuckStore, quarantine: DuckQuarantine
) -> None:
    admit_through_gate(fixings(301, 1.06), store, quarantine, admitted_at=LATER)
    quarantine.rule(CLP, days()[301], Ruling("rejected", LATER, "ana"))

    admit_through_gate(fixings(301, 1.06), store, quarantine, admitted_at=LATER)
    admit_through_gate(fixings(302, 1.06), store, quarantine, admitted_at=LATER)

    assert stored(store, 301) == []
    assert quarantine.kept([CLP]).filter(state="rejected").height == 1


def test_what_a_person_accepted_is_used_and_the_next_value_judged_by_it(
    store: DuckStore, quarantine: DuckQuarantine
) -> None:
    admit_through_gate(fixings(301, 1.06), store, quarantine, admitted_at=LATER)
    quarantine.rule(CLP, days()[301], Ruling("accepted", LATER, "ana"))

    done = admit_through_gate(fixings(302, 1.06), store, quarantine, admitted_at=LATER)

    assert len(stored(store, 301)) == len(stored(store, 302)) == 1
    assert done.pending.is_empty()


def test_what_was_released_when_the_program_died_is_admitted_by_the_next_call(
    store: DuckStore, quarantine: DuckQuarantine
) -> None:
    done = admit_through_gate(fixings(301, 1.06), store, quarantine, admitted_at=LATER)
    released = done.pending.with_columns(state=pl.lit("released"))
    quarantine.keep(Withheld.validate(released), seen_at=LATER)

    admit_through_gate(fixings(300), store, quarantine, admitted_at=LATER)

    assert len(stored(store, 301)) == 1


def test_many_are_told_in_few_sentences(store: DuckStore, quarantine: DuckQuarantine) -> None:
    planted = changed(calm(), {(CLP, day): 100.0 for day in range(301, 311)})
    rows = planted.filter(pl.col("event_date").is_between(days()[301], days()[310]))

    done = admit_through_gate(Published.validate(rows), store, quarantine, admitted_at=LATER)

    assert done.quarantined.height == 10
    assert len(done.warnings) == 6
    assert done.warnings[-1] == "And 5 more like that: see `forex quarantine list`."


def test_a_missing_week_is_told(store: DuckStore, quarantine: DuckQuarantine) -> None:
    done = admit_through_gate(fixings(306), store, quarantine, admitted_at=LATER)

    assert done.admitted == 7
    assert "5 fixings are missing between 2019-03-" in done.warnings[0]


@pytest.mark.parametrize("text", ["NaN", "ND", "nan", "N/A", "inf", "", "-", "null", '"950,25"'])
def test_texts_that_are_no_numbers_never_get_as_far_as_the_gate(tmp_path: Path, text: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text(f"date,value\n2024-03-01,950.25\n2024-03-04,{text}\n", encoding="utf-8")

    with pytest.raises(SourceError, match=r"own.csv, row 3: "):
        read_csv(file, series="desk/USDCLP", as_of=LATER)


@pytest.mark.parametrize(
    "rows",
    ["2024-03-01;950.25\n2024-03-04;950,30", "2024-03-01,950.25\n2024-03-04,950,30"],
    ids=["beside decimal points", "in a file separated by commas"],
)
def test_a_decimal_comma_among_points_refuses_the_file(tmp_path: Path, rows: str) -> None:
    file = tmp_path / "own.csv"
    mark = ";" if ";" in rows else ","
    file.write_text(f"date{mark}value\n{rows}\n", encoding="utf-8")

    with pytest.raises(SourceError, match=r"own.csv, row"):
        read_csv(file, series="desk/USDCLP", as_of=LATER)


@pytest.mark.parametrize("mid", ['"NaN"', "NaN", '"3,93"', "null", "true", "-1", "0"])
def test_a_web_answer_with_such_a_text_is_refused(mid: str) -> None:
    table = (
        '[{"table": "A", "effectiveDate": "2024-03-01",'
        f' "rates": [{{"code": "USD", "mid": {mid}}}]}}]'
    )

    with pytest.raises(SourceError, match="with the rate"):
        read_tables(
            table.encode(),
            codes=["USD"],
            first=days()[0].replace(year=2024),
            last=days()[0].replace(year=2025),
        )
