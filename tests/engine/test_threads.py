"""The number of threads a machine has changes no byte of what is learned."""

import subprocess
import sys

import pytest

from tests.paths import SQL

LEARN = """
import hashlib
from tests.engine.parts import prepared
from tests.fakes import MemoryArtefacts
from tests.panels import simulated
from forexlib.engine.learning import Learner
from forexlib.engine.recipe import Recipe

artefacts = MemoryArtefacts()
learner = Learner(Recipe(horizons=(7, 30)), artefacts)
history = prepared(simulated()).history
for name in learner.recipe.spreads:
    learner.spread(name, history)
for name in learner.recipe.centres:
    learner.centre(name, history)
print(hashlib.sha256(b"".join(artefacts.kept[key] for key in sorted(artefacts.kept))).hexdigest())
"""


@pytest.mark.slow
def test_one_thread_and_two_learn_the_same_bytes() -> None:
    learned = [
        subprocess.run(
            [sys.executable, "-c", LEARN],
            env={"PATH": "", "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads},
            cwd=SQL.parent,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    ]

    assert learned[0] == learned[1] != ""
