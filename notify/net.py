"""Hosts and addresses as operators and sites write them: checked, and never repeated with a password in them."""

from __future__ import annotations

import ipaddress
import os
import re
import shlex
import socket
from urllib.parse import SplitResult, urljoin, urlsplit

HOST = re.compile(r"^(?=.{1,253}$)(?:(?!-)[A-Za-z0-9_-]{1,63}(?<!-)\.)*(?!-)[A-Za-z0-9_-]{1,63}(?<!-)\.?$")
LINKS = frozenset({"http", "https", "mailto", "tel"})
LEDGER, LEDGER_FILE = "POLICY_NOTIFY_LEDGER", "sqlite:///ledger.db"
"""The variable that may hold a ledger's address, its password out of others' sight; and what holds without it."""


def ascii_host(host: str) -> str:
    """Give the name that the resolver takes; empty where there is none."""
    if ":" in host:
        return host if _is_ipv6(host) else ""
    if not host.isascii():
        import idna  # noqa: PLC0415 - few servers need it

        try:
            host = idna.encode(host, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            return ""
    return host if HOST.match(host) else ""


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address can only mean this machine."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Tell an address of the open internet from one of this machine, this network or no network."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


def web_address(url: str) -> SplitResult:
    """Take a web address apart.

    Raises ValueError with what is wrong with it; the words never repeat the address, which may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("it is not a web address") from None
    if parts.scheme not in {"http", "https"}:
        raise ValueError("it does not begin with https://")
    if "@" in parts.netloc:
        raise ValueError("it contains a name or password before an @, which does not belong in an address")
    if not url.isprintable() or re.search(r"[\s\\]", url):
        raise ValueError("it contains a space or a character that no address has")
    if not ascii_host(parts.hostname or ""):
        raise ValueError("its host is not a name or an address")
    if port == 0:
        raise ValueError("its port is not a valid number")
    return parts


def safe_link(href: str, base_url: str) -> str | None:
    """Resolve a link for a mail or a page; None where it may lead anywhere but to a web page, a mailbox or a phone.

    A file's address passes only for a site that is itself a folder on this machine, and never names a host: merely
    looking at `file://host/` can sign a reader in there.
    """
    href = href.strip()
    if "\\" in href:
        return None
    try:
        resolved = urljoin(base_url, href) if base_url else href
        parts = urlsplit(resolved)
        is_near = _is_near(parts) and (not base_url or urlsplit(base_url).scheme == "file")
    except ValueError:
        return None
    if parts.scheme in {"http", "https"}:
        return resolved if parts.hostname and "@" not in parts.netloc else None
    return resolved if parts.scheme in LINKS or is_near else None


def without_password(address: str) -> str:
    """Leave the password out of a database's address; the user stays, since a command line needs it."""
    kept = re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*://[^\s/?#:@]*):[^\s/?#]*@", r"\1@", address)
    return re.sub(r"(?i)(?<=[?&])(?:ssl)?password=[^&]*&?", "", kept).rstrip("?&")


def default_ledger() -> str:
    """Give the address of the ledger that commands take where none is named."""
    return os.environ.get(LEDGER, "").strip() or LEDGER_FILE


def ledger_option(address: str) -> str:
    """Say how a command line names a ledger; empty where commands find it without being told."""
    return "" if address == default_ledger() else f" --ledger {shlex.quote(without_password(address))}"


def hide_passwords(words: str) -> str:
    """Leave names and passwords out of the addresses in words that are to be shown."""
    return re.sub(r"([A-Za-z][A-Za-z0-9+.-]*://)[^\s/?#]*@", r"\1", words)


def _is_near(parts: SplitResult) -> bool:
    return parts.scheme == "file" and not parts.netloc and not parts.path.startswith("//")


def _is_ipv6(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6, host)
    except OSError:
        return False
    return True
