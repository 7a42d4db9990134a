"""Nobody who chose Spanish is told an English sentence, nor the other way round.

Every phrase of a reason, every kind of event in every phase, every notice: made, and read for words
that only the other language has. What stands between backticks is a command, or a record quoted.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from typing import Final, get_args

import polars as pl
import pytest

from forexlib.core.alert import Decision, Phase
from forexlib.core.errors import Refused
from forexlib.core.event import Audience, Event, Metric
from forexlib.core.reason import Fact, Reason, as_data, from_data
from forexlib.core.reasons_en import PHRASES as ENGLISH
from forexlib.core.severities import USUAL
from forexlib.core.version import Place
from forexlib.jobs.dashboard_mail import in_markdown, summary
from forexlib.jobs.forecast_messages import Manner
from forexlib.jobs.notify import announce_refusal
from forexlib.jobs.report import contents, gather
from forexlib.jobs.version_notice import Happening, What, notice_post
from forexlib.reporting.alert_mail import compose_alert
from forexlib.reporting.alert_words import NAMES, SENTENCES, sentence
from forexlib.reporting.chart_words import Language
from forexlib.reporting.dashboard import words as dashboard
from forexlib.reporting.event_names import CHECKS, TESTS, WITHHELD, deliveries
from forexlib.reporting.mail_words import WORDS
from forexlib.reporting.numbers import Numerals
from forexlib.reporting.reason_words import in_words, told_of_run
from forexlib.reporting.reasons_es import PHRASES as SPANISH
from forexlib.store.duck import DuckStore
from forexlib.store.ledger import DuckLedger
from forexlib.store.outbox import DuckOutbox
from tests.jobs.dashboard_world import build
from tests.paths import SQL
from tests.reporting.report_world import World
from tests.reporting.report_world import order as orders
from tests.store.builders import at, run
from tests.store.versioned import entry, first

FOREIGN: Final[Mapping[Language, str]] = {
    "es": "the is was are were not than with without of and for from its there this that failed",
    "en": "el la los las un una es son fue con sin del por para que su sus hay desde está versión",
}
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
SOURCES: Final = Path(__file__).parents[2] / "forexlib"
NOW: Final = datetime(2026, 10, 26, 12, 30, tzinfo=UTC)
WHY: Final = Reason(
    "fell",
    model="ensemble",
    why=Reason("output_check", why=Reason("centre_far", distance=0.71, limit=0.5)),
)
NAMED: Final[Mapping[str, Fact]] = {
    "why": WHY,
    "against": Reason("defective", defects=(WHY,)),
    "first": WHY,
    "second": WHY,
    "parts": (WHY, WHY),
    "defects": (WHY,),
    "failed": (Reason("mode_from", mode="robust", day=date(2026, 10, 26)), WHY),
    "skipped": (Reason("is_champion", version="0123456789ab"),),
    "remedy": Reason("no_forecast_remedy"),
    "day": date(2026, 10, 26),
    "at": NOW,
    "who": "The forest",
    "model": "random_forest",
    "other": "qa4",
    "mode": "naive",
    "state": "withdrawn",
    "readiness": "READY",
    "version": "0123456789ab",
    "names": ("nbp_fixing/USDBRL", "nbp_fixing/USDMXN"),
    "horizons": (7, 15),
}
"""A fact for each name that is no number."""

METRICS: Final[Mapping[str, Mapping[str, Metric]]] = {
    "forecast_change": {
        "change": 2.3,
        "median": 950.2,
        "median_before": 928.8,
        "origin_before": "2026-10-23",
    },
    "high_volatility": {"ratio": 2.5, "short": 20.0, "long": 8.0},
    "regime_change": {"state": "risk-off", "since": "2026-10-26"},
    "data_drift": {
        "n_drifted": 2,
        "score": 40.0,
        "tests": ", ".join(f"{series} {test}" for series in ("returns", "30d") for test in TESTS),
    },
    "degraded": {"percent": 31.5, "low": 4.2, "high": 60.1, "n": 40, "baseline": "trailing year"},
    "surprised": {"percent": 31.5, "low": 4.2, "high": 60.1, "n": 40},
    "coverage": {"level": 80, "share": 41.5, "low": 60.0, "high": 93.5, "n": 40},
    "stale_target": {"state": "late", "newest": "2026-10-19", "days": 5},
    "stale_regressor": {"state": "absent", "newest": "", "days": 0},
    "failing_source": {"failures": 3, "error": "The Bank gave no answer (ConnectTimeout)."},
    "quarantined": {"values": 2, "day": "2026-10-26", "value": 94120.5, "reason": "jump"},
    "lower_mode": {"mode": "robust", "reason": str(WHY), "said": json.dumps(as_data(WHY))},
    "no_forecast": {"state": "never", "since": "2026-10-19", "business_days": 5},
    "check_failed": {"check": "drift", "error": "The file is locked.", "kind": "StoreError"},
}
"""Of each kind of event; that of a planned event has a title that is Spanish in any case."""


def foreign(text: str, language: Language) -> set[str]:
    """Words of the other language in a text."""
    said = re.sub(r"`[^`]*`", "", text).lower()
    return set(re.findall(r"[^\W\d_]+", said)) & set(FOREIGN[language].split())


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def facts(phrase: str) -> dict[str, Fact]:
    """A fact for each place of a phrase."""
    found: dict[str, Fact] = {}
    for _, name, spec, _ in Formatter().parse(phrase):
        if name is not None:
            found[name] = NAMED.get(name, 0.5123 if spec not in {None, ""} else 3)
    return found


@pytest.mark.parametrize("code", ENGLISH)
def test_a_reason_is_told_in_each_language_from_the_same_facts(code: str) -> None:
    reason = Reason(code, **facts(ENGLISH[code]))

    told = {language: in_words(reason, Numerals(language)) for language in LANGUAGES}

    assert places(SPANISH[code]) == places(ENGLISH[code])
    assert {one: foreign(text, one) for one, text in told.items()} == {"es": set(), "en": set()}
    assert told["en"] == reason
    assert from_data(json.loads(json.dumps(as_data(reason)))) == reason
    assert "0.5" not in told["es"]


def test_there_is_a_phrase_for_each_reason_that_is_given_and_none_besides() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES.rglob("*.py"))
    given = set(re.findall(r'\bReason\(\s*"(\w+)"', code))

    assert list(SPANISH) == list(ENGLISH)
    assert given <= set(ENGLISH)
    used = set(re.findall(r'"(\w+)"(?!:)', code))
    assert {name for name in ENGLISH if name.removesuffix("_why") not in used} == set()


def given_in(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    """Code and names of facts of each reason that is made where both are written out."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id="Reason"),
                args=[ast.Constant(value=str(code))],
                keywords=facts,
            ) if all(one.arg for one in facts):
                yield code, {str(one.arg) for one in facts}


