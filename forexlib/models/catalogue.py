"""Every model by name: which centre, which spread.

Adding a model is one file, and one line in `CENTRES` or `SPREADS`: it can be walked at once as
`centre+spread`. A line in `MODELS` gives the pair a name of its own. Benchmarks need series that
not everybody has; they are there where those are (`benchmarks`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, get_type_hints

from forexlib.core.model import Centre, Spread
from forexlib.models.arima import Arima
from forexlib.models.boosting import LightGbm, XgBoost
from forexlib.models.drift import Drift
from forexlib.models.ets import AutoEts
from forexlib.models.ewma import EwmaErrors
from forexlib.models.forest import Forest
from forexlib.models.forward import Forward
from forexlib.models.garch import Garch
from forexlib.models.last_traded import LastTraded
from forexlib.models.lead_lag import LeadLag
from forexlib.models.qa4 import Qa4
from forexlib.models.random_walk import NoChange, RandomWalk
from forexlib.models.reverting import Qr4, RevertingErrors
from forexlib.models.ridge import Ridge
from forexlib.models.theta import Theta
from forexlib.models.var import Var


@dataclass(frozen=True, slots=True)
class Model:
    """A centre composed with a spread, both by name.

    Attributes:
        centre: Of `CENTRES`.
        spread: Of `SPREADS`.
        reach: Trading days ahead about which the centre says anything: what it says of a longer
            horizon is what it says of these. None where it speaks of every day up to the horizon.
    """

    centre: str
    spread: str
    reach: int | None = None


CENTRES: Final[Mapping[str, Centre]] = {
    "no_change": NoChange(),
    "drift": Drift(),
    "arma": Arima(),
    "ets": AutoEts(),
    "theta": Theta(),
    "var": Var(),
    "lead_lag": LeadLag(),
    "forest": Forest(),
    "lightgbm": LightGbm(),
    "xgboost": XgBoost(),
    "ridge": Ridge(),
}

SPREADS: Final[Mapping[str, Spread]] = {
    "gaussian": RandomWalk(),
    "ewma": EwmaErrors(),
    "garch": Garch(),
    "qa4": Qa4(),
    "reverting": RevertingErrors(),
    "qr4": Qr4(),
}

MODELS: Final[Mapping[str, Model]] = {
    "random_walk": Model("no_change", "gaussian"),
    "random_walk_drift": Model("drift", "gaussian"),
    "ewma": Model("no_change", "ewma"),
    "garch": Model("no_change", "garch"),
    "qa4": Model("no_change", "qa4"),
    "qr4": Model("no_change", "qr4"),
    "arima_garch": Model("arma", "garch"),
    "auto_ets": Model("ets", "qr4"),
    "theta": Model("theta", "qr4"),
    "var": Model("var", "qr4"),
    "lead_lag": Model("lead_lag", "qr4", reach=1),
    "random_forest": Model("forest", "qr4"),
    "lightgbm": Model("lightgbm", "qr4"),
    "xgboost": Model("xgboost", "qr4"),
    "ridge": Model("ridge", "qr4"),
}

HALF_A_RANDOM_WALK: Final = ("qr4",)
"""Spreads half of which is the random walk's: between its width and one of calm and storm."""

ON_A_BENCHMARK: Final = "qr4"
"""The spread that every benchmark is composed with, so that only the centres differ."""


BENCHMARKS: Final = ("forward", "last_traded")
"""Every name that `benchmarks` may give."""


def benchmarks(series: str, beside: Collection[str]) -> Mapping[str, Centre]:
    """Centres to compare with that the series at hand allow, by name.

    Args:
        series: What is forecast, for example dolar_observado/USDCLP.
        beside: Names of the series beside it.
    """
    pair = series.split("/", maxsplit=1)[1]
    home, dollar, quote = f"tpm/{pair[3:]}", "fred/DFF", f"yahoo_close/{pair}"
    found: dict[str, Centre] = {}
    if {home, dollar} <= set(beside):
        found["forward"] = Forward(home, dollar)
    if quote in beside and quote != series:
        found["last_traded"] = LastTraded(quote)
    return found


def _learned(settings: Centre | Spread) -> type:
    """What `learn` says it answers."""
    return get_type_hints(type(settings).learn)["return"]


LEARNED: Final[Mapping[str, type]] = {
    **{name: _learned(settings) for name, settings in {**CENTRES, **SPREADS}.items()},
    "forward": _learned(Forward()),
    "last_traded": _learned(LastTraded()),
}
"""What each centre, benchmark and spread learns: the type its artefact is read back as."""
