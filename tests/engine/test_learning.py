"""What is learned on a refit day depends on that day alone, and is kept under its own name."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from pydantic import TypeAdapter

from forexlib.core.history import History
from forexlib.core.model import LearnedSpread, Refit
from forexlib.engine.learning import Kept, Learner, refit_size
from forexlib.engine.recipe import digest
from forexlib.models.ewma import EwmaErrors
from forexlib.models.garch import LearnedGarch
from tests.engine.parts import LIGHT, with_spread
from tests.fakes import MemoryArtefacts
from tests.series import from_returns

RETURNS = 0.01 * np.random.default_rng(1).standard_normal(1099)
HISTORY = from_returns(RETURNS)
REFIT_DAY = refit_size(HISTORY, "quarter") - 1
"""Position of the first fixing of the newest fixing's quarter."""


def changed(position: int) -> History:
    """The same past but for one fixing."""
    other = replace(HISTORY, log_rate=HISTORY.log_rate.copy())
    other.log_rate[position] += 1e-6
    return other


def learn(history: History, artefacts: MemoryArtefacts) -> Kept[LearnedSpread]:
    return Learner(LIGHT, artefacts).spread("garch", history)


@pytest.mark.parametrize(
    ("newest", "refit", "expected"),
    [
        pytest.param(date(2018, 5, 14), "quarter", date(2018, 4, 3), id="Easter opens the quarter"),
        pytest.param(date(2018, 4, 3), "quarter", date(2018, 4, 3), id="on the refit day itself"),
        pytest.param(date(2018, 3, 30), "quarter", date(2018, 1, 2), id="on the day before"),
        pytest.param(date(2018, 5, 14), "year", date(2018, 1, 2), id="the year's first fixing"),
        pytest.param(date(2019, 1, 2), "year", date(2019, 1, 2), id="the next year's"),
    ],
)
def test_the_refit_day_is_the_first_fixing_of_the_period(
    newest: date, refit: Refit, expected: date
) -> None:
    known = HISTORY.until(newest)

    assert known.first(refit_size(known, refit)).last_day == expected


def test_what_is_read_back_is_what_learning_anew_would_give() -> None:
    kept, fresh = MemoryArtefacts(), MemoryArtefacts()
    first = learn(HISTORY, kept)

    read_back, learned_anew = learn(HISTORY, kept), learn(HISTORY, fresh)

    assert kept.kept == fresh.kept
    assert read_back == first == learned_anew


def test_what_was_learned_before_is_not_learned_again() -> None:
    artefacts = MemoryArtefacts()
    learn(HISTORY, artefacts)
    (key,) = artefacts.kept
    recognisable = LearnedGarch(omega=1e-6, alpha=0.0, gamma=0.0, beta=0.9, paths=2, seed=7)
    artefacts.kept[key] = TypeAdapter(LearnedGarch).dump_json(recognisable)

    read_back = learn(HISTORY, artefacts)

    assert read_back.learned == recognisable
    assert read_back.version != learn(HISTORY, MemoryArtefacts()).version


def test_one_process_learns_once() -> None:
    artefacts = MemoryArtefacts()
    learner = Learner(LIGHT, artefacts)
    first = learner.spread("garch", HISTORY)
    artefacts.kept.clear()

    assert learner.spread("garch", HISTORY) is first
    assert artefacts.kept == {}


@pytest.mark.parametrize("position", [0, REFIT_DAY - 1, REFIT_DAY])
def test_another_value_up_to_the_refit_day_has_another_key(position: int) -> None:
    artefacts = MemoryArtefacts()

    learn(HISTORY, artefacts)
    learn(changed(position), artefacts)

    assert len(artefacts.kept) == 2


@pytest.mark.parametrize("position", [REFIT_DAY + 1, len(HISTORY) - 1])
def test_another_value_after_the_refit_day_has_the_same_key(position: int) -> None:
    artefacts = MemoryArtefacts()

    before, after = learn(HISTORY, artefacts), learn(changed(position), artefacts)

    assert len(artefacts.kept) == 1
    assert before == after


def test_every_day_of_a_quarter_has_the_same_artefact() -> None:
    artefacts = MemoryArtefacts()

    versions = {
        learn(HISTORY.first(count), artefacts).version
        for count in range(REFIT_DAY + 1, len(HISTORY) + 1, 7)
    }

    assert len(versions) == len(artefacts.kept) == 1


def test_other_settings_have_another_key_and_another_version() -> None:
    artefacts = MemoryArtefacts()
    slower = with_spread("ewma", EwmaErrors(decay=0.99))

    versions = {
        Learner(recipe, artefacts).spread("ewma", HISTORY).version for recipe in (LIGHT, slower)
    }

    assert len(versions) == len(artefacts.kept) == 2


def test_another_seed_has_another_key() -> None:
    artefacts = MemoryArtefacts()

    for seed in (1, 2):
        Learner(replace(LIGHT, seed=seed), artefacts).spread("garch", HISTORY)

    assert len(artefacts.kept) == 2


def test_a_key_can_be_a_file_name() -> None:
    artefacts = MemoryArtefacts()

    learn(HISTORY, artefacts)

    (key,) = artefacts.kept
    assert key.startswith(f"garch-{HISTORY.dates[REFIT_DAY]}-")
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_recipe_is_told_apart_by_any_setting() -> None:
    others = [
        replace(LIGHT, seed=1),
        replace(LIGHT, horizons=(7,)),
        replace(LIGHT, members=("var",)),
        with_spread("ewma", EwmaErrors(decay=0.99)),
    ]

    assert len({recipe.digest() for recipe in (LIGHT, *others)}) == 5
    assert replace(LIGHT).digest() == LIGHT.digest()


def test_a_digest_tells_where_one_part_ends() -> None:
    assert digest("ab", "c") != digest("a", "bc")
