"""Hosts, web addresses and links: what is taken, and what is refused without being repeated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.net import hide_passwords, is_public, safe_link, web_address, without_password

SITE = "https://policy.example/privacy/2027-01-02/"
FOLDER = "file:///srv/site/privacy/"


@pytest.mark.parametrize(
    "href",
    ["file://evil.example/share", "file:////evil.example/share", "//evil.example/share",
     "\\\\evil.example\\share", "/\\evil.example/share", "file:///etc/passwd", "javascript:alert(1)",
     "data:text/html,x", "vbscript:x", "ms-excel:ofe|u|x", "https://bank.example@evil.example/", "http://", "smb://evil.example/x"],
)  # fmt: skip
@pytest.mark.parametrize("base", [SITE, FOLDER])
def test_a_link_that_signs_in_runs_or_deceives_is_none(href: str, base: str) -> None:
    """What may reach a file server, run, or wear another host's name is not a link, wherever the site lies."""
    link = safe_link(href, base)
    assert link is None or (base == FOLDER and link == "file:///etc/passwd") or link == "https://evil.example/share"


@pytest.mark.parametrize(
    ("href", "base", "link"),
    [("#choices", SITE, f"{SITE}#choices"), ("../", SITE, "https://policy.example/privacy/"),
     ("mailto:a@b.example", SITE, "mailto:a@b.example"), ("tel:+4930", SITE, "tel:+4930"),
     ("changes/", FOLDER, f"{FOLDER}changes/"), ("http://x.example/a@b", FOLDER, "http://x.example/a@b")],
)  # fmt: skip
def test_honest_links_pass(href: str, base: str, link: str) -> None:
    """Links to pages, mailboxes and phones pass, and files beside a site that is a folder."""
    assert safe_link(href, base) == link


@pytest.mark.parametrize(
    "url",
    ["https://us:SECRET@host.example", "https://host.example:99999", "https://host.example:x", "https://:443",
     "https://ho st.example", "https://host.example\n", "https://[::1", "ftp://host.example", "https://-x.example",
     "https://host.example:0", "host.example"],
)  # fmt: skip
def test_a_refused_address_is_not_repeated(url: str) -> None:
    """An address that cannot be used is refused by what is wrong with it, and never quoted: it may hold a password."""
    with pytest.raises(ValueError, match="it") as refused:
        web_address(url)
    assert "SECRET" not in str(refused.value)
    assert "host.example" not in str(refused.value)


@given(st.text(st.characters(exclude_characters=" /?#@"), min_size=1, max_size=20).filter(str.isprintable))
def test_no_password_is_shown(password: str) -> None:
    """Whatever stands before the @ of an address is blotted out."""
    shown = hide_passwords(f"cannot reach postgresql://me:{password}@db.example/x today")
    assert shown == "cannot reach postgresql://db.example/x today"


@given(st.text(st.characters(exclude_characters=" /?#@"), min_size=1, max_size=20).filter(str.isprintable))
def test_a_command_names_who_signs_in_and_no_password(password: str) -> None:
    """An address that is to be typed again keeps its user, and asks for the password from the environment."""
    assert without_password(f"postgresql://me:{password}@db.example/x") == "postgresql://me@db.example/x"
    given = "postgresql://db.example/x?sslmode=verify-full&password=secret"
    assert without_password(given) == "postgresql://db.example/x?sslmode=verify-full"


def test_private_networks_are_told_from_the_open_internet() -> None:
    """Loopback, private, link-local and reserved addresses are not public, in either protocol, mapped or not."""
    near = ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fe80::1%eth0", "fd00::1",
            "::ffff:127.0.0.1", "100.64.0.1", "224.0.0.1", "x"]  # fmt: skip
    assert [address for address in near if is_public(address)] == []
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1::1")
