"""Where accounts live, by ISO 3166: anything that is not such a code counts as unknown, and the account is told."""

from __future__ import annotations

from notify.lazy import polars as pl

_ISO_3166 = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
    KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
    MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
    SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
    UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = tuple(_ISO_3166.split())
AS_WRITTEN = {"UK": "GB", "EL": "GR"}
"""What people, and the European Union, write for two countries."""
WITHIN = {
    **dict.fromkeys(("GF", "GP", "MF", "MQ", "RE", "YT"), "FR"),
    "AX": "FI",
    **dict.fromkeys(("AS", "GU", "MP", "PR", "UM", "VI"), "US"),
}
"""Places with a code of their own where the law of the state to which they belong applies too."""
_OTHER_CODES = {f"{state}-{place}": place for place, state in WITHIN.items()} | {
    f"FR-{number}": place
    for number, place in (("971", "GP"), ("972", "MQ"), ("973", "GF"), ("974", "RE"), ("976", "YT"), ("978", "MF"))
}
"""What ISO 3166-2 calls the same places, as parts of their states."""
_PARTS = {
    "US": """AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK
        OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC""",
    "CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
}
"""The parts of the countries whose parts have laws of their own that rules name."""
_LOCALE = r"^\s*[a-z]{2,3}[-_][A-Z]{2}\s*$"
"""A language and its country, as programs write them: of sv-SE, SV would be El Salvador."""
_LONGEST = 20
"""Characters of an unknown code that are shown."""


def as_iso(column: pl.Expr) -> pl.Expr:
    """Give a region's ISO 3166 code, null if it is not one; the country's, if only the part is not one."""
    written = _normalise(column)
    country = written.str.slice(0, 2).replace(AS_WRITTEN)
    whole = (country + written.str.slice(2)).replace(_OTHER_CODES)
    listed = [f"{name}-{part}" for name, parts in _PARTS.items() for part in parts.split()]
    is_no_part = (whole.str.len_chars() > 2) & whole.str.slice(0, 2).is_in([*_PARTS]) & ~whole.is_in(listed)
    is_known = written.str.contains(r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$") & country.is_in([*COUNTRIES])
    is_known &= ~column.str.contains(_LOCALE)
    return pl.when(is_known).then(pl.when(is_no_part).then(country).otherwise(whole))


def unknown_code(column: pl.Expr) -> pl.Expr:
    """Give what is there instead of an ISO 3166 code; null where nothing is.

    A locale stays as it is: in capitals, us-CA would be a code.
    """
    written = pl.when(column.str.contains(_LOCALE)).then(column.str.strip_chars()).otherwise(_normalise(column))
    return pl.when(as_iso(column).is_null() & (written != "")).then(as_shown(written))


def as_shown(written: pl.Expr) -> pl.Expr:
    """Give what stands in place of a code as a terminal may show it."""
    return written.str.replace_all(r"[^\x20-\x7e]", "?").str.slice(0, _LONGEST)


def lies_in(region: pl.Expr, codes: tuple[str, ...]) -> pl.Expr:
    """Tell whether an account may live where a rule applies; null where the region is unknown."""
    country = region.str.slice(0, 2)
    countries = [code for code in codes if len(code) == 2]
    # An account known by its country alone may live in the part that a rule names.
    wider = sorted({code[:2] for code in codes} | {WITHIN[code] for code in codes if code in WITHIN})
    in_part = (region.str.len_chars() == 2) & region.is_in(wider)
    return region.is_in([*codes]) | country.is_in(countries) | country.replace(WITHIN).is_in(countries) | in_part


def _normalise(column: pl.Expr) -> pl.Expr:
    return column.str.strip_chars().str.to_uppercase().str.replace("_", "-")
