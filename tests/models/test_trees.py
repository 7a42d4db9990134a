"""Forest and boosting: what they may train on, what they learn, and what they refuse."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats, History
from forexlib.models import lightgbm_trees, xgboost_trees
from forexlib.models.boosting import LightGbm, XgBoost
from forexlib.models.direct import Lesson
from forexlib.models.forest import Forest
from forexlib.models.trees import Grown, LearnedTrees
from tests.series import history

GROWERS: dict[str, Forest | LightGbm | XgBoost] = {
    "forest": Forest(trees=20),
    "lightgbm": LightGbm(trees=20, rate=0.1, explained=1.0),
    "xgboost": XgBoost(trees=20, rate=0.1, explained=1.0),
}
"""Fewer trees than in earnest, and boosting that believes what it sees."""
WEEK = Ahead((7,), (5,))
every_grower = pytest.mark.parametrize("name", GROWERS)


@cache
def oracle(*, count: int = 1000) -> History:
    """A random walk, beside a feature that knows the next five returns and one that does not."""
    generator = np.random.default_rng(1)
    returns = 0.01 * generator.standard_normal(count + 5)
    log_rate = np.cumsum(returns)
    future = log_rate[5:] - log_rate[:-5]
    return history(
        log_rate[:count], features={"oracle": future, "noise": generator.standard_normal(count)}
    )


def seeing(known: History, *, oracle: float) -> History:
    """The same past with another value of the oracle today."""
    features = known.features.copy()
    features[-1, 0] = oracle
    return replace(known, features=features)


def learned(name: str, known: History, *, horizons: tuple[int, ...] = (7,)) -> LearnedTrees:
    return GROWERS[name].learn(known, horizons=horizons, seed=1)


@every_grower
def test_what_foretells_the_move_gets_nearly_all_the_importance(name: str) -> None:
    importances = learned(name, oracle()).importances()

    assert importances[7]["oracle"] > 0.9


@every_grower
def test_the_forecast_leans_the_way_the_feature_says(name: str) -> None:
    known = oracle()
    trees = learned(name, known)

    up, down = (trees.centre(seeing(known, oracle=x), WEEK).item() for x in (0.05, -0.05))

    assert up > 0.005
    assert down < -0.005


@every_grower
def test_importances_of_each_horizon_sum_to_one(name: str) -> None:
    importances = learned(name, oracle(), horizons=(7, 30)).importances()

    assert {days: sum(shares.values()) for days, shares in importances.items()} == pytest.approx(
        {7: 1.0, 30: 1.0}
    )


@every_grower
def test_origins_whose_target_is_not_realised_are_not_trained_on(name: str) -> None:
    known = oracle()
    realised = int((known.targets(30) < len(known)).sum())
    corrupted = known.features.copy()
    corrupted[realised:] = 1e6

    texts = learned(name, replace(known, features=corrupted), horizons=(30,)).texts

    assert texts == learned(name, known, horizons=(30,)).texts


@every_grower
def test_the_last_realised_origin_is_trained_on(name: str) -> None:
    known = oracle()
    realised = int((known.targets(30) < len(known)).sum())
    corrupted = known.features.copy()
    corrupted[realised - 5 : realised] = np.random.default_rng(2).standard_normal((5, 2))

    texts = learned(name, replace(known, features=corrupted), horizons=(30,)).texts

    assert texts != learned(name, known, horizons=(30,)).texts


@every_grower
def test_a_trend_of_the_past_is_not_extrapolated(name: str) -> None:
    """Features that say nothing, and a rate that climbed 0.1 % a day: half a percent a week."""
    generator = np.random.default_rng(3)
    climbing = np.cumsum(0.001 + 0.01 * generator.standard_normal(1000))
    known = history(climbing, features={"noise": generator.standard_normal(1000)})

    centre = learned(name, known).centre(known, WEEK).item()

    assert abs(centre) < 0.0025


@every_grower
def test_the_forecast_does_not_depend_on_the_rows_features_were_stored_in(name: str) -> None:
    known = oracle()
    fortran = replace(known, features=np.asfortranarray(known.features))

    assert learned(name, fortran).texts == learned(name, known).texts


@every_grower
def test_other_features_than_it_was_grown_on_are_refused(name: str) -> None:
    known = oracle()
    renamed = replace(known, feature_names=("oracle", "something else"))

    with pytest.raises(MemberFailed, match="other features"):
        learned(name, known).centre(renamed, WEEK)


@every_grower
def test_a_history_without_features_is_refused(name: str) -> None:
    bare = replace(oracle(), features=np.empty((1000, 0)), feature_names=())

    with pytest.raises(MemberFailed, match="no features"):
        learned(name, bare)


@every_grower
def test_an_unknown_feature_is_no_obstacle(name: str) -> None:
    known = oracle()

    centre: Floats = learned(name, known).centre(seeing(known, oracle=np.nan), WEEK)

    assert np.isfinite(centre).all()


@every_grower
def test_the_number_of_threads_changes_no_byte(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = []
    for threads in (1, 3):
        monkeypatch.setattr("os.cpu_count", lambda threads=threads: threads)
        texts.append(learned(name, oracle(), horizons=(7, 15, 30)).texts)

    assert texts[0] == texts[1]


@every_grower
def test_another_seed_grows_other_trees(name: str) -> None:
    other = GROWERS[name].learn(oracle(), horizons=(7,), seed=2)

    assert other.texts != learned(name, oracle()).texts


@pytest.mark.parametrize(("overlap", "leaf"), [(5.0, 250 / 500), (63.0, 250 / 3400)])
@pytest.mark.parametrize(
    ("boosting", "read"),
    [(LightGbm(), lightgbm_trees.read), (XgBoost(), xgboost_trees.read)],
    ids=["lightgbm", "xgboost"],
)
def test_a_plain_signal_comes_through_as_much_as_its_leaves_are_believed(
    boosting: LightGbm | XgBoost, read: Callable[[str], Grown], overlap: float, leaf: float
) -> None:
    """Plus one or minus one, as one split tells: 250 of the rows drawn are in each of two leaves.

    The penalty is 250 rows at a week and 3150 at a quarter, and after k trees the share
    1 - (1 - rate * leaf)**k of the signal has come through.
    """
    rows = np.random.default_rng(4).standard_normal((1000, 1))
    signal = np.sign(rows[:, 0])
    lesson = Lesson(rows, signal, overlap)

    answers = read(boosting.boost(lesson, seed=1)).answer(rows)

    through = 1 - (1 - boosting.rate * leaf) ** boosting.trees
    assert answers @ signal / 1000 == pytest.approx(through, rel=0.05)


def test_a_leaf_is_shrunk_as_a_mean_of_independent_targets() -> None:
    """600 of half of all rows, each target five days long: 240 targets and 100 of doubt."""
    lesson = Lesson(np.empty((3000, 1)), np.empty(3000), overlap=5.0)

    kept = 600 / (600 + lesson.ridge_penalty(explained=0.01, rows_share=0.5))

    assert kept == pytest.approx(240 / 340)


@pytest.mark.parametrize(("overlap", "rows"), [(1.0, 40), (5.0, 200), (63.0, 600)])
def test_a_leaf_holds_forty_targets_or_a_fifth_of_the_rows(overlap: float, rows: int) -> None:
    lesson = Lesson(np.empty((3000, 1)), np.empty(3000), overlap=overlap)

    assert lesson.smallest_leaf(spans=40.0, share=0.2) == rows
