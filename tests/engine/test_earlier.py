"""An upgrade takes no version away: what an earlier release wrote serves on, byte for byte."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, make_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from forexlib.core.errors import VersionUnreadable
from forexlib.engine import bundle as bundles
from forexlib.engine import earlier, recipe_text
from forexlib.engine.bundle import Bundle, version_of
from forexlib.engine.ladder import ENSEMBLE
from forexlib.engine.learned_text import learned_from_text
from forexlib.engine.learning import LEARNED_TYPES, Learner, form
from forexlib.engine.recipe import Recipe
from forexlib.engine.recipe_text import FAMILIES, recipe_as_data, recipe_from_data
from forexlib.engine.seats import forecast_from
from forexlib.models.catalogue import Model
from forexlib.models.garch import Garch
from forexlib.models.random_walk import LearnedRandomWalk
from forexlib.models.reverting import LearnedQr4, Qr4
from forexlib.models.var import Var
from tests.engine.bundles import FOUR, PANEL, bundled, look
from tests.engine.test_recipe_text import FULL
from tests.engine.test_seats import seat
from tests.fakes import MemoryArtefacts

FIRST = next(Path(__file__).parent.glob("first-form-*.json"))
"""A version as the first form has it, with every family of then; never made anew."""

LEARNED = FIRST.with_name("first-learned.json")
"""Class of what was learned then to its fields; never made anew."""


def joined(settings: type, name: str, default: object) -> Any:  # noqa: ANN401  (a class made here)
    """The class of settings with one more, as a later release may have it."""
    return make_dataclass(
        settings.__name__,
        [(name, type(default), default)],
        bases=(settings,),
        frozen=True,
        slots=True,
        namespace={"__module__": settings.__module__},
    )


def settings_of(kind: type) -> set[str]:
    """Their names."""
    return {*kind.__dataclass_fields__}  # ty: ignore[missing-attribute]


def before(monkeypatch: pytest.MonkeyPatch, **held: Mapping[str, object]) -> None:
    """Let settings that joined have had these values in effect."""
    for name, values in held.items():
        monkeypatch.setitem(earlier.BEFORE, name, values)


def test_the_version_of_the_first_form_is_read() -> None:
    text = FIRST.read_bytes()
    version = FIRST.stem.removeprefix("first-form-")

    bundle = Bundle.read(text, version=version)

    assert (bundle.version, bundle.text) == (version, text)
    said, read = json.loads(text)["recipe"], recipe_as_data(bundle.recipe)
    assert recipe_from_data(read) == bundle.recipe
    for parts in ("models", "centres", "spreads"):
        for name, one in said.pop(parts).items():
            assert {setting: read[parts][name][setting] for setting in one} == one
    assert {name: read[name] for name in said} == said


def test_a_setting_that_joined_has_a_value_for_the_time_before() -> None:
    """Whoever adds a setting says in `BEFORE` what the code did without it."""
    recipe = json.loads(FIRST.read_bytes())["recipe"]
    known = {"Recipe": set(recipe), "Model": set(recipe["models"]["var"])}
    for one in (*recipe["centres"].values(), *recipe["spreads"].values()):
        known[one["family"]] = set(one) - {"family"}

    missing = {
        f"{kind.__name__}.{name}"
        for kind in (Recipe, Model, *FAMILIES.values())
        for name in settings_of(kind) - known.get(kind.__name__, settings_of(kind))
        if name not in earlier.BEFORE.get(kind.__name__, {})
    }

    assert missing == set()
    settings = {kind.__name__: kind for kind in (Recipe, Model, *FAMILIES.values())}
    for name, held in earlier.BEFORE.items():
        assert set(held) <= settings_of(settings[name]) - known.get(name, set())


def classes_within(kind: object) -> Iterator[type]:
    """A class of what is learned, and those it is made of."""
    for one in get_args(kind):
        yield from classes_within(one)
    if isinstance(kind, type) and is_dataclass(kind):
        yield kind
        for one in get_type_hints(kind).values():
            yield from classes_within(one)


def test_a_field_of_what_is_learned_that_joined_has_a_value_for_the_time_before() -> None:
    """A default in its class would do as well, until somebody changes it."""
    then = json.loads(LEARNED.read_bytes())
    kinds = {one for kind in LEARNED_TYPES.values() for one in classes_within(kind)}

    missing = {
        f"{kind.__name__}.{name}"
        for kind in kinds
        for name in settings_of(kind) - set(then.get(kind.__name__, settings_of(kind)))
        if name not in earlier.BEFORE.get(kind.__name__, {})
    }

    assert missing == set()
    assert {kind.__name__ for kind in kinds} >= set(then)


def test_what_was_learned_before_a_field_joined_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    old = form(LearnedQr4).dump_json(Qr4().learn(look(PANEL, FOUR).history, seed=1)).decode()
    for default in (3, 4):
        later = joined(LearnedRandomWalk, "lags", default)
        kind = make_dataclass(
            "LearnedQr4", [("random_walk", later)], bases=(LearnedQr4,), frozen=True
        )
        before(monkeypatch, LearnedRandomWalk={"lags": 2})

        read = learned_from_text(kind, old)

        assert (read.random_walk.lags, read.random_walk.least) == (2, 250)
        assert read.fast == Qr4().fast.learn(look(PANEL, FOUR).history, seed=1)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"least": 250, "lags": 2}, "lags is unknown"),
        ({"least": "250"}, "least is '250', not 250"),
        ({"least": None}, "LearnedRandomWalk.least: Input should be a valid integer"),
        ([250], "list"),
    ],
)
def test_what_was_learned_is_not_read_in_part(said: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        learned_from_text(LearnedRandomWalk, json.dumps(said))


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return bundled(Learner(FOUR, MemoryArtefacts()), PANEL)


@pytest.mark.parametrize("held", [{}, {"lags": 1}])
def test_a_version_serves_on_unchanged_after_a_setting_has_joined(
    held: Mapping[str, object], bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued_before = forecast_from([seat(bundle, *FOUR.horizons)]).predictions
    before(monkeypatch, Var=held)
    monkeypatch.setitem(FAMILIES, "Var", joined(Var, "lags", 2))
    monkeypatch.setattr(recipe_text, "Recipe", joined(Recipe, "luck", 0.5))

    read = Bundle.read(bundle.text, version=bundle.version)

    assert (read.version, read.text) == (bundle.version, bundle.text)
    assert vars_of(read.recipe.centres["var"])["lags"] == held.get("lags", 2)
    assert vars_of(read.recipe)["luck"] == 0.5
    issued = forecast_from([seat(read, *FOUR.horizons)]).predictions
    assert issued.equals(issued_before)
    assert set(issued.filter(model=ENSEMBLE)["model_version"]) == {bundle.version}
    anew = Bundle.made(read.recipe, read.features, read.anchor, read.parts, read.failed)
    assert json.loads(anew.text)["recipe"]["centres"]["var"]["lags"] == held.get("lags", 2)
    assert Bundle.read(anew.text, version=anew.version).recipe == read.recipe
    assert anew.version != bundle.version


def test_a_default_that_changes_later_changes_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    old = json.loads(json.dumps(recipe_as_data(FULL)))
    before(monkeypatch, Garch={"hurry": False}, Model={"weight": 1.0})
    read = []
    for hurry, weight in ((False, 1.0), (True, 2.0)):
        garch, model = joined(Garch, "hurry", hurry), joined(Model, "weight", weight)
        monkeypatch.setitem(FAMILIES, "Garch", garch)
        monkeypatch.setattr(recipe_text, "Model", model)

        read.append(recipe_as_data(recipe_from_data(old)))

    assert read[0] == read[1]
    assert read[0]["spreads"]["garch"] == {**old["spreads"]["garch"], "hurry": False}
    assert read[0]["models"]["var"] == {**old["models"]["var"], "weight": 1.0}


def test_what_held_before_reaches_settings_within_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their default is another one than that of the settings they are in."""
    old = json.loads(json.dumps(recipe_as_data(FULL)))
    for spread in ("fast", "slow"):
        del old["spreads"]["qr4"][spread]["least"]
    before(monkeypatch, RevertingErrors={"least": 650})

    read = recipe_as_data(recipe_from_data(old))

    assert {read["spreads"]["qr4"][spread]["least"] for spread in ("fast", "slow")} == {650}
    assert read["spreads"]["reverting"]["least"] == 700


