"""JSON lines: each line has its own keys, and one that cannot be read spoils only itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.notify.audience.accounts import file_of, judged, rows_of


def test_jsonl_lines_that_are_not_objects_are_listed(tmp_path: Path) -> None:
    """A line that is not a JSON object is a problem of that line alone."""
    file = tmp_path / "a.jsonl"
    file.write_text(
        '{"account_id": 1, "email": "a@b.example"}\nnonsense\n[1]\n{"account_id": "2", "email": "\\ud800@b.example"}\n'
    )
    rows = rows_of(file)
    assert [row["problem"] for row in rows] == [None, "not a JSON object", "not a JSON object", None]
    assert rows[0]["account_id"] == "1"


def test_each_line_of_json_has_its_own_keys(tmp_path: Path) -> None:
    """A key that the first line lacks is read wherever it stands, whatever the order of the lines."""
    people = [
        {"account_id": "1", "email": "a@example.com"},
        {"account_id": "2", "Email": "b@example.com", "name": "Berta", "language": "de"},
        {"email": "c@example.com", "account_id": 3, "last_version": "2026-11-16"},
    ]
    file = tmp_path / "a.jsonl"
    found = []
    for ordered in (people, people[::-1]):
        file.write_text("".join(f"{json.dumps(each)}\n" for each in ordered))
        found.append(
            sorted([(row["account_id"], row["email"], row["name"], row["last_version"]) for row in rows_of(file)])
        )
    assert found[0] == found[1] == [
        ("1", "a@example.com", None, None),
        ("2", "b@example.com", "Berta", None),
        ("3", "c@example.com", None, "2026-11-16"),
    ]  # fmt: skip


def test_a_json_id_that_lost_its_digits_is_listed(tmp_path: Path) -> None:
    """A floating-point id, or two keys of one name, spoil their line and are said."""
    file = tmp_path / "a.jsonl"
    file.write_text(
        '{"account_id": 1.2e19, "email": "a@example.com"}\n'
        '{"account_id": "1", "account_id": "2", "email": "a@b.example"}\n'
    )
    assert [row["problem"] for row in rows_of(file)] == [
        "the account id is a floating-point number",
        "two keys called 'account_id'",
    ]


@pytest.mark.parametrize(
    ("line", "account", "problem"),
    [
        ('{"account_id":"1","email":"a@b.example"},', "1", None),
        ('\x1e{"account_id":"1","email":"a@b.example"}', "1", None),
        ('{"account_id":{"$oid":"507f1f77bcf86cd799439011"},"email":"a@b.example"}', "507f1f77bcf86cd799439011", None),
        ('{"account_id":{"$numberLong":"5"},"email":"a@b.example"}', "5", None),
        ('{"account_id":{"a":1},"email":"a@b.example"}', None, "account_id is an object"),
        ('{"account_id":"1","email":["a@b.example"]}', None, "email is a list"),
    ],
)
def test_lines_of_json_are_read_as_other_programs_write_them(
    tmp_path: Path, line: str, account: str | None, problem: str | None
) -> None:
    """Commas after lines, records of RFC 7464 and the types of MongoDB are read; what holds no value is said."""
    good = json.dumps({"account_id": "9", "email": "z@b.example"})
    first = rows_of(file_of(tmp_path, f"{line}\n{good}\n", "a.jsonl"))[0]
    assert (first["account_id"], first["problem"]) == (account, problem)


def test_a_line_of_json_in_another_encoding_loses_its_name_alone(tmp_path: Path) -> None:
    """Who has a character that is not UTF-8 in their name is told, without it; a line of megabytes is one row."""
    content = '{"account_id":1,"email":"a@b.example","name":"José"}\n'.encode("cp1252")
    content += b'{"account_id":2,"blob":"%b"}\n{"account_id":3,"email":"c@b.example"}\n' % (b"x" * 1_200_000)
    rows = judged(file_of(tmp_path, content, "a.jsonl"))
    assert [(row["row"], row["account_id"], row["name"], row["verdict"]) for row in rows] == [
        (1, "1", None, "owed"),
        (2, None, None, "unusable"),
        (3, "3", None, "owed"),
    ]
