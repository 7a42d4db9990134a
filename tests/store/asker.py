"""A program of its own that asks whether a source may be asked; the tests start several at once.

python -m tests.store.asker DATABASE SOURCE TIMES
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from forexlib.core.budget import Budget
from forexlib.store.call_ledger import DuckCallLedger
from tests.paths import SQL

START = datetime(2026, 10, 26, tzinfo=UTC)
EVERY = timedelta(minutes=20)


def ask(database: Path, source: str, *, times: int) -> int:
    """Ask every 20 minutes of a day; return how often it was allowed."""
    ledger = DuckCallLedger(database, SQL)
    return sum(
        ledger.ask(source, now=START + i * EVERY, budget=Budget()).allowed for i in range(times)
    )


if __name__ == "__main__":
    print(ask(Path(sys.argv[1]), sys.argv[2], times=int(sys.argv[3])))  # noqa: T201
