"""Every link of a built site leads to a file that was written, and to a place that is in it."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.conftest import Site
from tests.browser.reader import broken_links

SETTINGS = '[site]\nbase_url = "https://legal.example/"\n\n'


def entry(path: str, *more: str) -> str:
    return "\n".join(["[[policy]]", f'path = "policy/{path}"', *more, "", ""])


def note(change_class: str, *lines: str) -> str:
    return "\n".join(["---", f"class: {change_class}", *lines, "---", "In short.", ""])


def test_no_link_of_a_long_life_is_broken(site: Site) -> None:
    """Texts of one section and of none, a text taken down, a correction, a change to come, a name given up, an end."""
    listed = SETTINGS + entry("privacy.md") + entry("privacy.de.md") + entry("rules.md") + entry("cookies.md")
    privacy = "# Privacy\n\nWe keep it for {} months.\n\n## 1. Contact\n\nWrite to {}.\n"
    site.repo.commit(
        "2025-01-01",
        {
            "policy/policy.toml": listed + entry("terms.md"),
            "policy/privacy.md": privacy.format(6, "us"),
            "policy/privacy.de.md": "Wir bewahren es sechs Monate auf.\n",
            "policy/rules.md": "# House rules\n\nRing before you enter.\n",
            "policy/cookies.md": "# Cookies\n\nWe set one.\n",
            "policy/terms.md": "# Terms\n\nBring it back.\n",
        },
    )
    site.repo.commit(
        "2025-02-01",
        {
            "policy/privacy.md": privacy.format(6, "Jane Roe"),
            "policy/privacy.de.md": "Wir bewahren es zwölf Monate auf.\n",
            "policy/rules.md": "# House rules\n\nKnock before you enter.\n",
        },
    )
    site.repo.commit("2025-03-01", {"policy/privacy.md": privacy.format(6, "uss")})
    corrects = note("editorial", "corrects: 2025-03-01")
    site.repo.commit(
        "2025-03-02", {"policy/privacy.md": privacy.format(6, "us all"), "policy/changes/privacy/a.md": corrects}
    )
    site.repo.commit("2025-03-03", {"policy/changes/privacy.en/b.md": "---\nwithdraws: 2025-02-01\n---\nShe asked.\n"})
    site.repo.commit(
        "2025-04-01", {"policy/cookies.md": None, "policy/changes/cookies/a.md": "---\nends: policy\n---\nNone.\n"}
    )
    renamed = entry("conditions.md", 'slug = "terms"', 'formerly = ["policy/terms.md"]')
    site.repo.commit(
        "2025-05-01",
        {
            "policy/terms.md": None,
            "policy/conditions.md": "# Conditions\n\nBring it back.\n",
            "policy/policy.toml": listed + renamed,
        },
    )
    announced = note("material", "effective: 2025-07-01", "practice: changed", "answers:", "  M7: yes. Longer.")
    site.repo.commit(
        "2025-05-02", {"policy/privacy.md": privacy.format(9, "us all"), "policy/changes/privacy/c.md": announced}
    )
    joins = note("editorial", "effective: 2025-07-01", "practice: wording")
    site.repo.commit(
        "2025-05-03", {"policy/privacy.md": privacy.format(9, "all of us"), "policy/changes/privacy/d.md": joins}
    )
    site.build("--word", today="2025-05-04")
    assert broken_links(site.out) == []


def test_no_link_of_a_file_to_send_is_broken(site: Site, tmp_path: Path) -> None:
    """A comparison of two texts lies alone, however little changed."""
    for name, text in (("old", "Ring before you enter.\n"), ("new", "Knock before you enter.\n")):
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    sent = tmp_path / "sent"
    sent.mkdir()
    files = (str(tmp_path / "old.md"), str(tmp_path / "new.md"))
    done = site.run(*files, "--format", "html", name="diff")
    assert done.returncode == 0, done.stderr
    (sent / "page.html").write_text(done.stdout, encoding="utf-8")
    assert broken_links(sent) == []
