"""Minor versions by their days alone, for tests that ask what applied when."""

from __future__ import annotations

from datetime import date, timedelta

from site_gen.model.note import ChangeClass
from site_gen.model.version import Version

START = date(2020, 1, 1)


def version(number: int, published: int, effective: int) -> Version:
    """Return a version published and effective on those days, counted from the first."""
    return Version(
        version_id=f"v{number}",
        published_on=START + timedelta(days=published),
        effective_on=START + timedelta(days=effective),
        imported=False,
        change_class=ChangeClass.MINOR,
        note=None,
        commit="0" * 40,
        text_oid=f"{number:040x}",
        predecessor_id=None,
    )
