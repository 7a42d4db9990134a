"""Values in quarantine that a reader can follow, and a program that decides one."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import dataframely as dy
import polars as pl

from forexlib.core.errors import SettingsError
from forexlib.core.quarantine import Decision, Ruling, Withheld
from forexlib.store.quarantine import DuckQuarantine
from tests.paths import SQL
from tests.store.builders import FIXING, FRIDAY, at


def withheld(
    value: float = 950.0,
    *,
    state: str = "quarantined",
    day: date = FRIDAY,
    reason: str = "jump",
    available_at: datetime | None = None,
) -> dy.DataFrame[Withheld]:
    """One value, by default of Friday 2024-03-01 and public at its noon."""
    row = {
        "series": FIXING,
        "event_date": day,
        "value": value,
        "available_at": available_at or at(day.day),
        "source": "test",
        "reason": reason,
        "state": state,
        "note": "+5.00 %",
    }
    return Withheld.validate(pl.DataFrame([row]), cast=True)


def decide(database: Path, decision: Decision, by: str) -> str:
    """What came of deciding the value of Friday 2024-03-01: the decision, or the refusal."""
    ruling = Ruling(decision, at(9), by)
    try:
        row = DuckQuarantine(database, SQL).rule(FIXING, FRIDAY, ruling)
    except SettingsError as error:
        return error.what
    return str(row["state"])


if __name__ == "__main__":
    decision: Decision = "accepted" if sys.argv[2] == "accepted" else "rejected"
    sys.stdout.write(decide(Path(sys.argv[1]), decision, sys.argv[3]))
