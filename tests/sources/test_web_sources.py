"""What every web source does alike: rows of the contract, or one error that says what to do."""

from dataclasses import replace
from datetime import timedelta
from time import monotonic

import polars as pl
import pytest

from forexlib.core.errors import SourceError
from forexlib.core.frames import Published
from forexlib.core.series import quantity_of
from forexlib.sources import bcch, fred, mindicador, yahoo
from forexlib.sources.web_get import Patience
from tests.sources.broken import (
    PAGE,
    Fault,
    dripping,
    first_then,
    flooding,
    hanging_up,
    late,
)
from tests.sources.web_server import Respond, answer, answer_with, serving
from tests.sources.worlds import (
    AS_OF,
    FRIDAY,
    IMPATIENT,
    PATIENT,
    TUESDAY,
    WORLDS,
    World,
    ask,
    good,
)

every_source = pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS.keys())
OURS = {name: world for name, world in WORLDS.items() if name != "nbp-web"}
"""Without the NBP, whose answers are held to the days asked for, and always read as UTF-8."""
ours = pytest.mark.parametrize("world", OURS.values(), ids=OURS.keys())


def refusal(world: World, respond: Respond, *, patience: Patience = PATIENT) -> SourceError:
    with serving(respond) as server, pytest.raises(SourceError) as caught:
        ask(world, server, patience=patience)
    assert caught.value.remedy
    return caught.value


@every_source
def test_a_good_answer_becomes_rows_of_the_contract(world: World) -> None:
    with serving(good(world)) as server:
        published = ask(world, server)
        name = world.make(server.url, PATIENT).name

    quantity = quantity_of(world.series)
    assert Published.is_valid(published)
    assert published["event_date"].to_list() == list(world.days)
    assert published["value"].item(0) == pytest.approx(world.value)
    assert set(published["series"]) == {world.series}
    assert set(published["source"]) == {name}
    assert published["available_at"].to_list() == [quantity.available_at(d) for d in world.days]


@every_source
def test_nothing_is_returned_before_it_was_public(world: World) -> None:
    last = world.days[-1]
    public = quantity_of(world.series).available_at(last)

    with serving(good(world)) as server:
        source = world.make(server.url, PATIENT)
        since = {world.series: FRIDAY - timedelta(days=7)}
        early = source.fetch([world.series], since=since, as_of=public - timedelta(microseconds=1))
        now = source.fetch([world.series], since=since, as_of=public)

    assert last not in early["event_date"].to_list()
    assert last in now["event_date"].to_list()
    assert early.filter(pl.col("available_at") >= public).is_empty()


@ours
def test_days_before_since_are_left_out(world: World) -> None:
    since = {world.series: FRIDAY + timedelta(days=1)}

    with serving(good(world)) as server:
        published = world.make(server.url, PATIENT).fetch([world.series], since=since, as_of=AS_OF)

    assert published["event_date"].to_list() == [day for day in world.days if day > FRIDAY]


@every_source
def test_no_values_is_no_rows(world: World) -> None:
    with serving(answer_with(world.empty, world.headers)) as server:
        assert ask(world, server).is_empty()


@every_source
@pytest.mark.parametrize("series", ["nobody/USDCLP", "dolar_observado/USDPEN"])
def test_what_is_not_declared_is_passed_over(world: World, series: str) -> None:
    with serving(good(world)) as server:
        published = world.make(server.url, PATIENT).fetch([series], since={}, as_of=AS_OF)

    assert published.is_empty()
    assert server.paths == []


@every_source
def test_from_tomorrow_on_there_is_nothing_to_ask(world: World) -> None:
    since = {world.series: TUESDAY + timedelta(days=40)}

    with serving(good(world)) as server:
        published = world.make(server.url, PATIENT).fetch([world.series], since=since, as_of=AS_OF)

    assert published.is_empty()
    assert server.paths == []


@every_source
@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_says_what_to_set(world: World, status: int) -> None:
    error = refusal(world, answer(PAGE, status=status))

    assert str(status) in error.what
    if world.secrets:
        assert "refused the credentials" in error.what
        assert "FOREX_" in error.remedy


@every_source
def test_a_short_wait_is_waited(world: World) -> None:
    busy = answer(b"", status=429, Retry_After="1")

    with serving(first_then(busy, good(world))) as server:
        started = monotonic()
        published = ask(world, server)

    assert monotonic() - started >= 1
    assert published.height == len(world.days)
    assert len(server.paths) == 2


