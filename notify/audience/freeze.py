"""Who is owed a notice: judges every row, then freezes the owed ones. Rows in = owed + not owed + unusable, or stop."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from notify.audience.frames import name_file_at_fault
from notify.audience.judge import Criteria, judge_for_several, judge_rows, plain_row
from notify.errors import AudienceError
from notify.lazy import polars as pl
from notify.model.audience import Counts, Group, Snapshot
from notify.model.published import Manifest, Version

LISTED_REGIONS = 50
"""Unknown codes that are listed."""
LISTED_ROWS = 5
ELSEWHERE = "duplicate account, with another address"
"""Why a row is not used when an earlier one has its account; names the address at which that one is told."""
ROUNDED = r"^[1-9]\d{14}0+$"
"""A number with more digits than a spreadsheet keeps, and only zeros after those that it does keep."""
SHARES = 16
BLOCK_ROWS = 50_000
"""Rows of a row group: what a sender reads at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The audience of one notice as judged, in files that are not yet anybody's record."""

    rules: tuple[str | None, ...]
    """By policy, in the order in which they were judged: under which rule it is told of; None where it is not."""
    path: Path
    outside_path: Path
    counts: Counts
    groups: tuple[Group, ...]
    unknown_regions: tuple[tuple[str, int], ...] = ()
    """What stands in place of an ISO 3166 code, and how often: the most frequent first, LISTED_REGIONS at most."""
    unnamed: int = 0
    """How many of the owed are greeted without a name, because what stands in its place cannot be used."""
    undated: int = 0
    """How many of the owed are told because the day on which they signed up cannot be read."""
    elsewhere: tuple[tuple[str, int, int], ...] = ()
    """The first accounts that appear again with another address: id, the row that counts, the row that does not."""


def criteria_for(
    manifest: Manifest,
    version: Version,
    languages: tuple[str, ...],
    default_language: str,
    beside: Iterable[Manifest] = (),
) -> Criteria:
    """Say what decides about an account for this version; `beside` are the other policies that are judged with it."""
    ids = [v.version_id for v in manifest.versions]
    place = ids.index(version.version_id)
    older = [i for i in ids[place + 1 :] if i != version.predecessor_id]
    rules = sorted(version.owed, key=lambda rule: (-rule.lead_days, "*" in rule.regions, rule.rule))
    return Criteria(
        version=version,
        older_ids=tuple(older),
        newer_ids=tuple(ids[: place + 1]),
        rules=tuple(rules),
        languages=languages,
        default_language=default_language,
        time_zone=manifest.policy.time_zone,
        slug=manifest.policy.slug,
        foreign_ids=tuple(sorted({each.version_id for other in beside for each in other.versions})),
    )


def draft(
    frames: Iterable[pl.DataFrame], criteria: Sequence[Criteria], folder: Path, *, on_rows: Callable[[int], None]
) -> list[Draft]:
    """Judge every row and write the drafts into `folder`: one for each rule of each policy, then the joined ones.

    A row that several policies' rules cover is in the draft of just those. `on_rows` is told how many rows were read.
    """
    rows = _judge_all(frames, criteria, folder, on_rows)
    if rows == 0:
        raise AudienceError("the accounts source has no rows; nothing was frozen: check the export")
    with name_file_at_fault(folder):
        parts = pl.scan_parquet(folder / "part-*.parquet")
        if len(criteria) == 1:
            rules_of_one = [rule.rule for rule in criteria[0].rules]
            return [_draft(folder, (rule,), _lines_of_rule(parts, rule), rows, {}) for rule in rules_of_one]
        alone = [
            tuple(rule.rule if number == place else None for number in range(len(criteria)))
            for place, each in enumerate(criteria)
            for rule in each.rules
        ]
        return [
            _draft(folder, rules, _lines_of_rules(parts, rules, criteria), rows, _seen_columns(rules, criteria))
            for rules in [*alone, *_joined_rules(parts, len(criteria))]
        ]


