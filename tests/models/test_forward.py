"""The forward that two interest rates imply, against covered interest parity worked by hand."""

from math import log

import numpy as np
import pytest

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead
from forexlib.models.forward import Forward
from tests.series import history

AHEAD = Ahead((7, 90), (5, 63))
KNOWN = history(
    [6.8, 6.8, 6.8],
    regressors={"tpm/CLP": np.log([5.0, 5.0, 6.0]), "fred/DFF": np.log([3.0, 3.0, 3.0])},
)


def test_a_higher_rate_at_home_puts_the_forward_above_the_spot() -> None:
    learned = Forward().learn(KNOWN, horizons=AHEAD.horizon_days, seed=1)

    centre = learned.centre(KNOWN, AHEAD)

    by_hand = [log((1 + 0.06 * days / 360) / (1 + 0.03 * days / 360)) for days in (7, 90)]
    assert centre == pytest.approx(by_hand)
    assert centre[1] == pytest.approx(0.0074, abs=1e-4)


def test_equal_rates_are_no_change() -> None:
    alike = history([6.8], regressors={"tpm/CLP": [1.5], "fred/DFF": [1.5]})

    learned = Forward().learn(alike, horizons=AHEAD.horizon_days, seed=1)

    assert learned.centre(alike, AHEAD) == pytest.approx([0.0, 0.0])


def test_a_rate_too_old_to_count_costs_the_benchmark_and_says_so() -> None:
    late = history([6.8], regressors={"tpm/CLP": [np.nan], "fred/DFF": [1.1]})
    learned = Forward().learn(late, horizons=AHEAD.horizon_days, seed=1)

    with pytest.raises(MemberFailed, match=r"needs tpm/CLP and fred/DFF.*sources check"):
        learned.centre(late, AHEAD)


def test_without_a_rate_it_says_which() -> None:
    alone = history([6.8], regressors={"tpm/CLP": [1.6]})

    with pytest.raises(MemberFailed, match="no interest rate fred/DFF"):
        Forward().learn(alone, horizons=AHEAD.horizon_days, seed=1)
