"""What a model may look at: one target's past and the regressors beside it, as arrays.

Built once per instant from a panel (`forexlib.features.history`), then only sliced: row `i` of
every array depends on nothing about later days, so a slice is what a forecaster had on that day (in
the vintage of the target that is known at the instant of the panel).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The fixings of the target in order, and what was known beside each.

    Attributes:
        dates: Event dates, shape (n,), strictly rising, `datetime64[D]`.
        log_rate: Log of the target, shape (n,).
        regressors: Log of each regressor as known at the fixing, shape (n, k); NaN where none was.
        regressor_names: Their names, k of them.
        features: What the tree models see at each fixing, shape (n, f); NaN where undefined.
        feature_names: Their names, f of them.
        start: Position of the first row in the whole history that this is a slice of.
        digests: Fingerprints of the whole history's slices by their two ends, as far as asked for:
            hashing takes longer than slicing.
    """

    dates: Days
    log_rate: Floats
    regressors: Floats
    regressor_names: tuple[str, ...]
    features: Floats
    feature_names: tuple[str, ...]
    start: int = field(init=False, default=0)
    digests: dict[tuple[int, int], str] = field(init=False, default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.dates)

    @property
    def last_day(self) -> date:
        """The event date of the newest fixing: the origin of a forecast."""
        return self.dates[-1].astype(date)

    @property
    def returns(self) -> Floats:
        """Daily log returns, shape (n - 1,); element i is known at fixing i + 1."""
        return np.diff(self.log_rate)

    def first(self, count: int) -> History:
        """What was known at fixing number `count`; views, not copies."""
        return self.part(0, min(count, len(self)))

    def last(self, count: int) -> History:
        """The newest `count` fixings; views, not copies."""
        return self.part(max(0, len(self) - count), len(self))

    def part(self, begin: int, end: int) -> History:
        """Fixings `begin` to `end`, the latter not included; views, not copies."""
        rows = slice(begin, end)
        cut = History(
            self.dates[rows],
            self.log_rate[rows],
            self.regressors[rows],
            self.regressor_names,
            self.features[rows],
            self.feature_names,
        )
        object.__setattr__(cut, "start", self.start + begin)  # not for `replace` to copy
        object.__setattr__(cut, "digests", self.digests)
        return cut

    def until(self, day: date) -> History:
        """What was known at the last fixing on or before `day`."""
        return self.first(int(np.searchsorted(self.dates, np.datetime64(day, "D"), side="right")))

    def targets(self, horizon_days: int) -> NDArray[np.intp]:
        """For each fixing, the position of the first fixing `horizon_days` or more days later.

        Positions equal to `len(self)` are not realised yet: such a fixing must not be trained on.
        """
        aimed = self.dates + np.timedelta64(horizon_days, "D")
        return np.searchsorted(self.dates, aimed, side="left")

    def fingerprint(self) -> str:
        """16 hex digits of the hash of every value; equal only for equal inputs."""
        ends = (self.start, self.start + len(self))
        if ends not in self.digests:
            digest = hashlib.sha256()
            for part in (self.dates.astype("int64"), self.log_rate, self.regressors, self.features):
                digest.update(np.ascontiguousarray(part).tobytes())
            digest.update(repr((self.regressor_names, self.feature_names)).encode())
            self.digests[ends] = digest.hexdigest()[:16]
        return self.digests[ends]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Where a forecast looks from one origin.

    Attributes:
        horizon_days: Calendar days, rising.
        trading_days: Fixings expected after the origin up to each target date.
    """

    horizon_days: tuple[int, ...]
    trading_days: tuple[int, ...]
