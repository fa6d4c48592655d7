"""Read what an organisation says about itself and its policies; without a word from it, find them by their names."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo
from hashlib import sha256
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct

from site_gen.declared.language_tags import is_tag, tag_problem
from site_gen.declared.toml import Check, Table, did_you_mean
from site_gen.errors import ConfigError
from site_gen.model.policy import Organisation, Policy, Promise, Review, Witness

CONFIG_PATH = "policy/policy.toml"
POLICY_FOLDER = "policy"

_OF_THE_NOTIFIER = ("accounts", "notices")
"""Tables that `policy-notify` owns and judges; `schemas/policy.v1.schema.json` says what may stand in all of them."""
NAMELESS = ("index", "_index", "readme")
"""Names of files that say nothing: the folder's is theirs."""
_LEAD_DAYS = range(3651)
_CHANNELS = ("email",)
_APPROVALS = range(21)
DEFAULT_LANGUAGE = "en"
"""Of a policy of which nothing says in which it is."""
_EVERY = re.compile(r"[1-9][0-9]{0,2} (day|week|month|year)s?")
_SSH_KEY = re.compile(r"ssh-ed25519 [A-Za-z0-9+/]{68}( .*)?")
_LANGUAGE_SUFFIX = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SET_ASIDE = re.compile(r"drafts?|old|new|te?mp|wip|bak|backup|copy|orig|archived?|todo", re.IGNORECASE)
"""Parts of a file's name that say what it is kept for; of `new` and `old`, languages too, an entry says so."""
_SLUG = re.compile(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9_-])?")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")  # no file of this name can exist on Windows
_EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]+")


class Configuration(Struct, frozen=True, kw_only=True):
    """What `policy.toml` says, or its defaults."""

    organisation: Organisation
    policies: tuple[Policy, ...]
    is_listed: bool
    """Whether the configuration lists the policies; else they were found by their names."""
    review: Review
    witness: Witness


def read_configuration(data: bytes | None, files: Sequence[str], *, is_published: bool = False) -> Configuration:
    """Read `policy.toml` as it stands on the main line; None where there is none.

    `files` are the repository paths among which policies are found by name where the configuration lists none: each
    `policy/<slug>.md` and `policy/<slug>.<language>.md` that is not a README. What is published may name a language
    in any words, as earlier releases let it.
    """
    document = Table.read(CONFIG_PATH, data or b"")
    organisation = _organisation(document)
    listed = tuple(_policy(table, None if is_published else tag_problem) for table in document.tables("policy"))
    review, witness = _review(document.table("review")), _witness(document.table("witness"))
    for name in _OF_THE_NOTIFIER:
        document.table(name)
    document.finish()
    policies = listed or tuple(policy_by_name(path) for path in files if is_policy(path))
    refuse_twins(policies)
    return Configuration(
        organisation=organisation, policies=policies, is_listed=bool(listed), review=review, witness=witness
    )


def read_promise(data: bytes) -> Promise | None:
    """Read the promise alone from a `policy.toml` of the past, whatever else it says that this program does not know.

    None where it makes none.
    """
    document = Table.read(CONFIG_PATH, data)
    if "promise" not in document:
        return None
    table = document.table("promise")
    table.asked.update(table.content)
    return _promise(table)


def read_language(data: bytes | None, path: str) -> str:
    """Return the language of the policy at a path as a `policy.toml` of the past says it, else as its name does."""
    try:
        tables = Table.read(CONFIG_PATH, data or b"").tables("policy")
        own = next((table for table in tables if table.text("path") == path), None)
        return own.text("language", check=tag_problem) if own and "language" in own else policy_by_name(path).language
    except ConfigError:
        return policy_by_name(path).language


def lists_one_of(data: bytes, paths: Iterable[str]) -> bool:
    """Whether a `policy.toml` of the past lists a policy at one of those paths, whatever else it says."""
    try:
        listed = {str(table.content.get("path")) for table in Table.read(CONFIG_PATH, data).tables("policy")}
    except ConfigError:
        return False
    return not listed.isdisjoint(paths)


def policy_at(path: str, policies: Iterable[Policy]) -> Policy:
    """Return the policy that lives at a path or goes by a name; one that is not configured has its file's.

    A path wins where a file is named as a slug is. Raises ConfigError for a path that cannot be a policy's.
    """
    wanted = posixpath.normpath(path) if path else ""
    if problem := path_problem(wanted):
        raise ConfigError(path or "--policy", problem)
    known = min(
        (each for each in policies if wanted in _names(each)), key=lambda each: _rank(wanted, each), default=None
    )
    return known or Policy(slug=_slug_from(name_of(wanted)), language=policy_by_name(wanted).language, path=wanted)


