"""Other currencies, volatility and the risk regime, in words and tables."""

from __future__ import annotations

from forexlib.reporting.report.drivers import Driver, Drivers
from forexlib.reporting.report.facts import Facts
from forexlib.reporting.report.markdown import paragraphs, table
from forexlib.reporting.report.regime import CARRY, HAVENS, Regime, Volatility
from forexlib.reporting.report.words import Words


def factors(facts: Facts, found: Drivers | None, words: Words) -> str:
    """What the other currencies did; "" if too little is known."""
    if found is None:
        return ""
    n = words.n
    intro = words(
        "drivers_intro",
        since=n.day(found.since),
        day=n.day(found.until),
        move=n.change(found.move),
        currency=facts.currency,
        far=found.n_far,
        told=_told(found, words),
        rest=n.change(found.rest),
    )
    cells = [_cells(one, words) for one in found.each]
    half = (len(cells) + 1) // 2
    beside = [*cells[half:], [""] * 4][:half]
    drawn = table(
        2 * words.heads("series", "week", "month", "correlation"),
        [[*left, *right] for left, right in zip(cells[:half], beside, strict=True)],
        align="lrrclrrc",
        caption=words("caption_drivers", near=found.n_near),
        name="factores",
    )
    return paragraphs(intro, drawn)


def regime(storm: Volatility | None, risk: Regime | None, words: Words) -> str:
    """Volatility now against its history, and the risk regime; "" if neither is known."""
    said = []
    n = words.n
    if storm is not None:
        said.append(
            words(
                "volatility_text",
                now=n.percent(storm.now),
                percentile=n.number(storm.percentile, 0),
                n=n.count(storm.path.height),
                since=storm.path.get_column("event_date")[0].year,
                ratio=n.number(storm.ratio, 2),
                short=n.percent(storm.short),
                long=n.percent(storm.long),
            )
        )
    if risk is not None:
        said.append(
            words(
                "regime_text",
                state=risk.state,
                since=n.day(risk.since),
                series=n.listed([words.instrument(name) for name in risk.series]),
                share=n.percent(risk.share),
                component=n.number(risk.component, 2, sign=True),
            )
        )
        absent = [words.instrument(name) for name in (*CARRY, *HAVENS) if name not in risk.series]
        if absent:
            said.append(words("regime_missing", series=n.listed(absent)))
    return " ".join(said)


def _told(found: Drivers, words: Words) -> str:
    sure = sorted(
        (one for one in found.each if one.significant), key=lambda one: -abs(one.contribution)
    )
    if not sure:
        return words("drivers_none")
    listed = words.n.listed([_share(one, words) for one in sure])
    return words("drivers_significant", listed=listed)


def _share(one: Driver, words: Words) -> str:
    return words(
        "driver_share",
        series=words.instrument(one.series),
        t=words.n.number(one.t_statistic, 1),
    )


def _cells(one: Driver, words: Words) -> list[str]:
    n = words.n
    ends = {"low": n.number(one.low, 2), "high": n.number(one.high, 2)}
    return [
        words.instrument(one.series),
        n.percent(one.week, sign=True),
        n.percent(one.month, sign=True),
        words("bracket", ratio=n.number(one.correlation, 2), **ends),
    ]
