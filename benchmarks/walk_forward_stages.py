"""Where a walk's time goes: the same command in one process, with a stopwatch at each part.

    python benchmarks/walk_forward_stages.py validate --offline --workers 1 ...

prints one JSON object: the part to the seconds spent in it and in no part that it called.
"""

from __future__ import annotations

import io
import json
import sys
import time
from contextlib import redirect_stderr, redirect_stdout, suppress
from types import ModuleType

START = time.perf_counter()

from stages import Stopwatch  # noqa: E402

import forexlib.backtest.walk_forward  # noqa: E402
import forexlib.engine.ensemble  # noqa: E402
import forexlib.jobs.validate  # noqa: E402
from forexlib.cli.main import app  # noqa: E402
from forexlib.engine.forecast import Prepared  # noqa: E402
from forexlib.engine.learning import Learner  # noqa: E402
from forexlib.features.history import Past  # noqa: E402
from forexlib.models.arima import Arima, LearnedArma  # noqa: E402
from forexlib.models.boosting import LightGbm, XgBoost  # noqa: E402
from forexlib.models.direct import LearnedDirect  # noqa: E402
from forexlib.models.ewma import LearnedEwmaErrors  # noqa: E402
from forexlib.models.forest import Forest  # noqa: E402
from forexlib.models.garch import Garch, LearnedGarch  # noqa: E402
from forexlib.models.reverting import LearnedRevertingErrors  # noqa: E402
from forexlib.store.artefacts import FolderArtefacts  # noqa: E402
from forexlib.store.duck import DuckStore  # noqa: E402
from forexlib.store.validations import DuckValidations  # noqa: E402

PARTS: tuple[tuple[str, type | ModuleType, tuple[str, ...]], ...] = (
    ("learn: ARMA orders and coefficients", Arima, ("learn",)),
    ("learn: GARCH likelihood", Garch, ("learn",)),
    ("learn: random forests", Forest, ("learn",)),
    ("learn: LightGBM and XGBoost", LightGbm, ("learn",)),
    ("learn: LightGBM and XGBoost", XgBoost, ("learn",)),
    ("learn: ask members about the past, weigh them", forexlib.engine.ensemble, ("gather", "_ask")),
    ("learn: fingerprints and keys", Learner, ("kept",)),
    ("learn: write, read and parse artefacts", Learner, ("_read_or_learn",)),
    ("learn: write, read and parse artefacts", FolderArtefacts, ("load", "save")),
    ("forecast: simulate GARCH paths", LearnedGarch, ("errors",)),
    ("forecast: quantiles of past errors", LearnedEwmaErrors, ("errors",)),
    ("forecast: quantiles of past errors", LearnedRevertingErrors, ("errors",)),
    ("forecast: filter ARMA", LearnedArma, ("centre",)),
    ("forecast: ask trees", LearnedDirect, ("centre",)),
    ("forecast: slice history, see which horizons", Prepared, ("of",)),
    ("forecast: slice history, see which horizons", Past, ("over", "known_at")),
    ("forecast: frames and their contract", forexlib.backtest.walk_forward, ("predictions",)),
    ("database", DuckValidations, ("begin", "save", "score", "keep_tests", "read")),
    ("database", DuckStore, ("panel", "newest")),
    ("test the models", forexlib.jobs.validate, ("evaluate",)),
)


def main() -> None:
    """Run the command that the arguments are, in silence, and print where the time went."""
    watch = Stopwatch()
    for part, owner, methods in PARTS:
        for method in methods:
            found = owner.__dict__[method]
            if isinstance(found, classmethod):
                setattr(owner, method, classmethod(watch.timed(part, found.__func__)))
            else:
                setattr(owner, method, watch.timed(part, found))
    imported = time.perf_counter()
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), suppress(SystemExit):
        watch.timed("the rest (compose, check, print)", app)()
    sys.stdout.write(json.dumps({"import the command": imported - START, **watch.seconds}))


if __name__ == "__main__":
    main()
