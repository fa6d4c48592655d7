"""Judges account rows: cleans what may be cleaned, and says of each row: owed, not owed, or not usable.

Whatever is in doubt (an unknown region, a date that cannot be read) counts towards telling, never against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from notify.audience.broken_names import BROKEN, MAY_BE_MISREAD, is_broken
from notify.audience.criteria import Criteria
from notify.audience.regions import as_iso, as_shown, lies_in, unknown_code
from notify.config import COLUMNS
from notify.lazy import polars as pl

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\x{a0}-\x{10ffff}-]{1,64}"
"""Letters of every script (RFC 6531): the transport says whether it can reach them."""
QUOTED = r"\"[A-Za-z0-9 !#$%&'()*+,./:;<=>?@\[\]^_`{|}~-]{1,62}\""
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = rf"^(?:{ATOM}|{QUOTED})@(?:{LABEL}\.)+{LABEL}$"
PLAIN_ADDRESS = rf"^[A-Za-z0-9!#$%*+/=?^_`{{|}}~.-]{{1,64}}@(?:{LABEL}\.)+{LABEL}$"
"""An address in ASCII without quotation marks: nothing stands around it."""
PLAIN_ID = r"^[A-Za-z_-]*[0-9][A-Za-z0-9_-]*$"
"""An account id around which nothing stands; its digit tells it from a program's word for nothing."""
UNPRINTABLE = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffd]"
"""Controls and bidirectional overrides; joiners stay, emoji and many scripts need them."""
UNTIDY = rf"{UNPRINTABLE}|{BROKEN}|[^\S ]|  |^ | $"
"""A name that is not on one line, has blanks around it, or lost a character."""
NOT_IN_ADDRESS = rf"{UNPRINTABLE}|[\p{{Z}}\p{{C}}&&[^ ]]"
"""Blanks and invisible characters of other scripts; a plain blank may stand in quotation marks."""
SHORT_CODES = {
    "ara": "ar", "deu": "de", "ger": "de", "eng": "en", "spa": "es", "esp": "es", "fra": "fr", "fre": "fr",
}  # fmt: skip
"""The languages of letters by the first three signs of what people write: ISO 639-2's codes, or names (`deutsch`)."""
LINK = (
    r"(?i)[:@\x{ff1a}\x{ff20}][^ ]|//|www\.|[<>{}\\]|s11-"
    r"|[\p{L}\p{N}][.\x{3002}\x{ff0e}\x{ff61}](?:[\p{L}\p{M}]{2}|\p{N})"
)
NUMBER = r"(?:\p{N}[ ()./\x{2010}-\x{2015}-]*){5}"
NO_NAME = f"{LINK}|{NUMBER}"
"""What no name contains and bait in a greeting would: anything that a mail program turns into a link or a call."""
_LETTERS = r"[\p{L}--[\x{c2}\x{c3}]]+"
SIMPLE_NAME = rf"^{_LETTERS}(?:[ '\x{{2019}}-]{_LETTERS})*$"
"""Words of letters: little that is looked for in names stands in one. The two letters begin what was encoded twice."""
NOTHING = (
    "NULL", "null", "Null", "(null)", "<null>", "[NULL]", "\\N", "None", "nil", "undefined", "nan", "NaN", "<NA>",
    "NaT", "N/A", "n/a", "#N/A", "#NAME?", "#REF!", "#VALUE!", "#NULL!", "#DIV/0!", "#NUM!", "-",
)  # fmt: skip
"""How databases, programs and spreadsheets write that there is no value."""
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
FORMULA = r'^="(.*)"\s*$'
"""A spreadsheet's way to keep digits as they are: it may write any column so."""
ODD_KEY = r"[^\x00-\x7f]"
ODD_ADDRESS = rf"{ODD_KEY}|^\s*(?i:mailto:)|[>.]\s*$"
"""What stands around a value, or looks like nothing: one look for all of it, since few files have any."""
SPECIAL = r"[\"&<>'\\\x00-\x1f]"
MOMENT = r"(?i)^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)? ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)(?:\[[^\]]*\])?$"
"""A moment with its offset from UTC, in the spellings of ISO 8601, of databases and of Java."""
LOCAL = r"(?i)^(\d{4}-\d\d?-\d\d?)(?:[T ](?:\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AP]M)?)?)?$"
"""A day, or a moment that says nothing of a zone; what stands behind it otherwise may move it to another day."""
NEVER = 100
"""Years ahead: no day, but how programs write that there is none (9999-12-31)."""
MOST_KEPT = 1_000
"""Values of a column, such as regions, for which what was read is kept for the next rows."""
LONGEST_NAME = 80
UNFINISHED = r"\s*(?:[(\[{][^)\]}]*|[^\p{L}\p{M}\p{N})\]}.'\x{2019}]+)$"
"""What a name must not end in where it was cut between two words."""
LONGEST_ADDRESS = 254


