"""The forecast in numbers: cards, the horizons, and one horizon's distribution."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import polars as pl

from forexlib.core.distribution import join, probability_above
from forexlib.core.levels import ALL_LEVELS
from forexlib.reporting.forecast_table import ISSUED
from forexlib.reporting.probabilities import RAREST, round_thresholds
from forexlib.reporting.report.drivers import MONTH
from forexlib.reporting.report.facts import RANDOM_WALK, Facts
from forexlib.reporting.report.markdown import paragraphs, table
from forexlib.reporting.report.words import Words

Row = Mapping[str, Any]

MOST_LEVELS: Final = 8
"""Round levels beside the horizons."""

SHOWN_LEVELS: Final = (
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    0.75,
    0.9,
    0.95,
    0.975,
    0.99,
    0.995,
)
"""Of the quantiles of one horizon."""


def above(row: Row, level: float) -> float:
    """The probability of a rate above `level`, in percent."""
    return 100.0 * float(probability_above(row["quantiles"], row["tails"], [level])[0])


def chance(probability: float, words: Words) -> str:
    """A probability in percent, never surer than the stored tails."""
    if probability < RAREST:
        return f"< {words.n.percent(RAREST)}"
    if probability > 100.0 - RAREST:
        return f"> {words.n.percent(100.0 - RAREST)}"
    return words.n.percent(probability)


def moved(facts: Facts, back: timedelta | None) -> float | None:
    """The target's change up to the origin in percent: from the fixing before, or over `back`."""
    fixings = facts.fixings
    days = fixings.get_column("event_date")
    if back is None:
        earlier = fixings.head(-1)
    else:
        earlier = fixings.filter(pl.col("event_date") <= days[-1] - back)
    if earlier.is_empty():
        return None
    values = fixings.get_column("value")
    return 100.0 * (values[-1] / earlier.get_column("value")[-1] - 1.0)


def cards(facts: Facts, words: Words) -> str:
    """The last fixing, the medians at two horizons, and the chance of a higher rate."""
    near, far = facts.days_to_read_at
    told = [_fixing(facts, words)]
    told += [_median(facts, days, words) for days in dict.fromkeys((near, far))]
    rows = [facts.issued.filter(horizon_days=days).row(0, named=True) for days in (near, far)]
    shares = [chance(above(row, row["last_rate"]), words) for row in rows]
    also = words("card_higher_also", days=near, share=shares[0]) if near != far else ""
    also = also or words("card_higher_than", rate=words.n.rate(facts.head["last_rate"]))
    told.append((words("card_higher", days=far), shares[1], also))
    return _cards(told)


def cards_at(facts: Facts, days: int, words: Words) -> str:
    """The last fixing, and one horizon's median, interval and chance of a higher rate."""
    row = facts.issued.filter(horizon_days=days).row(0, named=True)
    n = words.n
    last = row["last_rate"]
    return _cards(
        [
            _fixing(facts, words),
            (
                words("card_median", days=days),
                n.rate(row["median"]),
                n.percent(100.0 * (row["median"] / last - 1.0), 2, sign=True),
            ),
            (
                words("card_80"),
                n.span(*(n.number(row[end], n.decimals - 2) for end in ("lower_80", "upper_80"))),
                words("card_95", interval=n.interval(row["lower_95"], row["upper_95"])),
            ),
            (
                words("card_higher", days=days),
                chance(above(row, last), words),
                words("card_higher_than", rate=n.rate(last)),
            ),
        ]
    )


def horizons(facts: Facts, words: Words) -> str:
    """What is issued at each horizon, and the chances of round levels."""
    rows = facts.issued.rows(named=True)
    unit = words("unit", currency=facts.currency)
    n = words.n
    told = [
        [
            words.days(row["horizon_days"]),
            n.day(row["target_date"]),
            n.count(row["trading_days"]),
            n.rate(row["median"]),
            n.interval(row["lower_80"], row["upper_80"]),
            n.interval(row["lower_95"], row["upper_95"]),
            chance(above(row, row["last_rate"]), words),
            n.rate(_walk(facts, row["horizon_days"])),
        ]
        for row in rows
    ]
    heads = words.heads("horizon", "target", "trading", "median", "80", "95", "higher", "walk")
    levels = round_thresholds(facts.issued, most=MOST_LEVELS)
    chances = [
        [words.days(row["horizon_days"]), *(chance(above(row, level), words) for level in levels)]
        for row in rows
    ]
    return paragraphs(
        table(
            heads,
            told,
            align="llrrccrr",
            caption=words("caption_horizons", unit=unit),
            name="horizontes",
        ),
        table(
            [words("head_horizon"), *(words("above", level=n.level(level)) for level in levels)],
            chances,
            align="l" + "r" * len(levels),
            caption=words("caption_levels"),
            name="niveles",
        ),
    )


