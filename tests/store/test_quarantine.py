"""Each withheld value is one row; the gate decides what waits, people decide the rest, once."""

import math
import subprocess
import sys

import pytest

from forexlib.core.errors import SettingsError
from forexlib.core.ports import Quarantine
from forexlib.core.quarantine import Ruling, Withheld
from forexlib.store.duck import DuckStore
from forexlib.store.quarantine import DuckQuarantine
from tests.paths import SQL
from tests.store.builders import FIXING, FRIDAY, at, published
from tests.store.withheld import withheld

ACCEPT = Ruling("accepted", at(9), "ana", "seen on the screen")
REJECT = Ruling("rejected", at(9), "ana")


@pytest.fixture
def quarantine(store: DuckStore) -> DuckQuarantine:
    """On the same file as `store`."""
    return DuckQuarantine(store.database, SQL)


def states(quarantine: DuckQuarantine) -> list[tuple[float, str, str | None]]:
    rows = quarantine.kept([FIXING]).select("value", "state", "decided_by")
    return [(value, state, by) for value, state, by in rows.iter_rows()]


def test_the_adapter_fits_the_port(quarantine: DuckQuarantine) -> None:
    as_port: Quarantine = quarantine

    assert as_port.kept([FIXING]).is_empty()
    assert as_port.keep(Withheld.create_empty(), seen_at=at(2)) == 0


def test_the_same_value_seen_again_is_one_row_with_the_first_instant(
    quarantine: DuckQuarantine,
) -> None:
    quarantine.keep(withheld(), seen_at=at(2))

    changed = quarantine.keep(withheld(), seen_at=at(3))

    assert changed == 0
    assert quarantine.kept([FIXING]).get_column("seen_at").to_list() == [at(2)]


def test_a_value_that_waits_is_decided_by_the_gate_once(quarantine: DuckQuarantine) -> None:
    quarantine.keep(withheld(state="pending"), seen_at=at(2))
    assert states(quarantine) == [(950.0, "pending", None)]

    quarantine.keep(withheld(state="released"), seen_at=at(3))
    quarantine.keep(withheld(state="quarantined"), seen_at=at(4))

    assert states(quarantine) == [(950.0, "released", "gate")]


def test_what_could_not_be_read_is_kept_too(quarantine: DuckQuarantine) -> None:
    quarantine.keep(withheld(math.nan, reason="type"), seen_at=at(2))
    quarantine.keep(withheld(math.nan, reason="type"), seen_at=at(3))

    [(value, state, _)] = states(quarantine)

    assert math.isnan(value)
    assert state == "quarantined"


def test_an_accepted_value_is_admitted_when_it_is_accepted(
    quarantine: DuckQuarantine, store: DuckStore
) -> None:
    quarantine.keep(withheld(), seen_at=at(2))

    row = quarantine.rule(FIXING, FRIDAY, ACCEPT)

    assert (row["state"], row["decided_by"], row["decided_at"]) == ("accepted", "ana", at(9))
    [kept] = store.read("observations").iter_rows(named=True)
    assert (kept["value"], kept["available_at"], kept["admitted_at"]) == (950.0, at(1), at(9))
    before = store.panel([FIXING], as_of=at(8), admitted_by=at(8))
    assert before.is_empty()
    assert quarantine.kept([FIXING]).item(0, "note") == "+5.00 %; seen on the screen"


def test_an_accepted_correction_counts_from_its_acceptance_on(
    quarantine: DuckQuarantine, store: DuckStore
) -> None:
    store.admit(published((FRIDAY, at(1), 900.0)), admitted_at=at(1))
    quarantine.keep(withheld(reason="revision"), seen_at=at(2))

    quarantine.rule(FIXING, FRIDAY, ACCEPT)

    assert store.panel([FIXING], as_of=at(8), admitted_by=None).height == 1
    assert store.panel([FIXING], as_of=at(9), admitted_by=None).height == 2


def test_a_rejected_value_is_never_admitted_and_may_be_accepted_after_all(
    quarantine: DuckQuarantine, store: DuckStore
) -> None:
    quarantine.keep(withheld(), seen_at=at(2))

    quarantine.rule(FIXING, FRIDAY, REJECT)
    assert store.read("observations").is_empty()

    quarantine.rule(FIXING, FRIDAY, ACCEPT)
    assert store.read("observations").height == 1


