from datetime import date

import polars as pl

from forexlib.monitoring.coverage_alarm import CoverageAlarm, coverage_alarms
from forexlib.monitoring.degradation import Baseline, Degradation
from forexlib.monitoring.performance import degradation
from forexlib.monitoring.performance_words import Tongue, in_words
from forexlib.monitoring.tiers import Tiers
from tests.monitoring.scored import DAILY, market, scored

QUICK = Tiers(replications=999)
WALK = Baseline("walk-forward", scored(market(2600), step=5))


def judged(rows: pl.DataFrame) -> tuple[Degradation, tuple[CoverageAlarm, ...]]:
    last: date = rows.get_column("actual_date").to_list()[-1]
    return (
        degradation(rows.tail(30), WALK, horizon_days=7, tiers=QUICK),
        coverage_alarms(rows, horizon_days=7, last_day=last, tiers=QUICK),
    )


def told(rows: pl.DataFrame, language: Tongue = "en") -> str:
    verdict, coverage = judged(rows)
    return in_words(verdict, coverage, track="live", language=language)


def test_a_loss_is_told_with_its_severity_and_interval() -> None:
    rows = scored(market(200, seed=8), spread=0.4)
    verdict, coverage = judged(rows)
    assert verdict.surprise is not None

    said = told(rows)

    assert said.startswith(f"7 d, live: degradation {verdict.severity}.")
    assert f"mean CRPS, +{verdict.surprise.percent:.1f} %" in said
    assert f"The 80 % interval held {coverage[0].share:.1f} %: too narrow, HIGH" in said


def test_a_market_that_alone_made_errors_larger_is_named() -> None:
    verdict, _ = judged(rows := scored(2.0 * market(200, seed=3), believed=2.0 * DAILY))

    said = told(rows, "es")

    rise = verdict.change("rmse")
    assert rise is not None
    assert "7 d, en vivo: sin degradación demostrable." in said
    assert f"El RMSE subió {rise:.1f} % solo con el mercado".replace(".", ",", 1) in said


def test_too_few_outcomes_are_counted_in_words() -> None:
    said = told(scored(market(200)).head(12), "es")

    assert "insuficiente: 3 resultados que no se solapan, de 12 pronósticos." in said
    assert "Cobertura insuficiente" in said