def distribution(facts: Facts, days: int, words: Words) -> str:
    """One horizon's quantiles beside the random walk's."""
    row, walk = facts.at(days), facts.at(days, RANDOM_WALK)
    if row is None:
        return ""
    own = dict(zip(ALL_LEVELS, join(row["quantiles"], row["tails"]), strict=True))
    other = (
        {}
        if walk is None
        else dict(zip(ALL_LEVELS, join(walk["quantiles"], walk["tails"]), strict=True))
    )
    n = words.n
    told = [
        [
            n.percent(100.0 * level),
            n.rate(own[level]),
            n.percent(100.0 * (own[level] / row["last_rate"] - 1.0), sign=True),
            n.rate(other.get(level)),
        ]
        for level in SHOWN_LEVELS
    ]
    half = len(told) // 2 + 1
    unit = words("unit", currency=facts.currency)
    return table(
        2 * words.heads("level", "quantile", "distance", "walk"),
        [[*low, *high] for low, high in zip(told[:half], told[half - 1 :], strict=True)],
        align="rrrrrrrr",
        caption=words("caption_quantiles", days=days, unit=unit),
        name="cuantiles",
    )


def probabilities(facts: Facts, days: int, words: Words) -> str:
    """One horizon's chances of ending above or below round levels."""
    rows = facts.issued.filter(horizon_days=days)
    row = rows.row(0, named=True)
    told = [
        [
            words.n.level(level),
            chance(above(row, level), words),
            chance(100.0 - above(row, level), words),
        ]
        for level in round_thresholds(rows, most=MOST_LEVELS)
    ]
    return table(
        words.heads("round", "above", "below"),
        told,
        align="rrr",
        caption=words("caption_probabilities", days=days),
        name="probabilidades",
    )


def components(facts: Facts, days: int, words: Words) -> str:
    """What each model says of one horizon, and how much its centre weighs."""
    rows = facts.forecast.filter(horizon_days=days)
    weights = facts.weights(facts.forecast, days)
    models = sorted(rows.get_column("model"), key=lambda name: (name != ISSUED, name))
    n = words.n
    told = []
    for model in models:
        row = rows.filter(model=model).row(0, named=True)
        weight = 100.0 * weights[model] if model in weights else None
        span_80, span_95 = (
            n.interval(row[f"lower_{level}"], row[f"upper_{level}"]) for level in (80, 95)
        )
        name = words.member(model)
        name = name[0].upper() + name[1:]
        told.append([name, n.percent(weight), n.rate(row["median"]), span_80, span_95])
    unit = words("unit", currency=facts.currency)
    drawn = table(
        words.heads("model", "weight", "median", "80", "95"),
        told,
        align="lrrcc",
        caption=words("caption_components", days=days, unit=unit),
        name="componentes",
    )
    return paragraphs(drawn, words("components_note"))


def _cards(told: list[tuple[str, str, str]]) -> str:
    labels, values, details = zip(*told, strict=True)
    return table(labels, [values, details], align="l" * len(told))


def _fixing(facts: Facts, words: Words) -> tuple[str, str, str]:
    fixing = facts.fixings.row(-1, named=True)
    return (
        words(
            "card_fixing",
            quantity=words.quantity(facts.series),
            day=words.n.day(fixing["event_date"], year=False),
        ),
        words.n.rate(fixing["value"]),
        words(
            "card_moved",
            day=words.n.percent(moved(facts, None), sign=True),
            month=words.n.percent(moved(facts, MONTH), sign=True),
        ),
    )


def _median(facts: Facts, days: int, words: Words) -> tuple[str, str, str]:
    row = facts.issued.filter(horizon_days=days).row(0, named=True)
    interval = words.n.interval(row["lower_80"], row["upper_80"])
    return (
        words("card_median", days=days),
        words.n.rate(row["median"]),
        words("card_interval", interval=interval),
    )


def _walk(facts: Facts, days: int) -> float | None:
    row = facts.at(days, RANDOM_WALK)
    return None if row is None else row["median"]
