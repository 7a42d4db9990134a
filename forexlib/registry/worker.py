"""The process that talks with MLflow; see `forexlib.registry.conversation` for the other side.

`python -m forexlib.registry.worker` reads what is to be shown from standard input.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from dataclasses import asdict
from typing import Final, TextIO

from pydantic import TypeAdapter

from forexlib.registry.plan import Plan
from forexlib.registry.store import MlflowStore

SETTINGS: Final = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_CONFIGURE_LOGGING": "false",
    "GIT_PYTHON_REFRESH": "quiet",
    "MPLBACKEND": "Agg",
}
"""Of MLflow, which takes them from the environment alone."""


def main(hear: TextIO, say: TextIO) -> None:
    """Hear what is to be shown, show it, and say what was done, or why it could not be."""

    def load(version: str) -> bytes | None:
        json.dump({"load": version}, say)
        say.write("\n")
        say.flush()
        content = json.loads(hear.readline())["content"]
        return None if content is None else base64.b64decode(content)

    said = json.loads(hear.readline())
    store = TypeAdapter(MlflowStore).validate_python(said["store"])
    os.environ.update(SETTINGS)  # noqa: TID251
    try:
        from forexlib.registry.show import show  # noqa: PLC0415  (imports MLflow)

        answer = asdict(show(TypeAdapter(Plan).validate_python(said["plan"]), store, load))
    except Exception as error:  # noqa: BLE001  (whatever it is, it is told on the other side)
        answer = {"complaint": str(error) or type(error).__name__}
    json.dump(answer, say)
    say.write("\n")
    say.flush()


if __name__ == "__main__":
    heard, sys.stdout = sys.stdout, sys.stderr  # MLflow prints, and must not be mistaken for us
    main(sys.stdin, heard)
