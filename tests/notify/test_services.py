"""What is written in the settings becomes services, or one message that repeats none of it."""

from pathlib import Path

import pytest

from forexlib.core.errors import NotifyError
from forexlib.notify.services import services

SLACK = "slack://TokenAAAAA/TokenBBBBB/TokenCCCCCCCCCCCCCCCCCCCC"


def tags(urls: str) -> list[set[str]]:
    return [{str(tag) for tag in server.tags} for server in services("", urls)]


def test_tags_and_urls_are_read() -> None:
    urls = f"market+email=mailto://127.0.0.1?from=a@b.cl \n operations+sms={SLACK}"

    assert tags(urls) == [{"market", "email"}, {"operations", "sms"}]


def test_a_channel_without_an_audience_serves_both() -> None:
    assert tags(f"slack={SLACK}") == [{"market", "operations", "slack"}]


def test_a_url_may_hold_commas_and_equal_signs() -> None:
    urls = "email=mailto://u:p%3D@127.0.0.1?from=a@b.cl&to=one@b.cl,two@b.cl"

    assert tags(urls) == [{"market", "operations", "email"}]


def test_nothing_is_configured_by_default() -> None:
    assert list(services("", " ")) == []


@pytest.mark.parametrize(
    ("urls", "said"),
    [
        ("mailto://canary:canary@127.0.0.1", "Entry 1 of FOREX_NOTIFY_URLS has no channel."),
        ("canary", "Entry 1 of FOREX_NOTIFY_URLS has no channel."),
        ("market=mailto://canary:canary@127.0.0.1", "has no channel"),
        (f"slack={SLACK} email=canary://canary:canary@h/canary", "Entry 2 of FOREX_NOTIFY_URLS"),
        (f"email+canary={SLACK}", "has a tag that is neither a channel"),
        ("email=", "holds no URL"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named_by_its_place(urls: str, said: str) -> None:
    with pytest.raises(NotifyError) as raised:
        services("", urls)

    assert said in raised.value.what
    assert "canary" not in str(raised.value)


def test_a_file_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(NotifyError, match="is not there"):
        services("nowhere.yaml", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 can"),
        ("urls:\n  - canary://canary:canary@h:\n      tag: email, market\n", "cannot be used"),
        (f"urls:\n  - {SLACK}:\n      tag: email\n", "lacks its tags"),
        (f"urls:\n  - {SLACK}\n", "lacks its tags"),
        ("{canary", "cannot be used"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "channels.yaml"
    file.write_text(text)

    with pytest.raises(NotifyError) as raised:
        services(str(file), "")

    assert said in raised.value.what
    assert "canary" not in str(raised.value)
