"""Every working day: put the dashboard together; on Mondays, mail it to operations."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Cancelled

from flows import clock, ui
from flows.late import STOOD_ASIDE, newer_run_is_due
from flows.steps import send_what_waits
from forexlib.jobs import dashboard as job
from forexlib.jobs.dashboard import Dashboard
from forexlib.jobs.dashboard_mail import in_markdown, mail_dashboard, summary_rows
from forexlib.wiring import platform


@flow(name="dashboard", timeout_seconds=1800)
def dashboard(pair: str = "USDCLP", *, mail: bool = False) -> Path | State[Path]:
    """Put the dashboard together from what is known now; return where its page lies.

    Args:
        pair: USD and any currency of the NBP's table A.
        mail: Whether operations are mailed, once a week however often it runs.
    """
    if newer_run_is_due():
        return Cancelled(message=STOOD_ASIDE)
    now = clock.now()
    shown, file = make_the_page(pair, now)
    show_the_summary(pair, shown)
    if mail:
        mail_the_page(pair, shown, file, now)
        send_what_waits(pair, now)
    return file


@task(cache_policy=NO_CACHE)
def make_the_page(pair: str, now: datetime) -> tuple[Dashboard, Path]:
    """Gather the rows, and write the page beside the data."""
    parts = platform(pair=pair)
    shown = job.dashboard(parts.store, parts.score_book, parts.board(now))
    page = job.page(shown, parts.page_maker)
    file = parts.settings.dashboards / f"{parts.settings.pair.lower()}.html"
    parts.page_maker.write(file, page)
    ui.log(f"Dashboard: {file} ({len(page) / 1000:.0f} kB)")
    return shown, file


@task(cache_policy=NO_CACHE)
def show_the_summary(pair: str, shown: Dashboard) -> None:
    """A table of what matters most, and all of it in words."""
    about = f"{shown.edition.title} · {shown.edition.date}"
    ui.table(f"dashboard-{pair.lower()}", summary_rows(shown), about=about)
    ui.markdown(f"dashboard-page-{pair.lower()}", in_markdown(shown))


@task(cache_policy=NO_CACHE)
def mail_the_page(pair: str, shown: Dashboard, file: Path, now: datetime) -> bool:
    """Put the page into the outbox for operations, unless this week's was."""
    parts = platform(pair=pair)
    new = mail_dashboard(parts.store, parts.outbox, shown, file.read_bytes(), now=now)
    ui.log("The dashboard goes to operations." if new else "This week's dashboard was mailed.")
    return new
