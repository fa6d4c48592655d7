"""The sentences that every form of a check's result shares."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from site_gen.check.approval import approvals, asks_approval
from site_gen.check.checklist import Question, answers, regimes_asking_consent
from site_gen.check.deadlines import Deadlines, coming_on
from site_gen.check.postponing import judge_postponements
from site_gen.check.rule import Fault, Finding
from site_gen.check.verdict import Verdict
from site_gen.declared.notice_rules import EVERYWHERE, union
from site_gen.history.obligations import Requirement, strictest
from site_gen.history.withdrawal import withdrawal_objection
from site_gen.model.note import ChangeClass, Practice
from site_gen.model.rules import Checked, DataKind, Kind, NoticeRules, Regime, Timing
from site_gen.publish.wording import SUBJECTS
from site_gen.signals.excerpts import Excerpt
from site_gen.signals.practice import PracticeRow, practice_rows

_SHOWN = 6
"""Findings of one rule that are shown; a rewrite may have hundreds."""
_FILE_NAME = re.compile(r"\S*(/|\w\.\w)")
"""What a message may open with and is never capitalized."""
PUBLISHED_TITLE = "In the published text too, so it does not stop the merge"
PRACTICE_ROWS = 12
"""Rows of what changed in practice; a rewrite may have hundreds."""
_CHANNELS = {"in-product": "in the product", "site": "on the site", "post": "by post", "email": "by email"}
_BEFORE = {Timing.BEFORE: "before", Timing.WELL_BEFORE: "well before"}
_KINDS = {Kind.GUIDANCE: "guidance", Kind.PLATFORM: "a platform's rule", Kind.YARDSTICK: "a yardstick, not a law"}
DATA = {
    DataKind.BIOMETRIC: "biometric data",
    DataKind.HEALTH: "health",
    DataKind.GENETIC: "genetic data",
    DataKind.SEX_LIFE: "sex life",
    DataKind.ETHNIC: "ethnic origin",
    DataKind.BELIEF: "beliefs",
    DataKind.CRIMINAL: "criminal records",
    DataKind.PRECISE_LOCATION: "precise location",
    DataKind.IMMIGRATION: "immigration or military status",
    DataKind.NEURAL: "neural data",
    DataKind.SENSITIVE: "sensitive data",
    DataKind.CHILDREN: "children",
}
"""What kinds of information are called in the check and in the table of rules."""
_NAMED = 6
"""Regions that are named one by one."""


def headline(verdict: Verdict) -> str:
    """Say in one line whether the change may be merged, and what is in the way."""
    name = verdict.case.path
    if verdict.refusals:
        count = len(verdict.refusals)
        return f"{name}: not ready to merge: {count} {'thing' if count == 1 else 'things'} to put right."
    if not is_seen(verdict):
        return f"{name}: nothing that a reader can see changes."
    return f"{name}: ready to merge."


def is_seen(verdict: Verdict) -> bool:
    """Whether readers see the change: another text, another day, a text that is gone, back or newly listed."""
    case = verdict.case
    deeds = case.postponements or case.withdrawals or case.rereading.is_listed_late
    return bool(case.is_version or case.is_removal or case.is_return or deeds)


def class_words(verdict: Verdict) -> str:
    """Say the declared class and the one that the text asks for."""
    declared, asked = verdict.class_declared, verdict.class_asked
    if verdict.case.before is None:
        return f"{declared or 'not declared yet'}; the first version"
    if declared is None and asked is ChangeClass.EDITORIAL:
        return f"not declared yet; nothing in the text asks for more than {asked}"
    if declared is None:
        return f"not declared yet; the text asks for {asked}{_consent_words(verdict)}"
    if declared is ChangeClass.MATERIAL_CONSENT and (codes := _asking_consent(verdict)):
        return f"{declared}, as a rule that counts asks after the yes to {' and '.join(codes)}"
    asking = "the text and the answers ask" if answers(verdict.case) else "the text asks"
    if declared is asked:
        return f"{declared}; nothing asks for more" if asked is ChangeClass.EDITORIAL else f"{declared}, as {asking}"
    return f"{declared}; {asking} for {'no more than ' if declared.rank > asked.rank else ''}{asked}"


def _asking_consent(verdict: Verdict) -> list[str]:
    """Return the questions whose yes brings in a rule that asks for consent."""
    given = answers(verdict.case).values()
    return [each.question for each in given if each.yes and regimes_asking_consent(each.question, verdict.case)]


def _consent_words(verdict: Verdict) -> str:
    """Say which questions make the text ask for people's consent; nothing where it does not."""
    if verdict.class_asked is not ChangeClass.MATERIAL_CONSENT:
        return ""
    return f" (by {', '.join(each.code for each in verdict.questions if each.asks is verdict.class_asked)})"


