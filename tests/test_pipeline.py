"""The pipeline runs what exists, with the rights it needs; the gate in it sees what breaks."""

import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

from benchmarks import model_gate
from benchmarks.model_gate import figure, violations
from benchmarks.model_gate_bounds import PAGE, Bound, documented, read
from forexlib.core.levels import LEVELS
from forexlib.scoring.losses import crps
from forexlib.wiring import HOME

PIPELINE = yaml.safe_load((HOME / ".github/workflows/model_pipeline.yml").read_text("utf-8"))
JOBS: dict[str, dict[str, Any]] = PIPELINE["jobs"]
STEPS = [(job, step) for job, told in JOBS.items() for step in told["steps"]]
RUNS = [(step["run"], step) for _, step in STEPS if "run" in step]
ON_SERVER = ("retrain", "deploy")
MAKEFILE = (HOME / "Makefile").read_text("utf-8")
STRETCH, BOUNDS = read()
CRPS_7 = next(
    one for one in BOUNDS if (one.model, one.figure, one.days) == ("ensemble", "crps_ratio", 7)
)


def deployments() -> set[str]:
    told = yaml.safe_load((HOME / "prefect.yaml").read_text("utf-8"))["deployments"]
    named = [(one["entrypoint"].partition(":")[2], one["name"]) for one in told]
    return {f"{flow.replace('_', '-')}/{name}" for flow, name in named}


def test_the_jobs_follow_one_another() -> None:
    assert {name: job.get("needs") for name, job in JOBS.items()} == {
        "test": None,
        "validate-models": "test",
        "retrain": "validate-models",
        "deploy": "retrain",
    }


@pytest.mark.parametrize("command", [command for command, _ in RUNS])
def test_each_step_runs_what_exists(command: str) -> None:
    program, *words = shlex.split(command)

    if program == "make":
        assert all(re.search(rf"^{word}:", MAKEFILE, re.MULTILINE) for word in words)
    elif program == ".venv/bin/prefect":
        assert words[:2] == ["deployment", "run"]
        assert words[2] in deployments()
        assert "--watch" in words  # or a run that fails would be a success
    else:
        script = (HOME / program).read_text("utf-8")
        assert re.search(rf"^serve \| {words[0]} \|", script, re.MULTILINE)


@pytest.mark.slow
def test_prefect_knows_the_options() -> None:
    used = {word for command, _ in RUNS for word in shlex.split(command) if word.startswith("--")}
    words = [sys.executable, "-m", "prefect", "deployment", "run", "--help"]

    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout

    assert {option for option in used if option not in told} == set()


def test_actions_are_pinned_by_commit_and_keep_no_credentials() -> None:
    used = [(step["uses"], step.get("with", {})) for _, step in STEPS if "uses" in step]

    assert [
        name for name, _ in used if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", name)
    ] == []
    assert all(given["persist-credentials"] is False for name, given in used if "checkout" in name)


def test_it_may_read_the_repository_and_nothing_else() -> None:
    assert PIPELINE["permissions"] == {"contents": "read"}
    assert [name for name, job in JOBS.items() if "permissions" in job] == []
    assert PIPELINE["concurrency"]["group"].startswith("model-pipeline-")
    assert all(job["timeout-minutes"] <= 150 for job in JOBS.values())


def test_the_server_is_touched_from_main_alone_and_by_no_login() -> None:
    secrets = {name for name, job in JOBS.items() if "secrets." in str(job)}

    assert secrets == set(ON_SERVER)
    for name in ON_SERVER:
        assert "github.event_name != 'pull_request'" in JOBS[name]["if"]
        assert "github.ref == 'refs/heads/main'" in JOBS[name]["if"]
        assert JOBS[name]["environment"] == "production"
    assert not any(re.search(r"\b(ssh|scp|rsync)\b", command) for command, _ in RUNS)


def test_no_input_stands_in_a_command_itself() -> None:
    assert [command for command, _ in RUNS if "${{" in command] == []


def test_the_bounds_are_those_of_the_evaluation() -> None:
    ordered = sorted(BOUNDS, key=lambda one: (one.model, one.figure, one.days))

    assert tuple(ordered) == documented(PAGE.read_text("utf-8"))
    assert len(BOUNDS) == 5 * 4
    assert all(one.low < one.documented < one.high for one in BOUNDS)
    assert {one.model for one in BOUNDS} <= set(STRETCH.models)


def scored(width: float) -> pl.DataFrame:
    """A week of outcomes at the quartiles; `width`: of the ensemble against the random walk's."""
    grid = np.asarray(LEVELS)
    actual = np.array([-0.6, -0.3, 0.0, 0.3, 0.6])
    own, walk = (
        crps(np.tile(width_ * (grid - 0.5) * 2.0, (5, 1)), actual) for width_ in (width, 1.0)
    )
    return pl.DataFrame(
        {
            "horizon_days": 7,
            "model": "ensemble",
            "origin_date": pl.date_range(
                pl.date(2024, 1, 1), pl.date(2024, 1, 5), "1d", eager=True
            ),
            "crps": own,
            "crps_random_walk": walk,
            "error": actual,
            "error_random_walk": actual,
            "inside_80": np.abs(actual) <= 0.8 * width,
            "inside_95": np.abs(actual) <= 0.95 * width,
        }
    )


def test_a_figure_is_the_ratio_of_sums_or_the_share_inside() -> None:
    rows = scored(0.7)

    ratio = figure(rows, CRPS_7)
    inside = figure(rows, replace(CRPS_7, figure="coverage_80"))

    assert ratio == pytest.approx(sum(rows["crps"]) / sum(rows["crps_random_walk"]))
    assert inside == pytest.approx(60.0)


def test_what_lies_outside_is_a_line_of_its_own() -> None:
    better, worse = replace(CRPS_7, days=15), replace(CRPS_7, days=30)

    said = list(violations({CRPS_7: 0.978, better: 0.95, worse: 1.2}))

    assert len(said) == 2
    assert "CRPS ratio of ensemble at 15 days: 0.9500 does not lie within 0.9690" in said[0]
    assert "at 30 days: 1.2000" in said[1]


def test_a_figure_that_could_not_be_had_is_a_violation() -> None:
    gone = replace(CRPS_7, days=8)

    assert len(list(violations({gone: figure(scored(1.0), gone)}))) == 1
    assert not Bound("ensemble", "crps_ratio", 7, 0.9, 0.95, 1.0).holds(float("nan"))


def test_a_violated_bound_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(model_gate, "walked", lambda *_, **__: ("rates", scored(3.0)))

    code = model_gate.main([])

    assert code == 1
    assert capsys.readouterr().err.count("violated: ") == len(BOUNDS)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_shipped_recipe_passes(tmp_path: Path) -> None:
    words = ["make", "validate-models"]

    ended = subprocess.run(words, cwd=HOME, capture_output=True, text=True, check=False)

    (tmp_path / "said").write_text(ended.stdout + ended.stderr)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("ensemble ") == 16
