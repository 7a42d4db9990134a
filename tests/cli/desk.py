"""The `forex` command in this process, on a small database of lognormal forecasts."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forexlib.cli.main import app, main
from forexlib.core.runs import Track
from forexlib.store.duck import DuckStore
from forexlib.wiring import Settings
from tests.reporting.forecasts import horizon
from tests.store.builders import FRIDAY, at, daily, run
from tests.store.empty import empty_store


def settle(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Work in `folder` with no setting but its data folder, which is returned; without MLflow."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"FOREX_{name.upper()}", raising=False)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("FOREX_DATA", str(folder / "data"))
    monkeypatch.setenv("FOREX_ONLINE", "false")
    monkeypatch.setenv("FOREX_MLFLOW_URI", "none")
    return folder / "data"


def fill(data: Path, *, track: Track = "live", horizons: tuple[int, ...] = (7, 30)) -> DuckStore:
    """Store a history up to Friday 2024-03-01, and a forecast of 1000 ± 1 % a day from there."""
    store = empty_store(data)
    history = daily([1000.0] * 60, start=FRIDAY - timedelta(days=59))
    store.admit(history, admitted_at=at(1, 12))
    rows = [
        horizon(days, model=model, as_of=at(1, 13), admitted_by=at(1, 13))
        for days in horizons
        for model in ("ensemble", "random_walk")
    ]
    store.save([run(*rows, track=track)], saved_at=at(1, 14))
    return store


def forex(*words: str) -> Result:
    """What the command prints; an error is the result's `exception`."""
    return CliRunner().invoke(app, list(words))


def ending(monkeypatch: pytest.MonkeyPatch, *words: str) -> int | str | None:
    """The exit code of the whole command."""
    monkeypatch.setattr(sys, "argv", ["forex", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code
