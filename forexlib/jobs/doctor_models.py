"""What the doctor says of who serves, and of where people look at versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from forexlib.core.errors import ForexError
from forexlib.jobs.doctor_facts import Mirror, Served
from forexlib.jobs.finding import Finding, count, trouble

SUBJECT: Final = "champions"
OLD: Final = 45
"""Days since it was learned, after which a champion is old: one is refreshed each month."""
AGAIN: Final = "Learn it anew: `forex retrain --reason auto`; `retrain/monthly` does it by itself."
NOW: Final = "To have it now: `forex retrain`."
CHALLENGE: Final = "Hold that against it: `forex challenge`; or change the settings back."


def look_at_champions(served: Sequence[Served], today: date) -> Iterator[Finding]:
    """Whether what serves can be read, is young, and is what the settings describe.

    Args:
        served: One a horizon that has a champion.
        today: Of the visit.
    """
    if not served:
        found = "Nobody serves yet: the first live forecast makes the first versions."
        yield Finding("ok", SUBJECT, found)
        return
    ordered = sorted(served, key=lambda one: (one.version, one.horizon_days))
    for _, same in groupby(ordered, key=lambda one: one.version):
        yield _champion(list(same), today)


def _champion(places: Sequence[Served], today: date) -> Finding:
    """What is said of one version, and of every horizon it serves."""
    one = places[0]
    days = ", ".join(f"{each.horizon_days}d" for each in places)
    if one.trouble is not None:
        return trouble("bad", f"{SUBJECT} {days}", one.trouble)
    age = (today - one.anchor).days
    found = f"Version {one.version}, learned up to {one.anchor}, {count(age, 'day')} ago"
    old = f"{found}: old" if age > OLD else found
    if one.differs:
        other = f"{old}; the settings' recipe has other {', '.join(one.differs)}."
        remedy = f"{CHALLENGE} {AGAIN}" if age > OLD else CHALLENGE
        return Finding("warning", f"{SUBJECT} {days}", other, remedy)
    if one.joins:
        other = f"{old}; the settings have other {', '.join(one.joins)}."
        return Finding("warning", f"{SUBJECT} {days}", other, f"The next refresh takes it. {NOW}")
    if age > OLD:
        return Finding("warning", f"{SUBJECT} {days}", f"{old}.", AGAIN)
    return Finding("ok", f"{SUBJECT} {days}", f"{found}.")


def look_at_mirror(mirror: Mirror | ForexError) -> Finding:
    """Whether MLflow can show the versions; nothing that serves needs it."""
    match mirror:
        case ForexError() as error:
            return trouble("warning", "mlflow", error)
        case "off":
            return Finding("ok", "mlflow", "Not used: FOREX_MLFLOW_URI is none.")
        case _:
            return Finding("ok", "mlflow", "It can be used.")
