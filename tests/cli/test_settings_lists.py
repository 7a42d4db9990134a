"""Lists in settings: each name once, as a file's series are named, and slips refused at once."""

import pytest

from forexlib.core.errors import SettingsError
from forexlib.wiring import Settings


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("fred/DFF,fred/DFF", ("fred/DFF",)),
        ("mesa/vix, mesa/VIX", ("mesa/VIX",)),
        ("nbp_fixing/usdpln,nbp_fixing/DXY", ("nbp_fixing/USDPLN", "nbp_fixing/DXY")),
        ("", ("none",)),
        ("auto", ("auto",)),
    ],
)
def test_regressors_are_named_as_series_are_stored(given: str, read: tuple[str, ...]) -> None:
    assert Settings.read(regressors=given).regressors == read


@pytest.mark.parametrize("given", ["auto,mesa/VIX", "nbp_fixing/FOO", "fred", "ñ/VIX"])
def test_what_is_no_series_is_refused_with_the_setting(given: str) -> None:
    with pytest.raises(SettingsError, match=r"write auto, none, or names.*FOREX_REGRESSORS"):
        Settings.read(regressors=given)


def test_a_source_named_twice_is_asked_once() -> None:
    assert Settings.read(sources="bcch, fred,bcch").sources == ("bcch", "fred")
