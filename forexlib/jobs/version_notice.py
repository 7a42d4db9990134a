"""What operations are told when a version is exchanged, or should be and cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from forexlib.core.alert import Post
from forexlib.core.event import Severity
from forexlib.core.message import Message
from forexlib.core.version import Place
from forexlib.jobs.notify import ROUTES
from forexlib.reporting.mail import notice_mail
from forexlib.reporting.numbers import Language, Numerals
from forexlib.reporting.reason_words import in_words
from forexlib.reporting.slack import notice_slack

What = Literal["rolled back", "stuck", "promoted", "withdrawn", "unreadable"]

SEVERITY: Final[Mapping[What, Severity]] = {
    "rolled back": "HIGH",
    "stuck": "HIGH",
    "promoted": "WARNING",
    "withdrawn": "WARNING",
    "unreadable": "CRITICAL",
}
"""How grave each is; an artefact that is gone or was changed is what nobody should have done."""

TITLES: Final[Mapping[Language, Mapping[What, str]]] = {
    "es": {
        "rolled back": "{pair} {days}d: vuelve la versión {to}, se retira {version}",
        "stuck": "{pair} {days}d: la versión {version} falla y no hay otra que la reemplace",
        "promoted": "{pair} {days}d: la versión {to} reemplaza a {version}",
        "withdrawn": "{pair} {days}d: la versión en sombra {version} se retira",
        "unreadable": "{pair} {days}d: el archivo de la versión {version} no se puede usar",
    },
    "en": {
        "rolled back": "{pair} {days}d: version {to} serves again, {version} goes",
        "stuck": "{pair} {days}d: version {version} fails, and none can take its place",
        "promoted": "{pair} {days}d: version {to} takes the place of {version}",
        "withdrawn": "{pair} {days}d: version {version} leaves the shadow",
        "unreadable": "{pair} {days}d: the artefact of version {version} cannot be used",
    },
}

NEXT: Final[Mapping[Language, Mapping[What, str]]] = {
    "es": {
        "rolled back": "No hay que hacer nada: los próximos pronósticos salen con {to}. El detalle:"
        " `forex champions`. Si pasa los controles, `forex deploy --horizon {days}d --version"
        " {version} --no-shadow` la repone.",
        "stuck": "Mientras tanto, ese horizonte sale en modo robusto si su pronóstico no pasa los"
        " controles. Para aprender de nuevo: `forex retrain --horizon {days}d --reason MANUAL`."
        " Para elegir otra: `forex models list`.",
        "promoted": "No hay que hacer nada: los próximos pronósticos salen con {to}. El detalle:"
        " `forex champions`. Para deshacerlo: `forex rollback --horizon {days}d`.",
        "withdrawn": "No hay que hacer nada: no se enviaba. El detalle: `forex models list`.",
        "unreadable": "Ese horizonte sale en modo robusto hasta que se arregle. Para aprender de"
        " nuevo: `forex retrain --horizon {days}d --reason MANUAL`. Para elegir otra:"
        " `forex models list`.",
    },
    "en": {
        "rolled back": "Nothing has to be done: the next forecasts are {to}'s. Details:"
        " `forex champions`. If it passes its checks, `forex deploy --horizon {days}d --version"
        " {version} --no-shadow` puts it back.",
        "stuck": "Meanwhile this horizon is issued in mode robust where its forecast does not pass"
        " its checks. To learn anew: `forex retrain --horizon {days}d --reason MANUAL`. To choose"
        " another one: `forex models list`.",
        "promoted": "Nothing has to be done: the next forecasts are {to}'s. Details:"
        " `forex champions`. To undo it: `forex rollback --horizon {days}d`.",
        "withdrawn": "Nothing has to be done: it was not mailed. Details: `forex models list`.",
        "unreadable": "This horizon is issued in mode robust until that is mended. To learn anew:"
        " `forex retrain --horizon {days}d --reason MANUAL`. To choose another one:"
        " `forex models list`.",
    },
}
"""What operations can do about it."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to a version.

    Attributes:
        place: Where.
        what: By kind.
        version: Which.
        to: Who serves now; "" where nobody else does.
        why: In a sentence; told in the language of the message where its facts are known.
        severity: How grave; None: as its kind is.
    """

    place: Place
    what: What
    version: str
    to: str
    why: str
    severity: Severity | None = None


def notice_post(
    one: Happening, *, now: datetime, language: Language, once_since: datetime | None = None
) -> Post:
    """The message that tells of it, with the ways by which it goes.

    Args:
        one: What happened.
        now: When it is told.
        language: Of the message.
        once_since: Where it lasts, since when: it is told once, however often it is seen.
    """
    place, severity = one.place, one.severity or SEVERITY[one.what]
    named = {"pair": place.pair, "days": place.horizon_days, "version": one.version, "to": one.to}
    title = TITLES[language][one.what].format(**named)
    lines = [in_words(one.why, Numerals(language)), NEXT[language][one.what].format(**named)]
    mail = notice_mail(title, lines, language=language)
    topic = f"version:{place.pair}:{place.target}:{place.horizon_days}d:{one.what}:{one.version}"
    message = Message(
        key=f"{topic}:{once_since or now:%Y-%m-%dT%H:%M:%S.%f}",
        topic=topic,
        audience="operations",
        severity=severity,
        subject=title,
        html=mail.html,
        text=mail.text,
        slack=notice_slack(title, lines),
        created_at=now,
    )
    return Post(message, ROUTES[severity], frozenset())
