"""What a forecast is made of: everything a person may choose, and nothing that is learned."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from forexlib import __version__
from forexlib.core.model import Centre, Spread
from forexlib.core.series import NBP_FIXING, series_name
from forexlib.models.catalogue import CENTRES, MODELS, SPREADS, Model

REGRESSORS = tuple(
    series_name(NBP_FIXING, instrument)
    for instrument in (
        "DXY",
        "USDBRL",
        "USDMXN",
        "USDZAR",
        "USDAUD",
        "USDNZD",
        "USDCNY",
        "USDKRW",
        "USDNOK",
    )
)
"""Series whose returns stand beside the target's."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Settings of the whole forecast.

    Attributes:
        horizons: Calendar days, rising.
        members: Models whose centres the ensemble combines.
        robust: The model that is issued when the ensemble fails; it lends the ensemble its spread.
        regressors: Series used beside the target.
        seed: Of every random draw.
        models: Every model by name.
        centres: Settings of every centre by name.
        spreads: Settings of every spread by name.
    """

    horizons: tuple[int, ...] = (7, 15, 30, 90)
    members: tuple[str, ...] = ("arima_garch", "var", "random_forest")
    robust: str = "qa4"
    regressors: tuple[str, ...] = REGRESSORS
    seed: int = 20_110_831
    models: Mapping[str, Model] = field(default_factory=lambda: dict(MODELS))
    centres: Mapping[str, Centre] = field(default_factory=lambda: dict(CENTRES))
    spreads: Mapping[str, Spread] = field(default_factory=lambda: dict(SPREADS))

    def digest(self) -> str:
        """12 hex digits that differ whenever any setting, or the release, differs."""
        return digest(__version__, self)


def digest(*parts: object) -> str:
    """12 hex digits of the hash of the parts' representations."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
