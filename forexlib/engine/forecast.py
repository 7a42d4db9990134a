"""From a panel to the rows of a run: one pure function for live, backfill and walk-forward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

import dataframely as dy
import numpy as np
import polars as pl

from forexlib.core import distribution
from forexlib.core.calendar import expected_fixings, target_date
from forexlib.core.errors import Refused, SettingsError
from forexlib.core.frames import Panel, Predictions
from forexlib.core.history import Ahead, Floats, History
from forexlib.core.reason import Reason
from forexlib.core.runs import Run, Track
from forexlib.core.series import quantity_of, quote_currency, series_name
from forexlib.engine.ladder import climb
from forexlib.engine.learning import Learner, releases
from forexlib.engine.recipe import Recipe, digest
from forexlib.features.history import history_known_at

SPOT_LIMIT = 1.25
"""Farthest a screen rate may stand from the last rate known, as a ratio either way."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, before anything is known.

    Attributes:
        pair: USD and the quote currency, for example USDCLP.
        target: The quantity forecast, for example nbp_fixing.
        track: Where the rows belong.
        as_of: Nothing published later is used.
        admitted_by: Nothing admitted later is used; None where every admitted value counts.
        spot: A screen rate to re-anchor the distribution at; rows are then of track spot.
    """

    pair: str
    target: str
    track: Track
    as_of: datetime
    admitted_by: datetime | None = None
    spot: float | None = None

    def series(self, recipe: Recipe) -> tuple[str, ...]:
        """The target's series first, then the regressors', the optional last, by name."""
        quote_currency(self.pair)
        own = series_name(self.target, self.pair)
        return tuple(dict.fromkeys((own, *recipe.beside_the_target)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question with all that is known about it, and still nothing computed.

    Attributes:
        question: What is asked.
        history: What was known.
        ahead: The horizons that can be answered.
        target_dates: Of those horizons.
        refused: Horizon to the reason it cannot be answered.
        fingerprint: Of the history, and of the spot.
    """

    question: Question
    history: History
    ahead: Ahead
    target_dates: tuple[date, ...]
    refused: Mapping[int, str]
    fingerprint: str

    @classmethod
    def look(cls, panel: dy.DataFrame[Panel], question: Question, recipe: Recipe) -> Self:
        """Align the panel and see which horizons can be answered.

        Raises:
            SettingsError: If the spot cannot be true, or is not on the track of its own.
            TooLittleHistory: If the target has no value by `as_of`.
            Refused: If every horizon's target is past or published.
        """
        target, *regressors = question.series(recipe)
        history = history_known_at(
            panel, target=target, regressors=regressors, as_of=question.as_of
        )
        return cls.of(history, question, recipe)

    @classmethod
    def of(cls, history: History, question: Question, recipe: Recipe) -> Self:
        """The same from what is known already.

        Raises:
            SettingsError: If the spot cannot be true, or is not on the track of its own.
            Refused: If every horizon's target is past or published.
        """
        if question.spot is not None and not 0 < question.spot < float("inf"):
            raise SettingsError(
                f"A spot of {question.spot} is no rate.", remedy="Write it as 941.2."
            )
        if (question.spot is None) == (question.track == "spot"):
            raise SettingsError(
                f"The track {question.track} and the spot {question.spot} contradict each other.",
                remedy="Keep re-anchored forecasts on the track spot, and only those.",
            )
        target = question.series(recipe)[0]
        _check_spot(question.spot, float(np.exp(history.log_rate[-1])))
        quantity = quantity_of(target)
        origin = history.last_day
        dates = {
            days: target_date(origin, horizon_days=days, market=quantity.market)
            for days in recipe.horizons
        }
        refused = {
            days: f"its target, {day}, was published before {question.as_of:%Y-%m-%d %H:%M} UTC"
            for days, day in dates.items()
            if quantity.available_at(day) <= question.as_of
        }
        answered = tuple(days for days in recipe.horizons if days not in refused)
        if not answered:
            raise Refused(
                Reason("all_past", series=target, day=origin, horizons=tuple(recipe.horizons)),
                remedy=Reason("all_past_remedy"),
            )
        steps = tuple(
            expected_fixings(origin, dates[days], market=quantity.market) for days in answered
        )
        return cls(
            question,
            history,
            Ahead(answered, steps),
            tuple(dates[days] for days in answered),
            refused,
            digest(history.fingerprint(), question.spot),
        )

    def run_id(self, recipe: Recipe, mode: str) -> str:
        """The name of the run this would be: the same inputs have the same name."""
        asked = self.question
        return digest(
            (asked.pair, asked.target, asked.track, self.ahead.horizon_days),
            (self.fingerprint, recipe.digest(), sorted(releases().items()), mode),
        )


