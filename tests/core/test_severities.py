"""How grave events are: every name has a default, and a text changes what it names."""

import re
from pathlib import Path

import pytest

from forexlib.core.errors import SettingsError
from forexlib.core.severities import USUAL, severities_of, text_of

PAGE = Path(__file__).parents[2] / "docs" / "alerts.md"


def test_nothing_said_is_the_usual() -> None:
    assert severities_of("") == USUAL


def test_one_name_changes_one_severity() -> None:
    chosen = severities_of("stale_target.late=INFO, quarantined = high")

    changed = {name: grave for name, grave in chosen.items() if grave != USUAL[name]}
    assert changed == {"stale_target.late": "INFO", "quarantined": "HIGH"}


def test_a_kind_stands_for_all_of_its_own_and_the_later_counts() -> None:
    chosen = severities_of("lower_mode=CRITICAL,lower_mode.robust=INFO")

    assert [chosen[f"lower_mode.{one}"] for one in ("robust", "naive", "mailed")] == [
        "INFO",
        "CRITICAL",
        "CRITICAL",
    ]


def test_what_is_printed_can_be_read_back() -> None:
    chosen = severities_of("check_failed=HIGH")

    assert severities_of(text_of(chosen)) == chosen


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("nonsense=HIGH", "no kind of event 'nonsense'", "stale_target"),
        ("stale_target.old=HIGH", "no event 'stale_target.old'", "stale_target.late"),
        ("quarantined.x=HIGH", "no event 'quarantined.x'", "quarantined"),
        ("quarantined=LOUD", "no severity 'LOUD'", "INFO, WARNING, HIGH, CRITICAL"),
        ("quarantined", "'quarantined' is no name and severity", "apart by commas"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(text: str, what: str, remedy: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(what)) as refused:
        severities_of(text)

    assert remedy in refused.value.remedy


def test_the_page_lists_every_event_with_its_default() -> None:
    listed = re.findall(r"^\| `([\w.]+)` \| (\w+) \|", PAGE.read_text("utf-8"), re.MULTILINE)

    assert dict(listed) == dict(USUAL)
    assert [name for name, _ in listed] == list(USUAL)
