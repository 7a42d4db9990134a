"""Ridge regression against its own closed forms, written out the long way."""

from functools import cache

import numpy as np
import pytest

from forexlib.core.errors import MemberFailed
from forexlib.core.history import Ahead, Floats
from forexlib.models.direct import Lesson
from forexlib.models.errors_at_horizon import volatility_known
from forexlib.models.ridge import PENALTIES, Ridge, regression
from tests.series import history


@cache
def lesson(*, overlap: float = 1.0, signal: float = 0.3) -> Lesson:
    generator = np.random.default_rng(8)
    features = generator.standard_normal((400, 4)) + 2.0
    target = signal * features[:, 0] + generator.standard_normal(400)
    return Lesson(features, target - target.mean(), overlap)


def centred(taught: Lesson) -> Floats:
    return taught.features - taught.features.mean(axis=0)


def test_the_slopes_are_the_closed_form_at_the_penalty_chosen() -> None:
    rows = centred(lesson())

    line = regression(lesson())

    inverse = np.linalg.inv(rows.T @ rows + line.penalty * np.eye(4))
    assert line.slopes == pytest.approx(inverse @ rows.T @ lesson().target)


@pytest.mark.parametrize("overlap", [1.0, 20.0])
def test_the_penalty_is_the_one_that_cross_validates_best(overlap: float) -> None:
    rows, target = centred(lesson()), lesson().target

    chosen = regression(lesson(overlap=overlap)).penalty

    scores = {}
    for penalty in PENALTIES * 400:
        hat = rows @ np.linalg.inv(rows.T @ rows + penalty * np.eye(4)) @ rows.T
        left, free = target - hat @ target, 1 - overlap * np.trace(hat) / 400
        scores[penalty] = np.mean(left**2) / free**2
    assert chosen == pytest.approx(min(scores, key=lambda penalty: scores[penalty]))


def test_the_more_the_targets_overlap_the_more_is_shrunk() -> None:
    penalties = [regression(lesson(overlap=days)).penalty for days in (1.0, 5.0, 10.0)]

    assert penalties[0] < penalties[1] < penalties[2]


def test_more_degrees_of_freedom_than_independent_errors_are_not_considered() -> None:
    """400 rows of 130 days are three errors: four free slopes cannot be had."""
    line = regression(lesson(overlap=130.0, signal=3.0))

    rows = centred(lesson())
    values = np.linalg.eigvalsh(rows.T @ rows)
    assert np.sum(values / (values + line.penalty)) < 400 / 130


def test_noise_is_next_to_not_believed() -> None:
    noise = 0.01 * np.random.default_rng(9).standard_normal((5, 1500))
    columns = {f"noise {i}": column for i, column in enumerate(100 * noise[1:])}
    blind = history(np.cumsum(noise[0]), features=columns)

    learned = Ridge().learn(blind, horizons=(30,), seed=1)

    assert learned.lines[0].answer(blind.features).std() < 0.05


def test_the_average_day_has_no_forecast_and_the_unknown_is_average() -> None:
    line = regression(lesson())

    answers = line.answer(np.array([line.means, (*line.means[:3], np.nan)]))

    assert answers.tolist() == [0.0, 0.0]


def test_the_answer_is_scaled_back_by_volatility_and_the_root_of_the_days() -> None:
    generator = np.random.default_rng(10)
    known = history(
        np.cumsum(0.01 * generator.standard_normal(900)),
        features={"noise": generator.standard_normal(900)},
    )
    learned = Ridge().learn(known, horizons=(7,), seed=1)

    centre = learned.centre(known, Ahead((7,), (4,))).item()

    scaled = learned.lines[0].answer(known.features[-1:]).item()
    assert centre == pytest.approx(scaled * volatility_known(known, decay=0.985)[-1] * 2)


def test_a_history_without_features_is_refused() -> None:
    with pytest.raises(MemberFailed, match="no features"):
        Ridge().learn(history(np.zeros(800)), horizons=(7,), seed=1)
