"""A forecast as a mail: HTML, and its twin in plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import polars as pl

from forexlib.core.distribution import probability_above
from forexlib.core.series import NBP_FIXING
from forexlib.reporting import mail_html as drawn
from forexlib.reporting.chart_words import Language
from forexlib.reporting.forecast_table import ISSUED
from forexlib.reporting.mail_words import LABELS, WORDS, MailWords
from forexlib.reporting.numbers import Numerals
from forexlib.reporting.reason_words import mode_in_words
from forexlib.reporting.series_titles import title_of
from forexlib.reporting.subject import Headline, tail


@dataclass(frozen=True, slots=True)
class Mail:
    """The two bodies of one mail."""

    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a forecast's mail is made from; every number in it is of a row.

    Attributes:
        line: What the subject says.
        forecast: Rows of the view `forecasts`, model `ensemble`, one per horizon.
        record: Rows of the view `live_scores`.
        warnings: What the reader should know first.
        chart: The Content-ID of the fan chart, or "" if there is none.
        regime: As in the subject.
        news: What happened in the market, a sentence each.
    """

    line: Headline
    forecast: pl.DataFrame
    record: pl.DataFrame
    warnings: tuple[str, ...] = ()
    chart: str = ""
    regime: str = ""
    news: tuple[str, ...] = ()


def forecast_mail(letter: Letter, *, language: Language = "es") -> Mail:
    """The mail of one forecast."""
    words = WORDS[language]
    rows = letter.forecast.sort("horizon_days").rows(named=True)
    show = Numerals.for_rate(rows[0]["last_rate"], language)
    head, summary = _headings(letter, words, show), _summary(letter, words, show)
    said = tail(letter.line, regime=letter.regime, language=language)
    small = caveats(rows[0], words)
    record = _record(letter.record, words, show)
    html = drawn.page(
        drawn.row(drawn.heading(*head), padding="18px 16px 4px"),
        *(drawn.row(drawn.warning(text)) for text in letter.warnings),
        drawn.row(drawn.line(f"<b>{escape(said)}.</b> {escape(summary)}", "ink", 15)),
        *(drawn.row(drawn.line(f"• {drawn.words(text)}", "ink", 14)) for text in letter.news),
        *(
            [drawn.row(drawn.chart(letter.chart, words.chart), padding="8px 10px")]
            if letter.chart
            else []
        ),
        drawn.row(_forecast_table(rows, words, show)),
        drawn.row(_record_table(record, words)),
        drawn.row(
            "".join(drawn.line(escape(text), "soft", 12) for text in small), padding="8px 16px 18px"
        ),
        title=head[0],
        preview=" ".join((*letter.warnings, summary)),
        language=language,
    )
    text = [
        *head,
        "",
        *(f"! {drawn.plain(one)}" for one in letter.warnings),
        f"{said}. {summary}",
        *(f"- {drawn.plain(text)}" for text in letter.news),
        "",
        *_forecast_lines(rows, words, show),
        "",
        *_record_lines(record, words),
        "",
        *small,
    ]
    return Mail(html, "\n".join(text) + "\n")


def notice_mail(title: str, lines: Sequence[str], *, language: Language = "es") -> Mail:
    """A mail that says a few things in words."""
    html = drawn.page(
        drawn.row(drawn.heading(title), padding="18px 16px 4px"),
        drawn.row(
            "".join(drawn.line(drawn.words(text), "ink", 14) for text in lines),
            padding="4px 16px 18px",
        ),
        title=title,
        preview=" ".join(lines),
        language=language,
    )
    return Mail(html, "\n".join([title, "", *map(drawn.plain, lines)]) + "\n")


def higher(one: dict[str, Any]) -> float:
    """The probability, in percent, of a rate above the one the forecast is anchored at."""
    above = probability_above(one["quantiles"], one["tails"], [one["last_rate"]])
    return 100.0 * float(above[0])


def change(one: dict[str, Any]) -> float:
    """From the anchor to the median, in percent."""
    return 100.0 * (one["median"] / one["last_rate"] - 1.0)


