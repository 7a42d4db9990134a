"""What a reader should know first: rows decide each sentence; none claims more than scores do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, get_args

import polars as pl

from forexlib.core.ages import together
from forexlib.core.calendar import target_date
from forexlib.core.series import quantity_of
from forexlib.reporting.forecast_table import horizons_by_mode
from forexlib.reporting.reason_words import in_words
from forexlib.reporting.report.facts import Facts
from forexlib.reporting.report.markdown import bullets, literal
from forexlib.reporting.report.record import TRACKS, Record
from forexlib.reporting.report.words import Words
from forexlib.scoring.equal_accuracy import Finding

ALIKE: Final = 5.0
"""Percent of the 80 % interval's width within which a median cannot be told from the rate."""

YEAR, NEAR = timedelta(days=365), timedelta(days=10)
"""How far back a band is compared, and how far from there its origin may lie."""


FINDINGS: Final = get_args(Finding)
"""In the order in which they are told."""


def notices(facts: Facts, words: Words) -> str:
    """Hindsight, stale data, horizons without a forecast, and a mode below the best."""
    head = facts.head
    told = []
    if head["track"] == "spot":
        fixing = words.n.rate(facts.fixings.get_column("value")[-1])
        told.append(words("notice_spot", rate=words.n.rate(head["last_rate"]), fixing=fixing))
    if not head["issued"]:
        day = words.n.day(head["as_of"].date())
        told.append(words("notice_backfill", day=day))
    if facts.age > facts.edition.stale_days:
        day = words.n.day(head["origin_date"])
        told.append(words("notice_stale", day=day, age=facts.age))
    told += [*_absent(facts, words), *_ages(facts, words), *_modes(facts, words)]
    return bullets(told)


def messages(
    facts: Facts,
    record: Sequence[Record],
    days: Sequence[int],
    words: Words,
) -> str:
    """The main messages about the horizons `days`."""
    far = min(days, key=lambda one: abs(one - 30))
    rows = [row for row in facts.issued.rows(named=True) if row["horizon_days"] in days]
    band = next(row for row in rows if row["horizon_days"] == far)
    return bullets(
        [
            *_medians(rows, words),
            _band(facts, band, words),
            _year_ago(facts, band, words),
            *_findings([one for one in record if one.horizon_days in days], words),
        ]
    )


def distance(row: Mapping[str, Any]) -> float:
    """From the anchor to the median, in percent of the 80 % interval's width."""
    return 100.0 * abs(row["median"] - row["last_rate"]) / (row["upper_80"] - row["lower_80"])


def relative_width(row: Mapping[str, Any]) -> float:
    """Of the 80 % interval, in percent of the anchor."""
    return 100.0 * (row["upper_80"] - row["lower_80"]) / row["last_rate"]


