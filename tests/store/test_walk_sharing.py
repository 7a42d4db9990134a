"""Two may walk at once, and one may be killed: every origin is there once, with all it forecast."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from forexlib.store.duck import DuckStore
from forexlib.store.validations import DuckValidations
from tests.store.builders import at, daily
from tests.store.killing import begin, kill
from tests.store.walker import walk_on, walk_until_killed
from tests.store.walks import origins, walk

SIZE, ROUNDS = 25, 12


def assert_whole(store: DuckStore, validations: DuckValidations) -> set[datetime]:
    """Every origin has all its forecasts; return the instants."""
    counted = validations.read("validation_forecasts").group_by("as_of").len()
    saved = set(validations.read("validation_origins").get_column("as_of"))
    assert set(counted.get_column("len")) <= {SIZE}
    assert set(counted.get_column("as_of")) == saved
    assert not any(store.violations().values())
    return saved


def test_two_processes_that_walk_at_once_save_each_origin_once(
    store: DuckStore, validations: DuckValidations
) -> None:
    walkers = [begin(walk_on, validations.database, stops=8, size=SIZE) for _ in range(2)]

    new = [hears.recv() for _, hears in walkers]
    for walker, _ in walkers:
        walker.join(60)

    assert [walker.exitcode for walker, _ in walkers] == [0, 0]
    assert sum(new) == 8
    assert len(assert_whole(store, validations)) == 8


def test_threads_that_score_at_once_score_each_forecast_once(
    store: DuckStore, validations: DuckValidations
) -> None:
    validations.begin(walk(), started_at=at(20))
    validations.save("walk", origins(3, size=SIZE), saved_at=at(21))
    store.admit(daily([900.0] * 20), admitted_at=at(30))

    with ThreadPoolExecutor(4) as pool:
        scored = list(pool.map(lambda _: validations.score("walk", as_of=at(30)), range(4)))

    assert sum(scored) == validations.read("validation_scores").height == 3 * SIZE


@pytest.mark.slow
def test_after_every_kill_each_origin_is_whole_and_the_walk_goes_on(
    store: DuckStore, validations: DuckValidations
) -> None:
    moments = random.Random(7)  # noqa: S311
    told: set[datetime] = set()

    for _ in range(ROUNDS):
        walker, hears = begin(walk_until_killed, validations.database, size=SIZE)
        hears.poll(30)
        time.sleep(moments.uniform(0.0, 0.15))
        told |= kill(walker, hears)

        saved = assert_whole(store, validations)
        assert told <= saved == validations.begin(walk(), started_at=at(20))
    assert len(told) >= ROUNDS