def _names(policy: Policy) -> tuple[str, ...]:
    """Return what people call a policy: by its file, its slug, and the two without or with more."""
    without_ending = posixpath.splitext(policy.path)[0]
    return policy.path, policy.slug, f"{policy.slug}.{policy.language}", without_ending, name_of(policy.path)


def _rank(name: str, policy: Policy) -> tuple[int, bool]:
    """Rank the policies of a name: a file first, and of several languages the one whose file has the slug's name."""
    return _names(policy).index(name), name_of(policy.path) != policy.slug


def time_zone_of(organisation: Organisation) -> tzinfo:
    """Return the zone in which a commit's moment becomes a day; UTC needs no database, which machines may lack."""
    return UTC if organisation.time_zone == "UTC" else ZoneInfo(organisation.time_zone)


def _organisation(document: Table) -> Organisation:
    about, site, promise = (document.table(name) for name in ("organisation", "site", "promise"))
    found = Organisation(
        name=about.text("name"),
        postal_address=about.text("postal_address"),
        contact_email=about.text("contact", check=email_problem),
        time_zone=about.text("time_zone", "UTC", check=_zone_problem),
        base_url=with_slash(site.text("base_url", check=url_problem)),
        promise=_promise(promise) if "promise" in document else None,
    )
    about.finish()
    site.finish()
    return found


def _promise(table: Table) -> Promise:
    lead_days = table.integer("lead_days", _LEAD_DAYS)
    channel = table.text("channel", "email", check=_channel_problem)
    table.finish()  # first: where `lead_days` is misspelt, that is what to say
    if lead_days is None:
        raise table.error("lead_days", "a promise needs its `lead_days`, such as lead_days = 30")
    return Promise(lead_days=lead_days, channel=channel)


def _review(table: Table) -> Review:
    review = Review(
        approvals=table.integer("approvals", _APPROVALS) or 0,
        every=table.text("review_every", check=_every_problem),
        reviewed_on=table.day("reviewed_on"),
    )
    table.finish()
    return review


def _witness(table: Table) -> Witness:
    witness = Witness(
        public_key=table.text("public_key", check=_key_problem),
        tsa_roots=table.text("tsa_roots", check=path_problem),
    )
    table.finish()
    return witness


def _policy(table: Table, language_check: Check | None) -> Policy:
    path = table.text("path", check=path_problem)
    if not path:
        raise table.error("path", 'each [[policy]] needs a `path`, such as path = "policy/privacy.md"')
    guess = policy_by_name(path)
    policy = Policy(
        slug=table.text("slug", guess.slug, check=slug_problem),
        language=table.text("language", guess.language, check=language_check),
        path=path,
        formerly=table.texts("formerly", check=path_problem),
        was_draft=table.flag("was_draft") or False,
    )
    table.finish()
    return policy


def is_policy(path: str) -> bool:
    """Whether a file is taken for a policy where the configuration lists none."""
    return _is_text(path) and not is_set_aside(path)


def is_set_aside(path: str) -> bool:
    """Whether a text lies where policies do, and is none by its name: `privacy.draft.md`, `privacy.old.md`."""
    parts = posixpath.basename(path).split(".")[1:-1]
    return _is_text(path) and any(_SET_ASIDE.fullmatch(part) for part in parts)


def _is_text(path: str) -> bool:
    folder, name = posixpath.split(path)
    return folder == POLICY_FOLDER and name.endswith(".md") and not name.lower().startswith("readme")


def _is_language(part: str) -> bool:
    """Whether a part of a file's name is a language; a word for what the file is kept for is none."""
    return bool(_LANGUAGE_SUFFIX.fullmatch(part)) and is_tag(part) and not _SET_ASIDE.fullmatch(part)


def policy_by_name(path: str) -> Policy:
    """Return the policy of a file as its name says it: `privacy.de.md` is the German `privacy`."""
    stem = name_of(path)
    base, _, suffix = stem.rpartition(".")
    if base and _is_language(suffix):
        return Policy(slug=_slug_from(base), language=suffix, path=path)
    return Policy(slug=_slug_from(stem), language=DEFAULT_LANGUAGE, path=path)


def names_language(path: str) -> bool:
    """Whether a file's name ends in a language, as `privacy.de.md` does."""
    base, _, suffix = name_of(path).rpartition(".")
    return bool(base) and _is_language(suffix)


