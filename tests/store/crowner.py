"""A program of its own that crowns champions; the tests start several, and kill some.

python -m tests.store.crowner DATABASE NAME TIMES
"""

import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from multiprocessing.connection import Connection
from pathlib import Path

from forexlib.core.version import Entry
from forexlib.store.ledger import DuckLedger
from tests.paths import SQL
from tests.store.builders import at
from tests.store.versioned import MONTH, WEEK, entry, hexed, told_of


def reign(ledger: DuckLedger, name: str) -> Iterator[str]:
    """Crown a new version a week and a month ahead, again and again; the versions, once stored."""
    for i in count():
        version = f"{name}-{i}"
        while ledger.write(both(ledger, version), now=at(2), posts=[told_of(version)]):
            pass  # someone else was quicker: it is decided anew
        yield hexed(version)


def both(ledger: DuckLedger, version: str) -> list[Entry]:
    """Against whoever serves now."""
    serving = ledger.champions("USDCLP", "nbp_fixing")
    made = [entry(version, place=place) for place in (WEEK, MONTH)]
    if not serving:
        return made
    return [replace(one, expected=serving[one.place.horizon_days].version) for one in made]


def crown(database: Path, name: str, times: int) -> None:
    """So many times."""
    deque(islice(reign(DuckLedger(database, SQL), name), times), maxlen=0)


def crown_until_killed(database: Path, name: str, told: Connection) -> None:
    """Without end, and tell of each version that is stored."""
    for version in reign(DuckLedger(database, SQL), name):
        told.send(version)


if __name__ == "__main__":
    crown(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
