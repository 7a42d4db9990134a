"""`python -m flows`: the flow `forecast`, run here, and what a person reads of it.

Without PREFECT_API_URL Prefect starts a server for the time of the run; it is kept off the screen.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, cast

import httpx
import typer

from forexlib.cli import clock, options
from forexlib.cli.main import main
from forexlib.cli.output import console
from forexlib.cli.run import Spot, show
from forexlib.core.errors import SettingsError
from forexlib.jobs.daily import Daily
from forexlib.wiring import platform

if TYPE_CHECKING:
    from prefect import State

QUIET: Final = {
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "DO_NOT_TRACK": "1",
}
"""What Prefect is told unless the environment says otherwise; the log still goes to its server."""

STOPPED: Final = 130


def run(
    pair: options.Pair = None,
    as_of: options.AsOf = None,
    spot: Spot = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Run the flow, and print the forecast and its track record."""
    parts = platform(pair=pair)
    moment = None if as_of is None else clock.read_instant(as_of, parts.settings)
    try:
        with children_deaf(), console(error=True).status("Forecasting in a Prefect flow."):
            done = forecast_in_a_flow(parts.settings.pair, moment, spot)
    except KeyboardInterrupt:
        sys.stderr.write("forex: stopped; what was saved before remains.\n")
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (for good: Prefect misses its server now)
        raise typer.Exit(STOPPED) from None
    show(parts, done, as_json=as_json)


def forecast_in_a_flow(pair: str, as_of: datetime | None, spot: float | None) -> Daily:
    """What the flow returned, also where it says that nothing could be forecast.

    Raises:
        ForexError: As the flow did.
        SettingsError: If Prefect's server does not answer, or cannot be started.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if "PREFECT_HOME" in os.environ:  # Prefect makes the last folder of the path only
        Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)

    from prefect.flow_engine import run_flow  # noqa: PLC0415  (reads the environment when imported)
    from prefect.settings import (  # noqa: PLC0415
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        temporary_settings,
    )

    from flows.forecast import forecast  # noqa: PLC0415

    asked = {"pair": pair, "as_of": as_of, "spot": spot}
    try:
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):  # joining takes 1 s
            state = cast("State[Daily]", run_flow(forecast, parameters=asked, return_type="state"))
    except (RuntimeError, httpx.HTTPError) as error:
        raise SettingsError(
            f"Prefect's server does not answer: {error}",
            remedy="Look at PREFECT_API_URL and PREFECT_HOME, or forecast without: `forex run`.",
        ) from error
    returned = state.result(raise_on_failure=False)
    if isinstance(returned, BaseException):
        raise returned
    return returned


@contextmanager
def children_deaf() -> Generator[None]:
    """Processes started within do not hear Ctrl-C: Prefect's server would complain of it aloud.

    A blocked signal is inherited by children. This process hears it through a thread that does not
    block it, and its main thread acts on it; leaving, Prefect stops the server.
    """
    leave = Event()
    Thread(target=leave.wait, daemon=True).start()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        leave.set()


app = typer.Typer(pretty_exceptions_enable=False, add_completion=False, rich_markup_mode=None)
app.command()(run)

if __name__ == "__main__":
    main(app)
