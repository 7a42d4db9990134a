"""The peers of a walk: made ready, handed the same rates and origins, and scored beside ours."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
from walk_forward_cost import Cost, measure

from forexlib.core.levels import LEVELS
from forexlib.engine.recipe import REGRESSORS
from forexlib.sources.nbp_archive import NbpArchive

HERE = Path(__file__).parent
PEERS = HERE / "peers"
ENVIRONMENTS = HERE.parent / ".make" / "peers"
TARGET = "nbp_fixing/USDCLP"
KEY = ["day", "horizon_days"]


@dataclass(frozen=True, slots=True)
class Peer:
    """Something a user would reach for.

    Attributes:
        name: In the tables.
        script: In the folder of the peers.
        sample: How many origins apart one is forecast; 1 is each of them.
    """

    name: str
    script: str
    sample: int = 1


ALL = (
    Peer("statsforecast, AutoARIMA", "statsforecast_arima.py"),
    Peer("skforecast, LightGBM", "skforecast_lightgbm.py"),
    Peer("plain loop, VAR + GARCH + forest", "plain_loop.py", sample=26),
)


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of a peer.

    Attributes:
        peer: That walked.
        cost: Of its process.
        seconds: Of these, what it was busy forecasting, without imports and reading.
        origins: That it forecast from.
        forecasts: Of `KEY`, `mean` and `quantiles`.
    """

    peer: Peer
    cost: Cost
    seconds: float
    origins: int
    forecasts: pl.DataFrame


def interpreter() -> Path:
    """The Python of the peers' own environment, made if it is not there."""
    pinned = PEERS / "requirements.txt"
    key = hashlib.sha256(pinned.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = ENVIRONMENTS / key
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, "--quiet", "--requirement", pinned], check=True)
        (folder / "complete").touch()
    return folder / "bin" / "python"


def hand_over(walked: pl.DataFrame, folder: Path, *, as_of: datetime) -> None:
    """Write what a peer is handed: the rates, and what `walked`, our forecasts, were asked."""
    names = [TARGET, *REGRESSORS]
    tall = NbpArchive().fetch(names, since={}, as_of=as_of)
    wide = tall.pivot("series", index="event_date", values="value").sort("event_date")
    wide = wide.drop_nulls(TARGET)
    wide.select(pl.col("event_date").alias("day"), *names).write_parquet(folder / "rates.parquet")
    walked.select(*KEY, "target_date").unique().sort(KEY).write_parquet(folder / "origins.parquet")


def walk(peer: Peer, folder: Path) -> Walked:
    """Let a peer forecast what lies in `folder`."""
    forecasts = folder / f"{peer.script}.parquet"
    handed = [folder / "rates.parquet", folder / "origins.parquet", forecasts]
    cost = measure([interpreter(), PEERS / peer.script, *handed, str(peer.sample)])
    told = json.loads(cost.printed)
    said = pl.read_parquet(forecasts).with_columns(
        pl.col("day").cast(pl.Date), pl.col("horizon_days").cast(pl.Int16)
    )
    return Walked(peer, cost, told["seconds"], told["origins"], said)


def scored(forecasts: pl.DataFrame) -> pl.DataFrame:
    """`forecasts`, of which `actual` is known, with squared error and CRPS.

    CRPS is twice the mean pinball loss over the 39 levels, for theirs as for ours.
    """
    quantiles = np.vstack(forecasts.get_column("quantiles").to_list())
    actual = forecasts.get_column("actual").to_numpy()[:, None]
    levels = np.asarray(LEVELS)
    pinball = (levels - (actual < quantiles)) * (actual - quantiles)
    return forecasts.with_columns(
        square=(pl.col("mean") - pl.col("actual")) ** 2, crps=2.0 * pinball.mean(axis=1)
    )


def ratios(ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """RMSE and CRPS relative to our random walk, a row a horizon.

    Args:
        ours: The random walk's forecasts with `actual`.
        theirs: Forecasts of `KEY`, `mean` and `quantiles`; only the common ones count.
    """
    known = ours.filter(pl.col("actual").is_not_null()).sort(KEY)
    common = theirs.select(*KEY, "mean", "quantiles").join(
        known.select(*KEY, "actual"), on=KEY, maintain_order="left"
    )
    walk_scores = scored(known.join(common.select(KEY), on=KEY, how="semi"))
    beside = scored(common).join(walk_scores, on=KEY, suffix="_walk", maintain_order="left")
    return (
        beside.group_by("horizon_days")
        .agg(
            n=pl.len(),
            rmse=(pl.col("square").mean() / pl.col("square_walk").mean()).sqrt(),
            crps=pl.col("crps").mean() / pl.col("crps_walk").mean(),
        )
        .sort("horizon_days")
    )
