"""What was done of the day's upkeep, for people."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from forexlib.decisions.upkeep import Cleaning
from forexlib.jobs.finding import count, size_of
from forexlib.jobs.maintain import Maintained


def in_words(done: Maintained) -> Iterator[str]:
    """A sentence for each thing that was done, or was not."""
    kept, compacted = done.kept, done.compacted
    if kept is not None:
        state = f"{count(kept.tables, 'table')}, {count(kept.rows, 'row')}"
        written = f"{count(kept.written_rows, 'row')} in {count(kept.written_files, 'file')}"
        said = f"written now: {written}" if kept.new else "as it was, nothing written"
        yield f"Restore point {kept.day}: {state}; {said}."
        if kept.anew:
            yield f"Kept anew as a whole: {', '.join(kept.anew)}."
    if compacted is not None and compacted.made:
        first, last = compacted.months[0], compacted.months[-1]
        months = first if first == last else f"{first} to {last}"
        yield f"Merged: {count(compacted.removed, 'file')} into {compacted.made} ({months})."
    if done.refused is not None:
        yield str(done.refused)
    yield _disk(done.cleaning)


def thing_rows(cleaning: Cleaning) -> pl.DataFrame:
    """What goes, a row each, in order; `size` in bytes."""
    rows = [(one.kind, one.name, one.day, one.size) for one in cleaning.going]
    schema = {"kind": pl.String, "name": pl.String, "day": pl.Date, "size": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _disk(cleaning: Cleaning) -> str:
    used = f"The disk is {cleaning.before:.0f} % full"
    if not cleaning.going:
        return f"{used}." if cleaning.enough else f"{used}, and there is nothing old to remove."
    freed = f"{count(len(cleaning.going), 'thing')}, {size_of(cleaning.size)}"
    enough = "" if cleaning.enough else ", which is not enough: what is left is needed"
    return f"{used}; {freed} to remove makes it {cleaning.after:.0f} %{enough}."
