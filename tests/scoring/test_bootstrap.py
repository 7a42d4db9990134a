import numpy as np
import pytest
from arch.bootstrap import (
    CircularBlockBootstrap,
    StationaryBootstrap,
    optimal_block_length,
)

from forexlib.scoring.bootstrap import (
    Scheme,
    block_length,
    mean_interval,
    ratio_interval,
    resampled_means,
)
from tests.scoring.worlds import SEED, moves

SERIES = moves(1, 403, 5)[0]


def generator() -> np.random.Generator:
    return np.random.default_rng(SEED)


def test_the_worked_number_of_the_docstring() -> None:
    assert block_length(540, overlap=5) == 13


def test_a_block_is_no_shorter_than_the_overlap_and_no_longer_than_the_series() -> None:
    assert block_length(60, overlap=12.9) >= 13
    assert block_length(5, overlap=12.9) == 5
    assert block_length(1, overlap=1.0) == 1


def test_the_default_length_is_what_the_rule_finds_in_overlapping_series() -> None:
    worlds = moves(40, 2000, 20)

    chosen = [optimal_block_length(one)["circular"].iloc[0] for one in worlds]

    assert block_length(2000, overlap=20) == pytest.approx(np.median(chosen), rel=0.35)


@pytest.mark.parametrize(
    ("scheme", "peer"), [("circular", CircularBlockBootstrap), ("stationary", StationaryBootstrap)]
)
def test_means_spread_as_those_of_arch(
    scheme: Scheme, peer: type[CircularBlockBootstrap | StationaryBootstrap]
) -> None:
    means = resampled_means(SERIES, block=12, rng=generator(), replications=4000, scheme=scheme)

    theirs = peer(12, SERIES, seed=generator()).apply(np.mean, 4000).ravel()
    levels = (0.025, 0.25, 0.5, 0.75, 0.975)
    assert np.std(means) == pytest.approx(np.std(theirs), rel=0.05)
    assert np.quantile(means, levels) == pytest.approx(np.quantile(theirs, levels), abs=0.02)


@pytest.mark.parametrize("scheme", ["circular", "stationary"])
def test_a_constant_stays_itself(scheme: Scheme) -> None:
    found = mean_interval(np.full(50, 3.0), block=7, rng=generator(), scheme=scheme)

    assert (found.estimate, found.low, found.high) == pytest.approx((3.0, 3.0, 3.0))


@pytest.mark.parametrize("scheme", ["circular", "stationary"])
def test_series_in_a_fixed_ratio_have_no_doubt_about_it(scheme: Scheme) -> None:
    losses = np.exp(SERIES)

    found = ratio_interval(
        np.stack((0.9 * losses, losses)), block=12, rng=generator(), scheme=scheme
    )

    assert (found.estimate, found.low, found.high) == pytest.approx((0.9, 0.9, 0.9))


def test_one_block_of_the_whole_series_only_turns_it() -> None:
    means = resampled_means(SERIES, block=403, rng=generator(), replications=9)

    assert means == pytest.approx(np.full(9, np.mean(SERIES)))


def test_the_same_seed_gives_the_same_answer() -> None:
    once, again = (mean_interval(SERIES, block=12, rng=generator()) for _ in range(2))

    assert once == again


def test_intervals_hold_the_mean_of_overlapping_series() -> None:
    rng, block = generator(), block_length(1000, overlap=5)

    found = [mean_interval(one, block=block, rng=rng) for one in moves(400, 1000, 5)]

    assert np.mean([one.low <= 0 <= one.high for one in found]) == pytest.approx(0.93, abs=0.035)


@pytest.mark.parametrize("scheme", ["circular", "stationary"])
def test_means_of_shorter_series_spread_as_their_length_says(scheme: Scheme) -> None:
    """Independent values: the variance of a mean of 25 is sixteen times that of 400."""
    series = np.random.default_rng(SEED).standard_normal(400)

    spread = [
        np.std(
            resampled_means(
                series, block=1, rng=generator(), replications=4000, scheme=scheme, length=length
            )
        )
        for length in (25, 400)
    ]

    assert spread[0] / spread[1] == pytest.approx(4.0, rel=0.05)
