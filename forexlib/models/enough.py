"""Whether a model has enough of the past, and what is said where it has not."""

from __future__ import annotations

from forexlib.core.errors import TooLittleHistory
from forexlib.core.history import History
from forexlib.core.reason import Reason


def expect_fixings(history: History, least: int, *, who: str) -> None:
    """Refuse a history of fewer than `least` fixings.

    Args:
        history: What there is.
        least: Fewest fixings.
        who: The model and its verb, such as `GARCH needs`.

    Raises:
        TooLittleHistory: If there are fewer.
    """
    if len(history) < least:
        name, _, verb = who.rpartition(" ")
        code = "too_few_fixings" if verb == "needs" else "too_few_fixings_of_several"
        raise TooLittleHistory(
            Reason(code, who=name, least=least, n=len(history)),
            remedy="Ingest older rates, or forecast from a later day.",
        )
