"""The forest: what it may train on, what it learns, and what it refuses."""

from dataclasses import replace

import numpy as np
import pytest

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats, History
from forexlib.models.forest import Forest, LearnedForest
from tests.series import history

SMALL = Forest(trees=20)
WEEK = Ahead((7,), (5,))


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


def learned(known: History, *, horizons: tuple[int, ...] = (7,)) -> LearnedForest:
    return SMALL.learn(known, horizons=horizons, seed=1)


def test_what_foretells_the_move_gets_nearly_all_the_importance() -> None:
    importances = learned(oracle()).importances()

    assert importances[7]["oracle"] > 0.9


def test_the_forecast_leans_the_way_the_feature_says() -> None:
    known = oracle()
    forest = learned(known)

    up, down = (forest.centre(seeing(known, oracle=x), WEEK).item() for x in (0.05, -0.05))

    assert up > 0.005
    assert down < -0.005


def test_importances_of_each_horizon_sum_to_one() -> None:
    importances = learned(oracle(), horizons=(7, 30)).importances()

    assert {days: sum(shares.values()) for days, shares in importances.items()} == pytest.approx(
        {7: 1.0, 30: 1.0}
    )


def test_origins_whose_target_is_not_realised_are_not_trained_on() -> None:
    known = oracle()
    realised = int((known.targets(30) < len(known)).sum())
    corrupted = known.features.copy()
    corrupted[realised:] = 1e6

    forests = learned(replace(known, features=corrupted), horizons=(30,)).forests

    assert forests == learned(known, horizons=(30,)).forests


def test_the_last_realised_origin_is_trained_on() -> None:
    known = oracle()
    realised = int((known.targets(30) < len(known)).sum())
    corrupted = known.features.copy()
    corrupted[realised - 5 : realised] = np.random.default_rng(2).standard_normal((5, 2))

    forests = learned(replace(known, features=corrupted), horizons=(30,)).forests

    assert forests != learned(known, horizons=(30,)).forests


def test_a_trend_of_the_past_is_not_extrapolated() -> None:
    """Features that say nothing, and a rate that climbed 0.1 % a day: half a percent a week."""
    generator = np.random.default_rng(3)
    climbing = np.cumsum(0.001 + 0.01 * generator.standard_normal(1000))
    known = history(climbing, features={"noise": generator.standard_normal(1000)})

    centre = learned(known).centre(known, WEEK).item()

    assert abs(centre) < 0.0025


def test_the_forecast_does_not_depend_on_the_rows_features_were_stored_in() -> None:
    known = oracle()
    fortran = replace(known, features=np.asfortranarray(known.features))

    assert learned(fortran).forests == learned(known).forests


def test_other_features_than_it_was_grown_on_are_refused() -> None:
    known = oracle()
    renamed = replace(known, feature_names=("oracle", "something else"))

    with pytest.raises(MemberFailed, match="other features"):
        learned(known).centre(renamed, WEEK)


def test_a_history_without_features_is_refused() -> None:
    bare = replace(oracle(), features=np.empty((1000, 0)), feature_names=())

    with pytest.raises(MemberFailed, match="no features"):
        learned(bare)


def test_an_unknown_feature_is_no_obstacle() -> None:
    known = oracle()

    centre: Floats = learned(known).centre(seeing(known, oracle=np.nan), WEEK)

    assert np.isfinite(centre).all()
