"""One look: what is found, decided, written and sent, on a real database."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dataframely as dy
import polars as pl
import pytest

from forexlib.core.alert import AlertRuling
from forexlib.core.budget import Budget
from forexlib.core.errors import TooLittleHistory
from forexlib.core.event import Severity
from forexlib.core.events import Agenda, PlannedEvent
from forexlib.core.frames import Published
from forexlib.decisions.alerts import AlertRules
from forexlib.engine.recipe import REGRESSORS
from forexlib.jobs import performance as scores
from forexlib.jobs.drift import Drift
from forexlib.jobs.events import Lookout
from forexlib.jobs.forecast_messages import Manner, Occasion
from forexlib.jobs.monitor import Desk, Watched, monitor, news
from forexlib.jobs.notify import announce
from forexlib.monitoring.coverage_alarm import CoverageAlarm
from forexlib.monitoring.degradation import Degradation, Rise
from forexlib.monitoring.system_events import SystemRules
from forexlib.store.call_ledger import DuckCallLedger
from forexlib.store.decisions import DuckDecisions
from forexlib.store.duck import DuckStore
from forexlib.store.outbox import DuckOutbox
from tests.paths import SQL
from tests.reporting.report_world import ISSUED_AT, LAST, World

NOW = ISSUED_AT + timedelta(hours=2)
THURSDAY = LAST - timedelta(days=1)
MEETING = PlannedEvent(
    date(2024, 3, 6), "bcch_policy", "policy_meeting", "Reunión de política", "test", verified=True
)


def no_drift(_: datetime) -> Drift:
    tests = pl.DataFrame(schema={"series": pl.String, "test": pl.String, "drifted": pl.Boolean})
    said = {"es": "Sin deriva.", "en": "No drift."}
    return Drift(LAST, "INFO", 0, 3.0, worsens=False, tests=tests, sentence=said, new=True)


def nothing_judged(_: datetime) -> Sequence[scores.Judged]:
    return []


@dataclass
class House:
    """A store of a year of forecasts, and the monitor's desk beside it."""

    store: DuckStore
    outbox: DuckOutbox
    desk: Desk
    world: World = field(default_factory=World)

    def look(self, now: datetime = NOW) -> Watched:
        return monitor(self.desk, now=now)

    def verdicts(self, now: datetime = NOW) -> dict[str, tuple[str, str]]:
        return {one.event.key: (one.phase, one.verdict) for one in self.look(now).decisions}


@pytest.fixture
def house(tmp_path: Path) -> House:
    world = World(weeks=3)
    store = world.build(tmp_path)
    lookout = Lookout(
        "USDCLP", "nbp_fixing", REGRESSORS, Agenda((), (MEETING,)), "America/Santiago"
    )
    decisions = DuckDecisions(store.database, SQL)
    desk = Desk(
        store,
        decisions,
        lookout,
        (7, 15, 30, 90),
        AlertRules(),
        "es",
        drift=no_drift,
        performance=nothing_judged,
    )
    return House(store, DuckOutbox(store.database, SQL, tmp_path / "outbox"), desk, world)


def test_a_quiet_day_is_a_row_per_horizon_and_no_message(house: House) -> None:
    done = house.look()

    rows = house.desk.decisions.read("decisions")
    assert done.messages == []
    assert rows.filter(phase="none")["horizon_days"].sort().to_list() == [7, 15, 30, 90]
    assert set(rows.filter(pl.col("phase") != "none")["kind"]) <= {"economic_event"}
    assert house.store.read("outbox").is_empty()


def test_what_is_planned_within_five_business_days_is_logged_once(house: House) -> None:
    key = "economic_event:bcch_policy"

    assert house.verdicts()[key] == ("happened", "log only")
    assert house.verdicts(NOW + timedelta(hours=1))[key] == ("again", "repeated")
    [row] = house.desk.decisions.read("decisions", key=key, phase="happened").to_dicts()
    assert "Reunión de política" in row["metrics"]


def low(house: House, percent: float) -> None:
    """A live forecast of the day before, whose week's median lies so much lower than today's."""
    issued = house.store.read("forecasts", model="ensemble", track="live", horizon_days=7)
    [today] = issued["median"]
    trial = house.world.run(THURSDAY, 900.0).predictions
    week = trial.filter(pl.col("model") == "ensemble", pl.col("horizon_days") == 7)
    rate = 900.0 * today / (1.0 + percent / 100.0) / week["quantiles"][0][19]
    run = house.world.run(THURSDAY, rate)
    house.store.save([run], saved_at=run.as_of)


