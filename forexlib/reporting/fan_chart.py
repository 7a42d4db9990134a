"""The fan chart: what was observed, and the forecast as bands that grow from its origin."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import polars as pl

from forexlib.core.series import NBP_FIXING
from forexlib.reporting.chart_words import WORDS, Language, Words
from forexlib.reporting.fan import BANDS, apart, fan
from forexlib.reporting.forecast_table import ISSUED
from forexlib.reporting.look import AMBER, BLUE, GREY, NAVY, PALE, UNDATED, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Kind = Literal["png", "svg", "pdf"]

SIZE: Final = (8.6, 4.6)  # inches
DOTS: Final = 200  # per inch, of a PNG
PAST, LEAST_PAST = 3, timedelta(days=60)  # of history: so many times the longest horizon
LONG: Final = timedelta(days=150)  # whose axis has room for no more than months

EPOCH: Final = date(1970, 1, 1)

_POINTS: Final[Mapping[str, Any]] = {"textcoords": "offset points", "annotation_clip": False}
_CLEAR: Final[Mapping[str, Any]] = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
_BESIDE: Final[Mapping[str, Any]] = {**_POINTS, "xytext": (6, 0), "va": "center"}
_ABOVE: Final[Mapping[str, Any]] = {**_POINTS, "xytext": (0, 4), "ha": "center", "va": "bottom"}
_OUTSIDE: Final[Mapping[str, Any]] = {
    **_POINTS,
    "xytext": (-1.5, 2.5),
    "ha": "right",
    "va": "bottom",
    "bbox": _CLEAR,
}
_LEFT: Final[Mapping[str, Any]] = {
    **_POINTS,
    "xytext": (-5, -2),
    "ha": "right",
    "va": "top",
    "bbox": _CLEAR,
}
_UNIT: Final[Mapping[str, Any]] = {**_POINTS, "xytext": (-25, 5), "ha": "left", "va": "bottom"}
_BADGE: Final[Mapping[str, Any]] = {
    "ha": "right",
    "fontsize": 7.6,
    "fontweight": "bold",
    "bbox": {"facecolor": "#FDF4E3", "edgecolor": "none", "boxstyle": "round,pad=0.5"},
}


def fan_chart(
    forecast: pl.DataFrame,
    history: pl.DataFrame,
    *,
    source: str,
    language: Language = "es",
    kind: Kind = "png",
) -> bytes:
    """Draw one forecast; the same rows give the same bytes.

    Args:
        forecast: Rows of the view `forecasts` of one origin, models `ensemble` and `random_walk`,
            with a column `issued`: whether they were forecast without hindsight.
        history: Columns event_date and value, of the target as known to the forecast.
        source: Where the values came from, for the footer.
        language: Of the labels and of the numbers.
        kind: Of file.
    """
    from matplotlib import rc_context  # noqa: PLC0415  (heavy)
    from matplotlib.figure import Figure  # noqa: PLC0415

    issued = forecast.filter(pl.col("model") == ISSUED).sort("horizon_days")
    walk = forecast.filter(pl.col("model") == "random_walk").sort("horizon_days")
    drawn = Drawing(issued, fan(issued), fan(walk), drawn_past(history, issued), WORDS[language])
    file = io.BytesIO()
    with rc_context(style()):
        figure = Figure(figsize=SIZE, facecolor="white")
        axes = figure.add_axes((0.062, 0.155, 0.775, 0.67))
        drawn.lines(axes)
        drawn.labels(axes)
        drawn.frame(axes)
        drawn.words_around(figure, source)
        figure.savefig(file, format=kind, dpi=DOTS, metadata=UNDATED[kind])
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that is drawn; each method adds a layer.

    Attributes:
        issued: The rows of the issued forecast, by horizon.
        bands: Their fan.
        walk: The random walk's fan.
        past: event_date and value up to the origin.
        words: In the language of the chart.
        gap: Between two labels at the end, as a share of the height of the axes.
    """

    issued: pl.DataFrame
    bands: pl.DataFrame
    walk: pl.DataFrame
    past: pl.DataFrame
    words: Words
    gap: float = 0.042

    @property
    def origin(self) -> date:
        """The day the forecast starts from."""
        return self.issued.get_column("origin_date")[0]

    @property
    def anchor(self) -> float:
        """The rate the forecast starts from."""
        return self.issued.get_column("last_rate")[0]

    @property
    def decimals(self) -> int:
        """So many that the widest band has three digits that count."""
        width = self.bands.get_column("upper_95")[-1] - self.bands.get_column("lower_95")[-1]
        return max(0, 2 - int(np.floor(np.log10(width))))

    def rate(self, value: float, *, decimals: int | None = None) -> str:
        """A rate in the numerals of the language."""
        exact = f"{value:,.{self.decimals if decimals is None else decimals}f}"
        return exact.translate(str.maketrans(",.", self.words.marks))

    def day(self, day: date, *, year: bool = True) -> str:
        """A day as `26-oct-2026`."""
        month = self.words.months.split()[day.month - 1]
        return f"{day.day}-{month}-{day.year}" if year else f"{day.day}-{month}"

    def lines(self, axes: Axes) -> None:
        """The bands, the medians and what was observed."""
        ahead = _number(self.origin) + self.bands.get_column("day").to_numpy()
        band = {name: self.bands.get_column(name).to_numpy() for name in BANDS}
        for level, shade in ((95, 0.15), (80, 0.27)):
            lower, upper = band[f"lower_{level}"], band[f"upper_{level}"]
            axes.fill_between(ahead, lower, upper, color=BLUE, alpha=shade, linewidth=0)
        ends = self.issued.select("target_date", "lower_95", "upper_95")
        for day, lower, upper in ends.iter_rows():
            axes.vlines(_number(day), lower, upper, color="white", linewidth=0.9, alpha=0.85)
        axes.plot(ahead, band["median"], color=BLUE, linewidth=1.7, solid_capstyle="butt")
        steps = _number(self.origin) + self.walk.get_column("day").to_numpy()
        centre = self.walk.get_column("median").to_numpy()
        axes.plot(steps, centre, color=NAVY, linewidth=0.9, dashes=(4, 3))
        days = [_number(day) for day in self.past.get_column("event_date")]
        axes.plot(days, self.past.get_column("value").to_numpy(), color=NAVY, linewidth=1.25)

    def labels(self, axes: Axes) -> None:
        """What each line and band is, beside it, and where the forecast starts."""
        end = _number(self.issued.get_column("target_date")[-1])
        said = self._said_at_the_end()
        low, high = self._limits()
        gap = (high - low) * self.gap
        heights = apart([value for value, *_ in said], gap=gap)
        for (_, text, colour, weight), height in zip(said, heights, strict=True):
            axes.annotate(text, (end, height), color=colour, fontweight=weight, **_BESIDE)
        rows = self.issued.select("horizon_days", "target_date", "upper_95").rows()
        for days, day, upper in rows:
            unit = f" {self.words.days}" if days == rows[-1][0] else ""
            axes.annotate(f"{days}{unit}", (_number(day), upper), color=GREY, **_OUTSIDE)
        at = _number(self.origin)
        axes.axvline(at, color=GREY, linewidth=0.7, dashes=(2, 2))
        axes.plot([at], [self.anchor], "o", color=NAVY, markersize=4, markeredgecolor="white")
        start = self.words.origin.format(day=self.day(self.origin, year=False))
        rate = self.rate(self.anchor, decimals=max(2, self.decimals))
        axes.annotate(f"{start}\n{rate}", (at, high), color=NAVY, **_LEFT)
        self._name_the_past(axes)

    def frame(self, axes: Axes) -> None:
        """Axes, grid and their labels."""
        from matplotlib import dates, ticker  # noqa: PLC0415

        first = self.past.get_column("event_date")[0]
        last = self.issued.get_column("target_date")[-1]
        axes.set_xlim(_number(first), _number(last))
        axes.set_ylim(*self._limits())
        days = 1 if last - first > LONG else (1, 15)
        axes.xaxis.set_major_locator(dates.MonthLocator(bymonthday=days))
        axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda at, _: self._month(at)))
        axes.yaxis.set_major_locator(ticker.MaxNLocator(8, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda at, _: self.rate(at)))
        pair = self.issued.get_column("pair")[0]
        unit = self.words.unit.format(quote=pair[3:], base=pair[:3])
        axes.annotate(unit, (0, 1), xycoords="axes fraction", color=GREY, **_UNIT)

    def words_around(self, figure: Figure, source: str) -> None:
        """Title above, provenance below."""
        one = self.issued.row(0, named=True)
        horizons = [str(days) for days in self.issued.get_column("horizon_days")]
        pair = f"{one['pair'][:3]}/{one['pair'][3:]}"
        title = self.words.title.format(pair=pair, horizons=self._list(horizons))
        figure.text(0.022, 0.945, title, color=NAVY, fontsize=14, fontweight="bold")
        figure.text(0.022, 0.898, self._subtitle(one), color=GREY, fontsize=8.6)
        if not one["issued"]:
            figure.text(0.978, 0.948, self.words.backfilled, color=AMBER, **_BADGE)
        footer = self.words.footer.format(
            run=one["run_id"],
            version=one["model_version"],
            source=source,
            end=self.day(self.past.get_column("event_date")[-1]),
        )
        figure.text(0.022, 0.020, f"{self.words.method}\n{footer}", color=GREY, fontsize=6.4)

    def _said_at_the_end(self) -> list[tuple[float, str, str, str]]:
        """Rate, text, colour and weight of each label at the right end."""
        last = {name: self.bands.get_column(name)[-1] for name in BANDS}
        walk = self.walk.get_column("median")[-1]
        return [
            (last["upper_95"], f"95 %  {self.rate(last['upper_95'])}", PALE, "normal"),
            (last["upper_80"], f"80 %  {self.rate(last['upper_80'])}", BLUE, "normal"),
            (last["median"], f"{self.words.median} {self.rate(last['median'])}", BLUE, "bold"),
            (walk, f"{self.words.walk} {self.rate(walk)}", NAVY, "normal"),
            (last["lower_80"], f"80 %  {self.rate(last['lower_80'])}", BLUE, "normal"),
            (last["lower_95"], f"95 %  {self.rate(last['lower_95'])}", PALE, "normal"),
        ]

    def _name_the_past(self, axes: Axes) -> None:
        """`Observado`, above the line a quarter of the way along."""
        around = self.past.slice(self.past.height // 8, max(1, self.past.height // 4))
        middle = around.get_column("event_date")[around.height // 2]
        top = around.select(pl.col("value").max()).item()
        axes.annotate(
            self.words.observed, (_number(middle), top), color=NAVY, fontweight="bold", **_ABOVE
        )

    def _limits(self) -> tuple[float, float]:
        """Lowest and highest rate of the axis, with air above for the words."""
        seen = [
            *self.past.get_column("value"),
            *self.bands.get_column("lower_95"),
            *self.bands.get_column("upper_95"),
        ]
        low, high = min(seen), max(seen)
        return low - 0.06 * (high - low), high + 0.10 * (high - low)

    def _month(self, at: float) -> str:
        day = EPOCH + timedelta(days=int(at))
        if day.day > 1:
            return str(day.day)
        month = self.words.months.split()[day.month - 1]
        return f"{month}\n{day.year}" if day.month == 1 else month

    def _list(self, parts: Sequence[str]) -> str:
        if len(parts) == 1:
            return parts[0]
        return f"{', '.join(parts[:-1])} {self.words.conjunction} {parts[-1]}"

    def _subtitle(self, one: Mapping[str, Any]) -> str:
        """What is forecast, from when, in which mode, and at which rate it was re-anchored."""
        titled = {NBP_FIXING: self.words.fixing}.get(one["target"], one["target"])
        said = self.words.subtitle.format(
            target=titled,
            day=self.day(self.origin),
            mode=self.words.modes.get(one["mode"], one["mode"]),
        )
        if one["track"] != "spot":
            return said
        spot = self.rate(self.anchor, decimals=max(2, self.decimals))
        return f"{said} · {self.words.re_anchored.format(rate=spot)}"


def drawn_past(history: pl.DataFrame, issued: pl.DataFrame) -> pl.DataFrame:
    """The days up to the origin that are drawn, about nine months beside a fan of three."""
    origin = issued.get_column("origin_date")[0]
    ahead = issued.get_column("target_date")[-1] - origin
    first = origin - max(PAST * ahead, LEAST_PAST)
    return history.filter(pl.col("event_date").is_between(first, origin)).sort("event_date")


def _number(day: date) -> int:
    """Days since 1970, as matplotlib counts them."""
    return (day - EPOCH).days
