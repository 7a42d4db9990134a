"""A service that fails for one series is believed in the others."""

from collections.abc import Collection
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from forexlib.core.errors import AnsweredInPart, SourceError
from forexlib.jobs.ingest import ingest
from forexlib.sources.bcch import Bcch
from forexlib.sources.guarded import Guarded
from forexlib.sources.secret import Secret
from forexlib.store.call_ledger import DuckCallLedger
from tests.fakes import MemorySource
from tests.paths import SQL
from tests.sources.web_server import Respond, Server, answer_with, serving
from tests.sources.worlds import AS_OF, FRIDAY, LATIN, PATIENT, bcch_answer
from tests.store.empty import empty_store

CODES = {
    "dolar_observado/USDCLP": "F073.TCO.PRE.Z.D",
    "tpm/CLP": "F022.TPM.TIN.D001.NO.Z.D",
    "cobre/USDLB": "F019.PPB.PRE.100.D",
    "uf/CLFCLP": "F073.UFF.PRE.Z.D",
}
OBSERVED, POLICY, COPPER, UNIT = CODES
SINCE = dict.fromkeys(CODES, FRIDAY)


def bank(*, without: Collection[str], status: int = 200) -> Respond:
    """The bank's service, which no longer knows some series."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        [series] = [name for name, code in CODES.items() if code in handler.path]
        told = bcch_answer(("23-10-2026", "4.5", "OK"), code=CODES[series])
        if series in without:
            told = bcch_answer(code=CODES[series], codigo=-50)
        answer_with(told, LATIN, status=status if series in without else 200)(handler)

    return respond


def source(server: Server) -> Bcch:
    return Bcch(token=Secret("canary"), base_url=server.url, patience=PATIENT)


def series_of(error: AnsweredInPart) -> set[str]:
    assert error.published is not None
    return set(error.published["series"])


@pytest.mark.parametrize("gone", [OBSERVED, POLICY, UNIT])
def test_the_other_series_are_there_and_the_one_that_failed_is_named(gone: str) -> None:
    with serving(bank(without=[gone])) as server, pytest.raises(AnsweredInPart) as caught:
        source(server).fetch([*CODES], since=SINCE, as_of=AS_OF)

    assert series_of(caught.value) == {*CODES} - {gone}
    assert f"there is no series {CODES[gone]}" in caught.value.what
    assert caught.value.what.endswith(f"So there is nothing new of {gone}.")
    assert "canary" not in str(caught.value)


def test_after_two_failures_in_a_row_nothing_more_is_asked() -> None:
    with serving(bank(without=[POLICY, COPPER])) as server, pytest.raises(AnsweredInPart) as caught:
        source(server).fetch([*CODES], since=SINCE, as_of=AS_OF)

    assert series_of(caught.value) == {OBSERVED}
    assert caught.value.what.endswith(f"So there is nothing new of {POLICY}, {COPPER}, {UNIT}.")
    assert len(server.paths) == 3


def test_refused_credentials_are_not_tried_on_another_series() -> None:
    with (
        serving(bank(without=[*CODES], status=401)) as server,
        pytest.raises(SourceError, match="refused the credentials"),
    ):
        source(server).fetch([*CODES], since=SINCE, as_of=AS_OF)

    assert len(server.paths) == 1


def test_the_target_comes_in_while_a_regressor_is_gone_and_that_is_no_failure(
    tmp_path: Path,
) -> None:
    store = empty_store(tmp_path)
    ledger = DuckCallLedger(store.database, SQL)

    with serving(bank(without=[COPPER])) as server:
        report = ingest(
            [MemorySource("archive", quantities=("nbp_fixing",)), Guarded(source(server), ledger)],
            store,
            series=[OBSERVED],
            optional=[POLICY, COPPER],
            as_of=AS_OF,
            admitted_at=AS_OF,
        )

    assert dict(report.newest) == {OBSERVED: FRIDAY, POLICY: FRIDAY}
    assert report.sources == ("bcch",)
    [warning] = report.warnings
    assert warning.startswith("bcch: The Banco Central de Chile answered that there is no series")
    [status] = store.read("source_status").to_dicts()
    assert status["failures_in_a_row"] == 0