@every_source
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "headers",
    [
        {"Retry_After": "120"},
        {
            "Date": "Tue, 27 Oct 2026 13:00:00 GMT",
            "Retry_After": "Tue, 27 Oct 2026 13:02:00 GMT",
        },
    ],
)
def test_a_long_wait_is_named(world: World, status: int, headers: dict[str, str]) -> None:
    busy = good(world, status=status, **headers)

    with serving(busy) as server, pytest.raises(SourceError, match=f"{status}.*again in 120 s"):
        ask(world, server)

    assert len(server.paths) == 1


@every_source
@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_stumble_is_forgiven_once(world: World, status: int) -> None:
    with serving(first_then(answer(PAGE, status=status), good(world))) as server:
        assert ask(world, server).height == len(world.days)

    assert f"answered {status}" in refusal(world, answer(PAGE, status=status)).what


@every_source
def test_a_redirect_is_not_followed(world: World) -> None:
    elsewhere = good(world, status=302, Location="/elsewhere?token=x")

    with serving(elsewhere) as server, pytest.raises(SourceError, match="302 with a redirect"):
        ask(world, server)

    assert len(server.paths) == 1


@every_source
def test_a_page_in_place_of_an_answer_is_refused(world: World) -> None:
    error = refusal(world, answer(PAGE))

    assert "browser" in error.remedy


@every_source
def test_a_cut_answer_is_refused_or_loses_its_cut_line(world: World) -> None:
    cut = replace(world, good=world.good[: -len(world.good) // 4])

    if world.whole:
        assert "not JSON" in refusal(cut, good(cut)).what
    else:
        with serving(good(cut)) as server:
            published = ask(cut, server)
        assert set(published["event_date"]) <= set(world.days)


@every_source
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_another_encoding_is_refused(world: World, encoding: str) -> None:
    written = world.good.decode("latin-1").encode(encoding)

    assert refusal(world, answer_with(written, world.headers)).what
    assert refusal(world, answer(written)).what


@every_source
def test_what_is_not_utf_8_and_does_not_say_what_it_is_is_refused(world: World) -> None:
    marred = world.good.replace(b"2", b"2\xf3")

    assert "not text in UTF-8" in refusal(world, answer(marred)).what


@every_source
def test_what_is_not_compressed_as_it_says_is_refused(world: World) -> None:
    assert "gave no answer" in refusal(world, answer(world.good, Content_Encoding="gzip")).what


@ours
def test_an_encoding_that_nobody_knows_is_refused(world: World) -> None:
    strange = answer(world.good, Content_Type="application/json; charset=martian")

    assert "not text in MARTIAN" in refusal(world, strange).what


@every_source
@pytest.mark.parametrize("fault", [late, dripping, hanging_up, flooding])
def test_a_server_that_does_not_finish_costs_little_time(world: World, fault: Fault) -> None:
    started = monotonic()

    error = refusal(world, fault(world.good), patience=IMPATIENT)

    assert "gave no answer" in error.what
    assert monotonic() - started < 5


@every_source
def test_nobody_listening_costs_little_time(world: World) -> None:
    with serving(good(world)) as server:
        gone = server.url

    started = monotonic()
    with pytest.raises(SourceError, match="ConnectError"):
        ask(world, gone)

    assert monotonic() - started < 3


@every_source
@pytest.mark.parametrize("base", ["", "nonsense", "ftp://127.0.0.1", "http://[::1", "http://\x00"])
def test_a_nonsensical_address_is_refused(world: World, base: str) -> None:
    with pytest.raises(SourceError, match="gave no answer"):
        ask(world, base)


@every_source
def test_a_fetch_is_over_when_its_time_is(world: World) -> None:
    with serving(good(world)) as server, pytest.raises(SourceError, match="too slow: 0 s"):
        ask(world, server, patience=replace(PATIENT, fetch=0.0))

    assert server.paths == []


@pytest.mark.parametrize("module", [bcch, mindicador, yahoo, fred])
def test_every_series_a_source_declares_is_defined(module: object) -> None:
    declared = getattr(module, "SERIES", {})

    quantities = [quantity_of(series) for series in declared]
    assert len(declared) >= 4
    assert [q.name for q in quantities if not (q.unit and q.definition.endswith("."))] == []


@pytest.mark.parametrize("module", [bcch, mindicador, yahoo, fred])
def test_every_source_declares_its_limits(module: object) -> None:
    assert getattr(module, "LIMITS").calls_a_second <= 5  # noqa: B009  (a module is an object)
