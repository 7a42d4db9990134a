"""From a panel to a run: what is asked, what is refused, and what must never change a byte."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import dataframely as dy
import numpy as np
import polars as pl
import pytest

from forexlib.core.errors import Refused, SettingsError, TooLittleHistory
from forexlib.core.frames import Panel, Predictions
from forexlib.core.runs import Run
from forexlib.core.series import NBP_FIXING
from forexlib.engine.forecast import Prepared, Question, forecast
from forexlib.engine.learning import Learner
from tests.engine.parts import LIGHT, asked, prepared
from tests.fakes import MemoryArtefacts
from tests.panels import TARGET, last_noon, noon, panel_of, simulated, truncated

PANEL = simulated()
SHORT = panel_of({"USDCLP": [800.0, 801.0, 802.0]})  # 2 to 4 January 2018, a Thursday


def ran(
    question: Question,
    artefacts: MemoryArtefacts,
    *,
    panel: dy.DataFrame[Panel] = PANEL,
) -> Run:
    return forecast(Prepared.look(panel, question, LIGHT), Learner(LIGHT, artefacts))


def as_bytes(predictions: dy.DataFrame[Predictions]) -> bytes:
    return predictions.write_json().encode()


def quantiles(run: Run, model: str) -> np.ndarray:
    """Shape (h, 39)."""
    rows = run.predictions.filter(pl.col("model") == model).sort("horizon_days")
    return np.array(rows.get_column("quantiles").to_list())


class TestLook:
    def test_a_target_on_a_business_day_stays(self) -> None:
        recipe = replace(LIGHT, horizons=(7,))

        assert prepared(SHORT, recipe=recipe).target_dates == (date(2018, 1, 11),)

    def test_a_target_on_a_weekend_or_holiday_rolls_forward(self) -> None:
        """Thursday 4 January + 2 is Saturday, also Epiphany; + 87 is Easter Sunday."""
        recipe = replace(LIGHT, horizons=(2, 87))

        assert prepared(SHORT, recipe=recipe).target_dates == (
            date(2018, 1, 8),
            date(2018, 4, 3),
        )

    def test_trading_days_are_the_fixings_expected_after_the_origin(self) -> None:
        """5, 8, 9, 10 and 11 January."""
        recipe = replace(LIGHT, horizons=(1, 7))

        assert prepared(SHORT, recipe=recipe).ahead.trading_days == (1, 5)

    def test_a_horizon_whose_target_is_published_is_refused_and_the_others_go_on(self) -> None:
        at_its_fixing = noon(date(2018, 1, 11))

        found = prepared(SHORT, as_of=at_its_fixing)

        assert found.ahead.horizon_days == (30,)
        assert found.refused == {
            7: "its target, 2018-01-11, was published before 2018-01-11 11:15 UTC"
        }

    def test_a_minute_before_the_fixing_its_horizon_is_answered(self) -> None:
        found = prepared(SHORT, as_of=noon(date(2018, 1, 11)) - timedelta(minutes=1))

        assert found.ahead.horizon_days == (7, 30)

    def test_when_every_target_is_published_the_run_is_refused_with_a_remedy(self) -> None:
        with pytest.raises(Refused, match=r"newest nbp_fixing/USDCLP is of 2018-01-04") as refusal:
            prepared(SHORT, as_of=noon(date(2018, 3, 1)))

        assert "Ingest newer rates" in refusal.value.remedy

    def test_without_a_value_of_the_target_it_is_too_little_history(self) -> None:
        with pytest.raises(TooLittleHistory, match="No value of nbp_fixing/USDCLP"):
            prepared(SHORT, as_of=noon(date(2017, 12, 29)))

    def test_the_same_fixings_seen_later_are_the_same_input(self) -> None:
        soon, later = (prepared(SHORT, as_of=last_noon(SHORT) + timedelta(h)) for h in (0, 1))

        assert soon.fingerprint == later.fingerprint
        assert soon.run_id(LIGHT, "naive") == later.run_id(LIGHT, "naive")

    def test_a_pair_that_is_none_is_refused(self) -> None:
        with pytest.raises(SettingsError, match="'CLPUSD' is not a pair"):
            Prepared.look(SHORT, replace(asked(SHORT), pair="CLPUSD"), LIGHT)


class TestRunId:
    def test_equal_inputs_have_equal_names(self) -> None:
        assert prepared(SHORT).run_id(LIGHT, "naive") == prepared(SHORT).run_id(LIGHT, "naive")

    def test_any_other_input_has_another_name(self) -> None:
        revised = Panel.validate(SHORT.with_columns(value=pl.col("value") + 1e-9))
        question = asked(SHORT)
        names = [
            prepared(SHORT).run_id(LIGHT, "naive"),
            prepared(SHORT).run_id(LIGHT, "robust"),
            prepared(SHORT).run_id(replace(LIGHT, seed=1), "naive"),
            prepared(revised).run_id(LIGHT, "naive"),
            *(
                Prepared.look(SHORT, other, LIGHT).run_id(LIGHT, "naive")
                for other in (
                    replace(question, track="backfill"),
                    replace(question, track="spot", spot=801.0),
                    replace(question, track="spot", spot=802.0),
                )
            ),
        ]

        assert len(set(names)) == len(names)


class TestPredictions:
    def test_there_is_a_row_for_every_model_and_horizon(self, artefacts: MemoryArtefacts) -> None:
        rows = ran(asked(PANEL), artefacts).predictions

        models = {"random_walk", "qr4", "qa4", *LIGHT.members, "ensemble"}
        keys = rows.select("model", "horizon_days").rows()
        assert sorted(keys) == sorted((model, days) for model in models for days in (7, 30))

    def test_a_row_says_where_it_belongs(self, artefacts: MemoryArtefacts) -> None:
        run = ran(asked(PANEL), artefacts)

        said = run.predictions.select(
            "pair", "target", "track", "origin_date", "run_id", "mode", "last_rate"
        ).unique()
        newest = PANEL.filter(pl.col("series") == TARGET).sort("event_date").row(-1, named=True)
        assert said.rows() == [
            (
                "USDCLP",
                NBP_FIXING,
                "live",
                newest["event_date"],
                run.run_id,
                "ensemble",
                pytest.approx(newest["value"]),
            )
        ]

    def test_the_random_walks_median_is_the_last_rate(self, artefacts: MemoryArtefacts) -> None:
        run = ran(asked(PANEL), artefacts)

        last = run.predictions.get_column("last_rate")[0]
        assert quantiles(run, "random_walk")[:, 19] == pytest.approx([last, last])

    def test_the_random_walks_mean_is_close_to_the_lognormals(
        self, artefacts: MemoryArtefacts
    ) -> None:
        run = ran(asked(PANEL), artefacts)

        rows = run.predictions.filter(pl.col("model") == "random_walk").sort("horizon_days")
        returns = prepared(PANEL).history.returns
        variances = np.mean(returns**2) * rows.get_column("trading_days").to_numpy()
        exact = rows.get_column("last_rate").to_numpy() * np.exp(variances / 2)
        assert rows.get_column("mean").to_numpy() == pytest.approx(exact, rel=1e-4)

    def test_a_spot_moves_the_whole_distribution_to_itself(
        self, artefacts: MemoryArtefacts
    ) -> None:
        fixed = ran(asked(PANEL), artefacts)
        last = fixed.predictions.get_column("last_rate")[0]
        question = replace(asked(PANEL), track="spot", spot=1.02 * last)

        moved = ran(question, artefacts)

        assert moved.predictions.get_column("track").unique().to_list() == ["spot"]
        assert moved.predictions.get_column("last_rate").to_list() == pytest.approx(
            [1.02 * last] * moved.predictions.height
        )
        for column in ("mean", "quantiles", "tails"):
            before = fixed.predictions.get_column(column).explode().to_numpy()
            after = moved.predictions.get_column(column).explode().to_numpy()
            assert after / before == pytest.approx(np.full(len(before), 1.02))


class TestNothingElseMatters:
    def test_no_row_published_later_changes_a_byte(self, artefacts: MemoryArtefacts) -> None:
        as_of = noon(date(2024, 1, 10))
        later = pl.col("available_at") > as_of
        absurd = pl.when(later).then(pl.col("value") * 1000.0).otherwise("value")
        poisoned = Panel.validate(PANEL.with_columns(value=absurd))
        revisions = PANEL.with_columns(
            available_at=pl.lit(as_of + timedelta(minutes=1)).cast(pl.Datetime("us", "UTC")),
            value=pl.col("value") * 2.0,
        )
        revised = Panel.validate(pl.concat((PANEL.filter(~later), revisions)))
        question = asked(PANEL, as_of=as_of)

        runs = [ran(question, artefacts, panel=panel) for panel in (PANEL, poisoned, revised)]

        assert poisoned.filter(later).height > 0
        assert len({as_bytes(run.predictions) for run in runs}) == 1

    def test_a_row_does_not_depend_on_what_was_forecast_before(
        self, artefacts: MemoryArtefacts
    ) -> None:
        question = asked(PANEL, as_of=noon(date(2024, 1, 10)))
        experienced = Learner(LIGHT, MemoryArtefacts())
        for origin in (date(2023, 9, 28), date(2023, 12, 29)):
            earlier = asked(PANEL, as_of=noon(origin))
            forecast(Prepared.look(PANEL, earlier, LIGHT), experienced)

        later_in_a_walk = forecast(Prepared.look(PANEL, question, LIGHT), experienced)

        fresh = ran(question, artefacts)
        assert as_bytes(later_in_a_walk.predictions) == as_bytes(fresh.predictions)
        assert later_in_a_walk.run_id == fresh.run_id

    def test_a_row_does_not_depend_on_the_number_of_processors(
        self, artefacts: MemoryArtefacts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usual = ran(asked(PANEL), artefacts)
        monkeypatch.setattr("os.cpu_count", lambda: 1)

        alone = ran(asked(PANEL), MemoryArtefacts())

        assert as_bytes(alone.predictions) == as_bytes(usual.predictions)

    def test_a_shorter_panel_known_at_the_same_instant_is_the_same_input(
        self, artefacts: MemoryArtefacts
    ) -> None:
        short = truncated(PANEL, 1500)
        as_of: datetime = last_noon(short)

        live = ran(asked(short), artefacts, panel=short)

        walked = ran(asked(PANEL, as_of=as_of), artefacts)
        assert as_bytes(live.predictions) == as_bytes(walked.predictions)


def test_the_run_says_what_it_was_made_of(artefacts: MemoryArtefacts) -> None:
    run = ran(asked(PANEL), artefacts)

    assert run.seed == LIGHT.seed
    assert run.versions["recipe"] == LIGHT.digest()
    assert {"arch", "lightgbm", "numpy", "polars", "xgboost-cpu"} <= set(run.versions)
    assert {days: sum(parts.values()) for days, parts in run.weights.items()} == pytest.approx(
        {7: 1.0, 30: 1.0}
    )
    assert set(run.importances) == {7, 30}


@pytest.mark.parametrize("spot", [0.0, -900.0, float("nan")])
def test_a_spot_that_is_no_rate_is_refused(spot: float) -> None:
    panel = truncated(simulated(), 300)
    with pytest.raises(SettingsError):
        Prepared.look(panel, replace(asked(panel), track="spot", spot=spot), LIGHT)


def test_a_spot_belongs_on_its_own_track() -> None:
    panel = truncated(simulated(), 300)
    with pytest.raises(SettingsError):
        Prepared.look(panel, replace(asked(panel), spot=800.0), LIGHT)
