"""Judges every row and drafts the audiences of the notices. Rows in = owed + not owed + unusable, or stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from notify.audience.criteria import Criteria
from notify.audience.file_errors import name_file_at_fault
from notify.audience.judge import judge_for_several, judge_rows, why_unnamed
from notify.audience.notice_rows import Rules, all_rules, rows_of_rule, rows_of_rules, seen_columns
from notify.audience.owed_file import write_owed
from notify.audience.repeats import find_repeats, without_repeats
from notify.audience.shared_addresses import share_what_was_seen
from notify.audience.snapshot_files import BLOCK_ROWS, file_sha256, place
from notify.errors import AudienceError
from notify.lazy import polars as pl
from notify.model.audience import Counts, Group, Snapshot

MOST_LISTED = 50
LISTED_ROWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The audience of one notice as judged, in files that are not yet anybody's record."""

    rules: Rules
    """By policy, in the order in which they were judged: under which rule it is told of; None where it is not."""
    path: Path
    outside_path: Path
    counts: Counts
    groups: tuple[Group, ...]
    unknown_regions: tuple[tuple[str, int], ...] = ()
    """What stands in place of an ISO 3166 code, and how often: the most frequent first, MOST_LISTED at most."""
    unknown_languages: tuple[tuple[str, int], ...] = ()
    """What stands in place of a language that the letter is written in, in the same way."""
    unnamed: tuple[tuple[str, int], ...] = ()
    """Why what stands in place of a name cannot be used, and of how many of the owed: see `why_unnamed`."""
    undated: int = 0
    """How many of the owed are told because the day on which they signed up cannot be read."""
    unseen: int = 0
    """How many of the owed give as last seen what is not a version: they are told as if they gave none."""
    elsewhere: tuple[tuple[str, int, int], ...] = ()
    """The first accounts that appear again with another address: id, the row that counts, the row that does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """All rows, judged, and what is the same for every notice about them."""

    parts: pl.LazyFrame
    number: int
    repeated: pl.DataFrame
    unknown_regions: tuple[tuple[str, int], ...]
    unknown_languages: tuple[tuple[str, int], ...]


def draft_notices(
    frames: Iterable[pl.DataFrame], criteria: Sequence[Criteria], folder: Path, *, on_rows: Callable[[int], None]
) -> list[Draft]:
    """Judge every row and write the drafts into `folder`: one for each rule of each policy, then the joined ones.

    A row that several policies' rules cover is in the draft of just those. `on_rows` is told how many rows were read.
    """
    number = _judge_all(frames, criteria, folder, on_rows)
    if number == 0:
        raise AudienceError("the accounts source has no rows; nothing was frozen: check the export")
    with name_file_at_fault(folder):
        parts = pl.scan_parquet(folder / "part-*.parquet")
        judged = _Judged(
            parts=parts,
            number=number,
            repeated=find_repeats(parts),
            unknown_regions=_ranked(parts, "unknown_region"),
            unknown_languages=_ranked(parts, "unknown_language"),
        )
        if len(criteria) == 1:
            own = [rule.rule for rule in criteria[0].rules]
            return [_draft(judged, folder, (rule,), rows_of_rule(parts, rule), {}) for rule in own]
        return [
            _draft(judged, folder, rules, rows_of_rules(parts, rules, criteria), seen_columns(rules, criteria))
            for rules in all_rules(parts, criteria)
        ]


def adopt(one: Draft, folder: Path, notice_id: str) -> Snapshot:
    """Move a draft's files to their place beside the ledger, and hash them."""
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
                judged.write_parquet(part, compression="lz4", statistics=False)
        on_rows(rows)
    return rows


def _draft(judged: _Judged, folder: Path, rules: Rules, rows: pl.LazyFrame, seen: dict[str, str]) -> Draft:
    """Write the draft of one notice from the rows as it sees them."""
    rows = without_repeats(rows, judged.repeated)
    stem = "+".join(rule or "" for rule in rules)
    path, outside_path = folder / f"{stem}.owed.parquet", folder / f"{stem}.outside.parquet"
    groups = write_owed(share_what_was_seen(rows.filter(pl.col("verdict") == "owed"), seen), path)
    outside = rows.filter(pl.col("verdict") != "owed").select("row", "account_id", "email", "verdict", "reason")
    outside.sink_parquet(outside_path, row_group_size=BLOCK_ROWS)
    elsewhere = judged.repeated.filter("elsewhere").select("account_id", "first_row", "row").head(LISTED_ROWS)
    return Draft(
        rules=rules,
        path=path,
        outside_path=outside_path,
        groups=groups,
        counts=_counts(rows, judged.number, groups[-1].last + 1 if groups else 0),
        unknown_regions=judged.unknown_regions,
        unknown_languages=judged.unknown_languages,
        unnamed=_unnamed(rows),
        undated=_owed_with(rows, "undated"),
        unseen=_owed_with(rows, "unseen"),
        elsewhere=tuple(elsewhere.rows()),
    )


def _owed_with(rows: pl.LazyFrame, flaw: str) -> int:
    return int(rows.filter(pl.col(flaw) & (pl.col("verdict") == "owed")).select(pl.len()).collect().item())


def _unnamed(rows: pl.LazyFrame) -> tuple[tuple[str, int], ...]:
    flawed = rows.filter(pl.col("unnamed").is_not_null() & (pl.col("verdict") == "owed"))
    found = flawed.select(why=why_unnamed()).group_by("why").agg(number=pl.len()).sort("why").collect()
    return tuple(found.iter_rows())


def _ranked(parts: pl.LazyFrame, column: str) -> tuple[tuple[str, int], ...]:
    found = parts.select(column).drop_nulls().group_by(column).agg(number=pl.len()).collect(engine="streaming")
    ranked = found.sort(["number", column], descending=[True, False]).head(MOST_LISTED)
    return tuple(ranked.iter_rows())


def _counts(rows: pl.LazyFrame, number: int, messages: int) -> Counts:
    table = rows.group_by("verdict", "reason").agg(number=pl.len()).collect(engine="streaming").sort("reason")
    by_verdict: dict[str, dict[str, int]] = {"owed": {}, "not owed": {}, "unusable": {}}
    for verdict, reason, size in table.iter_rows():
        by_verdict[verdict][reason] = size
    counts = Counts(
        rows=number,
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
