"""The ledger of versions: who served when; an entry is written whole, or not at all."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from forexlib.core.errors import ContractError
from forexlib.core.version import Attempt, Champion, Crowning, Entry, Place, Standing
from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from tests.store.builders import at
from tests.store.versioned import MONTH, WEEK, back_to, entry, first, hexed, told_of

TABLES = ("versions", "version_states", "champions", "retrainings", "feature_sets", "outbox")


def serving(ledger: DuckLedger, moment: datetime | None = None) -> dict[int, str]:
    found = ledger.champions("USDCLP", "nbp_fixing", at=moment)
    return {days: champion.version for days, champion in found.items()}


def counted(ledger: DuckLedger) -> dict[str, int]:
    return {table: ledger.read(table).height for table in TABLES}


def test_at_first_nobody_serves(ledger: DuckLedger) -> None:
    assert serving(ledger) == serving(ledger, at(1)) == {}


def test_who_served_at_any_instant(ledger: DuckLedger) -> None:
    ledger.write([first("old"), first("far", place=MONTH)], now=at(4))
    ledger.write([entry("new", expected="old")], now=at(6))
    ledger.write([back_to("old", expected="new")], now=at(8))

    moment = timedelta(microseconds=1)
    old, new, far = hexed("old"), hexed("new"), hexed("far")
    assert serving(ledger, at(4) - moment) == {}
    assert serving(ledger, at(4)) == serving(ledger, at(6) - moment) == {7: old, 30: far}
    assert serving(ledger, at(6)) == serving(ledger, at(8) - moment) == {7: new, 30: far}
    assert serving(ledger, at(8)) == serving(ledger, at(30)) == {7: old, 30: far}
    assert serving(ledger) == {7: old, 30: far}


def test_a_champion_says_since_when_and_why(ledger: DuckLedger) -> None:
    ledger.write([first("old")], now=at(4))
    ledger.write([entry("new", expected="old")], now=at(6))
    ledger.write([back_to("old", expected="new")], now=at(8))

    champion = ledger.champions("USDCLP", "nbp_fixing", at=at(9))[7]

    assert champion == Champion(
        WEEK, hexed("old"), 1, 3, at(8), "rollback", "old was better", "maria"
    )
    assert ledger.read("champions", turn=3)["evidence"].to_list() == ['{"ratio": 1.4}']


def test_pairs_and_targets_have_champions_of_their_own(ledger: DuckLedger) -> None:
    others = [replace(WEEK, pair="USDBRL"), replace(WEEK, target="dolar_observado")]

    ledger.write(
        [first(f"v{i}", place=place) for i, place in enumerate([WEEK, *others])], now=at(4)
    )

    for i, place in enumerate([WEEK, *others]):
        found = ledger.champions(place.pair, place.target)
        assert [(one.version, one.number) for one in found.values()] == [(hexed(f"v{i}"), 1)]


def test_versions_are_numbered_at_each_horizon(ledger: DuckLedger) -> None:
    ledger.write([first("a"), first("a", place=MONTH)], now=at(4))
    ledger.write([entry("b", expected="a", act=None, states=["rejected"])], now=at(5))
    ledger.write([entry("c", expected="a"), entry("c", expected="a", place=MONTH)], now=at(6))

    rows = ledger.read("versions").sort("horizon_days", "number")

    assert rows.select("horizon_days", "number", "version").rows() == [
        (7, 1, hexed("a")),
        (7, 2, hexed("b")),
        (7, 3, hexed("c")),
        (30, 1, hexed("a")),
        (30, 2, hexed("c")),
    ]
    assert ledger.read("feature_sets").height == 1


def test_everything_said_of_a_version_is_kept(ledger: DuckLedger) -> None:
    one = first("a")
    ledger.write([one], now=at(4))

    kept = ledger.read("versions").row(0, named=True)

    assert one.version is not None
    for name in ("version", "origin", "recipe", "feature_set", "anchor_date", "as_of", "code"):
        assert kept[name] == getattr(one.version, name)
    assert (kept["admitted_by"], kept["parent"], kept["registered_at"]) == (None, None, at(4))
    assert json.loads(kept["settings"]) == one.version.settings
    assert json.loads(kept["releases"]) == one.version.releases
    content = ledger.read("feature_sets")["content"].item()
    assert json.loads(content) == one.version.features


def test_what_was_tried_is_counted_at_each_horizon(ledger: DuckLedger) -> None:
    ledger.write([first("a"), first("a", place=MONTH)], now=at(4))
    failed = Attempt("challenger", "MANUAL", "failed", None, "It broke.", seconds=2.5)
    kept = Attempt("refresh", "SCHEDULED", "unchanged", hexed("a"), "Nothing is new.", by="maria")

    for place, attempt, day in ((WEEK, failed, 5), (WEEK, kept, 6), (MONTH, kept, 7)):
        ledger.write([Entry(place, hexed("a"), attempt=attempt)], now=at(day))

    rows = ledger.read("retrainings").sort("horizon_days", "attempt")
    columns = ("horizon_days", "attempt", "outcome", "version", "seconds", "asked_by", "tried_at")
    assert rows.select(columns).rows() == [
        (7, 1, "failed", None, 2.5, "forex", at(5)),
        (7, 2, "unchanged", hexed("a"), 0.0, "maria", at(6)),
        (30, 1, "unchanged", hexed("a"), 0.0, "maria", at(7)),
    ]


@pytest.mark.parametrize("expected", [None, "b"])
def test_where_another_serves_by_now_nothing_is_written(
    ledger: DuckLedger, expected: str | None
) -> None:
    ledger.write([first("a"), first("a", place=MONTH)], now=at(4))
    before = counted(ledger)
    good = entry("c", expected="a", place=MONTH)
    late = entry("c", expected=expected)

    for entries in ([good, late], [late, good]):
        assert ledger.write(entries, now=at(5), posts=[told_of("c")]) == [WEEK]

    assert counted(ledger) == before
    assert serving(ledger) == {7: hexed("a"), 30: hexed("a")}


def test_all_places_that_moved_on_are_named(ledger: DuckLedger) -> None:
    ledger.write([first("a"), first("a", place=MONTH)], now=at(4))

    stale = ledger.write([first("b"), first("b", place=MONTH)], now=at(5))

    assert list(stale) == [WEEK, MONTH]


def test_a_message_goes_out_with_what_it_tells_of(ledger: DuckLedger) -> None:
    ledger.write([first("a")], now=at(4), posts=[told_of("a")])

    assert ledger.read("outbox")["key"].to_list() == ["champion:a"]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(Entry(MONTH, None, crowning=Crowning("b", "initial", "")), id="no reason"),
        pytest.param(
            replace(first("a", place=MONTH), crowning=Crowning(hexed("b"), "initial", "It is.")),
            id="an unknown champion",
        ),
        pytest.param(first("a"), id="a version that is there"),
        pytest.param(
            Entry(MONTH, None, standings=[Standing(hexed("a"), "registered", "")]), id="no word"
        ),
        pytest.param(
            Entry(MONTH, None, attempt=Attempt("refresh", "MANUAL", "failed", "b", "It broke.")),
            id="a failure that learned something",
        ),
    ],
)
def test_an_entry_against_the_rules_writes_nothing_of_any(ledger: DuckLedger, wrong: Entry) -> None:
    ledger.write([first("a")], now=at(4))
    before = counted(ledger)
    fine = first("far", place=Place("USDCLP", "nbp_fixing", 90))
    if wrong.place == WEEK:
        wrong = replace(wrong, expected=hexed("a"))

    with pytest.raises(ContractError, match="nothing was stored"):
        ledger.write([fine, wrong], now=at(5), posts=[told_of("far")])

    assert counted(ledger) == before


def test_what_was_deleted_never_serves_again(ledger: DuckLedger) -> None:
    ledger.write([first("a")], now=at(4))
    ledger.write([entry("b", expected="a")], now=at(5))
    gone = [Standing(hexed("a"), "deleted", "It was old.")]
    ledger.write([Entry(WEEK, hexed("b"), standings=gone)], now=at(6))
    back = back_to("a", expected="b")

    with pytest.raises(ContractError, match=r"cannot serve 7 days.*was deleted"):
        ledger.write(
            [replace(back, standings=[Standing(hexed("a"), "registered", "!")])], now=at(7)
        )

    assert serving(ledger) == {7: hexed("b")}


def test_when_the_clock_goes_back_turns_still_follow_one_another(
    ledger: DuckLedger, store: DuckStore
) -> None:
    ledger.write([first("a")], now=at(8))
    ledger.write([entry("b", expected="a")], now=at(6))

    rows = ledger.read("champion_reigns").sort("turn").select("version", "since", "until")

    assert rows.rows() == [(hexed("a"), at(8), at(8)), (hexed("b"), at(8), None)]
    assert serving(ledger, at(8)) == serving(ledger) == {7: hexed("b")}
    assert serving(ledger, at(7)) == {}
    assert not any(store.violations().values())


def test_a_version_is_not_registered_before_it_was_learned(ledger: DuckLedger) -> None:
    ledger.write([first("a")], now=at(1, 6))

    assert ledger.read("versions")["registered_at"].to_list() == [at(1)]


def test_evidence_is_plain_data(ledger: DuckLedger) -> None:
    evidence = {"ratio": float("nan"), "n": np.int64(3), "worse": np.int64(3) > 2, "day": at(1)}
    ledger.write([first("a")], now=at(4))

    said = [Standing(hexed("a"), "registered", "It is.", evidence)]
    ledger.write([Entry(WEEK, hexed("a"), standings=said)], now=at(5))

    kept = json.loads(ledger.read("version_list")["state_evidence"].item())
    assert kept == {"ratio": None, "n": 3, "worse": True, "day": "2024-03-01 12:00:00+00:00"}
