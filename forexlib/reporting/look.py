"""How every figure looks: colours, letters, and the file it becomes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAVY, BLUE, PALE, GREY, FAINT, AMBER, RED = (
    "#12315C",
    "#2F6DB5",
    "#6F96C9",
    "#5B6776",
    "#E1E6ED",
    "#9A651A",
    "#A8323A",
)

WIDE, NARROW = 6.69, 3.23
"""Inches: a figure of a report as wide as its text (17 cm), and one of two in a row (8.2 cm)."""

LETTERS: Final = 6.8
"""Points, of a figure in a report."""

UNDATED: Final[Mapping[str, Mapping[str, None]]] = {
    "png": {},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}
"""What keeps the time of drawing out of a file, by its kind."""


def svg(size: tuple[float, float], draw: Callable[[Figure], None]) -> str:
    """What `draw` puts on a figure of `size` (inches), as the text of an SVG file."""
    from matplotlib import rc_context  # noqa: PLC0415  (heavy)
    from matplotlib.figure import Figure  # noqa: PLC0415

    file = io.BytesIO()
    with rc_context(style(LETTERS)):
        figure = Figure(figsize=size, facecolor="white")
        draw(figure)
        figure.savefig(file, format="svg", metadata=UNDATED["svg"])
    return file.getvalue().decode()


def use_fonts(files: Iterable[Path]) -> None:
    """Make the fonts in `files` known, so that figures look alike wherever they are drawn."""
    from matplotlib.font_manager import fontManager  # noqa: PLC0415  (heavy)

    known = {font.fname for font in fontManager.ttflist}
    for file in files:
        if str(file) not in known:
            fontManager.addfont(file)


def style(letters: float = 7.6) -> dict[Any, Any]:
    """How everything looks; the salt and the outlines make an SVG the same on every run.

    Args:
        letters: Size in points.
    """
    from matplotlib.font_manager import fontManager  # noqa: PLC0415  (heavy)

    return {
        "font.family": "Inter" if "Inter" in fontManager.get_font_names() else "DejaVu Sans",
        "font.size": letters,
        "axes.edgecolor": "#9AA5B1",
        "axes.linewidth": 0.7,
        "axes.spines.left": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "grid.color": FAINT,
        "grid.linewidth": 0.6,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "xtick.major.size": 2.5,
        "ytick.major.size": 0,
        "svg.hashsalt": "forexlib",
        "svg.fonttype": "path",
    }
