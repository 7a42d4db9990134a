"""Every part of the dashboard, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from forexlib.core.ages import Age
from forexlib.core.event import SEVERITIES
from forexlib.reporting.chart_words import Language
from forexlib.reporting.dashboard.blocks import Card, Cards, Edition, Section, Switch, Tone
from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.part_alerts import part_alerts
from forexlib.reporting.dashboard.part_coverage import part_coverage
from forexlib.reporting.dashboard.part_data import AGES, part_data
from forexlib.reporting.dashboard.part_drift import part_drift
from forexlib.reporting.dashboard.part_forecast import (
    change,
    higher,
    issued_rows,
    part_forecast,
    series_of,
    told_pair,
)
from forexlib.reporting.dashboard.part_models import part_models
from forexlib.reporting.dashboard.part_performance import part_performance
from forexlib.reporting.dashboard.part_record import part_record
from forexlib.reporting.dashboard.part_runs import part_runs
from forexlib.reporting.dashboard.words import Words, grave, words_for
from forexlib.reporting.numbers import NONE

PAGE: Final = (
    *("language", "series_name", "choose_horizon", "choose_language", "sections"),
    *("behind", "keys", "more"),
)
PARTS: Final = (
    part_forecast,
    part_alerts,
    part_record,
    part_coverage,
    part_performance,
    part_drift,
    part_models,
    part_data,
    part_runs,
)
USUAL_RATE: Final = 1000.0
"""Decides how rates look where none is known."""


def compose(facts: Facts, language: Language) -> Edition:
    """The dashboard, its cards first."""
    known = facts.rates.get_column("value")
    words = words_for(float(known[-1]) if known.len() else USUAL_RATE, language)
    scope, n = facts.scope, words.n
    moment = words.moment(scope.as_of, scope.zone)
    day, _, time = moment.partition(" ")
    return Edition(
        language=language,
        title=words("title", pair=told_pair(facts)),
        subtitle=words(
            "subtitle",
            quantity=words.quantity(series_of(facts)),
            horizons=n.listed([str(days) for days in facts.horizons]),
        ),
        date=words("date", day=day, time=time, place=scope.zone.rpartition("/")[2]),
        says={name: words.says[name] for name in PAGE},
        sections=[_cards(facts, words), *(part(facts, words) for part in PARTS)],
        foot=words("foot"),
        horizons={days: words("short_days", days=days) for days in facts.horizons},
    )


def _cards(facts: Facts, words: Words) -> Section:
    shared = [*_rate(facts, words)]
    state = [_alerts(facts, words), *_drift(facts, words), *_data(facts, words)]
    issued = {one["horizon_days"]: one for one in issued_rows(facts).iter_rows(named=True)}
    panels = {
        days: [Cards([*shared, *_horizon(issued.get(days), words), *state])]
        for days in facts.horizons
    }
    return Section("cards", "", [Switch(panels)])


def _rate(facts: Facts, words: Words) -> list[Card]:
    last = facts.rates.tail(2)
    if last.is_empty():
        return []
    values = last.get_column("value")
    moved = 100.0 * (values[-1] / values[0] - 1.0)
    day = words.n.day(last.get_column("event_date")[-1])
    return [
        Card(
            words("card_rate", quantity=words.quantity(series_of(facts)), day=day),
            words.n.rate(values[-1]),
            words("card_rate_detail", move=words.n.percent(moved, 2, sign=True)),
        )
    ]


def _horizon(one: Mapping[str, Any] | None, words: Words) -> list[Card]:
    if one is None:
        return []
    n, days = words.n, one["horizon_days"]
    return [
        Card(
            words("card_median", days=days),
            n.rate(one["median"]),
            words(
                "card_median_detail",
                change=n.percent(change(one), 2, sign=True),
                interval=n.interval(one["lower_80"], one["upper_80"]),
            ),
        ),
        Card(
            words("card_higher", days=days),
            n.percent(higher(one)),
            words("card_higher_detail", rate=n.rate(one["last_rate"])),
        ),
    ]


def _alerts(facts: Facts, words: Words) -> Card:
    if not facts.decided:
        return Card(words("card_alerts"), NONE, words("card_alerts_unknown"), "soft")
    found = facts.standing.get_column("severity").to_list()
    if not found:
        return Card(words("card_alerts"), "0", words("card_alerts_none"), "good")
    gravest = max(found, key=SEVERITIES.index)
    said = words("card_alerts_some", severity=gravest)
    return Card(words("card_alerts"), words.n.count(len(found)), said, grave(gravest).tone)


def _drift(facts: Facts, words: Words) -> list[Card]:
    measured = facts.drift.filter(pl.col("score").is_not_null())
    if measured.is_empty():
        return []
    last = measured.row(-1, named=True)
    tone: Tone = grave(last["severity"]).tone
    return [
        Card(
            words("card_drift"),
            words.n.number(last["score"], 0),
            words("card_drift_detail", day=words.n.day(last["day"])),
            "good" if tone == "plain" else tone,
        )
    ]


def _data(facts: Facts, words: Words) -> list[Card]:
    own = next((one for one in facts.ages if one.series == series_of(facts)), None)
    return [] if own is None or own.newest is None else [_freshness(own, words)]


def _freshness(own: Age, words: Words) -> Card:
    newest = NONE if own.newest is None else words.n.day(own.newest)
    return Card(
        words("card_data"),
        words("card_data_value", days=words.n.count(own.overdue)),
        words("card_data_detail", day=newest),
        AGES[own.state],
    )