def judge_rows(frame: pl.DataFrame, criteria: Criteria) -> pl.DataFrame:
    """Clean and judge every row of a source's frame; adds `verdict`, `reason` and `rule`."""
    frame = _without_formulas(frame)
    plain = _are_plain(frame)
    if plain.all():
        return _judge_plain(frame, criteria)
    if not plain.any():
        return _judge_odd(frame, criteria)
    both = [_judge_plain(frame.filter(plain), criteria), _judge_odd(frame.filter(~plain), criteria)]
    return pl.concat(both).sort("row")


def _verdicts(clean: pl.DataFrame, criteria: Criteria, plain_address: pl.Expr) -> pl.DataFrame:
    exempt = clean.with_columns(not_owed=_exemption(criteria), rule=_rule(criteria))
    return exempt.select(
        "row", "account_id", "email", "name", "language", "region", "unknown_region", "unknown_language", "created_on",
        "rule",
        last_version=pl.when(pl.col("last_version").is_in(list(criteria.older_ids))).then("last_version"),
        verdict=pl.when(pl.col("unusable").is_not_null()).then(pl.lit("unusable"))
        .when(pl.col("not_owed").is_not_null()).then(pl.lit("not owed")).otherwise(pl.lit("owed")),
        reason=pl.coalesce("unusable", "not_owed", pl.lit("")),
        unnamed="unnamed",
        undated="undated",
        unseen="unseen",
        plain=pl.col("plain_name") & plain_address,
    )  # fmt: skip


def why_unnamed() -> pl.Expr:
    """Say why what stands in `unnamed` is no name: it is broken, a number, a link, or a program's word for nothing."""
    said = pl.col("unnamed")
    return (
        pl.when(is_broken(said)).then(pl.lit("broken"))
        .when(said.str.contains(LINK)).then(pl.lit("link"))
        .when(said.str.contains(NUMBER)).then(pl.lit("number"))
        .otherwise(pl.lit("nothing"))
    )  # fmt: skip


def judge_for_several(frame: pl.DataFrame, criteria: Sequence[Criteria]) -> pl.DataFrame:
    """Judge every row by each policy's criteria; what these say apart stands in columns of their own, numbered.

    A row is owed where any of them says so; which notice tells it, its `rule_0`, `rule_1` and so on say together.
    """
    judged = [judge_rows(frame, each) for each in criteria]
    owed = pl.col("verdict") == "owed"
    apart = [
        one.select(
            pl.when(owed).then("rule").alias(f"rule_{number}"),
            *(pl.col(name).alias(f"{name}_{number}") for name in ("reason", "last_version", "language")),
            owed.alias(f"owed_{number}"),
        )
        for number, one in enumerate(judged)
    ]
    together = pl.concat([judged[0].drop("rule", "reason", "last_version", "language"), *apart], how="horizontal")
    unseen = pl.any_horizontal(*(one["unseen"] for one in judged))
    is_owed = pl.any_horizontal(f"owed_{number}" for number in range(len(judged)))
    return together.with_columns(unseen=unseen, verdict=pl.when(is_owed).then(pl.lit("owed")).otherwise("verdict"))


def _are_plain(frame: pl.DataFrame) -> pl.Series:
    """Tell rows whose id and address are as they should be: nearly all are, and one look at each tells."""
    email = pl.col("email")
    is_plain = email.str.contains(PLAIN_ADDRESS) & (email.str.len_bytes() <= LONGEST_ADDRESS)
    is_plain &= pl.col("account_id").str.contains(PLAIN_ID) & pl.col("problem").is_null()
    return frame.select(is_plain.fill_null(value=False)).to_series()


