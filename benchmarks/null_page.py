"""What the worlds said, in Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

import numpy as np

from benchmarks.null_findings import (
    ENSEMBLE,
    HORIZONS,
    LUCKY,
    NESTED,
    RATIO_BAND,
    SCORE,
    SQUARED,
    Told,
    binomial_band,
    coverage,
    mean_ratio,
    rejected,
    size,
)
from benchmarks.null_world import MEMBERS, TRUTH, World
from forexlib.core.history import Floats

COLUMNS = tuple(f"{days} d" for days in HORIZONS)
ENOUGH = 0.8
"""Share of the worlds with a planted signal in which it should be found."""

TEXT = """# Worlds in which nothing can be known

    python -m benchmarks.null_worlds --worlds {worlds} --planted {planted} --workers 2

wrote this page. Each world has {fixings:,} weekdays of a driftless GARCH(1,1) with Student's t
shocks, its coefficients those of USD/CLP, and four regressors whose shocks correlate with the
target's of the same day by .3 and know nothing of tomorrow. From fixing {first:,} on an ensemble of
`{members}` forecasts once a week ({origins} origins), by the engine's own weights and centres,
renewed each quarter; its spread is `qr4`. The forest is left out: it takes too long for a thousand
worlds. How worlds are made: `benchmarks/null_world.py`; how they are tested:
`benchmarks/null_findings.py`.

## The pre-named test

Clark and West's test of the ensemble's centre against the random walk's, 7 days ahead, one-sided at
5 %, rejects in **{size:.1f} % of {worlds:,} worlds**; between {low:.1f} and {high:.1f} % would be
chance at a level of 5 %: {verdict}. In {still:.0f} % of the worlds the ensemble never left the
random walk at 7 days, which counts as no rejection; of the others it rejects {moved:.1f} %.

Share of worlds in which a test calls a model better than the random walk at 5 %, in percent; all
but the first figure of the first row for information. DM is Diebold and Mariano's with Harvey,
Leybourne and Newbold's correction, one-sided; on CRPS at every fourth origin. Its rejections on
CRPS are skill of the spread: variance clusters, and `qr4` knows it where the random walk does not.

{sizes}

## Accuracy

Mean over worlds of the RMSE over the random walk's, its standard error, and in brackets the least
of any world: what luck alone can look like. An ensemble that knows nothing should have a mean of
{ratio_low} to {ratio_high}: {ratio_verdict}.

{ratios}

## Luck

How often chance earns the members together more than {lucky} of the ensemble's weight, in percent,
and what that costs: the RMSE over the random walk's at the origins where they have so much, of all
worlds together, and at the others.

{luck}

## Coverage

Percent of outcomes inside the ensemble's intervals, with the standard error over worlds.

{covered}

## A planted signal

In {planted} other worlds weekly returns are AR(1) with coefficient .3, spread evenly over the days
of the week, and origins stand at the ends of weeks: the best forecast has .954 of the random walk's
RMSE at 7 days. The pre-named test finds it by the ensemble in **{found:.1f} %** of them, by
`ridge`, whose features have the return of the last five days among them, in {ridge:.1f} %; at least
{enough:.0f} % are asked for: {planted_verdict}. `{truth}` is told the coefficient: what it is not
found in, no model could show in {origins} weeks.

Share of worlds in which Clark and West's test rejects, in percent, and the mean RMSE ratio at 7 d:

