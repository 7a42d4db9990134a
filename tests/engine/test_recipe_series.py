"""What a champion chose, on the series that the settings name today."""

from dataclasses import replace

from forexlib.engine.recipe import Recipe
from tests.engine.parts import LIGHT
from tests.panels import OUTSIDE, TARGET

SETTINGS = replace(Recipe().for_series(TARGET, OUTSIDE), horizons=(7, 60), seed=3)


def test_what_joined_is_used_and_what_was_chosen_stays() -> None:
    chosen = replace(LIGHT, combination="equal", beside=("ewma",))

    joined = chosen.on_the_series_of(SETTINGS)

    assert joined.optional == SETTINGS.optional
    assert joined.regressors == SETTINGS.regressors
    assert (joined.horizons, joined.seed) == ((7, 60), 3)
    assert joined.beside == ("ewma", *(one for one in SETTINGS.beside if one != "qa4"))
    assert (joined.members, joined.combination) == (chosen.members, "equal")
    assert all(joined.model(name).centre in joined.centres for name in joined.beside)


def test_what_left_is_used_no_more() -> None:
    left = SETTINGS.on_the_series_of(replace(Recipe(), horizons=(7, 60), seed=3))

    assert left.optional == ()
    assert left.beside == ("qa4",)


def test_the_same_settings_change_nothing() -> None:
    assert SETTINGS.on_the_series_of(SETTINGS) == SETTINGS
    assert SETTINGS.on_the_series_of(SETTINGS).digest() == SETTINGS.digest()
