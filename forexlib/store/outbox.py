"""The outbox, in DuckDB: messages and how far each has come; their files lie beside it."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import duckdb
import polars as pl

from forexlib.core.errors import StoreError
from forexlib.core.message import Attachment, Channel, Delivery, Mark, Message
from forexlib.store.adapter import Adapter
from forexlib.store.database import Database

_INSTANT: Final = pl.Datetime("us", "UTC")
_MARK_TYPES: Final = {"next_attempt_at": _INSTANT, "delivered_at": _INSTANT}


@dataclass(frozen=True, slots=True)
class DuckOutbox(Adapter):
    """What waits to be told; implements `forexlib.core.ports.Outbox`.

    Attributes:
        folder: Of the files that go with messages, each under its hash; made when first needed.
    """

    folder: Path

    def keep(self, content: bytes, *, name: str, media: str, inline: bool = False) -> Attachment:
        """Keep a file until its message has gone; the same content is one file."""
        sha256 = hashlib.sha256(content).hexdigest()
        file = self.folder / f"{sha256}{Path(name).suffix}"
        if not file.exists():
            _write(file, content)
        return Attachment(file, sha256, name, media, inline)

    def put(
        self,
        message: Message,
        *,
        channels: Sequence[Channel],
        cool_down: timedelta = timedelta(0),
    ) -> bool:
        """Keep `message`, to be delivered through `channels`; return whether it is new.

        It is not if its key is known, or its topic was told less than `cool_down` before it.
        """
        with self._database().writing() as opened:
            return put_message(opened, self._database(), message, channels, cool_down=cool_down)

    def claim(
        self, *, now: datetime, lease: timedelta, limit: int, again: bool = False
    ) -> Sequence[Delivery]:
        """Take at most `limit` deliveries that are due at `now`; no one else gets them for `lease`.

        Args:
            now: What was due by then is taken, the longest due first.
            lease: Longer than any sender needs for `limit` tries.
            limit: So many at most.
            again: Also those that were given up, or had no channel to go through.
        """
        claim = uuid4().hex
        states = ["waiting", "failed", "no channel"] if again else ["waiting"]
        with self._database().writing() as opened:
            taken = self._execute(
                opened, "claim_deliveries.sql", claim, now + lease, now, limit, states
            )
            if not taken:
                return []
            text = self._database().text("reads", "claimed_deliveries.sql")
            rows: pl.DataFrame = opened.sql(text, params=[claim]).pl()
        return [self._delivery(row, claim) for row in rows.iter_rows(named=True)]

    def mark(self, delivery: Delivery, mark: Mark) -> bool:
        """Let go of `delivery` with what came of it; False if somebody else holds it by now."""
        row = {
            "key": delivery.message.key,
            "channel": delivery.channel,
            "claim": delivery.claim,
            "state": mark.state,
            "attempts": mark.attempts,
            "next_attempt_at": mark.due_at,
            "last_error": mark.reason,
            "reached": " ".join(sorted(mark.reached)),
            "delivered_at": mark.delivered_at,
        }
        with self._database().writing() as opened:
            opened.register("mark", pl.DataFrame([row], schema_overrides=_MARK_TYPES))
            marked = self._execute(opened, "mark_delivery.sql") == 1
            opened.unregister("mark")
        return marked

    def _delivery(self, row: dict[str, Any], claim: str) -> Delivery:
        said = json.loads(row["attachments"])
        message = Message(
            key=row["key"],
            topic=row["topic"],
            audience=row["audience"],
            severity=row["severity"],
            subject=row["subject"],
            html=row["body_html"],
            text=row["body_text"],
            slack=row["body_slack"],
            created_at=row["created_at"],
            run_id=row["run_id"],
            attachments=tuple(Attachment(self.folder / one.pop("file"), **one) for one in said),
        )
        return Delivery(
            message=message,
            channel=row["channel"],
            claim=claim,
            attempts=row["attempts"],
            due_at=row["next_attempt_at"],
            reached=frozenset(row["reached"].split()),
        )


def put_message(
    opened: duckdb.DuckDBPyConnection,
    database: Database,
    message: Message,
    channels: Sequence[Channel],
    *,
    cool_down: timedelta = timedelta(0),
) -> bool:
    """What `DuckOutbox.put` does, within a transaction that is open already."""
    row = pl.DataFrame([_row(message)], schema_overrides={"created_at": _INSTANT})
    opened.register("new_message", row)
    quiet_since = message.created_at - cool_down if cool_down else None
    text = database.text("writes", "put_message.sql")
    new: bool = opened.execute(text, [quiet_since]).fetchall()[0][0] == 1
    if new and channels:
        opened.execute(database.text("writes", "put_deliveries.sql"), [list(channels)])
    opened.unregister("new_message")
    return new


def _row(message: Message) -> dict[str, object]:
    attachments = [
        {
            "file": one.path.name,
            "sha256": one.sha256,
            "name": one.name,
            "media": one.media,
            "inline": one.inline,
        }
        for one in message.attachments
    ]
    return {
        "key": message.key,
        "topic": message.topic,
        "audience": message.audience,
        "severity": message.severity,
        "subject": message.subject,
        "body_html": message.html,
        "body_text": message.text,
        "body_slack": message.slack,
        "attachments": json.dumps(attachments, ensure_ascii=False),
        "run_id": message.run_id,
        "created_at": message.created_at,
    }


def _write(file: Path, content: bytes) -> None:
    """The whole file or none; of several writers of the same content any may win."""
    unfinished = file.with_name(f"{uuid4().hex}.unfinished")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished.open("xb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        full = error.errno == errno.ENOSPC
        what = f"The disk that holds {file} is full." if full else f"{file} could not be written."
        raise StoreError(
            what, remedy="Free some space or check the folder's permissions, then run again."
        ) from error
