"""What the market and operations are told, and when they are not."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from forexlib.core.errors import Refused
from forexlib.core.event import Event, Severity
from forexlib.core.message import Channel
from forexlib.core.runs import Run, Track
from forexlib.core.severities import severities_of
from forexlib.jobs.forecast_messages import Manner, Occasion, data_age
from forexlib.jobs.notify import ROUTES, alert, announce, announce_refusal
from forexlib.store.duck import DuckStore
from forexlib.store.outbox import DuckOutbox
from tests.notify.messages import message
from tests.paths import SQL
from tests.reporting.forecasts import horizon
from tests.store.builders import FRIDAY, at, daily, run
from tests.store.empty import empty_store

ISSUE = at(1, 14)
DAYS = (7, 15, 30, 90)


@dataclass
class House:
    """A store with a run in it, and an outbox beside it."""

    store: DuckStore
    outbox: DuckOutbox
    run: Run
    manner: Manner = field(default_factory=Manner)

    def announce(
        self, *events: Event, now: datetime = ISSUE, **manner: object
    ) -> tuple[tuple[str, ...], str]:
        """Keys and reason."""
        chosen = replace(self.manner, **manner)
        said = announce(self.store, self.outbox, Occasion(self.run, events), manner=chosen, now=now)
        return said.keys, said.reason

    def rows(self) -> pl.DataFrame:
        return self.store.read("outbox").sort("key")

    def channels(self) -> dict[str, list[str]]:
        rows = self.store.read("outbox_status").sort("channel")
        return {
            key: rows.filter(key=key).get_column("channel").to_list()
            for key in rows.get_column("key").unique().sort()
        }


def as_of(moment: datetime, track: Track = "live", days: Sequence[int] = DAYS) -> Run:
    """A run made at `moment` from the values up to FRIDAY."""
    rows = [
        horizon(one, 935.0, 0.007, model=model, as_of=moment)
        for one in days
        for model in ("ensemble", "random_walk")
    ]
    return replace(run(*rows, track=track), as_of=moment, warnings=(), refused={})


def house(folder: Path, made: Run) -> House:
    store = empty_store(folder)
    start = FRIDAY - timedelta(days=120)
    store.admit(daily([935.0] * 121, start=start), admitted_at=at(1, 13))
    store.save([made], saved_at=ISSUE)
    return House(store, DuckOutbox(store.database, SQL, folder / "outbox"), made)


@pytest.fixture
def here(tmp_path: Path) -> House:
    return house(tmp_path, as_of(ISSUE))


def test_a_live_run_is_one_message_to_the_market(here: House) -> None:
    keys, reason = here.announce()

    assert (keys, reason) == (("forecast:USDCLP:nbp_fixing:2024-03-01:1",), "")
    assert here.channels() == {keys[0]: ["email", "slack"]}
    told = here.rows().row(0, named=True)
    assert told["subject"] == "📊 USD/CLP 7d: $935 → $942 (+0.7%) | Sesgo Alcista"
    assert (told["audience"], told["run_id"]) == ("market", "run")


def test_the_same_run_again_is_no_second_message(here: House) -> None:
    first, _ = here.announce()
    second, _ = here.announce(now=ISSUE + timedelta(hours=1))

    assert (len(first), second) == (1, ())
    assert here.rows().height == 1


def test_another_issue_of_the_same_day_is_another_message(here: House) -> None:
    here.announce()
    again = as_of(ISSUE + timedelta(hours=1))
    rows = again.predictions.with_columns(fingerprint=pl.lit("more"), run_id=pl.lit("again"))
    later = replace(again, run_id="again", fingerprint="more", predictions=rows)
    here.store.save([later], saved_at=ISSUE + timedelta(hours=1))

    keys, _ = replace(here, run=later).announce()

    assert keys == ("forecast:USDCLP:nbp_fixing:2024-03-01:2",)


def test_the_chart_is_a_picture_the_html_names(here: House) -> None:
    here.announce()

    [claimed, _] = here.outbox.claim(now=ISSUE, lease=timedelta(minutes=1), limit=2)
    [chart] = claimed.message.attachments
    content = chart.path.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert hashlib.sha256(content).hexdigest() == chart.sha256
    assert f'src="cid:{chart.cid}"' in claimed.message.html
    assert chart.name == "USDCLP-2024-03-01.png"


def test_a_report_goes_with_it(here: House) -> None:
    occasion = Occasion(here.run, report=b"%PDF-1.7")

    announce(here.store, here.outbox, occasion, manner=here.manner, now=ISSUE)

    [claimed, _] = here.outbox.claim(now=ISSUE, lease=timedelta(minutes=1), limit=2)
    report = claimed.message.attachments[1]
    assert (report.name, report.media) == ("USDCLP-2024-03-01.pdf", "application/pdf")
    assert (report.path.read_bytes(), report.inline) == (b"%PDF-1.7", False)


def test_a_mail_for_each_horizon_if_that_is_wanted(here: House) -> None:
    keys, _ = here.announce(Event("forecast_change", "WARNING", 30), per_horizon=True)

    subjects = here.rows().select("key", "subject").rows()
    assert keys == tuple(f"forecast:USDCLP:nbp_fixing:2024-03-01:1:{days}d" for days in DAYS)
    assert dict(subjects)[keys[2]].startswith("⚠️ USD/CLP 30d: $935 → $942")
    assert dict(subjects)[keys[3]].startswith("📊 USD/CLP 90d: $935 → $942")
    bodies = dict(here.rows().select("key", "body_text").iter_rows())
    assert "30 días" not in bodies[keys[0]]


@pytest.mark.parametrize("track", ["backfill", "shadow", "spot"])
def test_only_live_runs_are_mailed(tmp_path: Path, track: Track) -> None:
    there = house(tmp_path, as_of(ISSUE, track))

    keys, reason = there.announce()

    assert keys == ()
    assert f"not track {track}" in reason
    assert there.rows().is_empty()


@pytest.mark.parametrize(("day", "age"), [(1, 0), (4, 1), (7, 4), (8, 5), (14, 9), (15, 10)])
def test_the_age_of_data_counts_business_days_in_warsaw(day: int, age: int) -> None:
    assert data_age(as_of(at(day, 14))) == age


@pytest.mark.parametrize(("day", "warned"), [(7, False), (8, True), (14, True)])
def test_data_older_than_four_business_days_are_warned_of(
    tmp_path: Path,
    day: int,
    warned: bool,  # noqa: FBT001
) -> None:
    there = house(tmp_path, as_of(at(day, 14), days=(15, 30)))

    there.announce(now=at(day, 14))

    told = there.rows().row(0, named=True)
    assert told["subject"].startswith("⚠️" if warned else "📊")
    assert told["subject"].endswith("Datos desactualizados" if warned else "Sesgo Alcista")
    assert ("Datos desactualizados: el último valor" in told["body_html"]) is warned
    assert ("el último valor es del 1‑mar‑2024" in told["body_text"]) is warned
    assert ("el último valor" in told["body_slack"]) is warned


def test_from_ten_business_days_on_operations_are_told_instead(tmp_path: Path) -> None:
    there = house(tmp_path, as_of(at(15, 14), days=(30,)))

    keys, reason = there.announce(now=at(15, 14))

    told = there.rows().row(0, named=True)
    assert "10 días hábiles" in reason
    assert there.channels() == {keys[0]: ["email", "slack"]}
    assert (told["audience"], told["severity"]) == ("operations", "HIGH")
    assert told["subject"] == "🚨 USDCLP: pronóstico retenido por datos desactualizados"
    assert "forex ingest" in told["body_text"]
    assert "942" not in told["body_text"]


def test_how_grave_old_data_are_is_what_the_settings_say(tmp_path: Path) -> None:
    grave = severities_of("stale_data.mailed=HIGH, withheld=WARNING")
    there = house(tmp_path, as_of(at(8, 14), days=(30,)))
    silent = house(tmp_path / "silent", as_of(at(15, 14), days=(30,)))

    there.announce(now=at(8, 14), severities=grave)
    silent.announce(now=at(15, 14), severities=grave)

    assert there.rows().row(0, named=True)["subject"].startswith("🚨 USD/CLP 30d")
    assert silent.rows()["severity"].to_list() == ["WARNING"]
    assert list(silent.channels().values()) == [["email"]]


def test_operations_are_reminded_once_a_week_of_what_is_withheld(tmp_path: Path) -> None:
    there = house(tmp_path, as_of(at(15, 14), days=(30,)))

    told = [there.announce(now=at(15, 14) + timedelta(days=d))[0] for d in (0, 1, 6, 7)]

    assert [len(keys) for keys in told] == [1, 0, 0, 1]


def test_old_data_can_be_mailed_on_purpose(tmp_path: Path) -> None:
    there = house(tmp_path, as_of(at(15, 14), days=(30,)))

    there.announce(now=at(15, 14), allow_stale=True)

    told = there.rows().row(0, named=True)
    assert told["audience"] == "market"
    assert told["subject"].startswith("⚠️ USD/CLP 30d")


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2024, 3, 29, 14, tzinfo=UTC),  # Good Friday
        datetime(2024, 3, 2, 14, tzinfo=UTC),  # a Saturday
        datetime(2024, 9, 18, 14, tzinfo=UTC),  # the national day
        datetime(2024, 9, 19, 2, tzinfo=UTC),  # still the 18th in Santiago
    ],
)
def test_on_holidays_in_santiago_the_market_is_left_alone(tmp_path: Path, moment: datetime) -> None:
    made = as_of(moment)
    there = house(tmp_path, made)

    silent = there.announce(now=moment, silent_days=999)
    wanted = there.announce(now=moment, silent_days=999, on_holidays=True)

    assert silent[0] == ()
    assert "no business day in Santiago" in silent[1]
    assert len(wanted[0]) == 1


def test_a_lower_mode_is_warned_of(tmp_path: Path) -> None:
    made = replace(as_of(ISSUE), mode="robust", reason="var failed")
    there = house(tmp_path, made)

    there.announce()

    told = there.rows().row(0, named=True)
    assert told["subject"] == "⚠️ USD/CLP 7d: $935 → $942 (+0.7%) | Modo reducido"
    assert "Modo reducido (robusto)" in told["body_text"]
    assert "var failed" not in told["body_text"]


def test_refused_horizons_are_named(tmp_path: Path) -> None:
    made = replace(as_of(ISSUE, days=(30, 90)), refused={7: "past", 15: "past"})
    there = house(tmp_path, made)

    there.announce()

    told = there.rows().row(0, named=True)
    assert told["subject"].startswith("📊 USD/CLP 30d")
    assert "Sin pronóstico a 7 días" in told["body_html"]
    assert "Sin pronóstico a 15 días" in told["body_text"]


def test_a_run_that_is_not_stored_is_not_mailed(here: House) -> None:
    unknown = replace(here.run, fingerprint="other")

    keys, reason = replace(here, run=unknown).announce()

    assert (keys, reason) == ((), "Run run is not stored.")


def test_each_number_in_the_mail_is_the_stored_one(here: House) -> None:
    here.announce()

    median = here.store.read("forecasts", model="ensemble", horizon_days=7).get_column("median")[0]
    shown = f"{median:.2f}".replace(".", ",")
    assert f"mediana {shown}" in here.rows().row(0, named=True)["body_text"]


@pytest.mark.parametrize("severity", ROUTES)
def test_an_alert_goes_where_its_severity_sends_it(here: House, severity: Severity) -> None:
    expected: dict[Severity, list[Channel]] = {
        "INFO": [],
        "WARNING": ["email"],
        "HIGH": ["email", "slack"],
        "CRITICAL": ["email", "slack", "sms"],
    }

    alert(here.outbox, message("alert", severity=severity), cool_down=timedelta(0))

    claimed = here.outbox.claim(
        now=datetime(2030, 1, 1, tzinfo=UTC), lease=timedelta(minutes=1), limit=9
    )
    assert [one.channel for one in claimed] == expected[severity]
    assert here.rows().height == 1


def test_operations_are_told_that_there_is_no_forecast(here: House) -> None:
    refusal = Refused("Every horizon is past.", remedy="Mend the source.")

    told = [
        announce_refusal(
            here.outbox,
            refusal,
            series="nbp_fixing/USDCLP",
            manner=here.manner,
            now=ISSUE + timedelta(hours=hours),
        ).keys
        for hours in (0, 2)
    ]

    row = here.rows().row(0, named=True)
    assert [len(keys) for keys in told] == [1, 0]
    assert (row["audience"], row["subject"]) == ("operations", "🚨 USDCLP: sin pronóstico")
    assert "Every horizon is past." in row["body_text"]


def test_a_holiday_in_warsaw_does_not_age_the_data() -> None:
    made = replace(as_of(datetime(2024, 4, 2, 14, tzinfo=UTC)), origin_date=date(2024, 3, 29))

    assert data_age(made) == 1  # Easter Monday lies between
