"""Who is owed a notice: judges every row, then freezes the owed ones. Rows in = owed + not owed + unusable, or stop."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from notify.audience.frames import name_file_at_fault
from notify.audience.judge import Criteria, judge_rows, plain_row
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

    rule: str
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


def criteria_for(manifest: Manifest, version: Version, languages: tuple[str, ...], default_language: str) -> Criteria:
    """Say what decides about an account for this version."""
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
    )


def draft(
    frames: Iterable[pl.DataFrame], criteria: Criteria, folder: Path, *, on_rows: Callable[[int], None]
) -> list[Draft]:
    """Judge every row and write one draft for each rule into `folder`; `on_rows` is told how many rows were read."""
    rows = _judge_all(frames, criteria, folder, on_rows)
    if rows == 0:
        raise AudienceError("the accounts source has no rows; nothing was frozen: check the export")
    with name_file_at_fault(folder):
        return [_draft(folder, rule.rule, rows) for rule in criteria.rules]


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


def _judge_all(frames: Iterable[pl.DataFrame], criteria: Criteria, folder: Path, on_rows: Callable[[int], None]) -> int:
    rows = 0
    for number, frame in enumerate(frames):
        rows += frame.height
        if frame.height:
            part = folder / f"part-{number:06}.parquet"
            with name_file_at_fault(part):
                judge_rows(frame, criteria).write_parquet(part, compression="lz4")
        on_rows(rows)
    return rows


def _draft(folder: Path, rule: str, rows: int) -> Draft:
    parts = pl.scan_parquet(folder / "part-*.parquet")
    told_elsewhere = (pl.col("verdict") == "owed") & (pl.col("rule") != rule)
    lines = parts.with_columns(
        verdict=pl.when(told_elsewhere).then(pl.lit("not owed")).otherwise("verdict"),
        reason=pl.when(told_elsewhere).then(pl.format("told under the rule {}", "rule")).otherwise("reason"),
    )
    repeated = _repeated_rows(parts)
    if repeated.height:
        again = pl.col("row").is_in(repeated["row"].implode())
        elsewhere = pl.col("row").is_in(repeated.filter("elsewhere")["row"].implode())
        lines = lines.with_columns(
            verdict=pl.when(again).then(pl.lit("unusable")).otherwise("verdict"),
            reason=pl.when(elsewhere).then(pl.lit(ELSEWHERE)).when(again).then(pl.lit("duplicate account"))
            .otherwise("reason"),
        )  # fmt: skip
    owed_path, outside_path = folder / f"{rule}.owed.parquet", folder / f"{rule}.outside.parquet"
    groups, messages = _write_owed(lines.filter(pl.col("verdict") == "owed"), owed_path)
    outside = lines.filter(pl.col("verdict") != "owed")
    outside.select("row", "account_id", "email", "verdict", "reason").sink_parquet(
        outside_path, row_group_size=BLOCK_ROWS
    )
    return Draft(
        rule=rule,
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


def _shared_addresses(owed: pl.LazyFrame) -> pl.DataFrame:
    """For each row whose address others have too: who carries the message, and for how many accounts."""
    keys = _stream(owed.select("row", key=pl.col("email").str.to_lowercase().hash()))
    several = pl.concat([share.filter(pl.col("key").is_duplicated()) for share in _shares(keys)])
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
