"""Telling the runs that live from those a dead worker left."""

import os
import subprocess
import sys
from uuid import uuid4

from prefect.client.schemas.objects import FlowRun

from flows.sweep import environments, left_behind


def test_a_run_whose_process_lives_is_left_alone() -> None:
    living, dead = FlowRun(flow_id=uuid4()), FlowRun(flow_id=uuid4())
    known = [b"LANG=C\0", b"PREFECT__FLOW_RUN_ID=" + str(living.id).encode()]

    assert left_behind([living, dead], known) == [dead]


def test_the_environment_of_a_process_is_seen() -> None:
    run = str(uuid4())
    waits = [sys.executable, "-c", "print('up', flush=True); input()"]

    with subprocess.Popen(
        waits,
        env={**os.environ, "PREFECT__FLOW_RUN_ID": run},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # just after it was begun the kernel may not know it yet
        seen = any(run.encode() in one for one in environments())
        process.kill()

    assert seen
