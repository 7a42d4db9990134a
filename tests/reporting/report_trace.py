"""Every number a report may show, found again in the database by the formulas it documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from forexlib.core.distribution import join, probability_above
from forexlib.core.levels import ALL_LEVELS
from forexlib.jobs.probability import newest_forecast
from forexlib.reporting.numbers import HYPHEN, SPACE, Numerals
from forexlib.reporting.probabilities import round_thresholds
from forexlib.reporting.report.drivers import drivers
from forexlib.reporting.report.regime import risk_regime, volatility
from forexlib.reporting.report.words import SAYS
from forexlib.scoring.coverage import nominal_band
from forexlib.scoring.equal_accuracy import compare
from forexlib.scoring.overlap import overlap
from forexlib.store.duck import DuckStore

REPORTS = Path(__file__).parents[2] / "reports"
NUMBER = re.compile(r"(?<![\w.,])[+−]?\d(?:[\d.,]*\d)?")
HEX = re.compile(r"\b[0-9a-f]{12}\b")
COUNTED = re.compile(
    r"(?:Gráfico|Tabla|Figure|Table)s?\s+\d+|(?:Página|Page)\s+\d+\s+(?:de|of)\s+\d+"
)


def numbers_in(text: str, n: Numerals) -> set[str]:
    """What remains of a text's numbers without its days, names, pages and counters."""
    text = _without_days(re.sub(r"\s+", " ", text), n)
    for known in (HEX, COUNTED, re.compile(r"sample 1|forexlib 0\.1\.0")):
        text = known.sub(" ", text)
    return set(NUMBER.findall(text))


def reachable(store: DuckStore, n: Numerals) -> set[str]:
    """Every number of the newest forecast's report, as it would be written."""
    told = {
        *_forecast(store, n),
        *_changes(store, n),
        *_record(store, n),
        *_market(store, n),
        *_constants(n),
    }
    return {one.strip(f"<>% {SPACE}") for one in told}


def _forecast(store: DuckStore, n: Numerals) -> Iterator[str]:
    """Rows of the forecast: rates, horizons, probabilities, widths, weights."""
    issued = newest_forecast(store, pair="USDCLP", target="nbp_fixing")
    yield from (n.level(level) for level in round_thresholds(issued, most=8))
    rows = store.read("forecasts", origin_date=issued["origin_date"][0])
    for row in rows.rows(named=True):
        known = join(row["quantiles"], row["tails"])
        last = row["last_rate"]
        yield from (n.rate(rate) for rate in (*known, last))
        yield from (n.number(rate, 0) for rate in known)
        yield from (n.percent(100 * (rate / last - 1), sign=True) for rate in known)
        yield n.percent(100 * (row["median"] / last - 1), 2, sign=True)
        yield n.percent(100 * abs(row["median"] / last - 1), 2)
        yield from _chances(row, issued, n)
        yield from (str(row["horizon_days"]), n.count(row["trading_days"]))
        width = row["upper_80"] - row["lower_80"]
        yield n.percent(100 * abs(row["median"] - last) / width)
        yield from _years(store, row, n)
    yield from (n.percent(100 * level) for level in ALL_LEVELS)


def _chances(row: dict[str, Any], issued: pl.DataFrame, n: Numerals) -> Iterator[str]:
    own = issued.filter(horizon_days=row["horizon_days"])
    levels = {row["last_rate"]}
    for rows in (issued, own):
        levels |= set(round_thresholds(rows, most=8)) if rows.height else set()
    for level in levels:
        above = 100 * float(probability_above(row["quantiles"], row["tails"], [level])[0])
        yield from (n.percent(above), n.percent(100 - above))
    yield from (n.percent(0.5), n.percent(99.5))


def _years(store: DuckStore, row: dict[str, Any], n: Numerals) -> Iterator[str]:
    """Relative widths now and a year before, and their change."""
    old = store.read("forecasts", model="ensemble", horizon_days=row["horizon_days"])
    width = pl.col("upper_80") - pl.col("lower_80")
    widths = old.with_columns(width=100 * width / pl.col("last_rate"))
    now = 100 * (row["upper_80"] - row["lower_80"]) / row["last_rate"]
    yield n.percent(now)
    for one in widths.filter(
        (pl.col("origin_date") - row["origin_date"] + timedelta(days=365)).abs()
        <= timedelta(days=10)
    )["width"]:
        yield from (n.percent(one), n.percent(abs(100 * (now / one - 1))))


