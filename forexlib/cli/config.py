"""`forex config`: what is set and where, to set it, and every version of the settings file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final

import polars as pl
import typer
from pydantic import SecretStr
from rich.markup import escape

from forexlib.cli import clock, options
from forexlib.cli.output import Format, emit, notes
from forexlib.cli.who import By, who
from forexlib.core.errors import SettingsError, StoreError
from forexlib.core.settings_text import PREFIX, differences, given, with_value, without
from forexlib.jobs.finding import masked
from forexlib.store.settings_file import SettingsFile, Version
from forexlib.wiring import Settings

FILE: Final = Path(".env")
"""As `Settings` names it."""

HIDDEN: Final = "***"
DAMAGED: Final = "damaged, cannot be restored"
FROM_INPUT: Final = "-"
SCHEMA: Final = {
    "id": pl.Int64(),
    "at": pl.Datetime("us", "UTC"),
    "who": pl.String(),
    "action": pl.String(),
    "changed": pl.List(pl.String()),
    "is_current": pl.Boolean(),
    "sha256": pl.String(),
}

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
                "value": _shown(name, _written(getattr(chosen, name))),
                "from": origin,
                "meaning": Settings.model_fields[name].description,
            }
            for name, origin in origins().items()
        ]
    )
    title = f"Settings · {FILE.absolute()}"
    emit(rows, Format(json=as_json), table=_plain(rows, "value"), title=title)


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
    rows = _rows(kept, kept.versions())
    if rows.is_empty() and not as_json:
        notes(None, "No version is kept: `forex config set` keeps the first ones.")
        return
    title = f"Versions of {FILE.absolute()} (UTC)"
    emit(rows, Format(json=as_json), table=_for_people(rows), title=title)


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
        _refuse_new_trouble(_text(old, lenient=True), _text(content))
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
    return _text(SettingsFile(FILE, FILE).read())


def is_setting(variable: str) -> bool:
    """Whether a variable, in capitals, is one of ours."""
    return variable.removeprefix(PREFIX).lower() in Settings.model_fields


def _change(
    edit: Callable[[str], str], *, action: str, setting: str, by: str | None, as_json: bool
) -> None:
    def checked(old: bytes) -> bytes:
        before = _text(old)
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
    rows = _rows(kept, versions).filter(id=version.id if version else -1)
    emit(rows, Format(json=as_json), table=_for_people(rows), title="Kept")
    if version is not None and len(versions) > 1 and not as_json:
        notes(None, f"`forex config restore {versions[-2].id}` takes it back.")


def _refuse_new_trouble(before: str, after: str, setting: str = "") -> None:
    """Raise what a change makes wrong; of what was wrong before, only the setting that is set."""
    old, new = (Settings.complaints(**_settings_of(text)) for text in (before, after))
    for name, error in new.items():
        if name == setting or name not in old:
            raise error


def _settings_of(text: str) -> dict[str, str]:
    values = {name.removeprefix(PREFIX).lower(): value for name, value in given(text).items()}
    return {name: value for name, value in values.items() if name in Settings.model_fields}


def _rows(kept: SettingsFile, versions: tuple[Version, ...]) -> pl.DataFrame:
    """One row a version, the newest first; it is current if the file is as it was then."""
    now = sha256(kept.read()).hexdigest()
    current = max((one.id for one in versions if one.sha256 == now), default=None)
    rows = [
        (one.id, one.at, one.who, one.action, changed, one.id == current, one.sha256)
        for one, changed in zip(versions, _changed(kept, versions), strict=True)
    ]
    return pl.DataFrame(rows[::-1], schema=SCHEMA, orient="row")


def _changed(kept: SettingsFile, versions: tuple[Version, ...]) -> Iterator[list[str]]:
    """What each version changed of the one before it."""
    before = ""
    for one in versions:
        try:
            after = _text(kept.content(one), lenient=True)
        except StoreError:
            yield [DAMAGED]
            continue
        yield list(differences(before, after, _shown_variable))
        before = after


def _plain(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Nothing in the column is taken for markup."""
    return rows.with_columns(pl.col(column).map_elements(escape, return_dtype=pl.String))


def _for_people(rows: pl.DataFrame) -> pl.DataFrame:
    shown = rows.with_columns(pl.col("changed").list.join("\n"))
    return _plain(shown, "changed").select(
        "id",
        pl.col("at").dt.strftime("%Y-%m-%d %H:%M:%S").alias("UTC"),
        "who",
        "action",
        "changed",
        pl.col("is_current").alias("in force"),
        pl.col("sha256").str.head(12),
    )


def _settings_file() -> SettingsFile:
    """The file, with the history in the folder of the data, even if other settings are wrong."""
    try:
        data = Settings.read().data
    except SettingsError:
        variable = _variable("data")
        in_file = given(_text(SettingsFile(FILE, FILE).read(), lenient=True))
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
        case tuple():
            return ",".join(map(str, value))
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def _shown(setting: str, value: str) -> str:
    field = Settings.model_fields.get(setting)
    if field is None or field.annotation is SecretStr:
        return HIDDEN if value else ""
    return masked(setting, value)


def _shown_variable(variable: str, value: str) -> str:
    """Of what is no setting of ours nothing is shown: it may be anybody's secret."""
    return _shown(
        variable.removeprefix(PREFIX).lower() if variable.startswith(PREFIX) else "", value
    )


def _text(content: bytes, *, lenient: bool = False) -> str:
    """The content as text.

    Raises:
        SettingsError: If it is none.
    """
    try:
        return content.decode(errors="replace" if lenient else "strict")
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"The file {FILE} here is not UTF-8 text.",
            remedy="Save it as UTF-8, or bring an older version back: `forex config history`.",
        ) from error