def test_a_forecast_that_jumped_is_told_with_the_subject_of_the_house(house: House) -> None:
    low(house, 3.4)

    done = house.look()

    [message] = done.messages
    assert (message.audience, message.severity) == ("market", "HIGH")
    assert message.subject.startswith("🚨 USD/CLP 7d: $")
    assert message.subject.endswith("| Forecast Change")
    assert "A 7 días la mediana pasó de" in message.text
    assert "(+3,4\u00a0%)" in message.text
    status = house.store.read("outbox_status", key=message.key)
    assert set(status["channel"]) == {"email", "slack"}


def test_what_the_forecast_s_own_mail_says_is_not_sent_twice(house: House) -> None:
    low(house, 3.4)
    run = house.world.run(LAST, house.store.read("forecasts")["last_rate"][0])
    stored = house.store.read("runs", track="live").filter(pl.col("origin_date") == LAST)
    assert stored["run_id"].to_list() == [run.run_id]

    events, lines = news(house.desk, now=NOW)
    announce(house.store, house.outbox, Occasion(run, events, lines), manner=Manner(), now=NOW)
    done = house.look(NOW + timedelta(minutes=5))

    [mail] = house.store.read("outbox").to_dicts()
    assert mail["subject"].endswith("| Forecast Change")
    assert "la mediana pasó de" in mail["body_text"]
    assert done.messages == []
    verdicts = {one.event.key: one.verdict for one in done.decisions}
    assert verdicts["forecast_change:7d"] == "with the forecast"


def wild(house: House) -> dy.DataFrame[Published]:
    """Two more fixings, each far from the one before."""
    known = house.world.rates().filter(series="nbp_fixing/USDCLP").sort("event_date")
    last = known.tail(2)
    moved = pl.Series([1.06, 0.98]) * known["value"][-1]
    return Published.validate(
        last.with_columns(pl.col("event_date", "available_at").dt.offset_by("4d"), value=moved)
    )


def test_what_came_up_after_the_forecast_s_own_mail_is_sent(house: House) -> None:
    low(house, 3.4)
    run = house.world.run(LAST, house.store.read("forecasts")["last_rate"][0])
    events, lines = news(house.desk, now=NOW)
    announce(house.store, house.outbox, Occasion(run, events, lines), manner=Manner(), now=NOW)
    house.look(NOW + timedelta(minutes=5))

    later = NOW + timedelta(days=4)
    house.store.admit(wild(house), admitted_at=later)
    done = house.look(later)

    verdicts = {one.event.key: one.verdict for one in done.decisions}
    assert verdicts["high_volatility"] == "sent"


def test_a_second_look_tells_nothing_new(house: House) -> None:
    low(house, 3.4)
    house.look()

    again = house.look(NOW + timedelta(hours=1))

    assert again.messages == []
    assert house.store.read("outbox").height == 1


def test_stale_data_are_for_operations_and_never_for_the_market(house: House) -> None:
    later = datetime(2024, 3, 20, 12, 15, tzinfo=UTC)

    done = house.look(later)

    told = {one.event.kind: one.event.audience for one in done.decisions if one.verdict == "sent"}
    assert told["stale_target"] == told["no_forecast"] == "operations"
    assert {one.audience for one in done.messages} == {"operations"}
    [message] = done.messages
    assert "nbp_fixing/USDCLP: último valor del" in message.text
    assert "forex alerts mute" in message.text


def silent_run(house: House, later: datetime) -> tuple[str, ...]:
    """What a run of `later` puts into the outbox."""
    run = replace(house.world.run(LAST, 900.0), as_of=later)
    told = announce(house.store, house.outbox, Occasion(run), manner=Manner(), now=later)
    return told.keys


@pytest.mark.parametrize("first", ["run", "monitor"])
def test_that_data_went_silent_is_one_mail_to_operations(house: House, first: str) -> None:
    later = datetime(2024, 3, 20, 12, 15, tzinfo=UTC)
    house.desk = replace(
        house.desk,
        lookout=replace(house.desk.lookout, system=SystemRules(missed=99)),
    )

    mails = len(silent_run(house, later)) if first == "run" else 0
    done = house.look(later + timedelta(minutes=5))
    mails += len(done.messages)
    mails += len(silent_run(house, later + timedelta(minutes=10)))

    assert mails == 1
    [late] = [one for one in done.decisions if one.event.kind == "stale_target"]
    assert (late.phase, late.verdict) == (
        "entry",
        "with the forecast" if first == "run" else "sent",
    )


