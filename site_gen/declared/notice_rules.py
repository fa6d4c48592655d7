"""Read `notice-rules.toml`: what each regime asks when a policy changes, and which of them the organisation counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from site_gen.declared.configuration import slug_problem
from site_gen.declared.questions import QUESTIONS
from site_gen.declared.toml import Check, Table, did_you_mean
from site_gen.model.note import ChangeClass
from site_gen.model.rules import Checked, DataKind, Kind, NoticeRules, Regime, RegionGroup, Timing

RULES_PATH = "policy/notice-rules.toml"
EVERYWHERE = "*"

PROMISE, DEFAULT_LEAD, REGIMES = "promise", "default-lead", "regimes"
"""Names of the rules that are no regime's own."""
EMAIL = "email"
CHANNELS = (EMAIL, "in-product", "post", "site")

_LEAD_DAYS = range(3651)
_DEFAULT_LEAD_DAYS = 30
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_GROUP = re.compile(r"[A-Z][A-Z0-9]{2,15}")
_SUBDIVISION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
_ISO_3166 = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
    KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
    MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
    SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
    UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
_COUNTRIES = frozenset(_ISO_3166.split())
_AS_WRITTEN = {"UK": "GB", "EL": "GR"}
"""What people and the European Union write for two countries."""
_FORMERLY = {"verified": Checked.TEXT, "secondary": Checked.SECONDARY, "unverified": Checked.MEMORY}
"""What `mark` said before there were `how`, `kind` and `checked_on`; files of the past have it."""


def read_rules(data: bytes | None) -> NoticeRules:
    """Read `notice-rules.toml`; without one no regime counts, and a material change has 30 days."""
    document = Table.read(RULES_PATH, data or b"")
    default = document.table("default")
    lead_days = default.integer("lead_days", _LEAD_DAYS)
    default.finish()
    groups = dict(_groups(document.table("groups")))
    regimes = tuple(_regimes(document, groups))
    document.finish()
    return NoticeRules(
        default_lead_days=_DEFAULT_LEAD_DAYS if lead_days is None else lead_days,
        regimes=regimes,
        groups=tuple(RegionGroup(name=name, regions=regions) for name, regions in groups.items()),
    )


