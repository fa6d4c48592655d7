"""The published site as a folder or a URL."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from notify.errors import ManifestError
from notify.net import hide_passwords, safe_link

MOST_BYTES = 64 * 1024 * 1024
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Published:
    """A folder of the site, on disk or on the web."""

    location: str
    """Without a final slash."""

    @classmethod
    def at(cls, location: str) -> Published:
        """Stand in a folder or at a URL."""
        return cls(location.rstrip("/") or "/")

    @classmethod
    def split_location(cls, location: str) -> tuple[Published, str]:
        """Split the location of one file into its folder and its name."""
        if is_url(location):
            home, _, name = location.partition("?")[0].rpartition("/")
            return cls.at(home), name
        path = Path(location)
        return cls.at(str(path.parent)), path.name

    @property
    def url(self) -> str:
        """Address of the folder, with a final slash; a `file:` address for a folder on disk."""
        return f"{self.location}/" if is_url(self.location) else f"{Path(self.location).resolve().as_uri()}/"

    def read(self, path: str) -> bytes:
        """Read one published file, whole."""
        return self._fetch(path) if is_url(self.location) else self._load(path)

    def sha256(self, path: str) -> str | None:
        """Hash one published file; None where there is none."""
        try:
            return hashlib.sha256(self.read(path)).hexdigest()
        except NotThereError:
            return None

    def _load(self, path: str) -> bytes:
        file = Path(self.location, path)
        try:
            if file.stat().st_size > MOST_BYTES:
                raise ManifestError(str(file), f"is larger than {MOST_BYTES >> 20} MB")
            return file.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise NotThereError(str(file), f"is not there; {_way_to(file)}") from None
        except IsADirectoryError:
            raise ManifestError(str(file), f"is a folder; {_way_to(file)}") from None
        except OSError as error:
            raise ManifestError(str(file), f"cannot be read: {error.strerror}") from None

    def _fetch(self, path: str) -> bytes:
        from notify.published import fetch  # noqa: PLC0415 - a manifest on disk needs no web client

        url = f"{self.location}/{quote(path, safe='/~')}"
        try:
            status, body = fetch.get(url)
        except fetch.FetchError as error:
            raise ManifestError(hide_passwords(url), str(error)) from None
        return _check_answer(url, status, body)


class NotThereError(ManifestError):
    """The site has no such file."""


def _way_to(place: Path) -> str:
    """Say which file to give instead: a manifest that lies near, else what writes one."""
    home = place if place.is_dir() else place.parent
    near = [file for pattern in ("manifest.json", "*/manifest.json") for file in sorted(home.glob(pattern))]
    if near and place.name != "policy.md":
        return f"give a policy's manifest.json, such as {near[0]}"
    return "give the manifest.json of a policy, or the folder or URL, that policy-site build wrote"


def is_url(location: str) -> bool:
    """Tell an address, be it one that can be fetched or not, from a path."""
    return ADDRESS.match(location) is not None


def resolve(base_url: str, address: str) -> str:
    """Resolve an address against a base; only web addresses pass, and files beside a site that is one on this machine.

    Raises ValueError.
    """
    resolved = safe_link(address, base_url)
    if resolved is None or urlsplit(resolved).scheme not in {"http", "https", "file"}:
        msg = f"the address {hide_passwords(address)!r:.80} is neither a web address nor relative"
        raise ValueError(msg)
    return resolved


def _check_answer(url: str, status: int, body: bytes) -> bytes:
    if status in {404, 410}:
        raise NotThereError(url, f"answered {status}; publish the site first")
    if status != 200:
        raise ManifestError(url, f"answered {status}")
    return body