def _judge_odd(frame: pl.DataFrame, criteria: Criteria) -> pl.DataFrame:
    """Judge rows whose id or address may be dressed, foreign or of no use."""
    bare = _without_dress(frame).with_columns(
        _value(pl.col("account_id").str.strip_chars()), pl.col("email").str.strip_chars().replace("", None)
    )
    is_foreign = _is_foreign(bare)
    if is_foreign:
        bare = _with_ascii_domains(bare)
        is_foreign = _is_foreign(bare)
    read = _read_others(bare, criteria).with_columns(unusable=_fault(is_foreign=is_foreign))
    return _verdicts(read, criteria, _needs_no_escape(pl.col("email")))


def _judge_plain(frame: pl.DataFrame, criteria: Criteria) -> pl.DataFrame:
    read = _read_others(frame, criteria).with_columns(unusable=pl.lit(None, dtype=pl.String))
    return _verdicts(read, criteria, pl.lit(value=True))  # PLAIN_ADDRESS takes nothing that needs an escape


def _read_others(frame: pl.DataFrame, criteria: Criteria) -> pl.DataFrame:
    """Read what rows say beside id and address."""
    read = _with_names(frame)
    for column in ("language", "region", "created_on", "last_version"):
        read = _read_once(read, column, criteria)
    return read


def _read_once(frame: pl.DataFrame, column: str, criteria: Criteria) -> pl.DataFrame:
    """Read each value of a column once, however many rows have it."""
    values = frame.get_column(column).unique()
    if len(values) > frame.height // 2:
        return frame.with_columns(_readings(criteria)[column])
    if len(values) > MOST_KEPT:
        read = _read_values(values, criteria)
    else:
        read = _kept_reading(column, tuple(values.sort()), criteria)
    if read.height == 1:
        return frame.with_columns(each.first() for each in map(pl.lit, read.drop("said").iter_columns()))
    said = frame.rename({column: "said"})
    return said.join(read, on="said", how="left", nulls_equal=True, maintain_order="left").drop("said")


@lru_cache(maxsize=64)
def _kept_reading(column: str, values: tuple[str | None, ...], criteria: Criteria) -> pl.DataFrame:
    """Read the same few values once for all frames that have just these."""
    return _read_values(pl.Series(column, values, dtype=pl.String), criteria)


def _read_values(values: pl.Series, criteria: Criteria) -> pl.DataFrame:
    return values.to_frame().with_columns(values.alias("said"), *_readings(criteria)[values.name])


def _readings(criteria: Criteria) -> dict[str, list[pl.Expr]]:
    """Say how each column is read whose values many rows have in common."""
    language, region = pl.col("language").str.strip_chars(), pl.col("region")
    code = language.str.to_lowercase().str.extract(r"^([a-z]{2,3})", 1).replace(SHORT_CODES)
    has_letter = code.is_in(list(criteria.languages)).fill_null(value=False)
    written, seen = _day(pl.col("created_on").str.strip_chars(), criteria.time_zone), _last_version(criteria)
    day = pl.when(written.dt.year() < criteria.version.published_on.year + NEVER).then(written)
    is_unseen = _is_said(seen) & ~seen.is_in(_known_ids(criteria))
    return {
        "language": [
            pl.when(has_letter).then(code).otherwise(pl.lit(criteria.default_language)).alias("language"),
            pl.when(~has_letter & _is_said(language)).then(as_shown(language)).alias("unknown_language"),
        ],
        "region": [as_iso(region).alias("region"), unknown_code(region).alias("unknown_region")],
        "created_on": [
            day.alias("created_on"), (pl.col("created_on").str.contains(r"\S") & day.is_null()).alias("undated"),
        ],
        "last_version": [seen.alias("last_version"), is_unseen.fill_null(value=False).alias("unseen")],
    }  # fmt: skip


def _known_ids(criteria: Criteria) -> list[str]:
    return [*criteria.older_ids, *criteria.newer_ids, criteria.version.predecessor_id or ""]


