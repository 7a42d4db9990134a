"""A page that is one file: everything in it, nothing fetched, only the letters that it shows."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from forexlib.core.errors import RenderError
from forexlib.render.page import PageMaker
from forexlib.wiring import HOME

MAKER = PageMaker(HOME / "reports")
PARTS = {
    "lang": "es",
    "title": "Tablero",
    "horizons": "",
    "languages": "",
    "rules": "",
    "shapes": "",
    "body": "<p>Ñandú −0,1 %</p>",
    "data": "{}",
}


@pytest.fixture(scope="module")
def page() -> str:
    return MAKER.page(PARTS).decode()


def test_nothing_is_fetched(page: str) -> None:
    assert not re.search(
        r"https?:|//[a-z]|@import",
        re.sub(r"base64,[^)]*", "", page).replace("http://www.w3.org/2000/svg", ""),
    )
    assert "default-src 'none'" in page
    assert "connect-src" not in page


def test_only_its_own_script_may_run(page: str) -> None:
    [script] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    [allowed] = re.findall(r"script-src 'sha256-([^']+)'", page)

    assert b64decode(allowed) == sha256(script.encode()).digest()


def test_the_fonts_have_the_letters_shown_and_few_others(page: str) -> None:
    fonts = re.findall(r"font-weight:(\d+);.*?base64,([^)]+)\)", page)

    assert [weight for weight, _ in fonts] == ["400", "600"]
    for _, encoded in fonts:
        known = set(TTFont(io.BytesIO(b64decode(encoded))).getBestCmap() or {})
        assert {ord(letter) for letter in "Ñú−0,9%"} <= known
        assert ord("€") not in known
        assert len(encoded) < 40_000


def test_the_same_parts_are_the_same_bytes(page: str) -> None:
    assert MAKER.page(PARTS) == page.encode()


def test_a_missing_part_and_a_missing_folder_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="'data'"):
        MAKER.page({name: text for name, text in PARTS.items() if name != "data"})
    with pytest.raises(RenderError, match="FOREX_HOME"):
        PageMaker(tmp_path).page(PARTS)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "new" / "page.html"
    MAKER.write(file, b"first")

    MAKER.write(file, b"second")

    assert file.read_bytes() == b"second"
    assert list(file.parent.iterdir()) == [file]
    (tmp_path / "plain").write_text("a file")
    with pytest.raises(RenderError, match="cannot be written"):
        MAKER.write(tmp_path / "plain" / "page.html", b"third")
