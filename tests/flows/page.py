"""A run's page in memory, in the place of `flows.ui`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forexlib.jobs.progress import Progress


@dataclass
class Page:
    """What a run said."""

    lines: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    tables: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    bars: dict[str, list[int]] = field(default_factory=dict)
    events: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)

    def log(self, *lines: str) -> None:
        self.lines.extend(lines)

    def warn(self, *lines: str) -> None:
        self.warnings.extend(lines)

    def table(self, key: str, rows: Sequence[Mapping[str, Any]], *, about: str) -> None:
        assert about
        self.tables[key] = list(rows)

    def markdown(self, key: str, text: str) -> None:
        self.texts[key] = text

    def progress(self, key: str, about: str, steps: int) -> Progress:
        assert about
        self.bars[key] = [steps]
        return self.bars[key].append

    def tell(
        self, event: str, subject: str, payload: Mapping[str, Any], *, once: str | None = None
    ) -> None:
        assert once != ""
        self.events.append((event, subject, payload))
