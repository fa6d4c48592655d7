"""A folder of part files is one source; the folder of a table is refused."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from notify.errors import SourceError
from tests.notify.audience.accounts import rows_of


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_a_folder_of_parts_is_one_source(tmp_path: Path, suffix: str) -> None:
    """Rows count on from part to part, folders' names are columns, and the exporter's own files are passed over."""
    for region, number in (("DE", 1), ("__HIVE_DEFAULT_PARTITION__", 2)):
        part = tmp_path / "accounts.parquet" / f"region={region}" / f"part-0.{suffix}"
        part.parent.mkdir(parents=True)
        frame = pl.DataFrame({"account_id": [f"{number}"], "email": [f"p{number}@b.example"]})
        frame.write_parquet(part) if suffix == "parquet" else frame.write_csv(part)
    (tmp_path / "accounts.parquet/_SUCCESS").touch()
    rows = sorted(rows_of(tmp_path / "accounts.parquet"), key=lambda row: str(row["account_id"]))
    assert [(row["account_id"], row["region"]) for row in rows] == [("1", "DE"), ("2", None)]
    assert len({row["row"] for row in rows}) == 2


@pytest.mark.parametrize("mark", ["_delta_log/0.json", ".hoodie/x", "metadata/v1.metadata.json"])
def test_the_folder_of_a_table_is_refused(tmp_path: Path, mark: str) -> None:
    """Tables of a lake keep rows that were deleted since: nobody of them is told."""
    (tmp_path / mark).parent.mkdir()
    (tmp_path / mark).touch()
    pl.DataFrame({"account_id": ["1"], "email": ["a@b.example"]}).write_parquet(tmp_path / "part-0.parquet")
    with pytest.raises(SourceError, match="also keeps what was changed or deleted since"):
        rows_of(tmp_path)
