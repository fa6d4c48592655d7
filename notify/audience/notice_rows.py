"""Sees the judged rows as each notice does: whom it tells, and why not the others.

A notice is named by the rules under which it tells of each policy, in the order of the policies; None where it does
not tell of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from notify.audience.criteria import Criteria
from notify.lazy import polars as pl

Rules = tuple[str | None, ...]


def letter_columns(policies: int) -> tuple[str, ...]:
    """Name the columns of judged rows that decide, for each notice, whether it tells a row and in which letter."""
    if policies == 1:
        return ("verdict", "rule", "language", "last_version")
    names = ("rule", "owed", "language", "last_version")
    return ("verdict", *(f"{name}_{number}" for number in range(policies) for name in names))


def rows_of_rule(parts: pl.LazyFrame, rule: str) -> pl.LazyFrame:
    """See the rows of one policy as the notice under one of its rules does."""
    told_elsewhere = (pl.col("verdict") == "owed") & (pl.col("rule") != rule)
    return parts.with_columns(
        verdict=pl.when(told_elsewhere).then(pl.lit("not owed")).otherwise("verdict"),
        reason=pl.when(told_elsewhere).then(pl.format("told under the rule {}", "rule")).otherwise("reason"),
    )


def all_rules(owed: Iterable[Mapping[str, Any]], criteria: Sequence[Criteria]) -> list[Rules]:
    """List the notices of several policies: of each rule alone, then those that tell some row of several policies.

    `owed` has, of all rows that are owed something, the rules of each policy that they come under.
    """
    places = range(len(criteria))
    alone = [
        tuple(rule.rule if number == place else None for number in places)
        for place, each in enumerate(criteria)
        for rule in each.rules
    ]
    found = {tuple(alike[f"rule_{number}"] for number in places) for alike in owed}
    joined = [rules for rules in found if sum(rule is not None for rule in rules) > 1]
    return [*alone, *sorted(joined, key=lambda rules: [(rule is None, rule or "") for rule in rules])]


def rows_of_rules(parts: pl.LazyFrame, rules: Rules, criteria: Sequence[Criteria]) -> pl.LazyFrame:
    """See the rows of several policies as one notice does, in the shape that those of one policy have."""
    told = [number for number, rule in enumerate(rules) if rule]
    usable = pl.col("verdict") != "unusable"
    mine = pl.all_horizontal(
        pl.col(f"rule_{number}").eq_missing(pl.lit(rule, dtype=pl.String)) for number, rule in enumerate(rules)
    )
    seen = seen_columns(rules, criteria)
    return parts.with_columns(
        verdict=pl.when(~usable).then("verdict").when(mine).then(pl.lit("owed")).otherwise(pl.lit("not owed")),
        reason=pl.when(~usable).then("reason_0").when(mine).then(pl.lit("")).otherwise(_elsewhere(rules, criteria)),
        language=f"language_{told[0]}",
        last_version=last_seen(seen) if seen else f"last_version_{told[0]}",
    )


def seen_columns(rules: Rules, criteria: Sequence[Criteria]) -> dict[str, str]:
    """Map the columns of what was seen last to the policy of each; empty where only one policy is told of."""
    told = {f"last_version_{number}": criteria[number].slug for number, rule in enumerate(rules) if rule}
    return told if len(told) > 1 else {}


def last_seen(seen: dict[str, str]) -> pl.Expr:
    """Write which version of each policy was seen last, as `model.audience.seen_of` reads it."""
    each = [pl.lit(f"{slug}=") + pl.col(column) for column, slug in seen.items()]
    written = pl.concat_str(each, separator=" ", ignore_nulls=True)
    return pl.when(written != "").then(written)


def _elsewhere(rules: Rules, criteria: Sequence[Criteria]) -> pl.Expr:
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
