"""What readiness is asked of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One version of a model, or all versions that were learned by the same recipe.

    What is learned is learned anew each quarter, so one version alone rarely lives for 50 business
    days; the recipe is what a person chooses.

    Attributes:
        pair: Such as USDCLP.
        target: The quantity forecast.
        model: Its name.
        recipe: The recipe's digest; None where any will do.
        version: The one version meant; None for all of the recipe.
    """

    pair: str
    target: str
    model: str
    recipe: str | None = None
    version: str | None = None

    @property
    def label(self) -> str:
        """By which verdicts about it are kept."""
        if self.version is not None:
            return self.version
        return "none" if self.recipe is None else f"recipe:{self.recipe}"
