"""A mail says what the rows say, in two languages and two forms."""

import re
from html.parser import HTMLParser
from math import exp

import pytest
from typing_extensions import override

from forexlib.core.event import Event
from forexlib.reporting.chart_words import Language
from forexlib.reporting.mail import forecast_mail, notice_mail
from forexlib.reporting.numbers import Numerals
from tests.reporting.forecasts import SIGMA
from tests.reporting.letters import letter, record

VOID = {"meta", "br", "img"}


class Reader(HTMLParser):
    """What is seen, and which elements were never closed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in VOID:
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    @override
    def handle_data(self, data: str) -> None:
        if "style" not in self.open and data.strip():
            self.seen.append(data.strip())


def read(html: str) -> str:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return "\n".join(reader.seen)


def numbers(text: str) -> set[str]:
    """Everything that looks like a rate or a share with decimals."""
    return set(re.findall(r"\d+(?:\.\d{3})*,\d+", text))


def test_each_number_is_of_a_row() -> None:
    mail = forecast_mail(letter(days=(7,)))
    week = 5**0.5 * SIGMA
    ends = [
        Numerals("es").rate(995.26 * exp(score * week))
        for score in (-1.95996, -1.28155, 0.0, 1.28155, 1.95996)
    ]

    assert numbers(mail.text) == {*ends, "0,0", "50,0"}
    assert numbers(read(mail.html)) == numbers(mail.text)


def test_spanish_numbers_have_commas_and_english_ones_points() -> None:
    spanish, english = (forecast_mail(letter(), language=one).text for one in ("es", "en"))

    assert "mediana 995,26" in spanish
    assert "prob. de alza 50,0\u00a0%" in spanish
    assert "1.024,19" in spanish
    assert "median 995.26" in english
    assert "P(higher) 50.0%" in english
    assert "1,024.19" in english


def test_small_rates_have_five_digits_that_count() -> None:
    text = forecast_mail(letter(anchor=5.4712, pair="USDBRL")).text

    assert "mediana 5,4712" in text


def test_every_horizon_is_in_both_forms() -> None:
    mail = forecast_mail(letter())

    for form in (mail.text, read(mail.html)):
        assert [f"{days} días" in form for days in (7, 15, 30, 90)] == [True] * 4
        assert "8‑mar‑2024" in form


def test_the_picture_is_named_by_its_content_id_or_not_at_all() -> None:
    assert '<img src="cid:abc@forexlib"' in forecast_mail(letter(chart="abc@forexlib")).html
    assert "<img" not in forecast_mail(letter()).html


def test_warnings_come_before_the_numbers() -> None:
    mail = forecast_mail(letter(warnings=("Datos desactualizados: ayer.",)))

    for form in (mail.text, read(mail.html)):
        assert form.index("Datos desactualizados") < form.index("995,26")


def test_a_record_made_in_hindsight_is_labelled_so_with_its_n() -> None:
    rows = record((7, "backfill", 51, 0.988), (7, "live", 3, None))

    mail = forecast_mail(letter(record=rows))

    assert "7 días, BACKFILLED: n = 51; CRPS relativo 0,988; dentro de 80\u00a0% 80,0" in mail.text
    assert "7 días, en vivo: n = 3; CRPS relativo –" in mail.text
    assert "BACKFILLED" in read(mail.html)
    assert "51" in read(mail.html)


def test_without_a_record_that_is_said() -> None:
    mail = forecast_mail(letter())

    assert "Todavía no hay pronósticos vencidos" in mail.text
    assert "Todavía no hay pronósticos vencidos" in read(mail.html)


@pytest.mark.parametrize(("language", "said"), [("es", "No es asesoría"), ("en", "Not advice")])
def test_it_says_what_it_is_not(language: Language, said: str) -> None:
    mail = forecast_mail(letter(), language=language)

    assert said in mail.text
    assert said in read(mail.html)


def test_the_polish_fixing_is_named_where_it_is_the_target_alone() -> None:
    fixing, own = (forecast_mail(letter(target=one)).text for one in ("nbp_fixing", "mesa"))

    assert "Banco Nacional de Polonia" in fixing
    assert "Banco Nacional de Polonia" not in own
    assert own.splitlines()[1].startswith("mesa · ")


def test_it_can_be_traced_to_its_rows() -> None:
    assert "Corrida run · versión 0123456789ab · emisión 1" in forecast_mail(letter()).text


def test_what_happened_is_said_first() -> None:
    text = forecast_mail(letter(Event("stale_data", "WARNING"))).text

    assert "Datos desactualizados. A 7 días, mediana 995,26" in text


def test_no_markup_gets_in_from_outside() -> None:
    mail = forecast_mail(letter(warnings=("<script>alert('x')</script>",)))

    assert "<script>" not in mail.html
    assert "<script>" in read(mail.html)


@pytest.mark.parametrize("language", ["es", "en"])
def test_nothing_is_fetched_and_it_fits_a_telephone_and_the_dark(language: Language) -> None:
    html = forecast_mail(letter(chart="abc@forexlib"), language=language).html

    assert "http" not in html
    assert "max-width:600px" in html
    assert "prefers-color-scheme: dark" in html
    assert f'<html lang="{language}">' in html
    assert len(html) < 100_000  # Gmail cuts longer ones


def test_a_notice_says_its_lines() -> None:
    mail = notice_mail("Sin pronóstico", ["Uno & dos.", "Tres."])

    assert mail.text == "Sin pronóstico\n\nUno & dos.\nTres.\n"
    assert "Uno & dos." in read(mail.html)
