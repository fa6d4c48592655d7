"""What a page says of its parts by roles alone."""

from __future__ import annotations

import pytest

from site_gen.importing.model import Format
from tests.site_gen.importing.conftest import Reader


def _div(role: str, inside: str, more: str = "") -> str:
    return f'<div role="{role}"{more}>{inside}</div>'


_ROW = _div("row", _div("columnheader", "Data") + _div("columnheader", "Kept"))
_CELLS = _div("row", _div("cell", "Name") + _div("cell", "1 y"))


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        (_div("heading", "Rights", ' aria-level="3"') + "<p>You may ask.</p>", "### Rights\n\nYou may ask.\n"),
        (_div("heading", "Rights") + "<p>a</p>", "## Rights\n\na\n"),
        (_div("list", _div("listitem", "a") + _div("listitem", "b")), "- a\n- b\n"),
        (
            _div("table", _div("rowgroup", _ROW) + _div("rowgroup", _CELLS)),
            "| Data | Kept |\n| --- | --- |\n| Name | 1 y |\n",
        ),
        (_div("table", "Words" + _ROW), "Words\n\nData\n\nKept\n"),
        (_div("list", "<p>a</p>"), "a\n"),
        ('<h2 role="presentation">Rights</h2><p>a</p>', "## Rights\n\na\n"),
    ],
    ids=["level", "no level", "list", "table", "no table", "no list", "own element"],
)  # fmt: skip
def test_a_role_makes_a_heading_a_list_or_a_table(brought: Reader, body: str, markdown: str) -> None:
    """Many pages are built of `div` alone; a list or table whose parts are not all there is none."""
    assert brought(f"<body>{body}", Format.HTML).markdown == markdown
