"""What came of a repair."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was put right; all empty where MLflow showed what the ledger says.

    Attributes:
        logged: Versions whose runs were made.
        renewed: Versions whose runs were brought up to date.
        registered: Names of models with their versions, as forex-USDCLP-nbp_fixing-7d/3f2a….
        corrected: The same, of those whose tags or description differed.
        aliases: Aliases that were set or taken away, as name@champion.
        forgotten: Versions, runs and models that went for good.
        without_artefact: Versions that are shown without what they learned: it is gone or damaged.
    """

    logged: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    registered: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    without_artefact: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        """How much was put right."""
        return sum(
            map(
                len,
                (
                    self.logged,
                    self.renewed,
                    self.registered,
                    self.corrected,
                    self.aliases,
                    self.forgotten,
                ),
            )
        )
