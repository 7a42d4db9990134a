"""Let operations have the dashboard by mail, once a week."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from forexlib.core.calendar import local_date
from forexlib.core.message import Channel, Message
from forexlib.core.ports import Outbox, Store
from forexlib.jobs.dashboard import Dashboard
from forexlib.reporting.dashboard.blocks import Note
from forexlib.reporting.dashboard.markdown import at, cards, headlines, markdown
from forexlib.reporting.mail import notice_mail
from forexlib.reporting.slack import notice_slack

CHANNELS: Final[tuple[Channel, ...]] = ("email",)


def mail_dashboard(
    store: Store, outbox: Outbox, shown: Dashboard, html: bytes, *, now: datetime
) -> bool:
    """Put the page into the outbox with its summary; return whether it is the week's first.

    Raises:
        StoreError: If the outbox cannot be read or written.
    """
    scope, edition = shown.facts.scope, shown.edition
    year, week, _ = local_date(now, zone=scope.zone).isocalendar()
    topic = f"dashboard:{scope.target}/{scope.pair}"
    key = f"{topic}:{year}-W{week:02}"
    if not store.read("outbox", key=key).is_empty():
        return False  # before the page is kept: nobody would take it away
    title = f"📊 {edition.title} · {edition.date}"
    lines = summary(shown)
    mail = notice_mail(title, lines, language=edition.language)
    name = f"{scope.pair.lower()}-{local_date(now, zone=scope.zone)}.html"
    message = Message(
        key=key,
        topic=topic,
        audience="operations",
        severity="INFO",
        subject=title,
        html=mail.html,
        text=mail.text,
        slack=notice_slack(title, lines),
        created_at=now,
        attachments=(outbox.keep(html, name=name, media="text/html"),),
    )
    return outbox.put(message, channels=CHANNELS)


def summary_rows(shown: Dashboard) -> list[dict[str, str]]:
    """The cards as a table: what, how much, and more of it."""
    return [
        {"label": one.label, "value": one.value, "detail": one.detail}
        for one in cards(shown.edition, shown.facts.scope.horizon_days)
    ]


def in_markdown(shown: Dashboard) -> str:
    """All words and tables, of the horizon that is seen first."""
    return markdown(shown.edition, shown.facts.scope.horizon_days)


def summary(shown: Dashboard) -> list[str]:
    """The cards, and whatever is said in a sentence, each with its section."""
    edition, days = shown.edition, shown.facts.scope.horizon_days
    said = [
        f"{section.title}: {block.text}"
        for section in edition.sections
        for block in at(section.blocks, days)
        if isinstance(block, Note)
    ]
    return [*headlines(edition, days), *said, edition.foot]
