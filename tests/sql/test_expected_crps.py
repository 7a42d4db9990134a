"""What a forecast's CRPS is expected to be: one formula in SQL and Python, old rows filled in."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtri

from forexlib.core.levels import LEVELS
from forexlib.scoring.losses import expected_crps
from forexlib.store.duck import DuckStore
from forexlib.store.validations import DuckValidations
from tests.paths import SQL
from tests.store.builders import FRIDAY, NEXT_FRIDAY, at, ladder, published, row, run
from tests.store.walks import origin, walk

NORMAL = (910.0 + 12.0 * ndtri(np.asarray(LEVELS))).tolist()
SKEWED = np.geomspace(850.0, 1000.0, 39).tolist()


def scored(store: DuckStore, *quantiles: list[float]) -> DuckStore:
    """One forecast a model with these quantiles, scored live and in a walk."""
    rows = [row(model=f"m{i}", quantiles=one) for i, one in enumerate(quantiles)]
    store.save([run(*rows)], saved_at=at(1))
    walks = DuckValidations(store.database, store.sql)
    walks.begin(walk(), started_at=at(1))
    walks.save("walk", [origin(FRIDAY, *rows)], saved_at=at(1))
    store.admit(published((NEXT_FRIDAY, at(8), 912.0)), admitted_at=at(8))
    store.score(as_of=at(9))
    walks.score("walk", as_of=at(9))
    return store


def test_sql_and_python_expect_the_same(store: DuckStore) -> None:
    given = [NORMAL, SKEWED, ladder(910.0), [910.0] * 39]
    scored(store, *given)

    for table in ("scores", "validation_scores", "metrics_daily"):
        expected = store.read(table).sort("model").get_column("crps_expected").to_list()

        assert expected == pytest.approx([float(expected_crps(np.array(one))) for one in given])


def test_a_month_says_how_crps_compares_with_its_expectation(store: DuckStore) -> None:
    scored(store, NORMAL)

    crps = store.read("scores").row(0, named=True)
    told = store.read("live_scores").row(0, named=True)["crps_over_expected"]
    assert told == pytest.approx(crps["crps"] / crps["crps_expected"])
    assert store.violations()["metrics_out_of_step"] == 0


def test_rows_from_before_are_filled_from_their_quantiles(tmp_path: Path) -> None:
    """A database of the sixth migration, with the formulas as they were then."""
    old = tmp_path / "sql"
    for folder in ("reads", "writes", "views", "migrations"):
        (old / folder).mkdir(parents=True)
    for file in (*SQL.glob("writes/*.sql"), *SQL.glob("reads/*.sql")):
        shutil.copy(file, old / file.parent.name)
    for file in sorted(SQL.glob("migrations/*.sql"))[:6]:
        shutil.copy(file, old / "migrations")
    for view in ("actuals_known_at", "due_forecasts", "score_of"):
        shutil.copy(SQL / "views" / f"{view}.sql", old / "views")
    without(old / "views" / "score_of.sql", r"    crps_expected := \(.*?\) / 780,\n")
    without(old / "writes" / "refresh_metrics.sql", r"    sum\(crps_expected\).*?\n")
    without(old / "writes" / "save_runs.sql", r"    new_runs\.said,\n")
    database = tmp_path / "forex.duckdb"
    scored(DuckStore(database, old), NORMAL, SKEWED)

    store = DuckStore(database, SQL)

    for table in ("scores", "validation_scores", "metrics_daily"):
        expected = store.read(table).sort("model").get_column("crps_expected").to_list()
        assert expected == pytest.approx(
            [float(expected_crps(np.array(one))) for one in (NORMAL, SKEWED)]
        )
    found = store.violations()
    assert found["metrics_out_of_step"] == found["scores_inconsistent"] == 0


def without(file: Path, pattern: str) -> None:
    """Take the one part that matches out of a file."""
    text, count = re.subn(pattern, "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert count == 1
    file.write_text(text, encoding="utf-8")
