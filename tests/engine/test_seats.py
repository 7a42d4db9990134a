"""Several versions in one run: each says of its horizons exactly what it says alone."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import dataframely as dy
import numpy as np
import polars as pl
import pytest

from forexlib.core.frames import Panel
from forexlib.core.runs import Run
from forexlib.engine.bundle import Bundle, serve
from forexlib.engine.forecast import Prepared, forecast
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.learning import Learner
from forexlib.engine.seats import Seat, defects, forecast_from
from tests.engine.bundles import FOUR, FULL, FULL_PANEL, IN_APRIL, IN_MARCH, PANEL, bundled, look
from tests.fakes import MemoryArtefacts
from tests.panels import REGRESSORS, last_noon, panel_of

MOST = [name for name in Run.__dataclass_fields__ if name not in {"predictions", "run_id"}]
SLIM = replace(FOUR, members=("var",), beside=())
"""Other members, so other numbers."""


@pytest.fixture(scope="module")
def march(artefacts: MemoryArtefacts) -> Bundle:
    return bundled(Learner(FOUR, artefacts, anchored=True), PANEL, as_of=IN_MARCH)


@pytest.fixture(scope="module")
def april(artefacts: MemoryArtefacts) -> Bundle:
    return bundled(Learner(SLIM, artefacts, anchored=True), PANEL, as_of=IN_APRIL)


def seat(bundle: Bundle, *days: int, barred: str = "", prepared: Prepared | None = None) -> Seat:
    """The version at some horizons, from everything that is known."""
    ready = prepared if prepared is not None else look(FULL_PANEL, bundle.recipe)
    learner = serve(bundle, MemoryArtefacts())
    return Seat(bundle.version, ready, learner, frozenset(days), barred)


def numbers(run: Run, *days: int) -> pl.DataFrame:
    """What a run's rows say of some horizons, without whose they are."""
    own = run.predictions.filter(pl.col("horizon_days").is_in(days))
    return own.drop("run_id", "fingerprint").sort("horizon_days", "model")


def modes(run: Run) -> dict[int, str]:
    rows = run.predictions.filter(model=ENSEMBLE)
    return dict(rows.select("horizon_days", "mode").iter_rows())


def versions(run: Run) -> dict[int, str]:
    rows = run.predictions.filter(model=ENSEMBLE)
    return dict(rows.select("horizon_days", "model_version").iter_rows())


def test_one_version_at_every_horizon_says_what_a_forecast_with_it_says(march: Bundle) -> None:
    run = forecast_from([seat(march, *FOUR.horizons)])

    plain = forecast(look(FULL_PANEL, FOUR), serve(march, MemoryArtefacts()))
    unnamed = [numbers(one, *FOUR.horizons).drop("model_version") for one in (run, plain)]
    assert unnamed[0].equals(unnamed[1])
    same = [name for name in MOST if name != "versions"]
    assert [getattr(run, name) for name in same] == [getattr(plain, name) for name in same]
    assert versions(run) == dict.fromkeys(FOUR.horizons, march.version)
    assert set(run.predictions["fingerprint"]) == set(plain.predictions["fingerprint"])


def test_each_horizon_is_what_its_version_says_alone(march: Bundle, april: Bundle) -> None:
    both = forecast_from([seat(march, 7, 90), seat(april, 15, 30)])

    of_march = forecast_from([seat(march, *FOUR.horizons)])
    of_april = forecast_from([seat(april, *FOUR.horizons)])
    assert numbers(both, 7, 90).equals(numbers(of_march, 7, 90))
    assert numbers(both, 15, 30).equals(numbers(of_april, 15, 30))
    assert not numbers(of_march, 15).equals(numbers(of_april, 15))
    assert versions(both) == {
        7: march.version,
        15: april.version,
        30: april.version,
        90: march.version,
    }
    assert both.mode == "ensemble"
    assert both.weights == {
        days: (of_march if days in {7, 90} else of_april).weights[days] for days in FOUR.horizons
    }
    assert set(both.importances) == {7, 90}


def test_the_rows_share_a_run_and_a_fingerprint(march: Bundle, artefacts: MemoryArtefacts) -> None:
    """Also where one version looks at more series than the other."""
    more = bundled(Learner(FULL, artefacts), FULL_PANEL)
    seats = [seat(march, 7, 15), seat(more, 30, 90)]

    run = forecast_from(seats)

    prints = {one.prepared.fingerprint for one in seats}
    assert len(prints) == 2
    assert run.predictions["fingerprint"].unique().to_list() == [run.fingerprint]
    assert run.fingerprint not in prints
    assert run.predictions["run_id"].unique().to_list() == [run.run_id]
    key = ("model", "horizon_days")
    assert not run.predictions.select(key).is_duplicated().any()
    assert run.versions["version_7d"] == march.version
    assert run.versions["version_90d"] == more.version