def approval_words(verdict: Verdict) -> str:
    """Say who approved this text, and how many are asked for; nothing where nobody is."""
    given = approvals(verdict.case)
    if not given and not asks_approval(verdict.case):
        return ""
    names = ", ".join(f"{each.who} on {each.approved_on}" for each in given) or "nobody yet"
    return f"{names} ({len(given)} of {verdict.case.approvals_asked})" if asks_approval(verdict.case) else names


def days_words(verdict: Verdict) -> str:
    """Say when the change takes effect, the earliest day, and the last day to merge it."""
    days, draft = verdict.deadlines, verdict.case.draft
    if draft is None or "effective" in draft.unread:
        return _earliest_words(days)
    if draft.note.published_on:
        return f"published {draft.note.published_on}, elsewhere, as its note says"
    if not days.requirements:
        declared, asked = verdict.class_declared, verdict.class_asked
        is_low = declared is not None and declared.rank < asked.rank
        owed = f"would be owed if the class {declared} stood" if is_low else "is owed"
        return f"{days.effective_on}{_company_words(verdict)}; no notice {owed}"
    if days.publish_by < verdict.case.today:
        return f"{days.effective_on} is too soon; {_earliest_words(days)}"
    return f"{days.effective_on}, if it is merged by {days.publish_by} ({_notice_words(days)})"


def _earliest_words(days: Deadlines) -> str:
    because = ": the version that it builds on takes effect then" if days.waits_for_other else ""
    return f"{days.earliest_on} at the earliest, if it is merged today{because}"


def _company_words(verdict: Verdict) -> str:
    """Say with which version a change takes effect that builds on one still to come, or which one it takes back."""
    versions = verdict.case.history.versions if verdict.case.history else ()
    if not versions or not verdict.case.today < versions[-1].effective_on == verdict.deadlines.effective_on:
        return ""
    if verdict.case.taken_back:
        return f"; it takes back version {versions[-1].version_id}, which was announced and then never applies"
    return f", together with version {versions[-1].version_id}, which is announced and not yet in force"


def corrects_words(verdict: Verdict) -> str:
    """Say which version the change corrects, and what its readers will see of that; nothing where it corrects none."""
    draft, history = verdict.case.draft, verdict.case.history
    corrected = draft.note.corrects if draft else None
    found = next((each for each in history.versions if each.version_id == corrected), None) if history else None
    if found is None:
        return ""
    said = "whose text was taken down" if found.withdrawn else "whose page will say so and lead here"
    return f"version {found.version_id}, {said}"


def told_words(verdict: Verdict) -> Iterator[tuple[str, list[Requirement]]]:
    """Yield who is told by which channel and when, and the rules that ask for it."""
    requirements = verdict.deadlines.requirements
    for channel in dict.fromkeys(each.channel for each in requirements):
        asked = [each for each in requirements if each.channel == channel]
        who = region_words(union([region for each in asked for region in each.regions]), verdict.case.rules)
        by = send_by_words(strictest(asked), verdict.deadlines.effective_on)
        if strictest(asked).send_by(verdict.deadlines.effective_on) < verdict.case.today:
            by += ", a day that is past"
        consent = ", and asked for consent" if any(each.consent for each in asked) else ""
        yield f"{who}, {_CHANNELS.get(channel, channel)}, {by}{consent}", asked


def changed_practice(verdict: Verdict) -> tuple[PracticeRow, ...]:
    """Return what changed in practice; what legal answered with a `no` is left out, as it is on the pages."""
    redline = verdict.case.redline
    if redline is None:
        return ()
    denied = {each.code for each in verdict.questions if each.answer and not each.answer.yes}
    return practice_rows(redline, (signal for signal in verdict.case.signals if signal.question not in denied))