def adopt(one: Draft, folder: Path, notice_id: str) -> Snapshot:
    """Move a draft's files to their place beside the ledger, durable and read-only, and hash them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place(one.path, folder, notice_id, "owed")
    outside_path = place(one.outside_path, folder, notice_id, "outside")
    return Snapshot(
        path=path.name,
        sha256=file_sha256(path),
        outside_path=outside_path.name,
        outside_sha256=file_sha256(outside_path),
        counts=one.counts,
    )


def file_sha256(path: Path) -> str:
    """Hash a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place(file: Path, folder: Path, notice_id: str, what: str) -> Path:
    """Move a file of an audience to its place, durable and read-only; its name follows from what it holds."""
    # The hash in the name: a freeze that died half way leaves files that no record names, and none is overwritten.
    target = folder / f"{notice_id}.{what}.{file_sha256(file)[:12]}.parquet"
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
    file.chmod(0o400)
    file.replace(target)
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return target


def _judge_all(
    frames: Iterable[pl.DataFrame], criteria: Sequence[Criteria], folder: Path, on_rows: Callable[[int], None]
) -> int:
    rows = 0
    for number, frame in enumerate(frames):
        rows += frame.height
        if frame.height:
            part = folder / f"part-{number:06}.parquet"
            with name_file_at_fault(part):
                judged = judge_rows(frame, criteria[0]) if len(criteria) == 1 else judge_for_several(frame, criteria)
                judged.write_parquet(part, compression="lz4")
        on_rows(rows)
    return rows


def _lines_of_rule(parts: pl.LazyFrame, rule: str) -> pl.LazyFrame:
    told_elsewhere = (pl.col("verdict") == "owed") & (pl.col("rule") != rule)
    return parts.with_columns(
        verdict=pl.when(told_elsewhere).then(pl.lit("not owed")).otherwise("verdict"),
        reason=pl.when(told_elsewhere).then(pl.format("told under the rule {}", "rule")).otherwise("reason"),
    )


def _joined_rules(parts: pl.LazyFrame, policies: int) -> list[tuple[str | None, ...]]:
    """List the rules that really meet: those under which some row is owed several policies' notices."""
    columns = [f"rule_{number}" for number in range(policies)]
    several = pl.sum_horizontal(pl.col(columns).is_not_null()) > 1
    owed = parts.filter(pl.col("verdict") == "owed").filter(several)
    return list(_stream(owed.select(columns).unique()).sort(columns, nulls_last=True).iter_rows())


def _lines_of_rules(parts: pl.LazyFrame, rules: tuple[str | None, ...], criteria: Sequence[Criteria]) -> pl.LazyFrame:
    """Bring the rows into the shape that they have for one policy, as this draft sees them."""
    told = [number for number, rule in enumerate(rules) if rule]
    usable = pl.col("verdict") != "unusable"
    mine = pl.all_horizontal(
        pl.col(f"rule_{number}").eq_missing(pl.lit(rule, dtype=pl.String)) for number, rule in enumerate(rules)
    )
    seen = _seen_columns(rules, criteria)
    return parts.with_columns(
        verdict=pl.when(~usable).then("verdict").when(mine).then(pl.lit("owed")).otherwise(pl.lit("not owed")),
        reason=pl.when(~usable).then("reason_0").when(mine).then(pl.lit("")).otherwise(_elsewhere(rules, criteria)),
        language=f"language_{told[0]}",
        last_version=_last_seen(seen) if seen else f"last_version_{told[0]}",
    )


def _seen_columns(rules: tuple[str | None, ...], criteria: Sequence[Criteria]) -> dict[str, str]:
    """Name the columns of what was seen last, and the policy of each; none where only one policy is told of."""
    told = {f"last_version_{number}": criteria[number].slug for number, rule in enumerate(rules) if rule}
    return told if len(told) > 1 else {}


def _elsewhere(rules: tuple[str | None, ...], criteria: Sequence[Criteria]) -> pl.Expr:
    """Say why a row is not told here: by what it is told instead, or why the first policy told here owes it nothing."""
    told = [number for number, rule in enumerate(rules) if rule]
    if len(told) == 1:
        return _told_beside(told[0], rules[told[0]], criteria)
    slugs = [criteria[number].slug for number in told]
    owed = _slugs_owed(criteria, range(len(criteria)))
    return (
        pl.when(owed == "").then(f"reason_{told[0]}")
        .when(owed == " and ".join(slugs)).then(pl.lit("told under other rules"))
        .otherwise(pl.format("told of {} only", owed))
    )  # fmt: skip


