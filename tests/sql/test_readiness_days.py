"""What each day did for stability: forecasts and their modes, refusals, messages, sources."""

from datetime import UTC, date, datetime

import pytest

from forexlib.core.budget import Budget
from forexlib.core.message import Mark
from forexlib.store.call_ledger import DuckCallLedger
from forexlib.store.duck import DuckStore
from forexlib.store.outbox import DuckOutbox
from forexlib.store.readiness import DuckReadiness
from tests.notify.messages import message
from tests.paths import SQL
from tests.store.builders import at
from tests.store.candidate_rows import at_issue, issued, keep

FOURTH, FIFTH = date(2024, 3, 4), date(2024, 3, 5)
LATER = at(30)


@pytest.fixture
def book(store: DuckStore) -> DuckReadiness:
    return DuckReadiness(store.database, SQL)


def days(book: DuckReadiness, *, as_of: datetime = LATER) -> list[tuple[object, ...]]:
    return book.days("USDCLP", "nbp_fixing", as_of=as_of, zone="America/Santiago").rows()


def test_live_forecasts_of_the_ensemble_tell_their_mode(
    store: DuckStore, book: DuckReadiness
) -> None:
    keep(store, issued(FOURTH, horizons=(7, 30)), issued(FIFTH, mode="robust"))
    keep(store, issued(date(2024, 3, 6), track="shadow"), issued(date(2024, 3, 7), model="qa4"))

    assert days(book) == [
        (FOURTH, "issued", 7, 1),
        (FOURTH, "issued", 30, 1),
        (FIFTH, "lower mode", 7, 1),
    ]
    assert days(book, as_of=at_issue(FOURTH))[-1] == (FOURTH, "issued", 30, 1)


def test_a_refused_horizon_is_told_apart(store: DuckStore, book: DuckReadiness) -> None:
    keep(store, issued(FOURTH, refused={7: "past", 15: "past"}, horizons=(30,)))
    keep(store, issued(FIFTH, refused={7: "past"}, horizons=(30,), track="backfill"))

    assert [row for row in days(book) if row[1] == "refused"] == [
        (FOURTH, "refused", 7, 1),
        (FOURTH, "refused", 15, 1),
    ]


def test_messages_given_up_count_to_the_day_they_were_made(
    store: DuckStore, book: DuckReadiness
) -> None:
    outbox = DuckOutbox(store.database, SQL, store.database.parent / "outbox")
    for key, made in (("gone", at(4)), ("lost", at(5)), ("late", at(6))):
        outbox.put(message(key, created_at=made, topic=key), channels=["email", "slack"])
    for delivery in outbox.claim(now=at(7), lease=at(8) - at(7), limit=10):
        gone = delivery.message.key == "gone"
        outbox.mark(
            delivery,
            Mark("delivered", 1, at(7), delivered_at=at(7))
            if gone
            else Mark("failed", 9, at(7), "550 no such user"),
        )

    assert days(book) == [(date(2024, 3, 5), "outbox", 0, 1), (date(2024, 3, 6), "outbox", 0, 1)]
    assert days(book, as_of=at(5)) == [(date(2024, 3, 5), "outbox", 0, 1)]


def test_a_source_has_failed_if_the_last_call_of_the_day_did(
    store: DuckStore, book: DuckReadiness
) -> None:
    ledger = DuckCallLedger(store.database, SQL)
    calls = [
        ("web", at(4, 11), "down"),
        ("web", at(4, 12), None),
        ("web", at(5, 11), None),
        ("web", at(5, 12), "down"),
        ("bank", at(5, 13), "down"),
        ("bank", datetime(2024, 3, 7, 1, 0, tzinfo=UTC), "down"),
    ]
    for source, moment, error in calls:
        ledger.ask(source, now=moment, budget=Budget(per_hour=100, per_day=1000))
        ledger.tell(source, now=moment, error=error)

    assert days(book) == [
        (FIFTH, "source", 0, 2),
        (date(2024, 3, 6), "source", 0, 1),  # 22:00 of the day before in Santiago
    ]
    assert days(book, as_of=at(5, 11)) == []
