"""A check's result as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from site_gen.canonical import Json, canonical
from site_gen.check.approval import approvals, asks_approval, outdated_approvals
from site_gen.check.checklist import Question
from site_gen.check.deadlines import Deadlines
from site_gen.check.report.sentences import postponed_words, withdrawn_words
from site_gen.check.rule import Finding
from site_gen.check.verdict import Verdict
from site_gen.declared.questions import QUESTIONS
from site_gen.history.obligations import Requirement
from site_gen.model.note import Approval
from site_gen.signals.data import signals_json


def check_json(verdicts: Sequence[Verdict], problem: str = "") -> str:
    """Return the whole result; `problem` says why there is none."""
    passed = not problem and all(verdict.is_passed for verdict in verdicts)
    body: Json = {
        "passed": passed,
        "problem": problem,
        "policies": [_policy(verdict) for verdict in verdicts],
    }
    return canonical(body).decode()


def _policy(verdict: Verdict) -> Json:
    case = verdict.case
    return {
        "path": case.path,
        "passed": verdict.is_passed,
        "changed": case.is_version,
        "class_declared": str(verdict.class_declared) if verdict.class_declared else None,
        "class_asked": str(verdict.class_asked),
        "postponed": list(postponed_words(verdict)),
        "withdrawn": list(withdrawn_words(verdict)),
        "approvals": {
            "asked": case.approvals_asked if asks_approval(case) else 0,
            "given": [_approval(each) for each in approvals(case)],
            "outdated": [_approval(each) for each in outdated_approvals(case)],
        },
        "deadlines": _deadlines(verdict.deadlines),
        "findings": [_finding(finding) for finding in verdict.findings],
        "questions": [_question(question) for question in verdict.questions],
        **signals_json(case.signals),
    }


def _approval(approval: Approval) -> Json:
    return {
        "who": approval.who,
        "on": approval.approved_on.isoformat(),
        "text_sha256": approval.text_sha256,
    }


def _deadlines(days: Deadlines) -> Json:
    return {
        "class": str(days.change_class),
        "lead_days": days.strictest.lead_days if days.strictest else 0,
        "effective_on": days.effective_on.isoformat(),
        "earliest_effective_on": days.earliest_on.isoformat(),
        "publish_by": days.publish_by.isoformat(),
        "requirements": [_requirement(each, days.effective_on) for each in days.requirements],
    }


def _requirement(each: Requirement, effective_on: date) -> Json:
    return {
        "rule": each.rule,
        "name": each.name,
        "regions": list(each.regions),
        "channel": each.channel,
        "lead_days": each.lead_days,
        "timing": str(each.timing),
        "send_by": each.send_by(effective_on).isoformat(),
        "kind": str(each.kind) if each.kind else "promise",
        "consent": each.consent,
        "source": each.cited,
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.rule.code,
        "severity": str(finding.severity),
        "path": finding.fault.path,
        "line": finding.fault.line,
        "message": finding.fault.message,
        "was_published": finding.is_old,
    }


def _question(question: Question) -> Json:
    answer = question.answer
    return {
        "question": question.code,
        "words": QUESTIONS[question.code],
        "signals": len(question.signals),
        "answer": None if answer is None else "yes" if answer.yes else "no",
        "reason": answer.reason if answer else "",
        "wakes": [regime.regime_id for regime in question.wakes],
    }
