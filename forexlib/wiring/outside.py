"""The services that the settings name, and the series that are taken where one serves them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from pydantic import SecretStr

from forexlib.core.ports import Source
from forexlib.sources.bcch import Bcch
from forexlib.sources.fred import Fred
from forexlib.sources.guarded import Guarded
from forexlib.sources.mindicador import Mindicador
from forexlib.sources.nbp_web import NbpWeb
from forexlib.sources.secret import Secret
from forexlib.sources.yahoo import Yahoo
from forexlib.store.call_ledger import DuckCallLedger
from forexlib.wiring.settings import AUTO, NONE, Settings, SourceName

KEPT = ("dolar_observado/USDCLP", "uf/CLFCLP")
"""Series that are taken and kept where a source serves them, and missed by nobody."""

JOINING = (
    "tpm/{currency}",
    "cobre/USDLB",
    "yahoo_close/{pair}",
    "yahoo_close/HG",
    "yahoo_close/VIX",
    "fred/DFF",
    "fred/DGS10",
    "fred/VIXCLS",
)
"""Series that join the regressors, too, where a source serves them."""


def services_of(chosen: Settings) -> tuple[Guarded, ...]:
    """Those that are named, in their order, each within its budget."""
    ledger = DuckCallLedger(chosen.database, chosen.home / "sql")
    return tuple(Guarded(_service(name, chosen), ledger) for name in chosen.sources)


def nbp_web_of(chosen: Settings) -> NbpWeb:
    """The NBP's web service, without a budget."""
    return NbpWeb(base_url=chosen.nbp_url)


def regressors_of(chosen: Settings, services: Sequence[Source]) -> tuple[str, ...]:
    """Series that may stand beside the NBP's: those of the settings, or all that are served."""
    if chosen.regressors == (NONE,):
        return ()
    if chosen.regressors != (AUTO,):
        return chosen.regressors
    named = (name.format(pair=chosen.pair, currency=chosen.pair[3:]) for name in JOINING)
    return tuple(name for name in named if _is_served(name, services))


def optional_of(chosen: Settings, services: Sequence[Source]) -> tuple[str, ...]:
    """Series that are taken where some service has them, and may be missing."""
    wanted = dict.fromkeys((*KEPT, *regressors_of(chosen, services)))
    return tuple(name for name in wanted if name != chosen.series and _is_served(name, services))


def _service(name: SourceName, chosen: Settings) -> Source:
    match name:
        case "nbp":
            return nbp_web_of(chosen)
        case "bcch":
            return Bcch(
                user=_secret(chosen.bcch_user),
                password=_secret(chosen.bcch_password),
                token=_secret(chosen.bcch_token),
                base_url=chosen.bcch_url,
            )
        case "mindicador":
            return Mindicador(base_url=chosen.mindicador_url)
        case "yahoo":
            return Yahoo(base_url=chosen.yahoo_url)
        case "fred":
            return Fred(key=_secret(chosen.fred_key), files_url=chosen.fred_url)
    assert_never(name)


def _is_served(series: str, services: Sequence[Source]) -> bool:
    return any(one.serves(series) for one in services)


def _secret(setting: SecretStr) -> Secret:
    return Secret(setting.get_secret_value())
