"""An alert as mail, Slack and SMS: one subject, a sentence per event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from forexlib.core.alert import Decision
from forexlib.core.event import Audience, Severity, rank
from forexlib.reporting.alert_words import NEXT, name_of, sentence
from forexlib.reporting.chart_words import Language
from forexlib.reporting.mail import Mail, notice_mail
from forexlib.reporting.numbers import Numerals
from forexlib.reporting.slack import notice_slack
from forexlib.reporting.subject import SIGNS, headline, subject

_MORE: Final = {"es": "{title} y {n} más", "en": "{title} and {n} more"}
_OVER: Final = {"es": "terminó: {title}", "en": "over: {title}"}
_KNOW: Final = {
    "es": "Si ya lo sabe: `forex alerts ack {key}`.",
    "en": "If you know of it: `forex alerts ack {key}`.",
}
_MUTE: Final = {
    "es": "Para silenciarlo: `forex alerts mute {key} --until FECHA`.",
    "en": "To mute it: `forex alerts mute {key} --until DATE`.",
}


@dataclass(frozen=True, slots=True)
class Alert:
    """What is told to one audience.

    Attributes:
        severity: Of the gravest event; it routes the message.
        subject: Of the mail.
        mail: Its two bodies.
        slack: The message.
    """

    severity: Severity
    subject: str
    mail: Mail
    slack: str


def compose_alert(
    decisions: Sequence[Decision],
    *,
    audience: Audience,
    pair: str,
    forecast: pl.DataFrame,
    language: Language,
) -> Alert:
    """The message that carries some decisions, at least one; the gravest come first, ends last.

    Args:
        decisions: What is told.
        audience: To whom.
        pair: For example USDCLP.
        forecast: What is issued, a row a horizon, for the market's subject; may be empty.
        language: Of the message.
    """
    told = sorted(
        decisions,
        key=lambda one: (one.phase == "exit", -rank(one.event.severity), one.event.key),
    )
    severity = max((one.event.severity for one in told), key=rank)
    rate = 900.0 if forecast.is_empty() else forecast.get_column("last_rate")[0]
    show = Numerals.for_rate(rate, language)
    lines = [sentence(one.event, one.phase, language=language, show=show) for one in told]
    title = _subject(told, pair=pair, language=language)
    begun = [one.event for one in told if one.phase != "exit"]
    if audience == "market" and begun and not forecast.is_empty():
        title = subject(headline(forecast, begun), language=language)
    if audience == "operations" and begun:
        kinds = dict.fromkeys(one.kind for one in begun)
        lines += [NEXT[kind][language] for kind in kinds if kind in NEXT]
        lines.append(_MUTE[language].format(key=begun[0].key))
        if not begun[0].occasion:
            lines[-1] += f" {_KNOW[language].format(key=begun[0].key)}"
    return Alert(
        severity, title, notice_mail(title, lines, language=language), notice_slack(title, lines)
    )


def _subject(told: Sequence[Decision], *, pair: str, language: Language) -> str:
    first = told[0]
    title = name_of(first.event, language)
    if first.phase == "exit":
        title = _OVER[language].format(title=title)
    if len(told) > 1:
        title = _MORE[language].format(title=title, n=len(told) - 1)
    sign = SIGNS["INFO" if first.phase == "exit" else first.event.severity]
    return f"{sign} {pair[:3]}/{pair[3:]}: {title}"