def _check_spot(spot: float | None, last: float) -> None:
    """Refuse a screen rate that can only be a slip of the finger."""
    if spot is not None and not 1 / SPOT_LIMIT < spot / last < SPOT_LIMIT:
        raise SettingsError(
            f"A spot of {spot:g} is too far from the last rate, {last:.6g}, to be true.",
            remedy="Check the figure and the pair.",
        )


def forecast(prepared: Prepared, learner: Learner) -> Run:
    """Climb the ladder and write down what comes of it.

    Raises:
        Refused: If not even the random walk can be estimated.
    """
    question, recipe = prepared.question, learner.recipe
    issued = climb(learner, prepared.history, prepared.ahead)
    run_id = prepared.run_id(recipe, issued.mode)
    return Run(
        run_id=run_id,
        pair=question.pair,
        target=question.target,
        track=question.track,
        as_of=question.as_of,
        admitted_by=question.admitted_by,
        origin_date=prepared.history.last_day,
        mode=issued.mode,
        reason=issued.reason,
        fingerprint=prepared.fingerprint,
        seed=recipe.seed,
        spot=question.spot,
        weights=issued.weights,
        importances=issued.importances,
        versions={**releases(), "recipe": recipe.digest()},
        warnings=issued.warnings,
        refused=prepared.refused,
        predictions=predictions(
            prepared, issued.rates, versions=issued.versions, mode=issued.mode, run_id=run_id
        ),
    )


def predictions(
    prepared: Prepared,
    rates_of: Mapping[str, Floats],
    *,
    versions: Mapping[str, str],
    mode: str,
    run_id: str,
) -> dy.DataFrame[Predictions]:
    """One row per model and horizon, re-anchored at the spot if there is one.

    Args:
        prepared: What was asked.
        rates_of: Model to rates at `ALL_LEVELS`, shape (h, 43).
        versions: Model to the version that made it.
        mode: The rung of the ladder they stand on.
        run_id: Whose rows they are.
    """
    question = prepared.question
    last = float(np.exp(prepared.history.log_rate[-1]))
    anchor = last if question.spot is None else question.spot
    rows = [
        {
            "horizon_days": days,
            "model": model,
            "model_version": versions[model],
            "target_date": prepared.target_dates[row],
            "trading_days": prepared.ahead.trading_days[row],
            **_numbers(rates[row] * (anchor / last)),
        }
        for model, rates in rates_of.items()
        for row, days in enumerate(prepared.ahead.horizon_days)
    ]
    said = {
        "pair": question.pair,
        "target": question.target,
        "origin_date": prepared.history.last_day,
        "track": question.track,
        "run_id": run_id,
        "mode": mode,
        "as_of": question.as_of,
        "admitted_by": question.admitted_by,
        "last_rate": anchor,
        "fingerprint": prepared.fingerprint,
    }
    schema = Predictions.create_empty().schema
    frame = pl.DataFrame([{**said, **row} for row in rows], schema=schema)
    return Predictions.validate(frame)


def _numbers(rates: Floats) -> dict[str, float | list[float]]:
    quantiles, tails = distribution.split(rates)
    return {
        "mean": float(distribution.mean(rates)),
        "quantiles": quantiles.tolist(),
        "tails": tails.tolist(),
    }
