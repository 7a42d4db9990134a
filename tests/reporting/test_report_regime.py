from datetime import date, timedelta
from math import sqrt

import numpy as np
import polars as pl
import pytest

from forexlib.reporting.report.regime import CARRY, HAVENS, risk_regime, states, volatility

DAYS = [date(2022, 1, 1) + timedelta(days=i) for i in range(500)]


def fixings(moves: np.ndarray) -> pl.DataFrame:
    values = 900.0 * np.exp(np.cumsum(np.concatenate(([0.0], moves))))
    return pl.DataFrame({"event_date": DAYS[: len(values)], "value": values})


def market(last: float, *, names: tuple[str, ...] = CARRY) -> pl.DataFrame:
    """Currencies with a common move that is `last` a day over the last twenty days."""
    common = 0.004 * np.random.default_rng(5).standard_normal(len(DAYS))
    common[-20:] = last
    own = 0.001 * np.random.default_rng(6).standard_normal((len(names), len(DAYS)))
    values = {
        name: 10.0 * np.exp(np.cumsum(common + one)) for name, one in zip(names, own, strict=True)
    }
    return pl.DataFrame({"event_date": DAYS, **values})


def test_a_percent_a_day_is_sixteen_percent_a_year() -> None:
    storm = volatility(fixings(np.tile([0.01, -0.01], 200)))

    assert storm is not None
    assert storm.now == pytest.approx(sqrt(252))
    assert storm.ratio == pytest.approx(1.0)
    assert storm.path.height == 400 - 250


def test_a_week_of_double_moves_doubles_the_ratio_nearly() -> None:
    moves = np.tile([0.01, -0.01], 200)
    moves[-7:] *= 2

    storm = volatility(fixings(moves))

    assert storm is not None
    assert storm.short == pytest.approx(2 * sqrt(252))
    assert storm.long == pytest.approx(sqrt(252 * (83 + 7 * 4) / 90))
    assert storm.percentile == 100.0


def test_too_short_a_history_has_no_volatility() -> None:
    assert volatility(fixings(np.full(200, 0.01))) is None


def test_risk_is_off_when_carry_currencies_lose_against_the_dollar() -> None:
    off, on = risk_regime(market(0.01)), risk_regime(market(-0.01))

    assert off is not None
    assert on is not None
    assert (off.state, on.state) == ("risk-off", "risk-on")
    assert off.component > 0 > on.component
    assert off.share > 80


def test_the_state_does_not_flicker_around_zero() -> None:
    path = np.array([1.0, 0.1, -0.1, -0.24, 0.2, -0.26, 0.24, 0.26])

    assert states(path).tolist() == [True, True, True, True, True, False, False, True]


def test_it_says_which_currencies_it_was_made_from() -> None:
    names = (*CARRY[:2], *HAVENS)

    found = risk_regime(market(0.01, names=names))

    assert found is not None
    assert found.series == names


@pytest.mark.parametrize("names", [CARRY[:1], HAVENS])
def test_too_few_currencies_have_no_regime(names: tuple[str, ...]) -> None:
    assert risk_regime(market(0.01, names=names)) is None


def test_a_short_history_has_no_regime() -> None:
    assert risk_regime(market(0.01).head(200)) is None
