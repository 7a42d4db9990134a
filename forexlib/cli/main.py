"""The `forex` command."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import Annotated

import typer

from forexlib import __version__
from forexlib.cli.alerts import alerts
from forexlib.cli.backfill import backfill_forecasts
from forexlib.cli.challenge import challenge
from forexlib.cli.champions import champions
from forexlib.cli.chart import chart
from forexlib.cli.config import config
from forexlib.cli.ctrl_c import heard_where_it_can_be
from forexlib.cli.dashboard import dashboard
from forexlib.cli.deploy import deploy, rollback
from forexlib.cli.doctor import doctor
from forexlib.cli.drift import drift
from forexlib.cli.ingest import ingest_rates
from forexlib.cli.maintain import maintain
from forexlib.cli.models import models
from forexlib.cli.monitor import monitor
from forexlib.cli.outbox import notify, outbox
from forexlib.cli.performance import performance
from forexlib.cli.predictions import predictions, scores
from forexlib.cli.prob import prob
from forexlib.cli.quarantine import quarantine
from forexlib.cli.readiness import readiness
from forexlib.cli.report import report
from forexlib.cli.restore import restore
from forexlib.cli.retrain import retrain
from forexlib.cli.run import run
from forexlib.cli.sources import sources
from forexlib.cli.validate import validate_models
from forexlib.core.errors import ForexError

app = typer.Typer(
    help="Forecast USD/CLP as a distribution, keep every forecast, and say how good they were.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
app.command()(run)
app.command("ingest")(ingest_rates)
app.command("backfill")(backfill_forecasts)
app.command("validate")(validate_models)
app.command()(predictions)
app.command()(scores)
app.command()(prob)
app.command()(chart)
app.command()(report)
app.command()(doctor)
app.command()(drift)
app.command()(readiness)
app.command()(dashboard)
app.command()(monitor)
app.command()(maintain)
app.command()(restore)
app.command()(retrain)
app.command()(challenge)
app.command()(deploy)
app.command()(rollback)
app.command()(champions)
app.add_typer(models, name="models")
app.add_typer(alerts, name="alerts")
app.command()(performance)
app.add_typer(config, name="config")
app.add_typer(sources, name="sources")
app.add_typer(quarantine, name="quarantine")
app.add_typer(outbox, name="outbox")
app.add_typer(notify, name="notify")


STOPPED = 130
"""Exit code after Ctrl-C."""


@app.callback(invoke_without_command=True)
def _about(
    *, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    if version:
        sys.stdout.write(f"forex {__version__}\n")
        raise typer.Exit


def main(command: Callable[[], None] = app) -> None:
    """Run the command; an error a user can cause is one message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that cannot write ü or → gets ? for it
            stream.reconfigure(errors="replace")
    try:
        with heard_where_it_can_be():
            command()
    except ForexError as error:
        sys.stderr.write(f"forex: {error.what}\n{' ' * 7}{error.remedy}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        _say_stopped()
        sys.exit(STOPPED)
    except SystemExit as ended:  # typer hears Ctrl-C first, and ends without a word
        if ended.code == STOPPED:
            _say_stopped()
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)


def _say_stopped() -> None:
    sys.stderr.write("forex: stopped; what was saved before remains.\n")


if __name__ == "__main__":
    main()
