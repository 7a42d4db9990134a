"""No canary survives, and what a reader needs does."""

import pytest

from forexlib.core.redaction import redacted

CANARY = "hunter2-CANARY"


@pytest.mark.parametrize(
    "text",
    [
        f"https://me:{CANARY}@example.org/x gave no answer",
        f"https://example.org/x?user=me&pass={CANARY}&timeseries=F073",
        f"Client error '401 Unauthorized' for url 'https://example.org/x?pass={CANARY}'",
        f"GET https://example.org/x?a=1&api_key={CANARY}#top: ConnectError",
        f"password={CANARY}",
        f"pass: {CANARY}, retrying",
        f'{{"token": "{CANARY}"}}',
        f"{{'secret': '{CANARY} and more'}}",
        f"Authorization: Bearer {CANARY}",
        f"authorization='Basic {CANARY}=='",
        f"bearer {CANARY}",
        f"FRED_API_KEY={CANARY}",
        f"api-key = {CANARY}",
    ],
)
def test_a_secret_is_taken_out(text: str) -> None:
    assert CANARY not in redacted(text)
    assert "***" in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "The NBP's web service answered 429: too many questions.",
        "https://example.org/api/exchangerates/tables/A/2026-10-26/ gave no answer (ReadTimeout).",
        "The answer is no JSON: Expecting value: line 1 column 1 (char 0).",
        "",
    ],
)
def test_the_rest_is_left_as_it_is(text: str) -> None:
    assert redacted(text) == text


def test_host_and_path_remain() -> None:
    said = redacted("https://me:pw@example.org/x?user=me&pass=pw failed")

    assert said == "https://***@example.org/x?*** failed"


def test_taking_out_twice_changes_nothing() -> None:
    once = redacted(f"https://me:pw@example.org/x?key={CANARY} token={CANARY}")

    assert redacted(once) == once
