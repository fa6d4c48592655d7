"""Judges account rows: cleans what may be cleaned, and says of each row: owed, not owed, or not usable.

Whatever is in doubt (an unknown region, a date that cannot be read) counts towards telling, never against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from notify.model import Obligation, Version

if TYPE_CHECKING:
    import polars as pl

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}"
QUOTED = r"\"[A-Za-z0-9 !#$%&'()*+,./:;<=>?@\[\]^_`{|}~-]{1,62}\""
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = rf"^(?:{ATOM}|{QUOTED})@(?:{LABEL}\.)+{LABEL}$"
UNPRINTABLE = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffd]"
"""Controls and bidirectional overrides; joiners stay, emoji and many scripts need them."""
NO_NAME = r"(?i)://|www\.|@|[<>{}\\]|s11-"
"""What a name never has and bait in a greeting would."""
BROKEN = "\ufffd"
"""What stands for a sign that the file's encoding lost: no one is greeted by a mutilated name."""
SPECIAL = r"[\"&<>'\\\x00-\x1f]"
LONGEST_NAME = 80
LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What decides about an account: the version, its rules, and the languages that messages exist in."""

    version: Version
    older_ids: tuple[str, ...]
    """Versions before this one's predecessor: whoever saw one of them last gets a redline of their own."""
    newer_ids: tuple[str, ...]
    """This version and those after it: whoever saw one of them is owed nothing."""
    rules: tuple[Obligation, ...]
    """Strictest first; an account is told under the first that covers it, and only once."""
    languages: tuple[str, ...]
    default_language: str


def judged(frame: pl.DataFrame, criteria: Criteria) -> pl.DataFrame:
    """Clean and judge every row of a source's frame; adds `verdict`, `reason` and `rule`."""
    import polars as pl  # noqa: PLC0415 - slow to import, and only freezing needs it

    clean = _with_ascii_domains(frame.with_columns(*_cleaned(criteria)))
    unusable, not_owed, rule = _unusable(), _not_owed(criteria), _rule(criteria)
    return clean.with_columns(unusable=unusable, not_owed=not_owed, rule=rule).select(
        "row", "account_id", "email", "name", "language", "region", "created_on", "rule",
        last_version=pl.when(pl.col("last_version").is_in(list(criteria.older_ids))).then("last_version"),
        verdict=pl.when(pl.col("unusable").is_not_null()).then(pl.lit("unusable"))
        .when(pl.col("not_owed").is_not_null()).then(pl.lit("not owed")).otherwise(pl.lit("owed")),
        reason=pl.coalesce("unusable", "not_owed", pl.lit("")),
    )  # fmt: skip


def _cleaned(criteria: Criteria) -> list[pl.Expr]:
    import polars as pl  # noqa: PLC0415 - as above

    name = (
        pl.col("name")
        .str.replace_all(UNPRINTABLE, " ")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
        .str.slice(0, LONGEST_NAME)
    )
    region = pl.col("region").str.strip_chars().str.to_uppercase().str.replace("_", "-")
    language = pl.col("language").str.strip_chars().str.to_lowercase().str.extract(r"^([a-z]{2,3})", 1)
    return [
        pl.col("account_id").str.strip_chars().replace("", None),
        pl.col("email").str.strip_chars().replace("", None),
        pl.when(~name.str.contains(NO_NAME) & ~pl.col("name").str.contains(BROKEN) & (name != ""))
        .then(name)
        .alias("name"),
        pl.when(region.str.contains(r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")).then(region).alias("region"),
        pl.when(language.is_in(list(criteria.languages)))
        .then(language)
        .otherwise(pl.lit(criteria.default_language))
        .alias("language"),
        pl.col("created_on").str.strip_chars().str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False),
        pl.col("last_version").str.strip_chars(),
    ]


def _with_ascii_domains(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn internationalised domains into the form that mail servers speak; few rows have one."""
    import polars as pl  # noqa: PLC0415 - as above

    foreign = pl.col("email").str.contains(r"[^\x00-\x7f]")
    if not frame.select(foreign.any()).item():
        return frame
    return frame.with_columns(
        pl.when(foreign)
        .then(pl.col("email").map_elements(ascii_address, return_dtype=pl.String))
        .otherwise("email")
        .alias("email")
    )


def ascii_address(address: str) -> str:
    """Turn the domain into its ASCII form; an address that has none comes back as it is."""
    import idna  # noqa: PLC0415 - few rows need it

    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except (idna.IDNAError, UnicodeError):
        return address


def plain_row() -> pl.Expr:
    """Tell rows whose address and name need no escapes in JSON or HTML, so that they can be spliced as they are."""
    import polars as pl  # noqa: PLC0415 - as above

    special = pl.any_horizontal(pl.col("email", "name").str.contains(SPECIAL).fill_null(value=False))
    return ~special


def _unusable() -> pl.Expr:
    import polars as pl  # noqa: PLC0415 - as above

    email = pl.col("email")
    malformed = ~email.str.contains(ADDRESS) | (email.str.len_bytes() > LONGEST_ADDRESS)
    return (
        pl.when(pl.col("problem").is_not_null()).then(pl.format("malformed row: {}", "problem"))
        .when(pl.col("account_id").is_null()).then(pl.lit("no account id"))
        .when(email.is_null()).then(pl.lit("no address"))
        .when(malformed).then(pl.lit("malformed address"))
    )  # fmt: skip


def _not_owed(criteria: Criteria) -> pl.Expr:
    import polars as pl  # noqa: PLC0415 - as above

    saw_it = pl.col("last_version").is_in(list(criteria.newer_ids))
    # On the day itself nobody knows which text was seen, so that day is told.
    joined_later = pl.col("created_on") > pl.lit(criteria.version.published_on)
    return (
        pl.when(saw_it).then(pl.lit("already saw this version"))
        .when(joined_later).then(pl.lit("signed up after publication"))
        .when(_rule(criteria).is_null()).then(pl.lit("no rule covers the region"))
    )  # fmt: skip


def _rule(criteria: Criteria) -> pl.Expr:
    import polars as pl  # noqa: PLC0415 - as above

    chosen = pl.lit(None, dtype=pl.String)
    for rule in reversed(criteria.rules):
        chosen = pl.when(_covers(rule.regions, criteria)).then(pl.lit(rule.rule)).otherwise(chosen)
    return chosen


def _covers(regions: tuple[str, ...], criteria: Criteria) -> pl.Expr:
    import polars as pl  # noqa: PLC0415 - as above

    if "*" in regions:
        return pl.lit(value=True)
    region = pl.col("region")
    country = region.str.slice(0, 2)
    # An account known by its country alone may live in the subdivision that a rule names.
    in_part = (region.str.len_chars() == 2) & region.is_in([r[:2] for r in regions])
    covered = region.is_in(list(regions)) | country.is_in([r for r in regions if len(r) == 2]) | in_part
    everywhere = any("*" in rule.regions for rule in criteria.rules)
    return covered.fill_null(value=not everywhere)
