"""Prefect flows: schedules, retries and what people see of a run; the work is `forexlib.jobs`."""

import logging

from forexlib.core.errors import ForexError


def without_traceback(record: logging.LogRecord) -> bool:
    """Take the traceback off an error that says by itself what is wrong and what to do."""
    if isinstance(record.exc_info, tuple) and isinstance(record.exc_info[1], ForexError):
        record.exc_info = None
    return True


for name in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(name).addFilter(without_traceback)
