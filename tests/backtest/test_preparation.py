"""What is learned beforehand is what the walk asks for, also while regressors begin on the way."""

from __future__ import annotations

import polars as pl

from forexlib.backtest.preparation import learn, pieces
from forexlib.core.frames import Panel
from forexlib.engine.ladder import ENSEMBLE
from tests.backtest.parts import noons, walker
from tests.fakes import MemoryArtefacts
from tests.panels import simulated

POSITIONS = (1300, 1380, 1470, 1550)
INSTANTS = noons(POSITIONS)
LATE = noons([1430])[0]


def test_after_the_pieces_the_walk_learns_nothing_new() -> None:
    begun = (pl.col("series") != "nbp_fixing/USDBRL") | (pl.col("available_at") >= LATE)
    panel = Panel.validate(simulated(1560).filter(begun))
    artefacts = MemoryArtefacts()
    whose = walker(panel, INSTANTS, models=[ENSEMBLE], artefacts=artefacts)

    for piece in pieces(whose):
        learn(whose, piece)
    prepared = set(artefacts.kept)
    for as_of in INSTANTS:
        whose.at(as_of)

    assert [start for start, _ in whose.past.wholes] == [INSTANTS[0], LATE]
    assert prepared
    learned_on_the_way = {*artefacts.kept} - prepared
    assert {key for key in learned_on_the_way if not key.startswith("weights")} == set()
