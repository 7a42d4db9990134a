"""The figure of a version: its CRPS against the champion's, by horizon."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from forexlib.registry.plan import Interval
from forexlib.reporting.look import GREY, NAVY, WIDE, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def ratios(version: str, intervals: Sequence[Interval]) -> Figure:
    """CRPS ratios with their 95 % intervals; below 1 it does better than the champion."""
    from matplotlib import rc_context  # noqa: PLC0415  (heavy)
    from matplotlib.figure import Figure  # noqa: PLC0415

    shown = sorted(intervals, key=lambda one: one.horizon_days)
    with rc_context(style()):
        figure = Figure(figsize=(WIDE, 3.2), layout="constrained")
        axes = figure.subplots()
        axes.axhline(1.0, color=GREY, linewidth=0.8)
        for position, one in enumerate(shown):
            if one.low is not None and one.high is not None:
                axes.plot([position, position], [one.low, one.high], color=NAVY, linewidth=2.0)
            axes.plot([position], [one.ratio], "o", color=NAVY)
        axes.set_xticks(range(len(shown)), [f"{one.horizon_days} d" for one in shown])
        axes.set_xlim(-0.5, len(shown) - 0.5)
        axes.set_title(f"CRPS of {version} / CRPS of the champion, 95 % intervals")
    return figure