def test_a_source_that_is_no_longer_configured_has_not_failed(house: House) -> None:
    ledger = DuckCallLedger(house.store.database, SQL)
    for hour in range(3):
        asked_at = NOW - timedelta(hours=9 - 2 * hour)
        ledger.ask("bcch", now=asked_at, budget=Budget())
        ledger.tell("bcch", now=asked_at, error="it is down")
    house.look()
    house.desk = replace(
        house.desk, lookout=replace(house.desk.lookout, system=SystemRules(sources=["nbp"]))
    )

    then = house.verdicts(NOW + timedelta(days=1))
    after = house.verdicts(NOW + timedelta(days=2))

    assert then["failing_source:bcch"][0] == "exit"
    assert "failing_source:bcch" not in after


def test_forecasts_made_in_hindsight_alone_are_no_service(tmp_path: Path, house: House) -> None:
    store = World(weeks=3, track="backfill").build(tmp_path / "hindsight")
    desk = replace(house.desk, store=store, decisions=DuckDecisions(tmp_path / "other.duckdb", SQL))

    done = monitor(desk, now=NOW + timedelta(days=4))

    [never] = [one for one in done.decisions if one.event.kind == "no_forecast"]
    assert (never.event.severity, never.verdict) == ("HIGH", "sent")
    assert "Nunca se ha emitido un pronóstico en vivo" in done.messages[0].text


@pytest.mark.parametrize("asked", [True, False])
def test_a_service_that_has_nothing_new_to_forecast_from_is_not_down(
    house: House, *, asked: bool
) -> None:
    later = datetime(2024, 3, 6, 12, 15, tzinfo=UTC)
    if asked:
        ledger = DuckCallLedger(house.store.database, SQL)
        ledger.ask("nbp-web", now=later - timedelta(hours=1), budget=Budget())
        ledger.tell("nbp-web", now=later - timedelta(hours=1), error=None, values=0)

    kinds = {one.event.kind for one in house.look(later).decisions}

    assert ("no_forecast" in kinds) is not asked


def test_drift_of_which_too_little_is_known_has_not_ended(house: House) -> None:
    def drift(severity: Severity | None, count: int) -> Drift:
        return replace(no_drift(NOW), severity=severity, n_drifted=count)

    monitor(replace(house.desk, drift=lambda _: drift("HIGH", 2)), now=NOW)
    done = monitor(replace(house.desk, drift=lambda _: drift(None, 0)), now=NOW + timedelta(days=2))

    assert "data_drift" not in {one.event.key for one in done.decisions}


def test_a_storm_of_a_month_ago_is_no_news_for_the_market(house: House) -> None:
    rules = replace(house.desk.lookout.rules, ratio=(0.001, 0.002), calm=(0.0005, 0.001))
    desk = replace(house.desk, lookout=replace(house.desk.lookout, rules=rules))

    entered = monitor(desk, now=NOW)
    old = monitor(desk, now=datetime(2024, 4, 3, 12, 15, tzinfo=UTC))

    assert "high_volatility" in {one.event.kind for one in entered.decisions}
    assert "high_volatility" not in {one.event.kind for one in old.decisions}
    assert "market" not in {one.audience for one in old.messages}


def test_a_check_that_cannot_be_done_is_told_and_the_others_are_done(house: House) -> None:
    def broken(_: datetime) -> Drift:
        raise TooLittleHistory("There are 3 fixings.", remedy="Ingest more.")

    desk = replace(house.desk, drift=broken)

    done = monitor(desk, now=NOW)

    assert set(done.found.failures) == {"drift"}
    assert done.drift is None
    [failed] = [one for one in done.decisions if one.event.kind == "check_failed"]
    assert (failed.event.subject, failed.phase) == ("drift", "entry")
    again = monitor(house.desk, now=NOW + timedelta(hours=1))
    [over] = [one for one in again.decisions if one.event.kind == "check_failed"]
    assert over.phase == "exit"


