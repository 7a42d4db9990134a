"""A version is its artefact: one byte more, less or other, and it is not that version."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from functools import cache

import dataframely as dy
import numpy as np
import polars as pl
import pytest

from forexlib.core.errors import VersionUnreadable
from forexlib.core.frames import Panel
from forexlib.engine.bundle import Bundle, FeatureSet, learn_bundle, version_of
from forexlib.engine.learning import Learner
from forexlib.engine.recipe_text import recipe_as_data
from tests.engine.bundles import FULL, FULL_PANEL, IN_MARCH, PANEL, bundled, look
from tests.engine.parts import LIGHT
from tests.fakes import MemoryArtefacts
from tests.panels import OUTSIDE, TARGET, simulated
from tests.paths import SQL

SMALL = replace(LIGHT, horizons=(7,), members=("var",), beside=(), reference="qr4")
CALENDAR = Learner(FULL, MemoryArtefacts())
ANCHORED = replace(CALENDAR, anchored=True)


@cache
def small() -> Bundle:
    """A version of a few thousand characters."""
    return bundled(Learner(SMALL, MemoryArtefacts()), simulated(700))


def written(bundle: Bundle, **changed: object) -> bytes:
    """The artefact with other things in it."""
    return json.dumps({**json.loads(bundle.text), **changed}).encode()


def poisoned(panel: dy.DataFrame[Panel], *, after: datetime) -> dy.DataFrame[Panel]:
    """The panel in which everything that was published later is wrong."""
    late = pl.col("available_at") > after
    wrong = panel.with_columns(pl.when(late).then(pl.col("value") * 7).otherwise("value"))
    return Panel.validate(wrong)


def test_an_anchored_version_has_learned_up_to_its_anchor(artefacts: MemoryArtefacts) -> None:
    by_calendar = bundled(Learner(LIGHT, artefacts), PANEL, as_of=IN_MARCH)

    anchored = bundled(Learner(LIGHT, artefacts, anchored=True), PANEL, as_of=IN_MARCH)

    assert (by_calendar.anchor, anchored.anchor) == (date(2024, 1, 2), date(2024, 3, 20))
    assert [*anchored.parts] == [*by_calendar.parts]
    moved = {name for name in anchored.parts if anchored.parts[name] != by_calendar.parts[name]}
    assert {"arma", "var", "forest", "garch", "weights"} <= moved


@pytest.mark.parametrize("learner", [ANCHORED, CALENDAR])
def test_nothing_is_learned_of_what_was_published_later(learner: Learner) -> None:
    before = bundled(learner, FULL_PANEL, as_of=IN_MARCH)
    wrong = poisoned(FULL_PANEL, after=IN_MARCH)
    anew = replace(learner, artefacts=MemoryArtefacts(), memory={}, failed={})

    after = bundled(anew, wrong, as_of=IN_MARCH)
    sliced = learn_bundle(anew, TARGET, look(wrong, FULL).history.until(date(2024, 3, 20)))

    assert before.failed == {}
    assert after.text == before.text == sliced.text


def test_one_value_less_makes_another_version(artefacts: MemoryArtefacts) -> None:
    learner = Learner(LIGHT, artefacts, anchored=True)
    history = look(PANEL, LIGHT).history

    versions = {learn_bundle(learner, TARGET, history.first(n)).version for n in (1598, 1599, 1600)}

    assert len(versions) == 3


ANEW = """
from forexlib.engine.learning import Learner
from tests.engine.parts import LIGHT
from tests.engine.bundles import bundled
from tests.fakes import MemoryArtefacts
from tests.panels import simulated

print(bundled(Learner(LIGHT, MemoryArtefacts(), anchored=True), simulated(900)).version)
"""


def test_another_process_learns_the_same_version() -> None:
    here = bundled(Learner(LIGHT, MemoryArtefacts(), anchored=True), simulated(900))

    there = subprocess.run(
        [sys.executable, "-c", ANEW],
        cwd=SQL.parent,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    assert there.stdout.strip() == here.version


def refusal_of(text: bytes, *, version: str) -> str:
    """Why an artefact is refused; "" if it is not."""
    try:
        Bundle.read(text, version=version)
    except VersionUnreadable as error:
        return error.what
    return ""


@pytest.mark.parametrize("bit", [1, 128])
def test_a_byte_changed_anywhere_is_refused(bit: int) -> None:
    bundle = small()
    text, told = bytearray(bundle.text), set()

    for at in range(len(text)):
        text[at] ^= bit
        told.add(refusal_of(bytes(text), version=bundle.version))
        text[at] ^= bit

    assert told == {f"Version {bundle.version} cannot be used: its artefact was changed since."}
    assert Bundle.read(bytes(text), version=bundle.version) == bundle


@pytest.mark.parametrize(("kept", "added"), [(-1, b""), (None, b" "), (0, b"")])
def test_more_or_less_than_an_artefact_is_refused(kept: int | None, added: bytes) -> None:
    text = small().text[:kept] + added

    with pytest.raises(VersionUnreadable, match=r"was changed since.*forex rollback"):
        Bundle.read(text, version=small().version)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        pytest.param({"schema": 2}, "of the form 2, and this release reads form 1", id="newer"),
        pytest.param({"schema": None}, "of the form None", id="none"),
        pytest.param({"anchor": "yesterday"}, "yesterday", id="a day that is none"),
        pytest.param({"parts": {"var": "?"}}, "cannot be read", id="a part that is none"),
        pytest.param({"features": {}}, "cannot be read", id="no features"),
        pytest.param(
            {"recipe": {**recipe_as_data(SMALL), "luck": 1}}, "luck", id="a recipe of the future"
        ),
    ],
)
def test_what_another_release_wrote_is_refused_by_name(
    changed: dict[str, object], named: str
) -> None:
    text = written(small(), **changed)
    version = version_of(text)

    with pytest.raises(VersionUnreadable, match=f"Version {version} ") as refusal:
        Bundle.read(text, version=version)

    assert named in refusal.value.what


@pytest.mark.parametrize("text", [b"[]", b"7", b"{", "é".encode("latin-1")])
def test_what_is_no_artefact_at_all_is_refused(text: bytes) -> None:
    with pytest.raises(VersionUnreadable, match="cannot be read"):
        Bundle.read(text, version=version_of(text))


def test_a_feature_set_is_told_apart_by_its_series_and_its_columns() -> None:
    plain = FeatureSet.of(TARGET, look(PANEL, LIGHT).history)
    more = FeatureSet.of(TARGET, look(FULL_PANEL, FULL).history)

    assert plain.regressors == LIGHT.regressors
    assert more.regressors == (*LIGHT.regressors, *OUTSIDE)
    assert FeatureSet.from_data(more.as_data()) == more
    digests = {plain.digest, more.digest, replace(plain, features=plain.features[1:]).digest}
    assert len(digests) == 3
    assert replace(plain, target="other").digest not in digests


def test_a_version_names_the_series_that_had_begun(artefacts: MemoryArtefacts) -> None:
    bundle = bundled(Learner(FULL, artefacts), PANEL)

    assert bundle.recipe.optional == ()
    assert bundle.recipe.regressors == LIGHT.regressors
    assert set(bundle.failed) == {"forward", "last_traded"}
    assert all(np.isin([*bundle.failed], bundle.recipe.beside))
