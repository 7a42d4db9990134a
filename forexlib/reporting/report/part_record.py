"""The track record as a table: live rows and those made in hindsight apart."""

from __future__ import annotations

from collections.abc import Sequence

from forexlib.reporting.report.markdown import paragraphs, table
from forexlib.reporting.report.record import Record
from forexlib.reporting.report.words import Words
from forexlib.scoring.coverage import Coverage


def track_record(record: Sequence[Record], words: Words) -> str:
    """Coverage and accuracy per horizon, and what they allow to say."""
    if not record:
        return words("record_none")
    names = ("horizon", "rows", "n", "coverage_80", "coverage_95", "crps", "rmse", "finding")
    hindsight = any(one.track == "backfill" for one in record)
    return paragraphs(
        table(
            words.heads(*names),
            [_row(one, words) for one in record],
            align="llrrrrrl",
            caption=words("caption_record"),
            name="historial",
        ),
        words("record_note", tracks=words("record_backfill") if hindsight else "").strip(),
    )


def ratio(one: Record, words: Words) -> str:
    """The CRPS ratio and, where there are enough outcomes, its interval."""
    told = words.n.ratio(one.crps.ratio)
    if one.crps.low is None:
        return told
    ends = {"low": words.n.ratio(one.crps.low), "high": words.n.ratio(one.crps.high)}
    return words("bracket", ratio=told, **ends)


def _row(one: Record, words: Words) -> list[str]:
    return [
        words.days(one.horizon_days),
        words.track(one.track),
        words.n.count(one.n),
        _coverage(one.coverage_80, words),
        _coverage(one.coverage_95, words),
        ratio(one, words),
        words.n.ratio(one.rmse_ratio),
        words(f"reading_{one.crps.finding}"),
    ]


def _coverage(one: Coverage, words: Words) -> str:
    low, high = (words.n.number(end, 0) for end in (one.low, one.high))
    return words("band", share=words.n.number(one.share, 1), low=low, high=high)