def test_what_is_accepted_cannot_be_rejected(quarantine: DuckQuarantine) -> None:
    quarantine.keep(withheld(), seen_at=at(2))
    quarantine.rule(FIXING, FRIDAY, ACCEPT)

    with pytest.raises(SettingsError, match=r"950 of .* was accepted by ana already"):
        quarantine.rule(FIXING, FRIDAY, REJECT)


def test_the_gate_does_not_overrule_a_person(quarantine: DuckQuarantine) -> None:
    quarantine.keep(withheld(state="pending"), seen_at=at(2))
    quarantine.rule(FIXING, FRIDAY, REJECT)

    quarantine.keep(withheld(state="released"), seen_at=at(10))

    assert states(quarantine) == [(950.0, "rejected", "ana")]


@pytest.mark.parametrize(
    ("kept", "value", "said"),
    [
        ([], None, "No value of nbp_fixing/USDCLP of 2024-03-01 was ever withheld"),
        ([950.0], 951.0, "951 of nbp_fixing/USDCLP of 2024-03-01 was never withheld"),
        ([950.0, 960.0], None, "there are 2 values: 950, 960"),
        ([math.nan], None, "is no number above zero"),
        ([-1.0], None, "is no number above zero"),
    ],
)
def test_what_cannot_be_accepted_is_refused_with_a_remedy(
    quarantine: DuckQuarantine, kept: list[float], value: float | None, said: str
) -> None:
    for one in kept:
        quarantine.keep(withheld(one), seen_at=at(2))

    with pytest.raises(SettingsError, match=said) as refused:
        quarantine.rule(FIXING, FRIDAY, ACCEPT, value=value)

    assert refused.value.remedy


def test_one_of_several_values_is_named(quarantine: DuckQuarantine) -> None:
    quarantine.keep(withheld(950.0), seen_at=at(2))
    quarantine.keep(withheld(960.0), seen_at=at(2))

    quarantine.rule(FIXING, FRIDAY, ACCEPT, value=960.0)

    assert states(quarantine) == [(950.0, "quarantined", "gate"), (960.0, "accepted", "ana")]


def test_what_was_let_in_meanwhile_is_replaced_by_name_only(
    quarantine: DuckQuarantine, store: DuckStore
) -> None:
    quarantine.keep(withheld(value=95_000.0), seen_at=at(2))
    store.admit(published((FRIDAY, at(1, 12), 950.0)), admitted_at=at(3))

    with pytest.raises(SettingsError, match=r"950 was let in for that day after 95000 .*--value"):
        quarantine.rule(FIXING, FRIDAY, ACCEPT)
    assert states(quarantine) == [(95_000.0, "quarantined", "gate")]

    quarantine.rule(FIXING, FRIDAY, ACCEPT, value=95_000.0)

    [row] = quarantine.read("quarantine_status").to_dicts()
    assert row["used_value"] == 95_000.0


def test_a_value_cannot_be_accepted_before_it_is_public(quarantine: DuckQuarantine) -> None:
    quarantine.keep(withheld(available_at=at(20)), seen_at=at(2))

    with pytest.raises(SettingsError, match="not public before 2024-03-20 12:00 UTC"):
        quarantine.rule(FIXING, FRIDAY, ACCEPT)


@pytest.mark.slow
def test_of_many_processes_that_decide_at_once_the_first_wins(
    quarantine: DuckQuarantine, store: DuckStore
) -> None:
    quarantine.keep(withheld(), seen_at=at(2))
    decisions = ["accepted", "rejected"] * 3

    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.withheld", str(store.database), what, f"p{i}"],
            cwd=SQL.parent,
            stdout=subprocess.PIPE,
            text=True,
        )
        for i, what in enumerate(decisions)
    ]
    said = [program.communicate(timeout=100)[0] for program in programs]

    assert [program.returncode for program in programs] == [0] * 6
    assert said.count("accepted") == 1  # also what was rejected first
    assert said.count("rejected") <= 1
    assert store.read("observations").height == 1
    assert not any(store.violations().values())
