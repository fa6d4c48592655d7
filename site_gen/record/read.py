"""Find what is published: in a built folder, or at the site's address. The one file of the generator that fetches."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from site_gen.declared.configuration import slug_problem
from site_gen.errors import HistoryError
from site_gen.record.published import PublishedPolicy, parse_published

if TYPE_CHECKING:
    import urllib3

MANIFEST = "manifest.json"
_FEED = "feed.xml"
_FEED_ID = re.compile(rb"<feed [^>]*>\s*<id>(tag:[^<>&,\s]+,2026:[^<>&\s]+|urn:uuid:[0-9a-f-]{36})</id>")
_FEED_HEAD = 1000
"""Bytes of a feed that hold its id."""
_LIST = "policies.json"
_FRONT_PAGE = "index.html"
_POLICY_ON_OLD_FRONT_PAGE = re.compile(
    rb'(?:(?<=<h2>)<a href="|<a href="(?=[^"]+" hreflang=))([a-z0-9._-]+)/index\.html"'
)
"""Releases before the list for machines gave each policy's link a heading, or its language."""
_MOST_BYTES = 64 * 1024 * 1024
_SECONDS = 20.0


def is_address(place: str) -> bool:
    """Whether what is published is at an address, and not in a folder."""
    return place.startswith(("http://", "https://"))


def is_one_manifest(place: str) -> bool:
    """Whether only one policy's manifest is named, and not a whole site."""
    return place.endswith(".json")


class Listed(NamedTuple):
    """The policies that a site itself lists."""

    slugs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    """What of its list could not be read."""


def read_folder(folder: Path, manifests: Iterable[str]) -> tuple[PublishedPolicy, ...]:
    """Return what a built folder publishes; `manifests` are those that its own record names, relative to it.

    Raises HistoryError for one that cannot be read.
    """
    found = []
    for name in sorted(manifests):
        place = folder / name
        try:
            policy = parse_published(place.read_bytes(), str(place))
        except FileNotFoundError:
            continue  # somebody deleted it: the build mends what is missing
        except OSError as error:
            raise HistoryError(f"{place}: cannot be read ({error.strerror})") from error
        found.append(replace(policy, feed_id=_feed_id(_head_of(place.with_name(_FEED)))))
    return tuple(found)


def _head_of(feed: Path) -> bytes:
    try:
        with feed.open("rb") as file:
            return file.read(_FEED_HEAD)
    except OSError:
        return b""


def _feed_id(feed: bytes) -> str:
    """Return the id of a feed as builds write it; empty for anything else."""
    found = _FEED_ID.search(feed[:_FEED_HEAD])
    return found[1].decode() if found else ""


def read_published(place: str, slugs: Iterable[str]) -> tuple[PublishedPolicy, ...]:
    """Return what is published at an address or in a folder, for the policies with those folders.

    Raises HistoryError where none of them is there: a wrong address would otherwise pass for a first publication.
    """
    asked = tuple(dict.fromkeys(slugs))
    if is_address(place):
        found = [_fetch(place, slug) for slug in asked]
    else:
        found = [_load(Path(place), slug) for slug in asked]
    known = tuple(each for each in found if each)
    if not known:
        problem = f"{place}: publishes none of {', '.join(asked)}"
        raise HistoryError(f"{problem}; give the address of the whole site, or leave --published out the first time")
    return known


def read_listed(place: str) -> Listed:
    """Return the folder of every policy that the site itself lists, also of those that the tip has forgotten.

    Nothing where `place` is one manifest. Where there is no list, or it is damaged or somebody else's, the front page
    tells. Raises HistoryError for a list that a later release wrote.
    """
    if is_one_manifest(place):
        return Listed()
    data, name = read_file(place, _LIST), f"{place.rstrip('/')}/{_LIST}"
    named = _slugs_in(data, name) if data is not None else None
    if named is None:
        page = read_file(place, _FRONT_PAGE) or b""
        on_page = tuple(slug.decode() for slug in _POLICY_ON_OLD_FRONT_PAGE.findall(page))
        return Listed(on_page, () if data is None else (_no_list_words(name, on_page),))
    foreign = [slug for slug in named if slug_problem(slug)]
    warnings = [f"{name}: names {slug!r:.80}, which no policy's folder is called; it was left out" for slug in foreign]
    return Listed(tuple(slug for slug in named if slug not in foreign), tuple(warnings))


