"""`python -m flows.variables`: refuse to deploy while a variable of prefect.yaml is unset.

Prefect would store its name as it stands, without a word, and only the runs would fail.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from forexlib.cli.main import main
from forexlib.core.errors import SettingsError

FILE: Final = Path(__file__).parents[1] / "prefect.yaml"

MEANING: Final = {
    "FOREX_HOME": "the folder of this checkout on the worker's host",
    "GIT_SHA": "the version that is deployed, such as the output of git rev-parse --short HEAD",
}
"""What each variable of prefect.yaml is to hold."""


def variables(text: str) -> list[str]:
    """The names of the variables that prefect.yaml takes from the environment, each once."""
    return sorted(set(re.findall(r"\{\{\s*\$(\w+)\s*\}\}", text)))


def check(text: str, environment: Mapping[str, str]) -> None:
    """See that every variable of `text` has a value.

    Raises:
        SettingsError: If one has none; names all that have none.
    """
    unset = [name for name in variables(text) if environment.get(name, "") == ""]
    if unset:
        raise SettingsError(
            f"prefect.yaml needs {', '.join(unset)}, which is not set.",
            remedy=" ".join(f"{name}: {MEANING.get(name, 'see prefect.yaml')}." for name in unset),
        )


if __name__ == "__main__":
    main(lambda: check(FILE.read_text(encoding="utf-8"), os.environ))
