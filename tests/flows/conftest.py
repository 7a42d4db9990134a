"""Prefect reads its environment when imported: keep it off the network and out of the home."""

import os
import tempfile
from pathlib import Path

HOME = tempfile.TemporaryDirectory(prefix="prefect-", ignore_cleanup_errors=True)
os.environ |= {
    "PREFECT_HOME": HOME.name,
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}
os.environ.pop("PREFECT_API_URL", None)

import pytest  # noqa: E402

from flows import ui  # noqa: E402
from tests.flows.page import Page  # noqa: E402


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Page:
    """What a run says, on a data folder of its own and offline."""
    for name in [name for name in os.environ if name.startswith("FOREX_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOREX_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FOREX_ONLINE", "false")
    monkeypatch.setenv("FOREX_RECORD_DAYS", "21")
    fake = Page()
    for name in ("log", "warn", "table", "markdown", "progress", "tell"):
        monkeypatch.setattr(ui, name, getattr(fake, name))
    return fake
