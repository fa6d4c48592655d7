"""`policy-site init`: start with a repository of one's own; what is there already stays as it is."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from site_gen.declared.configuration import (
    CONFIG_PATH,
    DEFAULT_LANGUAGE,
    POLICY_FOLDER,
    policy_by_name,
    read_configuration,
)
from site_gen.errors import GitError, HistoryError, PolicyError
from site_gen.starting.existing import Found, look_around
from site_gen.starting.files import Answers, starting_files, write_new

if TYPE_CHECKING:
    from site_gen.check.case import Text

_DEFAULT_POLICY = f"{POLICY_FOLDER}/privacy.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the user said; None where nothing was said."""

    repository: Path
    policy: str | None
    source: Path | None
    """A text to take as the policy, in any format that `import` reads."""
    organisation: str | None
    base_url: str | None
    contact: str | None
    asks: bool
    """Whether to ask for what is missing."""


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    request = Request(
        repository=arguments.repo,
        policy=arguments.policy,
        source=arguments.source,
        organisation=arguments.organisation,
        base_url=arguments.base_url,
        contact=arguments.contact,
        asks=not arguments.yes and sys.stdin.isatty(),
    )
    return run(request)


def run(request: Request) -> int:
    """Write what is missing, and say what to do next."""
    found = look_around(request.repository)
    text, remarks = _text(request.source)
    is_configured = (found.top / CONFIG_PATH).exists()
    answers = _answers(request, found, text, is_configured=is_configured)
    files = [(answers.policy, text)] if text is not None else []
    started = list(starting_files(answers))
    read_configuration(dict(started)[CONFIG_PATH].encode(), ())  # refuses a wrong answer before anything is written
    for path, content in (*files, *started):
        is_written = write_new(found.top, path, content)
        print(f"{'wrote' if is_written else 'kept '}  {path}")
    for remark in remarks:
        print(f"policy-site: {request.source}: {remark}", file=sys.stderr)
    for date_line in _dates_in_text(text if text is not None else _words(found.top / answers.policy), answers.policy):
        print(f"policy-site: {date_line}", file=sys.stderr)
    print("\n".join(_next_steps(answers, is_configured)), file=sys.stderr)
    return 0


def _text(source: Path | None) -> tuple[str | None, tuple[str, ...]]:
    if source is None:
        return None, ()
    from site_gen.importing.convert import convert_file
    from site_gen.importing.files import gather, read

    (only,), _ = gather([source], [date(2000, 1, 1)], date.max)
    old = convert_file(only, read(only), "en")
    return old.markdown, tuple(old.remarks)


def _answers(request: Request, found: Found, text: str | None, *, is_configured: bool) -> Answers:
    is_brought = text is not None
    ask = _ask if request.asks else _take
    about = _take if is_configured else ask
    policy = request.policy or _policy(found, is_brought, ask)
    if not is_brought and not (found.top / policy).is_file():
        raise PolicyError(policy, "is not there; bring the text with --from FILE, or name it with --policy PATH")
    days, language = _promise(text if text is not None else _words(found.top / policy), policy)
    return Answers(
        policy=policy,
        language=language,
        organisation=_or(request.organisation, about, "Who publishes it (the organisation's legal name)?"),
        base_url=_or(request.base_url, about, "Under which address will the pages appear (https://...)?"),
        contact=_or(request.contact, about, "Where do readers send questions (an email address)?"),
        branch=found.branch,
        is_new=not _is_committed(found.top, policy),
        promised_days=days,
    )


def _words(place: Path) -> str:
    try:
        return place.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise PolicyError(str(place), f"cannot be read: {error.strerror}") from error


def _dates_in_text(source: str, policy: str) -> Iterator[str]:
    """Name the days that the text gives for itself: no check sees a text that is published before there is one."""
    from site_gen.check.rules.dates_in_text import said_dates

    for said in said_dates(_read(source, policy)):
        yield (
            f"{policy}:{said.line}: says “{said.words}”; leave that out, or see that it is right: every page shows the "
            "day of publication and the day of effect"
        )


def _read(source: str, policy: str) -> Text:
    from site_gen.check.case import Text
    from site_gen.text.published import read_document

    document, reading = read_document(source.encode(), policy)
    return Text(path=policy, source=reading.text, document=document, outline=())


def _promise(text: str, policy: str) -> tuple[int | None, str]:
    """Return the days of notice that a text promises, and the language that it is in: as it says, else by its words."""
    from site_gen.check.promise_in_text import is_readable, readable_languages, said_promise

    read = _read(text, policy)
    said = said_promise(read)
    named = read.document.language or policy_by_name(policy).language
    is_named = read.document.language or named != DEFAULT_LANGUAGE
    language = said.language if said and not is_named else named
    if said is None and not is_readable(language):
        known = ", ".join(f"`{each}`" for each in readable_languages())
        print(
            f"policy-site: {policy}: what it promises about changes was not read, in `{language}` (read are {known}); "
            f"if it names days, write them as `[promise]` into {CONFIG_PATH}",
            file=sys.stderr,
        )
    return said.days if said else None, language


def _policy(found: Found, is_brought: bool, ask: Callable[[str, str], str]) -> str:
    if is_brought:
        return _DEFAULT_POLICY
    if not found.policies:
        raise HistoryError(
            f"{found.top}: no policy was found; bring its text with --from FILE (Markdown, HTML, Word, OpenDocument), "
            "or name it with --policy PATH"
        )
    others = f" (others: {', '.join(found.policies[1:4])})" if found.policies[1:] else ""
    return ask(f"Which file is the policy?{others}", found.policies[0])


def _or(given: str | None, ask: Callable[[str, str], str], question: str) -> str:
    return ask(question, "") if given is None else given


def _ask(question: str, default: str) -> str:
    try:
        answer = input(f"{question} [{default or 'later'}] ").strip()
    except EOFError:  # Ctrl-D
        print()
        return default
    return answer or default


def _take(_question: str, default: str) -> str:
    return default


def _is_committed(top: Path, policy: str) -> bool:
    from site_gen.git.repository import open_repository

    try:
        repository = open_repository(top)
        return repository.text_at(repository.tip, policy) is not None
    except (GitError, HistoryError):
        return False


def _next_steps(answers: Answers, is_configured: bool) -> Iterator[str]:
    keys = {"name": answers.organisation, "base_url": answers.base_url, "contact": answers.contact}
    missing, given = [key for key in keys if not keys[key]], [key for key in keys if keys[key]]
    yield "Next:"
    if is_configured and given:
        yield f"  write {', '.join(given)} into {CONFIG_PATH} yourself: it was there already and stays as it is"
    elif not is_configured and missing:
        yield f"  fill in {', '.join(missing)} in {CONFIG_PATH}"
    yield f"  git add {shlex.join(_to_add(answers))} && git commit"
    yield "  policy-site build && policy-site serve"
    yield f"  {POLICY_FOLDER}/README.md is for whoever changes the text"


def _to_add(answers: Answers) -> Iterator[str]:
    if answers.is_new and not answers.policy.startswith(f"{POLICY_FOLDER}/"):
        yield from (answers.policy, answers.note_folder)
    yield from (POLICY_FOLDER, ".github", ".gitignore")
