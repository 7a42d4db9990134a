"""The files that run it elsewhere name what exists, and say the same."""

import configparser
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from flows import without_traceback
from forexlib.core.errors import SettingsError
from forexlib.wiring import HOME
from tests.e2e import environment

DEPLOY = HOME / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = yaml.safe_load((HOME / "compose.yaml").read_text(encoding="utf-8"))["services"]
DOCKERFILE = (HOME / "Dockerfile").read_text(encoding="utf-8")


def unit(file: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # ty: ignore[invalid-assignment]
    read.read_string(file.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_of_the_container_runs_the_script(name: str) -> None:
    script, word = SERVICES[name]["command"]

    assert os.access(HOME / script, os.X_OK)
    assert word == {"server": "serve"}.get(name, name)


def test_the_worker_waits_for_the_deployments_and_these_for_the_server() -> None:
    waits = {name: dict(one.get("depends_on", {})) for name, one in SERVICES.items()}

    assert waits == {
        "server": {},
        "deploy": {"server": {"condition": "service_healthy"}},
        "worker": {"deploy": {"condition": "service_completed_successfully"}},
    }


def test_the_image_runs_as_nobody_special_with_what_the_lock_pins() -> None:
    assert "\nUSER forex\n" in DOCKERFILE
    assert "--constraint requirements.lock" in DOCKERFILE
    assert 'CMD ["forex", "doctor"]' in DOCKERFILE


def test_the_image_gets_every_folder_that_is_needed_and_no_data() -> None:
    lines = (HOME / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}

    assert lines[0] == "*"
    assert {"flows", "forexlib", "sql", "deploy", "prefect.yaml", "requirements.lock"} <= let_in
    assert not {".env", ".git", "data"} & let_in


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_each_unit_starts_what_this_checkout_has(file: Path) -> None:
    started = unit(file).get("Service", "ExecStart", fallback="/srv/forex/.venv/bin/forex")
    command = started.split()[0].removeprefix("/srv/forex/")

    assert command == ".venv/bin/forex" or os.access(HOME / command, os.X_OK)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_each_unit_is_one_that_systemd_takes(file: Path, tmp_path: Path) -> None:
    for one in UNITS:
        text = one.read_text(encoding="utf-8").replace("User=forex\n", "User=root\n")
        text = text.replace("/srv/forex/deploy/prefect.sh", "/bin/true")
        text = text.replace("/srv/forex/.venv/bin/forex", "/bin/true")
        (tmp_path / one.name).write_text(text, encoding="utf-8")

    verified = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / file.name],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )

    assert (verified.returncode, verified.stderr) == (0, "")


def test_the_script_says_how_it_is_used() -> None:
    asked = subprocess.run([DEPLOY / "prefect.sh"], capture_output=True, text=True, check=False)

    assert asked.returncode == 2
    assert "serve | deploy | worker" in asked.stderr


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("module", ["flows", "flows.sweep"])
def test_without_its_server_a_command_says_so_in_one_message(tmp_path: Path, module: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", module],
        env={
            **environment(tmp_path / "data"),
            "PREFECT_API_URL": "http://127.0.0.1:9/api",
            "PREFECT_HOME": str(tmp_path / "made" / "when" / "needed"),
        },
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 2
    assert "http://127.0.0.1:9/api" in told.stderr
    assert "Traceback" not in told.stderr


def test_an_error_that_says_what_to_do_has_no_traceback_in_the_log() -> None:
    ours, foreign = (
        logging.makeLogRecord({"exc_info": (type(error), error, None)})
        for error in (SettingsError("That is wrong.", remedy="Do this."), ValueError("odd"))
    )

    assert without_traceback(ours)
    assert without_traceback(foreign)
    assert ours.exc_info is None
    assert foreign.exc_info is not None
