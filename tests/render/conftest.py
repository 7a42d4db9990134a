import os
import subprocess
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from forexlib.render.document import Document, Language, Manifest
from forexlib.render.renderer import Renderer
from tests.render.samples import DAILY, DAILY_EN, ONE_HORIZON, REPORTS


@dataclass(frozen=True)
class Rendered:
    """A report on disk."""

    document: Document
    manifest: Manifest
    folder: Path

    @property
    def pdf(self) -> Path:
        return self.folder / f"{self.document.stem}.pdf"

    @property
    def html(self) -> str:
        return (self.folder / f"{self.document.stem}.html").read_text(encoding="utf-8")


def rendered(document: Document, folder: Path, language: Language = "es") -> Rendered:
    manifest = Renderer(REPORTS, engine="twin").render(document, into=folder, language=language)
    return Rendered(document, manifest, folder)


@pytest.fixture(scope="session")
def daily(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendered(DAILY, tmp_path_factory.mktemp("daily"))


@pytest.fixture(scope="session")
def daily_en(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendered(DAILY_EN, tmp_path_factory.mktemp("english"), "en")


@pytest.fixture(scope="session")
def one_horizon(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendered(ONE_HORIZON, tmp_path_factory.mktemp("horizon"))


@pytest.fixture
def full_disk(tmp_path: Path) -> Generator[Path]:
    """A disk with room for the parts but not for the report; only root may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk")
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "ballast").write_bytes(b"\0" * (free - 128 * 1024))
    yield disk
    subprocess.run(["/bin/umount", str(disk)], check=True)
