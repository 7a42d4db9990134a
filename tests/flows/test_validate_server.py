"""The deployment `validate/weekly` on a real Prefect server with a real worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from forexlib.store.validations import DuckValidations
from tests.flows.house import PREFECT_SH, House
from tests.paths import SQL

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

RUN = ("prefect", "deployment", "run", "validate/weekly", "--watch")
WALK = (
    *("--param", "start=2026-06-03", "--param", "end=2026-07-29"),
    *("--param", 'models=["qr4", "ewma"]', "--param", "workers=2"),
)
KEYS = {
    f"validation-usdclp-{days}d-{what}"
    for days in (7, 15, 30, 90)
    for what in ("points", "distributions")
}


def test_a_deployed_validation_leaves_tables_and_an_event_and_walks_once(tmp_path: Path) -> None:
    with House.at(tmp_path) as house:
        deployed = house.run(PREFECT_SH, "deploy")
        house.silence()
        house.worker()

        first = house.run(*RUN, *WALK)
        forecasts = walked(house)
        second = house.run(*RUN, *WALK)
        mistaken = house.run(*RUN, *WALK, "--param", "step=0")

        assert deployed.code == 0, deployed.said + deployed.complained
        assert (first.code, second.code, mistaken.code) == (0, 0, 1), first.said + second.said
        assert walked(house) == forecasts == 9 * 3 * 4
        kept = house.post("artifacts/filter")
        shown = {one["key"]: one["type"] for one in kept if one["key"] is not None}
        assert {key for key, kind in shown.items() if kind == "table"} == KEYS
        assert set(shown) - KEYS == {"walk-usdclp"}
        assert set(events(house)) == {"forex.validated"}
        said = [line["message"] for line in house.post("logs/filter", limit=None)]
        assert any("A step of 0 days leads nowhere." in line for line in said)
        assert not any("Traceback" in line for line in said)


def walked(house: House) -> int:
    validations = DuckValidations(house.data / "forex.duckdb", SQL)
    return validations.read("validation_forecasts").height


def events(house: House) -> list[str]:
    """The names of our own events."""
    kept = house.post("events/filter", filter={"event": {"prefix": ["forex."]}}, limit=50)
    return [one["event"] for one in kept["events"]]
