"""What a walk will need learned, in pieces that several processes can learn side by side.

Nothing here changes an answer: each piece is kept under the key by which the walk asks for it, and
what is missing is learned on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from forexlib.backtest.walk_forward import Walker
from forexlib.core.errors import MemberFailed, TooLittleHistory
from forexlib.core.history import History
from forexlib.engine.ensemble import said
from forexlib.engine.evidence import FIRST_ORIGIN, STEP, quarters
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.survey import ENSEMBLES, members_of

Kind = Literal["said", "centre", "spread"]
SLOWEST: Final[Sequence[Kind]] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to be learned.

    Attributes:
        kind: What a member said in the past, or a centre or spread itself.
        names: Of the model for `said`, else of the part; several where they share their work.
        year: In which it was learned, or said.
        stage: Which of the past's `wholes` it is learned from.
    """

    kind: Kind
    names: tuple[str, ...]
    year: int
    stage: int = 0


def pieces(walker: Walker) -> list[Piece]:
    """What the walk will ask for, the slowest first; nothing where histories are no slices."""
    stages = range(len(walker.past.wholes))
    found = [piece for stage in stages for piece in _pieces_of(walker, stage)]
    return sorted(dict.fromkeys(found), key=lambda piece: SLOWEST.index(piece.kind))


def _pieces_of(walker: Walker, stage: int) -> Iterator[Piece]:
    """What is asked for while the same regressors had begun."""
    wholes = walker.past.wholes
    start, whole = wholes[stage]
    recipe, models = walker.learner.recipe, walker.walk.models
    last = _year(whole, len(whole) - 1)
    if stage + 1 < len(wholes):
        last = min(last, wholes[stage + 1][0].year)
    first = min(max(walker.walk.instants[0], start).year, last)
    named = [name for name in models if name != ENSEMBLE and name not in ENSEMBLES]
    members: tuple[str, ...] = ()
    if ENSEMBLE in models:
        named += [*recipe.members, *recipe.beside, recipe.robust]
        members = recipe.members
    if set(models) & set(ENSEMBLES):
        members = (*members, *members_of(models, recipe))
    evidence = range(_year(whole, min(FIRST_ORIGIN, len(whole) - 1)), last + 1)
    walked = range(first, last + 1)
    composed = [recipe.model(name) for name in named]
    spreads = tuple(dict.fromkeys(model.spread for model in composed))  # two ask for one likelihood
    yield from (Piece("said", (name,), year, stage) for name in members for year in evidence)
    yield from (Piece("centre", (one.centre,), year, stage) for one in composed for year in walked)
    yield from (Piece("spread", spreads, year, stage) for year in walked)


def learn(walker: Walker, piece: Piece) -> None:
    """Learn one piece and keep it; one that cannot be learned fails in the walk itself."""
    whole, learner = walker.past.wholes[piece.stage][1], walker.learner
    for name in piece.names:
        try:
            if piece.kind == "said":
                _say(walker, whole, name, piece.year)
            else:
                part = learner.centre if piece.kind == "centre" else learner.spread
                for size in _quarter_ends(whole, piece.year):
                    part(name, whole.first(size))
        except (MemberFailed, TooLittleHistory):
            continue


def _say(walker: Walker, whole: History, name: str, year: int) -> None:
    near = walker.learner.recipe.model(name).reach is not None  # then asked at every fixing too
    for step in (STEP, 1) if near else (STEP,):
        origins = np.arange(FIRST_ORIGIN, len(whole), step)
        for rows in quarters(whole, origins):
            asked = origins[rows]
            if _year(whole, int(asked[-1])) == year:
                said(walker.learner, name, whole.first(int(asked[-1]) + 1), asked)


def _quarter_ends(whole: History, year: int) -> list[int]:
    """How many fixings were known at the end of each quarter of a year."""
    rows = np.arange(len(whole))
    return [
        rows_of.stop for rows_of in quarters(whole, rows) if _year(whole, rows_of.start) == year
    ]


def _year(whole: History, position: int) -> int:
    return int(whole.dates[position].astype("datetime64[Y]").astype(int)) + 1970
