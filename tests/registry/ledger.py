"""A ledger in memory: rows of its two views, and the artefacts of its versions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
INSTANT = pl.Datetime("us", "UTC")
VERSIONS = {
    "pair": pl.String,
    "target": pl.String,
    "horizon_days": pl.Int16,
    "version": pl.String,
    "number": pl.Int32,
    "origin": pl.String,
    "recipe": pl.String,
    "feature_set": pl.String,
    "settings": pl.String,
    "anchor_date": pl.Date,
    "as_of": INSTANT,
    "admitted_by": INSTANT,
    "parent": pl.String,
    "code": pl.String,
    "releases": pl.String,
    "registered_at": INSTANT,
    "state": pl.String,
    "state_reason": pl.String,
    "state_evidence": pl.String,
    "state_since": INSTANT,
    "first_since": INSTANT,
    "last_until": INSTANT,
    "is_champion": pl.Boolean,
    "n_reigns": pl.Int64,
}
REIGNS = {
    "pair": pl.String,
    "target": pl.String,
    "horizon_days": pl.Int16,
    "turn": pl.Int32,
    "version": pl.String,
    "number": pl.Int32,
    "since": INSTANT,
    "act": pl.String,
    "reason": pl.String,
    "evidence": pl.String,
    "decided_by": pl.String,
    "until": INSTANT,
}
SETTINGS = {"horizons": [7, 30], "combination": "shrunk", "centres": {"var": {"lags": 2}}}


@dataclass
class Ledger:
    """Versions in the order of their numbers; each champion is crowned a day after the last."""

    versions: list[dict[str, Any]] = field(default_factory=list)
    reigns: list[dict[str, Any]] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    loaded: list[str] = field(default_factory=list)

    def add(
        self,
        version: str,
        horizon: int = 7,
        *,
        state: str = "registered",
        evidence: Mapping[str, Any] | None = None,
        parent: str | None = None,
        content: bytes | None = None,
    ) -> None:
        number = 1 + sum(row["horizon_days"] == horizon for row in self.versions)
        made = START + timedelta(days=len(self.versions))
        self.contents[version] = content or b'{"schema": 1}'
        self.versions.append(
            {
                "pair": "USDCLP",
                "target": "nbp_fixing",
                "horizon_days": horizon,
                "version": version,
                "number": number,
                "origin": "initial" if parent is None else "refresh",
                "recipe": "5ec1be000000",
                "feature_set": "fea000000000",
                "settings": json.dumps(SETTINGS),
                "anchor_date": made.date(),
                "as_of": made,
                "admitted_by": None,
                "parent": parent,
                "code": "c0de00000000",
                "releases": json.dumps({"polars": "2.1.0"}),
                "registered_at": made,
                "state": state,
                "state_reason": "No worse.",
                "state_evidence": json.dumps(evidence or {}),
                "state_since": made,
                "first_since": None,
                "last_until": None,
                "is_champion": False,
                "n_reigns": 0,
            }
        )

    def change(self, version: str, **changed: object) -> None:
        """Change rows of a version, at all its horizons."""
        for row in self.versions:
            if row["version"] == version:
                row.update(changed)

    def crown(
        self, version: str, horizon: int = 7, act: str = "refresh", **evidence: float
    ) -> None:
        turns = [row for row in self.reigns if row["horizon_days"] == horizon]
        since = START + timedelta(days=100 + len(turns))
        for row in self.versions:
            if row["horizon_days"] == horizon:
                row["is_champion"] = row["version"] == version
        self.reigns.append(
            {
                "pair": "USDCLP",
                "target": "nbp_fixing",
                "horizon_days": horizon,
                "turn": len(turns) + 1,
                "version": version,
                "number": 1,
                "since": since,
                "act": act,
                "reason": "It was decided.",
                "evidence": json.dumps(evidence),
                "decided_by": "tester",
                "until": None,
            }
        )

    def read(self, relation: str) -> pl.DataFrame:
        """The rows of one of the two views."""
        if relation == "version_list":
            return pl.DataFrame(self.versions, schema=VERSIONS)
        return pl.DataFrame(self.reigns, schema=REIGNS)

    def load(self, key: str) -> bytes | None:
        """The artefact of a version."""
        self.loaded.append(key)
        return self.contents.get(key)
