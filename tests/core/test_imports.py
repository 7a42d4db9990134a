"""What everyone imports is light: heavy libraries wait for the adapter or model that needs them."""

import json
import pkgutil
import subprocess
import sys

from forexlib import core

HEAVY = ("pandas", "sklearn", "arch", "lightgbm", "xgboost", "matplotlib", "mlflow", "scipy.stats")
LIGHT = (
    *(f"forexlib.core.{module.name}" for module in pkgutil.iter_modules(core.__path__)),
    "forexlib.jobs.ingest",
    "forexlib.sources.csv_file",
    "forexlib.sources.nbp_archive",
)


def test_the_core_and_the_archive_import_no_heavy_library() -> None:
    program = f"import json, sys, {', '.join(LIGHT)}; print(json.dumps(sorted(sys.modules)))"

    printed = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout

    assert set(json.loads(printed)).isdisjoint(HEAVY)
