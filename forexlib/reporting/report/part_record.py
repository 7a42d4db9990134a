"""The track record as a table: live rows and those made in hindsight apart."""

from __future__ import annotations

from collections.abc import Sequence

from forexlib.reporting.report.markdown import paragraphs, table
from forexlib.reporting.report.record import Record, Rivalry
from forexlib.reporting.report.words import Words
from forexlib.scoring.coverage import Coverage
from forexlib.scoring.equal_accuracy import Comparison


def track_record(
    record: Sequence[Record], words: Words, *, rivals: Sequence[Rivalry] = (), average: bool = False
) -> str:
    """Coverage and accuracy per horizon, and what they allow to say.

    Args:
        record: Against the random walk.
        words: Of the report.
        rivals: Against other benchmarks.
        average: Whether the target averages the trades of the day before.
    """
    artefact = words("record_average") if average else ""
    if not record:
        return paragraphs(words("record_none"), artefact)
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
        artefact,
        *(_rival(name, rivals, words) for name in dict.fromkeys(one.model for one in rivals)),
    )


def _rival(model: str, rivals: Sequence[Rivalry], words: Words) -> str:
    """How what was issued stands against one benchmark."""
    told = [
        words(
            "rival_at",
            days=one.horizon_days,
            track=words.track(one.track),
            ratio=_with_interval(one.crps, words),
            n=words.n.count(one.crps.n),
        )
        for one in rivals
        if one.model == model
    ]
    return words("rival", model=words.member(model), each="; ".join(told))


def ratio(one: Record, words: Words) -> str:
    """The CRPS ratio and, where there are enough outcomes, its interval."""
    return _with_interval(one.crps, words)


def _with_interval(crps: Comparison, words: Words) -> str:
    told = words.n.ratio(crps.ratio)
    if crps.low is None:
        return told
    ends = {"low": words.n.ratio(crps.low), "high": words.n.ratio(crps.high)}
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
