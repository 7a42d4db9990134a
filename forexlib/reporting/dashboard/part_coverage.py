"""How often intervals held what happened, over time, and where that should lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from forexlib.reporting.dashboard.blocks import (
    Band,
    Cell,
    Chart,
    Line,
    Note,
    Pair,
    Plain,
    Section,
    Switch,
    Table,
)
from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.part_record import LOOKS
from forexlib.reporting.dashboard.scorecard import LEVELS, TRACKS, Held, by_track, held, window
from forexlib.reporting.dashboard.words import Words
from forexlib.reporting.numbers import NONE
from forexlib.scoring.equal_accuracy import LEAST_OUTCOMES

Tracks = Mapping[str, Sequence[Held]]
MOST_ROWS = 14


def part_coverage(facts: Facts, words: Words) -> Section:
    """Both intervals at each horizon, over time, and a table of where they stand."""
    rows = by_track(facts.scored, facts.walked)
    found: dict[int, Tracks] = {}
    for days in facts.horizons:
        windows = {
            track: held(rows[days, track], days) for track in TRACKS if (days, track) in rows
        }
        found[days] = {track: one for track, one in windows.items() if one}
    panels: dict[int, list[Plain]] = {
        days: [_charts(days, tracks, words)] for days, tracks in found.items()
    }
    return Section("coverage", words("coverage"), [Switch(panels), _table(found, words)])


def _charts(days: int, tracks: Tracks, words: Words) -> Plain:
    if not tracks:
        said = words("coverage_none", days=days, least=LEAST_OUTCOMES, window=window(days))
        return Note(said)
    return Pair(*(_chart(days, level, tracks, words) for level in LEVELS))


def _chart(days: int, level: int, tracks: Tracks, words: Words) -> Chart:
    """The band is that of the track whose windows reach over the most days."""
    at = {track: {one.day: one for one in windows} for track, windows in tracks.items()}
    dates = sorted({day for one in at.values() for day in one})
    main = max(at, key=lambda track: max(at[track]) - min(at[track]))
    bands = {day: one.bands[level] for day, one in at[main].items()}
    return Chart(
        name=f"coverage-{days}-{level}",
        title=words("coverage_chart", level=level, days=days, window=window(days)),
        about=words("coverage_about", level=level),
        days=dates,
        lines=[
            Line(
                words.track(track),
                LOOKS[track],
                [one[day].shares[level] if day in one else None for day in dates],
            )
            for track, one in reversed(at.items())
        ],
        bands=[
            Band(
                f"{words('coverage_nominal')} ({words.track(main)})",
                "nominal",
                low=[bands[day][0] if day in bands else None for day in dates],
                high=[bands[day][1] if day in bands else None for day in dates],
            )
        ],
        heads=[
            words("day"),
            *(words.track(track) for track in at),
            words("coverage_nominal"),
        ],
        rows=[_said(day, level, at, bands.get(day), words) for day in dates],
        kept=_spread(len(dates)),
        tick=partial(words.n.percent, decimals=0),
        level=float(level),
    )


def _said(
    day: date,
    level: int,
    at: Mapping[str, Mapping[date, Held]],
    band: tuple[float, float] | None,
    words: Words,
) -> list[str]:
    shares = [
        words.n.percent(one[day].shares[level]) if day in one else NONE for one in at.values()
    ]
    return [words.n.day(day), *shares, NONE if band is None else _span(band, words)]


def _span(band: tuple[float, float], words: Words) -> str:
    return words.n.span(words.n.number(band[0], 0), words.n.percent(band[1], 0))


def _spread(count: int) -> list[int]:
    """At most `MOST_ROWS` positions, the last one among them."""
    step = max(1, -(-count // MOST_ROWS))
    return sorted(range(count - 1, -1, -step))


def _table(found: Mapping[int, Tracks], words: Words) -> Table | Note:
    rows = [
        _row(days, track, windows[-1], words)
        for days, tracks in found.items()
        for track, windows in tracks.items()
    ]
    if not rows:
        return Note(words("coverage_table_none"))
    return Table(
        words("coverage_table"),
        words.heads(
            *("horizon", "rows", "window", "n", "in_80", "expected_80", "in_95", "expected_95")
        ),
        rows,
        left=frozenset({0, 1}),
    )


def _row(days: int, track: str, last: Held, words: Words) -> list[Cell | str]:
    cells: list[Cell | str] = [
        words.days(days),
        Cell(words.track(track), "plain" if track == "live" else "soft"),
        words("window_days", days=window(days)),
        words.n.count(last.n),
    ]
    for level in LEVELS:
        share, band = last.shares[level], last.bands[level]
        inside = band[0] <= share <= band[1]
        text = words.n.percent(share)
        cells += [Cell(text) if inside else Cell(f"{text}*", "warn"), _span(band, words)]
    return cells