def _told_beside(number: int, own: str | None, criteria: Sequence[Criteria]) -> pl.Expr:
    rule = pl.col(f"rule_{number}")
    others = _slugs_owed(criteria, (each for each in range(len(criteria)) if each != number))
    return (
        pl.when(rule.is_null()).then(f"reason_{number}")
        .when(rule != own).then(pl.format("told under the rule {}", rule))
        .otherwise(pl.format("told together with {}", others))
    )  # fmt: skip


def _slugs_owed(criteria: Sequence[Criteria], numbers: Iterable[int]) -> pl.Expr:
    """Name which of these policies owe a row something."""
    each = [pl.when(pl.col(f"owed_{number}")).then(pl.lit(criteria[number].slug)) for number in numbers]
    return pl.concat_str(each, separator=" and ", ignore_nulls=True)


def _last_seen(seen: Mapping[str, str]) -> pl.Expr:
    """Write which version of each policy was seen last, as `model.seen_of` reads it."""
    each = [pl.lit(f"{slug}=") + pl.col(column) for column, slug in seen.items()]
    written = pl.concat_str(each, separator=" ", ignore_nulls=True)
    return pl.when(written != "").then(written)


def _share_what_was_seen(owed: pl.LazyFrame, seen: Mapping[str, str]) -> pl.LazyFrame:
    """Let accounts at one address count as having seen the oldest of what they saw, of each policy.

    One message tells all of them, and of several policies none of them need have the oldest of all.
    """
    if not seen:
        return owed
    keys = _shared_keys(owed)
    if not keys.height:
        return owed
    found = _stream(owed.select("row", *seen).join(keys.lazy(), on="row", how="semi")).join(keys, on="row")
    oldest = found.with_columns(pl.col(*seen).min().over("key")).select("row", oldest=_last_seen(seen))
    joined = owed.join(oldest.lazy(), on="row", how="left", maintain_order="left")
    return joined.with_columns(last_version=pl.coalesce("oldest", "last_version")).drop("oldest")


def _draft(
    folder: Path, rules: tuple[str | None, ...], lines: pl.LazyFrame, rows: int, seen: Mapping[str, str]
) -> Draft:
    """Write one draft; `seen` gives the policy of each column that says what was seen last, where there are several."""
    parts = pl.scan_parquet(folder / "part-*.parquet")
    repeated = _repeated_rows(parts)
    if repeated.height:
        again = pl.col("row").is_in(repeated["row"].implode())
        elsewhere = pl.col("row").is_in(repeated.filter("elsewhere")["row"].implode())
        lines = lines.with_columns(
            verdict=pl.when(again).then(pl.lit("unusable")).otherwise("verdict"),
            reason=pl.when(elsewhere).then(pl.lit(ELSEWHERE)).when(again).then(pl.lit("duplicate account"))
            .otherwise("reason"),
        )  # fmt: skip
    stem = "+".join(rule or "" for rule in rules)
    owed_path, outside_path = folder / f"{stem}.owed.parquet", folder / f"{stem}.outside.parquet"
    groups, messages = _write_owed(_share_what_was_seen(lines.filter(pl.col("verdict") == "owed"), seen), owed_path)
    outside = lines.filter(pl.col("verdict") != "owed")
    outside.select("row", "account_id", "email", "verdict", "reason").sink_parquet(
        outside_path, row_group_size=BLOCK_ROWS
    )
    return Draft(
        rules=rules,
        path=owed_path,
        outside_path=outside_path,
        groups=groups,
        counts=_counts(lines, rows, messages),
        unknown_regions=_unknown_regions(parts),
        unnamed=_owed_with(lines, "unnamed"),
        undated=_owed_with(lines, "undated"),
        elsewhere=tuple(repeated.filter("elsewhere").select("account_id", "first_row", "row").head(LISTED_ROWS).rows()),
    )