{signals}
"""


def page(null: Sequence[Told], planted: Sequence[Told]) -> str:
    """The whole page.

    Args:
        null: Worlds in which nothing can be known.
        planted: Worlds with a signal.
    """
    low, high = binomial_band(len(null))
    share = size(null)
    still = _still(null)
    ratios, _ = mean_ratio(null)
    held = bool(np.all((ratios >= RATIO_BAND[0]) & (ratios <= RATIO_BAND[1])))
    found, ridge = (float(rejected(planted, NESTED, name)[0]) for name in (ENSEMBLE, "ridge"))
    world = World(0)
    told = TEXT.format(
        worlds=len(null),
        planted=len(planted),
        fixings=world.fixings,
        first=world.first,
        origins=len(world.origins()),
        members="`, `".join(MEMBERS),
        size=100 * share,
        low=100 * low,
        high=100 * high,
        verdict=_verdict(share, low, high),
        still=100 * still,
        moved=100 * share / (1.0 - still),
        sizes=_sizes(null),
        ratio_low=RATIO_BAND[0],
        ratio_high=RATIO_BAND[1],
        ratio_verdict="it does at every horizon" if held else "**it does not at every horizon**",
        ratios=_ratios(null),
        lucky=LUCKY,
        luck=_luck(null),
        covered=_covered(null),
        found=100 * found,
        ridge=100 * ridge,
        enough=100 * ENOUGH,
        planted_verdict="met by either"
        if min(found, ridge) >= ENOUGH
        else "met by one of them"
        if max(found, ridge) >= ENOUGH
        else "**not met**",
        truth=TRUTH,
        signals=_signals(planted),
    )
    return "\n\n".join(_wrapped(part) for part in told.strip().split("\n\n")) + "\n"


def _wrapped(part: str) -> str:
    """A paragraph in lines of 100; what is none stays as it is."""
    if part.startswith(("#", "|", " ")):
        return part
    return textwrap.fill(part, 100, break_long_words=False, break_on_hyphens=False)


def _verdict(share: float, low: float, high: float) -> str:
    if share < low:
        return "**its size is below that**, so it errs on the side of finding nothing"
    return "**it rejects too often**" if share > high else "its size is right"


def _still(worlds: Sequence[Told]) -> float:
    return float(np.mean([told.p_values[NESTED, ENSEMBLE][0] == 1.0 for told in worlds]))


def _sizes(worlds: Sequence[Told]) -> str:
    rows = [
        ("Clark-West", NESTED, ENSEMBLE),
        ("DM, squared error", SQUARED, ENSEMBLE),
        ("DM, CRPS", SCORE, ENSEMBLE),
        *(("Clark-West", NESTED, name) for name in MEMBERS),
    ]
    return _table(
        ("test", "model", *COLUMNS),
        (
            (test, f"`{model}`", *_percent(rejected(worlds, name, model)))
            for test, name, model in rows
        ),
    )


def _ratios(worlds: Sequence[Told]) -> str:
    rows = []
    for model in (ENSEMBLE, *MEMBERS):
        least = np.min([told.ratios[model] for told in worlds], axis=0)
        cells = zip(*mean_ratio(worlds, model), least, strict=True)
        rows.append((f"`{model}`", *(f"{m:.4f} ± {e:.4f} ({low:.3f})" for m, e, low in cells)))
    return _table(("model", *COLUMNS), rows)


def _luck(worlds: Sequence[Told]) -> str:
    over = [told.refits > LUCKY for told in worlds]
    lucky, rest = (
        np.sum([part(told) for told in worlds], axis=0)
        for part in (lambda told: told.lucky, lambda told: told.rest)
    )
    with np.errstate(invalid="ignore"):
        there, elsewhere, everywhere = (
            np.sqrt(own / walk) for own, walk in (lucky, rest, lucky + rest)
        )
    return _table(
        ("", *COLUMNS),
        [
            ("of all refit days", *_percent(np.mean(np.concatenate(over), axis=0))),
            ("of worlds, on the last refit day", *_percent(np.mean([o[-1] for o in over], axis=0))),
            ("of worlds, at some time", *_percent(np.mean([o.any(axis=0) for o in over], axis=0))),
            ("mean weight of the members", *_numbers(_mean_weight(worlds), ".3f")),
            ("RMSE ratio where over", *_numbers(there, ".4f")),
            ("RMSE ratio elsewhere", *_numbers(elsewhere, ".4f")),
            ("RMSE ratio of all", *_numbers(everywhere, ".4f")),
        ],
    )


def _mean_weight(worlds: Sequence[Told]) -> Floats:
    return np.mean(np.concatenate([told.refits for told in worlds]), axis=0)


def _covered(worlds: Sequence[Told]) -> str:
    shares = coverage(worlds)
    each = np.stack([told.hits[1:] / told.hits[0] for told in worlds])
    errors = 100.0 * each.std(axis=0) / np.sqrt(len(worlds))
    scores = np.sum([told.scores for told in worlds], axis=0)
    return _table(
        ("interval", *COLUMNS),
        [
            *(
                (f"{level} %", *(f"{s:.1f} ± {e:.1f}" for s, e in zip(*row, strict=True)))
                for level, *row in zip((80, 95), shares, errors, strict=True)
            ),
            ("CRPS over the random walk's", *_numbers(scores[0] / scores[1], ".3f")),
        ],
    )


def _signals(worlds: Sequence[Told]) -> str:
    models = (ENSEMBLE, *MEMBERS, TRUTH)
    return _table(
        ("model", *COLUMNS, "RMSE ratio"),
        (
            (
                f"`{name}`",
                *_percent(rejected(worlds, NESTED, name)),
                f"{mean_ratio(worlds, name)[0][0]:.3f}",
            )
            for name in models
        ),
    )


def _percent(shares: Floats) -> list[str]:
    return _numbers(100.0 * shares, ".1f")


def _numbers(values: Floats, form: str) -> list[str]:
    return [format(float(value), form) if np.isfinite(value) else "–" for value in values]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown, numbers to the right."""
    rule = ["---" if name not in (*COLUMNS, "RMSE ratio") else "---:" for name in head]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))
