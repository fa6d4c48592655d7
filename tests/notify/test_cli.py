"""The command line itself: help, wrong use, and a wrong configuration."""

from __future__ import annotations

import pytest

from notify.cli import COMMANDS, main, parser
from tests.notify.conftest import Desk


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command says what it does, and what it takes."""
    for name in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            main([*name.split(), "--help"])
        assert ended.value.code == 0
        assert len(capsys.readouterr().out) > 200
    assert parser().prog == "policy-notify"


@pytest.mark.parametrize(
    "arguments",
    [
        ["send", "--confirm", "many"],
        ["plan"],
        ["nonsense"],
        ["proof"],
        ["forget", "--before", "soon"],
        ["send", "--rate", "-1"],
    ],
)
def test_usage_errors_end_with_two(desk: Desk, arguments: list[str]) -> None:
    """A command that is used wrongly ends with exit code 2 and a line that says how it is used."""
    answer = desk.run(*arguments)
    assert answer.code == 2
    assert "usage:" in answer.err


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("accounts = 1", "must be a table"),
        ("[accounts.columns]\nemail = 1", "in quotes"),
        ("=", "is not TOML"),
        ("[notices]\nfrom_email = 'ü@x'", "plain ASCII"),
        ("[notices]\nfrom_mail = 'a@b.example'", "[notices] has 'from_mail'"),
        ("[accounts]\ncolumn = {}", "[accounts] has 'column'"),
    ],
)
def test_a_wrong_configuration_is_refused_by_name(desk: Desk, config: str, words: str) -> None:
    """policy.toml with a mistake is refused with the file and the thing at fault."""
    file = desk.folder / "policy.toml"
    file.write_text(config, encoding="utf-8")
    answer = desk.freeze("--config", str(file))
    assert answer.code == 1
    assert words in answer.err