def _changes(store: DuckStore, n: Numerals) -> Iterator[str]:
    """Medians, widths and shares of the change against the Wednesday before."""
    rows = store.read("forecasts").sort("origin_date")
    last, before = rows["origin_date"].unique().sort()[[-1, -2]]
    now, old = (
        {(r["model"], r["horizon_days"]): r for r in rows.filter(origin_date=day).rows(named=True)}
        for day in (last, before)
    )
    for key, new in now.items():
        if key not in old or key[0] != "ensemble":
            continue
        was = old[key]
        member, walk = (("var", key[1]), ("random_walk", key[1]))
        moves = np.log([new["median"] / was["median"], new["last_rate"] / was["last_rate"]])
        scale = (new["median"] - was["median"]) / moves[0]
        issued = [np.log(r["median"] / r["last_rate"]) for r in (new, was)]
        pulls = [np.log(side[member]["median"] / side[walk]["median"]) for side in (now, old)]
        shares = [scale * moves[1], scale * (issued[0] - issued[1]), scale * (pulls[0] - pulls[1])]
        yield from (n.rate(one["median"]) for one in (new, was))
        yield from (n.rate(one["upper_80"] - one["lower_80"]) for one in (new, was))
        unit = 10.0**-n.decimals
        for share in (new["median"] - was["median"], *shares):
            yield from (n.change(share + off * unit) for off in (-1, 0, 1))
        yield n.rate(was["last_rate"])
        yield n.percent(100 * (new["last_rate"] / was["last_rate"] - 1), sign=True)


def _record(store: DuckStore, n: Numerals) -> Iterator[str]:
    """Scores of what was issued, and the bands around them."""
    scored = store.read("scored_forecasts", model="ensemble")
    for horizon in scored["horizon_days"].unique():
        own = scored.filter(horizon_days=horizon).sort("origin_date")
        times = overlap(own["origin_date"], horizon)
        found = compare(own["crps"].to_numpy(), own["crps_random_walk"].to_numpy(), overlap=times)
        yield n.count(own.height)
        inside = int(own["inside_80"].sum())
        yield from (n.count(inside), n.count(own.height - inside))
        yield from (n.ratio(one) for one in (found.ratio, found.low, found.high))
        squares = [float((own[name] ** 2).sum()) for name in ("error", "error_random_walk")]
        yield n.ratio((squares[0] / squares[1]) ** 0.5)
        for level in (80, 95):
            yield n.number(100 * int(own[f"inside_{level}"].sum()) / own.height, 1)
            yield from (n.number(end, 0) for end in nominal_band(level / 100, own.height / times))


def _market(store: DuckStore, n: Numerals) -> Iterator[str]:
    """The fixings, and what is measured on them."""
    seen = store.read("observations").pivot("series", index="event_date", values="value")
    seen = seen.sort("event_date")
    target = "nbp_fixing/USDCLP"
    own = seen.select("event_date", value=pl.col(target))
    values = own["value"].to_list()
    month = own.filter(pl.col("event_date") <= own["event_date"][-1] - timedelta(days=30))
    yield n.rate(values[-1])
    for old in (values[-2], month["value"][-1]):
        yield n.percent(100 * (values[-1] / old - 1), sign=True)
    found = drivers(seen, target=target, beside=[name for name in seen.columns if "/" in name])
    storm, risk = volatility(own), risk_regime(seen)
    if found is None or storm is None or risk is None:
        return
    yield from (n.change(found.move), n.change(found.rest))
    for one in found.each:
        yield from (n.percent(one.week, sign=True), n.percent(one.month, sign=True))
        yield from (n.number(each, 2) for each in (one.correlation, one.low, one.high))
        yield from (n.change(one.contribution), n.number(one.t_statistic, 1))
    middle = float(np.median(storm.path["volatility"].to_numpy()))
    yield from (n.percent(one) for one in (storm.now, storm.short, storm.long, middle))
    yield from (n.number(storm.percentile, 0), n.count(storm.path.height), n.number(storm.ratio, 2))
    yield str(storm.path["event_date"][0].year)
    yield from (n.percent(risk.share), n.number(risk.component, 2, sign=True))


def _constants(n: Numerals) -> Iterator[str]:
    """Numbers of the wording itself, of the weights and of the sample's run."""
    prose = [*SAYS[n.language].values(), (REPORTS / "_idioma" / f"{n.language}.yml").read_text()]
    for text in prose:
        yield from NUMBER.findall(text)
    yield from (n.percent(share, 0) for share in (25, 75, 40, 60, 100))
    yield from (n.percent(share) for share in (25, 75, 40, 60, 100, 0))
    yield from ("60", "250", "7", "0123456789")


def _without_days(text: str, n: Numerals) -> str:
    """The text without anything that is a day of these years."""
    days = [date(2021, 1, 1) + timedelta(days=i) for i in range(6 * 365)]
    names: Iterable[str] = {n.long_day(day)[2:].strip() for day in days}
    months = {n.day(day, year=False).partition(HYPHEN)[2] for day in days}
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    text = re.sub(rf"\b\d{{1,2}} ?(?:{pattern})", " ", text)
    short = rf"\b\d{{1,2}}[{HYPHEN}-](?:{'|'.join(sorted(months))})(?:[{HYPHEN}-]\d{{4}})?"
    return re.sub(short, " ", text)