def span(one: dict[str, Any], level: int, show: Numerals) -> str:
    """The two ends of an interval."""
    return show.interval(one[f"lower_{level}"], one[f"upper_{level}"])


def caveats(one: dict[str, Any], words: MailWords) -> list[str]:
    """What the forecast is not, and where it can be traced."""
    fixing = [words.fixing_is] if one["target"] == NBP_FIXING else []
    trace = words.footer.format(run=one["run_id"], version=one["model_version"], issue=one["issue"])
    return [f"{words.no_advice} {words.no_promise}", *fixing, trace]


def _headings(letter: Letter, words: MailWords, show: Numerals) -> tuple[str, str]:
    one = letter.forecast.row(0, named=True)
    pair = f"{one['pair'][:3]}/{one['pair'][3:]}"
    origin = show.day(one["origin_date"])
    source = words.fixing if one["target"] == NBP_FIXING else title_of(one["target"], show.language)
    ran = letter.forecast.get_column("mode").unique().sort()
    modes = ", ".join(mode_in_words(mode, show.language) for mode in ran)
    return (
        words.title.format(pair=pair, day=origin),
        words.provenance.format(target=source, origin=origin, mode=modes),
    )


def _summary(letter: Letter, words: MailWords, show: Numerals) -> str:
    one = letter.forecast.row(
        by_predicate=pl.col("horizon_days") == letter.line.horizon_days, named=True
    )
    return words.summary.format(
        days=one["horizon_days"],
        median=show.rate(one["median"]),
        change=show.percent(change(one), sign=True),
        interval=span(one, 80, show),
    )


def _record(live_scores: pl.DataFrame, words: MailWords, show: Numerals) -> list[list[str]]:
    """Horizon with its label, n, ratio and the two coverages of what was issued, in words."""
    labels = LABELS[show.language]
    shown = live_scores.filter(pl.col("model") == ISSUED, pl.col("track").is_in([*labels]))
    return [
        [
            words.days.format(days=one["horizon_days"]),
            labels[one["track"]],
            show.count(one["n"]),
            show.ratio(one["crps_ratio"]),
            show.percent(one["coverage_80"]),
            show.percent(one["coverage_95"]),
        ]
        for one in shown.sort("horizon_days", "track", descending=[False, True]).rows(named=True)
    ]


def _forecast_lines(rows: Sequence[dict[str, Any]], words: MailWords, show: Numerals) -> list[str]:
    return [
        f"{words.days.format(days=one['horizon_days'])} ({show.day(one['target_date'])}):"
        f" {words.median} {show.rate(one['median'])};"
        f" {show.percent(80, 0)} {span(one, 80, show)};"
        f" {show.percent(95, 0)} {span(one, 95, show)};"
        f" {words.higher} {show.percent(higher(one))}"
        for one in rows
    ]


def _record_lines(record: Sequence[Sequence[str]], words: MailWords) -> list[str]:
    if not record:
        return [words.record, words.record_none]
    names = ("horizon", "label", "n", "ratio", "inside_80", "inside_95")
    lines = [words.record_line.format(**dict(zip(names, one, strict=True))) for one in record]
    return [words.record, *lines, words.record_note]


def _forecast_table(rows: Sequence[dict[str, Any]], words: MailWords, show: Numerals) -> str:
    body = [
        [
            drawn.two(words.days.format(days=one["horizon_days"]), show.day(one["target_date"])),
            drawn.two(show.rate(one["median"]), show.percent(change(one), sign=True)),
            drawn.two(span(one, 80, show), span(one, 95, show), bold=False),
            drawn.two(show.percent(higher(one)), bold=False),
        ]
        for one in rows
    ]
    return drawn.table(words.heads, body)


def _record_table(record: Sequence[Sequence[str]], words: MailWords) -> str:
    title = drawn.line(f"<b>{escape(words.record)}</b>", "ink", 14)
    if not record:
        return title + drawn.line(escape(words.record_none), "soft", 13)
    body = [
        [drawn.two(horizon, label), *(drawn.two(one, bold=False) for one in numbers)]
        for horizon, label, *numbers in record
    ]
    return title + drawn.table(words.record_heads, body) + drawn.line(words.record_note, "soft", 12)
