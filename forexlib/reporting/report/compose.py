"""The two reports: every horizon of a forecast, or one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from forexlib.core.series import quantity_of
from forexlib.reporting.report.contents import Contents, Document, Picture
from forexlib.reporting.report.drivers import Drivers, drivers
from forexlib.reporting.report.facts import Facts
from forexlib.reporting.report.figure_forecast import distribution_picture, fan_picture
from forexlib.reporting.report.figure_market import drivers_picture, volatility_picture
from forexlib.reporting.report.figure_record import coverage_picture, due_picture, skill_picture
from forexlib.reporting.report.part_changes import changes
from forexlib.reporting.report.part_forecast import (
    cards,
    cards_at,
    components,
    distribution,
    horizons,
    probabilities,
)
from forexlib.reporting.report.part_market import factors, regime
from forexlib.reporting.report.part_messages import messages, notices
from forexlib.reporting.report.part_method import cover, method, sources
from forexlib.reporting.report.part_record import track_record
from forexlib.reporting.report.record import Record, Rivalry, records, rivalries
from forexlib.reporting.report.regime import Regime, Volatility, risk_regime, volatility
from forexlib.reporting.report.words import Words

DUE: Final = 30
"""The horizon whose forecasts that came due are drawn, or the one nearest to it."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is computed once and told in several places.

    Attributes:
        record: How good past forecasts were.
        rivals: The same against benchmarks other than the random walk.
        drivers: What the other currencies did.
        storm: Volatility.
        risk: The risk regime.
    """

    record: Sequence[Record]
    rivals: Sequence[Rivalry]
    drivers: Drivers | None
    storm: Volatility | None
    risk: Regime | None

    @classmethod
    def of(cls, facts: Facts) -> Findings:
        """What the rows say."""
        return cls(
            records(facts.scored),
            rivalries(facts.scored, facts.rivals),
            drivers(facts.rates, target=facts.series, beside=facts.regressors),
            volatility(facts.fixings),
            risk_regime(facts.rates),
        )


def pronostico(facts: Facts, words: Words) -> Contents:
    """The report of every horizon."""
    found = Findings.of(facts)
    far = facts.days_to_read_at[1]
    market = (found.storm, found.risk)
    parts = {
        "tarjetas": cards(facts, words),
        "avisos": notices(facts, words),
        "mensajes": messages(facts, found.record, facts.horizons, words),
        "horizontes": horizons(facts, words),
        "cambios": changes(facts, facts.horizons, words),
        "factores": factors(facts, found.drivers, words),
        "regimen": regime(*market, words),
        "historial": _record(facts, found.record, found.rivals, words),
        "metodo": method(facts, words),
        "fuentes": sources(facts, words),
    }
    figures = {
        "abanico": fan_picture(facts, facts.horizons, words),
        "factores": _drivers(facts, found.drivers, words, alone=False),
        "distribucion": distribution_picture(facts, far, words, alone=found.drivers is None),
        "volatilidad": _volatility(found, words),
        "cobertura": coverage_picture(found.record, words) if found.record else None,
        "habilidad": skill_picture(found.record, words) if found.record else None,
        "vencidos": _due(facts, words),
    }
    meta = {"horizontes": words.n.listed([str(days) for days in facts.horizons])}
    return _contents("pronostico", facts, parts, {**cover(facts, words), **meta}, figures, words)


def horizonte(facts: Facts, days: int, words: Words) -> Contents:
    """The report of one horizon."""
    found = Findings.of(facts)
    record = [one for one in found.record if one.horizon_days == days]
    row = facts.issued.filter(horizon_days=days).row(0, named=True)
    parts = {
        "tarjetas": cards_at(facts, days, words),
        "avisos": notices(facts, words),
        "mensajes": messages(facts, record, [days], words),
        "distribucion": distribution(facts, days, words),
        "probabilidades": probabilities(facts, days, words),
        "cambios": changes(facts, [days], words),
        "factores": factors(facts, found.drivers, words),
        "componentes": components(facts, days, words),
        "historial": _record(
            facts, record, [one for one in found.rivals if one.horizon_days == days], words
        ),
        "metodo": method(facts, words),
        "fuentes": sources(facts, words),
    }
    figures = {
        "abanico": fan_picture(facts, [days], words),
        "distribucion": distribution_picture(facts, days, words, alone=True),
        "factores": _drivers(facts, found.drivers, words, alone=True),
        "vencidos": due_picture(facts.scored, days, words),
    }
    meta = {"horizonte": str(days), "fecha_objetivo": words.n.long_day(row["target_date"])}
    return _contents("horizonte", facts, parts, {**cover(facts, words), **meta}, figures, words)


def _record(facts: Facts, record: Sequence[Record], rivals: Sequence[Rivalry], words: Words) -> str:
    average = quantity_of(facts.series).averages
    return track_record(record, words, rivals=rivals, average=average)


def _drivers(facts: Facts, found: Drivers | None, words: Words, *, alone: bool) -> Picture | None:
    return None if found is None else drivers_picture(facts, found, words, alone=alone)


def _volatility(found: Findings, words: Words) -> Picture | None:
    return None if found.storm is None else volatility_picture(found.storm, found.risk, words)


def _due(facts: Facts, words: Words) -> Picture | None:
    """Of the horizon nearest to 30 days that has forecasts that came due."""
    known = facts.scored.filter(pl.col("track").is_in(["live", "backfill"]))
    days = known.get_column("horizon_days").unique().to_list()
    return due_picture(known, min(days, key=lambda one: abs(one - DUE)), words) if days else None


def _contents(
    document: Document,
    facts: Facts,
    parts: Mapping[str, str],
    meta: Mapping[str, str],
    figures: Mapping[str, Picture | None],
    words: Words,
) -> Contents:
    head = facts.head
    one = f"-{meta['horizonte']}d" if "horizonte" in meta else ""
    spoken = "" if words.language == "es" else f"-{words.language}"
    return Contents(
        document=document,
        stem=f"{head['pair'].lower()}-{head['origin_date']}{one}{spoken}",
        as_of=facts.edition.as_of,
        parts={name: text for name, text in parts.items() if text.strip()},
        meta=meta,
        pictures={name: one for name, one in figures.items() if one is not None},
    )
