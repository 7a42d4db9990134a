"""A forecast in Slack's mrkdwn: the headline, and a line per horizon."""

from __future__ import annotations

from collections.abc import Sequence

from forexlib.reporting.chart_words import Language
from forexlib.reporting.mail import Letter, higher, span
from forexlib.reporting.mail_words import WORDS
from forexlib.reporting.numbers import Numerals


def forecast_slack(letter: Letter, subject: str, *, language: Language = "es") -> str:
    """The message under `subject`; plain enough to be read where mrkdwn is not."""
    words = WORDS[language]
    rows = letter.forecast.sort("horizon_days").rows(named=True)
    show = Numerals.for_rate(rows[0]["last_rate"], language)
    lines = [
        f"• *{words.days.format(days=row['horizon_days'])}* ({show.day(row['target_date'])}):"
        f" *{show.rate(row['median'])}* · {show.percent(80, 0)} {span(row, 80, show)}"
        f" · {words.higher} {show.percent(higher(row))}"
        for row in rows
    ]
    warnings = [*(f"⚠️ {text}" for text in letter.warnings), *(f"_{one}_" for one in letter.news)]
    return "\n".join([f"*{subject}*", *warnings, *lines, f"_{words.no_advice}_"])


def notice_slack(title: str, lines: Sequence[str]) -> str:
    """A title, and what is to be said in words."""
    return "\n".join([f"*{title}*", *lines])
