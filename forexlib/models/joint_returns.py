"""Daily log returns of the target and of regressors beside it, and the days on which all moved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forexlib.core.errors import MemberFailed, TooLittleHistory
from forexlib.core.history import Floats, History
from forexlib.core.reason import Reason


def present(history: History, wanted: Sequence[str], *, who: str) -> tuple[str, ...]:
    """Those of the regressors `wanted` that the history has.

    Raises:
        MemberFailed: If it has none of them; the message names the model `who`.
    """
    names = tuple(name for name in wanted if name in history.regressor_names)
    if not names:
        raise MemberFailed(
            Reason("no_regressor", who=who, names=tuple(wanted)),
            remedy="Ingest them; `forex doctor` lists what is stored.",
        )
    return names


def joint_returns(history: History, names: Sequence[str]) -> Floats:
    """Daily log returns of the target and then of `names`, shape (n - 1, 1 + len(names))."""
    columns = [history.regressor_names.index(name) for name in names]
    levels = np.column_stack((history.log_rate, history.regressors[:, columns]))
    return np.diff(levels, axis=0)


def known_at(history: History, names: Sequence[str], origins: Sequence[int]) -> Floats:
    """The joint returns of the day of each of `origins`, shape (n, 1 + len(names)).

    One that is unknown is taken to be zero: the regressor did not move, as far as anybody knows.
    """
    at = np.asarray(origins, dtype=np.intp)
    pairs = np.column_stack((at - 1, at)).ravel()
    columns = [history.regressor_names.index(name) for name in names]
    levels = np.column_stack((history.log_rate[pairs], history.regressors[pairs][:, columns]))
    moved = levels[1::2] - levels[::2]
    return np.where(np.isfinite(moved), moved, 0.0)


def consecutive(
    history: History, names: Sequence[str], *, least: int, who: str
) -> tuple[Floats, Floats]:
    """Joint returns of a day and of the day after it, wherever all of both are known.

    Raises:
        TooLittleHistory: If there are fewer than `least` such days.
    """
    moves = joint_returns(history, names)
    usable = np.isfinite(moves[1:]).all(axis=1) & np.isfinite(moves[:-1]).all(axis=1)
    if usable.sum() < least:
        raise TooLittleHistory(
            Reason(
                "too_few_joint_days",
                who=who,
                least=least,
                names=tuple(names),
                n=int(usable.sum()),
            ),
            remedy="Ingest older rates, or drop the youngest regressor.",
        )
    return moves[:-1][usable], moves[1:][usable]
