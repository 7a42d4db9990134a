"""What a dashboard is made of, whatever it is shown on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from forexlib.reporting.chart_words import Language

Tone = Literal["plain", "good", "warn", "bad", "soft"]
Look = Literal["seen", "median", "walk", "live", "hindsight", "walked", "mean", "nominal"]
"""How a line is drawn; the page's style sheet says with which colour."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Words in a table. Attributes: text: what is said; tone: whether that is good."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads.

    Attributes:
        title: What they show.
        heads: One a column.
        rows: A cell a column.
        left: Columns of words, by position; those of numbers are to the right.
        note: What must be known to read it.
        terminal: Heads that a terminal shows; every one if empty.
        most: Rows that a terminal shows.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell | str]]
    left: frozenset[int] = frozenset({0})
    note: str = ""
    terminal: Sequence[str] = ()
    most: int = 100


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence. Attributes: text: the sentence; tone: whether what it says is good."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Card:
    """One number. Attributes: label: what; value: how much; detail: more of it; tone: how good."""

    label: str
    value: str
    detail: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Cards:
    """Numbers side by side. Attributes: cards: from the left."""

    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Line:
    """A line over days.

    Attributes:
        name: For the legend.
        look: How it is drawn.
        values: One a day of the chart; None where there is none.
        dots: Whether it is points instead.
    """

    name: str
    look: Look
    values: Sequence[float | None]
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """An area between two lines; the first ones lie below.

    Attributes:
        name: For the legend.
        look: outer or inner, of a fan, or nominal.
        low: One a day of the chart; None where there is none.
        high: As `low`.
        curve: What is drawn instead, where it bends within a day: days from the first day of the
            chart, low and high.
    """

    name: str
    look: Literal["outer", "inner", "nominal"]
    low: Sequence[float | None]
    high: Sequence[float | None]
    curve: Sequence[tuple[float, float, float]] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines and bands over days, and what is said of each day.

    Attributes:
        name: Tells it from every other on the page.
        title: What it shows.
        about: The same for who cannot see it.
        days: Rising.
        lines: Over them.
        bands: Under the lines.
        heads: Of what is said of each day, the day first.
        rows: What is said of each day.
        kept: Positions of the days that the table behind the chart has.
        tick: How a number of the axis is written.
        level: A line across at this number, if any.
        floor: The axis begins at this number, if any.
        wide: Whether it takes the whole width.
        labels: Numbers written at the right edge, with what is said there.
    """

    name: str
    title: str
    about: str
    days: Sequence[date]
    lines: Sequence[Line]
    bands: Sequence[Band]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    kept: Sequence[int]
    tick: Callable[[float], str]
    level: float | None = None
    floor: float | None = None
    wide: bool = False
    labels: Sequence[tuple[float, str]] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two charts side by side. Attributes: left: the first; right: the second."""

    left: Chart
    right: Chart


Plain = Table | Note | Cards | Chart | Pair


@dataclass(frozen=True, slots=True)
class Switch:
    """What depends on the horizon that the reader has chosen.

    Attributes:
        panels: Horizon in calendar days to its blocks.
    """

    panels: Mapping[int, Sequence[Plain]]


Block = Plain | Switch


@dataclass(frozen=True, slots=True)
class Section:
    """A part of it. Attributes: name: its id; title: its heading; blocks: its content."""

    name: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Edition:
    """The dashboard in one language.

    Attributes:
        language: Which.
        title: What it is.
        subtitle: Of what.
        date: As of when.
        says: Words of the page itself, by name.
        sections: Its parts; the first has no heading.
        foot: What it is not, and where it comes from.
        horizons: Calendar days, rising, with their names.
    """

    language: Language
    title: str
    subtitle: str
    date: str
    says: Mapping[str, str]
    sections: Sequence[Section]
    foot: str
    horizons: Mapping[int, str] = field(default_factory=dict)
