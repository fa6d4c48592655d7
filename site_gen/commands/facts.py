"""`policy-site facts`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator

from site_gen.git.repository import Repository, open_repository
from site_gen.history.declarations import on_its_day
from site_gen.history.reader import read_histories
from site_gen.model.facts import FactLife, StandingFact, Turn
from site_gen.model.history import History
from site_gen.model.version import Version
from site_gen.options import Options
from site_gen.requests.arguments import options_of
from site_gen.signals.facts.by_day import lives_of
from site_gen.signals.facts.standing import SegmentFacts, standing_facts
from site_gen.signals.facts.through_time import fact_lives
from site_gen.text.published import read_document


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    return run(options_of(arguments), as_json=arguments.json)


def run(options: Options, *, as_json: bool) -> int:
    """List the facts of each policy and the versions that brought, changed or dropped them."""
    repository = open_repository(options.repository, branch=options.branch)
    options = on_its_day(options, repository)
    told = [(history, lives(repository, history)) for history in read_histories(options, repository)]
    if as_json:
        print(json.dumps([_policy(history, found) for history, found in told], indent=2, ensure_ascii=False))
        return 0
    for history, found in told:
        print("\n".join(_lines(history, found)))
    return 0


def lives(repository: Repository, history: History) -> tuple[FactLife, ...]:
    """Follow the facts of a policy's texts by day, but for those that were taken down."""
    read = [each for each in history.versions if each.withdrawn is None]
    return lives_of(history, fact_lives(_texts(repository, read)))


def _texts(repository: Repository, versions: Iterable[Version]) -> Iterator[tuple[Version, tuple[StandingFact, ...]]]:
    read: dict[str, tuple[StandingFact, ...]] = {}
    segments = SegmentFacts()
    for version in versions:
        if version.text_oid not in read:
            source = next(data for _, data in repository.blobs([version.text_oid]))
            read[version.text_oid] = standing_facts(read_document(source, version.text_oid)[0], segments)
        yield version, read[version.text_oid]


def _lines(history: History, found: tuple[FactLife, ...]) -> Iterator[str]:
    ended = f" (the policy ended on {history.end.withdrawn_on}: none applies any more)" if history.end else ""
    yield f"{history.policy.path}: {_count(found)}{ended}"
    for life in found:
        value = f": {life.value}" if life.value not in {"", life.words} else ""
        gone = "" if life.stands else f", until {life.turns[-1].version.effective_on}"
        changes = len(life.turns) - 1 if life.stands else 0
        before = f" ({changes} {'change' if changes == 1 else 'changes'} before)" if changes else ""
        first = f", first {life.first.effective_on}" if life.first.effective_on != life.since_on else ""
        yield f"  {life.kind:<10} since {life.since_on}{first}{gone}  {life.words}{value}{before}"


def _count(found: tuple[FactLife, ...]) -> str:
    stated = sum(life.stands for life in found)
    if not found:
        return "no facts were found"
    facts = "1 fact" if stated == 1 else f"{stated or 'no'} facts"
    more = f" and no longer states {len(found) - stated}" if stated < len(found) else ""
    return f"the newest text states {facts}{more}"


def _policy(history: History, found: tuple[FactLife, ...]) -> dict[str, object]:
    ended = {"ended_on": history.end.withdrawn_on.isoformat()} if history.end else {}
    return {
        "slug": history.policy.slug,
        "path": history.policy.path,
        **ended,
        "facts": [_fact(life) for life in found],
    }


def _fact(life: FactLife) -> dict[str, object]:
    return {
        "kind": str(life.kind),
        "words": life.words,
        "quote": life.quote.text,
        "group": life.group,
        "value": life.value,
        "stands": life.stands,
        "since": life.since.version_id,
        "since_on": life.since_on.isoformat(),
        "first": life.first.version_id,
        "turns": [_turn(turn) for turn in life.turns],
    }


def _turn(turn: Turn) -> dict[str, object]:
    return {
        "version_id": turn.version.version_id,
        "effective_on": turn.version.effective_on.isoformat(),
        "stands": turn.value is not None,
        "value": turn.value or "",
        "words": turn.words,
    }
