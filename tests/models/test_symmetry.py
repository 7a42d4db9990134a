"""Quantiles of a sample and its mirror image."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forexlib.core.levels import ALL_LEVELS
from forexlib.models.symmetry import symmetric_quantiles

SAMPLES = st.lists(st.floats(-1.0, 1.0), min_size=1, max_size=50).map(np.array)


def test_the_drift_of_a_sample_goes_and_its_size_stays() -> None:
    always_up = np.array([0.01, 0.02, 0.03])

    quantiles = symmetric_quantiles(always_up, [0.0, 0.25, 0.5, 0.75, 1.0])

    assert quantiles == pytest.approx([-0.03, -0.02, 0.0, 0.02, 0.03])


@given(sample=SAMPLES)
def test_quantiles_are_odd_around_zero_and_rise(sample: np.ndarray) -> None:
    quantiles = symmetric_quantiles(sample, ALL_LEVELS)

    assert quantiles == pytest.approx(-quantiles[::-1])
    assert (np.diff(quantiles) >= 0).all()


@given(sample=SAMPLES)
def test_a_sample_and_its_mirror_image_have_the_same_quantiles(sample: np.ndarray) -> None:
    one, other = symmetric_quantiles(sample, ALL_LEVELS), symmetric_quantiles(-sample, ALL_LEVELS)

    assert one.tobytes() == other.tobytes()
