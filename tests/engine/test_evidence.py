"""Evidence: what members would have said, beside what then happened, and nothing from later."""

from dataclasses import replace

import numpy as np
import pytest

from forexlib.core.history import Floats, History
from forexlib.engine.evidence import FIRST_ORIGIN, STEP, Evidence, Positions, Said, gather
from tests.series import from_returns

RETURNS = 0.01 * np.random.default_rng(1).standard_normal(1199)
HISTORY = from_returns(RETURNS)
HORIZONS = (7, 30)


def last_return(member: str, known: History, origins: Positions) -> Floats:  # noqa: ARG001
    """Says a tenth of the newest return again at every horizon."""
    return np.repeat(known.returns[origins - 1][:, None] / 10, len(HORIZONS), axis=1)


def gathered(history: History, *, said: Said = last_return) -> Evidence:
    return gather(history, members=("echo",), horizons=HORIZONS, said=said)


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


def test_where_a_member_has_no_forecast_its_centre_is_unknown() -> None:
    def young(member: str, known: History, origins: Positions) -> Floats:
        said = last_return(member, known, origins)
        return np.where(origins[:, None] < 1050, np.nan, said)

    evidence = gathered(HISTORY, said=young)

    assert np.isnan(evidence.centres[:10, 0, 0]).all()
    assert np.isfinite(evidence.centres[10:30, 0, 0]).all()
    assert np.isfinite(evidence.moves[:30, 0]).all()


def test_a_quarters_origins_are_asked_for_at_once_and_nothing_later_is_shown() -> None:
    asked: list[tuple[int, list[int]]] = []

    def remembered(member: str, known: History, origins: Positions) -> Floats:
        asked.append((len(known), origins.tolist()))
        return last_return(member, known, origins)

    gathered(HISTORY, said=remembered)

    assert [size for size, _ in asked] == [origins[-1] + 1 for _, origins in asked]
    for _, origins in asked:
        months = HISTORY.dates[origins].astype("datetime64[M]").astype(int)
        assert len(set((months // 3).tolist())) == 1
    everything = [origin for _, origins in asked for origin in origins]
    assert everything == list(range(FIRST_ORIGIN, everything[-1] + 1, STEP))


def test_a_claim_about_the_next_day_is_held_against_the_next_day_at_every_fixing() -> None:
    evidence = gather(
        HISTORY, members=("echo",), horizons=HORIZONS, said=last_return, reaches={"echo": 1}
    )

    week, month = evidence.claims(0, 0), evidence.claims(0, 1)

    fixings = np.arange(FIRST_ORIGIN, len(HISTORY) - 1)
    units = evidence.near["echo"].scales[:-1]
    assert week[0] * units == pytest.approx(RETURNS[fixings - 1] / 10)
    assert week[1] * units == pytest.approx(RETURNS[fixings])
    assert week[2] == month[2] == 1.0
    assert (week[0].tobytes(), week[1].tobytes()) == (month[0].tobytes(), month[1].tobytes())


def test_other_claims_are_held_against_their_horizon_and_overlap() -> None:
    evidence = gathered(HISTORY)

    _, moves, overlap = evidence.claims(0, 1)

    realised = np.isfinite(evidence.moves[:, 1])
    assert moves.tolist() == (evidence.moves / evidence.scales)[realised, 1].tolist()
    assert overlap == pytest.approx(30 / 7)


def test_a_history_shorter_than_four_years_is_no_evidence() -> None:
    assert gathered(HISTORY.first(900)).moves.shape == (0, 2)
