"""Sums over the days ahead, and the loop that a batch stands for."""

from dataclasses import dataclass

import numpy as np

from forexlib.core.history import Ahead, Floats, History
from forexlib.models.origins import cumulated, in_turn
from tests.series import history


@dataclass(frozen=True, slots=True)
class LastRate:
    """Answers the newest log rate times the trading days."""

    def centre(self, history: History, ahead: Ahead) -> Floats:
        return history.log_rate[-1] * np.asarray(ahead.trading_days)


def test_each_origin_sees_its_own_past_and_has_its_own_steps() -> None:
    known = history([1.0, 2.0, 3.0, 4.0])

    rows = in_turn(LastRate(), known, [1, 2], np.array([[1, 5], [2, 6]]), horizons=(1, 7))

    assert rows.tolist() == [[2.0, 10.0], [6.0, 18.0]]


def test_no_origins_are_no_rows() -> None:
    nowhere = np.empty((0, 2), dtype=np.intp)

    assert in_turn(LastRate(), history([1.0]), [], nowhere, horizons=(1, 7)).shape == (0, 2)


def test_days_are_summed_from_the_first_one_on_for_each_origin() -> None:
    daily = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])

    totals = cumulated(daily, np.array([[0, 1, 3], [1, 2, 2]]))

    assert totals.tolist() == [[0.0, 1.0, 7.0], [10.0, 30.0, 30.0]]
