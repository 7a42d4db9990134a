"""What a forecast is made of: everything a person may choose, and nothing that is learned."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from forexlib import __version__
from forexlib.core.errors import SettingsError
from forexlib.core.model import Centre, Spread
from forexlib.core.series import NBP_FIXING, series_name
from forexlib.models.catalogue import (
    BENCHMARKS,
    CENTRES,
    MODELS,
    ON_A_BENCHMARK,
    SPREADS,
    Model,
    benchmarks,
)

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
        combination: How it combines them; see `forexlib.engine.combinations`.
        robust: The model that is issued when the ensemble fails; it lends the ensemble its spread.
        reference: An independent model that the width of what is issued is held against.
        beside: Further models that are stored beside the ensemble, for comparison only.
        regressors: Series used beside the target.
        optional: Further ones, which may be missing or late.
        seed: Of every random draw.
        models: Every model by name.
        centres: Settings of every centre by name.
        spreads: Settings of every spread by name.
    """

    horizons: tuple[int, ...] = (7, 15, 30, 90)
    members: tuple[str, ...] = ("arima_garch", "var", "lead_lag", "random_forest")
    combination: str = "shrunk"
    robust: str = "qr4"
    reference: str = "qa4"
    beside: tuple[str, ...] = ("qa4",)
    regressors: tuple[str, ...] = REGRESSORS
    optional: tuple[str, ...] = ()
    seed: int = 20_110_831
    models: Mapping[str, Model] = field(default_factory=lambda: dict(MODELS))
    centres: Mapping[str, Centre] = field(default_factory=lambda: dict(CENTRES))
    spreads: Mapping[str, Spread] = field(default_factory=lambda: dict(SPREADS))

    @property
    def beside_the_target(self) -> tuple[str, ...]:
        """Every series that stands beside the target, the optional last."""
        return (*self.regressors, *self.optional)

    def for_series(self, series: str, optional: Sequence[str]) -> Recipe:
        """This recipe for one series, with optional regressors and the benchmarks they allow.

        Args:
            series: What is forecast.
            optional: Names of series; those the recipe has already are passed over.
        """
        more = tuple(one for one in optional if one not in {series, *self.regressors})
        found = benchmarks(series, more)
        return replace(
            self,
            optional=more,
            beside=(*self.beside, *found),
            models={**self.models, **{name: Model(name, ON_A_BENCHMARK) for name in found}},
            centres={**self.centres, **found},
        )

    def on_the_series_of(self, other: Recipe) -> Recipe:
        """What this one chooses, for the horizons, series, benchmarks and seed of another.

        Models, how they are combined, and all settings of their parts stay: it is learned on what
        has joined since, or without what has left.
        """
        own = tuple(name for name in self.beside if name not in BENCHMARKS)
        theirs = tuple(name for name in other.beside if name in BENCHMARKS)
        return replace(
            self,
            horizons=other.horizons,
            regressors=other.regressors,
            optional=other.optional,
            seed=other.seed,
            beside=(*own, *theirs),
            models={**self.models, **{name: other.models[name] for name in theirs}},
            centres={**self.centres, **{name: other.centres[name] for name in theirs}},
        )

    def model(self, name: str) -> Model:
        """The model of a name: one of `models`, or any centre with any spread, as `var+ewma`.

        Raises:
            SettingsError: If it is neither.
        """
        if name in self.models:
            return self.models[name]
        centre, _, spread = name.partition("+")
        if centre in self.centres and spread in self.spreads:
            return Model(centre, spread)
        raise SettingsError(
            f"There is no model {name!r}.",
            remedy=f"Choose among {', '.join(self.models)}; or join a centre"
            f" ({', '.join(self.centres)}) and a spread ({', '.join(self.spreads)}) by a +.",
        )

    def centre(self, name: str) -> Centre:
        """Settings of the centre `name`."""
        return self.centres[name]

    def centre_of(self, model: str) -> tuple[str, Centre]:
        """Name and settings of a model's centre."""
        name = self.model(model).centre
        return name, self.centres[name]

    def digest(self) -> str:
        """12 hex digits that differ whenever any setting, or the release, differs."""
        return digest(__version__, self)


def digest(*parts: object) -> str:
    """12 hex digits of the hash of the parts' representations."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