def subject_words(row: PracticeRow) -> str:
    """Name what a row is about."""
    return ", ".join(SUBJECTS[each] for each in row.subjects)


def place_words(row: PracticeRow) -> str:
    """Say in which section a row's words stand, and in which cell of its table; empty before the first heading."""
    return f"{row.section} ({row.place})" if row.section and row.place else row.section or row.place


def quoted_words(verdict: Verdict) -> str:
    """Say where readers are shown the passages of a changed practice, and how an email leaves them out."""
    draft = verdict.case.draft
    if draft and draft.note.practice is Practice.WORDING:
        return ""
    if not any(each.channel == "email" for each in verdict.deadlines.requirements):
        return ""
    if draft and not draft.note.email_table:
        return "The page of the change quotes the passages behind this; the email does not, as the note says."
    way_out = "where your own words say it better, `email_table: no` in the note leaves them out of the email"
    return f"The page of the change and the email quote the passages behind this; {way_out}."


def send_by_words(asked: Requirement, effective_on: date) -> str:
    """Say by when a notice has to be out, in the words in which the notifier says it."""
    last = asked.send_by(effective_on)
    if asked.timing not in _BEFORE or asked.lead_days:
        return f"by {last}"
    return f"{_BEFORE[asked.timing]} {effective_on} ({last} at the latest)"


def rule_words(asked: Requirement | Regime) -> str:
    """Name a rule, and say what makes it one where it is not a law, and that nobody checked it where nobody did."""
    asides = [_KINDS[asked.kind]] if asked.kind in _KINDS else []
    asides += ["unverified"] if asked.checked is Checked.MEMORY else []
    return f"{asked.name} ({', '.join(asides)})" if asides else asked.name


@dataclass(frozen=True, slots=True)
class Said:
    """What a report about one policy has said so far, and under which question: it need not say it again."""

    _passages: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _rules: dict[str, str] = field(default_factory=dict)

    def quoted_under(self, excerpt: Excerpt, code: str) -> str:
        """Return the earlier question that quotes a passage; empty where this one is the first."""
        first = self._passages.setdefault((excerpt.section, excerpt.before, excerpt.after), code)
        return "" if first == code else first

    def told_under(self, rule: str, code: str) -> str:
        """Return the earlier question that says what a rule asks for; empty where this one is the first."""
        first = self._rules.setdefault(rule, code)
        return "" if first == code else first


def woken_words(question: Question, said: Said) -> Iterator[tuple[str, str, str]]:
    """Yield which rules a yes brings in, which name such changes among others, and which the data in question wakes.

    Each is what comes before the rules' names, the names, and what comes after them.
    """
    counted = [regime for regime in question.wakes if regime.on]
    for regime in counted:
        if question.code not in regime.questions:
            continue
        if under := said.told_under(rule_words(regime), question.code):
            yield "A yes brings in ", rule_words(regime), f", as under {under}."
        else:
            needed = " It asks for consent." if regime.consent else ""
            consent = f" Consent: {regime.consent_note}" if regime.consent_note else ""
            yield "A yes brings in ", rule_words(regime), f": {regime.asks}{needed}{consent}"
    if named := [_named_words(regime) for regime in counted if question.code in regime.such_as]:
        yield "Such a change is named by ", "; ".join(named), "."
    woken = [regime for regime in question.wakes if regime.data_among(question.names)]
    for regime in (each for each in woken if each.on and question.code not in each.questions):
        yield f"About {_data_words(regime, question)}, which is named here: ", rule_words(regime), f": {regime.asks}"
    for regime in (each for each in woken if not each.on):
        lead = f"About {_data_words(regime, question)}, which is named here, and not switched on: "
        yield lead, rule_words(regime), "."


def off_words(verdict: Verdict) -> list[tuple[str, str]]:
    """Return the rules that are not switched on and about what is asked, each with the questions."""
    asked: dict[str, list[str]] = {}
    for question in verdict.questions:
        for regime in question.wakes:
            if not regime.on:
                asked.setdefault(rule_words(regime), []).append(question.code)
    return [(name, ", ".join(codes)) for name, codes in asked.items()]


