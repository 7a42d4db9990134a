"""Learning that leaves nothing behind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forgetful:
    """Artefacts for who needs none: what is learned is learned for this moment alone."""

    def load(self, key: str) -> bytes | None:  # noqa: ARG002
        """Nothing."""
        return None

    def save(self, key: str, learned: bytes) -> None:
        """Not at all."""
