"""The ledger of versions and champions, in DuckDB: one decision is one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import numpy as np

from forexlib.core.alert import Post
from forexlib.core.errors import ContractError
from forexlib.core.reason import Reason, as_data
from forexlib.core.version import Champion, Crowning, Entry, Place, Standing
from forexlib.store.adapter import Adapter
from forexlib.store.outbox import put_message
from forexlib.store.trouble import first_line


@dataclass(frozen=True, slots=True)
class DuckLedger(Adapter):
    """Who served when, and what may serve; implements `forexlib.core.ports.Ledger`."""

    def champions(
        self, pair: str, target: str, *, at: datetime | None = None
    ) -> Mapping[int, Champion]:
        """Who served each horizon at an instant; by default who serves, whatever the clock says."""
        rows = self._read("champions_at.sql", pair, target, at).to_dicts()
        return {row["horizon_days"]: _champion(row) for row in rows}

    def write(
        self, entries: Sequence[Entry], *, now: datetime, posts: Sequence[Post] = ()
    ) -> Sequence[Place]:
        """Write what was decided, all or nothing, with the messages that tell of it.

        Args:
            entries: One a place.
            now: The instant of the decisions.
            posts: Told only if anything is written.

        Returns:
            The places that have another champion by now than their entry expected: if there is
            one, nothing was written of any.

        Raises:
            ContractError: If an entry breaks a rule of a table, or crowns a version that is unknown
                at its place or was deleted; nothing was written.
        """
        with self._database().writing() as opened:
            stale = [one.place for one in entries if self._serving(opened, one) != one.expected]
            if stale:
                return stale
            try:
                for entry in entries:
                    self._write(opened, entry, now)
            except duckdb.ConstraintException as error:
                raise ContractError(
                    f"An entry breaks a rule of the ledger: {first_line(error)}.",
                    remedy="Correct what made it; nothing was stored.",
                ) from error
            for post in posts:
                put_message(opened, self._database(), post.message, post.channels)
        return ()

    def _serving(self, opened: duckdb.DuckDBPyConnection, entry: Entry) -> str | None:
        """Who serves the entry's place now, whatever the clock says."""
        place = entry.place
        found: list[tuple[str | None]] = opened.execute(
            "select max_by(version, turn) from champions"
            " where pair = $1 and target = $2 and horizon_days = $3",
            [place.pair, place.target, place.horizon_days],
        ).fetchall()
        return found[0][0]

    def _write(self, opened: duckdb.DuckDBPyConnection, entry: Entry, now: datetime) -> None:
        where = (entry.place.pair, entry.place.target, entry.place.horizon_days)
        if (new := entry.version) is not None:
            self._execute(opened, "save_feature_set.sql", new.feature_set, _json(new.features), now)
            self._execute(
                opened,
                "save_version.sql",
                *where,
                *(new.version, new.origin, new.recipe, new.feature_set, _json(new.settings)),
                *(new.anchor_date, new.as_of, new.admitted_by, new.parent, new.code),
                *(_json(new.releases), max(now, new.as_of)),
            )
        for one in entry.standings:
            said = (one.version, one.state, str(one.reason), _evidence(one), one.by, now)
            self._execute(opened, "save_version_state.sql", *where, *said)
        if (king := entry.crowning) is not None:
            if not self._rows(opened, "version_is_there.sql", *where, king.version).item():
                raise ContractError(
                    f"Version {king.version} cannot serve {entry.place.horizon_days} days: it is"
                    " unknown there, or was deleted.",
                    remedy="`forex models list` shows those that can; nothing was stored.",
                )
            said = (king.version, king.act, str(king.reason), _evidence(king), king.by, now)
            self._execute(opened, "crown.sql", *where, *said)
        if (tried := entry.attempt) is not None:
            self._execute(
                opened,
                "save_retraining.sql",
                *where,
                *(tried.origin, tried.reason, tried.outcome, tried.version, str(tried.why)),
                *(_json(_with_facts(tried.evidence, tried.why)), tried.seconds, tried.by, now),
            )


def _champion(row: Mapping[str, Any]) -> Champion:
    return Champion(
        Place(row["pair"], row["target"], row["horizon_days"]),
        row["version"],
        row["number"],
        row["turn"],
        row["since"],
        row["act"],
        row["reason"],
        row["decided_by"],
    )


def _evidence(one: Standing | Crowning) -> str:
    return _json(_with_facts(one.evidence, one.reason))


def _with_facts(evidence: Mapping[str, Any], why: str) -> Mapping[str, Any]:
    """The evidence, and what the sentence beside it was made of, under `said`."""
    return {**evidence, "said": as_data(why)} if isinstance(why, Reason) else evidence


def _json(data: Mapping[str, Any]) -> str:
    """Plain data as JSON; what is no number (NaN, infinity) becomes null."""
    text = json.dumps(data, default=_plain)
    return json.dumps(json.loads(text, parse_constant=lambda _: None), ensure_ascii=False)


def _plain(value: object) -> object:
    """A number of numpy as Python's own; anything else as its text."""
    return value.item() if isinstance(value, np.generic) else str(value)
