"""`policy-site rules`: what `notice-rules.toml` says, as a table that counsel can go through."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from site_gen.canonical import Json, canonical
from site_gen.declared.notice_rules import EVERYWHERE, RULES_PATH, read_rules
from site_gen.git.repository import open_repository
from site_gen.git.trees import CommitTree
from site_gen.history.declarations import on_its_day
from site_gen.model.rules import Checked, Kind, NoticeRules, Regime, Timing
from site_gen.options import Options
from site_gen.render.markdown import escape
from site_gen.requests.arguments import options_of

_WIDTH = 100
_STALE = timedelta(days=365)
_CHECKED = {
    Checked.TEXT: "the text was read",
    Checked.SECONDARY: "a secondary source was read",
    Checked.MEMORY: "nobody checked it; it is off",
}
_KINDS = {
    Kind.LAW: "law",
    Kind.GUIDANCE: "guidance",
    Kind.PLATFORM: "a platform's rule",
    Kind.YARDSTICK: "a yardstick",
}
_BEFORE = {Timing.BY: "by the day", Timing.BEFORE: "before", Timing.WELL_BEFORE: "well before; no number"}


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    return run(options_of(arguments), "json" if arguments.json else arguments.format)


def run(options: Options, form: str) -> int:
    """Print every entry of the rules as they are on disk; as committed where there is no working tree."""
    repository = open_repository(options.repository, branch=options.branch)
    folder = None if options.branch else repository.work_tree()
    file = folder / RULES_PATH if folder else None
    data = file.read_bytes() if file and file.is_file() else CommitTree(repository).read(RULES_PATH)
    rules = read_rules(data)
    forms: dict[str, Callable[[NoticeRules, date], str]] = {"text": _text, "markdown": _markdown, "json": _json}
    print(forms[form](rules, on_its_day(options, repository).today), end="")
    return 0


def _text(rules: NoticeRules, today: date) -> str:
    lines = [line for regime in rules.regimes for line in _entry(regime, rules, today)]
    return "\n".join([_summary(rules), *lines]) + "\n"


def _entry(regime: Regime, rules: NoticeRules, today: date) -> Iterator[str]:
    yield ""
    yield f"{'on ' if regime.on else 'off'} {regime.regime_id}: {regime.name}"
    facts = (
        ("who", _regions(regime, rules)),
        ("policies", ", ".join(regime.policies)),
        ("class", ", ".join(regime.classes)),
        ("asked by", ", ".join(regime.questions)),
        ("such as", ", ".join(regime.such_as)),
        ("data", ", ".join(regime.data)),
        ("channel", regime.channel),
        ("when", _when(regime)),
        ("asks", regime.asks),
        ("consent", _consent(regime)),
        ("source", f"{_KINDS[regime.kind]}: {regime.source}"),
        ("checked", _describe_checking(regime, today)),
        ("from", _from(regime, today)),
    )
    for name, words in facts:
        if words:
            yield from textwrap.wrap(
                words, _WIDTH, initial_indent=f"      {name:9}", subsequent_indent=" " * 15, break_on_hyphens=False
            )


def _markdown(rules: NoticeRules, today: date) -> str:
    head = ("on", "entry", "who", "class", "channel, when", "what is asked", "source", "checked")
    lines = [_summary(rules), "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for regime in rules.regimes:
        woken = f" (where {', '.join(regime.questions)} is open or yes)" if regime.questions else ""
        woken += f" (such as {', '.join(regime.such_as)})" if regime.such_as else ""
        woken += f" (about {', '.join(regime.data)})" if regime.data else ""
        woken += f" (of the policies {', '.join(regime.policies)})" if regime.policies else ""
        consent = f" Consent: {_consent(regime)}" if _consent(regime) else ""
        since = f" {_from(regime, today)}" if regime.in_force_from else ""
        cells = (
            "yes" if regime.on else "no",
            f"{regime.name} ({regime.regime_id})",
            _regions(regime, rules),
            f"{', '.join(regime.classes)}{woken}",
            f"{regime.channel}, {_when(regime)}",
            f"{regime.asks}{consent}",
            f"{_KINDS[regime.kind]}: {regime.source}",
            f"{_describe_checking(regime, today)}{since}",
        )
        lines.append(f"| {' | '.join(escape(cell) for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _json(rules: NoticeRules, today: date) -> str:
    return canonical([_fields(regime, today) for regime in rules.regimes]).decode()


def _fields(regime: Regime, today: date) -> Json:
    return {
        "id": regime.regime_id,
        "name": regime.name,
        "regions": list(regime.regions),
        "policies": list(regime.policies),
        "classes": [str(each) for each in regime.classes],
        "questions": list(regime.questions),
        "such_as": list(regime.such_as),
        "data": list(regime.data),
        "channel": regime.channel,
        "lead_days": regime.lead_days,
        "timing": str(regime.timing),
        "consent": "yes" if regime.consent else "no",
        "consent_note": regime.consent_note,
        "asks": regime.asks,
        "source": regime.source,
        "kind": str(regime.kind),
        "how": str(regime.checked),
        "checked_on": regime.checked_on.isoformat() if regime.checked_on else None,
        "check_again": "yes" if _is_stale(regime, today) else "no",
        "in_force_from": regime.in_force_from.isoformat() if regime.in_force_from else None,
        "on": "yes" if regime.on else "no",
    }


def _summary(rules: NoticeRules) -> str:
    return (
        f"{len(rules.regimes)} entries, {len(rules.switched_on)} of them on. Without a promise in policy.toml, a "
        f"material change has {rules.default_lead_days} days. This is not legal advice."
    )


def _regions(regime: Regime, rules: NoticeRules) -> str:
    if EVERYWHERE in regime.regions:
        return "everybody"
    left, names = list(regime.regions), []
    for group in sorted(rules.groups, key=lambda each: -len(each.regions)):
        if set(group.regions) <= set(left):
            names.append(group.name)
            left = [region for region in left if region not in group.regions]
    return ", ".join(names + left)


def _when(regime: Regime) -> str:
    if regime.timing is Timing.EU_PERIOD:
        return f"{regime.lead_days} days before, by Regulation 1182/71"
    return f"{regime.lead_days} days before" if regime.lead_days else _BEFORE[regime.timing]


def _consent(regime: Regime) -> str:
    return " ".join(["always needed."] * regime.consent + [regime.consent_note] * bool(regime.consent_note))


def _describe_checking(regime: Regime, today: date) -> str:
    on = f" on {regime.checked_on}" if regime.checked_on else ""
    again = "; check it again" if _is_stale(regime, today) else ""
    return f"{_CHECKED[regime.checked]}{on}{again}"


def _is_stale(regime: Regime, today: date) -> bool:
    return regime.checked_on is None or regime.checked_on + _STALE < today


def _from(regime: Regime, today: date) -> str:
    if regime.in_force_from is None:
        return ""
    return f"{'in force from' if regime.in_force_from > today else 'in force since'} {regime.in_force_from}"
