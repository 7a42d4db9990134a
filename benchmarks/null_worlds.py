"""How often the system believes it knows something where nothing can be known.

    python -m benchmarks.null_worlds [--worlds 1000] [--planted 200] [--workers 2]

Walks forward over simulated worlds (`benchmarks.null_world`), tests each of them
(`benchmarks.null_findings`, where the one pre-named test is named, with the reason), and writes
docs/null-worlds.md. Seeds are 0, 1, 2, ...; those of planted worlds begin at 1,000,000. Numbers do
not depend on the workers.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.null_findings import Told, faults, tell
from benchmarks.null_page import page
from benchmarks.null_world import World, walk

PAGE = Path(__file__).parents[1] / "docs" / "null-worlds.md"
PHI = 0.3
PLANTED_SEED = 1_000_000


def told(world: World) -> Told:
    """Simulate, walk and test one world."""
    return tell(walk(world))


def all_told(worlds: Sequence[World], workers: int) -> list[Told]:
    """The same of many, by several processes, in their order."""
    spawned = multiprocessing.get_context("spawn")
    with spawned.Pool(workers) as pool:
        return pool.map(told, worlds, chunksize=5)


def main() -> None:
    """Walk, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--planted", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--dry", action="store_true", help="print the page, do not write it")
    asked = parser.parse_args()
    start = time.perf_counter()
    null = all_told([World(seed) for seed in range(asked.worlds)], asked.workers)
    signal = [World(PLANTED_SEED + i, phi=PHI) for i in range(asked.planted)]
    planted = all_told(signal, asked.workers)
    text = page(null, planted)
    print(text)
    if not asked.dry:
        PAGE.write_text(text, encoding="utf-8")
    print(f"\n{time.perf_counter() - start:.0f} s; {'; '.join(faults(null)) or 'nothing is wrong'}")


if __name__ == "__main__":
    main()
