"""A public record comes by a commit: it is checked before it becomes a page."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.notify.conftest import Desk

LETTER = ("language", "subject", "html", "text", "greeting", "greeting_named", "shared")


def _record(desk: Desk) -> Path:
    desk.freeze()
    assert desk.run("record", "--ledger", desk.url, "--out", str(desk.folder / "notices"), *desk.day).code == 0
    (file,) = (desk.folder / "notices").glob("*.json")
    return file


def _rehash(letter: dict[str, Any]) -> None:
    words = json.dumps({name: letter[name] for name in LETTER}, sort_keys=True, ensure_ascii=False)
    letter["sha256"] = hashlib.sha256(words.encode()).hexdigest()


def _pages(desk: Desk) -> Any:
    return desk.run("pages", "--manifest", str(desk.site.manifest), "--records", str(desk.folder / "notices"),
                    "--out", str(desk.site.folder), *desk.day)  # fmt: skip


def test_an_honest_record_becomes_pages_without_script(desk: Desk) -> None:
    """Each page of a notice, its messages too, begins with a policy under which nothing runs."""
    _record(desk)
    assert _pages(desk).code == 0
    pages = list((desk.site.home / "notices").rglob("*.html"))
    assert len(pages) > 1
    for page in pages:
        assert "default-src 'none'" in page.read_text(encoding="utf-8")
        assert "script-src" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("hashes", ["kept", "renewed"])
@pytest.mark.parametrize(
    "change",
    [{"notice": "../../../../traversed"}, {"notice": "0" * 12}, {"notice": None}, {"letters": "x"},
     {"counts": {"frozen": "x"}}, {"first_sent_on": "<b>"}, {"counts": []}, {"facts": []}, {"record_version": 2},
     {"letters": [[]]}],
    ids=str,
)  # fmt: skip
def test_a_record_that_is_none_of_ours_is_refused(desk: Desk, change: dict[str, Any], hashes: str) -> None:
    """An id that does not follow from the facts, or a part of another kind, names the file and writes nothing."""
    file = _record(desk)
    file.write_text(json.dumps(json.loads(file.read_bytes()) | change), encoding="utf-8")
    _refused(desk, file)


@pytest.mark.parametrize(
    ("field", "value"),
    [("html", ['<script>alert("rec")</script>', ""]), ("html", ["x"]), ("text", ["", 1]), ("subject", "other words"),
     ("greeting", ["x"])],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("rehashed", [False, True])
def test_a_letter_that_was_changed_is_refused(desk: Desk, field: str, value: Any, rehashed: bool) -> None:
    """A letter is what its hash says, and holds nothing that runs even where the hash was made anew."""
    file = _record(desk)
    body = json.loads(file.read_bytes())
    body["letters"][0][field] = value
    if rehashed:
        if field == "subject":
            return  # words may be what they are; what counts then is who reviews the commit
        _rehash(body["letters"][0])
    file.write_text(json.dumps(body), encoding="utf-8")
    _refused(desk, file)


@pytest.mark.parametrize(
    "change",
    [
        lambda letters: letters + letters[:1],
        lambda letters: letters[:0],
        lambda letters: [letters[0] | {"last_version": "yesterday"}],
        lambda letters: [letters[0] | {"last_version": 5}],
        lambda letters: [{name: value for name, value in letters[0].items() if name != "last_version"}],
    ],
    ids=["one twice", "none", "no version", "a number", "for nobody"],
)
def test_letters_that_nobody_can_have_got_are_refused(desk: Desk, change: Any) -> None:
    """Whoever reads one language and saw one version last gets one letter."""
    file = _record(desk)
    body = json.loads(file.read_bytes())
    file.write_text(json.dumps(body | {"letters": change(body["letters"])}), encoding="utf-8")
    _refused(desk, file)


def test_a_letter_in_a_language_without_letters_is_refused(desk: Desk) -> None:
    """Its page would need words that there are none of."""
    file = _record(desk)
    body = json.loads(file.read_bytes())
    body["letters"][0]["language"] = "tlh"
    _rehash(body["letters"][0])
    file.write_text(json.dumps(body), encoding="utf-8")
    _refused(desk, file)


def _refused(desk: Desk, file: Path) -> None:
    before = sorted(path for path in desk.folder.rglob("*"))
    answer = _pages(desk)
    assert answer.code == 1
    assert str(file) in answer.err
    assert answer.err.count("\n") == 1
    assert sorted(path for path in desk.folder.rglob("*")) == before
