"""Files in another form than their name says: each is refused in one line, with what to do."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from notify.audience.sources import read_accounts
from notify.errors import SourceError
from tests.notify.audience.accounts import file_of, rows_of


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "id,mail\n1,a@b.example\n", "has no column 'account_id'"),
        ("a.csv", "", "is empty"),
        ("a.parquet", "not parquet", "not a readable Parquet file"),
        ("a.xlsx", "", "kind of file"),
        ("a.jsonl", "1\n2\n", "no line"),
    ],
)
def test_a_source_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: str, words: str) -> None:
    """Wrong columns, an empty file or a wrong kind of file is one refusal that says what to do."""
    (tmp_path / name).write_text(content)
    with pytest.raises(SourceError, match=words):
        rows_of(tmp_path / name)


def test_accounts_that_are_still_written_are_refused(tmp_path: Path) -> None:
    """An export that grows while it is read may lack people, and so may a folder that gets another part."""
    for source, more in (
        (file_of(tmp_path, "account_id,email\n1,a@b.example\n"), tmp_path / "a.csv"),
        (tmp_path, tmp_path / "b.csv"),
    ):
        frames = read_accounts(str(source), {})
        next(frames)
        with more.open("a") as file:
            file.write("2,c@d.example\n")
        with pytest.raises(SourceError, match="changed while it was being read"):
            list(frames)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.sql", "COPY accounts (account_id) FROM stdin;\n1\n", "a PostgreSQL dump; load it"),
        ("a.sql", "-- MySQL dump 10.13\n", "a MySQL dump; load it"),
        ("a.db", "checksumDUCK\0", "a DuckDB database; export the accounts"),
        ("a.db", "SQLite format 3\0", "an SQLite database; give it as sqlite:///"),
        ("a.csv", "INSERT INTO accounts VALUES (1,'a@b.example');\n", "SQL statements; load them"),
    ],
)  # fmt: skip
def test_what_a_database_wrote_is_known_by_its_content(tmp_path: Path, name: str, content: str, words: str) -> None:
    """A dump or a database's own file is refused with the way to read it, whatever its name ends in."""
    with pytest.raises(SourceError) as refused:
        rows_of(file_of(tmp_path, content, name))
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "id;email\n7;a@b.example\n1,23457E+19;c@d.example\n",
         r"a.csv:3: the column 'id' holds a number that .* cut short \('1,23457E\+19'\)"),
        ("a.csv", 'id,email\n"1.23457E+19",a@b.example\n', "a.csv:2: the column 'id' holds a number that"),
        ("a.jsonl", '{"id": "1.23E+15", "email": "a@b.example"}\n', "a.jsonl:1: the column 'id' holds a number"),
        ("a.csv", "7,a@b.example\n8,c@d.example\n", "a.csv:1: its first line is an account"),
        ("a.json", '[{"id": 7, "email": "a@b.example"}]', r"jq -c '.\[\]' a.json > a.jsonl"),
        ("a.jsonl", '[\n{"id": 7, "email": "a@b.example"}\n]', r"jq -c '.\[\]' a.jsonl > new-a.jsonl"),
        ("a.json", '{"data": {"users": [{"id": 7}]}}', r"jq -c '..\|.users\?\|arrays\|.\[\]' a.json > a.jsonl"),
        ("a.json", '{"id": 7, "email": "a@b.example"}\n', "an account on each line, it seems; rename it to a.jsonl"),
    ],
    ids=["spreadsheet", "quoted", "lines", "header", "array", "array of lines", "wrapped", "lines by another name"],
)  # fmt: skip
def test_a_file_in_another_form_is_refused_with_the_way_out(tmp_path: Path, name: str, text: str, said: str) -> None:
    """Of ids that a spreadsheet rounded nobody can tell whose they were; other forms can be written anew."""
    (tmp_path / name).write_text(text)
    with pytest.raises(SourceError, match=said):
        list(read_accounts(str(tmp_path / name), {"account_id": "id"}))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "account_id,email\n1234.0,a@b.example\n", "a.csv:2: .* a whole number with a decimal point"),
        ("a.csv", "account_id,email\n1.2e19,a@b.example\n", "cut short"),
        ("a.csv", "Accounts of 30 November\n\naccount_id,email\n1,a@b.example\n", "a.csv:3: names its columns"),
        ("a.csv", b"PK\x03\x04\x14", "is a spreadsheet or another archive"),
        ("a.csv", gzip.compress(b"account_id,email\n", mtime=0), "gunzip a.csv"),
        ("a.csv", "<html><table>", "is HTML or XML"),
        ("a.csv", b"PAR1\x15", "rename it to a.parquet"),
        ("a.csv", b"SQLite format 3\x00", "give it as sqlite:///"),
        ("a.parquet", b"ARROW1\x00", "is an Arrow"),
        ("a.jsonl", '{"account_id":1}\n'.encode("utf-16"), "iconv -f UTF-16"),
        ("a.jsonl", '{\n "account_id": 1,\n "email": "a@b.example"\n}\n', r"jq -c '\.' a.jsonl > new-a.jsonl"),
        ("a.jsonl", '{"account_id":1}{"account_id":2}', r"jq -c '\.' a.jsonl"),
        ("a.jsonl", '{"account_id":1,"email":"a@b.example"}\r{"account_id":2}\r', r"jq -c '\.' a.jsonl"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_truly_is_refused_with_the_way_out(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    """Numbers that a program rounded, titles above the columns and files of another kind: each says what to do."""
    with pytest.raises(SourceError, match=said):
        rows_of(file_of(tmp_path, content, name))
