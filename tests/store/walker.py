"""A process of its own that walks through the past; the tests start several, and kill some."""

from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from forexlib.store.validations import DuckValidations
from tests.paths import SQL
from tests.store.builders import at
from tests.store.walks import origins, walk


def walk_on(database: Path, told: Connection, *, stops: int, size: int) -> None:
    """Begin the usual walk, save its first `stops` origins one by one; tell how many were new."""
    validations = DuckValidations(database, SQL)
    validations.begin(walk(), started_at=at(20))
    saved = [validations.save("walk", [one], saved_at=at(21)) for one in origins(stops, size=size)]
    told.send(sum(saved))


def walk_until_killed(database: Path, told: Connection, *, size: int) -> None:
    """Go on with the usual walk without end, and tell of each origin that is saved."""
    validations = DuckValidations(database, SQL)
    saved = validations.begin(walk(), started_at=at(20))
    for stops in count(len(saved) + 1):
        last = origins(stops, size=size)[-1]
        validations.save("walk", [last], saved_at=at(21))
        told.send(last.as_of)
