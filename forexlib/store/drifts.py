"""What the drift tests said, in DuckDB, a day at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import dataframely as dy

from forexlib.core.drift import DriftTests
from forexlib.store.adapter import Adapter


@dataclass(frozen=True, slots=True)
class DuckDrifts(Adapter):
    """Drift tests; implements `forexlib.core.ports.Drifts`."""

    def save(self, tests: dy.DataFrame[DriftTests], *, saved_at: datetime) -> int:
        """Keep the tests of a day that was not measured before; return how many rows.

        Raises:
            ContractError: If rows break a rule of the table; nothing was stored.
        """
        return self._insert(
            tests, "save_drift.sql", saved_at, name="new_drift", what="A test of drift"
        )
