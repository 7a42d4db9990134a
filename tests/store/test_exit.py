"""A program that used the store ends in silence, whatever it did with it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import SQL

BEGIN = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from forexlib.core.errors import StoreError
from forexlib.store.duck import DuckStore
from tests.store.builders import *
store = DuckStore(Path(sys.argv[1]), Path(sys.argv[2]))
store.admit(daily([900.0] * 20), admitted_at=at(30))
store.save([run(), many(50, run_id="many")], saved_at=at(2))
store.score(as_of=at(30))
"""

ENDINGS = {
    "reading": """
rows = [store.read(r) for r in ("forecasts", "scored_forecasts", "live_scores", "data_status")]
panel, modes = store.panel([FIXING], as_of=at(9), admitted_by=None), store.modes(["run"])
violations = store.violations()
""",
    "an error": """
for read in (lambda: store.read("nonsense"), lambda: store.read("runs", colour="blue")):
    try:
        read()
    except StoreError as error:
        kept = error
""",
    "threads": """
with ThreadPoolExecutor(4) as pool:
    heights = list(pool.map(lambda _: store.read("forecasts").height, range(8)))
""",
    "within a visit": """
with store._database().writing() as opened:
    opened.register("frame", store_rows := daily([1.0]))
    rows = opened.sql("select * from runs")
    sys.exit(0)
""",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_is_printed_at_the_end(tmp_path: Path, ending: str) -> None:
    program = [sys.executable, "-c", BEGIN + ENDINGS[ending]]

    ended = subprocess.run(
        [*program, str(tmp_path / "forex.duckdb"), str(SQL)],
        cwd=SQL.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
