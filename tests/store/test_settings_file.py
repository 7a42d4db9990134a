"""The settings file: whole after a crash, nothing lost between processes, every version kept."""

import fcntl
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from stat import S_IMODE

import pytest

from forexlib.core.errors import SettingsError, StoreError
from forexlib.store.settings_file import FOUND, SettingsFile
from tests.paths import SQL
from tests.store.setter import AT


@pytest.fixture
def kept(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / ".env", tmp_path / "data" / "settings-history")


def put(kept: SettingsFile, content: bytes, *, who: str = "ana", minutes: int = 0) -> None:
    at = AT + timedelta(minutes=minutes)
    kept.change(lambda _: content, who=who, action="set seed", at=at)


def setter(kept: SettingsFile, name: str, times: int) -> subprocess.Popen[str]:
    words = [str(kept.file), str(kept.history), name, str(times)]
    program = [sys.executable, "-m", "tests.store.setter", *words]
    return subprocess.Popen(program, cwd=SQL.parent, stdout=subprocess.PIPE, text=True)


def mode(file: Path) -> int:
    return S_IMODE(file.stat().st_mode)


def test_the_first_change_keeps_what_was_there_before(kept: SettingsFile) -> None:
    kept.file.write_bytes(b"FOREX_SEED=1\n")

    put(kept, b"FOREX_SEED=2\n", minutes=5)

    assert kept.read() == b"FOREX_SEED=2\n"
    before, after = kept.versions()
    assert (before.id, before.action, before.who) == (1, FOUND, "")
    assert (after.id, after.action, after.who) == (2, "set seed", "ana")
    assert after.at == AT + timedelta(minutes=5)
    assert [kept.content(one) for one in (before, after)] == [b"FOREX_SEED=1\n", b"FOREX_SEED=2\n"]


def test_what_is_edited_by_hand_is_kept_at_the_next_change(kept: SettingsFile) -> None:
    put(kept, b"FOREX_SEED=1\n")
    kept.file.write_bytes(b"FOREX_SEED=77\n")

    put(kept, b"FOREX_SEED=2\n")

    actions = [(one.action, kept.content(one)) for one in kept.versions()]
    assert actions[-2:] == [(FOUND, b"FOREX_SEED=77\n"), ("set seed", b"FOREX_SEED=2\n")]


def test_no_change_writes_nothing(kept: SettingsFile) -> None:
    put(kept, b"FOREX_SEED=1\n")
    before = kept.versions()

    put(kept, b"FOREX_SEED=1\n")

    assert kept.versions() == before


def test_an_edit_that_is_refused_leaves_file_and_history(kept: SettingsFile) -> None:
    put(kept, b"FOREX_SEED=1\n")
    before = kept.versions()

    def refuse(_: bytes) -> bytes:
        raise SettingsError("No.", remedy="None.")

    with pytest.raises(SettingsError):
        kept.change(refuse, who="ana", action="set seed", at=AT)

    assert (kept.read(), kept.versions()) == (b"FOREX_SEED=1\n", before)


def test_secrets_are_their_owners_alone(kept: SettingsFile) -> None:
    put(kept, b"FOREX_BCCH_TOKEN=s3cret\n")

    assert mode(kept.file) == 0o600
    assert mode(kept.history) == 0o700
    assert {mode(file) for file in kept.history.iterdir()} == {0o600}


def test_the_file_keeps_the_mode_it_had_and_a_link_its_target(kept: SettingsFile) -> None:
    real = kept.file.with_name("real.env")
    real.write_bytes(b"")
    real.chmod(0o640)
    kept.file.symlink_to(real)

    put(kept, b"FOREX_SEED=1\n")

    assert kept.file.is_symlink()
    assert (real.read_bytes(), mode(real)) == (b"FOREX_SEED=1\n", 0o640)


def test_two_processes_at_once_lose_nothing(kept: SettingsFile) -> None:
    both = [setter(kept, name, 40) for name in ("a", "b")]

    for one in both:
        one.communicate(timeout=60)
    codes = [one.returncode for one in both]

    written = {f"{name}{count}" for name in ("a", "b") for count in range(40)}
    assert codes == [0, 0]
    assert set(kept.read().decode().split()) == written
    versions = kept.versions()
    assert [one.id for one in versions] == list(range(1, 82))
    sizes = [len(kept.content(one)) for one in versions]
    assert sizes == sorted(sizes)
    assert kept.content(versions[-1]) == kept.read()


def test_a_kill_leaves_the_old_or_the_new_file(kept: SettingsFile) -> None:
    for round_ in range(8):
        killed = setter(kept, f"k{round_}_", 100_000)
        assert killed.stdout is not None
        killed.stdout.readline()
        time.sleep(0.0173 * round_)
        killed.kill()
        killed.communicate(timeout=10)
        lines = kept.read().decode().splitlines()
        mine = [line for line in lines if line.startswith(f"k{round_}_")]
        assert mine == [f"k{round_}_{count}" for count in range(len(mine))]
        assert kept.read()[-1:] in {b"", b"\n"}
        assert all(kept.content(one) is not None for one in kept.versions())
    put(kept, b"FOREX_SEED=1\n")

    assert kept.read() == b"FOREX_SEED=1\n"
    assert len({one.id for one in kept.versions()}) == len(kept.versions())
    assert not list(kept.file.parent.rglob("*.unfinished"))


def test_a_line_of_the_index_that_was_broken_off_spoils_no_other(kept: SettingsFile) -> None:
    put(kept, b"FOREX_SEED=1\n")
    with (kept.history / "index.jsonl").open("ab") as index:
        index.write(b'{"id": 3, "at": "2026-')

    put(kept, b"FOREX_SEED=2\n")

    assert [one.id for one in kept.versions()] == [1, 2, 3]


def test_a_version_that_was_damaged_is_refused(kept: SettingsFile) -> None:
    put(kept, b"FOREX_SEED=1\n")
    newest = kept.versions()[-1]
    (kept.history / f"{newest.sha256}.env").write_bytes(b"FOREX_SEED=9\n")

    with pytest.raises(StoreError, match="Version 2 of the settings is damaged"):
        kept.content(newest)


def test_one_who_holds_it_for_too_long_is_told_of(kept: SettingsFile) -> None:
    impatient = SettingsFile(kept.file, kept.history, patience=0.05)
    folder = os.open(kept.file.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)

    with pytest.raises(StoreError, match="for too long"):
        put(impatient, b"FOREX_SEED=1\n")

    os.close(folder)
    assert kept.read() == b""


def test_what_is_no_file_is_told(kept: SettingsFile) -> None:
    kept.file.mkdir()

    with pytest.raises(SettingsError, match=r"\.env cannot be read"):
        kept.read()
