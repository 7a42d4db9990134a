"""How the forecast was made, from what, and the cover's facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from forexlib.core.calendar import quarter_start
from forexlib.core.series import NBP_FIXING
from forexlib.reporting.chart_words import WORDS
from forexlib.reporting.forecast_table import horizons_by_mode
from forexlib.reporting.reason_words import in_words
from forexlib.reporting.report.facts import Facts
from forexlib.reporting.report.markdown import bullets, literal, paragraphs
from forexlib.reporting.report.words import Words

FOLLOWERS = ("lead_lag", "var")
"""Members whose gain over the random walk is the catching up of a stale quote: docs/evaluation.md
has it with the first day skipped."""


def method(facts: Facts, words: Words) -> str:
    """Mode, weights, and what it takes to make the run again."""
    head = facts.head
    run = facts.run(head["run_id"])
    told = []
    modes = horizons_by_mode(facts.issued)
    for mode, at in modes.items():
        ran = facts.run(facts.issued.filter(mode=mode).get_column("run_id")[0])
        told.append(
            words(
                f"method_{mode}",
                reason=literal(in_words(ran["reason"], words.n).rstrip(".")),
                where=words.where(at) if len(modes) > 1 else "",
            )
        )
    weights = "; ".join(filter(None, (_weights(facts, days, words) for days in facts.horizons)))
    if head["mode"] == "ensemble" and weights:
        told.append(_learned(facts, words, weights))
    if stale := _stale(facts):
        told.append(
            words("method_stale", members=words.n.listed([words.member(one) for one in stale]))
        )
    told.append(
        words(
            "method_version",
            version=versions(facts),
            recipe=run["versions"].get("recipe", "–"),
            release=run["versions"].get("forexlib", "–"),
            seed=run["seed"],
        )
    )
    return paragraphs(*told)


def versions(facts: Facts) -> str:
    """Which were issued: one, or several where horizons have their own."""
    return ", ".join(facts.issued.get_column("model_version").unique(maintain_order=True))


def _learned(facts: Facts, words: Words, weights: str) -> str:
    """The weights, and up to which day what is issued was learned from."""
    said = (
        facts.run(row["run_id"])["versions"].get(f"learned_{row['horizon_days']}d")
        for row in facts.issued.to_dicts()
    )
    days = [date.fromisoformat(day) for day in sorted({*filter(None, said)})]
    if not days:
        return words("method_weights", day=words.n.day(learned_on(facts)), weights=weights)
    until = words.n.listed([words.n.day(day) for day in days])
    return words("method_learned", days=until, weights=weights)


def learned_on(facts: Facts) -> date:
    """The first fixing of the origin's quarter: when weights are learned."""
    first = quarter_start(facts.head["origin_date"])
    return facts.fixings.filter(pl.col("event_date") >= first).get_column("event_date")[0]


def sources(facts: Facts, words: Words) -> str:
    """Where the values come from, those alike on one line, and how new they are."""
    alike = ["source", "last_event_date", "admitted_on"]
    dated = facts.sources.with_columns(admitted_on=pl.col("last_admitted_at").dt.date())
    grouped = dated.group_by(alike, maintain_order=True).agg("series")
    lines = [
        words(
            "sources_line",
            series=", ".join(_named(facts, name, words) for name in row["series"]),
            source=literal(row["source"]),
            day=words.n.day(row["last_event_date"]),
            admitted=words.n.day(row["admitted_on"]),
        )
        for row in grouped.rows(named=True)
    ]
    return bullets(lines)


def cover(facts: Facts, words: Words) -> Mapping[str, str]:
    """The meta that every document takes."""
    head, n = facts.head, words.n
    seal = "" if head["issued"] else WORDS[words.language].backfilled
    if head["track"] == "spot":
        seal = words("seal_spot", rate=n.rate(head["last_rate"]))
    told = {
        "par": facts.pair,
        "institucion": facts.edition.institution,
        "fecha": n.long_day(facts.edition.day),
        "corte": n.long_day(head["origin_date"]),
        "corrida": head["run_id"],
        "version": versions(facts),
        "huella": head["fingerprint"],
        "sello": seal,
    }
    return {key: text for key, text in told.items() if text}


def _weights(facts: Facts, days: int, words: Words) -> str:
    heavy = sorted(
        facts.weights(facts.forecast, days).items(), key=lambda part: (-part[1], part[0])
    )
    members = [
        words("method_member", member=words.member(name), share=words.n.percent(100.0 * share, 0))
        for name, share in heavy
        if round(share, 2) > 0
    ]
    return words("method_at", days=days, members=words.n.listed(members)) if members else ""


def _stale(facts: Facts) -> list[str]:
    """The members that read the next fixing off other currencies, if they move the centre."""
    if not facts.series.startswith(NBP_FIXING):
        return []
    weights = [facts.weights(facts.forecast, days) for days in facts.horizons]
    return [name for name in FOLLOWERS if any(round(row.get(name, 0.0), 2) > 0 for row in weights)]


def _named(facts: Facts, series: str, words: Words) -> str:
    """The target by its pair, other currencies by their code, other series by their title."""
    own = f"{words.quantity(series)} {facts.pair}"
    return own if series == facts.series else words.series(series)
