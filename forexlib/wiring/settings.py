"""Everything that the environment, a file or an option may change."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from forexlib.core.errors import SettingsError
from forexlib.core.event import Severity
from forexlib.core.series import NBP_FIXING, quote_currency, series_name
from forexlib.core.severities import USUAL, Severities, severities_of
from forexlib.decisions.promotion import RefreshLimits
from forexlib.decisions.retrain import RetrainRules
from forexlib.decisions.rollback import HealthRules
from forexlib.decisions.shadow import ShadowRules
from forexlib.decisions.upkeep import DiskLimits
from forexlib.monitoring.drift_family import Levels
from forexlib.monitoring.readiness_evidence import ReadinessRules
from forexlib.monitoring.tiers import Tiers
from forexlib.render.renderer import Choice
from forexlib.reporting.chart_words import Language
from forexlib.sources.bcch import Bcch
from forexlib.sources.csv_file import parse_series
from forexlib.sources.fred import Fred
from forexlib.sources.mindicador import Mindicador
from forexlib.sources.yahoo import Yahoo

OPTIONS = ("pair", "target", "horizons", "language")
"""Settings that a command's option of the same name overrides."""

HOME = Path(__file__).parents[2]

SourceName = Literal["nbp", "bcch", "mindicador", "yahoo", "fred"]

AUTO, NONE = "auto", "none"

SHADOW_MOST = 200.0
"""Days: READY takes 50 business days, and at 90 days ten outcomes take 104."""