def year_ago(issues: pl.DataFrame, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The forecast at the same horizon whose origin lies nearest one year before; within 10 days.

    Args:
        issues: Of every forecast issued; a live one counts before one made in hindsight.
        row: Of the forecast now.
    """
    aimed = row["origin_date"] - YEAR
    away = (pl.col("origin_date") - aimed).abs()
    near = issues.filter(
        pl.col("horizon_days") == row["horizon_days"],
        pl.col("track").is_in(["live", "backfill"]),
        away <= NEAR,
    ).sort(away, pl.col("track") != "live", "origin_date")
    return None if near.is_empty() else near.row(0, named=True)


def _medians(rows: Sequence[Mapping[str, Any]], words: Words) -> list[str]:
    near = [row for row in rows if distance(row) < ALIKE]
    told = []
    if near:
        told.append(
            words(
                "message_alike",
                days=words.n.listed([str(row["horizon_days"]) for row in near]),
                last=words.n.rate(near[0]["last_rate"]),
                share=words.n.percent(max(distance(row) for row in near)),
            )
        )
    for row in rows:
        if row in near:
            continue
        told.append(
            words(
                "message_above" if row["median"] > row["last_rate"] else "message_below",
                days=row["horizon_days"],
                median=words.n.rate(row["median"]),
                percent=words.n.percent(100.0 * abs(row["median"] / row["last_rate"] - 1.0), 2),
                share=words.n.percent(distance(row)),
            )
        )
    return told


def _band(facts: Facts, row: Mapping[str, Any], words: Words) -> str:
    ends = ("low_80", "high_80", "low_95", "high_95")
    columns = ("lower_80", "upper_80", "lower_95", "upper_95")
    told = {end: words.n.rate(row[column]) for end, column in zip(ends, columns, strict=True)}
    day = words.n.day(row["target_date"])
    days = row["horizon_days"]
    return words("message_band", days=days, day=day, currency=facts.currency, **told)


def _year_ago(facts: Facts, row: Mapping[str, Any], words: Words) -> str:
    old = year_ago(facts.issues, row)
    if old is None:
        return ""
    change = 100.0 * (relative_width(row) / relative_width(old) - 1.0)
    return words(
        "message_wider" if change > 0 else "message_narrower",
        days=row["horizon_days"],
        now=words.n.percent(relative_width(row)),
        before=words.n.percent(relative_width(old)),
        change=words.n.percent(abs(change)),
        track=words.track(old["track"]),
    )


def _findings(record: Sequence[Record], words: Words) -> list[str]:
    if not record:
        return [words("message_no_record")]
    told = []
    for track in TRACKS:
        own = [one for one in record if one.track == track]
        if not own:
            continue
        kinds = {kind: [one for one in own if one.crps.finding == kind] for kind in FINDINGS}
        listed = [_finding(kind, same, words) for kind, same in kinds.items() if same]
        findings = "; ".join(listed)
        told.append(words("message_record", track=words.track(track), findings=findings))
    return told


def _finding(kind: str, same: Sequence[Record], words: Words) -> str:
    days = words.n.listed([str(one.horizon_days) for one in same])
    ratio = words.n.ratio
    detail = "; ".join(
        words(
            "finding_detail",
            ratio=ratio(one.crps.ratio),
            low=ratio(one.crps.low),
            high=ratio(one.crps.high),
            n=words.n.count(one.crps.n),
        )
        for one in same
    )
    return words(f"finding_{kind}", days=days, detail=detail)


def _absent(facts: Facts, words: Words) -> list[str]:
    """Horizons whose target had been published, and those whose target has come since."""
    market = quantity_of(facts.series).market
    origin = facts.head["origin_date"]
    refused = sorted(
        {int(days) for run in set(facts.issued["run_id"]) for days in facts.run(run)["refused"]}
        - set(facts.horizons)
    )
    dates = [target_date(origin, horizon_days=days, market=market) for days in refused]
    passed = facts.issued.filter(pl.col("target_date") <= facts.edition.day)
    return [
        *_dated("notice_refused", refused, dates, words),
        *_dated(
            "notice_passed",
            passed.get_column("horizon_days").to_list(),
            passed.get_column("target_date").to_list(),
            words,
        ),
    ]


def _ages(facts: Facts, words: Words) -> list[str]:
    """The regressors that the forecast went without, or saw late; those alike in one line."""
    return [
        words("notice_age", label=one.label(words.language, words.n.day).rstrip("."))
        for one in together(facts.ages, words.series)
    ]


def _dated(name: str, days: Sequence[int], dates: Sequence[date], words: Words) -> list[str]:
    if not days:
        return []
    listed = words.n.listed([str(one) for one in days])
    return [words(name, days=listed, dates=words.n.listed([words.n.day(one) for one in dates]))]


def _modes(facts: Facts, words: Words) -> list[str]:
    modes = horizons_by_mode(facts.issued)
    warned = [
        literal(in_words(text, words.n).rstrip("."))
        for run in facts.issued.get_column("run_id").unique(maintain_order=True)
        for text in facts.run(run)["warnings"]
    ]
    return [
        *(
            words(f"notice_{mode}", where=words.where(at) if len(modes) > 1 else "")
            for mode, at in modes.items()
            if mode != "ensemble"
        ),
        *(words("notice_warning", text=text) for text in dict.fromkeys(warned)),
    ]
