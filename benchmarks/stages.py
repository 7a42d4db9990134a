"""Where a run's time goes: the same command in one process, with a stopwatch at each part.

    python benchmarks/stages.py run --offline ...

prints one JSON object: the part to the seconds spent in it and in no part that it called.
"""

from __future__ import annotations

import functools
import io
import json
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import Any

START = time.perf_counter()

from forexlib.cli.main import app  # noqa: E402
from forexlib.engine.forecast import Prepared  # noqa: E402
from forexlib.engine.learning import Learner  # noqa: E402
from forexlib.models.arima import LearnedArma  # noqa: E402
from forexlib.models.ewma import LearnedEwmaErrors  # noqa: E402
from forexlib.models.forest import LearnedForest  # noqa: E402
from forexlib.models.garch import LearnedGarch  # noqa: E402
from forexlib.models.var import LearnedVar  # noqa: E402
from forexlib.sources.nbp_archive import NbpArchive  # noqa: E402
from forexlib.store.artefacts import FolderArtefacts  # noqa: E402
from forexlib.store.duck import DuckStore  # noqa: E402

PARTS: tuple[tuple[str, type, tuple[str, ...]], ...] = (
    ("read the archive", NbpArchive, ("fetch",)),
    ("database: admit observations", DuckStore, ("admit",)),
    ("database: read the panel", DuckStore, ("panel",)),
    ("database: small reads", DuckStore, ("newest", "modes", "read")),
    ("database: save the run", DuckStore, ("save",)),
    ("database: score", DuckStore, ("score",)),
    ("panel to history and features", Prepared, ("look",)),
    ("read artefacts from disk", FolderArtefacts, ("load", "save")),
    ("parse artefacts, or learn", Learner, ("_read_or_learn",)),
    ("spread: simulate GARCH paths", LearnedGarch, ("errors",)),
    ("spread: scaled empirical errors", LearnedEwmaErrors, ("errors",)),
    ("member: ARIMA", LearnedArma, ("centre",)),
    ("member: VAR", LearnedVar, ("centre",)),
    ("member: random forest", LearnedForest, ("centre", "importances")),
)


class Stopwatch:
    """Seconds of each part, the parts it called taken out."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.inner = [0.0]

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function`, with its time written down under `part`."""

        @functools.wraps(function)
        def wrapped(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
            self.inner.append(0.0)
            start = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                spent = time.perf_counter() - start
                own = spent - self.inner.pop()
                self.inner[-1] += spent
                self.seconds[part] = self.seconds.get(part, 0.0) + own

        return wrapped


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
        watch.timed("everything else (compose, check, print)", app)()
    sys.stdout.write(json.dumps({"import the command": imported - START, **watch.seconds}))


if __name__ == "__main__":
    main()
