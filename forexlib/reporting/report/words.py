"""What a report says in one language: texts by name, and numbers as that language writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from forexlib.core.series import NBP_FIXING
from forexlib.reporting.chart_words import WORDS, Language
from forexlib.reporting.numbers import SPACE, Numerals
from forexlib.reporting.report import words_en, words_es
from forexlib.reporting.series_titles import title_of

SAYS: Final[Mapping[Language, Mapping[str, str]]] = {"es": words_es.SAYS, "en": words_en.SAYS}


@dataclass(frozen=True, slots=True)
class Words:
    """The texts and the numerals of one report."""

    says: Mapping[str, str]
    n: Numerals

    @classmethod
    def for_rate(cls, rate: float, language: Language) -> Self:
        """The words of a language; its numerals show rates such as `rate`."""
        return cls(SAYS[language], Numerals.for_rate(rate, language))

    def __call__(self, name: str, **said: object) -> str:
        """The text of that name with what is said in its places."""
        return self.says[name].format(**said).replace(" %", f"{SPACE}%").replace("~", SPACE)

    @property
    def language(self) -> Language:
        """Of the texts."""
        return self.n.language

    def days(self, horizon_days: int) -> str:
        """A horizon."""
        return self("days", days=horizon_days)

    def where(self, horizons: Sequence[int]) -> str:
        """` a 15, 30 y 90 días`, behind what holds at these alone."""
        return self("where", days=self.n.listed([str(days) for days in horizons]))

    def heads(self, *names: str) -> list[str]:
        """Heads of a table's columns."""
        return [self(f"head_{name}") for name in names]

    def quantity(self, series: str) -> str:
        """What is forecast."""
        known = {NBP_FIXING: WORDS[self.language].fixing}
        quantity = series.split("/", maxsplit=1)[0]
        return known.get(quantity, title_of(quantity, self.language))

    def instrument(self, series: str) -> str:
        """Such as `BRL`, for a currency per USD, or `DXY`."""
        return series.rpartition("/")[2].removeprefix("USD")

    def series(self, series: str) -> str:
        """What stands beside the target: a currency, or the title of another quantity."""
        known = series.startswith(f"{NBP_FIXING}/")
        return self.instrument(series) if known else title_of(series, self.language)

    def member(self, model: str) -> str:
        """A model's name, within a sentence."""
        return self.says.get(f"model_{model}", model.replace("_", " "))

    def track(self, track: str) -> str:
        """How rows of a track record are marked."""
        return self.says.get(f"track_{track}", track)