def _last_version(criteria: Criteria) -> pl.Expr:
    """Read the version seen last: an id alone, or among others as `SLUG=ID`."""
    midnight = r"[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?\s*$"  # a day, as some programs write one
    said = pl.col("last_version").str.replace(midnight, "").str.strip_chars()
    named = said.str.extract(rf"(?:^|[\s,;]){re.escape(criteria.slug)}\s*=\s*([^\s,;]+)", 1) if criteria.slug else said
    alone = pl.when(~said.is_in(list(criteria.foreign_ids))).then(said) if criteria.foreign_ids else said
    return pl.when(said.str.contains("=", literal=True)).then(named).otherwise(alone)


def _without_dress(frame: pl.DataFrame) -> pl.DataFrame:
    """Take off what programs put around a value: few files have any of it."""
    keys = pl.col("account_id", "email")
    odd = frame.select(
        pl.col("account_id").str.contains(ODD_KEY).any(), pl.col("email").str.contains(ODD_ADDRESS).any()
    )
    if odd["account_id"].item() or odd["email"].item():
        frame = frame.with_columns(keys.str.strip_chars().str.strip_chars(INVISIBLE))
    if odd["email"].item():
        named = pl.col("email").str.replace(r"^[^<>@]*<([^<>]*)>\s*$", "$1")
        bare = named.str.replace(r"(?i)^\s*mailto:", "").str.replace(r"(@.*[^.@])\.\s*$", "$1")
        frame = frame.with_columns(bare)
    return frame


def _without_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    begins = frame.select(pl.col(*COLUMNS).str.starts_with('="').any())
    dressed = [name for name in COLUMNS if begins[name].item()]
    bare = pl.col(dressed).str.replace(FORMULA, "$1").str.replace_all('""', '"', literal=True)
    return frame.with_columns(bare) if dressed else frame


def _with_names(frame: pl.DataFrame) -> pl.DataFrame:
    """Read names: `unnamed` holds what stands in place of one; most are simple, and one look at each tells."""
    name = pl.col("name")
    is_simple = (
        name.str.contains(SIMPLE_NAME)
        & ~name.str.contains(MAY_BE_MISREAD)
        & (name.str.len_bytes() <= LONGEST_NAME)
        & ~name.is_in([*NOTHING])
    )
    simple = frame.select(is_simple.fill_null(pl.col("name").is_null())).to_series()
    has_apostrophe = name.str.contains("'", literal=True).fill_null(value=False)
    plain = frame.with_columns(unnamed=pl.lit(None, dtype=pl.String), plain_name=~has_apostrophe)
    if simple.all():
        return plain
    columns = ["name", "unnamed", "plain_name"]
    whole = pl.concat([plain.select(columns), _read_names(frame.get_column("name").filter(~simple))])
    place = pl.when(simple).then(pl.int_range(frame.height)).otherwise(frame.height - 1 + (~simple).cum_sum())
    return plain.with_columns(whole[frame.select(place).to_series()])


def _read_names(said: pl.Series) -> pl.DataFrame:
    """Bring names on one line of a bearable length, and drop those that are none or lost a character."""
    name = pl.col("name")
    tidy = said.to_frame().with_columns(said=name)
    if tidy.select((name.str.contains(UNTIDY) | (name.str.len_chars() > LONGEST_NAME)).any()).item():
        one_line = name.str.replace_all(UNPRINTABLE, " ").str.replace_all(r"\s+", " ").str.strip_chars()
        whole_words = one_line.str.extract(rf"^(.{{1,{LONGEST_NAME}}})(?: |$)", 1)
        cut = whole_words.str.replace(UNFINISHED, "")
        bearable = pl.when(one_line.str.len_chars() <= LONGEST_NAME).then(one_line).otherwise(cut)
        tidy = tidy.with_columns(name=pl.when(~name.str.contains(BROKEN)).then(bearable))
    named = tidy.with_columns(
        pl.when(~(name.str.contains(NO_NAME) | is_broken(name)) & _is_said(name)).then(name).alias("name")
    )
    return named.select(
        "name",
        unnamed=pl.when(name.is_null() & pl.col("said").str.contains(r"\S")).then("said"),
        plain_name=name.is_null() | _needs_no_escape(name),
    )