class Settings(BaseSettings):
    """Everything the environment may change, as FOREX_* variables or lines of a `.env` file."""

    model_config = SettingsConfigDict(
        env_prefix="FOREX_", env_file=".env", extra="ignore", frozen=True
    )

    home: Path = Field(HOME, description="Folder that holds sql/ and reports/")
    data: Path = Field(Path("data"), description="Folder of the database and what is learned")
    pair: str = Field("USDCLP", description="USD and any currency of the NBP's table A")
    target: str = Field(NBP_FIXING, description="Quantity that is forecast and scored")
    horizons: Annotated[tuple[int, ...], NoDecode] = Field(
        (7, 15, 30, 90), description="Calendar days, separated by commas"
    )
    seed: int = Field(20_110_831, ge=0, le=2**63 - 1, description="Of every random draw")
    issue_time: time = Field(time(8, 30), description="When a day's forecast is made")
    zone: str = Field("America/Santiago", description="Of the issue time")
    record_days: int = Field(365, ge=0, description="Days of weekly track record kept complete")
    stale_days: int = Field(4, ge=1, description="Business days after which data are called stale")
    online: bool = Field(default=True, description="Whether the NBP's web service may be asked")
    nbp_url: str = Field("https://api.nbp.pl", description="The NBP's web service")
    sources: Annotated[tuple[SourceName, ...], NoDecode] = Field(
        ("nbp",), description="Which are asked, in order: nbp, bcch, mindicador, yahoo, fred"
    )
    bcch_user: SecretStr = Field(SecretStr(""), description="At the Banco Central de Chile")
    bcch_password: SecretStr = Field(SecretStr(""), description="With that user")
    bcch_token: SecretStr = Field(SecretStr(""), description="Instead of both")
    bcch_url: str = Field(Bcch().base_url, description="The Banco Central de Chile's service")
    mindicador_url: str = Field(Mindicador().base_url, description="mindicador.cl's service")
    yahoo_url: str = Field(Yahoo().base_url, description="Yahoo's service")
    fred_key: SecretStr = Field(SecretStr(""), description="FRED's key; without it, its files")
    fred_url: str = Field(Fred().files_url, description="FRED's files, asked without a key")
    regressors: Annotated[tuple[str, ...], NoDecode] = Field(
        (AUTO,), description="Beside the NBP's: auto (all that the sources serve), none, or series"
    )
    event_files: str = Field("", description="TOML files of dated events, apart by spaces")
    language: Language = Field("es", description="Of mails, messages and reports: es or en")
    notify_config: str = Field("", description="Apprise's YAML file of channels, tagged")
    notify_urls: SecretStr = Field(
        SecretStr(""), description="Channels as tags=url, such as market+email=mailto://…"
    )
    notify_block: str = Field("", description="Prefect Secret block that holds notify_urls")
    notify_seconds: float = Field(20.0, gt=0, description="What sending to a channel may take")
    silent_days: int = Field(10, ge=1, description="Business days from which nothing is mailed")
    allow_stale: bool = Field(default=False, description="Whether it is mailed all the same")
    mail_on_holidays: bool = Field(default=False, description="Whether it is mailed on those too")
    mail_per_horizon: bool = Field(default=False, description="A mail a horizon, not one for all")
    dead_days: int = Field(30, ge=1, description="Business days from which a series is dead")
    missed_days: int = Field(2, ge=1, description="Business days without a forecast: trouble")
    source_failures: int = Field(3, ge=1, description="Failures in a row of a source: trouble")
    quarantine_days: int = Field(30, ge=1, description="Days a withheld value is news for")
    severities: Annotated[Severities, NoDecode] = Field(
        USUAL, description="How grave events are: kind=SEVERITY, kind.which=SEVERITY"
    )
    cool_down_hours: float = Field(20.0, ge=0, description="For which trouble is not told again")
    alert_alone: Severity = Field("HIGH", description="From which one event is worth an alert")
    alert_together: int = Field(2, ge=1, description="So many WARNINGs are worth one")
    alert_digest_hours: float = Field(
        20.0, ge=0, description="For which an audience gets one alert, unless a graver one comes"
    )
    change_warning: float = Field(2.0, gt=0, description="Percent a median moves: WARNING")
    change_high: float = Field(3.0, gt=0, description="Percent a median moves: HIGH")
    change_bias: float = Field(0.3, ge=0, description="Percent both biases exceed in a flip")
    storm_warning: float = Field(1.5, gt=1, description="Short over long volatility: WARNING")
    storm_high: float = Field(2.0, gt=1, description="Short over long volatility: HIGH")
    storm_calm_warning: float = Field(
        0.8, gt=0, le=1, description="Share of the first threshold below which a storm is over"
    )
    storm_calm_high: float = Field(
        0.75, gt=0, le=1, description="Share of the second below which it is HIGH no more"
    )
    storm_short: int = Field(7, ge=2, description="Returns of the short volatility")
    storm_long: int = Field(90, ge=20, description="Returns of the long volatility")
    heartbeat_url: SecretStr = Field(
        SecretStr(""), description="Asked for after each good run, as a sign of life"
    )
    institution: str = Field("forexlib", min_length=1, description="Who publishes the reports")
    report_engine: Choice = Field("auto", description="Of reports: quarto, twin, or auto")
    drift_baseline: int = Field(90, ge=30, le=500, description="Values drift is judged against")
    drift_test: int = Field(30, ge=10, le=250, description="Newest values, judged for drift")
    drift_warning_level: float = Field(
        Levels().first, gt=0, lt=1, description="p of the rarest test, from which it has drifted"
    )
    drift_high_level: float = Field(
        Levels().second, gt=0, lt=1, description="p from which others have drifted beside it"
    )
    performance_days: int = Field(Tiers().window_days, ge=1, description="Recent days, at least")
    performance_horizons: int = Field(
        Tiers().window_horizons, ge=5, description="The same in horizons; the longer one counts"
    )
    performance_warning: float = Field(Tiers().warning, description="Percent lost: WARNING")
    performance_high: float = Field(Tiers().high, description="Percent above which it is HIGH")
    performance_critical: float = Field(
        Tiers().critical, description="Percent above which it is CRITICAL"
    )
    performance_warning_error: float = Field(
        Tiers().warning_error, description="Share of days with a WARNING by chance alone"
    )
    performance_high_error: float = Field(
        Tiers().high_error, description="Share of days with HIGH or CRITICAL by chance alone"
    )
    coverage_short: int = Field(
        Tiers().coverage_horizons[0], ge=5, description="Horizons in which coverage is counted"
    )
    coverage_long: int = Field(
        Tiers().coverage_horizons[1], ge=5, description="Horizons in which it is counted, too"
    )
    readiness_predictions: int = Field(
        ReadinessRules().predictions, ge=1, description="Origins a candidate must have issued"
    )
    readiness_days: int = Field(
        ReadinessRules().operation, ge=1, description="Business days it must have operated"
    )
    readiness_scored: int = Field(
        ReadinessRules().scored, ge=1, description="Outcomes it must have"
    )
    readiness_stability: float = Field(
        ReadinessRules().stability, gt=0, le=100, description="Percent of days without trouble"
    )
    readiness_window: int = Field(
        ReadinessRules().window_days, ge=7, le=365, description="Days stability and pace look back"
    )
    retrain_degradation: float = Field(
        RetrainRules().degradation, gt=0, description="Percent lost from which one learns anew"
    )
    retrain_days: int = Field(
        RetrainRules().days, ge=1, le=365, description="Days after which one learns anew anyway"
    )
    retrain_cool_down_days: float = Field(
        RetrainRules().cool_down / timedelta(days=1),
        ge=0,
        description="Days after an attempt in which degradation and drift ask for none",
    )
    refresh_short: float = Field(
        RefreshLimits().short, gt=1, description="CRPS bound of a refresh, to 15 days"
    )
    refresh_long: float = Field(
        RefreshLimits().long, gt=1, description="CRPS bound of a refresh, beyond"
    )
    shadow_days: float = Field(
        ShadowRules().least / timedelta(days=1), ge=0, description="Days a challenger shadows"
    )
    shadow_most_days: float = Field(
        SHADOW_MOST, gt=0, description="Days after which one that is not READY goes"
    )
    rollback_degradation: float = Field(
        HealthRules().degradation, gt=0, description="Percent lost that ends a reign"
    )
    rollback_grace_days: float = Field(
        HealthRules().grace / timedelta(days=1),
        ge=0,
        description="Days after a change in which outcomes end none, the horizon at least",
    )
    mlflow_uri: str = Field(
        "", description="MLflow's server or database; empty: a file in data; none: no MLflow"
    )
    model_workers: int = Field(2, ge=1, le=64, description="Processes in which models are judged")
    disk_clean: float = Field(
        DiskLimits().clean, gt=0, le=100, description="Percent used from which what is old goes"
    )
    disk_stop: float = Field(
        DiskLimits().stop, gt=0, le=100, description="Percent from which heavy work is refused"
    )

    @field_validator("sources", "regressors", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        named = (name.strip() for name in value.strip("[]() ").split(","))
        return [*dict.fromkeys(name for name in named if name)]

    @field_validator("regressors")
    @classmethod
    def _series_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if value in ((AUTO,), (NONE,), ()):
            return value or (NONE,)
        try:
            named = [parse_series(name) for name in value]
            for name in named:
                if name.startswith(f"{NBP_FIXING}/") and not name.endswith("/DXY"):
                    quote_currency(name.rpartition("/")[2])
        except SettingsError as error:
            raise ValueError(
                f"{error.what.rstrip('.')}; write auto, none, or names such as fred/DFF"
            ) from error
        return tuple(dict.fromkeys(named))

    @field_validator("severities", mode="before")
    @classmethod
    def _severities(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return severities_of(value)
        except SettingsError as error:
            said = f"{error.what[0].lower()}{error.what[1:-1]}"
            raise ValueError(f"{said}; {error.remedy[0].lower()}{error.remedy[1:]}") from error

    @field_validator("horizons", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return value.strip("[]() ").split(",") if isinstance(value, str) else value

    @field_validator("horizons")
    @classmethod
    def _rising(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if not value or list(value) != sorted(set(value)) or not 1 <= value[0] <= value[-1] <= 365:  # noqa: PLR2004
            raise ValueError("write rising whole numbers of days from 1 to 365, such as 7,15,30,90")
        return value

    @field_validator("pair")
    @classmethod
    def _known_pair(cls, value: str) -> str:
        value = value.upper().replace("/", "")
        try:
            quote_currency(value)
        except SettingsError as error:
            raise ValueError(str(error)) from error
        return value

    @field_validator("issue_time")
    @classmethod
    def _wall_time(cls, value: time) -> time:
        if value.tzinfo is not None:
            raise ValueError("write a wall time without a zone, such as 08:30")
        return value

    @field_validator("data", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        if isinstance(value, str) and not value.strip():
            raise ValueError("write the name of a folder")
        return value

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("write a zone such as America/Santiago") from error
        return value

    @classmethod
    def read(cls, **chosen: object) -> Self:
        """The environment's settings, with what was chosen on the command line on top.

        Raises:
            SettingsError: If a value cannot be used; names it, and what to write instead.
        """
        try:
            given: dict[str, Any] = {k: value for k, value in chosen.items() if value is not None}
            return cls(**given)
        except ValidationError as error:
            raise unusable(error.errors()[0]) from error
        except UnicodeDecodeError as error:
            raise SettingsError(
                "The file .env here is not UTF-8 text.", remedy="Save it as UTF-8."
            ) from error
        except OSError as error:
            raise SettingsError(
                f"The settings file .env here cannot be read: {error.strerror}.",
                remedy="Check its permissions.",
            ) from error

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.data / "forex.duckdb"

    @property
    def reports(self) -> Path:
        """The folder that reports are put in."""
        return self.data / "reports"

    @property
    def dashboards(self) -> Path:
        """The folder that dashboards are put in."""
        return self.data / "dashboard"

    @property
    def series(self) -> str:
        """The series that is forecast."""
        return series_name(self.target, self.pair)


def unusable(told: ErrorDetails) -> SettingsError:
    """What a person is told of a value that pydantic refuses."""
    name = str(told["loc"][0]) if told["loc"] else "settings"
    option = f"the option --{name} or " if name in OPTIONS else ""
    said = str(told["msg"]).removeprefix("Value error, ")
    return SettingsError(
        f"{name} = {told['input']!r} cannot be used: {said}.".replace("..", "."),
        remedy=f"Change {option}FOREX_{name.upper()}.",
    )
