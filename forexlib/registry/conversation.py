"""Talking with the process that talks with MLflow: a line of JSON each way.

We say what is to be shown; it asks for the artefacts it lacks, and in the end tells what it did or
why it could not. It is killed when its time is up.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from threading import Timer
from typing import IO, Any

from forexlib.registry.report import Repaired
from forexlib.registry.store import MlflowStore
from forexlib.registry.trouble import refused, silent

WORKER = "forexlib.registry.worker"


def ask(
    said: Mapping[str, Any],
    load: Callable[[str], bytes | None],
    *,
    store: MlflowStore,
    seconds: float,
    held: int,
) -> Repaired:
    """Have the process do what is said.

    Args:
        said: Store and plan, as plain data.
        load: Gives the artefact of a version.
        store: For messages.
        seconds: How long it may take.
        held: A descriptor it inherits: the turn, which it keeps should this process die.

    Raises:
        RegistryError: If MLflow complains, or does not answer in time.
    """
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints,
        subprocess.Popen(  # noqa: S603  (this very package)
            [sys.executable, "-m", WORKER],
            stdin=pipe,
            stdout=pipe,
            stderr=complaints,
            encoding="utf-8",
            pass_fds=(held,),
        ) as process,
    ):
        late = Timer(seconds, process.kill)
        late.start()
        try:
            answer = _talk(process, said, load)
        finally:
            in_time = late.is_alive()
            late.cancel()
            process.kill()
            process.wait()
        if answer is not None:
            return _report(answer, store)
        if not in_time:
            raise silent(store, seconds)
        raise refused(store, _last_line(complaints))


def _talk(
    process: subprocess.Popen[str], said: Mapping[str, Any], load: Callable[[str], bytes | None]
) -> dict[str, Any] | None:
    """Its last word, or None if it died before."""
    assert process.stdin is not None  # noqa: S101  (both are pipes)
    assert process.stdout is not None  # noqa: S101
    try:
        _say(process.stdin, said)
        for line in process.stdout:
            heard = json.loads(line)
            if "load" not in heard:
                return heard
            content = load(heard["load"])
            text = None if content is None else base64.b64encode(content).decode()
            _say(process.stdin, {"content": text})
    except BrokenPipeError:
        return None  # it died while it was spoken to; `ask` reads its complaints and says why
    return None


def _say(into: IO[str], said: Mapping[str, Any]) -> None:
    into.write(json.dumps(said) + "\n")
    into.flush()


def _report(answer: Mapping[str, Any], store: MlflowStore) -> Repaired:
    if "complaint" in answer:
        raise refused(store, answer["complaint"])
    return Repaired(**{name: tuple(found) for name, found in answer.items()})


def _last_line(complaints: IO[str]) -> str:
    complaints.seek(0)
    lines = [line.strip() for line in complaints if line.strip()]
    return lines[-1] if lines else "it ended without a word"
