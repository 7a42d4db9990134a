"""A real MLflow store shows the ledger, and whatever is done to it by hand is undone."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from typing_extensions import override

from forexlib.registry.moved import settle
from forexlib.registry.plan import plan_of
from forexlib.registry.report import Repaired
from forexlib.registry.store import MlflowStore
from tests.registry.ledger import Ledger
from tests.registry.seen import NAME, Seen

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

FIRST, SECOND, THIRD = "a" * 12, "b" * 12, "c" * 12
COMPARED = {"n": 150, "ratio": 0.98, "low": 0.95, "high": 1.0}

Repair = Callable[[Ledger], Repaired]


@pytest.fixture
def seen(folder: Path) -> Seen:
    return Seen(folder)


@pytest.fixture
def ledger() -> Ledger:
    """Two champions, one after the other, and a challenger in shadow."""
    made = Ledger()
    made.add(FIRST)
    made.crown(FIRST, act="initial")
    made.add(SECOND, parent=FIRST, evidence=COMPARED)
    made.crown(SECOND)
    made.add(THIRD, state="shadow", parent=SECOND)
    return made


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def test_versions_runs_and_aliases_are_those_of_the_ledger(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    done = repair(ledger)

    assert done.logged == (FIRST, SECOND, THIRD)
    assert set(seen.versions()) == {FIRST, SECOND, THIRD}
    assert seen.runs() == [FIRST, SECOND, THIRD]
    assert seen.aliases() == {"champion": SECOND, "challenger": THIRD}


def test_a_run_has_settings_numbers_table_and_figure(
    repair: Repair, ledger: Ledger, seen: Seen, tmp_path: Path
) -> None:
    repair(ledger)

    run = seen.client.get_run(seen.run_of(SECOND))
    table = seen.client.download_artifacts(run.info.run_id, "evaluation.json", str(tmp_path))
    assert run.data.params["centres.var.lags"] == "2"
    assert run.data.metrics["crps_ratio_high_7d"] == 1.0
    assert run.data.tags["lineage"] == f"{SECOND} < {FIRST}"
    assert run.info.status == "FINISHED"
    assert json.loads(Path(table).read_text())["data"][1] == [
        *(7, "state registered", "crps_ratio", 0.98)
    ]
    assert {one.path for one in seen.client.list_artifacts(run.info.run_id)} >= {
        "crps_ratio.png",
        "evaluation.json",
    }


def test_a_second_repair_changes_nothing_and_reads_no_artefact(
    repair: Repair, ledger: Ledger
) -> None:
    repair(ledger)
    ledger.loaded.clear()

    again = repair(ledger)

    assert (again.changes, ledger.loaded) == (0, [])


def test_one_run_serves_all_places_of_a_version(repair: Repair, ledger: Ledger, seen: Seen) -> None:
    ledger.add(SECOND, 30)
    ledger.crown(SECOND, 30, "initial")

    repair(ledger)

    long = "forex-USDCLP-nbp_fixing-30d"
    assert seen.runs() == [FIRST, SECOND, THIRD]
    (number,) = seen.versions(long).values()
    assert seen.client.get_model_version(long, number).run_id == seen.run_of(SECOND)


def test_an_alias_that_was_moved_by_hand_is_put_back(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    repair(ledger)
    seen.client.set_registered_model_alias(NAME, "champion", seen.versions()[FIRST])
    seen.client.delete_registered_model_alias(NAME, "challenger")

    done = repair(ledger)

    assert done.aliases == (f"{NAME}@champion", f"{NAME}@challenger")
    assert seen.aliases() == {"champion": SECOND, "challenger": THIRD}


def test_a_roll_back_moves_the_alias_and_a_promotion_takes_the_challengers(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    repair(ledger)
    ledger.crown(FIRST, act="rollback")
    ledger.change(THIRD, state="rejected")

    done = repair(ledger)

    assert seen.aliases() == {"champion": FIRST}
    assert (done.logged, done.renewed) == ((), ())


def test_a_champions_version_deleted_by_hand_comes_back_with_its_alias(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    repair(ledger)
    seen.client.delete_model_version(NAME, seen.versions()[SECOND])

    done = repair(ledger)

    assert done.registered == (f"{NAME}/{SECOND}",)
    assert done.logged == ()
    assert seen.aliases() == {"champion": SECOND, "challenger": THIRD}


def test_a_registered_model_deleted_by_hand_comes_back(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    repair(ledger)
    seen.client.delete_registered_model(NAME)

    repair(ledger)

    assert seen.aliases() == {"champion": SECOND, "challenger": THIRD}


def test_a_run_deleted_by_hand_is_logged_anew_and_the_old_one_goes_for_good(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    repair(ledger)
    seen.client.delete_run(seen.run_of(SECOND))

    done = repair(ledger)

    assert done.logged == (SECOND,)
    assert seen.runs() == [FIRST, SECOND, THIRD]
    assert repair(ledger).changes == 0


def test_artefacts_deleted_by_hand_come_back(
    repair: Repair, ledger: Ledger, seen: Seen, folder: Path
) -> None:
    repair(ledger)
    rmtree(folder / "mlartifacts")

    done = repair(ledger)

    assert done.logged == (FIRST, SECOND, THIRD)
    assert seen.aliases() == {"champion": SECOND, "challenger": THIRD}
    assert repair(ledger).changes == 0


def test_tags_and_words_changed_by_hand_are_put_right(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    repair(ledger)
    number = seen.versions()[FIRST]
    seen.client.set_model_version_tag(NAME, number, "state", "rejected")
    seen.client.update_model_version(NAME, number, "A lie.")

    done = repair(ledger)

    found = seen.client.get_model_version(NAME, number)
    assert done.corrected == (f"{NAME}/{FIRST}",)
    assert (found.tags["state"], found.description) == ("registered", "No worse.")


def test_new_numbers_are_added_to_a_run(repair: Repair, ledger: Ledger, seen: Seen) -> None:
    repair(ledger)
    ledger.change(THIRD, state_evidence=json.dumps({**COMPARED, "ratio": 0.9}))

    done = repair(ledger)

    run = seen.client.get_run(seen.run_of(THIRD))
    assert done.renewed == (THIRD,)
    assert run.data.metrics["crps_ratio_7d"] == 0.9
    assert repair(ledger).changes == 0


def test_what_somebody_registered_and_ran_himself_is_left_alone(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    repair(ledger)
    experiment = seen.client.get_experiment_by_name("forex-USDCLP-nbp_fixing")
    assert experiment is not None
    own = seen.client.create_run(experiment.experiment_id).info.run_id
    number = seen.client.create_model_version(NAME, f"runs:/{own}", own).version

    done = repair(ledger)

    assert done.changes == 0
    assert seen.client.get_model_version(NAME, str(number)).run_id == own


def test_what_is_deleted_in_the_ledger_goes_for_good_and_frees_its_space(
    repair: Repair, ledger: Ledger, seen: Seen, folder: Path
) -> None:
    ledger.contents[FIRST] = b"x" * 3_000_000
    repair(ledger)
    before = size(folder)
    run_id = seen.run_of(FIRST)
    ledger.change(FIRST, state="deleted")

    done = repair(ledger)

    assert done.forgotten == (f"{NAME}/{FIRST}", f"run of {FIRST}")
    assert before - size(folder) > 3_000_000
    assert seen.runs() == [SECOND, THIRD]
    assert [path for path in folder.rglob("*") if run_id in path.name] == []
    assert repair(ledger).changes == 0


def test_a_version_deleted_at_one_horizon_keeps_its_run_for_the_other(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    ledger.add(FIRST, 30)
    repair(ledger)
    ledger.versions[0]["state"] = "deleted"

    done = repair(ledger)

    assert done.forgotten == (f"{NAME}/{FIRST}",)
    assert seen.runs() == [FIRST, SECOND, THIRD]
    assert set(seen.versions()) == {SECOND, THIRD}


def test_what_a_restored_ledger_does_not_know_goes(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    repair(ledger)
    ledger.versions.pop()

    repair(ledger)

    assert seen.runs() == [FIRST, SECOND]
    assert seen.aliases() == {"champion": SECOND}


def test_a_repair_that_breaks_off_is_finished_by_the_next_without_doubles(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    class Cut(Ledger):
        @override
        def load(self, key: str) -> bytes | None:
            if key == SECOND:
                raise InterruptedError
            return super().load(key)

    with pytest.raises(InterruptedError):
        repair(Cut(ledger.versions, ledger.reigns, ledger.contents))

    repair(ledger)

    assert seen.runs() == [FIRST, SECOND, THIRD]
    assert seen.aliases() == {"champion": SECOND, "challenger": THIRD}
    assert repair(ledger).changes == 0


def test_a_version_without_artefact_is_shown_and_gets_it_when_it_is_there_again(
    repair: Repair, ledger: Ledger, seen: Seen
) -> None:
    content = ledger.contents.pop(SECOND)

    lacking = repair(ledger)
    still = repair(ledger)
    ledger.contents[SECOND] = content
    found = repair(ledger)

    assert lacking.without_artefact == (SECOND,)
    assert still.changes == 0
    assert (found.logged, found.without_artefact) == ((SECOND,), ())
    assert seen.aliases()["champion"] == SECOND


def test_a_copied_folder_names_its_own_files_and_spares_those_of_the_first(
    repair: Repair, ledger: Ledger, folder: Path, tmp_path: Path
) -> None:
    from forexlib.registry.show import show  # noqa: PLC0415  (imports MLflow)

    repair(ledger)
    before = size(folder)
    copied = MlflowStore.at(copytree(folder, tmp_path / "copy"))
    ledger.change(FIRST, state="deleted")

    settle(copied)
    done = show(
        plan_of(ledger.read("version_list"), ledger.read("champion_reigns")), copied, ledger.load
    )

    assert done.logged == ()
    assert done.forgotten == (f"{NAME}/{FIRST}", f"run of {FIRST}")
    assert size(tmp_path / "copy") < before
    assert size(folder) == before
