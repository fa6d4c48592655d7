"""`policy-site init`: start with a repository of one's own; what is there already stays as it is."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from site_gen.declared.configuration import (
    CONFIG_PATH,
    DEFAULT_LANGUAGE,
    POLICY_FOLDER,
    email_problem,
    is_policy,
    names_language,
    path_problem,
    policy_by_name,
    read_configuration,
    url_problem,
    with_slash,
)
from site_gen.declared.policy_kinds import kinds_of
from site_gen.errors import ConfigError, GitError, HistoryError, PolicyError
from site_gen.importing.files import NEXT_STEP, needs_conversion, one_file, read
from site_gen.starting.asking import Ask, Problem, ask, take
from site_gen.starting.existing import (
    Found,
    language_of,
    likelier,
    look_around,
    not_checked_out,
    policy_in,
    says_language,
    translations_of,
)
from site_gen.starting.files import Answers, lacking_in, starting_files, write_new
from site_gen.text.decode import decode_text
from site_gen.text.written_language import written_language

if TYPE_CHECKING:
    from site_gen.check.case import Text
    from site_gen.model.policy import Policy

_DEFAULT = "privacy"
_MOST_UNREAD = 3
_SOME_DAY = date(2000, 1, 1)
"""Of a text that is brought in, which is published on the day on which it is committed."""


class Request(Struct, frozen=True, kw_only=True):
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
    file: Path | None = None
    """A text that may also be the policy where it lies."""


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
        file=arguments.text,
    )
    return run(request)


def run(request: Request) -> int:
    """Write what is missing, and say what to do next."""
    _refuse_slips(request)
    found = look_around(request.repository)
    request = _with_text(request, found)
    text, remarks, stated = _text(request.source)
    is_configured = (found.top / CONFIG_PATH).exists()
    answers = _answers(request, found, text, stated, is_configured=is_configured)
    files = [(answers.policy, text)] if text is not None else []
    started = list(starting_files(answers))
    read_configuration(dict(started)[CONFIG_PATH].encode(), ())  # refuses a wrong answer before anything is written
    for path, content in (*files, *started):
        is_written = write_new(found.top, path, content)
        print(f"{'wrote' if is_written else 'kept '}  {path}")
        if not is_written and (lacking := lacking_in(path, _words(found.top / path))):
            remarks = (*remarks, f"{path}: {lacking}")
    for remark in remarks:
        print(f"policy-site: {remark}", file=sys.stderr)
    for date_line in _dates_in_text(text if text is not None else _words(found.top / answers.policy), answers.policy):
        print(f"policy-site: {date_line}", file=sys.stderr)
    _name_others(found, answers, is_configured=is_configured)
    if not is_configured:
        _name_unread(found, answers.policy)
    print("\n".join(_next_steps(answers, found.top, is_configured)), file=sys.stderr)
    return 0


def _refuse_slips(request: Request) -> None:
    given = (("--base-url", request.base_url, url_problem), ("--contact", request.contact, email_problem))
    for option, value, problem_of in given:
        if value and (problem := problem_of(value)):
            raise ConfigError(option, f"{value!r} {problem}")


def _with_text(request: Request, found: Found) -> Request:
    """Ask where the policy's text is, in a repository that has none; what is Markdown there stays where it is."""
    if request.file:
        one_file(request.file, _SOME_DAY)  # refuses what is not there, or is no text
        return _taking(request, request.file, found)
    if not request.asks or request.source or request.policy or found.policies:
        return request
    offered = os.path.relpath(found.top / found.documents[0]) if found.documents else ""
    answer = ask("Which file holds the policy's text (Markdown, HTML, Word, OpenDocument)?", offered, _source_problem)
    if not answer:
        raise _no_policy(found)
    return _taking(request, Path(answer), found)


def _taking(request: Request, source: Path, found: Found) -> Request:
    if not needs_conversion(source) and source.resolve().is_relative_to(found.top):
        return replace(request, policy=source.resolve().relative_to(found.top).as_posix())
    return replace(request, source=source)


def _source_problem(answer: str) -> str | None:
    try:
        one_file(Path(answer), _SOME_DAY)
    except PolicyError as error:
        return error.problem
    return None


def _text(source: Path | None) -> tuple[str | None, tuple[str, ...], str]:
    """Bring a text in; returns what a person should know of it too, and the language that it says it is in."""
    if source is None:
        return None, (), ""
    from site_gen.importing.convert import convert_file

    file = one_file(source, _SOME_DAY)
    old = convert_file(file, read(file), "")
    return old.markdown, tuple(f"{source}: {remark}" for remark in old.remarks), old.language


