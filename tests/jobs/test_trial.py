"""What trials of one instant have in common is done once."""

from dataclasses import replace
from datetime import date

import polars as pl

from forexlib.engine.bundle import Bundle, FeatureSet, serve
from forexlib.engine.learning import Learner
from forexlib.jobs.trial import Once
from tests.engine.parts import LIGHT
from tests.fakes import MemoryArtefacts
from tests.panels import TARGET

ARTEFACTS = MemoryArtefacts()


def bundle(anchor: date) -> Bundle:
    return Bundle.made(LIGHT, FeatureSet(TARGET, (), ()), anchor, {}, {})


def test_champions_of_one_recipe_share_what_is_learned() -> None:
    once, other = Once(), replace(LIGHT, seed=1)
    made = [bundle(date(2024, 3, 1)), bundle(date(2024, 3, 2))]
    learned = iter(made)

    answers = [once.bundle(recipe, lambda: next(learned)) for recipe in (LIGHT, LIGHT, other)]

    assert [one.anchor for one in answers] == [made[0].anchor, made[0].anchor, made[1].anchor]


def test_each_version_and_the_calendar_are_walked_once() -> None:
    once, walked = Once(), iter(range(9))
    learners = [
        serve(bundle(date(2024, 3, 1)), ARTEFACTS),
        serve(bundle(date(2024, 3, 2)), ARTEFACTS),
        Learner(LIGHT, ARTEFACTS),
    ]

    rows = [
        once.walk(one, lambda: pl.DataFrame({"walk": [next(walked)]})).item()
        for one in learners * 2
    ]

    assert rows == [0, 1, 2, 0, 1, 2]
