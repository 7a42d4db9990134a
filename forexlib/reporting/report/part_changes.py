"""What changed since the forecast before, and why."""

from __future__ import annotations

from collections.abc import Sequence

from forexlib.reporting.report.changes import Change, change, rounded
from forexlib.reporting.report.facts import Facts
from forexlib.reporting.report.markdown import paragraphs, table
from forexlib.reporting.report.words import Words


def changes(facts: Facts, days: Sequence[int], words: Words) -> str:
    """A table of the medians before and now; "" if there is no forecast before.

    Args:
        facts: The rows.
        days: Horizons.
        words: Of the report.
    """
    found = [one for one in (_change(facts, horizon) for horizon in days) if one is not None]
    if not found:
        return ""
    old = facts.before.row(0, named=True)
    intro = words(
        "changes_intro",
        day=words.n.day(old["origin_date"]),
        track=words.track(old["track"]),
        before=words.n.rate(old["last_rate"]),
        now=words.n.rate(facts.head["last_rate"]),
        percent=words.n.percent(
            100.0 * (facts.head["last_rate"] / old["last_rate"] - 1), sign=True
        ),
    )
    members = list(dict.fromkeys(name for one in found for name in one.members))
    shared = [_shared(one, members, words) for one in found]
    shown = [any(parts[i] for parts in shared) for i in range(len(members) + 2)]
    shown[0] = True
    heads = ["head_rate", *(f"by {name}" for name in members), "head_rest"]
    parts = [
        words(name) if name in words.says else words("by_member", member=words.member(name[3:]))
        for name, kept in zip(heads, shown, strict=True)
        if kept
    ]
    drawn = table(
        [*words.heads("horizon", "before", "now", "change"), *parts, words("head_width")],
        [_row(one, shares, shown, words) for one, shares in zip(found, shared, strict=True)],
        align="lrrr" + "r" * len(parts) + "c",
        caption=words("caption_changes", unit=words("unit", currency=facts.currency)),
        name="cambios",
    )
    return paragraphs(intro, drawn)


def _change(facts: Facts, horizon: int) -> Change | None:
    return change(
        facts.forecast,
        facts.before,
        horizon_days=horizon,
        weights_now=facts.weights(facts.forecast, horizon),
        weights_before=facts.weights(facts.before, horizon),
    )


def _shared(one: Change, members: Sequence[str], words: Words) -> list[float]:
    """The parts of the change as shown: they add up to the difference of the medians as shown."""
    decimals = words.n.decimals
    parts = [one.rate, *(one.members.get(name, 0.0) for name in members), one.rest]
    total = round(one.now, decimals) - round(one.before, decimals)
    return rounded(parts, total, decimals=decimals)


def _row(one: Change, shares: Sequence[float], shown: Sequence[bool], words: Words) -> list[str]:
    total = round(one.now, words.n.decimals) - round(one.before, words.n.decimals)
    return [
        words.days(one.horizon_days),
        words.n.rate(one.before),
        words.n.rate(one.now),
        words.n.change(total),
        *(words.n.change(share) for share, kept in zip(shares, shown, strict=True) if kept),
        words(
            "width_change",
            before=words.n.rate(one.width_before),
            now=words.n.rate(one.width_now),
        ),
    ]
