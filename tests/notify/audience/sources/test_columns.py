"""The columns that we need, whatever they are called and whatever type they have: ids are read truly or refused."""

from __future__ import annotations

import uuid
from pathlib import Path

import polars as pl
import pytest

from notify.errors import SourceError
from tests.notify.audience.accounts import database_of, rows_of
from tests.notify.conftest import Desk


def test_columns_are_mapped_by_the_configuration(desk: Desk) -> None:
    """policy.toml says what the source calls our columns; a name that it does not have is refused."""
    desk.accounts.write_text("kunde,adresse\n1,ann@one.example\n")
    config = desk.folder / "policy.toml"
    config.write_text('[accounts.columns]\naccount_id = "kunde"\nemail = "adresse"\n')
    assert desk.freeze("--config", str(config)).body["count"] == 1
    config.write_text('[accounts.columns]\nemial = "adresse"\n')
    assert "emial" in desk.freeze("--config", str(config)).err


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ('"ID","EMAIL","NAME"', 'such as account_id = "ID"'),
        ("Record ID,Email,First Name", 'such as account_id = "Record ID"'),
        ("account_id,E-Mail Address", "name it in policy.toml under [accounts.columns]"),
        ("account_id,Email Address", 'such as email = "Email Address"'),
        ("account_id^email", "separated by something other than a comma"),
        ("account_id\x01email", "separated by something other than a comma"),
    ],
)
def test_the_line_that_names_a_column_is_given(desk: Desk, header: str, line: str) -> None:
    """Where a column is called otherwise, as customer systems do, the refusal has the line for `policy.toml`."""
    desk.accounts.write_text(f"{header}\n1,a@b.example,Ann\n")
    assert line in desk.run("plan", *desk.audience).err


def test_binary_ids_are_read_as_what_they_are(tmp_path: Path) -> None:
    """Sixteen bytes are a UUID and text is text, from Parquet and from a database; anything else is refused by name."""
    identity = uuid.UUID("12345678-1234-5678-1234-567812345678")
    pl.DataFrame({"account_id": [identity.bytes, b"abc"], "email": ["a@b.example"] * 2}).write_parquet(
        tmp_path / "a.parquet"
    )
    assert [row["account_id"] for row in rows_of(tmp_path / "a.parquet")] == [str(identity), "abc"]
    url = database_of(tmp_path, "BLOB", identity.bytes, b"abc")
    assert [row["account_id"] for row in rows_of(url)] == [str(identity), "abc"]
    pl.DataFrame({"account_id": [b"\xff\x00"], "email": ["a@b.example"]}).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(SourceError, match="binary data of 2 bytes"):
        rows_of(tmp_path / "b.parquet")


def test_a_uuid_that_looks_like_text_is_one_all_the_same(tmp_path: Path) -> None:
    """Among ten million random ids a few are letters by chance; what the others are, they are."""
    ids = [uuid.UUID("ff345678-1234-5678-1234-567812345678").bytes, b"abcdefghijklmnop"]
    pl.DataFrame({"account_id": ids, "email": ["a@b.example"] * 2}).write_parquet(tmp_path / "a.parquet")
    url = database_of(tmp_path, "BLOB", *ids)
    for source in (tmp_path / "a.parquet", url):
        assert [row["account_id"] for row in rows_of(source)] == [str(uuid.UUID(bytes=one)) for one in ids]


@pytest.mark.parametrize(
    ("values", "kind"),
    [([1.0, 2.0], pl.Float64), ([[1], [2]], pl.List(pl.Int64)), (["1.50", "2.50"], pl.Decimal(10, 2))],
)
def test_a_column_that_cannot_hold_ids_is_named(tmp_path: Path, values: list[object], kind: pl.DataType) -> None:
    """Floating-point ids make different people one: the column and its type are refused with the remedy."""
    frame = pl.DataFrame({"key": pl.Series(values).cast(kind), "email": ["a@b.example", "c@d.example"]})
    frame.write_parquet(tmp_path / "a.parquet")
    with pytest.raises(SourceError, match=r"column 'key' \(account_id\) has the type"):
        rows_of(tmp_path / "a.parquet", {"account_id": "key"})


@pytest.mark.parametrize(
    ("kind", "is_read"),
    [(pl.Categorical(), True), (pl.UInt64(), True), (pl.Boolean(), False), (pl.Date(), False), (pl.Null(), False)],
    ids=str,
)
def test_an_id_is_text_or_a_whole_number(tmp_path: Path, kind: pl.DataType, is_read: bool) -> None:
    """A column of another type was mistaken for the ids; the refusal names it and its type."""
    ids = pl.Series("account_id", ["7"] if kind == pl.Categorical else [7] if is_read else [None], dtype=kind)
    pl.DataFrame([ids, pl.Series("email", ["a@b.example"])]).write_parquet(tmp_path / "a.parquet")
    if is_read:
        assert rows_of(tmp_path / "a.parquet")[0]["account_id"] == "7"
        return
    with pytest.raises(
        SourceError, match=f"column 'account_id' \\(account_id\\) has the type {kind}; export it as text"
    ):
        rows_of(tmp_path / "a.parquet")
