"""How members are combined: each rule by hand, and the stack against a search."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import minimize

from forexlib.core.errors import TooLittleHistory
from forexlib.core.history import Floats
from forexlib.engine.combinations import (
    COMBINATIONS,
    LEAST_ORIGINS,
    equal,
    inverse_rmse,
    stack,
    stacked,
)
from forexlib.engine.evidence import Evidence
from forexlib.engine.weights import LearnedWeights, learn_weights

MOVES = np.tile([1.0, -1.0], 30)
SILENT = np.zeros(60)
COMPARE = (inverse_rmse, stacked)
rules = pytest.mark.parametrize("rule", COMPARE, ids=lambda rule: rule.__name__)


def evidence(
    *centres: Floats, moves: Floats = MOVES, scales: Floats | float = 1.0, horizons: int = 1
) -> Evidence:
    """A member a column, alike at each horizon; all in units of `scales`."""
    units = np.broadcast_to(np.asarray(scales, dtype=np.float64), moves.shape)
    said = np.column_stack(centres) * units[:, None]
    return Evidence(
        tuple(f"member {i}" for i in range(len(centres))),
        tuple(7 * (i + 1) for i in range(horizons)),
        7,
        scales=np.tile(units[:, None], (1, horizons)),
        moves=np.tile((moves * units)[:, None], (1, horizons)),
        centres=np.tile(said[:, None, :], (1, horizons, 1)),
    )


def first(learned: LearnedWeights) -> Sequence[float]:
    return learned.weights[0]


def test_equal_gives_the_random_walk_the_same_as_each_member() -> None:
    weights = equal(evidence(MOVES, -MOVES, horizons=2)).at(14)

    assert weights == pytest.approx({"random_walk": 1 / 3, "member 0": 1 / 3, "member 1": 1 / 3})


def test_equal_needs_no_evidence() -> None:
    nothing = np.zeros(0)

    assert first(equal(evidence(nothing, moves=nothing))) == (0.5,)


def test_inverse_rmse_by_hand() -> None:
    """Half of each move foreseen: an RMSE of 1/2 against 1 and 1, so 2 of 2 + 1 + 1."""
    weights = inverse_rmse(evidence(0.5 * MOVES, SILENT)).at(7)

    assert weights == pytest.approx({"member 0": 0.5, "member 1": 0.25, "random_walk": 0.25})


def test_inverse_rmse_punishes_a_member_worse_than_the_random_walk() -> None:
    """Twice as far in the wrong direction: an RMSE of 3 against 1."""
    assert first(inverse_rmse(evidence(-2.0 * MOVES))) == pytest.approx([0.25])


@pytest.mark.parametrize(
    ("share", "weight"),
    [
        pytest.param(0.4, 0.4, id="four tenths of the centre come"),
        pytest.param(1.0, 1.0, id="all of it"),
        pytest.param(2.0, 1.0, id="twice of it, and no weight is above 1"),
        pytest.param(-0.5, 0.0, id="the contrary comes, and no weight is below 0"),
    ],
)
def test_a_stack_of_one_by_hand(share: float, weight: float) -> None:
    assert stack(MOVES[:, None], share * MOVES) == pytest.approx([weight], abs=1e-6)


def test_a_stack_of_two_that_share_nothing_by_hand() -> None:
    other = np.tile([1.0, 1.0, -1.0, -1.0], 15)
    moves = 0.3 * MOVES + 0.2 * other

    assert stack(np.column_stack([MOVES, other]), moves) == pytest.approx([0.3, 0.2])


def test_what_is_too_much_is_shared_out_evenly_among_equals() -> None:
    """0.9 and 0.7 are 0.6 too much together; where both cost alike each gives up half of it."""
    other = np.tile([1.0, 1.0, -1.0, -1.0], 15)
    moves = 0.9 * MOVES + 0.7 * other

    held = stack(np.column_stack([MOVES, other]), moves)

    assert held == pytest.approx([0.6, 0.4], abs=1e-5)
    assert held.sum() <= 1.0


def squares(weights: Floats, centres: Floats, moves: Floats) -> float:
    return float(np.sum((moves - centres @ weights) ** 2))


def searched(centres: Floats, moves: Floats) -> float:
    """The least sum of squares that a general optimiser finds under the same bounds."""
    members = centres.shape[1]
    starts = [np.full(members, 1.0 / (members + 1)), np.zeros(members), *np.eye(members)]
    found = [
        minimize(
            squares,
            start,
            args=(centres, moves),
            bounds=[(0.0, 1.0)] * members,
            constraints={"type": "ineq", "fun": lambda weights: 1.0 - weights.sum()},
            method="SLSQP",
            options={"ftol": 1e-14, "maxiter": 500},
        ).fun
        for start in starts
    ]
    return min(found)


@pytest.mark.parametrize("seed", range(12))
def test_no_other_weights_explain_the_moves_better(seed: int) -> None:
    generator = np.random.default_rng(seed)
    members = int(generator.integers(1, 5))
    centres = generator.standard_normal((80, members)) + 0.5 * generator.standard_normal((80, 1))
    moves = centres @ generator.uniform(-0.4, 1.0, members) + generator.standard_normal(80)

    weights = stack(centres, moves)

    assert (weights >= 0).all()
    assert weights.sum() <= 1.0
    least = searched(centres, moves)
    assert squares(weights, centres, moves) == pytest.approx(least, rel=1e-6)


@example(seed=25_652_010, members=3, size=1.0, alike=False)  # 1 + 2**-52 before it was held
@given(
    seed=st.integers(0, 2**32 - 1),
    members=st.integers(1, 6),
    size=st.floats(1e-3, 1e3),
    alike=st.booleans(),
)
def test_weights_are_never_negative_and_never_above_1_together(
    seed: int, members: int, size: float, *, alike: bool
) -> None:
    generator = np.random.default_rng(seed)
    centres = generator.standard_normal((60, members))
    if alike:
        centres[:] = centres[:, :1]
    moves = size * centres.sum(axis=1) + generator.standard_normal(60)

    weights = stack(centres, moves)

    assert np.isfinite(weights).all()
    assert (weights >= 0).all()
    assert sum(weights.tolist()) <= 1.0


@rules
def test_calm_and_stormy_years_count_alike(rule: Callable[[Evidence], LearnedWeights]) -> None:
    said = 0.5 * MOVES + 0.1
    calm = rule(evidence(said, -said))
    storm = rule(evidence(said, -said, scales=np.repeat([0.01, 0.2], 30)))

    assert first(storm) == pytest.approx(first(calm))


@rules
def test_a_year_of_origins_is_needed(rule: Callable[[Evidence], LearnedWeights]) -> None:
    enough, short = MOVES[:LEAST_ORIGINS], MOVES[: LEAST_ORIGINS - 1]

    learned = rule(evidence(0.5 * enough, moves=enough))

    assert learned.origins == (50,)
    with pytest.raises(TooLittleHistory, match=r"50 realised origins and got 49 at 7 days.*Ingest"):
        rule(evidence(0.5 * short, moves=short))


@rules
def test_an_origin_at_which_one_member_is_silent_counts_for_none(
    rule: Callable[[Evidence], LearnedWeights],
) -> None:
    gaps = 0.5 * MOVES
    gaps[:10] = np.nan
    wild = np.where(np.isnan(gaps), 1000.0, -MOVES)

    learned = rule(evidence(gaps, wild))

    assert learned.origins == (50,)
    assert first(learned) == pytest.approx(
        first(rule(evidence(gaps[10:], wild[10:], moves=MOVES[10:])))
    )


@rules
def test_what_is_not_realised_yet_counts_for_nothing(
    rule: Callable[[Evidence], LearnedWeights],
) -> None:
    waiting = MOVES.copy()
    waiting[55:] = np.nan

    assert rule(evidence(0.5 * MOVES, moves=waiting)).origins == (55,)


def test_every_rule_is_known_by_name() -> None:
    assert dict(COMBINATIONS) == {
        "equal": equal,
        "inverse_rmse": inverse_rmse,
        "stacked": stacked,
        "shrunk": learn_weights,
    }


@pytest.mark.parametrize("name", COMBINATIONS)
def test_every_rule_leaves_the_random_walk_the_rest(name: str) -> None:
    generator = np.random.default_rng(5)
    moves = generator.standard_normal(300)
    said = [0.2 * moves + generator.standard_normal(300) for _ in range(3)]

    weights = COMBINATIONS[name](evidence(*said, moves=moves)).at(7)

    assert [*weights] == ["random_walk", "member 0", "member 1", "member 2"]
    assert sum(weights.values()) == pytest.approx(1.0)
    assert min(weights.values()) >= 0.0
