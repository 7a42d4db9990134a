"""FRED, the database of the Federal Reserve Bank of St. Louis.

Without a key, the file behind a chart; with one, the documented service:

    observation_date,DGS10                {"observations": [
    2026-10-23,4.21                           {"date": "2026-10-23", "value": "4.21"},
    2026-10-26,.                              {"date": "2026-10-26", "value": "."}]}

Verified in public code and tests that use them: both addresses, `cosd` and `coed`,
`observation_start` and `observation_end`, the header (`DATE` in older files), "." or nothing for a
missing value, 120 calls a minute with a key; on the Federal Reserve's page, that the H.10 comes out
on Mondays at 16:15. Remembered, not verified: status 400 with `error_message` for a bad key, what
the file's address allows (ours is one call a second), that a file ends with a line's end, and
FRED's hours, for which 18:00 in New York is late enough.

FRED shows the last vintage of a value. What the four series here say of a day is revised rarely,
and a revision bears the instant of the value it replaces; where vintages matter, ALFRED has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from typing_extensions import override

from forexlib.sources.secret import Address, Secret
from forexlib.sources.web_series import WebSeries
from forexlib.sources.web_service import Conversation, Limits, Service, good_text, json_object
from forexlib.sources.web_values import Days, Question, Remote, gathered, read_day, records

SERIES: Final[Mapping[str, Remote]] = {
    "fred/DFF": Remote("DFF"),
    "fred/DGS10": Remote("DGS10"),
    "fred/VIXCLS": Remote("VIXCLS"),
    "fred/DTWEXBGS": Remote("DTWEXBGS"),
}
LIMITS: Final = Limits(calls_a_second=1)
REMEDY: Final = "Check the connection or try again later."
CREDENTIALS: Final = "Correct FOREX_FRED_KEY, or leave it empty: FRED's files need no key."
DAY_NAMES: Final = ("observation_date", "DATE")
BAD_REQUEST: Final = 400


@dataclass(frozen=True, slots=True)
class Fred(WebSeries):
    """The database.

    Attributes:
        key: Of the service; empty for the files.
        files_url: Where the files are.
        service_url: Where the service answers.
    """

    key: Secret = field(default_factory=Secret, repr=False)
    files_url: str = "https://fred.stlouisfed.org/graph/fredgraph.csv"
    service_url: str = "https://api.stlouisfed.org/fred/series/observations"
    name: ClassVar[str] = "fred"
    declared: ClassVar[Mapping[str, Remote]] = SERIES

    @property
    def credentials(self) -> str:
        """The setting the key is in; "" where the files are asked, which need none."""
        return "FOREX_FRED_KEY" if self.key else ""

    @property
    def lacking(self) -> str:
        """Nothing: without a key the files are asked."""
        return ""

    @override
    def service(self) -> Service:
        """The files need no key, and have none to hide."""
        return Service("FRED", LIMITS, REMEDY, CREDENTIALS, (self.key,) if self.key else ())

    @override
    def days(self, question: Question, talk: Conversation) -> Days:
        """The values of one series by day, from the service if there is a key."""
        ask = self._days_of_service if self.key else self._days_of_file
        return ask(question, talk)

    def _days_of_file(self, question: Question, talk: Conversation) -> Days:
        """The values of one series by day, from its file."""
        address = Address(
            self.files_url,
            {
                "id": question.remote.code,
                "cosd": question.first.isoformat(),
                "coed": question.last.isoformat(),
            },
        )
        text = talk.ask_for_text(address, headers={"Accept": "text/csv"})
        return _read_file(text, question, talk.service)

    def _days_of_service(self, question: Question, talk: Conversation) -> Days:
        """The values of one series by day, from the service."""
        address = Address(
            self.service_url,
            {
                "series_id": question.remote.code,
                "api_key": self.key,
                "file_type": "json",
                "observation_start": question.first.isoformat(),
                "observation_end": question.last.isoformat(),
            },
        )
        answer, service = talk.ask(address), talk.service
        if answer.status == BAD_REQUEST and b"api_key" in answer.body:
            raise service.credentials_refused("400")
        found = json_object(good_text(answer, service=service), service=service)
        if "observations" not in found:
            service.refuse(f"without observations of {question.remote.code}")
        values = [
            (read_day(one["date"], service=service), one["value"])
            for one in records(found["observations"], keys=("date", "value"), service=service)
        ]
        return gathered(values, question, service=service)


def _read_file(text: str, question: Question, service: Service) -> Days:
    """The values in a file by day; a last line without an end was cut off, and is left out."""
    header, *lines = text.replace("\r\n", "\n").split("\n")
    if header.split(",") not in [[name, question.remote.code] for name in DAY_NAMES]:
        service.refuse(f"without a table of {question.remote.code}: {service.excerpt(text)}")
    values = []
    for line in lines[:-1]:
        day, comma, value = line.partition(",")
        if not comma:
            service.refuse(f"with the line {service.excerpt(line)}")
        values.append((read_day(day, service=service), value))
    return gathered(values, question, service=service)