def _slugs_in(data: bytes, name: str) -> list[str] | None:
    """Read a list of policies; None where it is none of ours."""
    try:
        body = json.loads(data)
        if (version := body["policies_version"]) != 1:
            raise HistoryError(f"{name}: has policies_version {version!r:.20}, and this program reads 1")
        return [str(each["slug"]) for each in body["policies"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _no_list_words(name: str, on_page: Iterable[str]) -> str:
    return (
        f"{name}: is not the list of policies that a build writes; it was damaged, or something else answers there. "
        f"The front page was read instead, and names {', '.join(on_page) or 'no policy'}. If one is missing, put the "
        "list back from the last build and build again, or its addresses will be lost; otherwise publish this build, "
        "which writes the list anew"
    )


def _load(place: Path, slug: str) -> PublishedPolicy | None:
    file = place if place.is_file() else place / slug / MANIFEST
    if not file.is_file():
        return None
    (found,) = read_folder(file.parent, [file.name]) or (None,)
    return found if found and found.slug == slug else None


def _fetch(address: str, slug: str) -> PublishedPolicy | None:
    url = address if is_one_manifest(address) else f"{address.rstrip('/')}/{slug}/{MANIFEST}"
    body = _body(url)
    found = parse_published(body, url) if body is not None else None
    if found is None or found.slug != slug:
        return None
    return replace(found, feed_id=_feed_id(_body(f"{url.rpartition('/')[0]}/{_FEED}") or b""))


def read_file(place: str, path: str) -> bytes | None:
    """Read any file of a published site, by its address or folder; None where it has none.

    Raises HistoryError where the site does not answer, or the file cannot be read.
    """
    if is_address(place):
        return _body(f"{place.rstrip('/')}/{path}")
    file = Path(place) / path
    try:
        return file.read_bytes() if file.is_file() else None
    except OSError as error:
        raise HistoryError(f"{file}: cannot be read ({error.strerror})") from error


@functools.cache
def _connections() -> urllib3.PoolManager:
    """Return the connections that stay open between two files of one site."""
    import urllib3  # noqa: PLC0415  only this needs a web client

    timeout = urllib3.Timeout(connect=_SECONDS, read=_SECONDS)
    return urllib3.PoolManager(retries=urllib3.Retry(2, redirect=0), timeout=timeout)


def _body(url: str) -> bytes | None:
    import urllib3  # noqa: PLC0415  only this needs a web client

    try:
        answer = _connections().request("GET", url, preload_content=False, redirect=False)
        body = answer.read(_MOST_BYTES + 1)
        if len(body) > _MOST_BYTES:
            answer.close()  # the rest would pass for the answer to the next request
        answer.release_conn()
    except urllib3.exceptions.HTTPError as error:
        reason = getattr(error, "reason", None) or error
        problem = f"{url}: cannot be fetched ({type(reason).__name__})"
        raise HistoryError(f"{problem}; check the address, and that the site is up") from error
    if answer.status in {404, 410}:
        return None
    if answer.status != 200:
        raise HistoryError(f"{url}: answered {answer.status}, so nobody can tell what is published; {_way_out(url)}")
    if len(body) > _MOST_BYTES:
        raise HistoryError(f"{url}: is larger than {_MOST_BYTES >> 20} MB, which no manifest is")
    return bytes(body)


def _way_out(url: str) -> str:
    return f"give the address to which {urlsplit(url).hostname} leads, or try again when it answers"
