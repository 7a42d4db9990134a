"""The arrays a model may look at, and how they are sliced."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forexlib.core.history import History
from tests.series import from_returns, history


def week() -> History:
    """Tuesday 2 January 2018 to Friday 12; Warsaw is closed on Saturday 6 (Epiphany) anyway."""
    return history(
        [float(i) for i in range(9)],
        regressors={"DXY": [10.0 + i for i in range(9)]},
        features={"momentum": [20.0 + i for i in range(9)]},
    )


def test_the_newest_fixing_is_the_origin() -> None:
    assert week().last_day == date(2018, 1, 12)
    assert len(week()) == 9


def test_returns_are_one_fewer_than_fixings() -> None:
    assert from_returns([0.01, -0.02]).returns == pytest.approx([0.01, -0.02])


def test_first_keeps_the_oldest_and_last_the_newest_rows_of_every_array() -> None:
    first, last = week().first(2), week().last(2)

    assert (first.log_rate.tolist(), last.log_rate.tolist()) == ([0, 1], [7, 8])
    assert (first.regressors.tolist(), last.regressors.tolist()) == ([[10], [11]], [[17], [18]])
    assert (first.features.tolist(), last.features.tolist()) == ([[20], [21]], [[27], [28]])
    assert first.feature_names == last.feature_names == ("momentum",)


@pytest.mark.parametrize(
    ("day", "count"),
    [
        pytest.param(date(2018, 1, 1), 0, id="before the first fixing"),
        pytest.param(date(2018, 1, 2), 1, id="on a fixing"),
        pytest.param(date(2018, 1, 7), 4, id="on a Sunday"),
        pytest.param(date(2019, 1, 1), 9, id="after the last fixing"),
    ],
)
def test_until_a_day_includes_the_day(day: date, count: int) -> None:
    assert len(week().until(day)) == count


def test_a_target_is_the_first_fixing_on_or_after_the_horizon() -> None:
    """From Tuesday 2: Friday 5 is three days on. From Wednesday 3: Saturday, so Monday 8."""
    targets = week().targets(3)

    assert targets[0] == 3
    assert week().dates[targets[1]].item() == date(2018, 1, 8)


def test_a_target_beyond_the_last_fixing_is_not_realised() -> None:
    """From Tuesday 9, Friday 12 is there; from Wednesday 10, Saturday 13 is not."""
    targets = week().targets(3)

    assert (targets < len(week())).tolist() == [True] * 6 + [False] * 3


def test_the_fingerprint_is_of_the_values() -> None:
    assert week().fingerprint() == week().fingerprint()
    assert len(week().fingerprint()) == 16


@pytest.mark.parametrize("array", ["log_rate", "regressors", "features"])
def test_one_changed_value_changes_the_fingerprint(array: str) -> None:
    changed = week()
    getattr(changed, array)[3] += 1e-12

    assert changed.fingerprint() != week().fingerprint()


def test_a_changed_day_or_name_changes_the_fingerprint() -> None:
    later = replace(week(), dates=week().dates + np.timedelta64(1, "D"))
    renamed = replace(week(), feature_names=("pace",))

    assert len({h.fingerprint() for h in (week(), later, renamed, week().first(8))}) == 4
