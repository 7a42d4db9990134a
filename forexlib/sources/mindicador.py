"""mindicador.cl: figures of the Banco Central de Chile that a volunteer passes on, without a key.

An answer to /api/{indicator}/{year} lists the days of that year, the newest first:

    {"version": "1.7.0", "codigo": "dolar", "unidad_medida": "Pesos",
     "serie": [{"fecha": "2026-10-26T03:00:00.000Z", "valor": 941.2}, ...]}

`fecha` is midnight in Chile, written in UTC: whatever the clocks showed (03:00, 04:00, and 05:00 in
older answers), its date in UTC is the day. `ipc` is the change of a month in percent, dated on its
first day.

Verified in public code that uses it and in answers kept there: the addresses, the fields, the
order, the times of `fecha`, the unit of `ipc`, an empty `serie` for a year without values.
Remembered, not verified: whether it limits calls (it states no limit; ours is four a second), that
`dolar` is the dólar observado of its day, and `libra_cobre` the bank's F019.PPB.PRE.100.D.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from typing_extensions import override

from forexlib.sources.secret import Address
from forexlib.sources.web_series import WebSeries
from forexlib.sources.web_service import Conversation, Limits, Service
from forexlib.sources.web_values import Days, Question, Remote, gathered, read_day, records

SERIES: Final[Mapping[str, Remote]] = {
    "dolar_observado/USDCLP": Remote("dolar"),
    "uf/CLFCLP": Remote("uf"),
    "tpm/CLP": Remote("tpm"),
    "ipc/CLP": Remote("ipc", scale="percent_change"),
    "cobre/USDLB": Remote("libra_cobre"),
}
LIMITS: Final = Limits(calls_a_second=4, days_a_call=366)  # a calendar year
REMEDY: Final = "Check the connection or try again later; it is kept up by a volunteer."
SERVICE: Final = Service("mindicador.cl", LIMITS, REMEDY, REMEDY)
MIDNIGHT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})T0[0-6]:00:00(?:\.0+)?Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mindicador(WebSeries):
    """The service.

    Attributes:
        base_url: Where it answers.
    """

    base_url: str = "https://mindicador.cl"
    name: ClassVar[str] = "mindicador"
    declared: ClassVar[Mapping[str, Remote]] = SERIES

    @override
    def service(self) -> Service:
        """The same whatever is asked."""
        return SERVICE

    @override
    def days(self, question: Question, talk: Conversation) -> Days:
        """The values of one series by day, asked for year by year."""
        values = [
            one
            for year in range(question.first.year, question.last.year + 1)
            for one in self._year(year, question, talk)
        ]
        return gathered(values, question, service=SERVICE)

    def _year(
        self, year: int, question: Question, talk: Conversation
    ) -> Iterator[tuple[date, object]]:
        """The days and values of a year, as far as the service has them."""
        code = question.remote.code
        answer = talk.ask_for_object(Address(f"{self.base_url}/api/{code}/{year}"))
        if answer.get("codigo", code) != code or "serie" not in answer:
            SERVICE.refuse(f"with something else than the days of {code} in {year}")
        for one in records(answer["serie"], keys=("fecha", "valor"), service=SERVICE):
            midnight = MIDNIGHT.fullmatch(str(one["fecha"]))
            yield read_day(midnight[1] if midnight else one["fecha"], service=SERVICE), one["valor"]
