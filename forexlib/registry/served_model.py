"""A version as MLflow loads it; MLflow keeps a copy of this file beside the artefact.

    model = mlflow.pyfunc.load_model("models:/forex-USDCLP-nbp_fixing-7d@champion")
    model.predict(panel)

forexlib must be installed where it is loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from mlflow.models import set_model
from mlflow.pyfunc import PythonModel, PythonModelContext
from typing_extensions import override

from forexlib.core.frames import Panel
from forexlib.engine.bundle import Bundle, serve
from forexlib.engine.forecast import Prepared, Question
from forexlib.engine.forgetful import Forgetful
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.seats import Seat, forecast_from


class ServedModel(PythonModel):
    """Forecasts as the version does in service."""

    bundle: Bundle

    @override
    def load_context(self, context: PythonModelContext) -> None:
        """Read the artefact.

        Raises:
            VersionUnreadable: If it was changed, or is of a form that is not known here.
        """
        file = Path(context.artifacts["bundle"])
        self.bundle = Bundle.read(file.read_bytes(), version=file.stem)

    @override
    def predict(
        self,
        context: PythonModelContext | None,
        model_input: Any,
        params: dict[str, Any] | None = None,
    ) -> Any:
        """What the version issues from the newest fixing of a panel, a row per horizon.

        Args:
            context: MLflow's.
            model_input: A frame of `Panel`: series, event_date, available_at, value; the forecast
                is as of the newest `available_at`.
            params: None are known.

        Returns:
            Rows of `Predictions`; from a frame of pandas one of pandas.
        """
        given = isinstance(model_input, pl.DataFrame)
        panel = Panel.validate(model_input if given else pl.from_pandas(model_input), cast=True)
        quantity, _, pair = self.bundle.features.target.partition("/")
        learner = serve(self.bundle, Forgetful())
        question = Question(pair, quantity, "backfill", panel["available_at"].max())
        prepared = Prepared.look(panel, question, learner.recipe)
        seat = Seat(self.bundle.version, prepared, learner, learner.recipe.horizons)
        issued = forecast_from([seat]).predictions.filter(pl.col("model") == ENSEMBLE)
        return issued if given else issued.to_pandas()


set_model(ServedModel())
