"""A program of its own that decides; the tests start several at once.

python -m tests.store.decider DATABASE TIMES
"""

import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

from forexlib.core.alert import Judged, Post, Scope, Situation
from forexlib.core.event import Event
from forexlib.decisions.alerts import decide
from forexlib.store.decisions import DuckDecisions
from tests.notify.messages import NOW, message
from tests.paths import SQL

SCOPE = Scope("USDCLP", "nbp_fixing")
STORM = Event("high_volatility", "HIGH", metrics={"ratio": 2.5})


def judge(situation: Situation, *, moment: timedelta, name: str) -> Judged:
    """A storm that stands: told by whoever looks first."""
    decided = decide([STORM], situation, checked=[STORM.kind], now=NOW + moment)
    if not any(one.verdict == "sent" for one in decided):
        return Judged(decided)
    topic = "alert:USDCLP:nbp_fixing:market"
    told = message(f"{topic}:{name}", topic=topic, severity="HIGH", created_at=NOW + moment)
    return Judged(decided, [Post(told, ["email"], frozenset({STORM.key}))])


def look(database: Path, *, times: int, name: str) -> None:
    """Decide so many times, each a second after the last."""
    decisions = DuckDecisions(database, SQL)
    for second in range(times):
        moment = timedelta(seconds=second)
        told = partial(judge, moment=moment, name=f"{name}-{second}")
        decisions.record(SCOPE, told, horizons=[7, 30], now=NOW + moment)


if __name__ == "__main__":
    look(Path(sys.argv[1]), times=int(sys.argv[2]), name=sys.argv[3])
