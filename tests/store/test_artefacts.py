"""What was learned is found again whole, or not at all."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forexlib.core.errors import StoreError
from forexlib.store.artefacts import FolderArtefacts, _alone


@pytest.fixture
def kept(tmp_path: Path) -> FolderArtefacts:
    return FolderArtefacts(tmp_path / "artefacts")


def only_file(kept: FolderArtefacts) -> Path:
    (file,) = kept.folder.iterdir()
    return file


@pytest.mark.parametrize("learned", [b"", b"theta", bytes(range(256)) * 4096])
def test_what_was_saved_is_loaded(kept: FolderArtefacts, learned: bytes) -> None:
    kept.save("key", learned)

    assert kept.load("key") == learned


def test_what_was_never_saved_is_none(kept: FolderArtefacts) -> None:
    assert kept.load("key") is None


def test_the_last_save_counts(kept: FolderArtefacts) -> None:
    kept.save("key", b"first")

    kept.save("key", b"second")

    assert kept.load("key") == b"second"
    assert only_file(kept).exists()


@pytest.mark.parametrize("key", ["USDCLP/theta/2024-Q1", "..", "a b\n%", "ñandú"])
def test_any_key_names_one_file_in_the_folder(kept: FolderArtefacts, key: str) -> None:
    kept.save(key, key.encode())

    assert kept.load(key) == key.encode()
    assert only_file(kept).parent == kept.folder


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content[:-1], id="cut"),
        pytest.param(lambda _: b"", id="emptied"),
        pytest.param(lambda content: content[:40] + b"!" + content[41:], id="a byte changed"),
        pytest.param(lambda content: content + b"!", id="a byte added"),
    ],
)
def test_what_was_damaged_is_none_and_can_be_learned_again(kept: FolderArtefacts, damage) -> None:  # noqa: ANN001
    kept.save("key", b"what was learned")
    file = only_file(kept)
    file.write_bytes(damage(file.read_bytes()))

    damaged = kept.load("key")
    kept.save("key", b"learned again")

    assert damaged is None
    assert kept.load("key") == b"learned again"


def test_of_many_writers_one_wins_whole(kept: FolderArtefacts) -> None:
    candidates = [bytes([i]) * 200_000 for i in range(16)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda learned: kept.save("key", learned), candidates))

    assert kept.load("key") in candidates
    assert only_file(kept).exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="Not a directory"):
        FolderArtefacts(tmp_path / "file" / "artefacts").save("key", b"learned")


def test_every_key_is_told(kept: FolderArtefacts) -> None:
    for key in ("b/2", "ñandú", "a"):
        kept.save(key, b"")

    assert kept.keys() == ["a", "b/2", "ñandú"]
    assert FolderArtefacts(kept.folder / "nowhere").keys() == []


def test_what_is_saved_anew_while_the_old_is_about_to_go_stays(kept: FolderArtefacts) -> None:
    kept.save("key", b"learned")
    file = only_file(kept)
    os.utime(file, (0, 0))

    with ThreadPoolExecutor(1) as pool:
        with _alone(kept.folder):  # as whoever saves
            removed = pool.submit(kept.remove_older, "key", than=datetime(2024, 3, 1, tzinfo=UTC))
            with pytest.raises(TimeoutError):
                removed.result(0.2)
            os.utime(file)

        assert not removed.result(10)

    assert kept.load("key") == b"learned"


def test_what_is_old_goes_and_what_is_not_there_is_no_trouble(kept: FolderArtefacts) -> None:
    kept.save("key", b"learned")
    os.utime(only_file(kept), (0, 0))
    then = datetime(2024, 3, 1, tzinfo=UTC)

    assert [kept.remove_older(key, than=then) for key in ("other", "key", "key")] == [
        False,
        True,
        False,
    ]
    assert FolderArtefacts(kept.folder / "nowhere").sweep(before=then) == 0
