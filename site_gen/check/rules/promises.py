"""Rules about the promise: what the words say of changes, and what policy.toml lets be counted."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.check.case import Case
from site_gen.check.checklist import class_asked
from site_gen.check.promise_in_text import SaidPromise, is_readable, readable_languages, said_promise
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.check.rules.places import quote
from site_gen.declared.configuration import CONFIG_PATH
from site_gen.declared.notice_rules import RULES_PATH
from site_gen.model.note import ChangeClass

_MOST_QUOTED = 160


def _promise_differs(case: Case) -> Iterator[Fault]:
    """Compare what the words promise with what is counted; a difference that was published weighs where it counts."""
    now, then = said_promise(case.after), said_promise(case.before)
    promise = case.organisation.promise
    counted = promise.lead_days if promise else case.rules.default_lead_days
    is_told = case.is_version and case.history is not None and _class(case).is_told
    is_known = bool(now and then) and (_days(now), counted) == (_days(then), _terms_by(case))
    if now and now.days > counted:
        weighs = Severity.WARNING if is_known and not is_told else None
        yield Fault(path=case.path, line=now.line, severity=weighs, message=_words_say_more(now, counted))
    elif now and promise is None:
        yield Fault(path=case.path, line=now.line, severity=Severity.WARNING, message=_silent(now))
    elif now and promise and now.days < counted and not is_known:
        message = (
            f"The text says {quote(now.words, _MOST_QUOTED)}, {now.days} days, and policy.toml promises {counted}. "
            "Readers are promised less than you keep: make the two agree."
        )
        yield Fault(path=case.path, line=now.line, severity=Severity.WARNING, message=message)
    if now and now.channels and promise and promise.channel not in now.channels and not is_known:
        message = (
            f"The text says {quote(now.words, _MOST_QUOTED)}, by other means than {promise.channel}, by which "
            "notices go out here. Name that in the text too, and see that what the text names is really used."
        )
        yield Fault(path=case.path, line=now.line, severity=Severity.WARNING, message=message)
    if is_told and then and then.days > _terms_by(case) and not (now and now.days > counted):
        yield Fault(path=CONFIG_PATH, message=_published_words_say_more(then, _terms_by(case)))


def _loosened_rules(case: Case) -> Iterator[Fault]:
    if case.before is None:
        return
    then, now = case.promise, case.organisation.promise
    if then and (now is None or now.lead_days < then.lead_days or now.channel != then.channel):
        said = f"{now.lead_days} days by {now.channel}" if now else "nothing"
        yield Fault(
            path=CONFIG_PATH,
            message=f"The promise was {then.lead_days} days by {then.channel} and becomes {said}. This change is still "
            "held to the older promise, and shortening it is itself material (M16).",
        )
    on = {each.regime_id for each in case.rules.switched_on}
    for regime_id in sorted({each.regime_id for each in case.rules_before.switched_on} - on):
        yield Fault(path=RULES_PATH, message=f"`{regime_id}` no longer counts. Say in the pull request why not.")


def _misnamed_policy(case: Case) -> Iterator[Fault]:
    for regime_id, slug, hint in case.misnamed:
        yield Fault(
            path=RULES_PATH,
            message=f"The entry `{regime_id}` is about the policy `{slug}`, and there is none; {hint} Until "
            "`policies` is corrected, the entry asks nothing of any policy.",
        )


def _unread_promise(case: Case) -> Iterator[Fault]:
    """Say where the words cannot be compared: when they are first published, and when people are told of a change."""
    language = (case.after.document.language if case.after else "") or case.policy.language
    if case.after is None or is_readable(language) or said_promise(case.after):
        return
    if case.is_version and (case.history is None or _class(case).is_told):
        counted = case.organisation.promise.lead_days if case.organisation.promise else case.rules.default_lead_days
        yield Fault(
            path=case.after.path,
            message=f"What this text promises about changes was not read: it is in `{language}`, and promises are "
            f"read in {', '.join(f'`{each}`' for each in readable_languages())}. See yourself that it promises no "
            f"more than the {counted} days that everything here is counted by.",
        )


def _words_say_more(now: SaidPromise, counted: int) -> str:
    return (
        f"The text says {quote(now.words, _MOST_QUOTED)}, {now.days} days, and policy.toml lets {counted} be enough: "
        f"everything here is counted by it. Write `lead_days = {now.days}` in policy.toml, merged first as a change of "
        "its own where this one tells people; or correct the words, which changes the promise itself (M16)."
    )


def _published_words_say_more(then: SaidPromise, held_to: int) -> str:
    return (
        f"The published text says {quote(then.words, _MOST_QUOTED)}, {then.days} days, and this change is held to the "
        f"{held_to} that policy.toml said. Merge `lead_days = {then.days}` in policy.toml first, as a change of its "
        "own: people were promised that much."
    )


def _silent(now: SaidPromise) -> str:
    return (
        f"The text says {quote(now.words, _MOST_QUOTED)}, {now.days} days, and policy.toml names no promise: notices "
        f"follow the default and do not call it your promise. Write `[promise]` with `lead_days = {now.days}` there."
    )


def _days(said: SaidPromise | None) -> int:
    return said.days if said else 0


def _terms_by(case: Case) -> int:
    return case.promise.lead_days if case.promise else case.rules.default_lead_days


def _class(case: Case) -> ChangeClass:
    draft = case.draft
    return draft.note.change_class if draft and "class" not in draft.unread else class_asked(case)


RULES = (
    CaseRule(
        code="promise-loosened",
        severity=Severity.WARNING,
        title="A shorter promise, or a rule switched off, is seen by the reviewer.",
        explanation="Every change is held to the promise that people were given before it. Shortening the promise "
        "changes the *Changes* clause for them and belongs in a note of its own class (M16).",
        source="FTC Act s. 5: not keeping a promise of notice is deceptive.",
        check=_loosened_rules,
    ),
    CaseRule(
        code="rule-about-no-policy",
        title="A law counts for the policies that it is about.",
        explanation="`policies` of an entry in `notice-rules.toml` names policies by their slugs. With a slip in it "
        "the entry would ask nothing, and nobody would notice. Correct the name, or leave `policies` out: then the "
        "entry is about every policy.",
        check=_misnamed_policy,
    ),
    CaseRule(
        code="promise-differs",
        title="The promise in the words is the one that is counted.",
        explanation="The words of the policy are the promise; `policy.toml` only says the same in a form from which "
        "days can be counted. Where the words promise more, people would be told later than they were promised, and "
        "nobody would notice. Correct `policy.toml` first, in a change of its own, so that the next is held to it. To "
        "shorten the promise, change the words: that is a material change, told as the older words say.",
        source="FTC Act s. 5: not keeping a promise of notice is deceptive; CalOPPA 22575(b)(3).",
        check=_promise_differs,
    ),
    CaseRule(
        code="promise-unread",
        severity=Severity.WARNING,
        title="Where the promise in the words cannot be read, a person compares it.",
        explanation="The words of the policy are the promise, and `policy.toml` says the same in a form from which "
        "days can be counted. In some languages the two are compared here; in others nobody notices that they "
        "differ unless you look. It is said of a text that is new, and beside a change that people are told of.",
        source="FTC Act s. 5: not keeping a promise of notice is deceptive.",
        check=_unread_promise,
    ),
)
