"""A version that is loaded from MLflow forecasts as it does in service."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from forexlib.core.history import History
from forexlib.engine.bundle import Bundle, learn_bundle, serve
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.learning import Learner
from forexlib.engine.seats import Seat, forecast_from
from forexlib.registry.report import Repaired
from tests.engine.parts import LIGHT, prepared
from tests.fakes import MemoryArtefacts
from tests.panels import TARGET, simulated
from tests.registry.ledger import Ledger

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

RECIPE = replace(LIGHT, members=("var",))
PANEL = simulated(900)


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    history: History = prepared(PANEL, recipe=RECIPE).history
    return learn_bundle(Learner(RECIPE, MemoryArtefacts()), TARGET, history)


@pytest.fixture
def model(repair: Callable[[Ledger], Repaired], bundle: Bundle) -> Any:  # noqa: ANN401
    from mlflow import pyfunc  # noqa: PLC0415  (heavy)

    ledger = Ledger()
    ledger.add(bundle.version, content=bundle.text)
    ledger.crown(bundle.version, act="initial")
    repair(ledger)
    return pyfunc.load_model("models:/forex-USDCLP-nbp_fixing-7d@champion")


def test_the_champion_forecasts_what_the_version_does_in_service(
    model: Any,  # noqa: ANN401
    bundle: Bundle,
) -> None:
    asked = prepared(PANEL, recipe=RECIPE)
    served = serve(bundle, MemoryArtefacts())
    seat = Seat(bundle.version, asked, served, RECIPE.horizons)
    expected = forecast_from([seat]).predictions.filter(pl.col("model") == ENSEMBLE)

    issued = model.predict(PANEL)

    numbers = ["horizon_days", "model_version", "target_date", "mean", "quantiles", "tails"]
    assert issued.select(numbers).equals(expected.select(numbers))
    assert issued["horizon_days"].to_list() == [7, 30]


def test_a_frame_of_pandas_is_answered_with_one(model: Any) -> None:  # noqa: ANN401
    issued = model.predict(PANEL.to_pandas())

    assert list(issued["horizon_days"]) == [7, 30]