def _data_words(regime: Regime, question: Question) -> str:
    return " and ".join(DATA[kind] for kind in regime.data_among(question.names))


def _named_words(regime: Regime) -> str:
    return f"{rule_words(regime)}, which asks for consent" if regime.consent else rule_words(regime)


def _notice_words(days: Deadlines) -> str:
    """Say how much notice the strictest rule asks for."""
    first = days.strictest
    if first is None or not first.days_ahead:
        return "notice is due by then"
    return f"{first.lead_days} days' notice" if first.lead_days else "notice is due before it"


def region_words(regions: Sequence[str], rules: NoticeRules) -> str:
    """Name regions, a whole group by its own name."""
    if EVERYWHERE in regions:
        return "everybody"
    left, names = list(regions), []
    for group in sorted(rules.groups, key=lambda each: -len(each.regions)):
        if set(group.regions) <= set(left):
            names.append(group.name)
            left = [region for region in left if region not in group.regions]
    names += left
    more = len(names) - _NAMED
    return ", ".join(names) if more <= 0 else f"{', '.join(names[: _NAMED - 1])} and {more + 1} more"


def deed_words(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """Yield what the change does beside a new text, each as a word and what it is done to."""
    yield from (("postponed", words) for words in postponed_words(verdict))
    yield from (("withdrawn", words) for words in withdrawn_words(verdict))
    if verdict.case.is_removal:
        yield "ended", "the policy; its page will say so from today on, and every version stays at its address"
    if verdict.case.is_return:
        yield "returns", "the policy, which had ended; what applied then applies again from the day of the merge on"
    if words := corrects_words(verdict):
        yield "corrects", words
    if words := appears_words(verdict):
        yield "appears", words


def appears_words(verdict: Verdict) -> str:
    """Say which versions readers will see of a policy that is listed though git has held it for longer."""
    history = verdict.case.history
    if not verdict.case.rereading.is_listed_late or history is None:
        return ""
    ids = [version.version_id for version in history.versions]
    shown = ", ".join(ids[:_NAMED]) + (f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else "")
    return f"at /{verdict.case.policy.slug}/, with version{'' if len(ids) == 1 else 's'} {shown}"


def postponed_words(verdict: Verdict) -> Iterator[str]:
    """Say which versions get a later day, and which day they lose."""
    for each in judge_postponements(verdict.case) if not verdict.case.is_version else ():
        yield from (
            f"version {old.version_id} from {old.effective_on} to {new.effective_on}" for old, new in each.moved
        )


def withdrawn_words(verdict: Verdict) -> Iterator[str]:
    """Say which versions' texts are taken down."""
    versions = verdict.case.history.versions if verdict.case.history else ()
    for note in (draft.note for draft in verdict.case.withdrawals):
        if withdrawal_objection(note, verdict.case.today, versions, coming_on(verdict.case)) is None:
            own = next((each.note for each in versions if each.version_id == note.version_id), None)
            stays = own is not None and not note.withholds_note and (own.summary or own.answers)
            way_out = "; what its note says stays public, unless `withholds: note` takes that down too" if stays else ""
            yield f"the text {'and the note ' if note.withholds_note else ''}of version {note.version_id}{way_out}"


def place(fault: Fault) -> str:
    """Name the place of a fault."""
    return f"{fault.path}:{fault.line}" if fault.line else fault.path


def message_words(fault: Fault) -> str:
    """Say a fault as a sentence, whatever the rule left open."""
    message = fault.message
    opening = message[:1] if _FILE_NAME.match(message) else message[:1].upper()
    return f"{opening}{message[1:]}{'' if message.endswith(('.', '!', '?')) else '.'}"


def shorten(findings: Sequence[Finding]) -> Iterator[tuple[Finding, int]]:
    """Yield the findings, of each rule only the first few; the last of those with how many more there are.

    Each question that waits is shown: whoever fills in the note needs all of them.
    """
    of_rule = Counter(finding.rule.code for finding in findings)
    shown: Counter[str] = Counter()
    for finding in findings:
        code = finding.rule.code
        shown[code] += 1
        if finding.fault.question:
            yield finding, 0
        elif shown[code] <= _SHOWN:
            yield finding, max(0, of_rule[code] - _SHOWN) if shown[code] == _SHOWN else 0
