"""What lies beside the database: what may go, what must stay, and that what goes is logged."""

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from forexlib.core.message import Mark
from forexlib.core.upkeep import DiskUse
from forexlib.decisions.upkeep import DiskLimits
from forexlib.jobs.upkeep import clean
from forexlib.store.archive import Archive
from forexlib.store.duck import DuckStore
from forexlib.store.outbox import DuckOutbox
from forexlib.store.restore import Restorer
from forexlib.store.shelves import DataShelves
from tests.paths import SQL
from tests.store.builders import at, many
from tests.store.kept_world import message_with, tables

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def shelves(tmp_path: Path) -> DataShelves:
    return DataShelves(Archive(tmp_path / "forex.duckdb", SQL), lambda _: DiskUse(90, 10))


def put(shelves: DataShelves, name: str, *, days: int = 0, size: int = 10) -> None:
    """A file that was written so many days ago."""
    file = shelves.archive.data / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x" * size)
    then = (NOW - timedelta(days=days)).timestamp()
    os.utime(file, (then, then))


def free(shelves: DataShelves) -> set[str]:
    return {one.name for one in shelves.things(TODAY) if not one.needed}


def test_the_reports_of_the_newest_origin_stay(shelves: DataShelves) -> None:
    for name in ("2026-11-24-aaa", "2026-11-24-bbb", "2026-11-23-ccc", "mine"):
        put(shelves, f"reports/{name}/report.pdf")

    assert free(shelves) == {"reports/2026-11-23-ccc"}


def test_dashboards_that_are_written_stay(shelves: DataShelves) -> None:
    put(shelves, "dashboard/usdclp.html")
    put(shelves, "dashboard/usdbrl.html", days=31)

    assert free(shelves) == {"dashboard/usdbrl.html"}


def test_what_was_learned_this_year_or_quarter_stays_and_so_does_the_newest(
    shelves: DataShelves,
) -> None:
    for anchor in ("2025-07-01", "2025-10-01", "2026-01-02", "2026-10-01"):
        put(shelves, f"artefacts/arma-{anchor}-0123456789ab.learned")
    put(shelves, "artefacts/var-2024-01-02-0123456789ab.learned")
    put(shelves, "artefacts/champion.learned")

    assert free(shelves) == {
        f"artefacts/arma-{anchor}-0123456789ab.learned" for anchor in ("2025-07-01", "2025-10-01")
    }


def test_on_the_second_of_january_last_quarters_models_stay(shelves: DataShelves) -> None:
    put(shelves, "artefacts/arma-2025-10-01-0123456789ab.learned")
    put(shelves, "artefacts/arma-2026-01-02-0123456789ab.learned")

    assert [one.needed != "" for one in shelves.things(date(2026, 1, 2))] == [True, True]


def test_what_a_restore_replaced_goes_a_month_later_but_the_newest_never(
    shelves: DataShelves,
) -> None:
    names = ("20260801T060000Z", "20261026T060000Z", "20261026T060000Z~", "20261027T060000Z")
    for name in names:
        put(shelves, f"before-restore-{name}/forex.duckdb", size=7)
    put(shelves, "before-restore-of-mine/forex.duckdb")
    put(shelves, "before-restore-20261301T060000Z/forex.duckdb")
    moved = shelves.archive.data / "before-restore-20260701T060000Z"
    moved.symlink_to(shelves.archive.data / "before-restore-of-mine")
    aside = [one for one in shelves.things(TODAY) if one.kind == "replaced data"]

    assert [(one.day, one.size) for one in aside][:2] == [
        (date(2026, 8, 1), 7),
        (date(2026, 10, 26), 7),
    ]
    assert free(shelves) == {f"before-restore-{name}" for name in names[:3]}
    shelves.remove([one for one in aside if not one.needed], now=NOW)
    assert {one.name for one in shelves.archive.data.glob("before-*")} == {
        f"before-restore-{names[3]}",
        "before-restore-20261301T060000Z",
        "before-restore-of-mine",
        moved.name,
    }
    (later,) = [one for one in shelves.things(date(2027, 6, 1)) if one.kind == "replaced data"]
    assert later.needed == "the newest"


def test_files_of_undelivered_messages_stay(shelves: DataShelves) -> None:
    outbox = DuckOutbox(shelves.archive.database, SQL, shelves.archive.data / "outbox")
    names = {}
    for key in ("sent", "waiting"):
        attachment = outbox.keep(key.encode(), name=f"{key}.pdf", media="application/pdf")
        names[key] = f"outbox/{attachment.path.name}"
        outbox.put(message_with(key, attachment), channels=["email"])
    (first, *_) = [
        one
        for one in outbox.claim(now=at(4), lease=timedelta(hours=1), limit=9)
        if one.message.key == "sent"
    ]
    outbox.mark(first, Mark("delivered", attempts=1, due_at=at(4), delivered_at=at(4)))
    put(shelves, "outbox/orphan.pdf", days=8)
    put(shelves, "outbox/on-the-way.pdf")

    assert free(shelves) == {names["sent"], "outbox/orphan.pdf"}


def test_a_full_disk_is_cleared_and_each_removal_is_a_line(shelves: DataShelves) -> None:
    put(shelves, "reports/2026-11-23-ccc/report.pdf", size=20)
    put(shelves, "reports/2026-11-24-aaa/report.pdf")

    cleaning = clean(shelves, DiskLimits(), today=TODAY, now=NOW)

    assert [one.name for one in cleaning.going] == ["reports/2026-11-23-ccc"]
    assert [one.name for one in (shelves.archive.data / "reports").iterdir()] == ["2026-11-24-aaa"]
    lines = (shelves.archive.data / "logs" / "upkeep-2026-11.jsonl").read_text("utf-8")
    assert [(one["name"], one["size"]) for one in map(json.loads, lines.splitlines())] == [
        ("reports/2026-11-23-ccc", 20)
    ]


def test_asked_what_would_go_it_says_so_and_removes_nothing(shelves: DataShelves) -> None:
    put(shelves, "reports/2026-11-23-ccc/report.pdf")
    put(shelves, "reports/2026-11-24-aaa/report.pdf")

    cleaning = clean(shelves, DiskLimits(), today=TODAY, now=NOW, dry=True)

    assert len(cleaning.going) == 1
    assert len([*(shelves.archive.data / "reports").iterdir()]) == 2
    assert not (shelves.archive.data / "logs").exists()


def test_an_expired_restore_point_goes_with_what_only_it_names(shelves: DataShelves) -> None:
    store = DuckStore(shelves.archive.database, SQL)
    days = (date(2026, 7, 30), date(2026, 7, 31), TODAY)
    for i, day in enumerate(days):
        store.save([many(3, run_id=f"{i}")], saved_at=NOW)
        put(shelves, "artefacts/a.learned", size=1000 + i)
        shelves.archive.keep(day=day, now=NOW)
    expected = tables(store)
    (point,) = [one for one in shelves.things(TODAY) if one.kind == "restore point"]

    shelves.remove([point], now=NOW)

    assert point.size > 1000
    assert shelves.archive.days() == list(days[1:])
    assert len([*(shelves.archive.folder / "content").iterdir()]) == 2
    assert Restorer(shelves.archive).restore(TODAY, now=NOW).rows == sum(
        one.height for one in expected.values()
    )
