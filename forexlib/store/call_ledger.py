"""When each source was asked, in DuckDB, so that its budget and breaker survive restarts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from forexlib.core.budget import Budget, Call, Verdict, decide, pause_if_fails
from forexlib.core.redaction import redacted
from forexlib.store.adapter import Adapter

MEMORY: Final = timedelta(days=30)
"""Older calls decide nothing: budgets are of a day, and a breaker is open for a day at most."""
LONGEST_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class DuckCallLedger(Adapter):
    """The calls of all sources; implements `forexlib.core.ports.CallLedger`."""

    def ask(self, source: str, *, now: datetime, budget: Budget) -> Verdict:
        """Whether `source` may be asked at `now`; if so, that it is asked is noted already.

        Both happen in one transaction that nobody else shares, so of two who ask at once one waits
        and then sees the other's call.
        """
        store = self._database()
        with store.writing() as opened:
            read = store.text("reads", "source_calls.sql")
            rows = opened.execute(read, [source, now - MEMORY]).fetchall()
            calls = [Call(*row) for row in rows]
            verdict = decide(calls, now=now, budget=budget)
            if verdict.allowed:
                pause = pause_if_fails(calls, now=now, budget=budget)
                note = store.text("writes", "begin_source_call.sql")
                opened.execute(note, [source, now, int(pause.total_seconds())]).fetchall()
        return verdict

    def tell(self, source: str, *, now: datetime, error: str | None, values: int = 0) -> None:
        """Note what came of the newest call of `source` that has no end.

        Args:
            source: Which was asked.
            now: When it ended.
            error: Why it failed, or None; kept without what must not be told.
            values: How many it answered with.
        """
        if error is None:
            outcome = ["ok", "", values]
        else:
            outcome = ["failed", redacted(error)[:LONGEST_ERROR] or "It failed.", None]
        store = self._database()
        with store.writing() as opened:
            note = store.text("writes", "end_source_call.sql")
            opened.execute(note, [source, now, *outcome]).fetchall()
