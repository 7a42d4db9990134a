"""`forex config`: what is set and where, to set it, and every version of the settings file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final

import polars as pl
import typer
from pydantic import SecretStr

from forexlib.cli import clock, options
from forexlib.cli.config_rows import plain, shown, text_of, version_rows, version_table
from forexlib.cli.output import Format, emit, notes
from forexlib.cli.who import By, who
from forexlib.core.errors import SettingsError
from forexlib.core.settings_text import PREFIX, given, with_value, without
from forexlib.core.severities import text_of as text_of_severities
from forexlib.store.settings_file import SettingsFile
from forexlib.wiring import Settings, complaints

FILE: Final = Path(".env")
"""As `Settings` names it."""

FROM_INPUT: Final = "-"

config = typer.Typer(
    help="What is set and where it comes from; to change it; and every version of the file.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="Such as seed; FOREX_SEED means the same.")]


@config.command()
def show(*, as_json: options.AsJson = False) -> None:
    """Print every setting, its value, and where it comes from; secrets as ***."""
    chosen = Settings.read()
    rows = pl.DataFrame(
        [
            {
                "setting": name,
                "value": shown(name, _written(getattr(chosen, name))),
                "from": origin,
                "meaning": Settings.model_fields[name].description,
            }
            for name, origin in origins().items()
        ]
    )
    title = f"Settings · {FILE.absolute()}"
    emit(rows, Format(json=as_json), table=plain(rows, "value"), title=title)


@config.command("set")
def set_value(
    name: Name,
    value: Annotated[str, typer.Argument(help="The value; - reads it from the input, unseen.")],
    by: By = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Set one setting in the file; a value that cannot be used changes nothing.

    A value that begins with a minus goes behind `--`.
    """
    setting = _known(name)
    text = _asked(setting) if value == FROM_INPUT else value
    variable = _variable(setting)
    _change(
        lambda old: with_value(old, variable, text),
        action=f"set {setting}",
        setting=setting,
        by=by,
        as_json=as_json,
    )


@config.command()
def unset(name: Name, by: By = None, *, as_json: options.AsJson = False) -> None:
    """Take one setting out of the file; its default holds again."""
    setting = _known(name)
    variable = _variable(setting)
    _change(
        lambda old: without(old, variable),
        action=f"unset {setting}",
        setting=setting,
        by=by,
        as_json=as_json,
    )


@config.command()
def history(*, as_json: options.AsJson = False) -> None:
    """Print every version of the file, the newest first, with what it changed."""
    kept = _settings_file()
    rows = version_rows(kept, kept.versions())
    if rows.is_empty() and not as_json:
        notes(None, "No version is kept: `forex config set` keeps the first ones.")
        return
    title = f"Versions of {FILE.absolute()} (UTC)"
    emit(rows, Format(json=as_json), table=version_table(rows), title=title)


@config.command()
def restore(
    version: Annotated[int, typer.Argument(metavar="ID", help="Of `forex config history`.")],
    by: By = None,
    *,
    as_json: options.AsJson = False,
) -> None:
    """Bring one version of the file back, as a new version; all others stay in the history."""
    kept = _settings_file()
    found = [one for one in kept.versions() if one.id == version]
    if not found:
        raise SettingsError(
            f"There is no version {version} of the settings.",
            remedy="`forex config history` lists those that are kept.",
        )
    content = kept.content(found[-1])

    def checked(old: bytes) -> bytes:
        _refuse_new_trouble(text_of(old, lenient=True), text_of(content))
        return content

    _write(kept, checked, action=f"restore {version}", by=by, as_json=as_json)


def origins() -> dict[str, str]:
    """Where each setting comes from: default, file or environment."""
    in_file = given(file_text())
    in_environment = {name.upper() for name in os.environ}
    return {
        name: "environment"
        if _variable(name) in in_environment
        else "file"
        if _variable(name) in in_file
        else "default"
        for name in Settings.model_fields
    }


def file_text() -> str:
    """The settings file as it stands.

    Raises:
        SettingsError: If it cannot be read as text.
    """
    return text_of(SettingsFile(FILE, FILE).read())


def is_setting(variable: str) -> bool:
    """Whether a variable, in capitals, is one of ours."""
    return variable.removeprefix(PREFIX).lower() in Settings.model_fields


def _change(
    edit: Callable[[str], str], *, action: str, setting: str, by: str | None, as_json: bool
) -> None:
    def checked(old: bytes) -> bytes:
        before = text_of(old)
        after = edit(before)
        _refuse_new_trouble(before, after, setting)
        return after.encode()

    _write(_settings_file(), checked, action=action, by=by, as_json=as_json)
    if origins()[setting] == "environment":
        notes(None, f"{_variable(setting)} of the environment wins over the file.")
    if setting == "data":
        notes(None, "The history of the settings stays in the folder of the data up to now.")


def _write(
    kept: SettingsFile,
    edit: Callable[[bytes], bytes],
    *,
    action: str,
    by: str | None,
    as_json: bool,
) -> None:
    version = kept.change(edit, who=who(by), action=action, at=clock.now())
    if version is None:
        notes(None, f"{FILE} says so already; nothing was written.")
        if not as_json:
            return
    versions = kept.versions()
    rows = version_rows(kept, versions).filter(id=version.id if version else -1)
    emit(rows, Format(json=as_json), table=version_table(rows), title="Kept")
    earlier = [one.id for one in versions if version is not None and one.id < version.id]
    if earlier and not as_json:
        notes(None, f"`forex config restore {earlier[-1]}` takes it back.")


def _refuse_new_trouble(before: str, after: str, setting: str = "") -> None:
    """Raise what a change makes wrong; of what was wrong before, only the setting that is set."""
    old, new = (complaints(**_settings_of(text)) for text in (before, after))
    for name, error in new.items():
        if name == setting or name not in old:
            raise error


def _settings_of(text: str) -> dict[str, str]:
    values = {name.removeprefix(PREFIX).lower(): value for name, value in given(text).items()}
    return {name: value for name, value in values.items() if name in Settings.model_fields}


def _settings_file() -> SettingsFile:
    """The file, with the history in the folder of the data, even if other settings are wrong."""
    try:
        data = Settings.read().data
    except SettingsError:
        variable = _variable("data")
        in_file = given(text_of(SettingsFile(FILE, FILE).read(), lenient=True))
        data = Path(os.environ.get(variable) or in_file.get(variable) or "data")
    return SettingsFile(FILE, data / "settings-history")


def _known(name: str) -> str:
    setting = name.strip().lower().removeprefix(PREFIX.lower()).replace("-", "_")
    if setting not in Settings.model_fields:
        near = get_close_matches(setting, Settings.model_fields, n=3)
        remedy = f"Is it {' or '.join(near)}?" if near else "`forex config show` lists them all."
        raise SettingsError(f"There is no setting {name!r}.", remedy=remedy)
    return setting


def _asked(setting: str) -> str:
    if sys.stdin.isatty():
        return str(typer.prompt(setting, hide_input=True, default="", show_default=False))
    return sys.stdin.readline().rstrip("\r\n")


def _variable(setting: str) -> str:
    return PREFIX + setting.upper()


def _written(value: object) -> str:
    """A value as people write it."""
    match value:
        case SecretStr():
            return value.get_secret_value()
        case Mapping():
            return text_of_severities(value)
        case tuple():
            return ",".join(map(str, value))
        case bool():
            return str(value).lower()
        case _:
            return str(value)