def test_a_reason_is_given_the_facts_that_its_phrase_has_places_for() -> None:
    """Where a fact is forgotten, who tells of trouble would fall over the telling."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in SOURCES.rglob("*.py")]
    given = [one for tree in trees for one in given_in(tree)]

    assert len(given) > len(ENGLISH) / 2
    assert [(code, names) for code, names in given if names != places(ENGLISH[code])] == []


def test_signs_of_a_fact_are_its_own() -> None:
    broke = Reason("broke", kind="KeyError", message="~/data")

    assert "KeyError: ~/data" in in_words(broke, Numerals("es"))


def test_articles_contract() -> None:
    spread = {"level": 95, "low": 0.5, "high": 0.5, "least": 0.6, "most": 1.7}
    why = Reason("width_out", **spread)
    doubt = Reason("contradicts", other="qa4", model="random_walk", why=why)

    assert in_words(doubt, Numerals("es")).startswith(
        "QA4 contradice al paseo aleatorio: su intervalo de 95"
    )


def test_a_text_of_which_no_facts_are_kept_is_told_as_it_is() -> None:
    old = {"said": None, "reason": "var failed", "warnings": '["qa4 was left out: it broke"]'}

    reason, warnings = told_of_run(old)

    assert in_words(reason, Numerals("es")) == "var failed"
    assert [in_words(one, Numerals("es")) for one in warnings] == ["qa4 was left out: it broke"]


def test_numbers_and_days_are_those_of_the_language() -> None:
    reason = Reason("was_rolled_back", version="abc", day=date(2026, 8, 5))
    far = Reason("centre_far", distance=0.7134, limit=0.5)

    told = [in_words(one, Numerals("es")) for one in (reason, far)]

    assert told[0] == "abc ya se había retirado el 5‑ago‑2026"
    assert "0,71 desviaciones" in told[1]
    assert "a lo más 0,5" in told[1]


@pytest.mark.parametrize(
    "metrics",
    [
        {"mode": "robust", "reason": "var failed: it is not there"},
        {"check": "drift", "error": "The page was not made.", "kind": "RenderError"},
    ],
    ids=["stored before facts were", "an error of another kind"],
)
def test_a_record_that_cannot_be_told_is_quoted(metrics: Mapping[str, Metric]) -> None:
    kind = "lower_mode" if "mode" in metrics else "check_failed"
    event = Event(kind, "HIGH", metrics=dict(metrics))

    told = sentence(event, "entry", language="es", show=Numerals("es"))

    assert foreign(told, "es") == set()
    assert f"`{metrics.get('reason', metrics.get('error'))}`" in told


def decisions(kind: str) -> Iterator[Decision]:
    """Every phase that is told, of an event of a kind."""
    audience: Audience = (
        "market" if kind in {"forecast_change", "high_volatility"} else "operations"
    )
    phases: tuple[Phase, ...] = ("entry", "escalation", "exit")
    for phase in phases:
        event = Event(kind, "HIGH", 7, audience, metrics=dict(METRICS[kind]))
        yield Decision(event, phase, "sent", "It is new.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", METRICS)
def test_every_kind_of_event_is_told_in_the_language_of_its_reader(
    kind: str, language: Language
) -> None:
    told = [
        compose_alert(
            [one],
            audience=one.event.audience,
            pair="USDCLP",
            forecast=pl.DataFrame(),
            language=language,
        )
        for one in decisions(kind)
    ]

    assert [foreign(f"{one.subject} {one.slack}", language) for one in told] == [set()] * 3
    assert all("–" not in one.slack for one in told[:2])


def test_no_kind_of_event_is_forgotten() -> None:
    kinds = {*NAMES, *(name.split(".", maxsplit=1)[0] for name in USUAL)}

    assert kinds - {"economic_event", "withheld", "stale_data"} == set(METRICS)
    assert {*SENTENCES} - {"never", "absent"} == set(NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_events_hold_by_a_code_is_named(language: Language) -> None:
    show = Numerals(language)

    for code in CHECKS:
        failed = Event("check_failed", "HIGH", metrics={**METRICS["check_failed"], "check": code})
        assert foreign(sentence(failed, "entry", language=language, show=show), language) == set()
    for code in WITHHELD:
        held = Event("quarantined", "WARNING", metrics={**METRICS["quarantined"], "reason": code})
        assert foreign(sentence(held, "happened", language=language, show=show), language) == set()
    assert deliveries("email no channel, slack delivered, sms waiting", "es") == (
        "correo sin canal, slack entregado, sms en espera"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", get_args(What))
def test_every_notice_of_a_version_says_why_and_what_to_do(what: What, language: Language) -> None:
    one = Happening(Place("USDCLP", "nbp_fixing", 30), what, "0123456789ab", "ba9876543210", WHY)

    message = notice_post(one, now=NOW, language=language).message

    assert foreign(message.slack, language) == set()
    assert re.search(r"`forex \w+", message.slack)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_told_with_its_remedy(tmp_path: Path, language: Language) -> None:
    outbox = DuckOutbox(tmp_path / "forex.duckdb", SQL, tmp_path / "outbox")
    why = Reason("all_past", series="nbp_fixing/USDCLP", day=date(2026, 1, 5), horizons=(7, 15))
    refusal = Refused(why, remedy=Reason("all_past_remedy"))

    announce_refusal(
        outbox, refusal, series="nbp_fixing/USDCLP", manner=Manner(language=language), now=NOW
    )

    [row] = DuckStore(outbox.database, SQL).read("outbox").to_dicts()
    assert foreign(row["subject"], language) | foreign(row["body_text"], language) == set()


def test_what_a_run_said_is_stored_with_its_facts(tmp_path: Path) -> None:
    store = DuckStore(tmp_path / "forex.duckdb", SQL)
    plain, left = "a plain text", Reason("left_out", model="qa4", why=WHY)
    made = replace(run(), mode="robust", reason=WHY, warnings=(left, plain))
    store.save([made], saved_at=at(2))

    [row] = store.read("runs").to_dicts()
    reason, warnings = told_of_run(row)

    assert row["reason"] == str(WHY)
    assert json.loads(row["warnings"]) == [left, plain]
    assert in_words(reason, Numerals("es")) == (
        "falló el ensamble: no pasó el control de salida: su centro está a 0,71 desviaciones"
        " estándar del paseo aleatorio (a lo más 0,5)"
    )
    assert in_words(warnings[0], Numerals("es")).startswith("QA4 quedó fuera: falló el ensamble")
    assert warnings[1] == plain


def test_why_a_version_stands_as_it_does_is_stored_with_its_facts(tmp_path: Path) -> None:
    ledger = DuckLedger(tmp_path / "forex.duckdb", SQL)
    why = Reason("fails_check", why=WHY)
    ledger.write([first("old")], now=NOW)
    rejected = entry("new", expected="old", act=None, states=("rejected",))
    ledger.write(
        [replace(rejected, standings=[replace(rejected.standings[0], reason=why)])], now=NOW
    )

    [row] = ledger.read("version_states", state="rejected").to_dicts()

    assert row["reason"] == str(why)
    assert from_data(json.loads(row["evidence"])["said"]) == why
    assert (
        foreign(in_words(from_data(json.loads(row["evidence"])["said"]), Numerals("es")), "es")
        == set()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dashboard_and_the_report_are_of_one_language(
    tmp_path: Path, language: Language
) -> None:
    shown = build(tmp_path / "dashboard").show(first=language)
    order = replace(orders(), language=language)
    report = contents(gather(World(refused=(7,), horizons=(15, 30)).build(tmp_path), order), order)

    texts = [in_markdown(shown), *summary(shown), *report.parts.values(), *report.meta.values()]

    assert [foreign(text, language) for text in texts] == [set()] * len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_mails_reports_and_dashboards_is_of_the_other_language(
    language: Language,
) -> None:
    words = WORDS[language]
    mails = [str(getattr(words, name)) for name in words.__slots__]
    texts = {*mails, *dashboard.SAYS[language].values()}

    assert {text: foreign(text, language) for text in texts if foreign(text, language)} == {}