def name_of(path: str) -> str:
    """Return the name that a file goes by, without its ending: `privacy/index.de.md` is called as its folder is."""
    folder, name = posixpath.split(path)
    base, dot, language = posixpath.splitext(name)[0].partition(".")
    own = posixpath.basename(folder)
    is_nameless = base.lower() in NAMELESS and (not dot or _is_language(language))
    return f"{own if is_nameless and own not in {'', POLICY_FOLDER} else base}{dot}{language}"


def _slug_from(stem: str) -> str:
    """Make a name for addresses from a file's, whatever its script: the same one every time."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9._]+", "-", plain)[:64].strip("-._")
    return f"policy-{sha256(stem.encode(errors='surrogateescape')).hexdigest()[:8]}" if slug_problem(slug) else slug


def refuse_twins(policies: Sequence[Policy]) -> None:
    """Refuse two policies that would have one address, or one file."""
    addresses: dict[tuple[str, str], Policy] = {}
    for policy in policies:
        twin = addresses.setdefault((policy.slug, policy.language.lower()), policy)
        if twin is not policy:
            both = f"{twin.path} and {policy.path} are both `{policy.slug}` in `{policy.language}`"
            same_letters = unicodedata.normalize("NFC", twin.path) == unicodedata.normalize("NFC", policy.path)
            way_out = "give one of them another slug in a [[policy]] table"
            if same_letters:
                way_out = "the two names are the same letters in other code points: delete the file that is too many"
            raise ConfigError(CONFIG_PATH, f"{both}; {way_out}")
    _refuse_common((policy, policy.path) for policy in policies)
    _refuse_common((policy, path) for policy in policies for path in policy.formerly)


def _refuse_common(listed: Iterable[tuple[Policy, str]]) -> None:
    """Refuse a path of two policies; where one is, another may have been before."""
    owners: dict[str, Policy] = {}
    for policy, path in listed:
        if owners.setdefault(path, policy) is not policy:
            both = f"{owners[path].slug} and {policy.slug}"
            raise ConfigError(CONFIG_PATH, f"{path} is listed for two policies, {both}; list it for one")


def slug_problem(slug: str) -> str | None:
    """Say what is wrong with a policy's name in addresses, as the end of a sentence about it."""
    if _SLUG.fullmatch(slug) and not _DEVICES.fullmatch(slug):
        return None
    return "cannot be part of an address; use small letters, digits and hyphens, such as `privacy`"


def path_problem(path: str) -> str | None:
    """Say what is wrong with a path in the repository, as the end of a sentence about it."""
    if not path:
        return "is empty; write a path that counts from the repository's top folder, such as `policy/privacy.md`"
    if path.startswith("/") or "\\" in path or re.match(r"[A-Za-z]:", path):
        return "is not a path inside the repository; count from its top folder, with forward slashes"
    if posixpath.normpath(path) != path or path in {".", ".."} or path.startswith("../"):
        return "must lead straight down from the repository's top folder, without `.`, `..` or a doubled slash"
    return "holds a control character; type the path again" if not path.isprintable() else None


def email_problem(address: str) -> str | None:
    """Say what is wrong with an email address, as the end of a sentence about it."""
    return None if _EMAIL.fullmatch(address) else "is not an email address; write one such as `privacy@example.com`"


def _channel_problem(channel: str) -> str | None:
    return None if channel in _CHANNELS else f"is not a channel that notices go by; there is `{'`, `'.join(_CHANNELS)}`"


def _every_problem(words: str) -> str | None:
    return None if _EVERY.fullmatch(words) else "is not a period of time; write one such as `12 months`"


def _key_problem(key: str) -> str | None:
    if _SSH_KEY.fullmatch(key):
        return None
    return "is not an Ed25519 key; write the one line of the .pub file, which begins with `ssh-ed25519`"


def _zone_problem(name: str) -> str | None:
    try:
        if name != "UTC":
            ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        hint = did_you_mean(name, sorted(available_timezones()))
        return f"is not a time zone that this machine knows; {hint or 'write one such as `Europe/Berlin`'}"
    return None


_NO_URL = "is not a web address; write one such as `https://example.com/legal/`"


def url_problem(url: str) -> str | None:
    """Say what is wrong with the address of the pages, as the end of a sentence about it."""
    try:
        parts = urlsplit(url)
        whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return _NO_URL
    if parts.scheme not in {"https", "http"} or not whole or not url.isprintable() or re.search(r"[\s<>\"'\\]", url):
        return _NO_URL
    if parts.username is not None or parts.query or parts.fragment:
        return "must be a plain address, without a user name, `?` or `#`"
    return None


def with_slash(url: str) -> str:
    """Close the address of a site with the slash that people leave out: links count from what ends with one."""
    return url if not url or url.endswith("/") else f"{url}/"
