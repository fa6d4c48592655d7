"""Judges every row and drafts the audiences of the notices. Rows in = owed + not owed + unusable, or stop."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from notify.audience.criteria import Criteria
from notify.audience.file_errors import name_file_at_fault
from notify.audience.judge import judge_for_several, judge_rows, why_unnamed
from notify.audience.notice_rows import (
    Rules,
    all_rules,
    letter_columns,
    rows_of_rule,
    rows_of_rules,
    seen_columns,
)
from notify.audience.owed_file import write_owed
from notify.audience.piles import Alike, Pile, Piles, split
from notify.audience.repeats import find_repeats, why_repeated
from notify.audience.snapshot_files import BLOCK_ROWS, file_sha256, place
from notify.audience.told import ToldPile, View, find_told
from notify.errors import AudienceError
from notify.lazy import polars as pl
from notify.model.audience import Counts, Group, Snapshot

T = TypeVar("T")
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

    piles: Sequence[Pile]
    number: int
    repeated: pl.DataFrame
    unknown_regions: tuple[tuple[str, int], ...]
    unknown_languages: tuple[tuple[str, int], ...]


def draft_notices(
    frames: Iterable[pl.DataFrame], criteria: Sequence[Criteria], folder: Path, *, on_rows: Callable[[int], None]
) -> list[Draft]:
    """Judge every row and write the drafts into `folder`: one for each rule of each policy, then the joined ones.

    A row that several policies' rules cover is in the draft of just those. `on_rows` is told how many rows were read.

    Raises AudienceError where there are no rows at all.
    """
    piles = _judge_all(frames, criteria, folder, on_rows)
    number = sum(pile.height for pile in piles)
    if number == 0:
        raise AudienceError("the accounts source has no rows; nothing was frozen: check the export")
    with name_file_at_fault(folder):
        judged = _Judged(
            piles=piles,
            number=number,
            repeated=_find_repeats(piles),
            unknown_regions=_rank(piles, "unknown_region"),
            unknown_languages=_rank(piles, "unknown_language"),
        )
        if len(criteria) == 1:
            own = [rule.rule for rule in criteria[0].rules]
            return [_draft(judged, folder, (rule,), partial(rows_of_rule, rule=rule), {}) for rule in own]
        owed = (pile.alike for pile in piles if pile.alike["verdict"] == "owed")
        return [
            _draft(
                judged, folder, rules, partial(rows_of_rules, rules=rules, criteria=criteria),
                seen_columns(rules, criteria),
            )
            for rules in all_rules(owed, criteria)
        ]  # fmt: skip


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
) -> list[Pile]:
    alike = letter_columns(len(criteria))
    piles, rows = Piles(folder, alike), 0
    for number, judged in _in_turn(partial(_judge, criteria, alike), frames):
        rows += number
        piles.add(judged)
        on_rows(rows)
    return piles.close()


def _judge(
    criteria: Sequence[Criteria], alike: Sequence[str], frame: pl.DataFrame
) -> tuple[int, list[tuple[Alike, pl.DataFrame]]]:
    judged = judge_rows(frame, criteria[0]) if len(criteria) == 1 else judge_for_several(frame, criteria)
    hashed = judged.with_columns(
        account_hash=pl.col("account_id").hash(), email_hash=pl.col("email").str.to_lowercase().hash()
    )
    return frame.height, split(hashed, alike)


def _in_turn(work: Callable[[pl.DataFrame], T], frames: Iterable[pl.DataFrame]) -> Iterator[T]:
    """Do the work on several frames at once, as many as polars has threads, and give what it makes in their order."""
    threads = pl.thread_pool_size()
    with ThreadPoolExecutor(threads) as pool:
        begun = deque[Future[T]]()
        for frame in frames:
            begun.append(pool.submit(work, frame))
            if len(begun) > threads:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


def _find_repeats(piles: Sequence[Pile]) -> pl.DataFrame:
    usable = [pile for pile in piles if pile.alike["verdict"] != "unusable"]
    return find_repeats([pile.scan() for pile in usable], sum(pile.height for pile in usable))


def _draft(judged: _Judged, folder: Path, rules: Rules, view: View, seen: dict[str, str]) -> Draft:
    """Write the draft of one notice from the rows as it sees them."""
    stem = "+".join(rule or "" for rule in rules)
    path, outside_path = folder / f"{stem}.owed.parquet", folder / f"{stem}.outside.parquet"
    told = find_told(judged.piles, view, judged.repeated["row"])
    groups = write_owed(told, seen, path)
    outside = _outside(judged, told, view)
    outside.sink_parquet(outside_path, row_group_size=BLOCK_ROWS)
    elsewhere = judged.repeated.filter("elsewhere").select("account_id", "first_row", "row").head(LISTED_ROWS)
    owed = [each.scan() for each in told]
    return Draft(
        rules=rules,
        path=path,
        outside_path=outside_path,
        groups=groups,
        counts=_counts(outside, judged.number, sum(each.height for each in told), groups),
        unknown_regions=judged.unknown_regions,
        unknown_languages=judged.unknown_languages,
        unnamed=_count_unnamed(owed),
        undated=_number_with(owed, "undated"),
        unseen=_number_with(owed, "unseen"),
        elsewhere=tuple(elsewhere.rows()),
    )


def _outside(judged: _Judged, told: Sequence[ToldPile], view: View) -> pl.LazyFrame:
    """See the rows that are not told, each with the reason."""
    again = pl.col("row").is_in(judged.repeated["row"].implode())
    is_told = {id(each.pile) for each in told}
    rows = [
        view(pile.scan()).filter(again) if id(pile) in is_told else view(pile.scan())
        for pile in judged.piles
        if judged.repeated.height or id(pile) not in is_told
    ]
    columns = {"row": pl.UInt64} | dict.fromkeys(("account_id", "email", "verdict", "reason"), pl.String)
    if not rows:
        return pl.LazyFrame(schema=columns)
    together = pl.concat([each.select(*columns) for each in rows])
    if not judged.repeated.height:
        return together
    return together.with_columns(
        verdict=pl.when(again).then(pl.lit("unusable")).otherwise("verdict"),
        reason=pl.when(again).then(why_repeated(judged.repeated)).otherwise("reason"),
    )


def _number_with(owed: Iterable[pl.LazyFrame], flaw: str) -> int:
    return sum(int(rows.select(pl.col(flaw).sum()).collect(engine="streaming").item()) for rows in owed)


def _count_unnamed(owed: Sequence[pl.LazyFrame]) -> tuple[tuple[str, int], ...]:
    if not owed:
        return ()
    flawed = pl.concat([rows.select("unnamed") for rows in owed]).drop_nulls()
    found = flawed.select(why=why_unnamed()).group_by("why").agg(number=pl.len()).collect(engine="streaming")
    return tuple(found.sort("why").iter_rows())


def _rank(piles: Iterable[Pile], column: str) -> tuple[tuple[str, int], ...]:
    rows = pl.concat([pile.scan().select(column) for pile in piles]).drop_nulls()
    found = rows.group_by(column).agg(number=pl.len()).collect(engine="streaming")
    ranked = found.sort(["number", column], descending=[True, False]).head(MOST_LISTED)
    return tuple(ranked.iter_rows())


def _counts(outside: pl.LazyFrame, number: int, owed: int, groups: Sequence[Group]) -> Counts:
    table = outside.group_by("verdict", "reason").agg(number=pl.len()).collect(engine="streaming").sort("reason")
    by_verdict: dict[str, dict[str, int]] = {"not owed": {}, "unusable": {}}
    for verdict, reason, size in table.iter_rows():
        by_verdict[verdict][reason] = size
    counts = Counts(
        rows=number,
        owed=owed,
        not_owed=by_verdict["not owed"],
        unusable=by_verdict["unusable"],
        messages=groups[-1].last + 1 if groups else 0,
    )
    if not counts.adds_up():
        raise AudienceError(
            f"the rows do not add up ({counts}); nothing was frozen: report this with the accounts' first lines"
        )
    return counts
