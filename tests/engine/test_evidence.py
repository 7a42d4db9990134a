"""Evidence: what members would have said, beside what then happened, and nothing from later."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest

from forexlib.core.errors import MemberFailed, TooLittleHistory
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.model import LearnedCentre
from forexlib.engine.evidence import FIRST_ORIGIN, STEP, Evidence, gather
from tests.series import from_returns

RETURNS = 0.01 * np.random.default_rng(1).standard_normal(1199)
HISTORY = from_returns(RETURNS)
HORIZONS = (7, 30)


@dataclass(frozen=True, slots=True)
class LastReturn:
    """Says a tenth of the newest return again at every horizon."""

    def centre(self, history: History, ahead: Ahead) -> Floats:
        return np.full(len(ahead.horizon_days), history.returns[-1] / 10)

    def importances(self) -> Mapping[int, Mapping[str, float]]:
        return {}


def last_return(member: str, past: History) -> LearnedCentre:  # noqa: ARG001
    return LastReturn()


def gathered(history: History) -> Evidence:
    return gather(history, members=("echo",), horizons=HORIZONS, learned_at=last_return)


def test_an_origin_every_week_once_there_are_four_years() -> None:
    evidence = gathered(HISTORY)

    assert len(evidence.moves) == len(range(FIRST_ORIGIN, len(HISTORY), STEP)) == 40


def test_a_move_is_the_log_return_to_the_target() -> None:
    steps = int(HISTORY.targets(30)[FIRST_ORIGIN]) - FIRST_ORIGIN

    move = gathered(HISTORY).moves[0, 1]

    assert move == pytest.approx(RETURNS[FIRST_ORIGIN : FIRST_ORIGIN + steps].sum())


def test_a_member_sees_its_origin_and_nothing_later() -> None:
    evidence = gathered(HISTORY)

    origins = np.arange(FIRST_ORIGIN, len(HISTORY), STEP)
    said = evidence.centres[:, 0, 0]
    realised = np.isfinite(said)
    assert said[realised] == pytest.approx(RETURNS[origins - 1][realised] / 10)


def test_what_is_not_realised_is_unknown() -> None:
    evidence = gathered(HISTORY)

    origins = np.arange(FIRST_ORIGIN, len(HISTORY), STEP)
    for column, horizon in enumerate(HORIZONS):
        realised = HISTORY.targets(horizon)[origins] < len(HISTORY)
        assert np.isfinite(evidence.moves[:, column]).tolist() == realised.tolist()
        assert np.isfinite(evidence.centres[:, column, 0]).tolist() == realised.tolist()


def test_corrupting_the_newest_fixings_changes_only_what_they_realise() -> None:
    corrupted = replace(HISTORY, log_rate=HISTORY.log_rate.copy())
    corrupted.log_rate[1100:] += 5.0

    before, after = gathered(HISTORY), gathered(corrupted)

    origins = np.arange(FIRST_ORIGIN, len(HISTORY), STEP)
    for column, horizon in enumerate(HORIZONS):
        untouched = HISTORY.targets(horizon)[origins] < 1100
        assert 0 < untouched.sum() < len(origins)
        for part in ("moves", "scales", "centres"):
            then, now = getattr(before, part)[:, column], getattr(after, part)[:, column]
            assert then[untouched].tobytes() == now[untouched].tobytes()
        assert not np.array_equal(before.moves[:, column], after.moves[:, column], equal_nan=True)


def test_a_scale_is_the_volatility_times_the_root_of_the_trading_days() -> None:
    scales = gathered(HISTORY).scales

    steps = HISTORY.targets(30)[FIRST_ORIGIN] - FIRST_ORIGIN
    week = HISTORY.targets(7)[FIRST_ORIGIN] - FIRST_ORIGIN
    assert scales[0, 1] / scales[0, 0] == pytest.approx(np.sqrt(steps / week))


def test_a_longer_history_only_adds_evidence() -> None:
    short, long = gathered(HISTORY.first(1150)), gathered(HISTORY)

    known = np.isfinite(short.moves)
    assert short.moves[known].tobytes() == long.moves[:30][known].tobytes()
    assert short.centres[known].tobytes() == long.centres[:30][known].tobytes()


@pytest.mark.parametrize("refusal", [MemberFailed, TooLittleHistory])
def test_where_a_member_has_no_forecast_its_centre_is_unknown(
    refusal: type[MemberFailed | TooLittleHistory],
) -> None:
    def young(member: str, past: History) -> LearnedCentre:
        if len(past) <= 1050:
            raise refusal("Too young.", remedy="Wait.")
        return last_return(member, past)

    evidence = gather(HISTORY, members=("echo",), horizons=(7,), learned_at=young)

    assert np.isnan(evidence.centres[:10, 0, 0]).all()
    assert np.isfinite(evidence.centres[10:30, 0, 0]).all()
    assert np.isfinite(evidence.moves[:30, 0]).all()


def test_a_history_shorter_than_four_years_is_no_evidence() -> None:
    assert gathered(HISTORY.first(900)).moves.shape == (0, 2)
