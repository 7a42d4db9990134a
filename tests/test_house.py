"""House rules that a machine can see."""

import ast
import json
import re
import subprocess
import sys
from importlib.metadata import requires, version
from pathlib import Path

import pytest
import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs import make_dictionary
from forexlib.cli.main import app
from forexlib.wiring import HOME, Settings

ROOT = Path(__file__).parents[1]
HEAVY = {
    "arch",
    "lightgbm",
    "matplotlib",
    "mlflow",
    "pandas",
    "scipy.signal",
    "scipy.stats",
    "sklearn",
    "statsforecast",
    "statsmodels",
    "xgboost",
}
FEATURES = [
    *(f"C{i}" for i in range(1, 11)),
    *(f"P{part}.{i}" for part, last in enumerate((4, 9, 5, 5, 4), 1) for i in range(1, last + 1)),
]
PLACES = (".ci", ".github", "benchmarks", "docs", "flows", "forexlib", "reports", "sql", "tests")
TEXTS = sorted(
    file
    for file in (*ROOT.glob("*"), *(file for place in PLACES for file in (ROOT / place).rglob("*")))
    if file.is_file() and file.suffix not in {".png", ".pyc"} and file.name != ".env"
)
FOREIGN = re.compile(
    r"pypi[.]org|pythonhosted[.]|npmjs[.]|deb(ian)?[.]debian[.]|proxy[.]golang[.]"
    r"|(?<![\w./-])/(root|work|Users|home/\w+|opt/\w+)/"
)
TESTS = sorted(file for file in (ROOT / "tests").rglob("test_*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("module", ["forexlib", "forexlib.cli.main"])
def test_importing_pulls_in_no_heavy_library(module: str) -> None:
    program = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"

    printed = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout

    assert HEAVY.intersection(json.loads(printed)) == set()


def test_the_lock_pins_everything_the_project_needs() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {canonicalize_name(name): version for name, version in re.findall(r"(.+)==(.+)", lock)}

    needed = {name: version(name) for name in closure("forexlib", "dev") - {"forexlib"}}

    assert {name: found for name, found in needed.items() if pinned.get(name) != found} == {}


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    named = {
        file.relative_to(ROOT): found[0]
        for file in TEXTS
        if (found := FOREIGN.search(file.read_text(encoding="utf-8", errors="replace")))
    }

    assert named == {}


def test_every_test_asserts_something() -> None:
    silent = [
        f"{file.relative_to(ROOT)}::{node.name}"
        for file in TESTS
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        if node.name.startswith("test") and not asserts(node)
    ]

    assert silent == []


def test_the_feature_table_has_every_feature() -> None:
    rows = re.findall(r"^\| ([CP][\d.]+) \|", README, re.MULTILINE)

    assert rows == FEATURES


def test_the_settings_page_and_the_example_name_every_setting() -> None:
    documented = re.findall(r"^\| `FOREX_(\w+)` \|", README, re.MULTILINE)

    assert [name.lower() for name in documented] == list(Settings.model_fields)
    assert list(example()) == list(Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_example_settings_are_the_defaults(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in Settings.model_fields:
        monkeypatch.delenv(f"FOREX_{variable.upper()}", raising=False)
    monkeypatch.chdir(HOME)

    expected = getattr(Settings(_env_file=None), name)
    monkeypatch.setenv(f"FOREX_{name.upper()}", example()[name])

    chosen = getattr(Settings(_env_file=None), name)

    assert chosen == expected or Path(chosen).resolve() == expected


@pytest.mark.parametrize("page", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_command_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    commands = set(getattr(typer.main.get_command(app), "commands", {}))
    targets = set(
        re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )

    assert set(re.findall(r"`forex ([a-z][a-z-]*)", text)) <= commands
    assert set(re.findall(r"`make ([a-z][a-z-]*)", text)) <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_data_dictionary_is_up_to_date() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")

    assert written == make_dictionary.page()


def closure(package: str, extra: str = "") -> set[str]:
    """A package with an extra, and all that these require here, by canonical names."""
    found: set[str] = set()
    open_ends = {(str(canonicalize_name(package)), extra)}
    seen = set(open_ends)
    while open_ends:
        name, wanted = open_ends.pop()
        found.add(name)
        for requirement in map(Requirement, requires(name) or []):
            if requirement.marker is None or requirement.marker.evaluate({"extra": wanted}):
                parts = {
                    (str(canonicalize_name(requirement.name)), e) for e in ("", *requirement.extras)
                }
                open_ends |= parts - seen
                seen |= parts
    return found


def asserts(function: ast.FunctionDef) -> bool:
    """Whether a test can fail: it asserts, expects an error, or calls an `assert_...`."""
    called = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    names = [ast.unparse(call.func).rpartition(".")[2] for call in called]
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or any(
        name in {"raises", "warns"} or name.startswith("assert_") for name in names
    )


def example() -> dict[str, str]:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return {
        name.lower(): value
        for name, value in re.findall(r"^# FOREX_(\w+)=(.*)$", text, re.MULTILINE)
    }
