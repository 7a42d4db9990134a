"""A detector that works finds what was planted; one that is deaf is found out."""

import numpy as np
import pytest

from forexlib.monitoring.drift_family import Levels
from forexlib.monitoring.drift_null import Design
from forexlib.monitoring.drift_self_check import finds_planted_break
from tests.monitoring.worlds import history, returns


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_break_is_found_wherever_the_rates_come_from(seed: int) -> None:
    assert finds_planted_break(history(returns(700, seed=seed)), Design(), Levels()) is True


def test_a_detector_that_hears_nothing_is_found_out() -> None:
    deaf = Levels(first=1e-9, second=1e-9)

    assert finds_planted_break(history(returns(700, seed=1)), Design(), deaf) is False


@pytest.mark.parametrize("moves", [returns(505, seed=1), np.zeros(700)], ids=["short", "still"])
def test_where_too_little_is_known_nothing_is_said(moves: np.ndarray) -> None:
    assert finds_planted_break(history(moves), Design(), Levels()) is None
