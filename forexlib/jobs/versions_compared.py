"""Two versions of one horizon, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from forexlib.backtest.duel import compare_by_horizon, duel
from forexlib.engine.bundle import serve
from forexlib.engine.forecast import Question
from forexlib.jobs.workshop import Workshop


def compared(
    shop: Workshop, question: Question, own: Mapping[str, Any], other: Mapping[str, Any]
) -> pl.DataFrame:
    """What differs, a row a thing: what, first, second, ratio, low, high, n.

    Args:
        shop: What is worked with.
        question: Live.
        own: A row of the view `version_list`.
        other: Another one of the same horizon; ratios are of the first one's CRPS to its.

    Raises:
        VersionUnreadable: If one of them cannot be used.
        StoreError: If the database cannot be read.
    """
    rows = [*_settings(own, other), *_live(shop, question, own, other)]
    rows.append(_walked(shop, shop.live(question), own, other))
    schema = {
        "what": pl.String,
        "first": pl.String,
        "second": pl.String,
        "ratio": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "n": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema)


def _settings(own: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in ("number", "origin", "anchor_date", "feature_set", "code"):
        if own[name] != other[name]:
            yield {"what": name, "first": str(own[name]), "second": str(other[name])}
    first, second = json.loads(own["settings"]), json.loads(other["settings"])
    for name in first:
        if first[name] != second.get(name):
            yield {"what": name, "first": _short(first[name]), "second": _short(second.get(name))}


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _live(
    shop: Workshop, question: Question, own: Mapping[str, Any], other: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """How good each was live and in shadow, beside the random walk."""
    asked = {"pair": question.pair, "target": question.target, "horizon_days": own["horizon_days"]}
    scored = shop.store.read("version_scores", **asked)
    for track in ("live", "shadow"):
        told = [_of(scored.filter(track=track, version=one["version"])) for one in (own, other)]
        if any(told):
            yield {"what": f"CRPS ratio to the random walk, {track}", **_pair(told)}


def _of(rows: pl.DataFrame) -> str:
    if rows.is_empty() or rows["crps_ratio"][0] is None:
        return ""
    return f"{rows['crps_ratio'][0]:.3f} (n {rows['n'][0]})"


def _pair(told: list[str]) -> dict[str, str]:
    return {"first": told[0] or "no outcome", "second": told[1] or "no outcome"}


def _walked(
    shop: Workshop, live: Question, own: Mapping[str, Any], other: Mapping[str, Any]
) -> dict[str, Any]:
    """CRPS of the first over that of the second on past origins."""
    bundles = [shop.serving.load(one["version"]) for one in (own, other)]
    artefacts = shop.serving.learner.artefacts
    first, second = (serve(one, artefacts) for one in bundles)
    series = dict.fromkeys(name for one in bundles for name in live.series(one.recipe))
    panel = shop.store.panel(tuple(series), as_of=live.as_of, admitted_by=live.admitted_by)
    weeks = shop.weeks(live, years=shop.rules.refresh_years)
    rows = duel(panel, live, first, second, weeks, workers=shop.workers)
    found = compare_by_horizon(rows, [own["horizon_days"]])[own["horizon_days"]]
    return {
        "what": f"CRPS on weekly origins of {shop.rules.refresh_years} years",
        "first": "",
        "second": "",
        "ratio": found.ratio,
        "low": found.low,
        "high": found.high,
        "n": found.n,
    }
