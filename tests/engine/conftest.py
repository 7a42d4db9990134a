"""Artefacts shared by the tests of the engine, so that each part is learned once."""

import pytest

from tests.fakes import MemoryArtefacts


@pytest.fixture(scope="session")
def artefacts() -> MemoryArtefacts:
    return MemoryArtefacts()