def test_an_earlier_form_is_led_to_todays_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    said = json.loads(FIRST.read_bytes())
    said["recipe"]["centres"]["var"]["least_days"] = said["recipe"]["centres"]["var"].pop("least")
    third = {**said, "schema": 1, "basis": said.pop("features")}
    text = json.dumps(third).encode()
    monkeypatch.setattr(earlier, "FORM", 3)
    monkeypatch.setattr(bundles, "FORM", 3)
    monkeypatch.setitem(earlier.CONVERSIONS, 1, with_features)
    monkeypatch.setitem(earlier.CONVERSIONS, 2, with_least)

    read = Bundle.read(text, version=version_of(text))

    assert (read.recipe, read.text) == (FULL, text)
    assert json.loads(Bundle.made(FULL, read.features, read.anchor, {}, {}).text)["schema"] == 3
    with pytest.raises(VersionUnreadable, match="the form 4, and this release reads form 1, 2, 3"):
        earlier.in_todays_form({"schema": 4})


def with_features(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the first form called otherwise."""
    return {
        **{name: one for name, one in said.items() if name != "basis"},
        "features": said["basis"],
    }


def with_least(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the second form called otherwise."""
    recipe = said["recipe"]
    var = {
        ("least" if name == "least_days" else name): one
        for name, one in recipe["centres"]["var"].items()
    }
    return {**said, "recipe": {**recipe, "centres": {**recipe["centres"], "var": var}}}


def vars_of(settings: object) -> dict[str, object]:
    assert is_dataclass(settings)
    return {one.name: getattr(settings, one.name) for one in fields(settings)}


def settings_with_a_default() -> list[tuple[str, ...]]:
    """Where each one stands in the text."""
    found: list[tuple[str, ...]] = [(name,) for name in ("seed", "combination", "members")]
    found.append(("models", "var", "reach"))
    for parts in ("centres", "spreads"):
        for name, one in recipe_as_data(Recipe())[parts].items():
            found += [(parts, name, setting) for setting in one if setting != "family"]
    return found


@pytest.mark.parametrize("path", settings_with_a_default(), ids=".".join)
def test_any_setting_that_is_not_said_has_its_default(path: tuple[str, ...]) -> None:
    old = json.loads(json.dumps(recipe_as_data(Recipe())))
    inside = old
    for name in path[:-1]:
        inside = inside[name]
    del inside[path[-1]]

    assert recipe_from_data(old) == Recipe()
