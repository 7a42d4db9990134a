"""The store the jobs see, in DuckDB. Every statement is a file of the folder `sql`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import dataframely as dy
import polars as pl

from forexlib.core.frames import Panel, Published
from forexlib.core.runs import Run
from forexlib.store.adapter import Adapter
from forexlib.store.relation import filtered
from forexlib.store.rows import prediction_rows, run_rows


@dataclass(frozen=True, slots=True)
class DuckStore(Adapter):
    """Observations, runs and scores in one DuckDB file; implements `forexlib.core.ports.Store`."""

    def admit(self, published: dy.DataFrame[Published], *, admitted_at: datetime) -> int:
        """Keep the values that are new or revised; return how many.

        A value equal to the latest stored one of its day is skipped. A value stated to have become
        public after all that is stored keeps its instant; any other that differs is a revision
        nobody could know before `admitted_at`.
        """
        with self._database().writing() as opened:
            opened.register("published", published)
            written = self._execute(opened, "admit.sql", admitted_at)
            opened.unregister("published")
        return written

    def newest(self) -> Mapping[str, date]:
        """The last event date of each series."""
        status = self.read("data_status")
        return dict(status.select("series", "last_event_date").sort("series").iter_rows())

    def suppliers(self, series: Collection[str]) -> Mapping[str, Collection[str]]:
        """The sources, without their releases, that each of `series` that is stored came from."""
        with self._database().reading() as opened:
            text = self._database().text("reads", "suppliers.sql")
            return dict(opened.sql(text, params=[sorted(series)]).fetchall())

    def forecasts_at(self, until: datetime, **equal: str | int | date) -> pl.DataFrame:
        """Rows of the view `forecasts` as they were seen at an instant, where columns equal these.

        Raises:
            StoreError: If the database cannot be read.
        """
        with self._database().reading() as opened:
            text = self._database().text("reads", "forecasts_at.sql")
            rows: pl.DataFrame = filtered(opened.sql(text, params=[until]), equal).pl()
        return rows.with_columns(pl.selectors.array().arr.to_list())

    def last_admission(self) -> datetime | None:
        """When the newest value was admitted; what is admitted later bears a later stamp."""
        newest = self.read("data_status").get_column("last_admitted_at").max()
        return newest if isinstance(newest, datetime) else None

    def panel(
        self, series: Collection[str], *, as_of: datetime, admitted_by: datetime | None
    ) -> dy.DataFrame[Panel]:
        """Every vintage of `series` public by `as_of`, admitted by `admitted_by` (None: ever)."""
        with self._database().reading() as opened:
            text = self._database().text("reads", "panel.sql")
            vintages: pl.DataFrame = opened.sql(
                text, params=[as_of, admitted_by, sorted(series)]
            ).pl()
        return Panel.validate(vintages)

    def modes(self, run_ids: Collection[str]) -> Mapping[str, str]:
        """The mode of each of `run_ids` that is stored."""
        with self._database().reading() as opened:
            text = self._database().text("reads", "modes.sql")
            return dict(opened.sql(text, params=[sorted(run_ids)]).fetchall())

    def save(self, runs: Sequence[Run], *, saved_at: datetime) -> int:
        """Append what is new in `runs`, all or nothing; return how many predictions were written.

        A prediction whose last issue has the same fingerprint and mode is skipped; a run is kept
        if any of its predictions is.

        Raises:
            ContractError: If predictions break their contract.
        """
        if not runs:
            return 0
        predictions, said = prediction_rows(runs), run_rows(runs)
        with self._database().writing() as opened:
            opened.register("new_predictions", predictions)
            opened.register("new_runs", said)
            written = self._execute(opened, "fresh_predictions.sql")
            if written:
                self._execute(opened, "save_runs.sql", saved_at)
                self._execute(opened, "save_predictions.sql", saved_at)
            opened.unregister("new_runs")
            opened.unregister("new_predictions")
        return written

    def score(self, *, as_of: datetime) -> int:
        """Score what came due by `as_of` and was not scored yet; return how many forecasts."""
        with self._database().writing() as opened:
            scored = self._execute(opened, "score.sql", as_of)
            if scored:
                self._execute(opened, "refresh_metrics.sql", as_of)
        return scored

    def violations(self) -> Mapping[str, int]:
        """How many rows each file of `sql/checks` finds that must not exist."""
        files = sorted((self.sql / "checks").glob("*.sql"))
        with self._database().reading() as opened:
            return {
                file.stem: len(opened.sql(file.read_text(encoding="utf-8")).fetchall())
                for file in files
            }