def _value(bare: pl.Expr) -> pl.Expr:
    return pl.when(_is_said(bare)).then(bare)


def _is_said(bare: pl.Expr) -> pl.Expr:
    return (bare != "") & ~bare.is_in([*NOTHING])


def _day(written: pl.Expr, time_zone: str) -> pl.Expr:
    """Give the day of a moment in the organisation's zone; a moment without any zone keeps the day that it gives.

    One whose zone cannot be read has no day: it may be the one before.
    """
    parts = written.str.extract_groups(MOMENT)
    seconds = parts.struct["3"].fill_null(":00")
    offset = parts.struct["4"].str.replace(r"(?i)^(?:Z|UTC|GMT)$", "+00:00").str.replace(r"^([+-]\d\d)$", "$1:00")
    text = parts.struct["1"] + "T" + parts.struct["2"] + seconds + offset.str.replace(r"^([+-]\d\d)(\d\d)$", "$1:$2")
    moment = text.str.to_datetime("%Y-%m-%dT%H:%M:%S%:z", time_zone="UTC", strict=False)
    said = written.str.extract(LOCAL, 1).str.to_date("%Y-%m-%d", strict=False)
    return pl.coalesce(moment.dt.convert_time_zone(time_zone).dt.date(), said)


def _has_foreign_letters(text: pl.Expr) -> pl.Expr:
    """Tell texts with letters beyond ASCII, which take several bytes each."""
    return text.str.len_bytes() != text.str.len_chars()


def _is_foreign(frame: pl.DataFrame) -> bool:
    """Tell whether any address has letters beyond ASCII."""
    return bool(frame.select(_has_foreign_letters(pl.col("email")).any()).item())


def _with_ascii_domains(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn internationalised domains into the form that mail servers speak; few rows have one."""
    return frame.with_columns(
        pl.when(_has_foreign_letters(pl.col("email")))
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
    return _needs_no_escape(pl.col("email")) & _needs_no_escape(pl.col("name"))


def _needs_no_escape(text: pl.Expr) -> pl.Expr:
    return ~text.str.contains(SPECIAL).fill_null(value=False)


def _fault(*, is_foreign: bool) -> pl.Expr:
    email = pl.col("email")
    malformed = ~email.str.contains(ADDRESS)
    if is_foreign:  # what ADDRESS takes of ASCII alone holds none of it
        malformed |= email.str.contains(NOT_IN_ADDRESS)
    malformed |= email.str.len_bytes() > LONGEST_ADDRESS
    return (
        pl.when(pl.col("problem").is_not_null()).then(pl.format("malformed row: {}", "problem"))
        .when(pl.col("account_id").is_null()).then(pl.lit("no account id"))
        .when(email.is_null()).then(pl.lit("no address"))
        .when(malformed).then(pl.lit("malformed address"))
    )  # fmt: skip


def _exemption(criteria: Criteria) -> pl.Expr:
    saw_it = pl.col("last_version").is_in(list(criteria.newer_ids))
    # On the day itself nobody knows which text was seen, so that day is told.
    joined_later = pl.col("created_on") > pl.lit(criteria.version.published_on)
    return (
        pl.when(saw_it).then(pl.lit("already saw this version"))
        .when(joined_later).then(pl.lit("signed up after publication"))
        .when(_rule(criteria).is_null()).then(pl.lit("no rule covers the region"))
    )  # fmt: skip


def _rule(criteria: Criteria) -> pl.Expr:
    chosen = pl.lit(None, dtype=pl.String)
    for rule in reversed(criteria.rules):
        chosen = pl.when(_covers(rule.regions, criteria)).then(pl.lit(rule.rule)).otherwise(chosen)
    return chosen


def _covers(regions: tuple[str, ...], criteria: Criteria) -> pl.Expr:
    if "*" in regions:
        return pl.lit(value=True)
    everywhere = any("*" in rule.regions for rule in criteria.rules)
    return lies_in(pl.col("region"), regions).fill_null(value=not everywhere)