def _owed_with(lines: pl.LazyFrame, flaw: str) -> int:
    return int(lines.filter(pl.col(flaw) & (pl.col("verdict") == "owed")).select(pl.len()).collect().item())


def _unknown_regions(parts: pl.LazyFrame) -> tuple[tuple[str, int], ...]:
    found = parts.select("unknown_region").drop_nulls().group_by("unknown_region").agg(number=pl.len()).pipe(_stream)
    ranked = found.sort(["number", "unknown_region"], descending=[True, False]).head(LISTED_REGIONS)
    return tuple(ranked.iter_rows())


def _repeated_rows(parts: pl.LazyFrame) -> pl.DataFrame:
    """Find the rows whose account an earlier usable row already has, and whether they give another address.

    Raises AudienceError where a spreadsheet made different accounts one.
    """
    usable = parts.filter(pl.col("verdict") != "unusable")
    # 64-bit hashes: 16 bytes an account instead of its name.
    keys = _stream(usable.select("row", key=pl.col("account_id").hash()))
    several = pl.concat([share.filter(pl.col("key").is_duplicated()) for share in _shares(keys)])
    del keys
    wanted = usable.select("row", "account_id", address=pl.col("email").str.to_lowercase())
    same = _stream(wanted.join(several.select("row").lazy(), on="row", how="semi")).sort("row")
    first = pl.col("row", "address").first().over("account_id").name.prefix("first_")
    repeated = same.with_columns(first).filter(pl.col("row") != pl.col("first_row"))
    repeated = repeated.with_columns(elsewhere=pl.col("address") != pl.col("first_address"))
    rounded = repeated.filter("elsewhere", pl.col("account_id").str.contains(ROUNDED)).head(1)
    if rounded.height:
        row = rounded.row(0, named=True)
        raise AudienceError(
            f"the accounts in rows {row['first_row']} and {row['row']} have the same id, {row['account_id']}, and "
            "different addresses; it ends in zeros, as where a spreadsheet saved the file: export it from the database "
            "again"
        )
    return repeated


