"""A series has a name in the language of whoever reads of it."""

import pytest

from forexlib.core.series import INSTRUMENTS, QUANTITIES
from forexlib.reporting.report.words import Words
from forexlib.reporting.series_titles import ENGLISH, title_of


def test_every_title_has_an_english_one_and_no_other_has() -> None:
    titles = {one.title for one in (*QUANTITIES.values(), *INSTRUMENTS.values())}

    assert titles == set(ENGLISH)


@pytest.mark.parametrize(
    ("series", "spanish", "english"),
    [
        ("tpm/CLP", "Tasa de política monetaria", "Monetary policy rate"),
        ("fred/DFF", "Tasa efectiva de fondos federales", "Effective federal funds rate"),
        ("dolar_observado/USDCLP", "Dólar observado", "Dólar observado"),
        ("mesa/VIX", "mesa/VIX", "mesa/VIX"),
    ],
)
def test_a_title_is_in_the_language_asked_for(series: str, spanish: str, english: str) -> None:
    assert title_of(series, "es") == Words.for_rate(900.0, "es").series(series) == spanish
    assert title_of(series, "en") == Words.for_rate(900.0, "en").series(series) == english
