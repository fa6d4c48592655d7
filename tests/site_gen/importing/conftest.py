"""Old versions as files, without a disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from site_gen.importing.convert import convert_file
from site_gen.importing.model import Format, OldText, Source

Reader = Callable[[str | bytes, Format], OldText]


@pytest.fixture(scope="session")
def brought() -> Reader:
    """Return what reads one old version in the form given."""

    def bring(data: str | bytes, form: Format = Format.HTML) -> OldText:
        source = Source(path=Path("old/privacy"), format=form, published_on=date(2019, 5, 25))
        return convert_file(source, data if isinstance(data, bytes) else data.encode(), "en")

    return bring
