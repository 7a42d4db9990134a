"""In-memory stand-ins for the ports in `forexlib.core.ports`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import dataframely as dy
import polars as pl

from forexlib.core.errors import SourceError
from forexlib.core.frames import Panel, Published
from forexlib.core.runs import Run

KEY = ("series", "event_date", "available_at")


@dataclass
class MemoryStore:
    """A Store that keeps each vintage, the instants of admission, and the runs it is given."""

    kept: dy.DataFrame[Published] = field(default_factory=Published.create_empty)
    admitted_at: list[datetime] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def admit(self, published: dy.DataFrame[Published], *, admitted_at: datetime) -> int:
        fresh = published.join(self.kept, on=[*KEY, "value"], how="anti")
        self.kept = Published.validate(
            pl.concat([self.kept, fresh]).unique(KEY, keep="last", maintain_order=True)
        )
        self.admitted_at.append(admitted_at)
        return fresh.height

    def newest(self) -> Mapping[str, date]:
        return dict(self.kept.group_by("series").agg(pl.col("event_date").max()).iter_rows())

    def suppliers(self, series: Collection[str]) -> Mapping[str, Collection[str]]:
        known = self.kept.filter(pl.col("series").is_in([*series]))
        named = known.group_by("series").agg(pl.col("source").unique())
        return dict(named.iter_rows())

    def last_admission(self) -> datetime | None:
        return max(self.admitted_at, default=None)

    def panel(
        self,
        series: Collection[str],
        *,
        as_of: datetime,
        admitted_by: datetime | None,  # noqa: ARG002  it does not tell admissions apart
    ) -> dy.DataFrame[Panel]:
        public = self.kept.filter(
            pl.col("series").is_in([*series]), pl.col("available_at") <= as_of
        )
        return Panel.validate(public.select(Panel.column_names()))

    def modes(self, run_ids: Collection[str]) -> Mapping[str, str]:
        return {run.run_id: run.mode for run in self.runs if run.run_id in run_ids}

    def save(self, runs: Sequence[Run], *, saved_at: datetime) -> int:  # noqa: ARG002
        known = {run.run_id for run in self.runs}
        new = [run for run in runs if run.run_id not in known]
        self.runs += new
        return sum(run.predictions.height for run in new)

    def score(self, *, as_of: datetime) -> int:  # noqa: ARG002
        return 0

    def read(self, relation: str, **equal: str | int | date) -> pl.DataFrame:
        raise NotImplementedError(f"{relation} {equal}: read a real store instead")

    def forecasts_at(self, until: datetime, **equal: str | int | date) -> pl.DataFrame:
        raise NotImplementedError(f"{until} {equal}: read a real store instead")


@dataclass
class MemorySource:
    """A Source that has `published`, or fails with `error`; remembers what it was asked."""

    name: str
    published: dy.DataFrame[Published] = field(default_factory=Published.create_empty)
    error: SourceError | None = None
    asked: list[tuple[list[str], dict[str, date]]] = field(default_factory=list)
    quantities: tuple[str, ...] = ()

    def serves(self, series: str) -> bool:
        return not self.quantities or series.split("/", maxsplit=1)[0] in self.quantities

    def fetch(
        self, series: Sequence[str], *, since: Mapping[str, date], as_of: datetime
    ) -> dy.DataFrame[Published]:
        self.asked.append((list(series), dict(since)))
        if self.error is not None:
            raise self.error
        first = pl.col("series").replace_strict(since, default=date.min, return_dtype=pl.Date)
        return Published.validate(
            self.published.filter(
                pl.col("series").is_in(list(series)),
                pl.col("event_date") >= first,
                pl.col("available_at") <= as_of,
            ).with_columns(source=pl.lit(self.name))
        )


@dataclass
class MemoryArtefacts:
    """An Artefacts that keeps them in a dictionary."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def load(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def save(self, key: str, learned: bytes) -> None:
        self.kept[key] = learned