def _answers(request: Request, found: Found, text: str | None, stated: str, *, is_configured: bool) -> Answers:
    is_brought = text is not None
    asks = ask if request.asks else take
    about = take if is_configured else asks
    policy = request.policy or (
        _path_for(request.source, text) if is_brought else _policy(found, asks, is_configured=is_configured)
    )
    if not is_brought and not (found.top / policy).is_file():
        raise PolicyError(policy, "is not there; bring the text with --from FILE, or name it with --policy PATH")
    if not is_brought:
        _refuse_unfit(found.top / policy, policy)
    days, language = _promise(text if text is not None else _words(found.top / policy), policy, stated)
    translations = translations_of(found.top, replace(policy_by_name(policy), language=language))
    return Answers(
        policy=policy,
        language=language,
        translations=translations,
        others=tuple(_others(found, (policy, *(each.path for each in translations)))),
        organisation=_or(request.organisation, about, "Who publishes it (the organisation's legal name)?", _nothing),
        base_url=with_slash(
            _or(request.base_url, about, "Under which address will the pages appear (https://...)?", url_problem)
        ),
        contact=_or(request.contact, about, "Where do readers send questions (an email address)?", email_problem),
        branch=found.branch,
        new=_uncommitted_paths(found.top, (policy, *(each.path for each in translations))),
        promised_days=days,
    )


def _others(found: Found, own: Collection[str]) -> Iterator[Policy]:
    for path in found.policies:
        if path not in own:
            yield replace(policy_by_name(path), language=language_of(path, _words(found.top / path)))


def _refuse_unfit(place: Path, policy: str) -> None:
    """Refuse a text that no build would take, before anything is written."""
    if not decode_text(_bytes(place), policy).strip():
        raise PolicyError(policy, "is empty; write its text first")


def _words(place: Path) -> str:
    return _bytes(place).decode("utf-8", "replace")


def _bytes(place: Path) -> bytes:
    try:
        return place.read_bytes()
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


def _promise(text: str, policy: str, stated: str) -> tuple[int | None, str]:
    """Return the days of notice that a text promises, and the language that it is in: as it says, else by its words.

    What the file that it was brought in from says (`stated`) counts where both are silent: it is often wrong.
    """
    from site_gen.check.promise_in_text import is_readable, readable_languages, said_promise

    read = _read(text, policy)
    said = said_promise(read)
    named = read.document.language or (policy_in(policy).language if says_language(policy) else "")
    written = written_language(text)
    is_misnamed = bool(written) and not names_language(policy) and not read.document.language
    language = (written if is_misnamed else named) or stated or (said.language if said else DEFAULT_LANGUAGE)
    if said is None and not is_readable(language):
        known = ", ".join(f"`{each}`" for each in readable_languages())
        print(
            f"policy-site: {policy}: what it promises about changes was not read, in `{language}` (read are {known}); "
            f"if it names days, write them as `[promise]` into {CONFIG_PATH}",
            file=sys.stderr,
        )
    return said.days if said else None, language


def _path_for(source: Path | None, text: str | None) -> str:
    """Name the file of a text that is brought in by what its file's name, else its title, says that it is."""
    from site_gen.importing.plan import name_of_kind

    kinds = kinds_of(name_of_kind(source.stem if source else "", text or "")) or (_DEFAULT,)
    return f"{POLICY_FOLDER}/{kinds[0]}.md"


def _policy(found: Found, asks: Ask, *, is_configured: bool) -> str:
    if not found.policies:
        raise _no_policy(found)
    if not is_configured and (better := likelier(found)):
        _mind(found, better, is_asked=asks is ask)
    others = f" (others: {', '.join(found.policies[1:4])})" if found.policies[1:] else ""

    def problem_of(path: str) -> str | None:
        return path_problem(path) or (
            None if (found.top / path).is_file() else "is not there; type a path from the top"
        )

    return asks(f"Which file is the policy?{others}", found.policies[0], problem_of)


def _mind(found: Found, better: str, *, is_asked: bool) -> None:
    """Say that a file which is not read is likelier the policy than what is; take none instead unasked."""
    words = f"{better} may be the policy: {_way_in(better)}"
    if not is_asked:
        raise HistoryError(f"{words}. Is {found.policies[0]} what you mean? Then add --policy {found.policies[0]}")
    print(f"policy-site: {words}", file=sys.stderr)


def _way_in(path: str) -> str:
    suffix = Path(path).suffix.lower()
    if suffix in NEXT_STEP:
        return f"{suffix} is not read here; {NEXT_STEP[suffix]}"
    return f"bring its text in with --from {shlex.quote(path)}"