def _shares(keys: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Split keys by their last bits, so that equal ones stay together: one table of all of them would be large."""
    for share in range(SHARES):
        yield keys.filter(pl.col("key") % SHARES == share)


def _stream(rows: pl.LazyFrame) -> pl.DataFrame:
    return rows.collect(engine="streaming")


def _write_owed(owed: pl.LazyFrame, path: Path) -> tuple[tuple[Group, ...], int]:
    """Write the owed rows in nid order: by letter those that carry a message, then those who share one."""
    shared = _shared_addresses(owed)
    marked = owed.with_columns(carrier_row="row", accounts=pl.lit(1, dtype=pl.UInt16))
    if shared.height:
        marked = owed.join(shared.lazy(), on="row", how="left", maintain_order="left").with_columns(
            carrier_row=pl.coalesce("carrier_row", "row"), accounts=pl.coalesce("accounts", pl.lit(1)).cast(pl.UInt16)
        )
    carries = pl.col("carrier_row") == pl.col("row")
    groups = _groups(marked.filter(carries) if shared.height else marked)
    numbered = _in_order(marked, carries if shared.height else pl.lit(value=True), groups)
    if shared.height:
        riders = _riders(marked.filter(~carries), groups)
        numbered = pl.concat([numbered, riders.drop("carrier_row").lazy()]).with_row_index("nid")
        carriers = _stream(numbered.filter(pl.col("row").is_in(riders["carrier_row"].unique().implode())))
        mine = riders.select("row", "carrier_row").join(
            carriers.select(carrier_row="row", carrier="nid"), on="carrier_row", how="left"
        )
        numbered = numbered.join(mine.lazy().select("row", "carrier"), on="row", how="left", maintain_order="left")
        numbered = numbered.with_columns(carrier=pl.coalesce("carrier", "nid"))
    else:
        numbered = numbered.with_row_index("nid").with_columns(carrier="nid")
    columns = (
        "nid",
        "account_id",
        "email",
        "name",
        "letter",
        "carrier",
        "accounts",
        "row",
        "region",
        "language",
        "last_version",
    )
    plain = plain_row() & (pl.col("accounts") == 1)
    numbered.select(*columns, "created_on", plain=plain).sink_parquet(path, row_group_size=BLOCK_ROWS)
    return groups, groups[-1].last + 1 if groups else 0


def _in_order(marked: pl.LazyFrame, carries: pl.Expr, groups: Sequence[Group]) -> pl.LazyFrame:
    """Put the carriers in the order of their letters; the rows of each stand in order already, and are not sorted."""
    nobody = marked.filter(pl.lit(value=False)).with_columns(letter=pl.lit(0, dtype=pl.UInt16))
    of_groups = [
        marked.filter(
            carries, pl.col("language") == group.language, pl.col("last_version").eq_missing(pl.lit(group.last_version))
        ).with_columns(letter=pl.lit(group.number, dtype=pl.UInt16))
        for group in groups
    ]
    return pl.concat([one.drop("carrier_row") for one in of_groups or [nobody]])


def _riders(riders: pl.LazyFrame, groups: Sequence[Group]) -> pl.DataFrame:
    """Read those who share another account's message, in the order of their letters."""
    table = pl.DataFrame(
        [(g.number, g.language, g.last_version) for g in groups],
        schema={"letter": pl.UInt16, "language": pl.String, "last_version": pl.String},
        orient="row",
    )
    joined = riders.join(table.lazy(), on=["language", "last_version"], how="left", nulls_equal=True)
    return joined.sort("letter", "row").collect()


def _shared_keys(owed: pl.LazyFrame) -> pl.DataFrame:
    """Find the rows whose address others have too, each with the address's hash as `key`."""
    keys = _stream(owed.select("row", key=pl.col("email").str.to_lowercase().hash()))
    return pl.concat([share.filter(pl.col("key").is_duplicated()) for share in _shares(keys)])


def _shared_addresses(owed: pl.LazyFrame) -> pl.DataFrame:
    """For each row whose address others have too: who carries the message, and for how many accounts."""
    several = _shared_keys(owed)
    if not several.height:
        return several.select("row", carrier_row="row", accounts=pl.lit(1, dtype=pl.UInt16))
    seen = _stream(owed.select("row", "last_version").join(several.lazy(), on="row", how="semi"))
    several = several.join(seen, on="row")
    # Whoever saw the oldest version carries it, so that the redline covers what each of them has not seen.
    first = several.sort(pl.col("last_version").fill_null("9999"), "row").group_by("key", maintain_order=True)
    carriers = first.agg(carrier_row=pl.col("row").first(), accounts=pl.len())
    return several.join(carriers, on="key").select(
        "row", "carrier_row", pl.col("accounts").clip(1, 65_535).cast(pl.UInt16)
    )


def _groups(carriers: pl.LazyFrame) -> tuple[Group, ...]:
    sizes = _stream(carriers.group_by("language", "last_version").agg(size=pl.len())).sort("language", "last_version")
    groups, first = [], 0
    for number, row in enumerate(sizes.iter_rows(named=True)):
        last = first + row["size"] - 1
        groups.append(
            Group(number=number, language=row["language"], last_version=row["last_version"], first=first, last=last)
        )
        first = last + 1
    return tuple(groups)


def _counts(lines: pl.LazyFrame, rows: int, messages: int) -> Counts:
    table = _stream(lines.group_by("verdict", "reason").agg(number=pl.len())).sort("reason")
    by_verdict: dict[str, dict[str, int]] = {"owed": {}, "not owed": {}, "unusable": {}}
    for verdict, reason, number in table.iter_rows():
        by_verdict[verdict][reason] = number
    counts = Counts(
        rows=rows,
        owed=sum(by_verdict["owed"].values()),
        not_owed=by_verdict["not owed"],
        unusable=by_verdict["unusable"],
        messages=messages,
    )
    if not counts.adds_up():
        raise AudienceError(
            f"the rows do not add up ({counts}); nothing was frozen: report this with the accounts' first lines"
        )
    return counts