def test_a_condition_does_not_end_because_nobody_could_look(house: House) -> None:
    drifted = pl.DataFrame({"series": ["returns"], "test": ["ks"], "drifted": [True]})

    def drift(_: datetime) -> Drift:
        said = {"es": "Deriva.", "en": "Drift."}
        return Drift(LAST, "HIGH", 2, 99.0, worsens=True, tests=drifted, sentence=said, new=True)

    def broken(_: datetime) -> Drift:
        raise TooLittleHistory("There are 3 fixings.", remedy="Ingest more.")

    looks = [
        monitor(replace(house.desk, drift=one), now=NOW + timedelta(hours=hours))
        for hours, one in enumerate([drift, broken, drift])
    ]

    said = [
        {one.event.key: one.phase for one in done.decisions}.get("data_drift") for done in looks
    ]
    assert said == ["entry", None, "standing"]


def test_what_too_little_is_known_of_has_not_ended(house: House) -> None:
    little = judged("HIGH", coverage="HIGH")
    verdict = replace(little.degradation, state="insufficient", lack="outcomes", skill=None)
    alarms = tuple(replace(one, state="insufficient", severity=None) for one in little.coverage)
    unsaid = replace(little, degradation=replace(verdict, severity=None), coverage=alarms)
    worse = replace(house.desk, performance=lambda _: [judged("HIGH", coverage="HIGH")])

    monitor(worse, now=NOW)
    done = monitor(replace(house.desk, performance=lambda _: [unsaid]), now=NOW + timedelta(days=2))

    keys = {one.event.key for one in done.decisions}
    assert {"degraded:7d", "coverage:7d"}.isdisjoint(keys)


def test_a_horizon_that_is_no_longer_forecast_ends_in_the_log_alone(house: House) -> None:
    worse = replace(house.desk, performance=lambda _: [judged("HIGH")])
    monitor(worse, now=NOW)

    done = monitor(replace(house.desk, horizons=(30,)), now=NOW + timedelta(days=2))

    [over] = [one for one in done.decisions if one.event.key == "degraded:7d"]
    assert (over.phase, over.verdict) == ("exit", "log only")
    assert over.reason == "Its horizon is no longer forecast."


def judged(
    severity: Severity, *, coverage: Severity = "INFO", track: str = "live"
) -> scores.Judged:
    verdict = Degradation(
        horizon_days=7,
        state="degraded",
        lack=None,
        severity=severity,
        n=40,
        outcomes=8,
        skill=Rise(34.0, 12.0, 61.0, (8.0, 2.0), severity),
        surprise=None,
        recent=None,
        base=None,
        baseline="walk-forward",
        n_base=500,
        with_the_market=False,
    )
    alarm = CoverageAlarm(
        7, 80, 6, "too narrow", coverage, 40, 8, share=52.5, low=66.0, high=92.0, p_value=0.001
    )
    return scores.Judged(track, "ensemble", LAST, LAST, verdict, (alarm,))


def test_worse_forecasts_are_told_with_their_interval_and_baseline(house: House) -> None:
    desk = replace(house.desk, performance=lambda _: [judged("HIGH", coverage="WARNING")])

    done = monitor(desk, now=NOW)

    [message] = done.messages
    assert message.audience == "operations"
    assert (
        "empeoró 34,0\u00a0% [12,0\u00a0%; 61,0\u00a0%] frente a su walk-forward (n = 40)"
        in message.text
    )
    assert "el intervalo de 80 % contuvo 52,5\u00a0% de 40" in message.text


@pytest.mark.parametrize("track", ["backfill", "shadow"])
def test_only_live_forecasts_raise_alarms(house: House, track: str) -> None:
    desk = replace(house.desk, performance=lambda _: [judged("CRITICAL", track=track)])

    assert monitor(desk, now=NOW).messages == []


def test_a_muted_event_is_in_the_log_and_in_no_message(house: House) -> None:
    low(house, 3.4)
    until = NOW + timedelta(days=3)
    ruling = AlertRuling("forecast_change", "mute", until, "ana", "known", NOW)
    house.desk.decisions.rule(house.desk.scope, ruling)

    done = house.look()

    assert done.messages == []
    verdicts = {one.event.key: one.verdict for one in done.decisions}
    assert verdicts["forecast_change:7d"] == "muted"


def test_nothing_that_became_known_later_is_found(house: House) -> None:
    low(house, 3.4)
    before = ISSUED_AT - timedelta(hours=1)

    done = house.look(before)

    assert not any(one.event.kind == "forecast_change" for one in done.decisions)
