"""Whether a refresh may serve, a challenger may shadow, and a shadow may serve: pure.

A refresh has to be no worse: it passes where the upper end of the ratio's 95 % interval, new CRPS
over old, keeps a limit. A challenger has to be better: the one-sided p-values of its horizons are
adjusted by Holm and held against a level that the year's attempts share. The k-th attempt of a year
has

    level(k) = .05 / (k (k + 1)),     level(1) + level(2) + ... = .05

so that however often one tries, a challenger as good as the champion passes in at most 5 % of
years. Whatever interval of a year is looked at, its i-th attempt was at least the i-th of its own
trailing year. Example: p-values of .004, .02, .3, .6 become .016, .06, .6, .6; at the first
attempt's level of .025 the first horizon passes.

References: Holm (1979), Scandinavian Journal of Statistics 6, 65-70; Foster & Stine (2008), Journal
of the Royal Statistical Society B 70, 429-444, doi:10.1111/j.1467-9868.2007.00643.x.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from forexlib.core.reason import Reason
from forexlib.scoring.equal_accuracy import Comparison

LEVEL: Final = 0.05
"""What all attempts of a year together may risk."""


@dataclass(frozen=True, slots=True)
class RefreshLimits:
    """What the upper end of a refresh's ratio may be.

    Attributes:
        short: At horizons of up to `short_days`.
        long: At longer ones.
        short_days: Calendar days.
    """

    short: float = 1.01
    long: float = 1.03
    short_days: int = 15

    def at(self, horizon_days: int) -> float:
        """The limit at one horizon."""
        return self.short if horizon_days <= self.short_days else self.long


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a version may go on at one horizon.

    Attributes:
        accepted: Whether.
        why: In a sentence.
        evidence: The numbers behind it, as plain data.
    """

    accepted: bool
    why: str
    evidence: Mapping[str, Any]


def judge_refresh(
    comparisons: Mapping[int, Comparison], limits: RefreshLimits | None = None
) -> dict[int, Verdict]:
    """Whether a refresh is no worse than the champion, by horizon.

    Args:
        comparisons: Horizon in days to the refresh's CRPS against the champion's.
        limits: By default the usual.
    """
    limits = limits or RefreshLimits()
    return {days: _refresh(one, limits.at(days)) for days, one in comparisons.items()}


def _refresh(compared: Comparison, limit: float) -> Verdict:
    evidence = {**asdict(compared), "limit": limit}
    if compared.ratio is None or compared.high is None:
        return Verdict(accepted=False, why=_too_few(compared), evidence=evidence)
    accepted = compared.high <= limit
    code = "no_worse" if accepted else "maybe_worse"
    why = Reason(code, ratio=compared.ratio, high=compared.high, limit=limit)
    return Verdict(accepted, why, evidence)


@dataclass(frozen=True, slots=True)
class Superiority:
    """Whether a challenger is better than the champion at one horizon.

    Attributes:
        accepted: Whether it may shadow.
        why: In a sentence.
        ratio: Its CRPS over the champion's; None without common origins.
        p_value: One-sided, of being no better; None with too few outcomes.
        adjusted: The same by Holm over the horizons.
        level: What `adjusted` has to be below.
        evidence: The numbers behind it, as plain data.
    """

    accepted: bool
    why: str
    ratio: float | None
    p_value: float | None
    adjusted: float | None
    level: float
    evidence: Mapping[str, Any]


def judge_challenger(
    comparisons: Mapping[int, Comparison], *, attempts: int
) -> dict[int, Superiority]:
    """Whether a challenger is better than the champion, by horizon.

    Args:
        comparisons: Horizon in days to the challenger's CRPS against the champion's.
        attempts: Challengers tried within the trailing year, this one among them.

    Raises:
        ValueError: If this one is not among them.
    """
    level = level_of(attempts)
    adjusted = holm({days: one_sided(compared) for days, compared in comparisons.items()})
    return {
        days: _superiority(compared, adjusted[days], level, attempts)
        for days, compared in comparisons.items()
    }


def level_of(attempts: int) -> float:
    """What the last of a year's attempts may risk.

    Raises:
        ValueError: If there are none.
    """
    if attempts < 1:
        raise ValueError(f"an attempt is at least the first of its year, not the {attempts}th")
    return LEVEL / (attempts * (attempts + 1))


def one_sided(compared: Comparison) -> float | None:
    """Probability of a statistic as low, were both as good; None with too few outcomes."""
    if compared.p_value is None or compared.statistic is None:
        return None
    half = compared.p_value / 2.0
    return half if compared.statistic < 0 else 1.0 - half


def holm(p_values: Mapping[int, float | None]) -> dict[int, float | None]:
    """Holm's adjusted p-values, of those that there are."""
    known = sorted((p, key) for key, p in p_values.items() if p is not None)
    adjusted: dict[int, float | None] = dict.fromkeys(p_values)
    largest = 0.0
    for rank, (p, key) in enumerate(known):
        largest = max(largest, min(1.0, (len(known) - rank) * p))
        adjusted[key] = largest
    return adjusted


def _superiority(
    compared: Comparison, adjusted: float | None, level: float, attempts: int
) -> Superiority:
    p_value = one_sided(compared)
    accepted = adjusted is not None and adjusted < level
    if adjusted is None or compared.ratio is None:
        why = _too_few(compared)
    else:
        why = Reason(
            "better" if accepted else "not_better",
            ratio=compared.ratio,
            p=adjusted,
            level=level,
            attempt=attempts,
        )
    numbers = {"p_one_sided": p_value, "p_adjusted": adjusted, "level": level, "attempts": attempts}
    evidence = {**asdict(compared), **numbers}
    return Superiority(accepted, why, compared.ratio, p_value, adjusted, level, evidence)


def _too_few(compared: Comparison) -> Reason:
    return Reason("too_few", n=compared.n)
