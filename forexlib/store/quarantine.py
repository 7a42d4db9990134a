"""The quarantine, in DuckDB: what the gate did not let in, until it or a person decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Final

import dataframely as dy
import duckdb
import polars as pl

from forexlib.core.errors import SettingsError
from forexlib.core.frames import Published
from forexlib.core.quarantine import Decision, Ruling, State, Withheld
from forexlib.store.adapter import Adapter

DECIDABLE: Final[Mapping[Decision, tuple[State, ...]]] = {
    "accepted": ("pending", "quarantined", "rejected"),
    "rejected": ("pending", "quarantined"),
}
"""From which state a value can be decided so."""

SHOW: Final = "`forex quarantine list --all` shows what there is."


@dataclass(frozen=True, slots=True)
class DuckQuarantine(Adapter):
    """Values withheld; implements `forexlib.core.ports.Quarantine`."""

    def kept(self, series: Collection[str]) -> pl.DataFrame:
        """All that is or was withheld of `series`: `Withheld`, and when and by whom decided."""
        with self._database().reading() as opened:
            text = self._database().text("reads", "kept_quarantine.sql")
            rows: pl.DataFrame = opened.sql(text, params=[sorted(series)]).pl()
        return rows

    def keep(self, withheld: dy.DataFrame[Withheld], *, seen_at: datetime) -> int:
        """Keep what is new, and decide what was pending; return how many rows that were.

        What a person decided, or the gate for good, stays as it is.
        """
        if withheld.is_empty():
            return 0
        with self._database().writing() as opened:
            opened.register("withheld", withheld)
            changed = self._execute(opened, "keep_quarantine.sql", seen_at)
            opened.unregister("withheld")
        return changed

    def rule(
        self, series: str, day: date, ruling: Ruling, *, value: float | None = None
    ) -> Mapping[str, object]:
        """Decide a value for a person; what is accepted is admitted in the same transaction.

        Of two people who decide at once, the second is told what the first decided.

        Args:
            series: Its series.
            day: The day it is about.
            ruling: What is decided, when, by whom and why.
            value: Which one, where several of that day are withheld.

        Raises:
            SettingsError: If there is no such value, more than one, or it cannot be decided so; or
                another one was let in meanwhile, and which is to be accepted is not said.
        """
        with self._database().writing() as opened:
            text = self._database().text("reads", "kept_quarantine.sql")
            rows: pl.DataFrame = opened.sql(text, params=[[series]]).pl()
            row = _only(rows.filter(event_date=day), f"{series} of {day}", value)
            _check(row, ruling)
            if ruling.decision == "accepted" and value is None:
                self._expect_none_since(opened, row)
            changed = self._execute(
                opened,
                "rule_quarantine.sql",
                *(series, day, row["value"]),
                *(ruling.decision, ruling.at, ruling.by, ruling.note),
                [*DECIDABLE[ruling.decision]],
            )
            if not changed:
                raise SettingsError(
                    f"{_named(row)} was {row['state']} by {row['decided_by']} already.",
                    remedy=SHOW,
                )
            if ruling.decision == "accepted":
                self._admit(opened, row, ruling.at)
        return {**row, "state": ruling.decision, "decided_at": ruling.at, "decided_by": ruling.by}

    def _expect_none_since(
        self, opened: duckdb.DuckDBPyConnection, row: Mapping[str, object]
    ) -> None:
        """Refuse to put a value unasked in the place of one that came after it and was let in."""
        text = self._database().text("reads", "admitted_since.sql")
        asked = [row["series"], row["event_date"], row["seen_at"]]
        for (used,) in opened.execute(text, asked).fetchall():
            raise SettingsError(
                f"{used:.10g} was let in for that day after {_named(row)} was kept out.",
                remedy="Reject what was kept out; or name it with --value, to use it instead.",
            )

    def _admit(
        self, opened: duckdb.DuckDBPyConnection, row: Mapping[str, object], at: datetime
    ) -> None:
        columns = Published.column_names()
        accepted = Published.validate(
            pl.DataFrame([{name: row[name] for name in columns}]), cast=True
        )
        opened.register("published", accepted)
        self._execute(opened, "admit.sql", at)
        opened.unregister("published")


def _only(rows: pl.DataFrame, what: str, value: float | None) -> dict[str, object]:
    """The one value of a day that is meant: the one given, or the only one that is undecided."""
    if rows.is_empty():
        raise SettingsError(f"No value of {what} was ever withheld.", remedy=SHOW)
    if value is not None:
        rows = rows.filter((pl.col("value") - value).abs() <= 1e-9 * abs(value))
        if rows.is_empty():
            raise SettingsError(f"{value:g} of {what} was never withheld.", remedy=SHOW)
    undecided = rows.filter(pl.col("state").is_in(["pending", "quarantined"]))
    if undecided.height > 1:
        values = ", ".join(f"{one:.10g}" for one in undecided.get_column("value"))
        raise SettingsError(
            f"Of {what} there are {undecided.height} values: {values}.",
            remedy="Name one with --value.",
        )
    if rows.height > 1 and undecided.is_empty():
        raise SettingsError(f"The values of {what} were all decided.", remedy="Name one: --value.")
    return (rows if undecided.is_empty() else undecided).row(0, named=True)


def _check(row: Mapping[str, object], ruling: Ruling) -> None:
    value = row["value"]
    usable = isinstance(value, float) and isfinite(value) and value > 0
    if ruling.decision == "accepted" and not usable:
        raise SettingsError(
            f"{_named(row)} is no number above zero, so nothing could use it.",
            remedy="Reject it, or bring in the right value from a CSV file.",
        )
    public = row["available_at"]
    if ruling.decision == "accepted" and isinstance(public, datetime) and public > ruling.at:
        raise SettingsError(
            f"{_named(row)} is not public before {public:%Y-%m-%d %H:%M} UTC.",
            remedy="Accept it then.",
        )


def _named(row: Mapping[str, object]) -> str:
    return f"{row['value']:.10g} of {row['series']} of {row['event_date']}"
