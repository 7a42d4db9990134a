"""What a value that is not admitted can be accused of, and what can become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

import dataframely as dy

Reason = Literal[
    "type",
    "not positive",
    "unit",
    "implausible day",
    "jump",
    "frozen",
    "disagreement",
    "duplicate",
    "revision",
    "swapped",
]
State = Literal["pending", "quarantined", "accepted", "rejected", "released"]
Decision = Literal["accepted", "rejected"]

REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
MEANINGS: Final[Mapping[Reason, str]] = {
    "type": "no finite number",
    "not positive": "zero or below",
    "unit": "a power of ten away from the value before it",
    "implausible day": "dated on a day on which, or public at an instant at which, it cannot be",
    "jump": "further from the value before it than its volatility allows, and nothing confirms it",
    "frozen": "exactly the value before it, which does not happen by chance",
    "disagreement": "another source or series of the same instrument says otherwise",
    "duplicate": "one of two values of the same series, day and instant",
    "revision": "further from the value admitted for its day than a correction goes",
    "swapped": "exchanged with the value of another instrument",
}


class Withheld(dy.Schema):
    """Values that the gate did not let in: one row per series, day and value."""

    series = dy.String(primary_key=True)
    event_date = dy.Date(primary_key=True)
    value = dy.Float64(primary_key=True, allow_inf=True, allow_nan=True)  # NaN: unreadable
    available_at = dy.Datetime(time_unit="us", time_zone="UTC")
    source = dy.String()
    reason = dy.String()  # one of REASONS
    state = dy.String()  # pending, quarantined or released, as the gate says
    note = dy.String()  # the numbers, for people


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decides about a value.

    Attributes:
        decision: Whether it may be used from now on, or never.
        at: When; a value accepted is admitted then.
        by: Who.
        note: Why.
    """

    decision: Decision
    at: datetime
    by: str
    note: str = ""
