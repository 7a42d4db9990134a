"""Every file says what it is; every view says what a row is, in which units, and what it reads."""

import re
from pathlib import Path

import pytest

from tests.paths import SQL

VIEWS = sorted((SQL / "views").rglob("*.sql"))
FILES = sorted(SQL.rglob("*.sql"))
TABLES = {
    name
    for file in (SQL / "migrations").glob("*.sql")
    for name in re.findall(r"create table (\w+)", file.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("file", VIEWS, ids=lambda file: file.stem)
def test_header(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    header = dict(re.findall(r"^-- (grain|units|reads|used by): +(.+)$", text, re.MULTILINE))
    body = re.sub(r"--.*", "", text)
    relations = TABLES | {view.stem for view in VIEWS} - {file.stem}

    assert set(header) == {"grain", "units", "reads", "used by"}
    read = set(re.findall(r"(?<![\w.])\w+", body)) & relations
    assert set(header["reads"].split(", ")) == (read or {"nothing"})


@pytest.mark.parametrize("file", VIEWS, ids=lambda file: file.stem)
def test_a_view_has_the_name_of_its_file_and_one_relation(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    made = re.findall(r"create or replace (?:view|macro) (\w+)", text)

    assert made == [file.stem]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_file_begins_with_a_sentence(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]

    assert re.match(r"-- [A-Z].+", first)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_query_asks_the_session_what_day_it_is(file: Path) -> None:
    body = re.sub(r"--.*", "", file.read_text(encoding="utf-8"))

    asked = re.findall(r"current_date|current_timestamp|\bnow\(|today\(", body)

    assert asked == (["current_timestamp"] if file.stem == "record_in_ledger" else [])
