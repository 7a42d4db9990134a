from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from forexlib.reporting.report.drivers import correlation, drivers, least_squares

OTHERS = ("a/USDAAA", "a/USDBBB")


def rates(*, slope: float = 0.5, n: int = 300) -> pl.DataFrame:
    """A target that follows the first of two series, and the second not at all."""
    draws = 0.01 * np.random.default_rng(3).standard_normal((3, n))
    moves = {"a/USDCLP": slope * draws[0] + 0.2 * draws[2]}
    moves |= {"a/USDAAA": draws[0], "a/USDBBB": draws[1]}
    first = date(2023, 1, 1)
    days = [first + timedelta(days=i) for i in range(n)]
    values = {name: 100 * np.exp(np.cumsum(each)) for name, each in moves.items()}
    return pl.DataFrame({"event_date": days, **values})


def test_fishers_interval_of_a_half_from_sixty() -> None:
    x = np.tile([1.0, 1.0, -1.0, -1.0], 15)
    y = np.tile([1.0, 0.0, 0.0, -1.0], 15) + np.tile([0.0, 1.0, -1.0, 0.0], 15) * 0
    r, low, high = correlation(x, y)

    assert r == pytest.approx(np.sqrt(0.5))
    z = np.arctanh(r)
    assert [low, high] == pytest.approx(np.tanh([z - 1.959964 / 57**0.5, z + 1.959964 / 57**0.5]))


def test_the_contributions_and_the_rest_add_up_to_the_move() -> None:
    found = drivers(rates(), target="a/USDCLP", beside=OTHERS)

    assert found is not None
    total = sum(one.contribution for one in found.each) + found.rest
    assert total == pytest.approx(found.move)
    values = rates().get_column("a/USDCLP")
    assert found.move == pytest.approx(values[-1] - values[-31])


def test_only_the_series_that_moves_with_the_target_is_significant() -> None:
    found = drivers(rates(), target="a/USDCLP", beside=OTHERS)

    assert found is not None
    assert [one.significant for one in found.each] == [True, False]
    assert found.each[0].low > 0.5
    assert found.each[1].low < 0 < found.each[1].high


def test_the_target_is_no_driver_of_itself_and_what_is_not_stored_is_left_out() -> None:
    beside = ("a/USDCLP", "a/USDAAA", "a/USDJPY")

    found = drivers(rates(), target="a/USDCLP", beside=beside)

    assert found is not None
    assert [one.series for one in found.each] == ["a/USDAAA"]


def test_too_few_fixings_say_nothing() -> None:
    assert drivers(rates(n=200), target="a/USDCLP", beside=OTHERS) is None


def test_least_squares_finds_a_line_without_error() -> None:
    x = np.random.default_rng(1).standard_normal((50, 1))

    slopes, _ = least_squares(2.0 + 3.0 * x[:, 0], x)

    assert slopes == pytest.approx([2.0, 3.0])
