"""The log of decisions, in DuckDB: what was decided, and the messages that carry it, at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import duckdb
import polars as pl

from forexlib.core.alert import AlertRuling, Condition, Decision, Judged, Post, Scope, Situation
from forexlib.core.event import Event
from forexlib.store.adapter import Adapter
from forexlib.store.outbox import put_message

TOPIC: Final = "alert:{pair}:{target}:"
"""What the topics of a scope's alerts begin with; the audience follows."""

_SCHEMA: Final = {
    "pair": pl.String,
    "target": pl.String,
    "as_of": pl.Datetime("us", "UTC"),
    "key": pl.String,
    "kind": pl.String,
    "subject": pl.String,
    "occasion": pl.String,
    "horizon_days": pl.Int16,
    "audience": pl.String,
    "severity": pl.String,
    "phase": pl.String,
    "verdict": pl.String,
    "reason": pl.String,
    "metrics": pl.String,
    "message_key": pl.String,
    "decided_at": pl.Datetime("us", "UTC"),
}


@dataclass(frozen=True, slots=True)
class DuckDecisions(Adapter):
    """What was decided; implements `forexlib.core.ports.Decisions`."""

    def situation(self, scope: Scope, *, now: datetime) -> Situation:
        """What was decided of each event before `now`, and what people said of it."""
        with self._database().reading() as opened:
            return self._situation(opened, scope, now)

    def record(
        self,
        scope: Scope,
        judge: Callable[[Situation], Judged],
        *,
        horizons: Sequence[int],
        now: datetime,
    ) -> Judged:
        """Let `judge` decide on what is known now, and keep what it says; nobody decides meanwhile.

        Of two monitors at once the second sees what the first decided. The log and the outbox are
        written in one transaction, so that what was decided to be sent is sent.

        Args:
            scope: Whose alerts.
            judge: From what was decided before to what is decided now; pure, and quick.
            horizons: Calendar days; one at which nothing happened gets a row that says so.
            now: The instant of the decision. A second decision at the same instant writes nothing.
        """
        with self._database().writing() as opened:
            judged = judge(self._situation(opened, scope, now))
            rows = decision_rows(scope, judged, horizons=horizons, now=now)
            known = opened.execute(
                "select 1 from decisions where pair = $1 and target = $2 and as_of = $3 limit 1",
                [scope.pair, scope.target, now],
            ).fetchall()
            if known:
                return Judged(())
            opened.register("new_decisions", rows)
            opened.execute(self._database().text("writes", "save_decisions.sql"))
            opened.unregister("new_decisions")
            for post in judged.posts:
                put_message(opened, self._database(), post.message, post.channels)
        return judged

    def rule(self, scope: Scope, ruling: AlertRuling) -> None:
        """Keep what a person said of an alert of a pair and target."""
        values = (
            *(ruling.key, ruling.ruled, ruling.until, ruling.by, ruling.note, ruling.at),
            *(scope.pair, scope.target),
        )
        with self._database().writing() as opened:
            text = self._database().text("writes", "keep_alert_ruling.sql")
            opened.execute(text, list(values))

    def _situation(
        self, opened: duckdb.DuckDBPyConnection, scope: Scope, now: datetime
    ) -> Situation:
        topic = TOPIC.format(pair=scope.pair, target=scope.target)
        rows = self._rows(opened, "alert_conditions_of.sql", scope.pair, scope.target).to_dicts()
        muted = self._rows(opened, "alerts_muted.sql", now, scope.pair, scope.target).to_dicts()
        last = self._rows(opened, "last_alerts.sql", topic, now).to_dicts()
        return Situation(
            conditions={row["key"]: _condition(row) for row in rows},
            muted=frozenset(row["key"] for row in muted),
            last_message={row["audience"]: (row["created_at"], row["urgency"]) for row in last},
        )


def decision_rows(
    scope: Scope, judged: Judged, *, horizons: Sequence[int], now: datetime
) -> pl.DataFrame:
    """The rows of the table `decisions`: one per decision, and per horizon without an event."""
    rows = [_row(one, judged.posts) for one in judged.decisions]
    busy = {one.event.horizon_days for one in judged.decisions}
    rows += [_nothing(days) for days in horizons if days not in busy]
    said = {"pair": scope.pair, "target": scope.target, "as_of": now, "decided_at": now}
    return pl.DataFrame([{**row, **said} for row in rows], schema=_SCHEMA)


def _row(decision: Decision, posts: Sequence[Post]) -> dict[str, object]:
    event = decision.event
    carried = next((post.message.key for post in posts if event.key in post.keys), None)
    return {
        "key": event.key,
        "kind": event.kind,
        "subject": event.subject,
        "occasion": event.occasion,
        "horizon_days": event.horizon_days,
        "audience": event.audience,
        "severity": event.severity,
        "phase": decision.phase,
        "verdict": decision.verdict,
        "reason": decision.reason,
        "metrics": json.dumps(dict(event.metrics), ensure_ascii=False),
        "message_key": carried if decision.verdict == "sent" else None,
    }


def _nothing(horizon_days: int) -> dict[str, object]:
    none = Event("none", "INFO", horizon_days)
    return {
        **_row(Decision(none, "standing", "log only", "Nothing happened at this horizon."), ()),
        "phase": "none",
    }


def _condition(row: dict[str, Any]) -> Condition:
    event = Event(
        row["kind"],
        row["severity"],
        row["horizon_days"],
        row["audience"],
        row["subject"],
        row["occasion"],
        json.loads(row["metrics"]),
    )
    return Condition(
        event=event,
        open=row["is_open"],
        told=row["told_severity"],
        held=row["is_held"],
        decided_at=row["as_of"],
        told_at=row["told_at"],
        told_last=row["told_last"],
        acknowledged=row["acknowledged_at"] is not None,
    )
