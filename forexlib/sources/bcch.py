"""The statistical database of the Banco Central de Chile (BDE), by its REST service.

Reference: "API para Base de Datos Estadísticos", si3.bcentral.cl/estadisticas/Principal1/
Web_Services. An answer, in ISO 8859-1 as its header says and with status 200 even if it refuses:

    {"Codigo": 0, "Descripcion": "Success", "Series": {"seriesId": "F073.TCO.PRE.Z.D", "Obs": [
        {"indexDateString": "26-10-2026", "value": "941.20", "statusCode": "OK"},
        {"indexDateString": "27-10-2026", "value": "NaN", "statusCode": "ND"}]}, "SeriesInfos": []}

Verified in the bank's pages and in its own client, bcchapi 1.3.0: the parameters, `token` instead
of `user` and `pass`, days as DD-MM-YYYY, "NaN" where there is no value, Codigo -5 for credentials,
-50 for series, -1 for days. In public code that has used it: status 200, the encoding, "ND", the
codes of the series, at most 5 calls a second, and that days after the last value may repeat it with
"OK" (that is for the gate; what is dated beyond a quantity's lead is not even asked for).
Remembered, not verified: that values can have decimal commas, whether a bad token is Codigo -5 too,
and the hours of publication in `core/series.py`.

Its client is not used: it brings pandas and requests, has no time-outs, and its errors show URLs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from typing_extensions import override

from forexlib.sources.secret import Address, Secret
from forexlib.sources.web_series import WebSeries
from forexlib.sources.web_service import Conversation, Limits, Service
from forexlib.sources.web_values import Days, Question, Remote, gathered, read_day, records

SERIES: Final[Mapping[str, Remote]] = {
    "dolar_observado/USDCLP": Remote("F073.TCO.PRE.Z.D"),
    "uf/CLFCLP": Remote("F073.UFF.PRE.Z.D"),
    "tpm/CLP": Remote("F022.TPM.TIN.D001.NO.Z.D"),
    "ipc/CLP": Remote("F074.IPC.VAR.Z.Z.C.M", scale="percent_change"),
    "cobre/USDLB": Remote("F019.PPB.PRE.100.D"),
}
LIMITS: Final = Limits(calls_a_second=5)
REMEDY: Final = "Check the connection or try again later."
CREDENTIALS: Final = (
    "Set FOREX_BCCH_USER and FOREX_BCCH_PASSWORD, or FOREX_BCCH_TOKEN, to credentials that are "
    "registered and activated on the bank's page 'API Base de Datos Estadísticos'."
)
ACCEPTED, BAD_CREDENTIALS, NO_SUCH_SERIES = 0, -5, -50


@dataclass(frozen=True, slots=True)
class Bcch(WebSeries):
    """The service.

    Attributes:
        user: Of the account, with `password`.
        password: Of the account.
        token: Instead of both.
        base_url: Where it answers.
    """

    user: Secret = field(default_factory=Secret, repr=False)
    password: Secret = field(default_factory=Secret, repr=False)
    token: Secret = field(default_factory=Secret, repr=False)
    base_url: str = "https://si3.bcentral.cl/SieteRestWS/SieteRestWS.ashx"
    name: ClassVar[str] = "bcch"
    declared: ClassVar[Mapping[str, Remote]] = SERIES

    @property
    def credentials(self) -> str:
        """The settings they are in."""
        return "FOREX_BCCH_USER and FOREX_BCCH_PASSWORD, or FOREX_BCCH_TOKEN"

    @property
    def lacking(self) -> str:
        """Which of them have to be set; "" if it can be asked."""
        if self.token or (self.user and self.password):
            return ""
        if self.user:
            return "FOREX_BCCH_PASSWORD"
        return "FOREX_BCCH_USER" if self.password else self.credentials

    @override
    def service(self) -> Service:
        """Refused where credentials are lacking."""
        secrets = (self.user, self.password, self.token)
        service = Service("The Banco Central de Chile", LIMITS, REMEDY, CREDENTIALS, secrets)
        if self.lacking:
            raise service.error("needs credentials, and none are set", remedy=CREDENTIALS)
        return service

    @override
    def days(self, question: Question, talk: Conversation) -> Days:
        """The values of one series by day."""
        account = {"user": self.user, "pass": self.password}
        address = Address(
            self.base_url,
            {
                **({"token": self.token} if self.token else account),
                "function": "GetSeries",
                "timeseries": question.remote.code,
                "firstdate": question.first.isoformat(),
                "lastdate": question.last.isoformat(),
            },
        )
        return _read(talk.ask_for_object(address), question, talk.service)


def _read(answer: dict[str, object], question: Question, service: Service) -> Days:
    """The values in `answer` by day."""
    code, found = answer.get("Codigo"), answer.get("Series")
    if code == BAD_CREDENTIALS:
        raise service.credentials_refused(f"Codigo {code}")
    if code == NO_SUCH_SERIES:
        service.refuse(f"that there is no series {question.remote.code}")
    if code != ACCEPTED:
        said = service.excerpt(str(answer.get("Descripcion")))
        service.refuse(f"with Codigo {service.excerpt(str(code))}: {said}")
    if not isinstance(found, dict) or found.get("seriesId") not in (question.remote.code, None):
        service.refuse(f"with another series than {question.remote.code}")
    keys = ("indexDateString", "value", "statusCode")
    values = [
        (read_day(one["indexDateString"], chilean=True, service=service), one["value"])
        for one in records(found.get("Obs"), keys=keys, service=service)
        if one["statusCode"] == "OK"
    ]
    return gathered(values, question, service=service, comma=True)