def _groups(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in table.content:
        if not _GROUP.fullmatch(name):
            raise table.error(name, f"a group's name is three capital letters or more, such as EEA; not {name[:60]!r}")
        members = table.texts(name, check=_code_problem)
        if not members:
            raise table.error(name, f"the group {name} holds no region")
        yield name, tuple(as_iso(member) for member in members)


def _regimes(document: Table, groups: Mapping[str, Sequence[str]]) -> Iterator[Regime]:
    seen: set[str] = set()
    for table in document.tables("regime"):
        regime = _regime(table, groups)
        if regime.regime_id in seen:
            raise table.error("id", f"a second regime is called `{regime.regime_id}`; give each an id of its own")
        seen.add(regime.regime_id)
        yield regime


def _regime(table: Table, groups: Mapping[str, Sequence[str]]) -> Regime:
    regime_id = _need(table, "id", 'id = "quebec-law-25"', _id_problem)
    lead_days = _lead_days(table)
    regime = Regime(
        regime_id=regime_id,
        name=_need(table, "name", 'name = "Quebec, Law 25"'),
        regions=_regions(table, groups),
        classes=_classes(table),
        channel=_need(table, "channel", 'channel = "email"', _one_of(CHANNELS)),
        lead_days=lead_days,
        timing=_timing(table, lead_days),
        questions=table.texts("questions", check=_one_of([*QUESTIONS])),
        such_as=table.texts("such_as", check=_one_of([*QUESTIONS])),
        data=tuple(DataKind(each) for each in table.texts("data", check=_one_of([*DataKind]))),
        consent=_flag(table, "consent"),
        consent_note=table.text("consent_note"),
        asks=_need(table, "asks", 'asks = "Tell people before the change applies."'),
        source=_need(table, "source", 'source = "Law 25, s. 8.2"'),
        kind=Kind(table.text("kind", Kind.LAW, check=_one_of([*Kind]))),
        checked=_read_checking(table),
        on=_flag(table, "on"),
        checked_on=table.day("checked_on"),
        in_force_from=table.day("in_force_from"),
        policies=table.texts("policies", check=slug_problem),
    )
    table.finish()
    _refuse_contradictions(table, regime)
    return regime


def _refuse_contradictions(table: Table, regime: Regime) -> None:
    if regime.on and table.text("how") == Checked.MEMORY:
        problem = "nobody has read this entry's source, so it cannot count; read it, say so in `how` and `checked_on`"
        raise table.error("on", f"{problem}, then switch it on")
    if regime.questions and regime.such_as:
        problem = "`questions` says that nothing else wakes the entry, `such_as` that other changes do too"
        raise table.error("such_as", f"{problem}; keep one of them")


def _read_checking(table: Table) -> Checked:
    if "mark" in table and "how" in table:
        raise table.error("mark", "`how` says it already; delete `mark`")
    if "mark" in table:
        return _FORMERLY[_need(table, "mark", 'how = "memory"', _one_of([*_FORMERLY]))]
    return Checked(_need(table, "how", 'how = "memory"', _one_of([*Checked])))


def _timing(table: Table, lead_days: int) -> Timing:
    usual = Timing.BY if lead_days else Timing.BEFORE
    return Timing(table.text("timing", usual, check=_one_of([*Timing])))


def _need(table: Table, key: str, example: str, check: Check | None = None) -> str:
    value = table.text(key, check=check)
    if not value.strip():
        raise table.error(key, f"a regime needs its `{key}`, such as {example}")
    return value


def _flag(table: Table, key: str) -> bool:
    """Read a switch that nobody may leave to chance."""
    value = table.flag(key)
    if value is None:
        raise table.error(key, f"a regime needs `{key} = true` or `{key} = false`")
    return value


def _lead_days(table: Table) -> int:
    value = table.integer("lead_days", _LEAD_DAYS)
    if value is None:
        raise table.error("lead_days", "a regime needs its `lead_days`; write 0 where it names no number")
    return value


def _regions(table: Table, groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the regions with groups expanded, each once, none inside another."""

    def problem(code: str) -> str | None:
        return None if code in groups or code == EVERYWHERE else _code_problem(code, groups)

    named = table.texts("regions", check=problem)
    if not named:
        raise table.error("regions", 'a regime needs its `regions`, such as ["EEA", "US-CO"]; ["*"] means everywhere')
    return union([code for name in named for code in groups.get(name, (as_iso(name),))])


def as_iso(code: str) -> str:
    """Return a country or subdivision by its ISO 3166 code, where people write another."""
    country, dash, part = code.partition("-")
    return f"{_AS_WRITTEN.get(country, country)}{dash}{part}"


def union(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the same ground in the fewest codes, sorted: a country holds its subdivisions, "*" holds all."""
    found = set(codes)
    return (EVERYWHERE,) if EVERYWHERE in found else tuple(sorted(c for c in found if c[:2] == c or c[:2] not in found))


def _classes(table: Table) -> tuple[ChangeClass, ...]:
    names = set(table.texts("classes", check=_one_of([each.value for each in ChangeClass.declarable()])))
    if not names:
        raise table.error("classes", 'a regime needs its `classes`, such as ["material", "material+consent"]')
    for lighter, heavier in pairwise(ChangeClass.declarable()):
        if lighter in names and heavier not in names:
            raise table.error("classes", f"`classes` names {lighter} without {heavier}, which means more; add it")
    return tuple(each for each in ChangeClass.declarable() if each in names)


def _one_of(known: Sequence[str]) -> Check:
    def problem(word: str) -> str | None:
        hint = did_you_mean(word, known) or f"there are {', '.join(known)}"
        return None if word in known else f"is not known here; {hint}"

    return problem


def _id_problem(word: str) -> str | None:
    if word in {PROMISE, DEFAULT_LEAD, REGIMES}:
        return "is the name of a rule that every policy has; choose another"
    return None if _ID.fullmatch(word) else "must be small letters, digits and hyphens, such as `quebec-law-25`"


def _code_problem(code: str, groups: Mapping[str, Sequence[str]] | None = None) -> str | None:
    part = _SUBDIVISION.fullmatch(code)
    country = part[1] if part else code
    if country in _COUNTRIES or country in _AS_WRITTEN:
        return None
    if country == "EU":
        return (
            "is not an ISO 3166 code; write the group EU27, or EEA where Iceland, Liechtenstein and Norway belong too"
        )
    known = f" or a group ({', '.join(groups)})" if groups else ""
    return f"is not an ISO 3166 code of a country or subdivision{known}; write one such as `DE` or `US-CO`"