def test_the_same_inputs_are_the_same_run(march: Bundle, april: Bundle) -> None:
    def run_id(*seats: Seat) -> str:
        return forecast_from(seats).run_id

    first = run_id(seat(march, 7, 15), seat(april, 30, 90))
    fewer = look(PANEL, FOUR, as_of=IN_APRIL)
    others = [
        run_id(seat(march, *FOUR.horizons)),
        run_id(seat(april, *FOUR.horizons)),
        run_id(seat(march, 7), seat(april, 15, 30, 90)),
        run_id(seat(march, 7, 15), seat(march, 30, 90, barred="It is broken.")),
        run_id(seat(march, 7, 15, prepared=fewer), seat(april, 30, 90, prepared=fewer)),
    ]

    assert run_id(seat(march, 7, 15), seat(april, 30, 90)) == first
    assert len({first, *others}) == 6


@cache
def stormy() -> dy.DataFrame[Panel]:
    """Forty days three times as wild as any before."""
    generator = np.random.default_rng(5)
    moves = {name: 0.007 * generator.standard_normal(1200) for name in ("USDCLP", *REGRESSORS)}
    moves["USDCLP"][-40:] *= 3
    return panel_of({name: 800 * np.exp(np.cumsum(moved)) for name, moved in moves.items()})


def by_width(model: str, *days: int, barred: str = "") -> Seat:
    """A version in the storm whose width is that of `model`, sound by itself."""
    recipe = replace(SLIM, robust=model, reference=model)
    bundle = bundled(Learner(recipe, MemoryArtefacts()), stormy())
    return seat(bundle, *days, prepared=look(stormy(), recipe), barred=barred)


def widths(run: Run) -> list[float]:
    """Of the 95 % intervals in log, by horizon."""
    rows = run.predictions.filter(model=ENSEMBLE).sort("horizon_days")
    return [float(np.log(one[-1] / one[0])) for one in rows["quantiles"]]


@pytest.mark.parametrize("barred", ["", "It is gone."])
def test_versions_that_contradict_each_other_are_robust_and_named(barred: str) -> None:
    """Over 15 days the storm makes one wider than the other is over 30; the calmer is believed."""
    wild, calm = by_width("ewma", 7, 15), by_width("random_walk", 30, 90, barred=barred)
    alone = [forecast_from([replace(one, horizons=FOUR.horizons)]) for one in (wild, calm)]
    assert [one.mode for one in alone] == ["ensemble", "robust" if barred else "ensemble"]
    assert widths(alone[0])[1] > widths(alone[1])[2]

    run = forecast_from([wild, calm])

    assert modes(run) == dict.fromkeys(FOUR.horizons, "robust")
    assert f"Versions {wild.version}, {calm.version} contradict each other" in run.reason
    assert "does not widen with the horizon" in run.reason
    assert barred in run.reason
    assert widths(run) == widths(alone[1])
    assert versions(run) == {
        **dict.fromkeys((7, 15), wild.version),
        **dict.fromkeys((30, 90), calm.version),
    }


def test_versions_that_differ_and_agree_are_left_alone() -> None:
    wild, calm = by_width("ewma", 30, 90), by_width("random_walk", 7, 15)

    run = forecast_from([calm, wild])

    assert (run.mode, run.reason) == ("ensemble", "")
    assert widths(run) == sorted(widths(run))


def test_a_seat_that_is_barred_is_robust_and_the_others_are_not(
    march: Bundle, april: Bundle
) -> None:
    run = forecast_from([seat(march, 7, 15), seat(april, 30, 90, barred="It is gone.")])

    whole = forecast_from([seat(march, *FOUR.horizons)])
    assert modes(run) == {7: "ensemble", 15: "ensemble", 30: "robust", 90: "robust"}
    assert run.mode == "robust"
    assert run.reason == "30d, 90d: ensemble failed: It is gone."
    assert defects(run) == {30: run.reason, 90: run.reason}
    assert numbers(run, 7, 15).equals(numbers(whole, 7, 15))
    issued = run.predictions.filter(model=ENSEMBLE, horizon_days=30).select("quantiles", "tails")
    robust = run.predictions.filter(model="qr4", horizon_days=30).select("quantiles", "tails")
    assert issued.equals(robust)
    assert run.weights[30] == {"random_walk": 1.0}
    assert run.weights[7] == whole.weights[7]


def test_a_reason_that_all_share_is_said_once(march: Bundle, april: Bundle) -> None:
    why = "It is gone."

    run = forecast_from([seat(march, 7, 15, barred=why), seat(april, 30, 90, barred=why)])

    assert run.reason == "ensemble failed: It is gone."
    assert set(modes(run).values()) == {"robust"}


def test_horizons_that_are_past_are_refused_by_whoever_serves_them(
    march: Bundle, april: Bundle
) -> None:
    late = last_noon(PANEL) + timedelta(days=20)
    seats = [
        seat(march, 7, 30, prepared=look(PANEL, replace(FOUR, horizons=(7, 30)), as_of=late)),
        seat(april, 15, 90, prepared=look(PANEL, replace(FOUR, horizons=(15, 90)), as_of=late)),
    ]

    run = forecast_from(seats)

    assert set(run.refused) == {7, 15}
    assert modes(run) == {30: "ensemble", 90: "ensemble"}


def test_nothing_is_defective_where_all_is_well(march: Bundle) -> None:
    assert defects(forecast_from([seat(march, 7, 15)])) == {}