def _name_unread(found: Found, policy: str) -> None:
    """Name files that are called as policies are and cannot be read, but for copies of a text beside them."""
    texts = {path.rpartition(".")[0] for path in (*found.policies, *found.documents, policy)}
    for path in found.unread[:_MOST_UNREAD]:
        if path.rpartition(".")[0] not in texts:
            print(f"policy-site: passed over {path}: {_way_in(path)}", file=sys.stderr)


def _no_policy(found: Found) -> HistoryError:
    if found.unread and not found.documents:
        return HistoryError(
            f"{found.top}: no policy that can be read was found; {found.unread[0]}: {_way_in(found.unread[0])}"
        )
    if left_out := not_checked_out(found.top):
        folder = shlex.quote(left_out.rpartition("/")[0] or ".")
        return HistoryError(
            f"{left_out} is in the repository and not in this checkout: git sparse-checkout add {folder}"
        )
    file = shlex.quote(os.path.relpath(found.top / found.documents[0])) if found.documents else "FILE"
    return HistoryError(
        f"{found.top}: no policy was found; bring its text with --from {file} (Markdown, HTML, Word, OpenDocument), "
        "or name it with --policy PATH"
    )


def _or(given: str | None, asks: Ask, question: str, problem_of: Problem) -> str:
    return asks(question, "", problem_of) if given is None else given


def _nothing(_answer: str) -> None:
    """Find no fault with any answer."""


def _uncommitted_paths(top: Path, paths: Sequence[str]) -> tuple[str, ...]:
    from site_gen.git.repository import open_repository

    try:
        repository = open_repository(top)
        return tuple(path for path in paths if repository.text_at(repository.tip, path) is None)
    except (GitError, HistoryError):
        return tuple(paths)


def _name_others(found: Found, answers: Answers, *, is_configured: bool) -> None:
    """Name what may be a policy too: nobody should take it for published."""
    own = (answers.policy, *(each.path for each in answers.translations))
    listed = _listed_paths(found) if is_configured else set(own)
    texts = (*own, *found.policies, *_texts_beside(found)) if is_configured else found.policies
    if others := [path for path in dict.fromkeys(texts) if path not in listed]:
        names = ", ".join(others)
        print(
            f"policy-site: not listed, and so not published: {names}; write a [[policy]] entry into {CONFIG_PATH} for "
            "each that is to be published"
            if is_configured
            else f"policy-site: found as well, and not published: {names}; {CONFIG_PATH} ends with their entries: "
            "take the # away from each that is to be",
            file=sys.stderr,
        )


def _texts_beside(found: Found) -> Iterator[str]:
    files = sorted((found.top / POLICY_FOLDER).glob("*.md"))
    yield from (path for path in (file.relative_to(found.top).as_posix() for file in files) if is_policy(path))


def _listed_paths(found: Found) -> set[str]:
    """Return every path that the `policy.toml` which is there names, or finds by its name where it lists none."""
    known = read_configuration((found.top / CONFIG_PATH).read_bytes(), tuple(_texts_beside(found))).policies
    return {path for policy in known for path in (policy.path, *policy.formerly)}


def _next_steps(answers: Answers, top: Path, is_configured: bool) -> Iterator[str]:
    keys = {"name": answers.organisation, "base_url": answers.base_url, "contact": answers.contact}
    missing, given = [key for key in keys if not keys[key]], [key for key in keys if keys[key]]
    yield "Next:"
    if top != Path.cwd():
        yield f"  cd {shlex.quote(os.path.relpath(top))}, where the files above are"
    if is_configured and given:
        yield f"  write {', '.join(given)} into {CONFIG_PATH} yourself: it was there already and stays as it is"
    elif not is_configured and missing:
        yield f"  fill in {', '.join(missing)} in {CONFIG_PATH}"
    languages = (answers.language, *(each.language for each in answers.translations))
    if find_spec("babel") is None and any(tag.partition("-")[0].lower() != DEFAULT_LANGUAGE for tag in languages):
        yield "  pip install 'section11[languages]', for pages in other languages than English"
    yield f"  git add {shlex.join(_to_add(answers))} && git commit"
    yield "  policy-site build && policy-site serve"
    yield "  on GitHub: the first time, run the workflow by hand (Actions, policies), and tick its box,"
    yield "  which says that nothing is published at the site's address yet"
    yield f"  {POLICY_FOLDER}/README.md is for whoever changes the text"


def _to_add(answers: Answers) -> Iterator[str]:
    yield from (path for path in answers.new if not path.startswith(f"{POLICY_FOLDER}/"))
    if answers.policy in answers.new and not answers.note_folder.startswith(f"{POLICY_FOLDER}/"):
        yield answers.note_folder
    yield from (POLICY_FOLDER, ".github", ".gitignore")
