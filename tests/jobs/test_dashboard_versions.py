"""Who serves and who would like to: as the ledger said then, in words of both languages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from forexlib.core.series import NBP_FIXING
from forexlib.core.version import Crowning, Entry, Standing
from forexlib.jobs.dashboard import gather
from forexlib.jobs.dashboard_versions import candidates_then, champions_then
from forexlib.reporting.dashboard.blocks import Cell, Edition, Table
from forexlib.reporting.dashboard.facts import Facts, Scope
from forexlib.reporting.dashboard.part_versions import part_versions
from forexlib.reporting.dashboard.words import words_for
from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from tests.jobs.dashboard_world import CROWNED_AT, NOW, Desk, board, build
from tests.paths import SQL
from tests.store.builders import at, daily, row, run
from tests.store.versioned import WEEK, entry, first, hexed

DAY = timedelta(days=1)
COMPARED = {"n": 151, "ratio": 0.998, "low": 0.991, "high": 1.002, "limit": 1.01}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return build(tmp_path_factory.mktemp("world"))


def scope(as_of: datetime) -> Scope:
    return Scope("USDCLP", NBP_FIXING, as_of, "America/Santiago", "Mesa")


def served(desk: Desk, as_of: datetime) -> dict[int, str]:
    rows = champions_then(desk.store, scope(as_of))
    return dict(rows.select("horizon_days", "version").iter_rows())


def waiting(desk: Desk, as_of: datetime) -> list[tuple[str, str]]:
    rows = candidates_then(desk.store, scope(as_of), shadow_days=14.0)
    return rows.select("state", "version").rows()


def tables(edition: Edition) -> dict[str, list[list[str]]]:
    """What the cells of each table of the section say, by title."""
    (section,) = [one for one in edition.sections if one.name == "models"]
    return {one.title: said(one) for one in section.blocks if isinstance(one, Table)}


def said(table: Table) -> list[list[str]]:
    return [[cell.text if isinstance(cell, Cell) else cell for cell in one] for one in table.rows]


def test_who_serves_is_who_the_ledger_says_at_every_instant(desk: Desk) -> None:
    ledger = DuckLedger(desk.database, SQL)

    for days in range(7):
        moment = CROWNED_AT + days * DAY
        then = ledger.champions("USDCLP", NBP_FIXING, at=moment)
        assert served(desk, moment) == {horizon: one.version for horizon, one in then.items()}

    assert served(desk, CROWNED_AT - DAY) == {}
    assert served(desk, NOW) == {7: hexed("new"), 30: hexed("old")}


def test_candidates_are_those_of_their_day_and_the_newest_rejected(desk: Desk) -> None:
    better, earlier, worse = (hexed(name) for name in ("better", "earlier", "worse"))

    assert waiting(desk, CROWNED_AT + 2 * DAY) == []
    assert waiting(desk, CROWNED_AT + 3 * DAY) == [("rejected", earlier)]
    assert waiting(desk, CROWNED_AT + 4 * DAY) == [("shadow", better), ("rejected", earlier)]
    assert waiting(desk, NOW) == [("shadow", better), ("rejected", worse)]


def test_what_served_and_what_waits_is_said_with_its_numbers(desk: Desk) -> None:
    shown = desk.show()

    spanish, english = (tables(one) for one in shown.editions)
    why = "aprendida de nuevo: CRPS 0,9980 [0,9910;\xa01,0040]"
    learned = "1‑mar‑2024"
    assert spanish["Campeón de cada horizonte"] == [
        ["7 días", "2", hexed("new"), "3‑mar‑2024 09:30", learned, why, "0", "–"],
        ["30 días", "1", hexed("old"), "2‑mar‑2024 09:30", learned, "primera versión", "0", "–"],
    ]
    waits, why = (
        "READY; not judged yet",
        "CRPS 0.9980 [0.9910;\xa01.0370]: the interval exceeds 1.01",
    )
    assert english["Candidates"] == [
        ["7 days", "in shadow", "4", hexed("better"), "5‑Mar‑2024 09:30", "15", waits, "0", "–"],
        ["7 days", "rejected", "5", hexed("worse"), "6‑Mar‑2024 09:30", "14", why, "0", "–"],
    ]


@pytest.mark.parametrize(
    ("since", "level", "waits"),
    [
        (DAY, None, "sombra hasta el 3‑abr‑2024 08:30; READY; aún sin medir"),
        (13.9 * DAY, "CAUTIOUS", "sombra hasta el 21‑mar‑2024 10:54; READY; hoy CAUTIOUS"),
        (14 * DAY, "NOT_READY", "READY; hoy NOT_READY"),
        (14 * DAY, "READY", "la próxima revisión diaria"),
        (90 * DAY, "OPTIMAL", "la próxima revisión diaria"),
        (DAY, "OPTIMAL", "sombra hasta el 3‑abr‑2024 08:30"),
    ],
)
def test_a_shadow_waits_for_its_days_and_its_level(
    desk: Desk, since: timedelta, level: str | None, waits: str
) -> None:
    facts = gather(desk.store, desk.book, board())
    one = facts.candidates.filter(state="shadow").with_columns(
        decided_at=pl.lit(NOW - since), may_serve_from=pl.lit(NOW - since + 14 * DAY)
    )

    told = told_of(facts, one.with_columns(level=pl.lit(level, pl.String)))

    assert told == waits


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        (
            {"comparison": COMPARED | {"limit": None, "level": 0.025, "p_adjusted": 0.32}},
            "CRPS 0,9980 [0,9910;\xa01,0020]: p = 0,3200, no menos de 0,0250",
        ),
        (
            {"comparison": COMPARED, "walk_forward": {"ratio": 1.05, "low": 1.01, "high": 1.09}},
            "su receta pierde con el paseo aleatorio: CRPS 1,0500 [1,0100;\xa01,0900]",
        ),
        ({"comparison": COMPARED, "check": "It is too wide."}, "worse is rejected"),
        ({"comparison": {"n": 3, "ratio": None, "level": 0.025}}, "worse is rejected"),
        ({}, "worse is rejected"),
    ],
)
def test_why_one_was_rejected_is_told_by_its_numbers_or_as_it_is_stored(
    desk: Desk, evidence: dict[str, object], told: str
) -> None:
    facts = gather(desk.store, desk.book, board())
    one = facts.candidates.filter(state="rejected")

    found = told_of(facts, one.with_columns(evidence=pl.lit(json.dumps(evidence))))

    assert found == told


def told_of(facts: Facts, candidates: pl.DataFrame) -> str:
    blocks = part_versions(replace(facts, candidates=candidates), words_for(900.0, "es"))
    (table,) = [one for one in blocks if isinstance(one, Table) and one.title == "Candidatos"]
    ((*_, told, _, _),) = said(table)
    return told


def test_outcomes_are_those_of_the_view_as_far_as_they_were_known(tmp_path: Path) -> None:
    store = DuckStore(tmp_path / "forex.duckdb", SQL)
    store.admit(daily([900.0] * 7 + [912.0]), admitted_at=at(8))
    rows = [row(model="random_walk", model_version="f" * 12, mean=900.0)]
    for track, version in (("live", hexed("new")), ("shadow", hexed("better"))):
        own = row(model_version=version)
        store.save([run(own, *rows, run_id=track, track=track)], saved_at=at(1, 13))
    store.score(as_of=at(9))
    ledger = DuckLedger(store.database, SQL)
    assert not ledger.write([first("new")], now=at(1))
    shadow = entry("better", expected="new", act=None, states=("shadow",))
    assert not ledger.write([shadow], now=at(2))

    early, late = scope(at(8, 11)), scope(at(10))

    for track, found in (
        ("live", champions_then(store, late)),
        ("shadow", candidates_then(store, late, shadow_days=14.0)),
    ):
        view = store.read("version_scores", track=track)
        assert found["n_scored"].to_list() == view["n"].to_list() == [1]
        assert found["crps_ratio"].to_list() == pytest.approx(view["crps_ratio"].to_list())
    assert champions_then(store, early)["n_scored"].to_list() == [0]


def test_one_that_was_promoted_is_no_candidate(tmp_path: Path) -> None:
    store = DuckStore(tmp_path / "forex.duckdb", SQL)
    ledger = DuckLedger(store.database, SQL)
    shadow = entry("better", expected="old", act=None, states=("shadow",))
    promoted = Entry(
        WEEK,
        hexed("old"),
        standings=[Standing(hexed("better"), "registered", "It is better.")],
        crowning=Crowning(hexed("better"), "promotion", "It is better."),
    )
    for place, one in enumerate((first("old"), shadow, promoted)):
        assert not ledger.write([one], now=at(2 + place))

    assert candidates_then(store, scope(at(3, 13)), shadow_days=14.0).height == 1
    assert candidates_then(store, scope(at(5)), shadow_days=14.0).is_empty()
    assert champions_then(store, scope(at(5)))["version"].to_list() == [hexed("better")]
