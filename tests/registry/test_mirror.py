"""The mirror as a job uses it: MLflow in a process of its own, killed, and twice at once."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from typing_extensions import override

from forexlib.registry.mirror import MlflowMirror
from forexlib.registry.report import Repaired
from tests.registry.ledger import Ledger
from tests.registry.seen import Seen

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

FIRST, SECOND = "a" * 12, "b" * 12


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger()
    made.add(FIRST)
    made.crown(FIRST, act="initial")
    made.add(SECOND, state="shadow", parent=FIRST)
    return made


def test_two_repairs_in_a_row_by_processes_of_their_own(tmp_path: Path, ledger: Ledger) -> None:
    mirror = MlflowMirror(tmp_path)

    first, second = mirror.repair(ledger.read, ledger), mirror.repair(ledger.read, ledger)

    assert first.logged == (FIRST, SECOND)
    assert second.changes == 0
    assert Seen(tmp_path).aliases() == {"champion": FIRST, "challenger": SECOND}


def test_of_an_empty_ledger_nothing_is_made(tmp_path: Path) -> None:
    ledger = Ledger()

    done = MlflowMirror(tmp_path).repair(ledger.read, ledger)

    assert done.changes == 0
    assert not (tmp_path / "mlflow.db").exists()


def test_two_at_once_make_nothing_twice(folder: Path, ledger: Ledger) -> None:
    mirror = MlflowMirror(folder)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: mirror.repair(ledger.read, ledger), range(2)))

    assert sorted(one.changes for one in done) == [0, 6]
    assert Seen(folder).runs() == [FIRST, SECOND]
    assert set(Seen(folder).versions()) == {FIRST, SECOND}


def test_what_the_last_in_turn_reads_of_the_ledger_wins(folder: Path, ledger: Ledger) -> None:
    """Somebody is crowned while a repair is under way: the one that waits shows it."""
    mirror = MlflowMirror(folder)

    later: list[Future[Repaired]] = []

    class Crowning(Ledger):
        @override
        def load(self, key: str) -> bytes | None:
            if key == SECOND:
                ledger.crown(SECOND)
                later.append(pool.submit(mirror.repair, ledger.read, ledger))
            return super().load(key)

    slow = Crowning(ledger.versions, ledger.reigns, ledger.contents)
    with ThreadPoolExecutor(1) as pool:
        mirror.repair(slow.read, slow)
    later[0].result()

    assert Seen(folder).aliases()["champion"] == SECOND


def test_a_repair_killed_halfway_is_finished_by_the_next(folder: Path, ledger: Ledger) -> None:
    mirror = MlflowMirror(folder)

    class Killed(Ledger):
        @override
        def load(self, key: str) -> bytes | None:
            if key == SECOND:
                raise KeyboardInterrupt
            return super().load(key)

    cut = Killed(ledger.versions, ledger.reigns, ledger.contents)
    with pytest.raises(KeyboardInterrupt):
        mirror.repair(cut.read, cut)
    mirror.repair(ledger.read, ledger)

    assert Seen(folder).runs() == [FIRST, SECOND]
    assert Seen(folder).aliases() == {"champion": FIRST, "challenger": SECOND}
